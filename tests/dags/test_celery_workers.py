"""Two Celery workers on a real Redis share a quarter; one is killed in the middle of a task, and later the scheduler.

Both reports must come out with the bytes that an undisturbed run makes, and with one mail a recipient.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from govreport.quarter import Quarter
from govreport.store.database import open_database
from govreport.store.results import ResultStore
from govreport_airflow.local import LocalAirflow, postgres, redis, redis_program
from tests.dags.test_real_scheduler import Installation, results_database, wait_for_dag
from tests.faults.story import QUARTER, make_home

pytestmark = [
    pytest.mark.airflow,
    pytest.mark.workers,
    pytest.mark.skipif(redis_program() is None, reason="no redis-server or valkey-server on this machine"),
]
DISTRICTS = ("panyu", "twin")
"""Two alike: one for each thing that is killed."""
WORKERS = ("worker-a", "worker-b")


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    # Short, outside pytest's private folders: PostgreSQL runs as another user where the tests run as root.
    made = Path(tempfile.mkdtemp(prefix="govreport-celery-"))
    make_home(made / "home", DISTRICTS)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="module")
def undisturbed(folder: Path) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """The quarter of each district by the command line, on SQLite, in one process; while Airflow is starting."""
    clean = {n: v for n, v in os.environ.items() if not n.startswith("GOVREPORT_")}
    started = {}
    for district in DISTRICTS:
        own = {
            "GOVREPORT_HOME": str(folder / "home"),
            "GOVREPORT_VAR": str(folder / district),
            "GOVREPORT_MAIL": "outbox",
        }
        command = [sys.executable, "-m", "govreport.cli", "run", "-d", district, "-q", QUARTER, "--deliver"]
        started[district] = subprocess.Popen(command, env={**clean, **own}, stdout=subprocess.DEVNULL)  # noqa: S603
    yield started
    for process in started.values():
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def installation(folder: Path, undisturbed: dict[str, subprocess.Popen[bytes]]) -> Iterator[Installation]:
    with postgres(folder / "pg") as metadata, redis(folder / "redis") as broker:
        results = results_database(metadata.replace("psycopg2", "psycopg"))
        airflow = LocalAirflow(
            folder / "airflow",
            metadata,
            variables={
                "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
                "AIRFLOW__CELERY__BROKER_URL": broker,
                "AIRFLOW__CELERY__WORKER_PREFETCH_MULTIPLIER": "1",
                # In production 60 and 10 seconds (docs/en/airflow.md).
                "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "15",
                "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "3",
                "AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "10",
                "GOVREPORT_HOME": str(folder / "home"),
                "GOVREPORT_VAR": str(folder / "var"),
                "GOVREPORT_MAIL": "outbox",
                "GOVREPORT_DATABASE_URL": results,
            },
        )
        try:
            airflow.start(("api-server", "scheduler", "dag-processor"))
            for name in WORKERS:
                airflow.start_worker(name)
            airflow.wait_until_ready(240)
            ready = Installation(airflow, folder, metadata, results)
            for district in DISTRICTS:
                wait_for_dag(ready, dag_of(district), seconds=180)
            yield ready
        finally:
            airflow.stop()


def dag_of(district: str) -> str:
    return f"quarterly_report_{district}"


def instances(installation: Installation, district: str, run_id: str) -> list[dict[str, Any]]:
    path = f"/api/v2/dags/{dag_of(district)}/dagRuns/{run_id}/taskInstances?limit=100"
    return list(installation.call(path)["task_instances"])


def start(installation: Installation, district: str) -> str:
    body = {"logical_date": None, "conf": {"quarter": QUARTER, "deliver": "yes"}}
    return str(installation.call(f"/api/v2/dags/{dag_of(district)}/dagRuns", body)["dag_run_id"])


def running(installation: Installation, district: str, run_id: str, task: str) -> dict[str, Any]:
    """The instance of ``task`` once its process is at work."""
    deadline = time.monotonic() + 600
    while time.monotonic() < deadline:
        for instance in instances(installation, district, run_id):
            if instance["task_id"] == task and instance["state"] == "running" and instance["pid"]:
                return instance
        assert installation.airflow.dead() is None
        time.sleep(0.1)
    raise TimeoutError(f"{task} never ran: {installation.states(dag_of(district), run_id)}")


def ended(installation: Installation, district: str, run_id: str) -> list[dict[str, Any]]:
    """The run's task instances once it has succeeded."""
    state = installation.until(dag_of(district), run_id, lambda state, _: state in ("success", "failed"), 900)
    found = instances(installation, district, run_id)
    assert state == "success", [(i["task_id"], i["state"], i["try_number"]) for i in found]
    return found


def report(database: str, district: str) -> str:
    found = ResultStore(open_database(database)).latest_report(district, Quarter.parse(QUARTER), "zh")
    assert found is not None
    return found.sha256


def assert_like_an_undisturbed_run(
    installation: Installation, undisturbed: dict[str, subprocess.Popen[bytes]], folder: Path, district: str
) -> None:
    assert undisturbed[district].wait(900) == 0
    alone = folder / district
    assert report(installation.results, district) == report(f"sqlite:///{alone / 'govreport.sqlite'}", district)
    # An outbox names each mail by what it is and whom it goes to.
    expected = {path.name for path in (alone / "outbox").glob("*.eml")}
    assert expected
    assert set(installation.mails()) >= expected
    people = Counter(name.rsplit("-", 1)[1] for name in installation.mails())
    assert set(people.values()) == {DISTRICTS.index(district) + 1}, people


def test_two_workers_share_a_quarter_and_one_killed_in_a_task_changes_nothing(
    installation: Installation, undisturbed: dict[str, subprocess.Popen[bytes]], folder: Path
) -> None:
    run_id = start(installation, "panyu")
    victim = running(installation, "panyu", run_id, "check")
    installation.airflow.kill(victim["hostname"])
    (survivor,) = set(WORKERS) - {victim["hostname"]}

    tasks = ended(installation, "panyu", run_id)
    assert {i["hostname"] for i in tasks if i["task_id"] in ("collect", "tidy")} == set(WORKERS)
    (check,) = (i for i in tasks if i["task_id"] == "check")
    assert (check["hostname"], check["try_number"]) == (survivor, 2)
    assert_like_an_undisturbed_run(installation, undisturbed, folder, "panyu")


def test_a_scheduler_killed_in_the_middle_of_a_run_goes_on_where_it_was(
    installation: Installation, undisturbed: dict[str, subprocess.Popen[bytes]], folder: Path
) -> None:
    run_id = start(installation, "twin")
    running(installation, "twin", run_id, "measure")
    installation.airflow.kill("scheduler")
    installation.airflow.start(("scheduler",), migrate=False)

    tasks = ended(installation, "twin", run_id)
    assert {i["state"] for i in tasks} == {"success"}
    assert_like_an_undisturbed_run(installation, undisturbed, folder, "twin")
