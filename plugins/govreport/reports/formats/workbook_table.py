"""The workbook's tables and native charts: one sheet a table of the report, and the trend of the key figures."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from govreport import spreadsheet as look
from govreport.reports.formats.workbook_book import Book
from govreport.reports.model import Cell, ColumnHead, Row, TableBlock, TrendPoint

TOWNS = "annex_towns"
"""Key of the table that gets a bar chart of its first numbers."""
_LANDSCAPE_FROM = 90
"""Columns of Latin digits that fit an upright A4 page at a readable size."""


def add_table(book: Book, block: TableBlock) -> None:
    """A sheet for one table: heads (groups merged), typed rows, totals in bold, frozen and repeated heads, note."""
    if block.more:
        block = block.model_copy(update={"rows": [*block.rows, *block.more], "more": []})
    widths = [_width(block, index) for index in range(len(block.columns))]
    title = f"{block.number} {block.title}".strip()
    sheet = book.sheet(title, block.subtitle, landscape=sum(widths) > _LANDSCAPE_FROM)
    top = book.title(sheet, title, block.subtitle)
    for index, width in enumerate(widths):
        sheet.set_column(index, index, width)
    first = _heads(book, sheet, top, block.columns, widths)
    sheet.repeat_rows(top, first - 1)
    sheet.freeze_panes(first, 1 if block.columns[0].align == "left" else 0)
    for offset, row in enumerate(block.rows):
        ruled = block.rule_every > 0 and (offset + 1) % block.rule_every == 0
        for index, (head, cell) in enumerate(zip(block.columns, row.cells, strict=True)):
            _cell(book, sheet, first + offset, index, head, cell, row, ruled)
        needed = max(look.lines_needed(c.text, w) for c, w in zip(row.cells, widths, strict=True))
        sheet.set_row(first + offset, look.LINE_HEIGHT * needed + 3)
    _bars(sheet, first, block)
    end = first + len(block.rows)
    if block.note:
        _note(book, sheet, end + 1, block.note, widths)
    if block.key == TOWNS:
        _towns_chart(book, sheet, block, first)
        # The chart is for the screen: on paper a page's end would cut it, and the report has its own.
        sheet.print_area(0, 0, end + 1, len(block.columns) - 1)


def add_trend(book: Book) -> None:
    """The key figures by quarter, with a line chart of the first."""
    model = book.model
    points: dict[str, dict[str, TrendPoint]] = {}
    for p in model.data:
        if not p.town_code and not p.breakdown:
            points.setdefault(p.indicator, {})[p.quarter] = p
    shown = [points[k.indicator] for k in model.kpis if k.indicator in points]
    if not shown:
        return
    quarters = sorted({quarter for series in shown for quarter in series})
    sheet = book.sheet(book.label("workbook.trend"), book.label("workbook.trend_text"))
    top = book.title(sheet, book.label("workbook.trend_text"), model.as_of)
    named = [next(iter(series.values())) for series in shown]
    heads = [(f"{p.name}\n{p.unit}", float(max(12, min(look.display_width(p.name) + 2, 20))), "right") for p in named]
    book.heads(sheet, top, [(book.label("workbook.period"), 12.0, "left"), *heads])
    sheet.freeze_panes(top + 1, 1)
    line: dict[str, Any] = {"bottom": 1, "border_color": look.HAIRLINE}
    for row, quarter in enumerate(quarters, start=top + 1):
        book.text(sheet, row, 0, quarter, book.formats(bold=quarter == model.quarter, **line))
        for column, series in enumerate(shown, start=1):
            value = series[quarter].value if quarter in series else None
            form = book.formats(
                align="right",
                num_format=look.number_format(named[column - 1].decimals),
                bold=quarter == model.quarter,
                **line,
            )
            if value is None:
                book.text(sheet, row, column, "—", book.formats(align="right", font_color=look.MUTE, **line))
            else:
                book.number(sheet, row, column, value, form)
    _trend_chart(book, sheet, named[0], top + 1, top + len(quarters))


def _width(block: TableBlock, index: int) -> float:
    """Room for the longest cell, within reason; a head may wrap once."""
    cells = max((look.display_width(row.cells[index].text) for row in block.rows), default=0)
    head = block.columns[index]
    numeric = any(row.cells[index].number is not None for row in block.rows)
    words = min(look.display_width(head.text), 14 if numeric else 24)
    # A tenth more than counted: signs and letters of the fonts that stand in for ours are wider.
    return float(min(max(round(cells * 1.1) + 2, words + 2, 9), 18 if numeric else 56))


def _heads(book: Book, sheet: Worksheet, top: int, columns: list[ColumnHead], widths: list[float]) -> int:
    """Heads in one row, or in two where columns have groups; returns the first row of data."""
    grouped = any(c.group for c in columns)
    own = top + 1 if grouped else top
    index = 0
    for group, members in groupby(columns, key=lambda c: c.group):
        run = list(members)
        last = index + len(run) - 1
        if group and last > index:
            sheet.merge_range(top, index, top, last, "", book.head("center"))
        if group:
            book.text(sheet, top, index, group, book.head("center"))
        for column, head in enumerate(run, start=index):
            if grouped and not group:
                sheet.merge_range(top, column, own, column, "", book.head(head.align, column))
                book.text(sheet, top, column, head.text, book.head(head.align, column))
            else:
                book.text(sheet, own, column, head.text, book.head(head.align, column))
        index = last + 1
    needed = max(look.lines_needed(c.text, w) for c, w in zip(columns, widths, strict=True))
    sheet.set_row(own, look.LINE_HEIGHT * needed + 6)
    return own + 1


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


def _bars(sheet: Worksheet, first: int, block: TableBlock) -> None:
    """Excel's own data bars behind the numbers of columns that have bars in print; totals have none."""
    data = [i for i, row in enumerate(block.rows) if row.kind == "data"]
    for column in range(len(block.columns)):
        if data and any(block.rows[i].cells[column].bar for i in data):
            rule = {"type": "data_bar", "bar_color": look.BAR, "bar_solid": True, "min_type": "num", "min_value": 0}
            sheet.conditional_format(first + data[0], column, first + data[-1], column, rule)


