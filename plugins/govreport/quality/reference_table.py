"""Small tables of totals as offices send them: 指标名称|单位|代码|数量|上年数据|同比, with a second row 甲 乙 丙 1 2 3.

From a file's cells to the rows below a header that names the wanted columns.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence

from govreport.errors import ReadError

NAME = ("指标名称", "指标", "项目", "名称", "资金名称", "资金类别")
AMOUNT = ("数量", "本期数", "本季数", "本季拨付", "拨付金额", "金额", "期末数", "本期")
CODE = ("统一社会信用代码", "信用代码", "社会信用代码")
ORGANIZATION = ("社会组织名称", "组织名称", "单位名称", "名称")
STATUS = ("状态", "登记状态")
_MARKS = re.compile(r"^(其中|[#*·—\-]|[一二三四五六七八九十]+、|\(?[0-9]+\)?[.、]?)[:：]?")
_UNIT = re.compile(r"[(（]?(?:单位[:：])?(万元|元)[)）]?$")


def fold(text: str) -> str:
    """A row's or a header's name without width, spaces and ordering marks: “  其中：社会团体” is 社会团体."""
    folded = "".join(unicodedata.normalize("NFKC", text).split())
    while (bare := _MARKS.sub("", folded)) != folded:
        folded = bare
    return folded


def rows(filename: str, data: bytes, wanted: Mapping[str, Sequence[str]]) -> list[dict[str, str]]:
    """The rows below the first header that has every wanted column, as cells by wanted name; ``unit`` is the unit that
    the amount's header or the row's own column 单位 states ("" if none), ``line`` the row number.

    Raises ReadError in one sentence where the file can't be read or has no such header.
    """
    table = _cells(filename, data)
    for index, header in enumerate(table):
        names = [_UNIT.sub("", fold(cell)) for cell in header]
        found = {name: next((names.index(a) for a in aliases if a in names), -1) for name, aliases in wanted.items()}
        if -1 in found.values():
            continue
        units = [m[1] if (m := _UNIT.search(fold(cell))) and fold(cell) != m[0] else "" for cell in header]
        own = names.index("单位") if "单位" in names else -1
        result = []
        for number, cells in enumerate(table[index + 1 :], start=index + 2):
            row = {name: cells[at].strip() if at < len(cells) else "" for name, at in found.items()}
            stated = fold(cells[own]) if 0 <= own < len(cells) else ""
            unit = units[found["amount"]] if "amount" in found else ""
            result.append(row | {"unit": stated if stated in ("元", "万元") else unit, "line": str(number)})
        return result
    expected = "、".join(aliases[0] for aliases in wanted.values())
    raise ReadError(f"文件“{filename}”中没有含“{expected}”的表头", f"{filename} has no header with {expected}")


def _cells(filename: str, data: bytes) -> list[list[str]]:
    if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        import python_calamine

        try:
            book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
            return [
                [_text(c) for c in row] for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()
            ]
        except Exception:
            raise ReadError(f"工作簿“{filename}”已损坏", f"the workbook {filename} is damaged") from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        delimiter = max(",\t;", key=text.count)
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    raise ReadError(f"文件“{filename}”的编码无法识别", f"the encoding of {filename} can't be recognized")


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)
