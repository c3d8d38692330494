"""The empty DAG that `make bench` compares with has the report's shape."""

from __future__ import annotations

from typing import Any

from airflow.dag_processing.dagbag import DagBag

from govreport_airflow.environment import ROOT


def test_the_empty_dag_has_the_reports_tasks_in_the_reports_order(dag: Any) -> None:
    bag = DagBag(str(ROOT / "benchmarks" / "dags"))
    assert not bag.import_errors
    shapes = [
        {task.task_id: (sorted(task.downstream_task_ids), type(task).__name__) for task in one.tasks}
        for one in (dag, bag.dags["empty_report"])
    ]
    assert shapes[0] == shapes[1]
