"""Single entries of a layout: what stands for a cell, the encoding, the sheets, the cut-off."""

from __future__ import annotations

import codecs
import re
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator

from govreport.canonical.folding import fold
from govreport.district.mistakes import said

QUARTER_END = "quarter_end"
_ALSO = {"identifier": "uscc", "recipient_identifier": "recipient_uscc"}
CELL = re.compile(r"[A-Za-z]{1,3}[1-9]\d{0,2}")


def as_text(value: Any) -> Any:
    """What stands for a cell is text, whatever YAML made of 2019-09-30, 3 and 是."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return str(value) if isinstance(value, (int, float)) else value


CellText = Annotated[str, BeforeValidator(as_text)]


def by_canonical_names(columns: Any) -> Any:
    """The columns under their canonical names: an identifier of another kind than the credit code needn't be called
    ``uscc``."""
    if not isinstance(columns, dict):
        return columns
    return {_ALSO.get(name, name) if _ALSO.get(name) not in columns else name: c for name, c in columns.items()}


def canonical_column(written: str) -> str:
    """The canonical name of a column as somebody writes it outside of a layout: in any case, an identifier as such."""
    name = fold(written)
    return _ALSO.get(name, name)


def codec(name: Any) -> Any:
    """The name of an encoding of text."""
    if not isinstance(name, str):
        return name
    try:
        known = codecs.lookup(name)
    except (LookupError, ValueError):
        known = None
    # hex, rot13 and the like are codecs too, but of no text; idna and punycode are for names of hosts
    if (
        known is None
        or not getattr(known, "_is_text_encoding", True)
        or known.name in ("idna", "punycode", "undefined")
    ):
        raise said(
            f"“{name}”不是文字编码的名称，请写 utf-8、gb18030、big5、utf-16 等",
            f"{name!r} names no encoding of text; write utf-8, gb18030, big5, utf-16 or the like",
        )
    return name


def named_sheets(value: Any) -> Any:
    """All of a workbook's sheets, or some by name."""
    if value is None or value == "all":
        return value
    names = tuple(map(as_text, value)) if isinstance(value, (list, tuple)) else ()
    if not names or not all(isinstance(name, str) and name for name in names):
        raise said(
            "应为 all 或工作表名称的列表，如 [一季度, 二季度]",
            "must be all, or a list of sheets' names such as [first, second]",
        )
    return names


def day_or_cell(value: Any) -> Any:
    """A day, the end of the quarter, or the cell that states it."""
    text = as_text(value)
    if not isinstance(text, str) or text == QUARTER_END or CELL.fullmatch(text):
        return text
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise said(
            f"“{text}”应为日期（2019-09-30）、{QUARTER_END}（季度最后一天）或表头上方的单元格（B2）",
            f"{text!r} must be a day (2019-09-30), {QUARTER_END}, or a cell above the header (B2)",
        ) from None
