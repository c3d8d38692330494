"""Towns: ranking, averages, extremes, those with fewer organizations, those without a federation."""

from __future__ import annotations

from fractions import Fraction

from tests.reports.independent.expected import About, Expected, Item, maybe, says
from tests.reports.independent.measures import TOWNS
from tests.reports.independent.sentences.structure import extreme, series, shown

LEADING = 3
"""Towns that the ranking's title names."""


def by_town(a: About, indicator: str = "R01") -> dict[str, int]:
    """What is counted in each town."""
    return {t: a.number(indicator, "", t) for t in TOWNS}


def gains(a: About, against: str) -> dict[str, Fraction]:
    """How far each town's total moved."""
    return {t: d for t in TOWNS if (d := a.difference("R01", against, t)) is not None}


def falling(a: About) -> list[str]:
    """Towns with fewer organizations than last quarter, the largest fall first."""
    found = {t: g for t, g in gains(a, "previous").items() if g < 0}
    return sorted(found, key=lambda t: (found[t], t))


def without_federation(a: About) -> list[str]:
    """Towns that have no federation."""
    return [t for t in TOWNS if not a.number("F01", "", t)]


def _ranked(a: About) -> Expected:
    found = by_town(a)
    first = sorted(TOWNS, key=lambda t: (-found[t], t))[:LEADING]
    together = sum(found[t] for t in first)
    tied = [t for t in TOWNS if found[t] == found[first[-1]]]
    return says(
        a.town_names(first),
        maybe(a.town_names(tied)),
        a.count(together, "together"),
        a.percent(together, a.number("R01")),
    )


def _all_towns(a: About) -> Expected:
    return says(a.town_names(TOWNS), (a.count(n, t) for t, n in by_town(a).items()))


def _ends(a: About) -> Expected:
    found = by_town(a)
    parts: list[Item] = []
    for most in (True, False):
        towns = extreme(found, most=most)
        parts += [*a.town_names(towns), a.count(found[towns[0]], "most" if most else "least")]
    return says(parts)


def _average(a: About) -> Expected:
    average = a.amount("F03", Fraction(a.number("R01"), len(TOWNS)), "average of towns")
    both = says(a.count(len(TOWNS)), average)
    return both if "towns.aside_ends" in a.phrases else says(both.items, _ends(a).items)


def _most_gained(a: About) -> Expected:
    found = gains(a, "year_ago")
    best = extreme(found, most=True)
    return says(a.town_names(best), a.amount("R01", found[best[0]], "gain"), holds=found[best[0]] > 0)


def _falling(a: About) -> Expected:
    found = gains(a, "previous")
    return says(a.town_names(falling(a)), maybe(a.amount("R01", found[t]) for t in falling(a)), holds=bool(falling(a)))


def _open(a: About) -> Expected:
    towns = without_federation(a)
    return says(a.town_names(towns), a.count(sum(by_town(a)[t] for t in towns), "their organizations"))


def _tiles_open(a: About) -> Expected:
    towns = without_federation(a)
    return says(a.count(len(TOWNS) - len(towns), "built"), a.town_names(towns), holds=bool(towns))


def _path(*, full: bool):
    def derive(a: About) -> Expected:
        missing = len(without_federation(a))
        path = (a.count(a.number("F01", q), q) for q in (shown(a)[0], a.quarter))
        gap = a.count(missing, "missing")
        since = maybe(a.of_quarter(shown(a)[0]))
        return says(path, since, [] if full else gap, holds=full == (missing == 0), why=f"{missing} missing")

    return derive


def path_series(a: About) -> Expected:
    """Federations in all quarters shown."""
    return says(
        (a.count(a.number("F01", q), q) for q in shown(a)), (a.of_quarter(q) for q in shown(a)), maybe(series(a, "R01"))
    )


DERIVATIONS = {
    "towns.fallen": _falling,
    "towns.ranked_title": _ranked,
    "towns.ranked_subtitle": lambda a: says(a.as_of),
    "towns.ranked_alt": _all_towns,
    "towns.tiles_title_open": _tiles_open,
    "towns.tiles_title_full": lambda a: says(a.count(len(TOWNS)), holds=not without_federation(a)),
    "towns.tiles_subtitle": lambda a: says(),
    "towns.tiles_alt": _all_towns,
    "towns.aside_average": _average,
    "towns.aside_ends": _ends,
    "towns.aside_change": _most_gained,
    "towns.aside_falling": _falling,
    "towns.aside_open": _open,
    "policy.path_open": _path(full=False),
    "policy.path_full": _path(full=True),
    "policy.path_first": lambda a: says(a.count(a.number("F01"))),
    "policy.path_subtitle": lambda a: says(a.count(len(TOWNS))),
    "policy.path_target": lambda a: says(a.count(len(TOWNS))),
    "policy.path_alt": path_series,
}
