"""Writes the three files of a quarter, the same bytes every time.

Belongs here: XLSX and CSV forms, encodings, title, total and note rows. Does not belong here: what the rows say.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from govreport.quarter import Quarter
from include.sample import layout
from include.sample.rows import Cell, Row

CREATED = datetime(2020, 1, 15, 9, 0)  # noqa: DTZ001 - the workbook's own clock has no zone
_WIDTHS = {"name": 38, "uscc": 22, "domicile": 34, "legal_type": 16, "supervisor": 24, "registered_on": 16}


def registration(path: Path, quarter: Quarter, rows: list[Row]) -> None:
    """The register as a workbook: title, unit, two header rows, data, notes; a second sheet of instructions."""
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"title": "社会组织登记名册", "created": CREATED})
        plain = book.add_format({"font_name": "宋体", "font_size": 10})
        head = book.add_format(
            {"font_name": "宋体", "font_size": 10, "bold": True, "align": "center", "valign": "vcenter", "border": 1,
             "text_wrap": True}
        )  # fmt: skip
        title = book.add_format({"font_name": "黑体", "font_size": 16, "align": "center"})
        day = book.add_format({"font_name": "宋体", "font_size": 10, "num_format": "yyyy-mm-dd"})
        if layout.notes_first(quarter):
            _instructions(book.add_worksheet("填报说明"), plain)
        sheet = book.add_worksheet("登记名册")
        if not layout.notes_first(quarter):
            _instructions(book.add_worksheet("填报说明"), plain)
        sheet.activate()
        columns = [column for _, group in layout.REGISTRATION for column, _ in group]
        name = f"番禺区社会组织登记名册（截至{layout.printed(quarter.end)}）"
        sheet.merge_range(0, 0, 0, len(columns) - 1, name, title)
        sheet.write_string(1, len(columns) - 2, "单位：万元", plain)
        _two_header_rows(sheet, quarter, head)
        for index, column in enumerate(columns):
            sheet.set_column(index, index, _WIDTHS.get(column, 12))
        line = 4
        for serial, row in enumerate(rows, start=1):
            cells = {layout.SERIAL: serial, **row.cells}
            for index, column in enumerate(columns):
                _write(sheet, line, index, cells[column], plain, day)
            line += 1
        for note in (
            "注：1.本表含已注销、撤销、吊销的社会组织；2.筹备中的联合会暂无代码。",
            "填表人：（略）    审核人：（略）",
            f"填表日期：{layout.printed(quarter.next.start)}",
        ):
            sheet.write_string(line, 0, note, plain)
            line += 1
        sheet.freeze_panes(4, 2)


def _instructions(sheet: Worksheet, plain: Format) -> None:
    for line, text in enumerate(layout.INSTRUCTIONS):
        sheet.write_string(line, 0, text, plain)


def _two_header_rows(sheet: Worksheet, quarter: Quarter, head: Format) -> None:
    index = 0
    for heading, group in layout.REGISTRATION:
        if heading:
            sheet.merge_range(2, index, 2, index + len(group) - 1, heading, head)
        for column, usual in group:
            text = layout.header("registration", quarter, column, usual)
            if heading:
                sheet.write_string(3, index, text, head)
            elif layout.repeats_headers(quarter):
                sheet.write_string(2, index, text, head)
                sheet.write_string(3, index, text, head)
            else:
                sheet.merge_range(2, index, 3, index, text, head)
            index += 1


def _write(sheet: Worksheet, line: int, index: int, cell: Cell, plain: Format, day: Format) -> None:
    if isinstance(cell, str):
        sheet.write_string(line, index, cell, plain)
    elif isinstance(cell, date):
        sheet.write_datetime(line, index, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
    elif cell is not None:
        sheet.write_number(line, index, cell, plain)


def funding(path: Path, quarter: Quarter, rows: list[Row], totals: tuple[Decimal, Decimal]) -> None:
    """The ledger of grants in GB18030: title, cut-off and unit, header, data, 合计 (awarded, paid; 万元)."""
    columns = [column for column, _ in layout.FUNDING]
    width = len(columns)
    lines: list[list[Cell]] = [
        ["番禺区社会组织扶持资金拨付台账"],
        [f"数据截止日期：{layout.printed(quarter.end)}", *[None] * (width - 2), "单位：万元"],
        [layout.header("funding", quarter, column, usual) for column, usual in layout.FUNDING],
    ]
    for serial, row in enumerate(rows, start=1):
        cells = {layout.SERIAL: serial, **row.cells}
        lines.append([cells[column] for column in columns])
    total = dict(zip(("awarded_fen", "paid_fen"), totals, strict=True))
    lines.append(["合计", *(f"{total[c]:,.2f}" if c in total else None for c in columns[1:])])
    csv_file(path, "gb18030", lines, width)


def evaluation(path: Path, quarter: Quarter, rows: list[Row]) -> None:
    """The ledger of events in UTF-8 with a byte order mark; the cut-off day stands in every row."""
    columns = [column for column, _ in layout.EVALUATION]
    lines: list[list[Cell]] = [[layout.header("evaluation", quarter, c, usual) for c, usual in layout.EVALUATION]]
    lines += [[row.cells[column] for column in columns] for row in rows]
    placeholder = {"event_no": "暂无相关数据!", "cutoff": quarter.end.isoformat()}
    lines.append([placeholder.get(column) for column in columns])
    csv_file(path, "utf-8-sig", lines, len(columns))


def csv_file(path: Path, encoding: str, lines: Iterable[list[Cell]], width: int) -> None:
    """Delimited text with CRLF; short lines are filled up to ``width`` cells."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    for line in lines:
        writer.writerow([*line, *[None] * (width - len(line))])
    path.write_bytes(buffer.getvalue().encode(encoding))
