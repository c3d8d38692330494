"""The days that documents speak of, each known by one name: one fact has one deadline in every document."""

from __future__ import annotations

from datetime import date, timedelta

from govreport.reports.statements.evidence import Evidence


def known_day(subject: str, evidence: Evidence) -> date | None:
    """The day that ``subject`` stands for; None where nothing of that name is known.

    ``release``, ``quarter_end``, ``next_month_end`` (the last day of the month after the day of issue) and
    ``due:<indicator>``, the deadline of the matter about that figure: its target's where that lies ahead of the day of
    issue, else the end of the next month; ``target:<indicator>``, the target's own day, ahead or past (the nearest
    ahead, else the last past); ``plan:<indicator>``, half of the time left to it, for a plan that has to be there well
    before.
    """
    if subject == "release":
        return evidence.release
    if subject == "quarter_end":
        return evidence.quarter.end
    after = _next_month_end(evidence.release)
    if subject == "next_month_end":
        return after
    if subject.startswith("due:"):
        indicator = subject.removeprefix("due:")
        ahead = [t.due for t in evidence.district.targets if t.indicator == indicator and t.due > evidence.release]
        return min(ahead, default=after)
    if subject.startswith(("target:", "plan:")):
        own = sorted(t.due for t in evidence.district.targets if t.indicator == subject.partition(":")[2])
        if subject.startswith("plan:"):
            goal = next((day for day in own if day > evidence.release), None)
            return None if goal is None else evidence.release + timedelta(days=(goal - evidence.release).days // 2)
        coming = [day for day in own if day >= evidence.quarter.start]
        return next(iter(coming or own[-1:]), None)
    return None


def _next_month_end(day: date) -> date:
    second_month = day.month + 2
    first = date(day.year + (second_month - 1) // 12, (second_month - 1) % 12 + 1, 1)
    return first - timedelta(days=1)
