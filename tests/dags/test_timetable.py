"""Data intervals are calendar quarters of the district; runs come some working days after."""

from __future__ import annotations

from typing import Any

import pendulum
import pytest
from airflow.serialization.serialized_objects import DagSerialization
from airflow.timetables.base import DataInterval, TimeRestriction

from govreport.quarter import Quarter
from govreport.release.calendar import quarter_dates
from govreport.workdays import WorkCalendar
from govreport_airflow.timetable import FirstWorkingDayTimetable, QuarterTimetable

CN = WorkCalendar("CN")


def local(*parts: int) -> pendulum.DateTime:
    return pendulum.datetime(*parts, tz="Asia/Shanghai")


@pytest.fixture(params=["as declared", "as the scheduler reads it back"])
def timetable(request: pytest.FixtureRequest, dag: Any) -> QuarterTimetable:
    if request.param == "as declared":
        return QuarterTimetable("Asia/Shanghai", CN, 13)
    stored: QuarterTimetable = DagSerialization.deserialize_dag(DagSerialization.serialize_dag(dag)).timetable
    return stored


def after(timetable: QuarterTimetable, last: str | None, **restriction: Any) -> Any:
    bounds = {"earliest": None, "latest": None, "catchup": True} | restriction
    interval = timetable.interval(Quarter.parse(last)) if last else None
    return timetable.next_dagrun_info(last_automated_data_interval=interval, restriction=TimeRestriction(**bounds))


def test_an_interval_is_the_exact_quarter_in_local_time(timetable: QuarterTimetable) -> None:
    third = timetable.interval(Quarter.parse("2019-Q3"))
    assert third == DataInterval(local(2019, 7, 1), local(2019, 10, 1))
    assert third.start.isoformat() == "2019-07-01T00:00:00+08:00"
    assert timetable.interval(Quarter.parse("2019-Q4")).start == third.end


def test_a_run_comes_at_nine_on_the_thirteenth_working_day_after_the_quarter(timetable: QuarterTimetable) -> None:
    # 1 to 7 October were holidays; the make-up Saturday, 12 October, was a working day.
    info = after(timetable, "2019-Q2")
    assert info.run_after == local(2019, 10, 23, 9)
    assert info.data_interval == DataInterval(local(2019, 7, 1), local(2019, 10, 1))


@pytest.mark.parametrize(
    ("moment", "quarter"),
    [
        (local(2019, 10, 23, 9), "2019-Q3"),
        (local(2019, 10, 1), "2019-Q3"),
        (local(2019, 9, 30, 23, 59), "2019-Q2"),
        (pendulum.datetime(2019, 9, 30, 16, tz="UTC"), "2019-Q3"),  # midnight of 1 October in China
        (local(2020, 1, 2), "2019-Q4"),
    ],
)
def test_a_run_by_hand_is_about_the_last_complete_quarter(
    timetable: QuarterTimetable, moment: pendulum.DateTime, quarter: str
) -> None:
    assert timetable.infer_manual_data_interval(run_after=moment) == timetable.interval(Quarter.parse(quarter))


def test_quarters_follow_each_other_without_gap_until_the_last_asked_for(timetable: QuarterTimetable) -> None:
    bounds = {"earliest": local(2018, 7, 1), "latest": local(2019, 7, 1)}
    starts, last = [], None
    while (info := after(timetable, last, **bounds)) is not None:
        starts.append(info.data_interval.start)
        last = str(Quarter.containing(info.data_interval.start.date()))
    assert starts == [
        local(2018, 7, 1), local(2018, 10, 1), local(2019, 1, 1), local(2019, 4, 1), local(2019, 7, 1)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("earliest", "first"),
    [
        (local(2018, 7, 1), "2018-Q3"),
        (pendulum.datetime(2018, 7, 1, tz="UTC"), "2018-Q3"),  # a date without a time, as the command line reads it
        (local(2018, 7, 2), "2018-Q4"),
        (local(2018, 6, 30), "2018-Q3"),
    ],
)
def test_a_backfill_starts_with_the_first_whole_quarter(
    timetable: QuarterTimetable, earliest: pendulum.DateTime, first: str
) -> None:
    assert after(timetable, None, earliest=earliest).data_interval == timetable.interval(Quarter.parse(first))


