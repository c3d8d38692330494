"""The units that files state amounts in, as they are spelt: £, GBP, £000, thousand pounds, 万英镑, k, m.

A currency's units have one name each, which layouts and messages use; other spellings lead to it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import product

THOUSAND = ("000", "000s", "'000", "'000s", "k", "thousand", "thousands")
MILLION = ("m", "mn", "mln", "million", "millions")
BILLION = ("bn", "billion", "billions")
SCALES: Mapping[str, Fraction] = {
    "thousand": Fraction(10**3),
    "million": Fraction(10**6),
    "billion": Fraction(10**9),
}
_SPELT = {"thousand": THOUSAND, "million": MILLION, "billion": BILLION}
_CHINESE: Mapping[str, Fraction] = {
    "百": Fraction(100), "千": Fraction(10**3), "万": Fraction(10**4), "百万": Fraction(10**6), "亿": Fraction(10**8),
}  # fmt: skip
MAGNITUDES: Mapping[str, Fraction] = {
    "thousand": SCALES["thousand"], "k": SCALES["thousand"], "million": SCALES["million"], "mn": SCALES["million"],
    "m": SCALES["million"], "billion": SCALES["billion"], "bn": SCALES["billion"],
}  # fmt: skip
"""What may stand behind an amount's digits in a cell: £1.2m."""
SCALE_PATTERN = r"(?:'?000s?|k|mln|mn|m(?:illions?)?|thousands?|bn|billions?)"
"""A scale beside a currency's mark in a header: £000, £m."""


def folded(text: str) -> str:
    """A unit's spelling without width, case and spaces; any apostrophe is the same."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split()).replace("’", "'").replace("‘", "'")


def names_of(base: str, chinese: str) -> dict[str, Fraction]:
    """The units that a currency without units of its own is read in, by the name that messages use."""
    scaled = {f"{base} {scale}": worth for scale, worth in SCALES.items()}
    return {base: Fraction(1), **scaled, **{f"{prefix}{chinese}": worth for prefix, worth in _CHINESE.items()}}


def spellings(base: str, words: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Every folded spelling of such units, and the name that it leads to. ``words``: what one of it is called."""
    known = [folded(word) for word in dict.fromkeys([base, *words]) if word]
    for word in known:
        yield word, base
    for scale, spelt in _SPELT.items():
        for word, form in product(known, spelt):
            joints = ("", "of", "in") if word.isalpha() else ("",)
            yield from ((f"{form}{joint}{word}", f"{base} {scale}") for joint in joints)
            yield f"{word}{form}", f"{base} {scale}"
        yield from ((form, f"{base} {scale}") for form in spelt)
