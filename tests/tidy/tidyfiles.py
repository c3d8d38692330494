"""Small files for the tests of tidy."""

from __future__ import annotations

import io
from typing import Any

import openpyxl

HEADER = [
    "项目编号",
    "项目名称",
    "资金类别",
    "立项日期",
    "所属镇街",
    "用途",
    "批次",
    "立项金额",
    "拨付日期",
    "拨付金额",
]
ROW = ["ZX2019-1", "长者饭堂", "专项资金", "2019-01-05", "南村镇", "扶老", "1", "3", "2019-02-01", "1.5"]


def funding_row(**changes: str) -> list[str]:
    """A good row of HEADER with some cells changed, by header."""
    return [changes.get(title, cell) for title, cell in zip(HEADER, ROW, strict=True)]


def csv_bytes(rows: list[list[str]], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """Rows as delimited text; cells are quoted only where they must be."""

    def cell(text: str) -> str:
        quoted = any(c in text for c in (delimiter, '"', "\n", "\r"))
        return '"' + text.replace('"', '""') + '"' if quoted else text

    return "".join(delimiter.join(map(cell, row)) + "\r\n" for row in rows).encode(encoding)


def xlsx_bytes(rows: list[list[Any]], sheet: str = "登记名册", merge: tuple[str, ...] = ()) -> bytes:
    """Rows as a workbook with typed cells."""
    book = openpyxl.Workbook()
    opened = book.active
    assert opened is not None
    opened.title = sheet
    for row in rows:
        opened.append(row)
    for cells in merge:
        opened.merge_cells(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
