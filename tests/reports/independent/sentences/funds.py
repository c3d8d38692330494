"""Money and projects."""

from __future__ import annotations

from fractions import Fraction

from tests.reports.independent.expected import About, Expected, Item, code_words, maybe, says
from tests.reports.independent.sentences.page_one import same_quarters, season_is_highest, since
from tests.reports.independent.sentences.structure import extreme, series

PURPOSES = tuple(code_words("purpose"))
CHINESE_QUARTERS = "一二三四"


def own_quarter(a: About) -> list[Item]:
    """The quarter without its year: 三季度, Q3; its number is no count."""
    number = a.quarter[-1]
    words = frozenset({f"{CHINESE_QUARTERS[int(number) - 1]}季度", f"q{number}"})
    return [Item("words", words, what="quarter"), *maybe(Item("number", frozenset({number})))]


def purposes(a: About) -> dict[str, int]:
    """What was paid in the quarter for each purpose, in 分."""
    return {p: n for p in PURPOSES if (n := a.number("G10", "", "", p))}


def _season(way: str):
    def derive(a: About) -> Expected:
        highest = season_is_highest(a)
        if way == "highest":
            years = a.count(len(same_quarters(a)), "years")
            return says(a.figure("G10"), own_quarter(a), maybe(since(a), years), holds=highest)
        moved = a.difference("G10", "year_ago")
        amount = [a.amount("G10", moved, "against last year")] if moved and way != "flat" else []
        right = a.direction("G10", "year_ago") == way and not highest
        return says(a.figure("G10"), own_quarter(a), amount, holds=right)

    return derive


def _two(a: About) -> Expected:
    found = purposes(a)
    first = sorted(found, key=lambda p: (-found[p], p))[:2]
    if "funding.purposes_most" in a.phrases:  # one, or several that are level
        top = extreme(found, most=True)
        first = top if len(top) > 1 or not _says_two(a, found) else first
    together = sum(found[p] for p in first)
    return says(
        a.words("purpose", first),
        a.amount("G10", Fraction(together, 1_000_000)),
        a.percent(together, sum(found.values())),
    )


def _says_two(a: About, found: dict[str, int]) -> bool:
    ordered = sorted(found.values(), reverse=True)
    return len(ordered) < 3 or ordered[1] != ordered[2]


def _purposes_alt(a: About) -> Expected:
    found = purposes(a)
    total = sum(found.values())
    rest = [a.amount("G10", Fraction(total - n, 1_000_000)) for n in found.values()]
    each = [a.amount("G10", Fraction(n, 1_000_000), p) for p, n in found.items()]
    # Purposes that would tell whom a few projects serve are withheld.
    return says(maybe(each, rest, a.words("purpose", found)))


def _lead(a: About) -> Expected:
    return says(a.figure("G11"), a.figure("G10"), a.changes("G10"))


def _cumulative(a: About) -> Expected:
    return says(a.figure("G01"), a.figure("G02"), maybe(a.figure("G03")))


def _community(a: About) -> Expected:
    return says(a.figure("B00"), a.figure("B02A"), a.figure("B01"), a.figure("B03"))


def _covered(a: About) -> Expected:
    part, whole = a.number("G13"), a.number("G01")
    return says(a.count(part, "with a group"), a.count(whole, "projects"), a.percent(part, whole))


DERIVATIONS = {
    "groups.covered": _covered,
    "funding.lead": _lead,
    "funding.lead_plain": lambda a: says(a.figure("G10"), a.changes("G10")),
    "funding.cumulative": _cumulative,
    "funding.care": lambda a: says(a.figure("G04A"), a.figure("G04")),
    "funding.season_highest": _season("highest"),
    "funding.season_up": _season("up"),
    "funding.season_down": _season("down"),
    "funding.season_flat": _season("flat"),
    "funding.season_first": lambda a: says(a.figure("G10"), own_quarter(a)),
    "funding.season_subtitle": lambda a: says(maybe(own_quarter(a), Item("number", frozenset({"10000"})))),
    "funding.season_alt": lambda a: says(series(a, "G10")),
    "funding.purposes_two": _two,
    "funding.purposes_most": _two,
    "funding.purposes_one": lambda a: says(
        a.figure("G10"), a.words("purpose", purposes(a)), holds=len(purposes(a)) == 1
    ),
    "funding.purposes_subtitle": lambda a: says(maybe(Item("number", frozenset({"10000"})))),
    "funding.purposes_alt": _purposes_alt,
    "funding.table_subtitle": lambda a: says(a.as_of),
    "funding.community": _community,
    "groups.subtitle": lambda a: says(a.as_of),
}
