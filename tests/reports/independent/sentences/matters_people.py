"""Matters that need attention about organizations: checks, reports, lists, grades, party organizations, credit."""

from __future__ import annotations

from tests.reports.independent import supervision
from tests.reports.independent.days import plus
from tests.reports.independent.expected import About, Expected, Item, maybe, says
from tests.reports.independent.sentences.matters import Derivation, counted, matter


def oldest_due(a: About) -> list[Item]:
    """The earliest deadline of a finding that is still not rectified."""
    frame = supervision.overdue(a.quarter, a.quarter)
    if a.town:
        frame = frame[frame.town_code == a.town]
    return [a.day(frame.due_on.min().date())] if len(frame) else []


def _overdue(a: About) -> Expected:
    year = a.part("S02B")
    old = a.figure("S02Y") if a.number("S02Y") else []
    this_year = [a.count(year.whole or 0), a.count(year.number), *a.figure("S02B")]
    return says(a.figure("S02C"), old, maybe(a.changes("S02C"), oldest_due(a), this_year), holds=a.number("S02C") > 0)


def _reports(a: About) -> Expected:
    rate = a.part("S03")
    of_rate = [a.count(rate.whole or 0), a.count(rate.number), *a.figure("S03"), *a.changes("S03")]
    return says(a.figure("S03M"), maybe(of_rate), holds=a.number("S03M") > 0)


def _serious(a: About) -> Expected:
    frame = supervision.listed(a.quarter, a.quarter, "serious_list")
    names = maybe(Item("name", frozenset({str(n)})) for n in frame.name.dropna().unique()) if len(frame) else []
    grew = a.direction("S10") == "up" or a.direction("S10", "year_ago") == "up"
    return says(a.figure("S10"), a.changes("S10"), names, holds=grew)


def _abnormal(a: About) -> Expected:
    grew = a.direction("S08") == "up" or a.direction("S08", "year_ago") == "up"
    return says(a.figure("S08"), a.changes("S08"), holds=grew)


def _graduates(a: About) -> Expected:
    part = a.part("I03")
    stopped = (part.whole or 0) - part.number
    both = [a.count(part.whole or 0, "graduates"), a.count(part.number, "operating"), a.count(stopped, "stopped")]
    return says(both, maybe(a.figure("I03")), holds=stopped > 0)


def _credit(a: About) -> Expected:
    part = a.part("S14")
    late = (part.whole or 0) - part.number
    return says(
        a.figure("S14"), a.count(late, "late"), maybe(a.count(part.whole or 0), a.changes("S14")), holds=late > 0
    )


def _since_last(indicator: str, way: str) -> Derivation:
    """What came of a warning: what it warned of, then and now."""

    def derive(a: About) -> Expected:
        then, now = a.number(indicator, plus(a.quarter, -1)), a.number(indicator)
        found = "came" if now > then else "eased" if now < then else "same"
        return says(a.count(now, "now"), a.count(then) if way != "same" else [], holds=found == way)

    return derive


DERIVATIONS: dict[str, Derivation] = {
    **matter("rectification", _overdue, leads=True),
    **matter("annual_reports", _reports, leads=True),
    **matter("annual_returned", counted("S03R", changes=False), leads=True),
    **matter("grades_expiring", counted("S07"), leads=True),
    **matter("abnormal_growing", _abnormal, leads=True),
    **matter("abnormal_past", counted("S08Y"), leads=True),
    **matter("abnormal_two_years", counted("S09"), leads=True),
    **matter("serious_growing", _serious, leads=True),
    **matter("party_due", counted("P04U"), leads=True),
    **matter("dormant", counted("S11"), leads=True),
    **matter("graduates", _graduates),
    **matter("credit_late", _credit, leads=True),
    **{f"follow_up.{n}_{w}": _since_last(n, w) for n in ("S10", "S08Y") for w in ("came", "same", "eased")},
}
