"""When a district's DAGs run: the report's data interval is the calendar quarter, and the run comes working days after
it; a pre-check comes once a week, on the first day of it that is worked.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pendulum
from airflow.configuration import conf
from airflow.timetables.base import DagRunInfo, DataInterval, TimeRestriction, Timetable
from airflow.timetables.trigger import CronTriggerTimetable
from airflow.utils.types import DagRunType
from pendulum import DateTime

from govreport.language import Language, pick
from govreport.period import PERIOD_KINDS, Period, PeriodKind
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.workdays import WorkCalendar, use_table


class QuarterTimetable(Timetable):
    """Calendar quarters (or periods of another ``kind``) in ``timezone``, each run at ``hour`` o'clock on the
    ``working_days``-th working day after."""

    def __init__(
        self,
        timezone: str,
        work_calendar: WorkCalendar,
        working_days: int,
        hour: int = 9,
        kind: PeriodKind = "quarter",
        language: Language = "zh",
    ) -> None:
        self.timezone = timezone
        self.work_calendar = work_calendar
        self.working_days = working_days
        self.hour = hour
        self.kind = kind
        self.language = language
        self.description = pick(
            language,
            f"每{PERIOD_KINDS[kind].zh}结束后第 {working_days} 个工作日 {hour:02}:00（{timezone}）",
            f"{hour:02}:00 ({timezone}) on working day {working_days} after each {PERIOD_KINDS[kind].en}",
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, QuarterTimetable) and self.serialize() == other.serialize()

    def __hash__(self) -> int:
        return hash((self.timezone, self.work_calendar, self.working_days, self.hour, self.kind))

    @property
    def summary(self) -> str:
        """As the list of DAGs shows it."""
        after = {"month": "月后", "half_year": "半年后", "year": "年后"}.get(self.kind, "季后")
        return pick(self.language, f"{after}第 {self.working_days} 个工作日", f"Working day {self.working_days}")

    def serialize(self) -> dict[str, Any]:
        """The parameters, as the scheduler reads them back."""
        days = self.work_calendar.to_json()
        stated = {"timezone": self.timezone, "calendar": days, "working_days": self.working_days, "hour": self.hour}
        further = {"kind": self.kind} if self.kind != "quarter" else {}
        return {**stated, **further, **_spoken(self.language)}

    @classmethod
    def deserialize(cls, data: dict[str, Any]) -> QuarterTimetable:
        """The timetable that ``serialize`` wrote down."""
        days = WorkCalendar.from_json(data["calendar"])
        kind, language = data.get("kind", "quarter"), data.get("language", "zh")
        return cls(data["timezone"], days, data["working_days"], data["hour"], kind, language)

    def interval(self, quarter: Quarter) -> DataInterval:
        """From the quarter's first midnight to the next quarter's, local time."""
        return DataInterval(self._at(quarter.start), self._at(quarter.next.start))

    def release(self, quarter: Quarter) -> DateTime:
        """When the quarter's run starts by itself."""
        use_table(Settings().reference_dir / "working_days.yaml")
        return self._at(self.work_calendar.working_day_after(quarter.end, self.working_days), self.hour)

    def last_complete(self, moment: DateTime) -> Quarter:
        """The last quarter that was over at ``moment``."""
        return Period.containing(self._local(moment), self.kind).previous

    def infer_manual_data_interval(self, *, run_after: DateTime) -> DataInterval:
        """A run started by hand is about the last complete quarter, unless its ``quarter`` parameter says otherwise."""
        return self.interval(self.last_complete(run_after))

    def next_dagrun_info(
        self, *, last_automated_data_interval: DataInterval | None, restriction: TimeRestriction
    ) -> DagRunInfo | None:
        """The quarter after the last one; where quarters were missed and catch-up is off, the last released one."""
        if never_comes(restriction):
            return None
        candidates = []
        if last_automated_data_interval is not None:
            candidates.append(Period.containing(self._local(last_automated_data_interval.start), self.kind).next)
        if restriction.earliest is not None:
            # A start date without a time is read as UTC's midnight, 8 o'clock in China: the whole first day counts.
            day = self._local(restriction.earliest)
            quarter = Period.containing(day, self.kind)
            candidates.append(quarter if day == quarter.start else quarter.next)
        if not candidates:
            return None
        if not restriction.catchup:
            candidates.append(self._last_released(pendulum.now("UTC")))
        quarter = max(candidates)
        interval = self.interval(quarter)
        if restriction.latest is not None and interval.start > restriction.latest:
            return None
        return DagRunInfo(run_after=self.release(quarter), data_interval=interval)

    def generate_run_id(
        self, *, run_type: DagRunType, run_after: DateTime, data_interval: DataInterval | None, **extra: Any
    ) -> str:
        """``scheduled__2019-Q3`` where the quarter is certain; started by hand, a parameter may still change it."""
        if run_type == DagRunType.SCHEDULED and data_interval is not None:
            return f"{run_type.value}__{Period.containing(self._local(data_interval.start), self.kind)}"
        return super().generate_run_id(run_type=run_type, run_after=run_after, data_interval=data_interval, **extra)

    def _last_released(self, moment: DateTime) -> Quarter:
        quarter = self.last_complete(moment)
        while self.release(quarter) > moment:
            quarter = quarter.previous
        return quarter

    def _local(self, moment: DateTime) -> date:
        return moment.astimezone(pendulum.timezone(self.timezone)).date()

    def _at(self, day: date, hour: int = 0) -> DateTime:
        return pendulum.datetime(day.year, day.month, day.day, hour, tz=self.timezone)


