"""Airflow as production runs it, made small: scheduler, LocalExecutor and PostgreSQL, driven through the REST API."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from govreport.quarter import Quarter
from govreport.store.database import open_database
from govreport.store.lookups import Lookups
from govreport.store.results import ResultStore
from govreport_airflow.environment import ROOT
from govreport_airflow.local import LocalAirflow, postgres

pytestmark = pytest.mark.airflow
DAG = "quarterly_report_panyu"
SIGNED = "quarterly_report_signed"
"""The DAG of a district like the sample's whose reports two roles sign."""
CHAIN = """
signoff: [审核, 签发]
signers: {审核: [reviewer], 签发: [director]}
signoff_patience_hours: 24
operators: [ops@minzheng.panyu.example]
"""


class Installation:
    """A running Airflow and where its runs keep their results."""

    def __init__(self, airflow: LocalAirflow, var: Path, results: str) -> None:
        self.airflow, self.var, self.results = airflow, var, results
        self._tokens: dict[str, str] = {}

    def call(
        self, path: str, body: dict[str, Any] | None = None, method: str | None = None, user: str = "admin"
    ) -> Any:
        headers = {"Content-Type": "application/json"}
        if path != "/auth/token":
            if user not in self._tokens:
                login = {"username": user, "password": self.airflow.password(user)}
                self._tokens[user] = self.call("/auth/token", login)["access_token"]
            headers["Authorization"] = f"Bearer {self._tokens[user]}"
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(f"{self.airflow.url}{path}", data, headers, method=method)  # noqa: S310
        with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310
            return json.load(answer)

    def refused(self, *arguments: Any, user: str) -> int:
        """The status with which a request is refused."""
        with pytest.raises(urllib.error.HTTPError) as caught:
            self.call(*arguments, user=user)
        return caught.value.code

    def states(self, dag: str, run_id: str) -> dict[str, str]:
        """Task -> state, where all instances of a task share one."""
        path = f"/api/v2/dags/{dag}/dagRuns/{run_id}/taskInstances?limit=100"
        return {task["task_id"]: str(task["state"]) for task in self.call(path)["task_instances"]}

    def is_parking(self) -> bool:
        """Whether a process that has asked somebody is still ending."""
        log = self.airflow.log("scheduler").read_text(encoding="utf-8", errors="replace")
        return log.count("Pausing task as AWAITING_INPUT") > log.count("final_state=awaiting_input")

    def until(self, dag: str, run_id: str, wanted: Callable[[str, dict[str, str]], bool], seconds: float = 900) -> str:
        """Wait until ``wanted(state of the run, states of its tasks)``; gives the run's state."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            state = str(self.call(f"/api/v2/dags/{dag}/dagRuns/{run_id}")["state"])
            tasks = self.states(dag, run_id)
            if wanted(state, tasks):
                return state
            assert self.airflow.dead() is None
            time.sleep(0.3)
        raise TimeoutError(f"{dag} {run_id} is {state} after {seconds} s: {tasks}")

    def finished(self, run_type: str, seconds: float = 900) -> list[dict[str, Any]]:
        """The runs of that type, once all of them have ended."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            runs: list[dict[str, Any]] = self.call(f"/api/v2/dags/{DAG}/dagRuns?run_type={run_type}")["dag_runs"]
            if runs and all(run["state"] in ("success", "failed") for run in runs):
                return runs
            assert self.airflow.dead() is None
            time.sleep(0.5)
        raise TimeoutError(f"{run_type} runs still going after {seconds} s; tasks: {self.tasks('~')}")

    def tasks(self, run_id: str) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for task in self.call(f"/api/v2/dags/{DAG}/dagRuns/{run_id}/taskInstances?limit=100")["task_instances"]:
            found.setdefault(task["task_id"], set()).add(str(task["state"]))
        return found

    def mails(self) -> list[str]:
        return sorted(path.name for path in (self.var / "outbox").glob("*.eml"))

    def told(self, word: str) -> list[str]:
        """What operators were mailed, where ``word`` stands in the subject."""
        found = []
        for path in (self.var / "outbox").glob("*-ops@*.eml"):
            mail = message_from_bytes(path.read_bytes(), policy=policy.default)
            if word in str(mail["Subject"]):
                found.append(str(mail.get_content()))
        return found

    def has_report(self, quarter: str) -> bool:
        return ResultStore(open_database(self.results)).latest_report("panyu", Quarter.parse(quarter), "zh") is not None


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    # Short, outside pytest's private folders: PostgreSQL runs as another user where the tests run as root.
    folder = Path(tempfile.mkdtemp(prefix="govreport-pg-"))
    include = folder / "home" / "include"
    shutil.copytree(ROOT / "include" / "districts", include / "districts")
    shutil.copytree(include / "districts" / "panyu", include / "districts" / "signed")
    with (include / "districts" / "signed" / "district.yaml").open("a", encoding="utf-8") as file:
        file.write(CHAIN)
    for name in ("fonts", "reference", "sample", "templates"):
        (include / name).symlink_to(ROOT / "include" / name)
    try:
        with postgres(folder / "pg") as metadata:
            results = metadata.replace("psycopg2", "psycopg")
            airflow = LocalAirflow(
                folder / "airflow",
                metadata,
                variables={
                    "GOVREPORT_HOME": str(folder / "home"),
                    "GOVREPORT_VAR": str(folder / "var"),
                    "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": (
                        "admin:admin,reviewer:user,director:user,stranger:user,reader:viewer"
                    ),
                    "AIRFLOW__SCHEDULER__TRIGGER_TIMEOUT_CHECK_INTERVAL": "1",
                    "GOVREPORT_DATABASE_URL": results_database(results),
                    # Some seconds: where a task is due again before Airflow has noticed the last look's end, it takes
                    # the task for one that died. In production it is a quarter of an hour.
                    "GOVREPORT_LOOK_AGAIN_MINUTES": "0.25",
                },
            )
            try:
                airflow.start(("api-server", "scheduler", "dag-processor"))
                airflow.wait_until_ready(300)
                yield Installation(airflow, folder / "var", results_database(results))
            finally:
                airflow.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def results_database(url: str) -> str:
    """The product's own database beside Airflow's, on the same server."""
    import psycopg

    own = url.replace("/airflow?", "/govreport?")
    with psycopg.connect(url.replace("postgresql+psycopg", "postgresql"), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'govreport'").fetchone():
            connection.execute("CREATE DATABASE govreport")
    return own


def wait_for_dag(installation: Installation, dag_id: str = DAG, seconds: float = 300) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if any(dag["dag_id"] == dag_id for dag in installation.call("/api/v2/dags")["dags"]):
            return
        time.sleep(0.5)
    raise TimeoutError("the DAG was not read")


def test_a_triggered_run_delivers_and_a_backfill_computes_and_renders_but_mails_nobody(
    installation: Installation, panyu: Any
) -> None:
    wait_for_dag(installation)
    installation.call(f"/api/v2/dags/{DAG}/dagRuns", {"logical_date": None, "conf": {"quarter": "2019-Q3"}})
    (run,) = installation.finished("manual")
    tasks = installation.tasks(run["dag_run_id"])
    assert run["state"] == "success", tasks
    assert tasks == {task: {"success"} for task in tasks}
    sent = installation.mails()
    assert len(sent) == len(panyu.recipients)

    created = installation.airflow.command(
        *("backfill", "create", "--dag-id", DAG, "--from-date", "2019-04-01", "--to-date", "2019-04-01")
    )
    assert created.returncode == 0, created.stdout[-2000:]
    (run,) = installation.finished("backfill")
    tasks = installation.tasks(run["dag_run_id"])
    assert run["state"] == "success", tasks
    assert run["data_interval_start"] == "2019-03-31T16:00:00Z"  # 1 April, midnight in China
    assert tasks.pop("sign") == {"skipped"}
    assert tasks.pop("deliver") == {"skipped"}
    assert tasks == {task: {"success"} for task in tasks}
    assert installation.has_report("2019-Q2")
    assert installation.mails() == sent


SCHEDULE = """
import sys
from airflow.models.serialized_dag import SerializedDagModel
from airflow.utils.session import create_session
from airflow.utils.state import DagRunState
from airflow.utils.types import DagRunTriggeredByType, DagRunType
from govreport.quarter import Quarter
with create_session() as session:
    dag = SerializedDagModel.get_dag(sys.argv[1], session=session)
    interval = dag.timetable.interval(Quarter.parse(sys.argv[2]))
    dag.create_dagrun(
        run_id=f"scheduled__{sys.argv[2]}", logical_date=interval.start, data_interval=interval,
        run_after=interval.start, run_type=DagRunType.SCHEDULED, triggered_by=DagRunTriggeredByType.TIMETABLE,
        state=DagRunState.QUEUED, session=session,
    )
"""


def test_a_scheduled_run_waits_for_extracts_without_a_worker_and_looks_again(installation: Installation) -> None:
    wait_for_dag(installation)
    quarter = Quarter.containing(date.today())  # noqa: DTZ011 - any whose deadline is still to come
    command = [sys.executable, "-c", SCHEDULE, DAG, str(quarter)]
    subprocess.run(command, env=installation.airflow.environment, check=True)  # noqa: S603
    log = "/api/v2/dags/{}/dagRuns/scheduled__{}/taskInstances/collect/logs/1?map_index=0&full_content=true"
    deadline = time.monotonic() + 600
    said, seen = "", set[str]()
    while said.count("尚未到") < 2 or "up_for_reschedule" not in seen:
        assert time.monotonic() < deadline, f"{installation.tasks(f'scheduled__{quarter}')} {said[-2000:]}"
        time.sleep(0.5)
        seen |= installation.tasks(f"scheduled__{quarter}").get("collect", set())
        if "up_for_reschedule" in seen:
            said = json.dumps(installation.call(log.format(DAG, quarter)), ensure_ascii=False)
    tasks = installation.tasks(f"scheduled__{quarter}")
    assert tasks["collect"] <= {"up_for_reschedule", "scheduled", "queued", "running"}
    assert tasks["tidy"] == {"None"}
    installation.call(f"/api/v2/dags/{DAG}/dagRuns/scheduled__{quarter}", {"state": "failed"}, "PATCH")


def test_a_report_waits_for_its_signers_without_a_worker_and_goes_out_only_when_the_right_ones_agree(
    installation: Installation, panyu: Any
) -> None:
    wait_for_dag(installation, SIGNED)
    before = set(installation.mails())
    started = {"logical_date": None, "conf": {"quarter": "2019-Q3"}}
    run_id = str(installation.call(f"/api/v2/dags/{SIGNED}/dagRuns", started)["dag_run_id"])

    def asked(number: int) -> str:
        # Answered before the process that asked has ended, Airflow takes that process for a stray one, and asks again.
        task = f"signoff_{number}"
        installation.until(
            SIGNED, run_id, lambda _, tasks: tasks.get(task) == "awaiting_input" and not installation.is_parking()
        )
        return f"/api/v2/dags/{SIGNED}/dagRuns/{run_id}/taskInstances/{task}/0/hitlDetails"

    def ended() -> str:
        return installation.until(SIGNED, run_id, lambda state, _: state in ("success", "failed"))

    def told(word: str) -> list[str]:
        deadline = time.monotonic() + 300
        while not (said := installation.told(word)):
            assert time.monotonic() < deadline, word
            time.sleep(0.3)
        return said

    def sent() -> set[str]:
        return {name for name in set(installation.mails()) - before if "-ops@" not in name}

    place = asked(1)
    question = installation.call(place)
    report = ResultStore(open_database(installation.results)).latest_report("signed", Quarter.parse("2019-Q3"), "zh")
    assert report is not None
    assert report.sha256 in question["body"]
    assert "主要数字" in question["body"]
    assert list(question["params"]) == ["comment"]
    yes = {"chosen_options": ["同意 Approve"], "params_input": {"comment": "数字已核"}}
    for user in ("reader", "stranger", "director"):  # they never may, or it isn't their turn
        assert installation.refused(place, yes, "PATCH", user=user) == 403

    # (That silence is told to operators is tested with the operator alone: a time-out of seconds races the answers.)
    no = {"chosen_options": ["退回 Reject"], "params_input": {"comment": "镇街合计与上季不符"}}
    installation.call(place, no, "PATCH", user="reviewer")
    assert ended() == "failed"
    tasks = installation.states(SIGNED, run_id)
    assert (tasks["signoff_1"], tasks["signoff_2"], tasks["deliver"]) == (
        "failed",
        "upstream_failed",
        "upstream_failed",
    )
    (said,) = told("运行失败")
    assert "镇街合计与上季不符" in said
    assert sent() == set()

    # Asked once more, the first role agrees, and then the second is asked.
    cleared = {"dry_run": False, "only_failed": True, "dag_run_id": run_id, "include_downstream": True}
    installation.call(f"/api/v2/dags/{SIGNED}/clearTaskInstances", cleared)
    installation.call(asked(1), yes, "PATCH", user="reviewer")
    installation.call(asked(2), yes, "PATCH", user="director")
    assert ended() == "success"
    signed = Lookups(open_database(installation.results)).signatures(report.sha256)
    assert [(s.role, s.signer, s.comment) for s in signed] == [
        ("审核", "reviewer", "数字已核"),
        ("签发", "director", "数字已核"),
    ]
    assert len(sent()) == len(panyu.recipients)
    assert len(installation.told("运行失败")) == 1
