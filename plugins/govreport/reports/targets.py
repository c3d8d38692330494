"""How far the district's targets are: reached, missed, short of time, or under way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Literal

from govreport.district.folder import Target
from govreport.indicators.citations import in_hand
from govreport.indicators.model import Indicator
from govreport.quarter import Quarter
from govreport.reports.facts import Facts

Judgement = Literal["reached", "missed", "behind", "open", "unknown"]


@dataclass(frozen=True)
class TargetState:
    """One target, judged at the quarter's end."""

    target: Target
    judgement: Judgement
    missing: int
    """Records still wanting, for a rate: how many more the numerator needs."""


def target_states(facts: Facts) -> list[TargetState]:
    """The target in force for each indicator that has one, in the order of targets.csv."""
    return [_judge(facts, target) for target in _in_force(facts)]


def target_state(facts: Facts, indicator: str) -> TargetState | None:
    """The target in force for ``indicator``; None where there is none or no figure to judge."""
    return next((s for s in target_states(facts) if s.target.indicator == indicator and s.judgement != "unknown"), None)


def target_in_force(targets: Iterable[Target], indicator: Indicator, quarter: Quarter) -> Target | None:
    """Of all targets, the one that holds for ``indicator`` in ``quarter``: the next that is due, else the last.
    A target that nobody had set by the quarter's end isn't one of it."""
    said = (t for t in targets if t.indicator == indicator.id and in_hand(t.source, quarter.end))
    own = sorted(said, key=lambda t: t.due)
    if indicator.basis == "year_to_date":
        own = [t for t in own if t.due.year == quarter.year]
    coming = [t for t in own if t.due >= quarter.start]
    return next(iter(coming or own[-1:]), None)


def _in_force(facts: Facts) -> Iterator[Target]:
    for name in dict.fromkeys(t.indicator for t in facts.district.targets):
        declared = facts.declared(name)
        target = None if declared is None else target_in_force(facts.district.targets, declared, facts.quarter)
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
    elif declared.basis == "year_to_date":
        judgement = "behind" if value < goal * quarter.number / 4 else "open"
    else:
        judgement = "behind" if target.due <= quarter.next.end else "open"
    return TargetState(target, judgement, missing)
