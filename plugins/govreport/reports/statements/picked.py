"""Which towns or members a rule picks, from stored integers: ties name all or none."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from govreport.period import KINDS
from govreport.quarter import Quarter
from govreport.reports.claims import Key
from govreport.reports.statements.evidence import Evidence

Rule = Callable[[dict[str, Key], Evidence], dict[str, Fraction]]


def picked(rule: str, indicator: str, quarter: Quarter, breakdown: str, evidence: Evidence) -> list[str]:
    """Towns (``breakdown`` "") or members of a breakdown that ``rule`` picks, the first named first.

    Raises KeyError for a rule nobody knows.
    """
    return _ordered(_ranked(rule, _places(indicator, quarter, breakdown, evidence), evidence))


def parts_ties(rule: str, indicator: str, quarter: Quarter, breakdown: str, count: int, evidence: Evidence) -> bool:
    """Whether naming only the first ``count`` leaves out one that is level with the last of them."""
    values = _ranked(rule, _places(indicator, quarter, breakdown, evidence), evidence)
    ordered = _ordered(values)
    return 0 < count < len(ordered) and values[ordered[count - 1]] == values[ordered[count]]


def _ranked(rule: str, places: dict[str, Key], evidence: Evidence) -> dict[str, Fraction]:
    name, _, since = rule.partition(":")
    if not since:
        return RULES[name](places, evidence)
    return SINCE[name](_growth(places, evidence, Quarter.parse(since, KINDS)))


def _places(indicator: str, quarter: Quarter, breakdown: str, evidence: Evidence) -> dict[str, Key]:
    return {
        (k.member if breakdown else k.town): k
        for k in evidence.stored
        if k.indicator == indicator
        and k.quarter == quarter
        and k.breakdown == breakdown
        and bool(k.town) != bool(breakdown)
    }


def _values(places: dict[str, Key], evidence: Evidence) -> dict[str, Fraction]:
    return {place: v for place, key in places.items() if (v := evidence.exact(key)) is not None}


def _ordered(ranked: dict[str, Fraction]) -> list[str]:
    return sorted(ranked, key=lambda place: (-ranked[place], place))


def _best(ranked: dict[str, Fraction]) -> dict[str, Fraction]:
    top = max(ranked.values(), default=None)
    return {place: v for place, v in ranked.items() if v == top}


def _worst(ranked: dict[str, Fraction]) -> dict[str, Fraction]:
    least = min(ranked.values(), default=None)
    return {place: v for place, v in ranked.items() if v == least}


def _gains(places: dict[str, Key], evidence: Evidence, against: str) -> dict[str, Fraction]:
    gains = {}
    for place, key in places.items():
        base = evidence.base(key, against)
        now, before = evidence.exact(key), None if base is None else evidence.exact(key._replace(quarter=base))
        if now is not None and before is not None:
            gains[place] = now - before
    return gains


def _falls(places: dict[str, Key], evidence: Evidence, against: str) -> dict[str, Fraction]:
    return {p: -g for p, g in _gains(places, evidence, against).items() if g < 0}


def _growth(places: dict[str, Key], evidence: Evidence, first: Quarter) -> dict[str, Fraction]:
    """Each figure as a multiple of what it was in an earlier quarter."""
    growth = {}
    for place, key in places.items():
        now, before = evidence.exact(key), evidence.exact(key._replace(quarter=first))
        if now is not None and before is not None and (now or before):  # of nothing nothing grows
            growth[place] = now / before if before else 1 + now
    return growth


def _fallen(places: dict[str, Key], evidence: Evidence) -> dict[str, Fraction]:
    """Fewer than last quarter, or at least a tenth fewer than a year ago; the largest part lost first."""
    lost: dict[str, Fraction] = {}
    for against, least in (("previous", Fraction(0)), ("year_ago", Fraction(1, 10))):
        for place, gain in _gains(places, evidence, against).items():
            base = (evidence.exact(places[place]) or Fraction(0)) - gain
            part = -gain / base if base > 0 else Fraction(0)
            if part > 0 and part >= least:
                lost[place] = max(part, lost.get(place, part))
    return lost


RULES: dict[str, Rule] = {
    "some": lambda places, evidence: {p: v for p, v in _values(places, evidence).items() if v > 0},
    "none": lambda places, evidence: {p: v for p, v in _values(places, evidence).items() if v == 0},
    "largest_first": lambda places, evidence: _values(places, evidence),
    "most": lambda places, evidence: _best(_values(places, evidence)),
    "least": lambda places, evidence: _worst(_values(places, evidence)),
    "falling": lambda places, evidence: _falls(places, evidence, "previous"),
    "falling_year": lambda places, evidence: _falls(places, evidence, "year_ago"),
    "fallen": _fallen,
    "gained_most": lambda places, evidence: _best(_gains(places, evidence, "previous")),
    "gained_most_year": lambda places, evidence: _best(_gains(places, evidence, "year_ago")),
}
"""Name -> what it picks, each with the number that orders it, the largest first. ``some`` and ``none``: places with or
without one; ``falling``: fewer than last quarter."""
SINCE: dict[str, Callable[[dict[str, Fraction]], dict[str, Fraction]]] = {
    "grown": lambda growth: {p: g for p, g in growth.items() if g > 1},
    "not_grown": lambda growth: {p: g for p, g in growth.items() if g <= 1},
}
"""The same for rules that name the quarter they compare with: ``grown:2017-Q3``."""
