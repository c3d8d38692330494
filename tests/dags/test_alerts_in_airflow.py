"""A failed run is said once, in plain words, to the district's operators."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pendulum
import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from govreport.cli.application import app
from govreport.district.reading import load_district
from govreport.errors import ConfigError
from govreport.settings import Settings
from govreport.store.alerts import Failure, FailureStore
from govreport.store.audits import AuditStore
from govreport.store.database import open_database, open_results
from govreport_airflow.alerts import tell_of_archive, tell_of_failed_run
from govreport_airflow.environment import ROOT
from tests.fixtures.smtp import Postmaster, smtp_server
from tests.fixtures.yaml_files import put_entries
from tests.store.recorded_runs import a_verdict

pytestmark = pytest.mark.airflow
OPERATORS = ["ops.one@minzheng.panyu.example", "ops.two@minzheng.panyu.example"]
Run = Callable[..., Any]


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with operators and the sample of 2019-Q3."""
    home = tmp_path / "installation"
    shutil.copytree(ROOT / "include" / "districts", home / "include" / "districts")
    sample = Path("include") / "sample" / "panyu" / "2019-Q3"
    shutil.copytree(ROOT / sample, home / sample)
    for name in ("reference", "templates", "fonts"):
        (home / "include" / name).symlink_to(ROOT / "include" / name)
    put_entries(home / "include" / "districts" / "panyu" / "district.yaml", f"operators: [{', '.join(OPERATORS)}]\n")
    monkeypatch.setenv("GOVREPORT_HOME", str(home))
    return home


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Iterator[Postmaster]:
    """A mail server that Airflow's connection names."""
    postmaster = Postmaster()
    with smtp_server(postmaster) as port:
        monkeypatch.setenv("GOVREPORT_MAIL", "server")
        monkeypatch.setenv("AIRFLOW_CONN_GOVREPORT_SMTP", f"smtp://127.0.0.1:{port}/?disable_ssl=true&disable_tls=true")
        yield postmaster


def mail(raw: bytes) -> tuple[str, str]:
    message = message_from_bytes(raw, policy=policy.default)
    return str(message["Subject"]), message.get_content()


def test_a_failed_run_sends_each_operator_one_mail_that_says_what_where_why_and_what_to_do(
    run_dag: Run, installation: Path, post: Postmaster, dag: Any
) -> None:
    for extract in ("funding", "evaluation"):
        (file,) = (installation / "include" / "sample" / "panyu" / "2019-Q3").glob(f"{extract}-*")
        file.unlink()
    run = run_dag()
    assert run.state == "failed"
    assert sorted(post.recipients) == OPERATORS
    subject, text = mail(post.accepted[0][1])
    assert "运行失败" in subject
    assert "收取 collect (2019-Q3 " in text
    assert "扶持资金拨付台账逾期未到" in text  # both reasons, one message
    assert "监管与评估事项台账逾期未到" in text
    assert "选“清除现有任务”" in text
    assert "/govreport/panyu/2019-Q3" in text
    assert f"/dags/quarterly_report_panyu/runs/{run.run_id.split(':')[0].split('+')[0][:10]}" in text
    assert "Traceback" not in text
    assert text.count("· ") == 2  # what only followed from them isn't said
    assert not list(Settings().outbox_dir.glob("*.eml"))

    again = {"dag": dag, "run_id": run.run_id, "dag_run": run}
    tell_of_failed_run(again)  # the callback once more
    assert len(post.accepted) == 2


def test_a_run_that_succeeds_says_nothing_and_so_does_a_district_without_operators(
    run_dag: Run, var: Path, post: Postmaster, caplog: pytest.LogCaptureFixture, dag: Any
) -> None:
    tell_of_failed_run({"dag": dag, "run_id": "manual__1"})  # the sample's district names none
    assert post.accepted == []
    assert "operators" in caplog.text


def test_a_task_that_was_killed_leaves_no_reason_and_the_message_says_so(
    metadata: None, var: Path, installation: Path, post: Postmaster, dag: Any
) -> None:
    tell_of_failed_run({"dag": dag, "run_id": "manual__killed"})
    assert len(post.accepted) == 2
    assert "没有正常结束" in mail(post.accepted[0][1])[1]


