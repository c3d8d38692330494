"""How far the district's targets are: reached, missed, short of time, or under way.

Belongs here: judging a target against the figures. Does not belong here: the targets (targets.csv), words (narrative).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from math import ceil
from typing import Literal

from govreport.district import Target
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


def _in_force(facts: Facts) -> Iterator[Target]:
    order = {t.indicator: i for i, t in reversed([*enumerate(facts.district.targets)])}
    by_indicator = sorted(facts.district.targets, key=lambda t: (order[t.indicator], t.due))
    for indicator, group in groupby(by_indicator, key=lambda t: t.indicator):
        declared = facts.declared(indicator)
        if declared is None:
            continue
        targets = [*group]
        if declared.basis == "year_to_date":
            targets = [t for t in targets if t.due.year == facts.quarter.year]
        coming = [t for t in targets if t.due >= facts.quarter.start]
        if coming or targets:
            yield (coming or targets[-1:])[0]


def _judge(facts: Facts, target: Target) -> TargetState:
    declared = facts.declared(target.indicator)
    value, observation = facts.value(target.indicator), facts.observation(target.indicator)
    if declared is None or value is None or observation is None:
        return TargetState(target, "unknown", 0)
    goal = Fraction(target.value)
    less = declared.direction == "less_is_better"
    missing = 0
    if declared.is_rate and observation.denominator and not less:
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
