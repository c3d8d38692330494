"""Small files for the tests of tidy."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

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


def xls_bytes(
    rows: list[list[Any]], sheet: str = "登记名册", merge: tuple[tuple[int, int, int, int], ...] = ()
) -> bytes:
    """Rows as an Excel 97 workbook; an int in the first place of a tuple is the code of a formula error."""
    book = xlwt.Workbook()
    opened = book.add_sheet(sheet)
    day = xlwt.XFStyle()
    day.num_format_str = "yyyy-mm-dd"
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            if isinstance(value, tuple):
                opened.row(i).set_cell_error(j, value[0])
            elif value is not None:
                opened.write(i, j, value, *([day] if isinstance(value, date) else []))
    for cells in merge:
        opened.merge(*cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods_bytes(
    rows: list[list[Any]], sheet: str = "登记名册", merge: tuple[tuple[int, int, int, int], ...] = ()
) -> bytes:
    """Rows as an OpenDocument workbook; ``merge`` as first row, last row, first column, last column."""
    book = OpenDocumentSpreadsheet()
    table = Table(name=sheet)
    starts = {(a, c): (b - a + 1, d - c + 1) for a, b, c, d in merge}
    covered = {(r, k) for a, b, c, d in merge for r in range(a, b + 1) for k in range(c, d + 1)} - set(starts)
    for i, row in enumerate(rows):
        line = TableRow()
        for j, value in enumerate(row):
            span = starts.get((i, j))
            more = {"numberrowsspanned": span[0], "numbercolumnsspanned": span[1]} if span else {}
            line.addElement(CoveredTableCell() if (i, j) in covered else _ods_cell(value, more))
        table.addElement(line)
    book.spreadsheet.addElement(table)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _ods_cell(value: Any, more: dict[str, Any]) -> TableCell:
    if value is None:
        return TableCell(**more)
    if isinstance(value, bool):
        cell = TableCell(valuetype="boolean", booleanvalue=str(value).lower(), **more)
    elif isinstance(value, (int, float)):
        cell = TableCell(valuetype="float", value=value, **more)
    elif isinstance(value, date):
        cell = TableCell(valuetype="date", datevalue=value.isoformat(), **more)
    else:
        cell = TableCell(valuetype="string", **more)
    cell.addElement(P(text=str(value)))
    return cell
