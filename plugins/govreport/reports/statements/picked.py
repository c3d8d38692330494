"""Which towns or members a rule picks, from stored integers: ties name all or none."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from govreport.quarter import Quarter
from govreport.reports.claims import Key
from govreport.reports.statements.evidence import Evidence

Rule = Callable[[dict[str, Key], Evidence], list[str]]


def picked(rule: str, indicator: str, quarter: Quarter, breakdown: str, evidence: Evidence) -> list[str]:
    """Towns (``breakdown`` "") or members of a breakdown that ``rule`` picks, the first named first.

    Raises KeyError for a rule nobody knows.
    """
    places = {
        (k.member if breakdown else k.town): k
        for k in evidence.stored
        if k.indicator == indicator
        and k.quarter == quarter
        and k.breakdown == breakdown
        and bool(k.town) != bool(breakdown)
    }
    return RULES[rule](places, evidence)


def _values(places: dict[str, Key], evidence: Evidence) -> dict[str, Fraction]:
    return {place: v for place, key in places.items() if (v := evidence.exact(key)) is not None}


def _ordered(values: dict[str, Fraction]) -> list[str]:
    return sorted(values, key=lambda place: (-values[place], place))


def _best(values: dict[str, Fraction]) -> list[str]:
    top = max(values.values(), default=None)
    return [place for place in _ordered(values) if values[place] == top]


def _worst(values: dict[str, Fraction]) -> list[str]:
    least = min(values.values(), default=None)
    return [place for place in _ordered(values) if values[place] == least]


def _gains(places: dict[str, Key], evidence: Evidence, against: str) -> dict[str, Fraction]:
    gains = {}
    for place, key in places.items():
        base = evidence.base(key, against)
        now, before = evidence.exact(key), None if base is None else evidence.exact(key._replace(quarter=base))
        if now is not None and before is not None:
            gains[place] = now - before
    return gains


def _falls(places: dict[str, Key], evidence: Evidence, against: str) -> list[str]:
    gains = {p: g for p, g in _gains(places, evidence, against).items() if g < 0}
    return sorted(gains, key=lambda p: (gains[p], p))


def _fallen(places: dict[str, Key], evidence: Evidence) -> list[str]:
    """Fewer than last quarter, or at least a tenth fewer than a year ago; the largest part lost first."""
    lost: dict[str, Fraction] = {}
    for against, least in (("previous", Fraction(0)), ("year_ago", Fraction(1, 10))):
        for place, gain in _gains(places, evidence, against).items():
            base = (evidence.exact(places[place]) or Fraction(0)) - gain
            part = -gain / base if base > 0 else Fraction(0)
            if part > 0 and part >= least:
                lost[place] = max(part, lost.get(place, part))
    return sorted(lost, key=lambda p: (-lost[p], p))


RULES: dict[str, Rule] = {
    "some": lambda places, evidence: [p for p, v in _values(places, evidence).items() if v > 0],
    "none": lambda places, evidence: [p for p, v in _values(places, evidence).items() if v == 0],
    "largest_first": lambda places, evidence: _ordered(_values(places, evidence)),
    "most": lambda places, evidence: _best(_values(places, evidence)),
    "least": lambda places, evidence: _worst(_values(places, evidence)),
    "falling": lambda places, evidence: _falls(places, evidence, "previous"),
    "falling_year": lambda places, evidence: _falls(places, evidence, "year_ago"),
    "fallen": _fallen,
    "gained_most": lambda places, evidence: _best(_gains(places, evidence, "previous")),
    "gained_most_year": lambda places, evidence: _best(_gains(places, evidence, "year_ago")),
}
"""Name -> what it picks. ``some`` and ``none``: places with or without one; ``falling``: fewer than last quarter."""
