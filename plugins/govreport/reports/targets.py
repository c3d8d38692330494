"""How far the district's targets are on the day of issue, and by which day each matter is due.

Figures are of the quarter's end, the paper is dated later: what came due between the two is neither missed nor under
way. One fact has one deadline, in the report as in the briefs: ``due_of``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil
from typing import Literal, NamedTuple

from govreport.district.folder import District, Target
from govreport.indicators.citations import in_hand
from govreport.indicators.model import Indicator
from govreport.quarter import Quarter
from govreport.reports.claims import TargetClaim
from govreport.reports.facts import Facts
from govreport.reports.stated import Stated

Judgement = Literal["reached", "missed", "passed", "behind", "open", "unknown"]
"""``passed``: its day came after the quarter's end and before the day of issue, and the figures don't know the rest."""
PLAN_AHEAD = 31
"""Days by which a plan has to be there before the day of its goal."""


@dataclass(frozen=True)
class TargetState:
    """One target, judged on the day of issue."""

    target: Target
    judgement: Judgement
    missing: int
    """Records still wanting, for a rate: how many more the numerator needs."""

    def stated(self, text: str) -> Stated:
        """A text that says what the target is, how it stands or what is wanting, with that claim."""
        target = self.target
        return Stated(text, TargetClaim(target.indicator, target.due, target.value, self.judgement, self.missing))


class Deadline(NamedTuple):
    """A day by which something is to be done, and the name by which statements/days.py knows it."""

    day: date
    subject: str


def due_of(facts: Facts, indicator: str = "") -> Deadline:
    """When a matter about ``indicator`` is due: on its target's day where that lies ahead of the day of issue, else at
    the end of the month after it."""
    release = facts.inputs.release
    ahead = [t.due for t in facts.district.targets if t.indicator == indicator and t.due > release]
    if ahead:
        return Deadline(min(ahead), f"due:{indicator}")
    return Deadline(next_month_end(release), "next_month_end")


def plan_due(facts: Facts, target: Target) -> Deadline:
    """When a plan to reach ``target`` is due: at the end of the next month, but well before the target's own day."""
    release = facts.inputs.release
    after = next_month_end(release)
    if release < target.due < after + timedelta(days=PLAN_AHEAD):
        return Deadline(release + (target.due - release) // 2, f"plan:{target.indicator}")
    return Deadline(after, "next_month_end")


def next_month_end(day: date) -> date:
    """The last day of the month after ``day``'s."""
    # 32 days after the first of a month lie in the next month, whatever its length.
    first_of_next = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return (first_of_next + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def target_states(facts: Facts) -> list[TargetState]:
    """The target in force for each indicator that has one, in the order of targets.csv."""
    return [_judge(facts, target) for target in _in_force(facts)]


def target_state(facts: Facts, indicator: str) -> TargetState | None:
    """The target in force for ``indicator``; None where there is none or no figure to judge."""
    return next((s for s in target_states(facts) if s.target.indicator == indicator and s.judgement != "unknown"), None)


def target_in_force(district: District, indicator: Indicator, quarter: Quarter) -> Target | None:
    """Of all targets, the one that holds for ``indicator`` in ``quarter``: the next that is due, else the last.
    A target that nobody had set by the quarter's end isn't one of it."""
    said = (
        t for t in district.targets if t.indicator == indicator.id and in_hand(t.source, district.given, quarter.end)
    )
    own = sorted(said, key=lambda t: t.due)
    if indicator.basis == "year_to_date":
        own = [t for t in own if t.due.year == quarter.year]
    coming = [t for t in own if t.due >= quarter.start]
    return next(iter(coming or own[-1:]), None)


def _in_force(facts: Facts) -> Iterator[Target]:
    for name in dict.fromkeys(t.indicator for t in facts.district.targets):
        declared = facts.declared(name)
        target = None if declared is None else target_in_force(facts.district, declared, facts.quarter)
        if target is not None:
            yield target


def _judge(facts: Facts, target: Target) -> TargetState:
    declared = facts.declared(target.indicator)
    value, observation = facts.value(target.indicator), facts.observation(target.indicator)
    if declared is None or value is None or observation is None:
        return TargetState(target, "unknown", 0)
    goal = Fraction(target.value)
    less = declared.direction == "less_is_better"
    missing = 0
    if (declared.is_rate or declared.kind == "average") and observation.denominator and not less:
        missing = max(ceil(goal / declared.scale * observation.denominator) - observation.numerator, 0)
    quarter = facts.quarter
    judgement: Judgement
    if value <= goal if less else value >= goal:
        judgement = "reached"
    elif target.due <= quarter.end:
        judgement = "missed"
    elif target.due <= facts.inputs.release:
        judgement = "passed"
    elif declared.basis == "year_to_date":
        judgement = "behind" if value < goal * quarter.end.month / 12 else "open"
    else:
        judgement = "behind" if target.due <= quarter.end_after(3) else "open"
    return TargetState(target, judgement, missing)
