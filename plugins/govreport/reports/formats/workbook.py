"""The workbook: the report's tables and figures as numbers, what needs attention, every figure behind it as a row."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from itertools import chain
from typing import Any

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from govreport import spreadsheet as look
from govreport.reports.data_set import TrendPoint
from govreport.reports.formats.workbook_about import add_about
from govreport.reports.formats.workbook_book import Book, Head, identifier
from govreport.reports.formats.workbook_data import add_data, add_trend
from govreport.reports.formats.workbook_table import add_figure, add_table
from govreport.reports.formats.workbook_words import WORKBOOK_LABELS
from govreport.reports.model import AttentionBlock, Change, ChartBlock, Kpi, ReportModel, TableBlock

__all__ = ["WORKBOOK_LABELS", "render_workbook"]

_NAMED = 3
"""Matters that the contents name."""
_AGAINST = ("qoq", "yoy")
"""What names of cells call the comparisons, in the order in which a card lists them."""


def render_workbook(model: ReportModel) -> bytes:
    """The .xlsx file of a report: the same model gives the same bytes.

    Sheets: about, key figures, attention, trend, one a table or figure, data. Text is stored as text (a name that
    begins with ``=`` stays a name), numbers as numbers with the digits the report prints.
    """
    out = io.BytesIO()
    with Workbook(out, look.workbook_options()) as file:
        file.set_properties(
            {
                "title": look.xml_text(f"{model.title} {model.quarter_name}"),
                "author": look.xml_text(model.publisher),
                "comments": look.xml_text(f"{model.fingerprint_label} {model.fingerprint}"),
                # The report's own date: the clock would make every rendering another file.
                "created": datetime.fromisoformat(model.date_iso).replace(tzinfo=UTC),
            }
        )
        file.set_custom_property("govreport-fingerprint", model.fingerprint)
        book = Book(file, model, look.Formats(file))
        about = book.sheet(book.label("workbook.about"), "")
        _kpis(book)
        _attention(book)
        add_trend(book)
        for block in [b for section in model.sections for b in section.blocks]:
            if isinstance(block, TableBlock):
                add_table(book, block)
            elif isinstance(block, ChartBlock) and block.table is not None:
                add_figure(book, block, block.table)
        for block in model.triangles:
            add_table(book, block)
        add_data(book)
        add_about(book, about)
    return out.getvalue()


def _kpis(book: Book) -> None:
    model = book.model
    title = f"{model.kpi_number} {model.kpi_title}".strip()
    sheet = book.sheet(book.label("workbook.kpis"), title, table="key_figures", landscape=True, pages=1)
    top = book.title(sheet, title, model.as_of)
    labels = list(dict.fromkeys(change.label for kpi in model.kpis for change in kpi.changes))
    changes = [
        [
            Head(f"{label} {book.label('workbook.change')}", 16.0, "right"),
            Head(f"{label} {book.label('workbook.rate')}", 12.0, "right"),
        ]
        for label in labels
    ]
    names = max((look.display_width(k.name) for k in model.kpis), default=0)
    heads = [
        Head(book.label("workbook.indicator"), 10),
        Head(book.label("workbook.name"), min(max(names + 2.0, 20), 44)),
        Head(book.label("workbook.value"), 14, "right"),
        Head(book.label("workbook.unit"), 14),
        *chain.from_iterable(changes),
        Head(book.label("workbook.target"), 28),
        Head(book.label("workbook.revised"), 28),
    ]
    first = book.table(sheet, top, heads, len(model.kpis), "key_figures")
    sheet.freeze_panes(first, 2)
    figures = _headline_figures(model)
    for row, kpi in enumerate(model.kpis, start=first):
        _kpi(book, sheet, row, kpi, figures.get(kpi.indicator), labels)
        needed = [(kpi.target, 28), (kpi.revised, 28), (kpi.name, 40)]
        sheet.set_row(row, look.LINE_HEIGHT * max(look.lines_needed(text, width) for text, width in needed) + 5)


def _kpi(book: Book, sheet: Worksheet, row: int, kpi: Kpi, point: TrendPoint | None, labels: list[str]) -> None:
    make, line = book.formats, {"bottom": 1, "border_color": look.HAIRLINE}
    name = identifier(kpi.indicator)
    book.text(sheet, row, 0, kpi.indicator, make(font_color=look.MUTE, **line))
    book.text(sheet, row, 1, kpi.name, make(text_wrap=True, indent=1, **line))
    known = point is not None and point.value is not None
    if point is not None and point.value is not None:
        shown = look.format_as_printed(kpi.value, point.value) or look.number_format(point.decimals)
        form = make(bold=True, font_color=look.NAVY, align="right", num_format=shown, **line)
        book.number(sheet, row, 2, point.value, form)
        book.named(sheet, row, 2, f"{name}_value")
    else:
        book.text(sheet, row, 2, kpi.value, make(bold=True, font_color=look.NAVY, align="right", **line))
    # The card may print another unit than the figure has (CNY 9.2 million for 920万元); numbers keep the figure's.
    unit = point.unit if known and point is not None else kpi.unit
    book.text(sheet, row, 3, unit, make(font_color=look.MUTE, align="left", indent=1, **line))
    by_label = {change.label: change for change in kpi.changes}
    for index, label in enumerate(labels):
        against = _AGAINST[index] if index < len(_AGAINST) else f"change_{index + 1}"
        _change(book, sheet, row, 4 + 2 * index, by_label.get(label), f"{name}_{against}")
    form = make(text_wrap=True, align="left", indent=1, **line)
    book.text(sheet, row, 4 + 2 * len(labels), kpi.target, form)
    book.text(sheet, row, 5 + 2 * len(labels), kpi.revised, form)


def _change(book: Book, sheet: Worksheet, row: int, column: int, change: Change | None, name: str) -> None:
    """A change and its rate as two numbers that look as they do in print; a dash where there is none."""
    texts = (change.absolute, change.relative) if change else ("", "")
    numbers = (change.number, change.percent) if change else (None, None)
    tone = {"bold": True, "font_color": look.AMBER} if change and change.tone == "alert" else {}
    form: dict[str, Any] = {"align": "right", "bottom": 1, "border_color": look.HAIRLINE} | tone
    for offset, (text, number, suffix) in enumerate(zip(texts, numbers, ("", "_rate"), strict=True)):
        if number is None:
            book.text(sheet, row, column + offset, text or "—", book.formats(**form))
            continue
        digits = look.number_format(look.decimals_of(number)).split(";")[0]
        shown = look.format_as_printed(text, number) or f'+{digits};"−"{digits};{digits}'
        book.number(sheet, row, column + offset, number, book.formats(num_format=shown, **form))
        book.named(sheet, row, column + offset, name + suffix)


def _headline_figures(model: ReportModel) -> dict[str, TrendPoint]:
    """This quarter's district totals by indicator."""
    return {p.indicator: p for p in model.data if p.quarter == model.quarter and not p.town_code and not p.breakdown}


