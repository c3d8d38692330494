"""Writes the six further extracts in their offices' forms, the same bytes every time.

Belongs here: titles, headers, totals and notes around the rows. Does not belong here: which columns there are
(layout_further.py), what the rows say (rows_further.py).
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from govreport.quarter import Quarter
from include.sample import layout, writers
from include.sample.layout_further import Form
from include.sample.rows import Cell, Row

_WIDTHS = {"name": 34, "uscc": 22, "community_code": 24, "filing_no": 20, "project_name": 18, "applicant_name": 30}


def write(path: Path, form: Form, quarter: Quarter, rows: list[Row]) -> None:
    """Write one extract."""
    lines = [[_cell(row, serial, column) for column, _ in form.columns] for serial, row in enumerate(rows, start=1)]
    if form.repeats is not None:
        _leave_out(lines, [column for column, _ in form.columns].index(form.repeats))
    total = _total(form, rows)
    below = ([total] if total else []) + [[note] for note in form.notes]
    if form.sheet is not None:
        _workbook(path, form, form.sheet, quarter, lines + below)
        return
    width = len(form.columns)
    headers: list[Cell] = [form.header(quarter, column, usual) for column, usual in form.columns]
    unit: list[Cell] = [*[None] * (width - 2), form.unit] if form.unit else []
    above: list[list[Cell]] = [[form.title], [_period(form, quarter), *unit]]
    writers.csv_file(path, form.encoding, [*above, headers, *lines, *below], width)


def _period(form: Form, quarter: Quarter) -> str:
    return f"填报单位：{form.office}　数据截止日期：{layout.printed(quarter.end)}"


def _cell(row: Row, serial: int, column: str) -> Cell:
    return serial if column == layout.SERIAL else row.cells[column]


def _leave_out(lines: list[list[Cell]], index: int) -> None:
    above: Cell = None
    for line in lines:
        if line[index] == above:
            line[index] = None
        else:
            above = line[index]


def _total(form: Form, rows: list[Row]) -> list[Cell] | None:
    """The 合计 row: the number of rows, or the sums of the amounts that can be read."""
    if form.total is None:
        return None
    if form.total == "rows":
        return ["合计", None, None, None, f"共{len(rows)}个"]
    sums: dict[str, Decimal] = {}
    for column, _ in form.columns:
        if column.endswith("_fen"):
            sums[column] = sum((_amount(row.cells[column]) for row in rows), Decimal(0))
    return ["合计", *(f"{sums[c]:,.2f}" if c in sums else None for c, _ in form.columns[1:])]


def _amount(cell: Cell) -> Decimal:
    text = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in str(cell or "")).replace(",", "")
    factor = 10_000 if text.endswith("万元") else 1
    try:
        return Decimal(text.removesuffix("元").removesuffix("万") or 0) * factor
    except InvalidOperation:  # words that nobody can add up
        return Decimal(0)


def _workbook(path: Path, form: Form, sheet_name: str, quarter: Quarter, lines: list[list[Cell]]) -> None:
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"title": form.title, "created": writers.CREATED})
        plain = book.add_format({"font_name": "宋体", "font_size": 10})
        head = book.add_format(
            {"font_name": "宋体", "font_size": 10, "bold": True, "align": "center", "valign": "vcenter", "border": 1,
             "text_wrap": True}
        )  # fmt: skip
        title = book.add_format({"font_name": "黑体", "font_size": 16, "align": "center"})
        sheet = book.add_worksheet(sheet_name)
        width = len(form.columns)
        sheet.merge_range(0, 0, 0, width - 1, form.title, title)
        sheet.write_string(1, 0, _period(form, quarter), plain)
        if form.unit:
            sheet.write_string(1, width - 1, form.unit, plain)
        for index, (column, _) in enumerate(form.columns):
            sheet.set_column(index, index, _WIDTHS.get(column, 12))
        first = 2 + _headers(sheet, form, quarter, head)
        for line, cells in enumerate(lines, start=first):
            for index, cell in enumerate(cells):
                if isinstance(cell, str):
                    sheet.write_string(line, index, cell, plain)
                elif isinstance(cell, (int, float)):
                    sheet.write_number(line, index, cell, plain)
        sheet.freeze_panes(first, 2)


def _headers(sheet: Worksheet, form: Form, quarter: Quarter, head: Format) -> int:
    """One row of headers, or two where columns are grouped; returns how many."""
    depth = 2 if any(heading for heading, _ in form.groups) else 1
    index = 0
    for heading, group in form.groups:
        if heading:
            sheet.merge_range(2, index, 2, index + len(group) - 1, heading, head)
        for column, usual in group:
            text = form.header(quarter, column, usual)
            if heading or depth == 1:
                sheet.write_string(1 + depth, index, text, head)
            else:
                sheet.merge_range(2, index, 3, index, text, head)
            index += 1
    return depth
