"""The other way round: what a text claims and doesn't print, and signs that say the opposite of the movement.

A number that was changed into another one which the text states too is covered by a claim (printed.py); the claim that
it was printed for is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from govreport.reports.claims import (
    ChangeClaim,
    Claim,
    DistanceClaim,
    FigureClaim,
    ListedClaim,
    MeanClaim,
    RowsClaim,
    RunClaim,
    ShareClaim,
    SumClaim,
)
from govreport.reports.stated import claims_of
from govreport.reports.statements.printed import NUMBER, spelled
from govreport.reports.words import SAID_OF_NOTHING

COUNT_WORDS = (
    ("零", "一", "两", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"),
    ("0", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
)
"""Small counts as the templates' ``counts`` print them."""
_APART = {word: re.compile(rf"(?<![a-z]){word}(?![a-z])") for word in COUNT_WORDS[1]}
"""A small count as a word of its own: one isn't in none."""
_SIGNED = re.compile("[+\u2212]")


def unprinted_numbers(text: str) -> list[str]:
    """Numbers that a text claims and doesn't print.

    A text that prints none of its figures (a lead in words) needn't print any; one that prints some prints all. How
    many are listed is always printed, unless it is that there are none.
    """
    claims = claims_of(text)
    claimed = [number for claim in claims for number in _figures(claim)]
    listed = [c.shown for c in claims if isinstance(c, ListedClaim) and c.shown]
    if not claimed and not listed:
        return []
    said = {token.rstrip(",").replace(",", "") for token in NUMBER.findall(text)}
    words = _count_words(text)
    figures = [(n, _is_printed(n, said, words)) for n in claimed]
    if not any(found for _, found in figures):
        figures = []
    counts = [(n, _is_printed(n, said, words)) for n in listed]
    return [str(n) for n, found in (*figures, *counts) if not found]


def turned_signs(text: str) -> Iterator[str]:
    """The sign of a movement or a distance that is printed as a number alone (+13), where the claim says the other."""
    sign = _SIGNED.match(text)
    moved = [_direction(c) for c in claims_of(text) if isinstance(c, ChangeClaim | DistanceClaim)]
    if sign is not None and moved and ("up" if sign.group() == "+" else "down") not in moved:
        yield sign.group()


def _direction(claim: ChangeClaim | DistanceClaim) -> str:
    if isinstance(claim, ChangeClaim):
        return claim.direction
    return "up" if claim.shown > 0 else "down"


def _figures(claim: Claim) -> Sequence[object]:
    match claim:
        case FigureClaim() | SumClaim() | MeanClaim() | ShareClaim() | RowsClaim():
            return (claim.shown,)
        case ChangeClaim(direction="up" | "down"):
            return [n for n in (claim.amount, claim.percent) if n is not None]
        case RunClaim():
            return (claim.length,)
        case _:
            return ()


def _count_words(text: str) -> set[str]:
    said = text.lower()
    chinese, english = COUNT_WORDS
    found = {str(n) for n, word in enumerate(chinese) if word in said}
    found |= {"0"} if SAID_OF_NOTHING.search(said) else set()
    return found | {str(n) for n, word in enumerate(english) if word in said and _APART[word].search(said)}


def _is_printed(number: object, digits: set[str], words: set[str]) -> bool:
    forms = {*spelled(number)}
    return bool(forms & (digits | words))
