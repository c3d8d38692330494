"""Numbers and kinds: stocks, moves, types, categories, the history of the total."""

from __future__ import annotations

from fractions import Fraction

from tests.reports.independent import figures
from tests.reports.independent.days import plus
from tests.reports.independent.expected import About, Expected, Item, code_words, maybe, says
from tests.reports.independent.sentences.page_one import STEADY, run_items
from tests.reports.independent.sentences.runs import revised

SHOWN = 9
"""Quarters that charts show at most."""
CATEGORIES = tuple(code_words("category"))


def shown(a: About) -> list[str]:
    """The quarters of the charts."""
    return figures.history(a.quarter, SHOWN)


def series(a: About, indicator: str, *, town: str = "") -> list[Item]:
    """The values of all quarters shown, with the quarters' names."""
    return [i for q in shown(a) for i in (*a.figure(indicator, q, town), a.of_quarter(q))]


def numbers(a: About, indicator: str, members: tuple[str, ...], quarter: str = "") -> dict[str, int]:
    """What is counted for each member of a breakdown."""
    return {m: a.number(indicator, quarter, "", m) for m in members}


def extreme(found: dict[str, Fraction] | dict[str, int], *, most: bool) -> list[str]:
    """The members with the most, or the least: all that are level."""
    best = max(found.values()) if most else min(found.values())
    return [m for m, n in found.items() if n == best]


def _net(way: str):
    def derive(a: About) -> Expected:
        net = a.number("R05")
        found = "up" if net > 0 else "down" if net < 0 else "flat"
        return says([a.count(net, "net increase")] if net else [], holds=found == way, why=f"net increase {net}")

    return derive


def _trend(way: str):
    def derive(a: About) -> Expected:
        year, step = a.difference("R01", "year_ago"), a.difference("R01", "previous")
        more = [a.amount("R01", d, "difference") for d in (year, step) if d is not None]
        length, _ = a.run("R01")
        if way == "run":
            return says(run_items(a), maybe(more), holds=length >= STEADY, why=f"growth for {length} quarters")
        return says(a.figure("R01"), maybe(more), holds=a.direction("R01") == way)

    return derive


def _types(a: About) -> Expected:
    found = numbers(a, "R01", tuple(code_words("legal_type")))
    first = extreme(found, most=True)
    return says(a.words("legal_type", first), a.percent(found[first[0]], sum(found.values())))


def categories(a: About) -> dict[str, int]:
    """Registered community organizations by category; only those that have any."""
    return {m: n for m, n in numbers(a, "R09R", CATEGORIES).items() if n}


def _share_items(a: About, which: list[str]) -> list[Item]:
    return [*a.words("category", which), *a.percent(categories(a)[which[0]], a.number("R09R"))]


def _categories(a: About) -> Expected:
    found = categories(a)
    return says(_share_items(a, extreme(found, most=True)), _share_items(a, extreme(found, most=False)))


def _community(a: About) -> Expected:
    stock = says(a.figure("R09R"), a.changes("R09R"))
    return stock if "structure.categories" in a.phrases else says(stock.items, _categories(a).items)


def growth(a: About) -> dict[str, Fraction]:
    """How much each category grew since the first quarter shown, relative to what it was then."""
    first, now = numbers(a, "R09R", CATEGORIES, shown(a)[0]), numbers(a, "R09R", CATEGORIES)
    return {m: Fraction(now[m] - first[m], first[m]) for m in CATEGORIES if first[m]}


def _best(a: About) -> Expected:
    best = extreme(growth(a), most=True)
    return says(a.words("category", best), maybe(a.of_quarter(shown(a)[0])), holds=growth(a)[best[0]] > 0)


def _stagnant(a: About) -> Expected:
    return says(a.words("category", [m for m, g in growth(a).items() if g <= 0]))


def _multiples(a: About) -> Expected:
    first = shown(a)[0]
    both = [a.count(a.number("R09R", q, "", m), f"{m} in {q}") for m in CATEGORIES for q in (first, a.quarter)]
    return says(both, a.of_quarter(first), a.words("category", CATEGORIES))


def _since(a: About) -> Expected:
    return says(a.of_quarter(shown(a)[0]))


def _revised(a: About) -> Expected:
    """Quarters that this run states anew; those of which a figure of page 1 changed must be named."""
    before = plus(a.quarter, -1)
    again = [q for q in figures.history(before) if figures.source_of(a.quarter, q) == a.quarter]
    changed = {q for _, q in revised(a)}
    return says((a.of_quarter(q) for q in again if q in changed), maybe(a.of_quarter(q) for q in again))


def _moves(a: About) -> Expected:
    return says(a.figure("R03"), a.figure("R04") if a.number("R04") else [], maybe(a.count(a.number("R05"))))


def _panel(a: About) -> Expected:
    both = [a.count(a.number("R09R", q, "", m)) for m in CATEGORIES for q in (shown(a)[0], a.quarter)]
    return says(maybe(both, a.words("category", CATEGORIES)))


DERIVATIONS = {
    "structure.panel": _panel,
    "structure.lead": lambda a: says(a.figure("R01"), a.changes("R01")),
    "structure.moves": _moves,
    "structure.net_up": _net("up"),
    "structure.net_down": _net("down"),
    "structure.net_flat": _net("flat"),
    "structure.revised": _revised,
    "structure.trend_run": _trend("run"),
    "structure.trend_up": _trend("up"),
    "structure.trend_down": _trend("down"),
    "structure.trend_flat": _trend("flat"),
    "structure.trend_first": lambda a: says(a.figure("R01")),
    "structure.trend_subtitle": lambda a: says(),
    "structure.trend_alt": lambda a: says(series(a, "R01")),
    "structure.types_title": _types,
    "structure.types_subtitle": lambda a: says(a.as_of),
    "structure.community": _community,
    "structure.categories": _categories,
    "structure.multiples_best": _best,
    "structure.multiples_stagnant": _stagnant,
    "structure.multiples_none": lambda a: says(maybe(a.of_quarter(shown(a)[0])), holds=max(growth(a).values()) <= 0),
    "structure.multiples_subtitle": _since,
    "structure.multiples_first": lambda a: says(maybe(a.of_quarter(shown(a)[0]))),
    "structure.multiples_alt": _multiples,
}
