"""What a spreadsheet needs that a report doesn't say: safe text, column widths, sheet names, cell formats.

The sheets themselves are in reports/formats/workbook.py and quality/sheets/workbook.py.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

INK, MUTE, RULE, HAIRLINE = "#1C2430", "#5B6573", "#C9CFD6", "#E1E5E9"
RED, NAVY, BAR, PALE = "#C4161C", "#1F4E79", "#C9D6E2", "#F1F4F7"
AMBER, AMBER_FILL = "#B05108", "#FBF1E2"
HEAT = ("", "#E3EDF5", "#BBD3E6", "#8DB4D3")
FONT = "Microsoft YaHei"
FONT_SIZE = 10.5
LINE_HEIGHT = 17.0
"""Points per line of text at FONT_SIZE."""


def workbook_options() -> dict[str, Any]:
    """Options of a workbook in which a name that begins with ``=`` stays a name.

    Made anew each time: xlsxwriter writes into the nested dictionary, and a shared one made the second workbook of a
    process differ from the first.
    """
    return {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": {"font_name": FONT, "font_size": FONT_SIZE},
    }


_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_PRINTED = re.compile(r"([+−]?)([\d,]+)(?:\.(\d+))?([^\d]{0,24})")
_MAX_TEXT = 32_767
_MAX_NAME = 31


@lru_cache(maxsize=4096)
def xml_text(text: str) -> str:
    """``text`` as a cell can hold it: characters that XML forbids become U+FFFD, so that a reader sees something was
    there, and what exceeds a cell's limit ends in an ellipsis."""
    safe = _NOT_XML.sub("\ufffd", text)
    return safe if len(safe) <= _MAX_TEXT else safe[: _MAX_TEXT - 1] + "…"


def display_width(text: str) -> int:
    """Width of the longest line in columns of a Latin digit; a Chinese character takes two."""
    return max(
        (sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in line) for line in text.split("\n")),
        default=0,
    )


def lines_needed(text: str, width: float) -> int:
    """How many lines ``text`` takes when wrapped at ``width`` columns."""
    return sum(max(1, math.ceil(display_width(line) / max(width - 1, 1))) for line in text.split("\n"))


def number_format(decimals: int) -> str:
    """Thousands separators and a fixed number of decimals; negative numbers with the minus the report prints."""
    digits = "#,##0" + ("." + "0" * decimals if decimals > 0 else "")
    return f'{digits};"−"{digits}'


def format_as_printed(text: str, number: Decimal) -> str | None:
    """The format that shows ``number`` as the report prints it: +12, 5.3%, −1.2 个百分点, 持平.

    None where the text isn't that number with a sign before and a few words after it.
    """
    if number == 0 and not any(c.isdigit() for c in text):
        return f'+#,##0;"−"#,##0;{_quoted(text)}'
    match = _PRINTED.fullmatch(text)
    if match is None:
        return None
    sign, whole, fraction, after = match.groups()
    if Decimal(f"{whole.replace(',', '')}.{fraction or 0}") != abs(number):
        return None
    digits = ("#,##0" if "," in whole or len(whole) <= 3 else "0") + (f".{'0' * len(fraction)}" if fraction else "")
    digits += _quoted(after) if after else ""
    return f'{"+" if sign == "+" else ""}{digits};"−"{digits}'


def _quoted(text: str) -> str:
    return '"' + xml_text(text).replace('"', "”") + '"'


def decimals_of(number: Decimal) -> int:
    """Digits after the point of a number rounded as printed."""
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def indent(align: str, column: int) -> int:
    """Room before left-aligned text, which may stand right of a right-aligned number; none at the sheet's edge."""
    return 1 if align == "left" and column else 0


def sheet_name(wanted: str, taken: Iterable[str]) -> str:
    """A legal sheet name near ``wanted``: at most 31 characters, none that Excel forbids, unlike all in ``taken``."""
    # Excel counts UTF-16 units, so a character beyond the basic plane takes two of the 31.
    base = _NOT_IN_SHEET_NAMES.sub(" ", xml_text(wanted)).strip(" '") or "Sheet"
    used = {name.casefold() for name in taken} | {"history"}
    for attempt in range(1, 10_000):
        suffix = "" if attempt == 1 else f"({attempt})"
        name = base
        while len((name + suffix).encode("utf-16-le")) > 2 * _MAX_NAME:
            name = name[:-1]
        name = name.rstrip(" '") + suffix
        if name.casefold() not in used:
            return name
    raise AssertionError("ten thousand sheets of one name")


class Formats:
    """Cell formats, each made once, so that equal looks share one style of the file."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def __call__(self, **properties: Any) -> Format:
        """The format with these xlsxwriter properties over the house style."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            house = {"font_name": FONT, "font_size": FONT_SIZE, "font_color": INK, "valign": "vcenter"}
            self._made[key] = self._book.add_format(house | properties)
        return self._made[key]


def with_suffix(number_format: str, letters: str) -> str:
    """A number format that prints ``letters`` behind each number, so that the cell stays a number."""
    mark = f'" {letters}"'
    return ";".join(part + mark for part in number_format.split(";"))