def _first_ones(headings: list[str]) -> str:
    return "\n".join([*headings[:_NAMED], *(["…"] if len(headings) > _NAMED else [])])


def _attention(book: Book) -> None:
    items = [i for s in book.model.sections for b in s.blocks if isinstance(b, AttentionBlock) for i in b.items]
    name = book.label("workbook.attention")
    sheet = book.sheet(name, _first_ones([i.heading for i in items]), table="attention", landscape=True)
    top = book.title(sheet, name, book.model.as_of)
    keys = (
        ("no", 7, "center"),
        ("matter", 24, "left"),
        ("facts", 46, "left"),
        ("action", 44, "left"),
        ("owner", 18, "left"),
        ("due", 18, "left"),
        ("due_date", 13, "left"),
    )
    heads = [Head(book.label(f"workbook.{key}"), width, align) for key, width, align in keys]
    first = book.table(sheet, top, heads, len(items), "attention")
    sheet.freeze_panes(first, 2)
    line: dict[str, Any] = {"text_wrap": True, "valign": "top", "bottom": 1, "border_color": look.HAIRLINE}
    for number, item in enumerate(items, start=1):
        row = first + number - 1
        texts = (item.heading, item.text, item.action, item.owner, item.due)
        form = book.formats(bold=True, font_color=look.AMBER, **line | {"align": "center"})
        book.number(sheet, row, 0, number, form)
        for column, text in enumerate(texts, start=1):
            form = book.formats(align="left", indent=look.indent("left", column - 1), bold=column == 1, **line)
            book.text(sheet, row, column, text, form)
        day = book.formats(align="left", indent=1, num_format="yyyy-mm-dd", **line)
        if item.due_iso:
            book.day(sheet, row, len(texts) + 1, date.fromisoformat(item.due_iso), day)
        else:
            book.text(sheet, row, len(texts) + 1, "—", day)
        needed = max(look.lines_needed(text, keys[column][1]) for column, text in enumerate(texts, start=1))
        sheet.set_row(row, look.LINE_HEIGHT * needed + 6)
