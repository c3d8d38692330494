"""What was said in public beside the records, worked out for the check of the reply's annex."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from govreport.district.reference_data import Assertion
from govreport.reports.claims import Key
from govreport.reports.numbers import rounded
from govreport.reports.statements.evidence import Evidence


class Compared(NamedTuple):
    """What the comparison of all assertions gives, in the forms that evidence holds."""

    differences: Mapping[tuple[str, str, str], Fraction]
    judged: Mapping[str, str]
    listed: Mapping[str, int]


def compared_assertions(evidence: Evidence) -> Compared:
    """Each assertion about a figure at the last quarter's end that lies neither after its own date nor after ours."""
    differences: dict[tuple[str, str, str], Fraction] = {}
    judged: dict[str, str] = {}
    said = [a for a in evidence.district.assertions if _is_said(a, evidence.release)]
    checkable = [a for a in said if a.indicator]
    for assertion in checkable:
        last = _last_day(assertion)
        ours = _recorded(assertion, last, evidence)
        stated = Fraction(assertion.value)
        state = "unknown" if ours is None else _state(assertion, ours, stated)
        if state in ("differs", "unknown") and last is not None and last > evidence.release:
            state = "pending"
        judged[f"assertion:{assertion.id}"] = state
        if ours is not None and ours != stated:
            differences["assertion", assertion.id, "more" if ours > stated else "less"] = abs(ours - stated)
    states = Counter(judged.values())
    return Compared(
        differences,
        judged,
        {
            "assertions": len(checkable),
            "assertions_unchecked": len(said) - len(checkable),
            "assertions_agree": states["equal"] + states["within"],
            **{f"assertions_{state}": states[state] for state in ("differs", "pending", "unknown")},
        },
    )


def _is_said(assertion: Assertion, release: date) -> bool:
    """Whether it can have been said by the day of issue: of a day to come only a promise about a figure can."""
    ahead = (_last_day(assertion) or date.min) > release
    return not ahead or (assertion.asserted_by == "government" and assertion.indicator is not None)


def _last_day(assertion: Assertion) -> date | None:
    day = assertion.as_of
    if day is None or assertion.as_of_precision in ("day", "unknown"):
        return day
    following = date(day.year + 1, 1, 1)
    if assertion.as_of_precision == "month" and day.month < 12:
        following = date(day.year, day.month + 1, 1)
    return following - timedelta(days=1)


def _recorded(assertion: Assertion, last: date | None, evidence: Evidence) -> Fraction | None:
    quarter = evidence.quarter
    while last is not None and quarter.end > last:
        quarter = quarter.previous
    key = Key(assertion.indicator or "", quarter)
    return None if key in evidence.hidden else evidence.exact(key, assertion.part)


def _state(assertion: Assertion, ours: Fraction, stated: Fraction) -> str:
    digits = max(-int(assertion.value.normalize().as_tuple().exponent), 0)
    if rounded(ours, digits) == rounded(stated, digits):
        return "equal"
    near = assertion.relation == "about" and abs(ours - stated) <= abs(stated) / 20
    above = assertion.relation == "at_least" and ours >= stated
    return "within" if near or above else "differs"
