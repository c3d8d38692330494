"""Further rules of attention: records that shouldn't be there at all, targets of any indicator, promises overdue.

Belongs here: the rules. Does not belong here: what an issue is and how issues are ranked (findings.py), words.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from govreport.reports.facts import Facts
from govreport.reports.targets import TargetState, target_states

OWN_RULES = ("F01", "S01")
"""Indicators whose targets have rules of their own in findings.py."""


QUARTERS_AHEAD = 5
FAR_OFF = Fraction(4, 5)
"""A target due within so many quarters is worth a line where less than this part of it is reached."""


class Found(NamedTuple):
    """A rule that applies, as findings.py takes it."""

    rule: str
    weight: int
    values: dict[str, str]
    due: date | None = None


COUNTED = (
    # indicator, rule, weight: one record is already worth a line
    ("C02", "promises_overdue", 97),
    ("G08", "paid_unapproved", 93),
    ("S09", "abnormal_two_years", 78),
    ("P04", "party_due", 62),
    ("S11", "dormant", 58),
    ("V03", "grants_over", 47),
)


def counted(facts: Facts) -> Iterator[Found]:
    """Figures that should be zero and aren't."""
    for indicator, rule, weight in COUNTED:
        value = facts.value(indicator)
        if value:
            changes = facts.phrases(indicator)
            yield Found(rule, weight, {"value": facts.quantity(value, indicator), "changes": changes})


def growing(facts: Facts) -> Iterator[Found]:
    """A list that nobody should be on, and it grew."""
    compared = facts.compare("S10", "previous")
    if compared is not None and compared.direction == "up":
        yield Found("serious_growing", 83, {"value": facts.text("S10"), "changes": facts.phrases("S10")})


def gaps(facts: Facts) -> Iterator[Found]:
    """Targets that were missed or whose day is near; one issue for all of them, the widest named first."""
    states = [
        s
        for s in target_states(facts)
        if s.target.indicator not in OWN_RULES and (s.judgement in ("missed", "behind") or _far(facts, s))
    ]
    if not states:
        return
    english = facts.words.language == "en"
    said = [
        facts.words(
            "attention.targets_gap.detail",
            name=facts.name(s.target.indicator),
            value=facts.text(s.target.indicator),
            target=s.target.label_en if english else s.target.label_zh,
        )
        for s in states
    ]
    missed = sum(s.judgement == "missed" for s in states)
    values = {
        "count": str(len(states)),
        "missed": str(missed) if missed else "",
        "names": facts.words.join(facts.name(s.target.indicator) for s in states[:2]),
        "details": facts.words("join.strong").join(said),
    }
    yield Found("targets_gap", 85 if missed else 68, values, min(s.target.due for s in states))


def _far(facts: Facts, state: TargetState) -> bool:
    """Whether a target that isn't due yet is far off with little more than a year to go."""
    declared, value = facts.declared(state.target.indicator), facts.value(state.target.indicator)
    if state.judgement != "open" or declared is None or value is None or declared.direction != "more_is_better":
        return False
    near = state.target.due <= facts.quarter.plus(QUARTERS_AHEAD).end and declared.basis != "year_to_date"
    return near and value < Fraction(state.target.value) * FAR_OFF


def five_actors(facts: Facts) -> Iterator[Found]:
    """The linkage is said to be everywhere while its parts are missing."""
    running, complete = facts.value("W01"), facts.observation("W03") if facts.declared("W03") else None
    if running is None or complete is None or not complete.denominator:
        return
    lacking = complete.denominator - complete.numerator
    if lacking * 5 >= complete.denominator and facts.has("W03"):
        values = {"coverage": facts.text("W01"), "value": facts.text("W03"), "lacking": str(lacking)}
        yield Found("five_actors", 52, values)


def ventures_late(facts: Facts) -> Iterator[Found]:
    """Venture projects whose stages slip: one stage in ten or more isn't done by its planned day."""
    due = facts.observation("M02") if facts.declared("M02") else None
    if due is None or not due.denominator or not facts.has("M02"):
        return
    late = due.denominator - due.numerator
    if late * 10 >= due.denominator:
        yield Found("ventures_late", 45, {"value": facts.text("M02"), "late": str(late), "due": str(due.denominator)})


FURTHER = (counted, growing, gaps, five_actors, ventures_late)
