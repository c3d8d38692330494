"""Characters of a cell: what is dropped, what is folded, and how a spreadsheet's typed cells travel as text.

Every reader hands over strings. A cell that a spreadsheet stored as a number, a date or an error, or JSON as a list,
starts with a marker, a control character that no cleaned text can hold, so parsers can still tell 43470 the number from
43470 the text.
"""

from __future__ import annotations

import re
import unicodedata

NUMBER = "\x01"
DATE = "\x02"
ERROR = "\x04"
NESTED = "\x05"
BOOLEAN = "\x06"
"""A truth value of a spreadsheet or of JSON: TRUE or FALSE follows."""
UNCOMPUTED = "\x07"
"""A formula whose value was never computed and stored; the formula may follow."""
DOUBTFUL = "\x0e"
"""A cell that looks otherwise than its stored text: struck out or raised in part. The stored text follows."""
FORMATTED = "\x0f"
"""A number that its format shows in another magnitude, as a per cent or in a currency: what is shown, then the unit
separator \x1f, then the stored number."""
SERIAL_1904 = "\x10"
"""A bare number in a workbook that counts its days from 1904: the stored number follows."""
MARKERS = NUMBER + DATE + ERROR + NESTED + BOOLEAN + UNCOMPUTED + DOUBTFUL + FORMATTED + SERIAL_1904

_DROPPED = {"Cc", "Cf"}  # control, zero-width and bidi characters: invisible, and they make equal words differ
_SPACES = {"Zs", "Zl", "Zp"}  # NBSP and the ideographic space among them
_BREAKS = "\t\n\r\x0b\x0c\x85"  # controls that part what stands before them from what follows


def _table() -> dict[int, str | None]:
    table: dict[int, str | None] = {}
    for point in (0xE0001, *range(0xE0020, 0xE0080)):
        table[point] = None
    for point in range(0x10000):
        category = unicodedata.category(chr(point))
        if category in _DROPPED:
            table[point] = " " if chr(point) in _BREAKS else None
        elif category in _SPACES:
            table[point] = " "
    return table


_TABLE = _table()
_WRAPPED = re.compile(r"""\s*(?:['’‘]([^'’‘].*)|="([^"]*)")\s*""", re.DOTALL)
_BRACKETS = str.maketrans("()﹙﹚", "（）（）")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹘﹣－─━⸺⁃˗", "-"))
_SHOWN_THEN_STORED = "\x1f"


def unmark(cell: str) -> tuple[str, str]:
    """The marker of a cell ("" for plain text) and its text."""
    if cell and cell[0] in MARKERS:
        return cell[0], cell[1:]
    return "", cell


def unwrapped(cell: str) -> str:
    """Without what exports put around a cell so that a spreadsheet takes it for text: 'x and ="x"."""
    match = _WRAPPED.fullmatch(cell)
    return match[1] or match[2] or "" if match else cell


def clean(text: str) -> str:
    """Without invisible characters, every kind of space made a plain one, trimmed."""
    return text.translate(_TABLE).strip()


def plain(cell: str) -> str:
    """What a person sees in a cell: marker dropped, cleaned."""
    return clean(shown_and_stored(cell)[0] if cell[:1] == FORMATTED else unmark(cell)[1])


def shown_and_stored(cell: str) -> tuple[str, str]:
    """Of a FORMATTED cell what a person sees, and the number behind it."""
    shown, _, stored = cell[1:].partition(_SHOWN_THEN_STORED)
    return clean(shown), stored


def narrow(cell: str) -> str:
    """NFKC without any space: for codes, numbers, headers and labels. The marker is dropped."""
    return "".join(unicodedata.normalize("NFKC", plain(cell)).split())


def key(cell: str) -> str:
    """``narrow`` with case folded: what two spellings of one word have in common."""
    return narrow(cell).casefold()


def hyphens(text: str) -> str:
    """Every dash and minus as the ASCII hyphen."""
    return text.translate(_DASHES)


def name(text: str) -> str:
    """A name as it is kept: its own characters, round brackets full-width, and only those spaces that part two words
    of another script than Chinese (EDWARD HOLT TRUST)."""
    words = clean(text).translate(_BRACKETS).split()
    kept = "".join(words[:1])
    for word in words[1:]:
        kept += word if _is_wide(kept[-1]) or _is_wide(word[0]) else f" {word}"
    return kept


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in ("W", "F")
