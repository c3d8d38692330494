"""A district that reports by month: its DAG, when it runs, and the DAGs of what is put together from its months."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from airflow.serialization.serialized_objects import DagSerialization
from airflow.timetables.base import TimeRestriction
from airflow.utils.types import DagRunType

from govreport.period import Period
from govreport_airflow.order import QuarterTimetable
from govreport_airflow.pages.access import dag_of
from tests.dags.test_several_districts import districts, parse, replace
from tests.dags.test_timetable import local
from tests.fixtures.yaml_files import put_entries

__all__ = ["districts", "parse"]


@pytest.fixture
def dags(districts: Path, parse: Callable[[], Any]) -> dict[str, Any]:
    shutil.copytree(districts / "panyu", districts / "lunan")
    path = districts / "lunan" / "district.yaml"
    described = path.read_text(encoding="utf-8")
    first = next(line for line in described.splitlines() if line.strip().startswith("first_issue:"))
    replace(
        path, first, "  first_issue: 2019-08\n  quarter: {title: {zh: 季报, en: Quarterly}, release_working_days: 20}"
    )
    periods = next((line for line in described.splitlines() if line.startswith("periods:")), "")
    if periods:
        replace(path, periods, "periods: [month, quarter]")
    else:
        put_entries(path, "periods: [month, quarter]\n")
    made: dict[str, Any] = {name: dag for name, dag in parse().dags.items() if name.endswith("_lunan")}
    return made


def test_it_collects_every_month_and_puts_the_quarter_together(dags: dict[str, Any]) -> None:
    assert set(dags) == {
        f"{name}_lunan" for name in ("audit", "monthly_report", "quarterly_report", "source_precheck", "deadlines")
    }
    assert "collect" in dags["monthly_report_lunan"].task_ids
    assert "collect" not in dags["quarterly_report_lunan"].task_ids
    for name, written, other in (("monthly_report", "2019-08", "2019-Q3"), ("quarterly_report", "2019-Q3", "2019-08")):
        asked = dags[f"{name}_lunan"].params
        parameter = "period" if name == "monthly_report" else "quarter"
        assert set(asked) == {parameter, "deliver"}
        pattern = re.compile(asked.get_param(parameter).schema["pattern"])
        assert pattern.search(written)
        assert not pattern.search(other)
    assert dag_of("lunan") == "monthly_report_lunan"
    assert dag_of("panyu") == "quarterly_report_panyu"


def test_each_month_is_run_on_its_working_day(dags: dict[str, Any], panyu: Any) -> None:
    dag = dags["monthly_report_lunan"]
    stored = DagSerialization.deserialize_dag(DagSerialization.serialize_dag(dag)).timetable
    assert isinstance(stored, QuarterTimetable)
    assert (stored.kind, dag.start_date) == ("month", local(2019, 8, 1))
    info, runs = None, []
    for _ in range(3):
        bounds = TimeRestriction(earliest=dag.start_date, latest=None, catchup=True)
        last = info.data_interval if info is not None else None
        info = stored.next_dagrun_info(last_automated_data_interval=last, restriction=bounds)
        assert info is not None
        runs.append(info)
    assert [info.data_interval.start for info in runs] == [local(2019, m, 1) for m in (8, 9, 10)]
    days = stored.work_calendar
    ends = (date(2019, 8, 31), date(2019, 9, 30), date(2019, 10, 31))
    assert [info.run_after.date() for info in runs] == [
        days.working_day_after(end, stored.working_days) for end in ends
    ]
    named = stored.generate_run_id(
        run_type=DagRunType.SCHEDULED, run_after=runs[0].run_after, data_interval=runs[0].data_interval
    )
    assert named == "scheduled__2019-08"
    assert stored.last_complete(local(2019, 11, 5)) == Period(2019, 10, "month")
