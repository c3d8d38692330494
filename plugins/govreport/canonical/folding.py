"""Two spellings of one word: what is dropped and folded before a word of an extract is compared with a word that a
district's files or the code lists state. There is no other way to compare the two.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_DROPPED = {"Cc", "Cf"}  # control, zero-width and bidi characters: invisible, and they make equal words differ
_SPACES = {"Zs", "Zl", "Zp"}  # NBSP and the ideographic space among them
_BREAKS = "\t\n\r\x0b\x0c\x85"  # controls that part what stands before them from what follows
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹘﹣－─━⸺⁃˗", "-"))
_WILD = re.compile(r"(\*|\?|\[[^\]]*\])")
_RUNS = re.compile("-{2,}")
_BRACKETS = str.maketrans("()﹙﹚", "（）（）")


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


def clean(text: str) -> str:
    """Without invisible characters, every kind of space made a plain one, trimmed."""
    return text.translate(_TABLE).strip()


def hyphens(text: str) -> str:
    """Every dash and minus as the ASCII hyphen."""
    return text.translate(_DASHES)


def unspaced(text: str) -> str:
    """NFKC without any space: a code, a number or a label as it is compared, its case kept."""
    return "".join(unicodedata.normalize("NFKC", clean(text)).split())


def fold(text: str) -> str:
    """Width, spaces, dashes and case folded: 民政局(社管科) and 民政局（社管科） are one word, and so are ASCII and the
    full-width ＡＳＣＩＩ, A–B and A - B, 无 and what holds an invisible character beside it."""
    return _folded_before(text) if len(text) <= _REMEMBERED else _folded(text)


def _folded(text: str) -> str:
    return _RUNS.sub("-", hyphens(unspaced(text))).casefold()


_folded_before = lru_cache(maxsize=8192)(_folded)
"""Titles, towns and kinds stand in a file again and again; long cells, which would fill the memory, don't."""
_REMEMBERED = 200
"""Characters."""


def fold_pattern(pattern: str) -> str:
    """A pattern of file names folded like the names that it is compared with; * ? and [abc] stay what they are."""
    return "".join(part.casefold() if _WILD.fullmatch(part) else fold(part) for part in _WILD.split(pattern))


def name(text: str) -> str:
    """A name as it is kept: its own characters, round brackets full-width where it has Chinese ones, and only those
    spaces that part two words of another script (EDWARD HOLT TRUST)."""
    text = clean(text)
    words = (text.translate(_BRACKETS) if any(map(_is_wide, text)) else text).split()
    kept = "".join(words[:1])
    for word in words[1:]:
        kept += word if _is_wide(kept[-1]) or _is_wide(word[0]) else f" {word}"
    return kept


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in ("W", "F")
