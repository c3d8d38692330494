"""An Airflow of the test session's own: its home is a temporary folder, set before anything imports Airflow."""

from __future__ import annotations

import itertools
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pendulum
import pytest

from govreport_airflow.environment import ROOT, airflow_environment
from tests.fixtures.once import once

_MINUTES = itertools.count(1)
HOME = Path(tempfile.mkdtemp(prefix="govreport-airflow-"))
# Airflow reads its environment when it is imported, so this can't wait for a fixture.
for _name in [n for n in os.environ if n.startswith("AIRFLOW")]:
    del os.environ[_name]
os.environ.update(airflow_environment(HOME))


@pytest.fixture(scope="session", autouse=True)
def _remove_home() -> Iterator[None]:
    yield
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def dag_bag() -> Any:
    from airflow.dag_processing.dagbag import DagBag

    return DagBag(str(ROOT / "dags"))


@pytest.fixture
def dag(dag_bag: Any) -> Any:
    return dag_bag.dags["quarterly_report_panyu"]


@pytest.fixture(scope="session")
def metadata() -> None:
    """A migrated metadata database: a copy of the one that this version of Airflow makes."""
    kept = once("airflow", ("plugins/govreport_airflow/environment.py",), _migrate)
    _copy_database(kept / "airflow.db", HOME / "airflow.db")


def _migrate(folder: Path) -> None:
    from airflow.utils.db import initdb

    initdb()
    _copy_database(HOME / "airflow.db", folder / "airflow.db")


def _copy_database(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as made, closing(sqlite3.connect(target)) as copy:
        made.backup(copy)


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's runs keep what they make."""
    monkeypatch.setenv("GOVREPORT_VAR", str(tmp_path / "var"))
    return tmp_path / "var"


@pytest.fixture
def run_dag(metadata: None, var: Path) -> Callable[..., Any]:
    """Run the DAG in this process as ``dag.test()`` does; every call is another run."""
    from airflow.dag_processing.dagbag import DagBag

    def run(overrides: dict[str, dict[str, Any]] | None = None, **conf: Any) -> Any:
        # Read anew like a worker does: in one process Airflow leaves a run's parameters in the DAG it ran.
        dag = DagBag(str(ROOT / "dags")).dags["quarterly_report_panyu"]
        for task_id, options in (overrides or {}).items():
            dag.get_task(task_id).partial_kwargs.update(options)
        moment = pendulum.datetime(2019, 10, 23, 9, tz="Asia/Shanghai").add(minutes=next(_MINUTES))
        return dag.test(logical_date=moment, run_conf={"deliver": "yes"} | conf)

    return run


@pytest.fixture
def states() -> Callable[[Any], dict[str, set[str]]]:
    """The states of a run's tasks: task id -> states of its instances."""

    def read(run: Any) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for instance in run.get_task_instances():
            found.setdefault(instance.task_id, set()).add(str(instance.state))
        return found

    return read
