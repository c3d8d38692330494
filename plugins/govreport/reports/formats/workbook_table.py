"""The workbook's sheets of the report's tables and figures: one a block, heads in one row, numbers as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet

from govreport import spreadsheet as look
from govreport.reports.formats.workbook_book import Book, Head, identifier
from govreport.reports.formats.workbook_charts import CHART_WIDTH, draw
from govreport.reports.formats.workbook_words import sheet_words
from govreport.reports.model import Cell, ChartBlock, ChartData, ColumnHead, Row, TableBlock

_LANDSCAPE_FROM = 90
"""Columns of Latin digits that fit an upright A4 page at a readable size."""
_SMALLER_FROM, _AT_MOST = 40, 150
"""A table of more rows is printed upright and smaller, unless it is wider than that: half as many pages."""


def add_table(book: Book, block: TableBlock) -> None:
    """A sheet for one table: typed rows, totals in bold below the table proper, note."""
    columns, rows = block.columns, [*block.rows, *block.more]
    name = identifier("table", block.key)
    title = f"{block.number} {block.title}".strip()
    widths = [_width(columns, rows, index) for index in range(len(columns))]
    about = sheet_words(block.key, book.model.language, book.model.labels)
    sheet = book.sheet(about, title, table=name, landscape=_is_wide(widths, rows))
    top = book.title(sheet, title, block.subtitle)
    end = _rows(book, sheet, top, name, columns, rows, widths, block.rule_every)
    last = _note(book, sheet, end, block.note, widths)
    book.print_area(sheet, last, widths, (title, block.subtitle))


def add_figure(book: Book, block: ChartBlock, data: ChartData) -> None:
    """A sheet for what a figure of the report draws, with a chart of the spreadsheet's own; it prints on one page."""
    name = identifier("figure", block.key)
    title = f"{block.number} {block.title}".strip()
    widths = [_width(data.columns, data.rows, index) for index in range(len(data.columns))]
    about = sheet_words(block.key, book.model.language, book.model.labels)
    sheet = book.sheet(about, title, table=name, landscape=_is_wide(widths, data.rows), pages=1)
    # The subtitle in the report explains the drawing (dots, shades), which isn't here.
    top = book.title(sheet, title, book.model.as_of)
    end = _rows(book, sheet, top, name, data.columns, data.rows, widths)
    numeric = _numeric(data)
    if data.kind and numeric and len(data.rows) > 1:
        columns = numeric if data.kind == "line" else numeric[:1]
        known = [all(row.cells[c].number is not None for c in columns) for row in data.rows]
        end = draw(book, sheet, data.kind, block.title, block.alt, top, known, columns)
    last = _note(book, sheet, end, data.note, widths)
    book.print_area(sheet, last, widths, (title,), at_least=CHART_WIDTH)


def _numeric(data: ChartData) -> list[int]:
    """Columns with numbers."""
    return [c for c in range(1, len(data.columns)) if any(row.cells[c].number is not None for row in data.rows)]


def _rows(
    book: Book,
    sheet: Worksheet,
    top: int,
    name: str,
    columns: Sequence[ColumnHead],
    rows: Sequence[Row],
    widths: Sequence[float],
    rule_every: int = 0,
) -> int:
    """Heads and rows; returns the row after the last. Totals that end them stay below what is sorted and filtered."""
    listed = len(rows)
    while listed and rows[listed - 1].kind == "total":
        listed -= 1
    listed = listed or len(rows)
    heads = [Head(_head(c), w, c.align) for c, w in zip(columns, widths, strict=True)]
    first = book.table(sheet, top, heads, listed, name)
    sheet.freeze_panes(first, 1 if columns[0].align == "left" else 0)
    for offset, row in enumerate(rows):
        ruled = rule_every > 0 and (offset + 1) % rule_every == 0
        for index, (head, cell) in enumerate(zip(columns, row.cells, strict=True)):
            _cell(book, sheet, first + offset, index, head, cell, row, ruled)
        needed = max(look.lines_needed(c.text, w) for c, w in zip(row.cells, widths, strict=True))
        sheet.set_row(first + offset, look.LINE_HEIGHT * needed + 3)
    _bars(sheet, first, rows, len(columns))
    return first + max(len(rows), 1)


