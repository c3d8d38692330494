"""Airflow as production runs it, made small: scheduler, LocalExecutor and PostgreSQL, driven through the REST API."""

from __future__ import annotations

import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from datetime import date
from email import message_from_bytes, policy
from html import unescape
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import select

from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.store import tables
from govreport.store.database import open_database
from govreport.store.ledger import Ledger
from govreport.store.results import ResultStore
from govreport_airflow.environment import ROOT
from govreport_airflow.local import LocalAirflow, postgres
from tests.fixtures.yaml_files import put_entries

THREE = ("registration", "funding", "evaluation")
"""Extracts that are enough where the figures aren't what is looked at."""
pytestmark = pytest.mark.airflow
DAG = "quarterly_report_panyu"
SIGNED = "quarterly_report_signed"
"""The DAG of a district like the sample's whose reports two roles sign."""
PAST = "quarterly_report_past"
"""The DAG of a third one, of which nothing has been run yet."""
MENDED = "quarterly_report_mended"
"""The DAG of one with files of its own, which may be spoilt."""
CHAIN = """
signoff: [审核, 签发]
signers: {审核: [reviewer], 签发: [director]}
signer_mail: {审核: reviewer@minzheng.panyu.example}
signoff_patience_hours: 24
operators: [ops@minzheng.panyu.example]
"""


