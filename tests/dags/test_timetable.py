"""Data intervals are calendar quarters of the district; runs come some working days after."""

from __future__ import annotations

from typing import Any

import pendulum
import pytest
from airflow.serialization.serialized_objects import DagSerialization
from airflow.timetables.base import DataInterval, TimeRestriction

from govreport.quarter import Quarter
from govreport_airflow.timetable import QuarterTimetable


def local(*parts: int) -> pendulum.DateTime:
    return pendulum.datetime(*parts, tz="Asia/Shanghai")


@pytest.fixture(params=["as declared", "as the scheduler reads it back"])
def timetable(request: pytest.FixtureRequest, dag: Any) -> QuarterTimetable:
    if request.param == "as declared":
        return QuarterTimetable("Asia/Shanghai", 13)
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
    timetable = QuarterTimetable("Asia/Urumqi", 5, hour=10)
    assert QuarterTimetable.deserialize(timetable.serialize()) == timetable
    assert timetable != QuarterTimetable("Asia/Shanghai", 5, hour=10)