def _head(column: ColumnHead) -> str:
    """A head with its group's: in one row, so that each names its column wherever it is read."""
    return f"{column.group} {column.text}" if column.group and column.group != column.text else column.text


def _is_wide(widths: Sequence[float], rows: Sequence[Row]) -> bool:
    return sum(widths) > (_AT_MOST if len(rows) > _SMALLER_FROM else _LANDSCAPE_FROM)


def _width(columns: Sequence[ColumnHead], rows: Sequence[Row], index: int) -> float:
    """Room for the longest cell, within reason; a head may wrap."""
    cells = max((look.display_width(row.cells[index].text) for row in rows), default=0)
    numeric = any(row.cells[index].number is not None for row in rows)
    words = min(
        round(look.display_width(_head(columns[index])) * 1.1), (9 if columns[index].group else 16) if numeric else 24
    )
    # A tenth more than counted: signs and letters of the fonts that stand in for ours are wider.
    return float(min(max(round(cells * 1.1) + 2, words + 2, 9), 18 if numeric else 56))


def _cell(
    book: Book, sheet: Worksheet, row: int, column: int, head: ColumnHead, cell: Cell, line: Row, ruled: bool
) -> None:
    total = line.kind == "total"
    look_of: dict[str, Any] = {"bottom": 1, "border_color": look.RULE if ruled else look.HAIRLINE}
    if total:
        look_of |= {"bold": True, "top": 1, "border_color": look.INK}
    if cell.tone == "strong":
        look_of |= {"bold": True}
    elif cell.tone == "muted":
        look_of |= {"font_color": look.MUTE}
    elif cell.tone == "alert":
        look_of |= {"bold": True, "font_color": look.AMBER}
    if cell.heat:
        look_of |= {"bg_color": look.HEAT[cell.heat]}
    elif line.highlight:
        look_of |= {"bg_color": look.AMBER_FILL}
    if cell.number is None:
        form = book.formats(align=head.align, indent=look.indent(head.align, column), text_wrap=True, **look_of)
        book.text(sheet, row, column, cell.text, form)
        return
    # A column may mix digits and units (indicators down, quarters across), so the printed text decides, not the head.
    style = (
        look.format_as_printed(cell.text, cell.number)
        or head.number_format
        or look.number_format(look.decimals_of(cell.number))
    )
    if cell.flags:
        style = look.with_suffix(style, cell.flags.lower())
    book.number(sheet, row, column, cell.number, book.formats(align=head.align, num_format=style, **look_of))


def _bars(sheet: Worksheet, first: int, rows: Sequence[Row], columns: int) -> None:
    """Excel's own data bars behind the numbers of columns that have bars in print; totals have none."""
    data = [i for i, row in enumerate(rows) if row.kind == "data"]
    for column in range(columns):
        if data and any(rows[i].cells[column].bar for i in data):
            rule = {"type": "data_bar", "bar_color": look.BAR, "bar_solid": True, "min_type": "num", "min_value": 0}
            sheet.conditional_format(first + data[0], column, first + data[-1], column, rule)


def _note(book: Book, sheet: Worksheet, end: int, note: str, widths: Sequence[float]) -> int:
    """The note a row below the table; returns the last row in use."""
    if not note:
        return end - 1
    row = end + 1
    form = book.formats(font_color=look.MUTE, text_wrap=True, valign="top")
    if len(widths) > 1:
        sheet.merge_range(row, 0, row, len(widths) - 1, "", form)
    book.text(sheet, row, 0, note, form)
    # Excel doesn't fit the height of merged cells by itself.
    sheet.set_row(row, look.LINE_HEIGHT * look.lines_needed(note, sum(widths)) + 4)
    return row
