"""The workbook: the report's tables as numbers, its attention items, and every figure behind it as one tidy table."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from functools import cache
from itertools import chain
from typing import Any

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from govreport import spreadsheet as look
from govreport.reports.formats.workbook_book import WORKBOOK_LABELS, Book
from govreport.reports.formats.workbook_table import add_table, add_trend
from govreport.reports.model import AttentionBlock, ReportModel, TableBlock, TrendPoint

__all__ = ["WORKBOOK_LABELS", "render_workbook"]


def render_workbook(model: ReportModel) -> bytes:
    """The .xlsx file of a report: the same model gives the same bytes.

    Sheets: about, key figures, attention, trend, one a table, data. Text is stored as text (a name that begins with
    ``=`` stays a name), numbers as numbers with the digits the report prints.
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
        for block in [*_tables(model), *model.triangles]:
            add_table(book, block)
        _data(book)
        _about(book, about)
    return out.getvalue()


def _tables(model: ReportModel) -> list[TableBlock]:
    return [b for s in model.sections for b in s.blocks if isinstance(b, TableBlock)]


def _about(book: Book, sheet: Worksheet) -> None:
    model, make = book.model, book.formats
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 84)
    book.text(sheet, 0, 0, model.title, make(bold=True, font_size=20, font_color=look.RED))
    sheet.set_row(0, 36)
    label, wrap = make(font_color=look.MUTE, valign="top"), make(text_wrap=True, valign="top")
    lines = [
        ("workbook.draft", model.draft),
        ("workbook.quarter", model.quarter_name),
        ("workbook.issue", model.issue),
        ("workbook.publisher", model.publisher),
        ("workbook.contact", model.contact),
        ("workbook.date", model.date),
        ("workbook.as_of", model.as_of),
        ("", "\n".join(model.headline)),
        ("workbook.reading", book.label("workbook.reading_text")),
        ("workbook.units", book.label("workbook.units_text")),
        ("workbook.note", model.note),
    ]
    pairs = [(book.label(key) if key else "", text) for key, text in lines if text]
    row = 1
    for name, text in [*pairs, (model.fingerprint_label, model.fingerprint)]:
        alert = bool(model.draft) and text == model.draft
        book.text(sheet, row, 0, name, label)
        form = make(text_wrap=True, valign="top", bold=True, font_color=look.AMBER, bg_color=look.AMBER_FILL)
        bold = make(text_wrap=True, valign="top", bold=True)
        book.text(sheet, row, 1, text, form if alert else wrap if name else bold)
        sheet.set_row(row, look.LINE_HEIGHT * look.lines_needed(text, 84) + 5)
        row += 1
    book.text(sheet, row + 1, 0, book.label("workbook.contents"), make(bold=True, bottom=1, border_color=look.INK))
    book.text(sheet, row + 1, 1, "", make(bottom=1, border_color=look.INK))
    link = make(font_color=look.NAVY, underline=1, valign="top")
    for offset, (name, what) in enumerate(book.contents[1:], start=row + 2):
        target = "internal:'" + name.replace("'", "''") + "'!A1"
        sheet.write_url(offset, 0, target, link, string=name)
        book.text(sheet, offset, 1, what, wrap)
        sheet.set_row(offset, look.LINE_HEIGHT * max(look.lines_needed(what, 84), 1) + 3)
    # Long sheet names run under the description: give them room, within reason.
    longest = max(look.display_width(name) for name, _ in book.contents)
    sheet.set_column(0, 0, min(max(18, longest + 2), 40))
    sheet.activate()