class Installation:
    """A running Airflow and where its runs keep their results."""

    def __init__(self, airflow: LocalAirflow, folder: Path, metadata: str, results: str) -> None:
        self.airflow, self.home, self.var = airflow, folder / "home", folder / "var"
        self.metadata, self.results = metadata, results
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
            return json.load(answer) if answer.status != 204 else None

    def refused(self, *arguments: Any, user: str) -> int:
        """The status with which a request is refused."""
        with pytest.raises(urllib.error.HTTPError) as caught:
            self.call(*arguments, user=user)
        return caught.value.code

    def created(self, path: str, body: dict[str, Any]) -> bool:
        """Whether what ``body`` asks for was made; it isn't where something else stands in its way."""
        try:
            self.call(path, body)
        except urllib.error.HTTPError as refused:
            if refused.code != 409:
                raise
            return False
        return True

    def states(self, dag: str, run_id: str) -> dict[str, str]:
        """Task -> state, where all instances of a task share one."""
        path = f"/api/v2/dags/{dag}/dagRuns/{run_id}/taskInstances?limit=100"
        return {task["task_id"]: str(task["state"]) for task in self.call(path)["task_instances"]}

    def parked(self) -> int:
        """How many processes of sign-offs have ended, and the scheduler knows it, since its start."""
        log = self.airflow.log("scheduler").read_text(encoding="utf-8", errors="replace")
        return len(re.findall(r"TaskInstance Finished: [^\n]*task_id=signoff_", log))

    def until(self, dag: str, run_id: str, wanted: Callable[[str, dict[str, str]], bool], seconds: float = 900) -> str:
        """Wait until ``wanted(state of the run, states of its tasks)``; gives the run's state."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            state = str(self.call(f"/api/v2/dags/{dag}/dagRuns/{run_id}")["state"])
            tasks = self.states(dag, run_id)
            if wanted(state, tasks):
                return state
            assert self.airflow.dead() is None
            time.sleep(1)
        raise TimeoutError(f"{dag} {run_id} is {state} after {seconds} s: {tasks}")

    def finished(self, run_type: str, seconds: float = 900, dag: str = DAG) -> list[dict[str, Any]]:
        """The runs of that type, once all of them have ended."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            runs: list[dict[str, Any]] = self.call(f"/api/v2/dags/{dag}/dagRuns?run_type={run_type}")["dag_runs"]
            if runs and all(run["state"] in ("success", "failed") for run in runs):
                return runs
            assert self.airflow.dead() is None
            time.sleep(1)
        raise TimeoutError(f"{run_type} runs still going after {seconds} s; tasks: {self.tasks('~')}")

    def backfill(self, dag: str, first: str, last: str, *options: str) -> subprocess.CompletedProcess[str]:
        """``airflow backfill create`` over the quarters that begin on these days."""
        days = ("--from-date", first, "--to-date", last)
        return self.airflow.command("backfill", "create", "--dag-id", dag, *days, *options)

    def instances(self, dag: str, task: str) -> dict[str, dict[str, Any]]:
        """Run -> its instance of a task that isn't mapped."""
        found = self.call(f"/api/v2/dags/{dag}/dagRuns/~/taskInstances?task_id={task}&limit=100")["task_instances"]
        return {instance["dag_run_id"]: instance for instance in found if instance["task_id"] == task}

    def said(self, dag: str, run_id: str, task: str) -> str:
        """The log of a task's first try."""
        path = f"/api/v2/dags/{dag}/dagRuns/{run_id}/taskInstances/{task}/logs/1?full_content=true"
        return json.dumps(self.call(path), ensure_ascii=False)

    def tasks(self, run_id: str) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for task in self.call(f"/api/v2/dags/{DAG}/dagRuns/{run_id}/taskInstances?limit=100")["task_instances"]:
            found.setdefault(task["task_id"], set()).add(str(task["state"]))
        return found

    def ended(self, dag: str, run_id: str) -> str:
        """The run's state, once it has one for good."""
        return self.until(dag, run_id, lambda state, _: state in ("success", "failed"))

    def clear(self, dag: str, run_id: str, *, only_failed: bool) -> str:
        """What “Clear Dag Run” does, with one of its two choices; the state in which the run then ends."""
        choice = {"dry_run": False, "only_failed": only_failed}
        self.call(f"/api/v2/dags/{dag}/dagRuns/{run_id}/clear", choice)
        return self.ended(dag, run_id)

    def lines(self, dag: str, run_id: str, task: str, number: int = 1, index: int = -1) -> list[dict[str, Any]]:
        """The lines of a task's log as the interface lists them."""
        path = f"/api/v2/dags/{dag}/dagRuns/{run_id}/taskInstances/{task}/logs/{number}?map_index={index}"
        found: list[dict[str, Any]] = self.call(f"{path}&full_content=true")["content"]
        return found

    def page(self, path: str) -> str:
        """One of our pages, as the administrator sees it."""
        self.call("/api/v2/dags")  # logs in
        headers = {"Authorization": f"Bearer {self._tokens['admin']}"}
        request = urllib.request.Request(f"{self.airflow.url}{path}", headers=headers)  # noqa: S310
        with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310
            return str(answer.read().decode())

    def mail_about(self, run_id: str) -> tuple[str, str]:
        """Subject and text of the one mail that operators have about a run; it may take a while to come."""
        deadline = time.monotonic() + 300
        while time.monotonic() < deadline:
            mails = [
                message_from_bytes(path.read_bytes(), policy=policy.default)
                for path in (self.var / "outbox").glob("*-ops@*.eml")
            ]
            found = [(str(mail["Subject"]), str(mail.get_content())) for mail in mails]
            about = [(subject, text) for subject, text in found if run_id in text]
            if about:
                (one,) = about
                return one
            time.sleep(0.3)
        raise TimeoutError(f"no mail about {run_id}")

    def mails(self) -> list[str]:
        return sorted(path.name for path in (self.var / "outbox").glob("*.eml"))

    def let_questions_look(self) -> None:
        """Bring forward the next look of every open question, a quarter of an hour off otherwise."""
        change = "UPDATE task_instance SET trigger_timeout = now() - interval '1 second' WHERE state = 'awaiting_input'"
        with psycopg.connect(self.metadata, autocommit=True) as connection:
            assert connection.execute(change).rowcount == 1

    def told(self, word: str, dag: str, who: str = "ops") -> list[str]:
        """What operators, or ``who``, were mailed about runs of ``dag``, where ``word`` stands in the subject.

        The districts share their operators' address, and other tests' runs fail on purpose.
        """
        found = []
        for path in (self.var / "outbox").glob(f"*-{who}@*.eml"):
            mail = message_from_bytes(path.read_bytes(), policy=policy.default)
            body = mail.get_body(("plain",))
            text = str(body.get_content()) if body is not None else ""
            if word in str(mail["Subject"]) and f"/dags/{dag}/" in text:
                found.append(text)
        return found

    def document(self, url: str) -> bytes:
        """What lies at an address of ours, as the reviewer gets it."""
        self.call("/api/v2/dags", user="reviewer")  # logs in
        headers = {"Authorization": f"Bearer {self._tokens['reviewer']}"}
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=120) as answer:  # noqa: S310
            return bytes(answer.read())

    def reports(self, district: str) -> dict[str, str]:
        """Quarter -> hash of its report."""
        return reports_in(self.results, district)


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    # Short, outside pytest's private folders: PostgreSQL runs as another user where the tests run as root.
    folder = Path(tempfile.mkdtemp(prefix="govreport-pg-"))
    include = folder / "home" / "include"
    shutil.copytree(ROOT / "include" / "districts", include / "districts")
    for name in ("signed", "past", "mended"):
        shutil.copytree(include / "districts" / "panyu", include / "districts" / name)
    for name in (
        "signed",
        "past",
        "mended",
    ):  # three extracts are enough to wait for, in four quarters and where people sign
        for source in (include / "districts" / name / "sources").glob("*.yaml"):
            if source.stem not in THREE:
                source.unlink()
    put_entries(include / "districts" / "signed" / "district.yaml", CHAIN)
    own = include / "districts" / "mended"
    put_entries(own / "district.yaml", "operators: [ops@minzheng.panyu.example]\nshort_name: {zh: 改好, en: Mended}\n")
    for source in (own / "sources").glob("*.yaml"):
        text = source.read_text(encoding="utf-8")
        source.write_text(text.replace("include/sample/panyu/", "include/own/"), encoding="utf-8")
    shutil.copytree(ROOT / "include" / "sample" / "panyu" / "2019-Q3", include / "own" / "2019-Q3")
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
                    "GOVREPORT_MAIL": "outbox",
                    "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": (
                        "admin:admin,reviewer:user,director:user,stranger:user,reader:viewer"
                    ),
                    "AIRFLOW__SCHEDULER__TRIGGER_TIMEOUT_CHECK_INTERVAL": "1",
                    # Other tests are at work on the same cores: whoever is slow isn't dead.
                    "AIRFLOW__CORE__PARALLELISM": "4",
                    "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "600",  # the districts don't change
                    "AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT": "300",
                    "AIRFLOW__DAG_PROCESSOR__DAG_FILE_PROCESSOR_TIMEOUT": "300",
                    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "1800",
                    "AIRFLOW__WORKERS__EXECUTION_API_TIMEOUT": "120",
                    "GOVREPORT_DATABASE_URL": results_database(results),
                    # Some seconds: where a task is due again before Airflow has noticed the last look's end, it takes
                    # the task for one that died. In production it is a quarter of an hour.
                    "GOVREPORT_LOOK_AGAIN_MINUTES": "0.25",
                },
            )
            try:
                airflow.start(("api-server", "scheduler", "dag-processor"))
                airflow.wait_until_ready(300)
                own = metadata.replace("postgresql+psycopg2", "postgresql")
                yield Installation(airflow, folder, own, results_database(results))
            finally:
                airflow.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def results_database(url: str) -> str:
    """The product's own database beside Airflow's, on the same server."""
    own = url.replace("/airflow?", "/govreport?")
    with psycopg.connect(url.replace("postgresql+psycopg", "postgresql"), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'govreport'").fetchone():
            connection.execute("CREATE DATABASE govreport")
    return own


def reports_in(database: str, district: str) -> dict[str, str]:
    """Quarter -> hash of its report, made of its files' and its figures'."""
    reports = tables.reports
    query = select(reports.c.quarter, reports.c.sha256).where(reports.c.district == district)
    with open_database(database).connect() as connection:
        return {row.quarter: row.sha256 for row in connection.execute(query)}


def wait_for_dag(installation: Installation, dag_id: str = DAG, seconds: float = 300) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if any(dag["dag_id"] == dag_id for dag in installation.call("/api/v2/dags")["dags"]):
            return
        time.sleep(0.5)
    raise TimeoutError("the DAG was not read")


def test_a_triggered_run_delivers(installation: Installation, panyu: Any) -> None:
    wait_for_dag(installation)
    installation.call(
        f"/api/v2/dags/{DAG}/dagRuns", {"logical_date": None, "conf": {"quarter": "2019-Q3", "deliver": "yes"}}
    )
    (run,) = installation.finished("manual")
    tasks = installation.tasks(run["dag_run_id"])
    assert run["state"] == "success", tasks
    assert tasks == {task: {"success"} for task in tasks}
    assert len(installation.mails()) == len(panyu.recipients)


def test_a_backfill_of_four_quarters_goes_oldest_first_by_itself_and_mails_nobody(
    installation: Installation, tmp_path: Path
) -> None:
    wait_for_dag(installation, PAST)
    mails = installation.mails()
    created = installation.backfill(PAST, "2017-10-01", "2018-07-01")  # no other option: all of them at once
    assert created.returncode == 0, created.stdout[-2000:]
    overlapping = {"dag_id": PAST, "from_date": "2018-04-01T00:00:00+08:00", "to_date": "2018-07-01T00:00:00+08:00"}
    assert installation.refused("/api/v2/backfills", overlapping, user="admin") == 409

    runs = sorted(installation.finished("backfill", 2400, PAST), key=lambda run: str(run["logical_date"]))
    assert [run["state"] for run in runs] == ["success"] * 4, runs
    assert runs[0]["data_interval_start"] == "2017-09-30T16:00:00Z"  # 1 October, midnight in China
    judged, measured = installation.instances(PAST, "check"), installation.instances(PAST, "measure")
    for before, after in itertools.pairwise(run["dag_run_id"] for run in runs):
        assert measured[before]["end_date"] < judged[after]["start_date"]
    assert not [run for run in measured if "尚未运行" in installation.said(PAST, run, "measure")]
    for run in runs:
        tasks = installation.states(PAST, run["dag_run_id"])
        assert (tasks.pop("sign"), tasks.pop("deliver")) == ("skipped", "skipped")
        assert set(tasks.values()) == {"success"}
    assert installation.mails() == mails

    # The command line gives the same bytes: alone, and after what Airflow has left behind.
    made = installation.reports("past")
    assert len(made) == 4
    alone = {"GOVREPORT_HOME": str(installation.home), "GOVREPORT_VAR": str(tmp_path), "GOVREPORT_MAIL": "outbox"}
    first, last = ("--from", "2017-Q4", "--to", "2018-Q1"), ("--from", "2018-Q3", "--to", "2018-Q3")
    for span, environment in ((first, os.environ | alone), (last, installation.airflow.environment)):
        command = [sys.executable, "-m", "govreport.cli", "backfill", "-d", "past", *span]
        assert subprocess.run(command, env=environment, check=False).returncode in (0, 3)  # noqa: S603 - 3: over a draft
    known = {quarter: made[quarter] for quarter in ("2017-Q4", "2018-Q1")}
    assert reports_in(Settings(var=tmp_path).database, "past") == known
    assert installation.reports("past") == made

    # Once more, what has been run changes nothing.
    deadline = time.monotonic() + 600
    again = ("2018-07-01", "2018-07-01", "--reprocess-behavior", "completed")
    while (created := installation.backfill(PAST, *again)).returncode:
        assert "Another backfill is running" in created.stdout, created.stdout[-2000:]
        assert time.monotonic() < deadline, "the first backfill isn't noted as over"
    run_id = runs[-1]["dag_run_id"]
    installation.until(PAST, run_id, lambda state, tasks: state == "success" and tasks.get("measure") == "success")
    assert installation.instances(PAST, "measure")[run_id]["try_number"] == 2
    assert installation.reports("past") == made


def test_bad_data_are_told_where_one_stands_and_go_on_as_the_mail_advises(installation: Installation) -> None:
    wait_for_dag(installation, MENDED)
    file = installation.home / "include" / "own" / "2019-Q3" / "funding-2019-Q3.csv"
    good = file.read_bytes()
    file.write_bytes(good.replace("拨付金额".encode("gb18030"), "某个别的列".encode("gb18030"), 1))
    started = {
        "logical_date": None,
        "conf": {"quarter": "2019Q3", "deliver": "yes"},
    }  # written as the command line takes it too
    run_id = str(installation.call(f"/api/v2/dags/{MENDED}/dagRuns", started)["dag_run_id"])
    assert run_id.startswith("manual__2019-Q3__")
    assert installation.ended(MENDED, run_id) == "failed"

    # In the log the sentence stands open, above Airflow's own lines about the exception.
    lines = installation.lines(MENDED, run_id, "sign", index=0)
    said = next(i for i, line in enumerate(lines) if line.get("level") == "error")
    raised = next(i for i, line in enumerate(lines) if line.get("error_detail"))
    assert said < raised
    for word in ("草稿，不可签发", "funding-2019-Q3.csv", "拨付金额", "E01-LAYOUT", "清除现有任务"):
        assert word in lines[said]["event"]

    # So it does in the mail, whose subject begins with the quarter, in the run's note and on the quarter's page.
    subject, mail = installation.mail_about(run_id)
    assert subject.startswith("【改好】2019-Q3 运行失败")
    page = f"{installation.airflow.url}/govreport/mended/2019-Q3"
    note = installation.call(f"/api/v2/dags/{MENDED}/dagRuns/{run_id}")["note"]
    assert note.startswith("2019年第三季度（2019-Q3）")
    shown = unescape(installation.page("/govreport/mended/2019-Q3"))
    for text in (mail, note, shown):
        assert "草稿，不可签发" in text
        assert "文件“funding-2019-Q3.csv”" in text
        assert "违反规则E01-LAYOUT" in text
    assert "选“清除现有任务”" in mail
    assert page in mail
    # Run and page lead to each other.
    links = installation.call(f"/api/v2/dags/{MENDED}/dagRuns/{run_id}/taskInstances/sign/links?map_index=0")
    assert list(links["extra_links"].values()) == [page]
    assert f"/dags/{MENDED}/runs/{urllib.parse.quote(run_id, safe='')}" in shown
    assert page in note

    # The wrong choice fails again, and says that the file was exchanged meanwhile.
    file.write_bytes(good)
    assert installation.clear(MENDED, run_id, only_failed=True) == "failed"
    lines = installation.lines(MENDED, run_id, "sign", 2, 0)
    again = next(line["event"] for line in lines if line.get("level") == "error")
    assert "来源处的“funding-2019-Q3.csv”在收取以后换过了" in again
    assert "清除现有任务" in again
    # The one that the mail advises is green, and the note takes back what it said.
    assert installation.clear(MENDED, run_id, only_failed=False) == "success"
    assert installation.call(f"/api/v2/dags/{MENDED}/dagRuns/{run_id}")["note"] == note.splitlines()[0]


def test_a_backfill_is_named_after_its_quarters_and_refuses_to_make_another_one(installation: Installation) -> None:
    wait_for_dag(installation, MENDED)
    span = {"dag_id": MENDED, "from_date": "2019-06-30T16:00:00Z", "to_date": "2019-06-30T16:00:00Z"}
    installation.call("/api/v2/backfills", span | {"dag_run_conf": {"quarter": "2018-Q1"}})
    (run,) = installation.finished("backfill", dag=MENDED)
    assert (run["dag_run_id"], run["state"]) == ("backfill__2019-Q3", "failed")
    _, mail = installation.mail_about("backfill__2019-Q3")
    assert mail.count("回填不能把各期都做成同一期") == 1  # however many tasks it failed
    assert "清除" not in mail

    # As it says: the run deleted, the backfill is done again with the parameter empty.
    installation.call(f"/api/v2/dags/{MENDED}/dagRuns/backfill__2019-Q3", method="DELETE")
    deadline = time.monotonic() + 300
    while not installation.created("/api/v2/backfills", span):  # the first counts as running for half a minute
        assert time.monotonic() < deadline
        time.sleep(3)
    (run,) = installation.finished("backfill", dag=MENDED)
    assert (run["dag_run_id"], run["state"]) == ("backfill__2019-Q3", "success")


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
    started = {"logical_date": None, "conf": {"quarter": "2019-Q3", "deliver": "yes"}}
    run_id = str(installation.call(f"/api/v2/dags/{SIGNED}/dagRuns", started)["dag_run_id"])

    before_ends = installation.parked()

    def asked(number: int, *, ends: int) -> str:
        # Answered before the scheduler knows that the process which asked has ended, Airflow takes the end for a stray
        # one, and asks again. So ends are counted: one a question, and one when its answer has been taken in.
        task = f"signoff_{number}"
        installation.until(
            SIGNED,
            run_id,
            lambda _, tasks: tasks.get(task) == "awaiting_input" and installation.parked() >= before_ends + ends,
        )
        return f"/api/v2/dags/{SIGNED}/dagRuns/{run_id}/taskInstances/{task}/0/hitlDetails"

    def ended() -> str:
        return installation.until(SIGNED, run_id, lambda state, _: state in ("success", "failed"))

    def told(word: str) -> list[str]:
        deadline = time.monotonic() + 300
        while not (said := installation.told(word, SIGNED)):
            assert time.monotonic() < deadline, word
            time.sleep(0.3)
        return said

    def sent() -> set[str]:
        return {name for name in set(installation.mails()) - before if not re.search("-(ops|reviewer)@", name)}

    place = asked(1, ends=1)
    question = installation.call(place)
    report = ResultStore(open_database(installation.results)).latest_report("signed", Quarter.parse("2019-Q3"), "zh")
    assert report is not None
    assert report.sha256 in question["body"]
    assert "主要数字" in question["body"]
    assert list(question["params"]) == ["comment"]
    # The reviewer was told of it, with links that lead him to the very report and the very question.
    (turn,) = installation.told("2019-Q3 报告请审核签署", SIGNED, "reviewer")
    page = f"{installation.airflow.url}/govreport/signed/2019-Q3"
    pdf = f"{page}/files/{report.file('.pdf').key}"
    asked_at = f"{installation.airflow.url}/dags/{SIGNED}/runs/{urllib.parse.quote(run_id, safe='')}/tasks/signoff_1"
    for link in (pdf, f"{page}/verdict", page, f"{asked_at}/mapped/0/required_actions"):
        assert any(line.endswith(link) for line in turn.splitlines()), link
    assert f"]({pdf})" in question["body"]
    assert str(installation.var) not in question["body"]
    assert installation.document(pdf).startswith(b"%PDF")
    assert "待审核签署：通知 reviewer@minzheng.panyu.example" in installation.page("/govreport/signed/2019-Q3")
    assert not installation.told("签署人没有收到通知", SIGNED)
    yes = {"chosen_options": ["同意 Approve"], "params_input": {"comment": "数字已核"}}
    for user in ("reader", "stranger", "director"):  # they never may, or it isn't their turn
        assert installation.refused(place, yes, "PATCH", user=user) == 403

    # (That silence is told to operators is tested with the operator alone: a time-out of seconds races the answers.)
    no = {"chosen_options": ["退回 Reject"], "params_input": {"comment": "镇街合计与上季不符"}}
    installation.call(place, no, "PATCH", user="reviewer")
    assert ended() == "failed"
    tasks = installation.states(SIGNED, run_id)
    ends = ["failed", "upstream_failed", "upstream_failed", "failed"]
    assert [tasks[task] for task in ("signoff_1", "signoff_2", "deliver", "publish")] == ends
    (said,) = told("运行失败")
    assert "镇街合计与上季不符" in said
    assert sent() == set()

    # Asked once more, the first role agrees, and then the second is asked.
    cleared = {"dry_run": False, "only_failed": True, "dag_run_id": run_id, "include_downstream": True}
    installation.call(f"/api/v2/dags/{SIGNED}/clearTaskInstances", cleared)
    installation.call(asked(1, ends=3), yes, "PATCH", user="reviewer")
    asked(2, ends=5)
    assert len(installation.told("请审核签署", SIGNED, "reviewer")) == 1  # asked twice about one report, told once
    (nobody,) = told("待签发签署，签署人没有收到通知")
    assert "没有人可通知" in nobody
    # The second signs on the command line instead; the open question notices it when it next looks, which is now.
    in_place = ("-d", "signed", "-q", "2019-Q3", "--role", "签发", "--signer", "局长")
    subprocess.run(  # noqa: S603
        [sys.executable, "-m", "govreport.cli", "sign", *in_place], env=installation.airflow.environment, check=True
    )
    installation.let_questions_look()
    assert ended() == "success"
    signed = Ledger(open_database(installation.results)).signatures(report.sha256)
    assert [(s.role, s.signer, s.comment) for s in signed] == [("审核", "reviewer", "数字已核"), ("签发", "局长", "")]
    # The archive, written when the run had failed, is written again though only what failed was cleared.
    assert installation.states(SIGNED, run_id)["publish"] == "success"
    index = installation.var / "store" / "archive" / "signed" / "index.html"
    assert report.fingerprint[:12] in index.read_text(encoding="utf-8")
    assert len(sent()) == len(panyu.recipients)
    assert len(installation.told("运行失败", SIGNED)) == 1
