"""Oldest first: which runs of earlier quarters a run waits for, and which it must not wait for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from airflow.sdk.exceptions import AirflowRescheduleException

from govreport.context import Context
from govreport.district.folder import District
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.workdays import WorkCalendar
from govreport_airflow import order
from govreport_airflow.timetable import QuarterTimetable

DAG = "quarterly_report_panyu"
HERE = "2019-Q1"


class Run(NamedTuple):
    """A run as Airflow's own database has it."""

    quarter: str
    state: str
    measure: str | None

    @property
    def run_id(self) -> str:
        return f"backfill__{self.quarter}"

    @property
    def start(self) -> datetime:
        return QuarterTimetable("Asia/Shanghai", WorkCalendar("CN"), 13).interval(Quarter.parse(self.quarter)).start


class Instance:
    """The questions that a running task may ask the scheduler's side, answered from a list of runs."""

    def __init__(self, *runs: Run) -> None:
        self.runs = runs

    def _those(self, logical_dates: Any, run_ids: Any) -> list[Run]:
        return [
            run
            for run in self.runs
            if (logical_dates is None or run.start in logical_dates) and (run_ids is None or run.run_id in run_ids)
        ]

    def get_dr_count(self, dag_id: str, logical_dates: Any = None, run_ids: Any = None, states: Any = None) -> int:
        assert dag_id == DAG
        return sum(run.state in states for run in self._those(logical_dates, run_ids))

    def get_task_states(self, dag_id: str, task_ids: Any = None, logical_dates: Any = None) -> dict[str, Any]:
        assert (dag_id, task_ids) == (DAG, ["measure"])
        return {run.run_id: {"measure": run.measure} for run in self._those(logical_dates, None)}


@pytest.fixture
def wait(settings: Settings, panyu: District, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Whether a run of HERE goes on beside these; otherwise how long until it looks again."""

    def look(*runs: Run, quarter: str = HERE) -> timedelta | None:
        context = {"ti": Instance(*runs), "dag": SimpleNamespace(dag_id=DAG)}
        monkeypatch.setattr(order, "get_current_context", lambda: context)
        try:
            assert order.wait_for_earlier(Context(settings, panyu, Quarter.parse(quarter))) == 0
        except AirflowRescheduleException as waiting:
            return waiting.reschedule_date - datetime.now(UTC)
        return None

    return look


@pytest.mark.parametrize("measure", [None, "scheduled", "queued", "running", "up_for_retry"])
def test_a_run_waits_while_an_earlier_quarter_at_work_owes_its_figures(wait: Any, measure: str | None) -> None:
    assert wait(Run("2018-Q4", "running", measure)) > timedelta(0)


@pytest.mark.parametrize(
    "run",
    [
        pytest.param(Run("2018-Q4", "running", "success"), id="it has its figures and is rendered, or being signed"),
        pytest.param(Run("2018-Q4", "running", "upstream_failed"), id="its data was blocked; it is about to fail"),
        pytest.param(Run("2018-Q4", "running", "failed"), id="its measuring failed"),
        pytest.param(Run("2018-Q4", "failed", None), id="it failed"),
        pytest.param(Run("2018-Q4", "success", None), id="it is over"),
        pytest.param(Run("2018-Q4", "queued", None), id="it is queued, behind this one perhaps"),
        pytest.param(Run(HERE, "running", None), id="it is another run of this quarter"),
        pytest.param(Run("2019-Q2", "running", None), id="it is of a later quarter"),
        pytest.param(Run("2010-Q1", "running", None), id="it is of a time before the first issue"),
    ],
)
def test_nothing_is_waited_for_that_brings_no_figures_or_might_wait_for_us(wait: Any, run: Run) -> None:
    assert wait(run) is None


def test_the_farther_back_its_turn_the_later_a_run_looks_again(wait: Any) -> None:
    runs = [Run(quarter, "running", None) for quarter in ("2018-Q2", "2018-Q3", "2018-Q4")]
    assert wait(*runs) > wait(*runs[:1]) * 2


def test_of_runs_that_are_all_at_work_the_earliest_always_goes_on(wait: Any) -> None:
    """So a backfill that runs backwards can't wait for itself either."""
    quarters = ["2018-Q2", "2018-Q3", "2018-Q4"]
    runs = [Run(quarter, "running", None) for quarter in quarters]
    going = [quarter for quarter in quarters if wait(*runs, quarter=quarter) is None]
    assert going == ["2018-Q2"]


def test_the_first_issue_of_all_asks_nothing(wait: Any, panyu: District) -> None:
    assert wait(quarter=str(panyu.report.first_issue)) is None
