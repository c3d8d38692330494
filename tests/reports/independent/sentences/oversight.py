"""Supervision and policy: checks, findings, grades, federations, incubation; the standing of targets."""

from __future__ import annotations

import csv
import datetime as dt
import re
from fractions import Fraction
from functools import cache
from typing import NamedTuple

import chinese_calendar

from tests.reports.independent.columns import DISTRICT
from tests.reports.independent.days import plus, quarter_end, quarter_start
from tests.reports.independent.expected import About, Expected, Item, ceiling, maybe, says
from tests.reports.independent.figures import YEAR_TO_DATE
from tests.reports.independent.printed import NUMBER
from tests.reports.independent.sentences.structure import series

WORKING_DAYS = 13
"""After the quarter's end, on which the report is issued (district.yaml)."""


class Target(NamedTuple):
    """A target of the district."""

    indicator: str
    value: Fraction
    due: dt.date
    labels: tuple[str, str]
    since: dt.date
    """The day by which it had been set."""


_SET_ON = {"第41号提案": dt.date(2019, 9, 19), "民发〔2017〕45号": dt.date(2017, 3, 13)}
"""Sources whose day is known: the reply tells of a talk on 19 September 2019. Of others the last day of their year."""


def _set_on(source: str) -> dt.date:
    year = re.search(r"〔(\d{4})〕|（(\d{4})年）", source)
    assert year is not None, source
    known = [day for word, day in _SET_ON.items() if word in source]
    return known[0] if known else dt.date(int(year[1] or year[2]), 12, 31)


@cache
def targets() -> tuple[Target, ...]:
    """Those of targets.csv."""
    with (DISTRICT / "targets.csv").open(encoding="utf-8-sig") as lines:
        return tuple(
            Target(
                r["indicator"],
                Fraction(r["value"]),
                dt.date.fromisoformat(r["due"]),
                (r["label_zh"], r["label_en"]),
                _set_on(r["source"]),
            )
            for r in csv.DictReader(lines)
        )


@cache
def release(quarter: str) -> dt.date:
    """The day of issue."""
    day, left = quarter_end(quarter).date(), WORKING_DAYS
    while left:
        day += dt.timedelta(days=1)
        left -= chinese_calendar.is_workday(day)
    return day


def target(a: About, indicator: str) -> Target | None:
    """The target that an indicator is judged by: the next whose day lies in the quarter or later, else the last; of
    checks, which start anew each year, this year's."""
    own = [t for t in targets() if t.indicator == indicator and t.since <= quarter_end(a.quarter).date()]
    if indicator in YEAR_TO_DATE:
        own = [t for t in own if t.due.year == int(a.quarter[:4])]
    coming = [t for t in own if t.due >= quarter_start(a.quarter).date()]
    return min(coming, key=lambda t: t.due, default=max(own, key=lambda t: t.due, default=None))


def standing(a: About, indicator: str) -> str:
    """How far an indicator's target is on the day of issue."""
    goal, value = target(a, indicator), a.value(indicator, "", "")
    if goal is None or value is None:
        return "unknown"
    if value >= goal.value:
        return "reached"
    if goal.due <= quarter_end(a.quarter).date():
        return "missed"
    if goal.due <= release(a.quarter):
        return "passed"
    if indicator in YEAR_TO_DATE:  # its part of the year's requirement
        return "behind" if value < goal.value * int(a.quarter[-1]) / 4 else "open"
    return "behind" if goal.due <= quarter_end(plus(a.quarter, 1)).date() else "open"


def _judged(way: str):
    def derive(a: About) -> Expected:
        found = {t.indicator: standing(a, t.indicator) for t in targets()}
        return says(holds=way in found.values(), why=f"targets stand: {found}")

    return derive


def missing(a: About, indicator: str) -> int:
    """How many records the numerator lacks."""
    goal, part = target(a, indicator), a.part(indicator, "")
    assert goal is not None
    assert part.whole is not None
    return max(ceiling(goal.value / 100 * part.whole) - part.number, 0)


