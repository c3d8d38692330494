"""When a district's figures are made and become final: its working days, the day of its release, and what it knows of
annual reports. What is due on which working day is in schedule.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from govreport.district.mistakes import said
from govreport.period import PeriodKind
from govreport.quarter import Quarter
from govreport.workdays import WorkCalendar

UNMARKED = "unmarked"
"""What a district writes that has no annual reports, or no day by which they are due."""


def _day_of_year(value: Any) -> Any:
    try:
        month, day = str(value).split("-")
        date(2001, int(month), int(day))  # a common year: 29 February isn't due every year
    except ValueError:
        raise said(
            f'“{value}”应写成带引号的 "03-31"（月-日）', f'{value!r} must be a month and a day: "03-31"'
        ) from None
    return value


class AnnualReports(BaseModel):
    """By when organizations hand in the report of the year before, and when it has been looked at."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    due: Annotated[str, BeforeValidator(_day_of_year)]
    """Month and day of the year after: 03-31."""
    checked_working_days: int = Field(default=10, ge=0, le=120)
    """Working days that the registrar has after that for checking them."""

    def due_on(self, year: int) -> date:
        """The day by which reports are due in a year."""
        month, day = map(int, self.due.split("-"))
        return date(year, month, day)


StatedReports = Annotated[AnnualReports | None, BeforeValidator(lambda value: None if value == UNMARKED else value)]


@dataclass(frozen=True)
class Timing:
    """A district's days as figures and documents count them."""

    work_calendar: WorkCalendar
    release_working_days: int
    annual_reports: AnnualReports | None = None
    """None: figures are neither preliminary nor verified, and nobody is late."""

    longer: Mapping[PeriodKind, int] = field(default_factory=dict)
    """Kind of a longer period -> working days after it on which its report is dated."""

    def release(self, quarter: Quarter) -> date:
        """The day on which the report of a quarter, or of a longer period, is dated."""
        days = self.longer.get(quarter.kind, self.release_working_days)
        return self.work_calendar.working_day_after(quarter.end, days)

    def reports_due(self, year: int) -> date | None:
        """The day of ``year`` by which the reports of the year before are due."""
        return None if self.annual_reports is None else self.annual_reports.due_on(year)

    def annual_close(self, year: int) -> date | None:
        """The day by which the annual reports of ``year`` are in and checked."""
        if self.annual_reports is None:
            return None
        due, checking = self.annual_reports.due_on(year + 1), self.annual_reports.checked_working_days
        return self.work_calendar.working_day_after(due, checking) if checking else due
