"""The fonts of printed reports (cut by include/fonts/make_subset.py), and the check that they hold every character."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from govreport.errors import GovreportError
from govreport.settings import Settings

SANS = "Noto Sans SC"
SERIF = "Noto Serif SC"
GETA = "〓"
"""What printers have always set for a character that they lack."""
_INVISIBLE = frozenset(map(ord, "\n\r\t\u200b\u200c\u200d\u2060\ufeff"))
_DIRECTION = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def font_directories(settings: Settings) -> list[Path]:
    """Folders handed to Typst: the vendored subsets, and beside them, as families of their own, what they leave out."""
    return [settings.fonts_dir]


@cache
def _covered(directories: tuple[Path, ...]) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    found: set[int] = set()
    for directory in directories:
        for path in sorted([*directory.glob("*.ttf"), *directory.glob("*.otf")]):
            with TTFont(path, lazy=True) as font:
                # Any names will do, and reading the font's own takes most of the time.
                font.setGlyphOrder([str(glyph) for glyph in range(font["maxp"].numGlyphs)])
                found |= font.getBestCmap().keys()
    return frozenset(found)


def missing_characters(text: str, settings: Settings, also: Collection[int] = frozenset()) -> list[str]:
    """Characters of ``text`` that no font holds, in order of code point; empty when all print.

    ``also`` are code points that a district's own fonts hold.
    """
    covered = _covered(tuple(font_directories(settings)))
    return sorted(c for c in set(text) if ord(c) not in covered and ord(c) not in also and ord(c) not in _INVISIBLE)


def plain(text: str) -> str:
    """``text`` without direction marks and control characters, which can hide or reorder what stands beside them."""
    if text.isprintable():  # neither is
        return text
    return "".join(c for c in text.translate(_DIRECTION) if c >= " " and not "\x7f" <= c <= "\x9f")


def require_glyphs(document: Any, settings: Settings, also: Collection[int] = frozenset()) -> None:
    """Raise GovreportError naming each character that can't be printed and where in ``document`` it stands.

    ``document`` is plain JSON data (dicts, lists, strings); Typst would print a missing glyph as a box without a word.
    """
    found: dict[str, str] = {}
    strings = list(_strings(document, ""))
    everything = "".join({character for _, text in strings for character in text})
    for place, text in strings if missing_characters(everything, settings, also) else ():
        for character in missing_characters(text, settings, also):
            found.setdefault(character, f"{place}“{_around(text, character)}”")
    if found:
        places_zh = "；".join(f"“{c}”（U+{ord(c):04X}）在 {p}" for c, p in sorted(found.items()))
        places_en = "; ".join(f"{c!r} (U+{ord(c):04X}) at {p}" for c, p in sorted(found.items()))
        raise GovreportError(
            f"字库中没有以下字符，报告未生成：{places_zh}。请核对原文，或在 include/fonts 中补充字库。",
            f"No font holds these characters, so no report was made: {places_en}. "
            "Correct the source or add a font to include/fonts.",
        )


def _strings(value: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _strings(item, f"{place}.{key}" if place else str(key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _strings(item, f"{place}[{index}]")


def _around(text: str, character: str) -> str:
    at = text.index(character)
    return text[max(0, at - 8) : at + 9]