def test_operators_are_told_also_when_the_rest_of_their_districts_folder_is_broken(
    metadata: None, var: Path, installation: Path, post: Postmaster, dag: Any
) -> None:
    (installation / "include" / "districts" / "panyu" / "towns.csv").write_text("code\nnot a town\n", encoding="utf-8")
    with pytest.raises(ConfigError):
        load_district(Settings().districts_dir, "panyu")
    tell_of_failed_run({"dag": dag, "run_id": "manual__broken"})
    assert sorted(post.recipients) == OPERATORS


def test_an_archive_that_was_not_written_is_told_though_the_run_went_well(
    metadata: None, var: Path, installation: Path, post: Postmaster, dag: Any
) -> None:
    over = {"dag": dag, "run_id": "scheduled__2019-Q3"}
    store = FailureStore(open_database(Settings().database))
    store.add(dag.dag_id, "scheduled__2019-Q3", Failure("collect", 1, "收取", "文件缺失，后来补上了"))
    tell_of_archive(over)
    assert post.accepted == []  # what was mended before the run ended is nobody's concern
    store.add(dag.dag_id, "scheduled__2019-Q3", Failure("publish", -1, "档案 publish", "磁盘已满"))
    for _ in range(2):
        tell_of_archive(over)
    assert sorted(post.recipients) == OPERATORS
    subject, text = mail(post.accepted[0][1])
    assert "档案没有更新" in subject
    assert "档案 publish：磁盘已满" in text
    assert "文件缺失" not in text


def test_deadlines_are_looked_at_on_the_day_of_the_run(
    metadata: None, var: Path, installation: Path, post: Postmaster, dag_bag: Any, caplog: pytest.LogCaptureFixture
) -> None:
    (file,) = (installation / "include" / "sample" / "panyu" / "2019-Q3").glob("funding-*")
    file.unlink()
    reminders = dag_bag.dags["deadlines_panyu"]
    with caplog.at_level(logging.WARNING):
        for day, mails in ((11, 0), (12, 2)):
            moment = pendulum.datetime(2019, 10, day, 9, tz="Asia/Shanghai")
            assert reminders.test(run_after=moment, logical_date=moment).state == "success"
            assert len(post.accepted) == mails
    assert "扶持资金拨付台账" in mail(post.accepted[0][1])[1]


def test_the_weekly_audit_says_what_it_looked_at_and_mails_operators_what_is_wrong(
    metadata: None, var: Path, installation: Path, post: Postmaster, dag_bag: Any, caplog: pytest.LogCaptureFixture
) -> None:
    engine, weekly = open_results(Settings()), dag_bag.dags["audit_panyu"]
    a_verdict(engine)
    with caplog.at_level(logging.INFO):
        moment = pendulum.datetime(2019, 10, 14, 7, 30, tz="Asia/Shanghai")
        assert weekly.test(run_after=moment, logical_date=moment).state == "success"
    assert "记录2项、文件0个" in caplog.text
    assert not post.accepted
    last = AuditStore(engine).last()
    assert last is not None
    assert (last.facts, last.faults) == (2, 0)
    with engine.begin() as connection:
        connection.execute(text("UPDATE verdicts SET state = 'block'"))
    moment = moment.add(weeks=1)
    assert weekly.test(run_after=moment, logical_date=moment).state == "failed"
    assert sorted(post.recipients) == OPERATORS
    said = mail(post.accepted[0][1])[1]
    assert "核查结论" in said
    assert "写入后被改动" in said
    assert "audit-finds-something.md" in said
    assert "清除现有任务" not in said
    saved = var / "alert.eml"
    saved.write_bytes(post.accepted[0][1])
    done = CliRunner().invoke(app, ["verify", str(saved)])
    assert done.exit_code == 0, done.output
    assert OPERATORS[0] in done.output or OPERATORS[1] in done.output
    saved.write_bytes(post.accepted[0][1].replace(b"Subject: ", b"Subject: x", 1))
    assert CliRunner().invoke(app, ["verify", str(saved)]).exit_code == 3
    last = AuditStore(engine).last()
    assert last is not None
    assert last.faults == 1


def test_a_failure_that_was_told_is_not_told_with_the_next_one(var: Path, metadata: None) -> None:
    store = FailureStore(open_database(Settings().database))
    store.add("dag", "run", Failure("collect", 1, "收取", "first"))
    store.add("dag", "run", Failure("collect", 1, "收取", "second"))
    assert [f.sentence for f in store.untold("dag", "run")] == ["second"]
    store.mark_told("dag", "run")
    store.add("dag", "run", Failure("tidy", 0, "整理", "third"))
    assert [f.sentence for f in store.untold("dag", "run")] == ["third"]
