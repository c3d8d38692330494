"""How far a target is on the day of issue, worked out from stored integers."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

from govreport.district.folder import Target
from govreport.reports.claims import Key
from govreport.reports.statements.evidence import Evidence


def standing(target: Target, evidence: Evidence) -> tuple[str, int]:
    """How it stands (reached, missed, passed, behind, open, unknown) and how many records the numerator lacks."""
    key = Key(target.indicator, evidence.quarter)
    declared, value, found = evidence.declared.get(key.indicator), evidence.exact(key), evidence.stored.get(key)
    if declared is None or value is None or found is None:
        return "unknown", 0
    goal, less = Fraction(target.value), declared.direction == "less_is_better"
    missing = 0
    if found[1] and not less:
        missing = max(ceil(goal / declared.scale * found[1]) - found[0], 0)
    if (value <= goal) if less else (value >= goal):
        return "reached", missing
    # A day after the quarter's end is not missed by the figures of its end: by the day of issue it is still ahead, or
    # it passed and they don't know what came of it.
    if target.due <= evidence.quarter.end:
        return "missed", missing
    if target.due <= evidence.release:
        return "passed", missing
    if declared.basis == "year_to_date":
        return ("behind" if value < goal * evidence.quarter.end.month / 12 else "open"), missing
    return ("behind" if target.due <= evidence.quarter.end_after(3) else "open"), missing


def in_force(indicator: str, evidence: Evidence) -> Target | None:
    """Of an indicator's targets the next that was or is due since the quarter began, else the last; of figures that
    start anew each year, this year's."""
    declared = evidence.declared.get(indicator)
    own = sorted((t for t in evidence.district.targets if t.indicator == indicator), key=lambda t: t.due)
    if declared is not None and declared.basis == "year_to_date":
        own = [t for t in own if t.due.year == evidence.quarter.year]
    coming = [t for t in own if t.due >= evidence.quarter.start]
    return next(iter(coming or own[-1:]), None)
