"""Rows go back beside the report, and week by week before it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pendulum
import pytest

from govreport.district.reading import load_district
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.store.database import open_database
from govreport.store.results import ResultStore
from govreport.store.vintages import VintageStore
from govreport_airflow.environment import ROOT


@pytest.fixture
def precheck_dag(dag_bag: Any) -> Any:
    return dag_bag.dags["source_precheck_panyu"]


def test_nothing_waits_for_the_rows_to_go_back(dag: Any) -> None:
    task = dag.get_task("return_rows")
    assert task.downstream_task_ids == set()
    assert {"check", "conclude"} <= set(task.upstream_task_ids)
    assert task.trigger_rule == "all_done"


def test_the_precheck_is_weekly_and_has_no_figure_to_compute(precheck_dag: Any) -> None:
    assert precheck_dag.task_ids == ["precheck"]
    assert precheck_dag.catchup is False
    text = (ROOT / "dags" / "source_precheck.py").read_text(encoding="utf-8")
    assert not any(word in text for word in ("measure", "render", "SELECT", "  if "))


def test_a_precheck_of_a_quarter_keeps_its_verdict_and_no_figure(
    metadata: None, var: Path, precheck_dag: Any, states: Callable[[Any], dict[str, set[str]]]
) -> None:
    run = precheck_dag.test(
        logical_date=pendulum.datetime(2018, 4, 9, 8, 30, tz="Asia/Shanghai"),
        run_conf={"quarter": "2018-Q1", "deliver": "yes"},
    )
    assert states(run) == {"precheck": {"success"}}
    results = ResultStore(open_database(Settings().database))
    assert [v.quarter for v in results.verdicts("panyu", Quarter(2018, 1))] == [Quarter(2018, 1)]
    assert VintageStore(results.engine).latest("panyu", Quarter(2018, 1), Quarter(9999, 4)) is None
    counts = run.get_task_instance("precheck").xcom_pull(task_ids="precheck")
    assert counts["missing_or_unreadable"] == 0
    assert counts["sheets"] > 0


def test_a_precheck_before_anything_has_come_warns_and_succeeds(
    metadata: None,
    var: Path,
    precheck_dag: Any,
    states: Callable[[Any], dict[str, set[str]]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    moment = pendulum.datetime(2020, 2, 10, 8, 30, tz="Asia/Shanghai")
    run = precheck_dag.test(run_after=moment, logical_date=moment, run_conf={"quarter": None, "deliver": "yes"})
    assert states(run) == {"precheck": {"success"}}
    counts = run.get_task_instance("precheck").xcom_pull(task_ids="precheck")
    sources = load_district(Settings().districts_dir, "panyu").sources.values()
    assert counts == {"missing_or_unreadable": len(sources)}
    warned = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    for owner in {source.owner for source in sources}:
        assert sum(owner in line for line in warned) == sum(source.owner == owner for source in sources)
