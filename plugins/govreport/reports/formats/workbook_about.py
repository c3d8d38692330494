"""The workbook's first sheet: what the file is, how it is read, and what its sheets, tables and names are."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from govreport import spreadsheet as look
from govreport.reports.formats.workbook_book import Book, Head, identifier

_WORDS = 84
"""Width of the column that is read."""


def add_about(book: Book, sheet: Worksheet) -> None:
    """Fill the first sheet, once all others stand: they are its contents."""
    model, make = book.model, book.formats
    book.text(sheet, 0, 0, model.title, make(bold=True, font_size=20, font_color=look.RED))
    sheet.set_row(0, 36)
    label, wrap = make(font_color=look.MUTE, valign="top"), make(text_wrap=True, valign="top")
    bold = make(text_wrap=True, valign="top", bold=True)
    alert = make(text_wrap=True, valign="top", bold=True, font_color=look.AMBER, bg_color=look.AMBER_FILL)
    row = 1
    for name, text in _lines(book):
        book.text(sheet, row, 0, name, label)
        book.text(sheet, row, 1, text, alert if model.draft and text == model.draft else wrap if name else bold)
        sheet.set_row(row, look.LINE_HEIGHT * look.lines_needed(text, _WORDS) + 5)
        row += 1
    book.text(sheet, row, 0, book.label("workbook.contents"), make(bold=True))
    sheet.set_row(row, 30)
    _contents(book, sheet, row + 1)
    sheet.activate()


def _lines(book: Book) -> list[tuple[str, str]]:
    model = book.model
    names = ""
    if model.kpis:
        example = identifier(model.kpis[0].indicator)
        names = book.label("workbook.names_text", example=example, kpis=book.label("workbook.kpis"))
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
        ("workbook.names", names),
        ("workbook.note", model.note),
    ]
    said = [(book.label(key) if key else "", text) for key, text in lines if text]
    return [*said, (model.fingerprint_label, model.fingerprint)]


def _contents(book: Book, sheet: Worksheet, row: int) -> None:
    make, listed = book.formats, book.contents[1:]
    # Long sheet names run under the description: give them room, within reason.
    longest = max(look.display_width(sheet.name) for sheet in listed)
    heads = [
        Head(book.label("workbook.sheet"), min(max(18, longest + 2), 32)),
        Head(book.label("workbook.holds"), _WORDS),
        Head(book.label("workbook.table"), 28),
    ]
    first = book.table(sheet, row, heads, len(listed), "contents")
    link, wrap = make(font_color=look.NAVY, underline=1, valign="top"), make(text_wrap=True, valign="top")
    for offset, (name, about, table) in enumerate(listed, start=first):
        target = "internal:'" + name.replace("'", "''") + "'!A1"
        sheet.write_url(offset, 0, target, link, string=name)
        book.text(sheet, offset, 1, about, wrap)
        book.text(sheet, offset, 2, table, make(font_color=look.MUTE, valign="top", indent=1))
        sheet.set_row(offset, look.LINE_HEIGHT * max(look.lines_needed(about, _WORDS), 1) + 3)