class FirstWorkingDayTimetable(Timetable):
    """Once a week in ``timezone``, at a time of the first day that is worked; a week that is all off has no run."""

    def __init__(
        self, timezone: str, work_calendar: WorkCalendar, hour: int = 8, minute: int = 30, language: Language = "zh"
    ) -> None:
        self.timezone = timezone
        self.work_calendar = work_calendar
        self.hour = hour
        self.minute = minute
        self.language = language
        at = f"{hour:02}:{minute:02}"
        self.description = pick(
            language, f"每周第一个工作日 {at}（{timezone}）", f"{at} ({timezone}) on the first working day of each week"
        )

    @property
    def summary(self) -> str:
        """As the list of DAGs shows it."""
        return pick(self.language, "每周第一个工作日", "First working day of a week")

    def serialize(self) -> dict[str, Any]:
        """The parameters, as the scheduler reads them back."""
        days = self.work_calendar.to_json()
        stated = {"timezone": self.timezone, "calendar": days, "hour": self.hour, "minute": self.minute}
        return {**stated, **_spoken(self.language)}

    @classmethod
    def deserialize(cls, data: dict[str, Any]) -> FirstWorkingDayTimetable:
        """The timetable that ``serialize`` wrote down."""
        days = WorkCalendar.from_json(data["calendar"])
        return cls(data["timezone"], days, data["hour"], data["minute"], data.get("language", "zh"))

    def infer_manual_data_interval(self, *, run_after: DateTime) -> DataInterval:
        """A run is about what lies ready at that moment."""
        return DataInterval.exact(run_after)

    def next_dagrun_info(
        self, *, last_automated_data_interval: DataInterval | None, restriction: TimeRestriction
    ) -> DagRunInfo | None:
        """The next week's run after the last one; weeks that were missed aren't made up for unless catch-up is on."""
        if never_comes(restriction):
            return None
        moments = [] if last_automated_data_interval is None else [last_automated_data_interval.end.add(seconds=1)]
        if restriction.earliest is not None:
            moments.append(restriction.earliest)
        if not restriction.catchup:
            moments.append(pendulum.now("UTC"))
        if not moments:
            return None
        run = self._from(max(moments))
        if restriction.latest is not None and run > restriction.latest:
            return None
        return DagRunInfo.exact(run)

    def _from(self, moment: DateTime) -> DateTime:
        """The first run at ``moment`` or after it."""
        use_table(Settings().reference_dir / "working_days.yaml")
        week = moment.astimezone(pendulum.timezone(self.timezone)).date()
        while True:
            day = self.work_calendar.first_working_day_of_week(week)
            if day is not None:
                run = pendulum.datetime(day.year, day.month, day.day, self.hour, self.minute, tz=self.timezone)
                if run >= moment:
                    return run
            week += timedelta(days=7)


class DailyTimetable(CronTriggerTimetable):
    """Every day at an hour, as its cron line says."""

    def next_dagrun_info(
        self, *, last_automated_data_interval: DataInterval | None, restriction: TimeRestriction
    ) -> DagRunInfo | None:
        """Airflow's own answer, unless it starts no run by itself."""
        if never_comes(restriction):
            return None
        return super().next_dagrun_info(
            last_automated_data_interval=last_automated_data_interval, restriction=restriction
        )


def never_comes(restriction: TimeRestriction) -> bool:
    """Whether the next run won't come: Airflow starts none by itself (``make dev``), and would show it as overdue.

    A backfill asks with catch-up on, and has its runs all the same.
    """
    return not restriction.catchup and not conf.getboolean("scheduler", "use_job_schedule")


def _spoken(language: Language) -> dict[str, str]:
    return {"language": language} if language != "zh" else {}
