"""The workbook's figures as data: every one as a row, and the key figures by quarter."""

from __future__ import annotations

from functools import cache
from typing import Any

from govreport import spreadsheet as look
from govreport.reports.data_set import TrendPoint
from govreport.reports.formats.workbook_book import Book, Head
from govreport.reports.formats.workbook_charts import draw

_COLUMNS = (
    "indicator", "name", "unit", "basis", "period", "town_code", "town",
    "breakdown", "breakdown_code", "member", "member_code", "value", "numerator", "denominator", "status",
)  # fmt: skip
_NUMERIC = {"value", "numerator", "denominator"}
_WIDTHS = {
    "name": 30.0, "town_code": 13.0, "town": 16.0, "member": 20.0, "breakdown": 18.0, "breakdown_code": 18.0,
    "member_code": 20.0, "numerator": 20.0, "status": 30.0,
}  # fmt: skip


def add_data(book: Book) -> None:
    """Every figure of the quarter and of those it is compared with; thousands of rows, of which the heads print."""
    model, make = book.model, book.formats
    name, count = book.label("workbook.data"), len(model.data)
    sheet = book.sheet(name, book.label("workbook.data_text"), table="data", landscape=True)
    top = book.title(sheet, book.label("workbook.data_text"), book.label("workbook.data_note", rows=f"{count:,}"))
    heads = [
        Head(book.label(f"workbook.{c}"), _WIDTHS.get(c, 12.0), "right" if c in _NUMERIC else "left") for c in _COLUMNS
    ]
    first = book.table(sheet, top, heads, count, "data")
    sheet.freeze_panes(first, 2)
    sheet.print_area(0, 0, top, len(_COLUMNS) - 1)
    plain, spaced = make(), make(align="left", indent=1)
    number = cache(lambda decimals: make(align="right", num_format=look.number_format(decimals)))
    value_at = _COLUMNS.index("value")
    for row, p in enumerate(model.data, start=first):
        texts = (
            p.indicator, p.name, p.unit, p.basis, p.quarter, p.town_code, p.town,
            p.breakdown, p.breakdown_code, p.member, p.member_code,
        )  # fmt: skip
        for column, text in enumerate(texts):
            if text:
                book.text(sheet, row, column, text, spaced if column else plain)
        figures = ((p.value, p.decimals), (p.numerator, 0), (p.denominator, 0))
        for column, (figure, decimals) in enumerate(figures, start=value_at):
            if figure is not None:
                book.number(sheet, row, column, figure, number(decimals))
        if p.status:
            book.text(sheet, row, len(_COLUMNS) - 1, p.status, spaced)


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
    title = book.label("workbook.trend_text")
    sheet = book.sheet(book.label("workbook.trend"), title, table="trend", pages=1)
    top = book.title(sheet, title, model.as_of)
    named = [next(iter(series.values())) for series in shown]
    heads = [
        Head(in_unit(book, p.name, p.unit), float(max(12, min(look.display_width(p.name) + 4, 22))), "right")
        for p in named
    ]
    first = book.table(sheet, top, [Head(book.label("workbook.period"), 12.0), *heads], len(quarters), "trend")
    sheet.freeze_panes(first, 1)
    line: dict[str, Any] = {"bottom": 1, "border_color": look.HAIRLINE}
    for row, quarter in enumerate(quarters, start=first):
        now = quarter == model.quarter
        book.text(sheet, row, 0, quarter, book.formats(bold=now, **line))
        for column, (series, of) in enumerate(zip(shown, named, strict=True), start=1):
            value = series[quarter].value if quarter in series else None
            if value is None:
                book.text(sheet, row, column, "—", book.formats(align="right", font_color=look.MUTE, **line))
                continue
            style = look.number_format(of.decimals)
            book.number(sheet, row, column, value, book.formats(align="right", num_format=style, bold=now, **line))
    known = [quarter in shown[0] and shown[0][quarter].value is not None for quarter in quarters]
    draw(book, sheet, "line", in_unit(book, named[0].name, named[0].unit), named[0].name, top, known, [1])


def in_unit(book: Book, name: str, unit: str) -> str:
    """A name with its unit, as one head."""
    return f"{name}（{unit}）" if book.model.language == "zh" else f"{name} ({unit})"