def _kpis(book: Book) -> None:
    model, make = book.model, book.formats
    name = book.label("workbook.kpis")
    sheet = book.sheet(name, f"{model.kpi_number} {model.kpi_title}".strip(), landscape=True)
    head = book.title(sheet, f"{model.kpi_number} {model.kpi_title}".strip(), model.as_of)
    labels = list(dict.fromkeys(change.label for kpi in model.kpis for change in kpi.changes))
    changes = [
        [
            (f"{label} {book.label('workbook.change')}", 16.0, "right"),
            (f"{label} {book.label('workbook.rate')}", 14.0, "right"),
        ]
        for label in labels
    ]
    names = max((look.display_width(k.name) for k in model.kpis), default=0)
    book.heads(
        sheet,
        head,
        [
            (book.label("workbook.name"), min(max(names + 2.0, 20), 44), "left"),
            (book.label("workbook.value"), 14, "right"),
            (book.label("workbook.unit"), 10, "left"),
            *chain.from_iterable(changes),
            (book.label("workbook.target"), 32, "left"),
        ],
    )
    sheet.freeze_panes(head + 1, 1)
    figures = _headline_figures(model)
    line: dict[str, Any] = {"bottom": 1, "border_color": look.HAIRLINE}
    for row, kpi in enumerate(model.kpis, start=head + 1):
        book.text(sheet, row, 0, kpi.name, make(text_wrap=True, **line))
        point = figures.get(kpi.indicator)
        if point is not None and point.value is not None:
            shown = look.format_as_printed(kpi.value, point.value) or look.number_format(point.decimals)
            form = make(bold=True, font_color=look.NAVY, align="right", num_format=shown, **line)
            book.number(sheet, row, 1, point.value, form)
        else:
            book.text(sheet, row, 1, kpi.value, make(bold=True, font_color=look.NAVY, align="right", **line))
        # The number is that of the data, so its unit is: a card may print millions.
        unit = kpi.unit if point is None or point.value is None else point.unit
        book.text(sheet, row, 2, unit, make(font_color=look.MUTE, align="left", indent=1, **line))
        by_label = {change.label: change for change in kpi.changes}
        for index, label in enumerate(labels):
            change = by_label.get(label)
            tone = {"bold": True, "font_color": look.AMBER} if change and change.tone == "alert" else {}
            form = make(align="right", **tone, **line)
            book.text(sheet, row, 3 + 2 * index, change.absolute if change else "", form)
            book.text(sheet, row, 4 + 2 * index, change.relative if change else "", form)
        book.text(sheet, row, 3 + 2 * len(labels), kpi.target, make(text_wrap=True, align="left", indent=1, **line))
        sheet.set_row(
            row, look.LINE_HEIGHT * max(look.lines_needed(kpi.target, 32), look.lines_needed(kpi.name, 40)) + 5
        )


def _headline_figures(model: ReportModel) -> dict[str, TrendPoint]:
    """This quarter's district totals by indicator."""
    return {p.indicator: p for p in model.data if p.quarter == model.quarter and not p.town_code and not p.breakdown}


def _attention(book: Book) -> None:
    items = [i for s in book.model.sections for b in s.blocks if isinstance(b, AttentionBlock) for i in b.items]
    name = book.label("workbook.attention")
    sheet = book.sheet(name, "\n".join(i.heading for i in items), landscape=True)
    row = book.title(sheet, name, book.model.as_of)
    keys = (
        ("no", 6, "center"),
        ("matter", 24, "left"),
        ("facts", 46, "left"),
        ("action", 46, "left"),
        ("owner", 20, "left"),
        ("due", 16, "left"),
    )
    book.heads(sheet, row, [(book.label(f"workbook.{key}"), width, align) for key, width, align in keys])
    sheet.freeze_panes(row + 1, 2)
    line: dict[str, Any] = {"text_wrap": True, "valign": "top", "bottom": 1, "border_color": look.HAIRLINE}
    for number, item in enumerate(items, start=1):
        texts = (item.heading, item.text, item.action, item.owner, item.due)
        book.number(
            sheet, row + number, 0, number, book.formats(bold=True, font_color=look.AMBER, **line | {"align": "center"})
        )
        for column, text in enumerate(texts, start=1):
            form = book.formats(align="left", indent=look.indent("left", column - 1), bold=column == 1, **line)
            book.text(sheet, row + number, column, text, form)
        needed = max(look.lines_needed(text, keys[column][1]) for column, text in enumerate(texts, start=1))
        sheet.set_row(row + number, look.LINE_HEIGHT * needed + 6)


def _data(book: Book) -> None:
    model, make = book.model, book.formats
    name = book.label("workbook.data")
    sheet = book.sheet(name, book.label("workbook.data_text"), landscape=True)
    plain, spaced = make(), make(align="left", indent=1)
    number = cache(lambda decimals: make(align="right", num_format=look.number_format(decimals)))
    columns = (
        "indicator",
        "name",
        "unit",
        "basis",
        "period",
        "town_code",
        "town",
        "breakdown",
        "member",
        "value",
        "numerator",
        "denominator",
        "status",
    )
    numeric = {"value", "numerator", "denominator"}
    widths = {"name": 30.0, "town_code": 13.0, "member": 18.0, "breakdown": 14.0, "numerator": 20.0, "status": 30.0}
    book.heads(
        sheet,
        0,
        [(book.label(f"workbook.{c}"), widths.get(c, 12.0), "right" if c in numeric else "left") for c in columns],
    )
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(model.data), len(columns) - 1)
    for row, p in enumerate(model.data, start=1):
        texts = (p.indicator, p.name, p.unit, p.basis, p.quarter, p.town_code, p.town, p.breakdown, p.member)
        for column, text in enumerate(texts):
            if text:
                book.text(sheet, row, column, text, spaced if column else plain)
        if p.value is not None:
            book.number(sheet, row, 9, p.value, number(p.decimals))
        if p.numerator is not None:
            book.number(sheet, row, 10, p.numerator, number(0))
        if p.denominator is not None:
            book.number(sheet, row, 11, p.denominator, number(0))
        if p.status:
            book.text(sheet, row, 12, p.status, spaced)
