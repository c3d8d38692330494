"""What is due when: the steps of a quarter's report as days, from the freezing of registers to the release.

Days are working days after the quarter, so they are certain only where the year's working days are published; each step
says how certain it is.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from govreport.district.folder import District
from govreport.district.schedule import StepName, longer_offsets, possible_schedule
from govreport.errors import Message
from govreport.period import Period
from govreport.quarter import Quarter
from govreport.workdays import Basis, WorkCalendar

NAMES: dict[StepName, Message] = {
    "freeze": Message("登记数据冻结、导出", "Registers are frozen and exported"),
    "town_returns": Message("镇街报送截止", "Towns' returns are due"),
    "extracts": Message("数据到齐截止", "Extracts are due"),
    "precheck": Message("数据预查", "Pre-check of what has come"),
    "feedback": Message("核查问题退回镇街", "Problems go back to the towns"),
    "draft": Message("拟稿", "Draft"),
    "countersign": Message("会签", "Countersigning"),
    "review": Message("审核", "Review"),
    "release": Message("签发、印发", "Signing and release"),
}
"""In the order of a day: where two steps fall on one day, the first is done first."""
_WORST: tuple[Basis, ...] = ("official", "statutory", "weekdays")


@dataclass(frozen=True)
class Step:
    """One step of a quarter's report."""

    name: StepName
    day: date
    offset: int | None
    """Working days after the quarter; None for a day of the week."""
    basis: Basis
    """How certain the day is."""
    hour: int | None = None
    extracts: tuple[str, ...] = ()
    """Which extracts are due."""


@dataclass(frozen=True)
class QuarterDates:
    """The steps of one quarter's report, by day."""

    quarter: Quarter
    steps: tuple[Step, ...]

    def day(self, name: StepName) -> date:
        """The day of a step that comes once."""
        return next(step.day for step in self.steps if step.name == name)

    @property
    def is_certain(self) -> bool:
        """Whether all its days stand in published tables."""
        return all(step.basis == "official" for step in self.steps)


def quarter_dates(district: District, quarter: Quarter) -> QuarterDates:
    """Every step of a quarter's report, by day and then in the order of NAMES."""
    schedule, work_calendar = possible_schedule(district), district.work_calendar
    days = schedule.steps
    steps = [_step(work_calendar, quarter, name, offset) for name, offset in days.items() if name != "release"]
    steps.append(_step(work_calendar, quarter, "release", days["release"], hour=district.calendar.hour))
    due: dict[int, list[str]] = {}
    for extract, offset in schedule.due.items():
        due.setdefault(offset, []).append(extract)
    steps += [_step(work_calendar, quarter, "extracts", offset, extracts=tuple(names)) for offset, names in due.items()]
    release = work_calendar.working_day_after(quarter.end, days["release"])
    steps += [
        Step("precheck", day, None, _certainty(work_calendar, day))
        for day in _prechecks(work_calendar, quarter.end, release)
    ]
    order = list(NAMES)
    return QuarterDates(quarter, tuple(sorted(steps, key=lambda s: (s.day, order.index(s.name)))))


def longer_dates(district: District, period: Period) -> QuarterDates:
    """The steps of a half-year or an annual report."""
    offsets, hours = longer_offsets(district, period.kind), {"release": district.calendar.hour}
    steps = (_step(district.work_calendar, period, n, offset, hours.get(n)) for n, offset in offsets.items())
    return QuarterDates(period, tuple(steps))


def dates_of(district: District, period: Period) -> QuarterDates:
    """Every step of the report of a period, by day."""
    return longer_dates(district, period) if district.is_longer(period) else quarter_dates(district, period)


def releases(district: District, start: date, months: int = 12) -> list[QuarterDates]:
    """The periods whose reports are released from ``start`` on, until ``months`` later: quarters and whatever longer
    ones the district reports, in the order of their ends."""
    end, within = _months_later(start, months), []
    for kind in district.longer_kinds:
        period = Period.containing(start, kind).previous
        while period.end < end:
            dates = longer_dates(district, period)
            if start <= dates.day("release") < end and period >= district.report.first_of(kind):
                within.append(dates)
            period = period.next
    # A release may lie up to 60 working days after its quarter, which is less than half a year.
    quarter = Quarter.containing(start - timedelta(days=180), district.base)
    while quarter.end < end:
        dates = quarter_dates(district, quarter)
        if start <= dates.day("release") < end and quarter >= district.report.first_issue:
            within.append(dates)
        quarter = quarter.next
    return sorted(within, key=lambda dates: dates.quarter)


def _step(
    days: WorkCalendar,
    quarter: Quarter,
    name: StepName,
    offset: int,
    hour: int | None = None,
    extracts: tuple[str, ...] = (),
) -> Step:
    day = days.working_day_after(quarter.end, offset)
    counted = (quarter.end + timedelta(days=n) for n in range(1, (day - quarter.end).days + 1))
    basis = max((days.basis_of(d) for d in counted), key=_WORST.index)  # one uncertain day makes the count uncertain
    return Step(name, day, offset, basis, hour, extracts)


def _prechecks(days: WorkCalendar, after: date, before: date) -> Iterator[date]:
    """A day each week: those of the DAG source_precheck (govreport_airflow/timetable.py) that lie in between."""
    week = after + timedelta(days=1)
    while week < before + timedelta(days=7):
        day = days.first_working_day_of_week(week)
        if day is not None and after < day < before:
            yield day
        week += timedelta(days=7)


def _certainty(days: WorkCalendar, day: date) -> Basis:
    """How certain a precheck's day is: it depends on the days of its week before it."""
    return max((days.basis_of(day - timedelta(days=n)) for n in range(day.weekday() + 1)), key=_WORST.index)


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