def label_items(a: About, indicator: str) -> list[Item]:
    """Numbers that stand in the words of a target."""
    goal = target(a, indicator)
    if goal is None:
        return []
    found = {n for label in goal.labels for n in NUMBER.findall(label)} | {str(goal.value)}
    return maybe([Item("number", frozenset({n})) for n in found], due_items(a, indicator))


def due_items(a: About, indicator: str) -> list[Item]:
    """A target's day, as a day or as its year."""
    goal = target(a, indicator)
    if goal is None:
        return []
    left = (goal.due - release(a.quarter)).days
    numbers = [a.count(n, "due") for n in (goal.due.year, goal.due.month, goal.due.day, left)]
    return maybe(a.day(goal.due), numbers)


def _checks(way: str):
    def derive(a: About) -> Expected:
        goal = target(a, "S01")
        if way == "plain" or goal is None:
            return says(a.figure("S01"))
        aim, gap = a.amount("R01", goal.value, "target"), missing(a, "S01")
        over = a.quarter.endswith("Q4")
        found = "reached" if a.value("S01") >= goal.value else "missed" if over else "open"
        lack = [a.count(gap, "missing")] if way == "open" else maybe(a.count(gap))
        return says(a.figure("S01"), aim, lack, holds=found == way, why=f"the target is {found}")

    return derive


def _regular(a: About) -> Expected:
    moved = a.change("S01", "year_ago")
    return says(a.count(a.number("S01"), "checked"), a.figure("S01"), moved, maybe(a.changes("S01")))


def _findings(a: About) -> Expected:
    part = a.part("S02")
    assert part.whole is not None
    return says(a.count(part.whole, "checked"), a.count(part.number, "found"), a.figure("S02"))


def _rectified(*, every: bool):
    def derive(a: About) -> Expected:
        part = a.part("S02B")
        done = [] if every else a.count(part.number, "done in time")
        return says(a.count(part.whole or 0, "due"), done, holds=every == (part.number == part.whole))

    return derive


def _overdue(a: About) -> Expected:
    long = a.figure("S02Y") if a.number("S02Y") else []
    return says(a.figure("S02C"), long, a.changes("S02C"), holds=a.number("S02C") > 0)


def _grades(a: About) -> Expected:
    return says(a.figure("S05"), (i for n in ("S07", "S08") if a.number(n) for i in a.figure(n)))


def _federation(a: About) -> Expected:
    built = a.count(a.number("F01"), "built")
    return says(built, a.figure("F01"), a.changes("F01"), a.figure("F03"), a.figure("F02"))


def _incubation(a: About) -> Expected:
    part = a.part("I03")
    operate = [] if part.number == part.whole else a.figure("I03")
    return says(a.figure("I01"), a.figure("I02") if part.whole else [], operate)


def _dated(a: About) -> Expected:
    return says(a.as_of)


def _with_goal(a: About) -> Expected:
    goal = target(a, "S01")
    return says([a.amount("R01", goal.value)] if goal else [], maybe(a.count(1)))


DERIVATIONS = {
    "supervision.checks": _regular,
    "supervision.findings": _findings,
    "supervision.rectified": _rectified(every=False),
    "supervision.rectified_all": _rectified(every=True),
    "supervision.overdue": _overdue,
    "supervision.checks_reached": _checks("reached"),
    "supervision.checks_open": _checks("open"),
    "supervision.checks_missed": _checks("missed"),
    "supervision.checks_plain": _checks("plain"),
    "supervision.checks_subtitle": _with_goal,
    "supervision.checks_subtitle_plain": lambda a: says(maybe(a.count(1))),
    "supervision.checks_alt": lambda a: says(series(a, "S01")),
    "supervision.table_subtitle": _dated,
    "supervision.grades": _grades,
    "policy.federation": _federation,
    "policy.incubation": _incubation,
    "policy.targets_subtitle": _dated,
    **{f"policy.judgement_{way}": _judged(way) for way in ("reached", "missed", "passed", "behind", "open", "unknown")},
    "policy.table_subtitle": _dated,
    "systems.subtitle": _dated,
    "annex.towns_subtitle": _dated,
}
