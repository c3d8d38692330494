"""A workbook in the making: the few ways in which sheets are begun, tables marked out and cells written and named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from govreport import spreadsheet as look
from govreport.currency import Currency, currency
from govreport.reports.formats.workbook_words import OF_MONEY, WORKBOOK_LABELS
from govreport.reports.model import ReportModel

_COLUMN = 9.0
"""Width of a column that nobody set."""
_PAGE = 160
"""Columns of Latin digits that a page holds at most, however long a title is."""
_FOOTER = 180
"""Signs of a running title: Excel takes a footer of 255, its codes among them."""
_FILTER_FROM = 25
"""Rows from which on a table's heads carry the buttons that filter it; on small ones they would cover words."""


class Head(NamedTuple):
    """A column's head."""

    text: str
    width: float
    align: str = "left"


class Listed(NamedTuple):
    """A sheet in the contents."""

    name: str
    about: str
    table: str


@dataclass
class Book:
    """A workbook that is being written: its formats and its fixed words."""

    file: Workbook
    model: ReportModel
    formats: look.Formats
    contents: list[Listed] = field(default_factory=list)
    """Every sheet in order."""

    def label(self, key: str, **values: object) -> str:
        """A fixed word in the report's language."""
        language = self.model.language
        text = self.model.labels.get(key) or WORKBOOK_LABELS[key].in_language(language)
        if key in OF_MONEY:
            own = currency(self.model.data_set.currency)
            if key == "workbook.units_text" and self._in_single_ones(own):
                text = WORKBOOK_LABELS["workbook.units_single"].in_language(language)
                return text.format(plain=own.plain.zh, many=own.many, sign=own.sign.strip())
            minor = own.minor_name.in_language(language)
            return text.format(large=own.large_in(language)[0], many=own.many, minor=minor)
        return text.format(**values) if values else text

    def _in_single_ones(self, own: Currency) -> bool:
        """Whether the figures of money are stated in single ones of the currency; as is usual where there is none."""
        factors = {i.factor for i in self.model.data_set.indicators if i.kind == "money"}
        return f"{Fraction(1, own.minor)}" in factors if factors else own.scale == 1

    def sheet(self, name: str, about: str, *, table: str = "", landscape: bool = False, pages: int = 0) -> Worksheet:
        """A new sheet set up for A4, listed in the contents; ``pages``: how many it may print, 0 for any number."""
        legal = look.sheet_name(name, [taken.name for taken in self.contents])
        self.contents.append(Listed(legal, about, table))
        sheet: Worksheet = self.file.add_worksheet(legal)
        sheet.hide_gridlines(2)
        sheet.set_paper(9)
        sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
        sheet.fit_to_pages(1, pages)
        if landscape:
            sheet.set_landscape()
        title = f"{self.model.title} {self.model.quarter_name}"[:_FOOTER].replace("&", "&&")
        sheet.set_footer(look.xml_text(f"&L&9{title}&R&9&P / &N"))
        return sheet

    def text(self, sheet: Worksheet, row: int, column: int, text: str, form: Format) -> None:
        """Write text as text, whatever it looks like."""
        sheet.write_string(row, column, look.xml_text(text), form)

    def number(self, sheet: Worksheet, row: int, column: int, number: Decimal | int, form: Format) -> None:
        """Write a number. The one place where a Decimal becomes a float: the file format stores doubles, and the number
        is already rounded to the digits its format shows."""
        sheet.write_number(row, column, float(number), form)

    def day(self, sheet: Worksheet, row: int, column: int, day: date, form: Format) -> None:
        """Write a day."""
        sheet.write_datetime(row, column, day, form)

    def named(self, sheet: Worksheet, row: int, column: int, name: str) -> None:
        """Give a cell a name that formulas can use."""
        place = xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)
        self.file.define_name(name, f"={_quoted(sheet.get_name())}!{place}")

    def title(self, sheet: Worksheet, title: str, subtitle: str = "") -> int:
        """Title and subtitle at the top; returns the first free row."""
        self.text(sheet, 0, 0, title, self.formats(bold=True, font_size=14))
        sheet.set_row(0, 26)
        if not subtitle:
            return 1
        self.text(sheet, 1, 0, subtitle, self.formats(font_color=look.MUTE))
        return 2

    def table(self, sheet: Worksheet, row: int, heads: Sequence[Head], count: int, name: str) -> int:
        """One row of heads over ``count`` rows, marked as the table ``name``, and repeated on every printed page.

        Returns the table's first row. Without rows it has one that says so.
        """
        texts = self.distinct([look.xml_text(head.text) for head in heads])
        for column, head in enumerate(heads):
            sheet.set_column(column, column, head.width)
        if not count:
            self.text(sheet, row + 1, 0, self.label("workbook.none"), self.formats(font_color=look.MUTE))
        sheet.add_table(
            row, 0, row + max(count, 1), len(heads) - 1,
            {
                "name": name, "style": None, "banded_rows": False, "autofilter": count >= _FILTER_FROM,
                "columns": [
                    {"header": text, "header_format": self.head(head.align, column)}
                    for column, (text, head) in enumerate(zip(texts, heads, strict=True))
                ],
            },
        )  # fmt: skip
        lines = max(look.lines_needed(text, head.width) for text, head in zip(texts, heads, strict=True))
        sheet.set_row(row, look.LINE_HEIGHT * lines + 6)
        sheet.repeat_rows(row)
        return row + 1

    def distinct(self, texts: Sequence[str]) -> list[str]:
        """Heads as a table must have them: one line, none empty, no two alike."""
        made: list[str] = []
        for number, text in enumerate(texts, start=1):
            plain = " ".join(text.split())[:240] or self.label("workbook.column", number=number)
            taken = {head.casefold() for head in made}
            tries = (plain if n == 1 else f"{plain} ({n})" for n in range(1, len(texts) + 2))
            made.append(next(head for head in tries if head.casefold() not in taken))
        return made

    def print_area(
        self, sheet: Worksheet, last_row: int, widths: Sequence[float], lines: Sequence[str], *, at_least: float = 0
    ) -> None:
        """Print to ``last_row``, and as far to the right as the title and the subtitle run: ``lines``."""
        wanted = max(at_least, *(look.display_width(x) * n for x, n in zip(lines, (1.45, 1.05), strict=False)))
        wanted = min(wanted, _PAGE)
        columns = len(widths)
        while sum(widths) + (columns - len(widths)) * _COLUMN < wanted:
            columns += 1
        sheet.print_area(0, 0, last_row, columns - 1)

    def head(self, align: str, column: int = 0) -> Format:
        """The format of a column head."""
        return self.formats(
            bold=True,
            align=align,
            indent=look.indent(align, column),
            text_wrap=True,
            bg_color=look.PALE,
            top=1,
            bottom=1,
            border_color=look.INK,
        )


def identifier(*parts: str) -> str:
    """A name that Excel takes for a table or a cell: never like a cell's address (R01), no sign that it forbids."""
    name = "_".join(re.sub(r"[^A-Za-z0-9]+", "_", part).strip("_") for part in parts)
    return name if name[:1].isalpha() else f"_{name}"


def _quoted(sheet: str) -> str:
    return "'" + sheet.replace("'", "''") + "'"