def _note(book: Book, sheet: Worksheet, row: int, note: str, widths: list[float]) -> None:
    form = book.formats(font_color=look.MUTE, text_wrap=True, valign="top")
    if len(widths) > 1:
        sheet.merge_range(row, 0, row, len(widths) - 1, "", form)
    book.text(sheet, row, 0, note, form)
    # Excel doesn't fit the height of merged cells by itself.
    sheet.set_row(row, look.LINE_HEIGHT * look.lines_needed(note, sum(widths)) + 4)


def _chart(book: Book, kind: str, title: str) -> Chart:
    chart: Chart = book.file.add_chart({"type": kind})
    font = {"name": look.FONT, "color": look.INK}
    chart.set_title({"name": look.xml_text(title), "name_font": font | {"size": 12, "bold": True}, "overlay": False})
    chart.set_legend({"none": True})
    chart.set_chartarea({"border": {"none": True}})
    return chart


def _axis(**more: Any) -> dict[str, Any]:
    font = {"name": look.FONT, "size": 9, "color": look.MUTE}
    return {
        "num_font": font,
        "line": {"color": look.RULE},
        "major_tick_mark": "none",
        "minor_tick_mark": "none",
        **more,
    }


def _trend_chart(book: Book, sheet: Worksheet, point: TrendPoint, first: int, last: int) -> None:
    chart = _chart(
        book, "line", f"{point.name}（{point.unit}）" if book.model.language == "zh" else f"{point.name} ({point.unit})"
    )
    label_font = {"name": look.FONT, "size": 9, "color": look.NAVY}
    chart.add_series(
        {
            "name": look.xml_text(point.name),
            "categories": [sheet.get_name(), first, 0, last, 0],
            "values": [sheet.get_name(), first, 1, last, 1],
            "line": {"color": look.NAVY, "width": 2.25},
            "marker": {"type": "circle", "size": 6, "fill": {"color": "#FFFFFF"}, "border": {"color": look.NAVY}},
            "data_labels": {"value": True, "position": "above", "font": label_font},
        }
    )
    chart.set_x_axis(_axis())
    chart.set_y_axis(_axis(visible=False, major_gridlines={"visible": False}))
    chart.set_size({"width": 720, "height": 320})
    sheet.insert_chart(last + 2, 0, chart, {"description": point.name})


def _towns_chart(book: Book, sheet: Worksheet, block: TableBlock, first: int) -> None:
    """In the table's order, below it."""
    data = [i for i, row in enumerate(block.rows) if row.kind == "data"]
    numeric = [c for c in range(1, len(block.columns)) if any(block.rows[i].cells[c].number is not None for i in data)]
    if not data or not numeric:
        return
    values, begin, end = numeric[0], first + data[0], first + data[-1]
    head = block.columns[values]
    chart = _chart(book, "bar", " ".join(filter(None, (head.group, head.text))))
    label_font = {"name": look.FONT, "size": 9, "color": look.INK}
    chart.add_series(
        {
            "name": look.xml_text(head.text),
            "categories": [sheet.get_name(), begin, 0, end, 0],
            "values": [sheet.get_name(), begin, values, end, values],
            "fill": {"color": look.NAVY},
            "gap": 45,
            "data_labels": {"value": True, "font": label_font},
        }
    )
    chart.set_y_axis(_axis(reverse=True, interval_unit=1))
    chart.set_x_axis(_axis(visible=False, major_gridlines={"visible": False}, min=0))
    chart.set_size({"width": 640, "height": 60 + 24 * len(data)})
    sheet.insert_chart(first + len(block.rows) + 3, 0, chart, {"description": block.title})