def test_without_catch_up_only_the_last_released_quarter_is_run(
    timetable: QuarterTimetable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW__SCHEDULER__USE_JOB_SCHEDULE", "True")
    for now, quarter in [(local(2019, 10, 23, 8, 59), "2019-Q2"), (local(2019, 10, 23, 9), "2019-Q3")]:
        monkeypatch.setattr(pendulum, "now", lambda *_, now=now: now)
        assert after(timetable, None, earliest=local(2017, 10, 1), catchup=False).data_interval == timetable.interval(
            Quarter.parse(quarter)
        )
        assert after(timetable, "2019-Q3", catchup=False).data_interval == timetable.interval(Quarter.parse("2019-Q4"))


def test_a_scheduled_run_is_named_after_its_quarter(timetable: QuarterTimetable) -> None:
    from airflow.utils.types import DagRunType

    info = after(timetable, "2019-Q2")
    arguments = {"run_after": info.run_after, "data_interval": info.data_interval}
    assert timetable.generate_run_id(run_type=DagRunType.SCHEDULED, **arguments) == "scheduled__2019-Q3"
    assert "2019-Q3" not in timetable.generate_run_id(run_type=DagRunType.MANUAL, **arguments)


def test_other_zones_and_waits_survive_being_stored() -> None:
    timetable = QuarterTimetable("Asia/Urumqi", CN, 5, hour=10)
    assert QuarterTimetable.deserialize(timetable.serialize()) == timetable
    assert timetable != QuarterTimetable("Asia/Shanghai", CN, 5, hour=10)
    assert timetable != QuarterTimetable("Asia/Urumqi", WorkCalendar("GB", "ENG"), 5, hour=10)


@pytest.fixture(params=["as declared", "as the scheduler reads it back"])
def weekly(request: pytest.FixtureRequest, dag_bag: Any) -> FirstWorkingDayTimetable:
    dag = dag_bag.dags["source_precheck_panyu"]
    if request.param == "as declared":
        return dag.timetable
    stored: FirstWorkingDayTimetable = DagSerialization.deserialize_dag(DagSerialization.serialize_dag(dag)).timetable
    return stored


def test_a_precheck_comes_on_the_first_working_day_of_each_week(weekly: FirstWorkingDayTimetable) -> None:
    runs, last = [], None
    for _ in range(20):
        bounds = TimeRestriction(earliest=local(2019, 9, 24), latest=local(2020, 2, 18), catchup=True)
        info = weekly.next_dagrun_info(last_automated_data_interval=last, restriction=bounds)
        if info is None:
            break
        runs.append(info.run_after)
        last = info.data_interval
    assert runs[:4] == [
        local(2019, 9, 30, 8, 30),
        local(2019, 10, 8, 8, 30),
        local(2019, 10, 14, 8, 30),
        local(2019, 10, 21, 8, 30),
    ]
    assert local(2020, 1, 2, 8, 30) not in runs  # Monday 30 December was worked
    assert runs[-3:] == [local(2020, 2, 3, 8, 30), local(2020, 2, 10, 8, 30), local(2020, 2, 17, 8, 30)]
    assert not [run for run in runs if local(2020, 1, 24) <= run < local(2020, 2, 3)]  # a week that was all off


def test_a_precheck_that_was_missed_is_not_made_up_for(
    weekly: FirstWorkingDayTimetable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW__SCHEDULER__USE_JOB_SCHEDULE", "True")
    bounds = TimeRestriction(earliest=local(2019, 9, 24), latest=None, catchup=False)
    info = weekly.next_dagrun_info(last_automated_data_interval=None, restriction=bounds)
    assert info is not None
    assert info.run_after > pendulum.now("UTC")


def test_the_calendar_names_the_days_on_which_prechecks_run(weekly: FirstWorkingDayTimetable, panyu: Any) -> None:
    for quarter in Quarter.span(Quarter(2018, 1), Quarter(2020, 4)):
        dates = quarter_dates(panyu, quarter)
        said = [step.day for step in dates.steps if step.name == "precheck"]
        release = dates.day("release")
        bounds = TimeRestriction(
            earliest=local(quarter.next.start.year, quarter.next.start.month, 1),
            latest=local(release.year, release.month, release.day),
            catchup=True,
        )
        last, runs = None, []
        while info := weekly.next_dagrun_info(last_automated_data_interval=last, restriction=bounds):
            runs.append(info.run_after.date())
            last = info.data_interval
        assert runs == said


@pytest.mark.parametrize("by_itself", [True, False])
@pytest.mark.parametrize("prefix", ["quarterly_report", "source_precheck", "deadlines"])
def test_no_next_run_is_shown_where_airflow_starts_none_and_a_backfill_has_its_runs_all_the_same(
    dag_bag: Any, monkeypatch: pytest.MonkeyPatch, prefix: str, by_itself: bool
) -> None:
    monkeypatch.setenv("AIRFLOW__SCHEDULER__USE_JOB_SCHEDULE", str(by_itself))
    timetable = dag_bag.dags[f"{prefix}_panyu"].timetable
    start = local(2019, 9, 24)
    coming = TimeRestriction(earliest=start, latest=None, catchup=False)
    shown = timetable.next_dagrun_info(last_automated_data_interval=None, restriction=coming)
    assert (shown is not None) == by_itself
    span = TimeRestriction(earliest=start, latest=local(2020, 2, 18), catchup=True)
    assert timetable.next_dagrun_info(last_automated_data_interval=None, restriction=span) is not None
