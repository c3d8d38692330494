"""A whole quarter through ``dag.test()``: the real stages on the sample, with SQLite for everything."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, func, select

from govreport.manifests.documents import Report
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.store import tables
from govreport.store.database import open_database
from govreport.store.files import FileStore
from govreport.store.results import ResultStore
from govreport_airflow.environment import ROOT
from tests.fixtures.canaries import carriers, found_in, plant
from tests.fixtures.mails import received

THREE = ("registration", "funding", "evaluation")
"""Extracts that are enough where the figures aren't what is looked at."""
pytestmark = pytest.mark.airflow
Run = Callable[..., Any]
States = Callable[[Any], dict[str, set[str]]]
QUARTER = Quarter.parse("2019-Q3")
TOWN = "nancun@panyu.example"


def report_of(quarter: Quarter = QUARTER) -> Report:
    report = ResultStore(open_database(Settings().database)).latest_report("panyu", quarter, "zh")
    assert report is not None
    return report


def mails() -> list[Path]:
    return sorted(Settings().outbox_dir.glob("*.eml"))


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the installation whose sample may be spoilt."""
    home = tmp_path / "installation"
    shutil.copytree(ROOT / "include" / "districts", home / "include" / "districts")
    shutil.copytree(ROOT / "include" / "sample" / "panyu", home / "include" / "sample" / "panyu")
    for name in ("reference", "templates", "fonts"):
        (home / "include" / name).symlink_to(ROOT / "include" / name)
    monkeypatch.setenv("GOVREPORT_HOME", str(home))
    return home


@pytest.fixture
def small(installation: Path) -> None:
    """The installation with three extracts, where the figures aren't what is looked at."""
    for source in (installation / "include" / "districts" / "panyu" / "sources").glob("*.yaml"):
        if source.stem not in THREE:
            source.unlink()


def test_a_quarter_ends_in_figures_a_report_and_one_mail_a_recipient_however_often_it_is_run(
    run_dag: Run, states: States, installation: Path, panyu: Any
) -> None:
    recipients = installation / "include" / "districts" / "panyu" / "recipients.yaml"
    with recipients.open("a", encoding="utf-8") as file:
        file.write(f"- {{role: 南村镇社会事务办, address: {TOWN}, towns: [南村镇], clearance: 内部}}\n")
    first = run_dag()  # no parameters: the data interval says which quarter
    assert first.state == "success"
    assert states(first) == {task: {"success"} for task in states(first)}
    report = report_of()
    files = FileStore(Settings().store)
    assert {Path(f.name).suffix for f in report.files} >= {".pdf", ".html", ".xlsx"}
    assert all(len(files.get(f.key)) == f.size > (100 if f.data else 1000) for f in report.files)
    sent = mails()
    assert len(sent) == len(panyu.recipients) + 1
    (brief,) = (received(path.read_bytes()) for path in sent if TOWN in path.name)
    assert "南村镇" in brief["Subject"]  # made by the run itself, and sent after the report
    assert [part.get_content_type() for part in brief.iter_attachments()] == ["application/pdf"]
    index = Path(Settings().store, "archive", "panyu", "index.html").read_text(encoding="utf-8")
    assert report.fingerprint[:12] in index
    assert "已成文" in index  # no signature is asked for
    assert "已发送" not in index  # the mails of a trial are files, and went to nobody

    with open_database(Settings().database).connect() as connection:
        before = connection.execute(select(func.count()).select_from(tables.observations)).scalar_one()
    again = run_dag(quarter="2019-Q3", deliver="yes")
    assert again.state == "success"
    assert report_of().sha256 == report.sha256
    assert mails() == sent
    with open_database(Settings().database).connect() as connection:
        after = connection.execute(select(func.count()).select_from(tables.observations)).scalar_one()
    assert after == before > 0


def require_said(lines: list[str], panyu: Any) -> None:
    """The green tasks' logs say what was made, in words, and where it is seen."""
    page = "http://127.0.0.1:8080/govreport/panyu/2019-Q3"
    report, said = report_of(), "\n".join(lines)
    for wanted in (
        "收到 funding-2019-Q3.csv，",
        "扶持资金拨付台账：418 行 = 留用 ",
        "扶持资金拨付台账：查了 ",
        "核查通过，有提示：查了 ",
        f"在页面上看：{page}/verdict",
        "条恒等式，0 条不成立；",
        f"已成文（zh，散列值 {report.sha256[:12]}）：番禺区社会组织治理季报-2019年第3季度.pdf（",
        f"已签发，散列值 {report.sha256[:12]}。",
        "区委主要领导：已写入发件夹，未寄出",
        f"已写入发件夹，未寄出 {len(panyu.recipients)} 份",
    ):
        assert wanted in said, wanted
    assert lines.count(f"在页面上看：{page}") >= 3
    assert not [line for line in lines if "outbox" in line.split()]


def test_an_archive_that_cannot_be_written_spoils_neither_the_report_nor_the_mails(
    run_dag: Run, states: States, small: None, panyu: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    there = Path(Settings().store, "archive", "panyu")
    there.mkdir(parents=True)
    (there / "somebody else's.txt").write_text("not an archive", encoding="utf-8")
    run = run_dag()
    assert run.state == "success"
    assert states(run)["publish"] == {"failed"}
    assert states(run)["deliver"] == {"success"}
    assert len(mails()) == len(panyu.recipients)
    require_said(caplog.messages, panyu)
    assert [p.name for p in there.iterdir() if p.suffix != ".lock" and p.name != ".lock"] == ["somebody else's.txt"]


def test_nothing_is_signed_or_mailed_where_the_run_says_so(run_dag: Run, states: States, small: None) -> None:
    run = run_dag(quarter="2018-Q1", deliver="no")
    assert run.state == "success"
    found = states(run)
    assert found.pop("sign") == found.pop("deliver") == {"skipped"}
    assert found == {task: {"success"} for task in found}
    assert report_of(Quarter.parse("2018-Q1")).quarter == Quarter.parse("2018-Q1")
    assert mails() == []


def test_no_address_no_row_and_no_personal_column_stands_in_what_airflow_keeps(
    run_dag: Run, installation: Path, var: Path, panyu: Any, caplog: pytest.LogCaptureFixture
) -> None:
    from airflow.models.xcom import XComModel
    from airflow.utils.session import create_session

    assert plant(installation / "include" / "sample" / "panyu" / "2019-Q3") > 10_000
    with caplog.at_level(logging.DEBUG):
        run = run_dag()
    assert run.state == "success"

    with create_session() as session:
        values = session.scalars(select(XComModel.value).where(XComModel.run_id == run.run_id)).all()
    text = str(values)
    assert "registration" in text
    assert not any(recipient.address in text for recipient in panyu.recipients)
    assert max(len(str(value)) for value in values) < 200_000
    assert found_in("the log", caplog.text) == []
    assert carriers(Path(os.environ["AIRFLOW_HOME"])) == []  # its database, its logs
    assert carriers(var / "store" / "raw")
    assert carriers(var, apart=("store/raw/",)) == []


def test_a_blocked_verdict_fails_once_and_says_why_in_one_line_of_its_log(
    run_dag: Run, states: States, installation: Path, small: None, caplog: pytest.LogCaptureFixture
) -> None:
    sample = installation / "include" / "sample" / "panyu"
    (sample / "2019-Q3" / "evaluation-2019-Q3.csv").unlink()
    shutil.copy(sample / "2019-Q2" / "evaluation-2019-Q2.csv", sample / "2019-Q3")

    run = run_dag()

    assert run.state == "failed"
    found = states(run)
    assert found["check"] == {"success"}  # bad data is a finding, not a failure
    assert found["conclude"] == {"failed"}
    assert found["measure"] == found["render"] == found["deliver"] == {"upstream_failed"}
    assert found["return_rows"] == {"success"}
    conclude = run.get_task_instance("conclude")
    assert conclude.try_number == 1 < 1 + conclude.max_tries  # tries were left and not used
    own = [record for record in caplog.records if record.name == "govreport_airflow.saying"]
    blocked, archived = [record.getMessage() for record in own if record.levelname == "ERROR"]
    assert "evaluation-2019-Q2.csv" in blocked
    assert "选“清除现有任务”" in blocked
    assert "\n" not in blocked
    assert "档案已更新到目前为止" in archived  # from publish, which doesn't pass for done beside a failed task
    assert mails() == []
    assert reports_stored() == 0


def test_an_unreadable_file_fails_its_tidy_task_at_once_with_one_sentence(
    run_dag: Run, states: States, installation: Path, small: None, caplog: pytest.LogCaptureFixture
) -> None:
    file = installation / "include" / "sample" / "panyu" / "2019-Q3" / "registration-2019-Q3.xlsx"
    file.write_bytes(file.read_bytes()[:2000])

    run = run_dag()

    assert run.state == "failed"
    assert states(run)["tidy"] == {"failed", "success"}  # the other extracts are fine
    assert {ti.try_number for ti in run.get_task_instances() if ti.task_id == "tidy"} == {1}
    said = [record.getMessage() for record in caplog.records if record.name == "govreport_airflow.saying"]
    assert any("registration-2019-Q3.xlsx" in text for text in said)
    assert "Traceback" not in " ".join(said)


def test_a_quarter_that_was_sent_and_is_run_again_says_in_log_and_note_what_people_have(
    run_dag: Run, installation: Path, small: None, caplog: pytest.LogCaptureFixture
) -> None:
    run_dag()
    sent, old = mails(), report_of()
    assert "第1版" not in caplog.text
    file = installation / "include" / "sample" / "panyu" / "2019-Q3" / "funding-2019-Q3.csv"
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join([*lines[:10], *lines[11:]]))  # a payment is gone
    again = run_dag()
    new = report_of()
    assert new.sha256 != old.sha256
    assert mails() == sent
    first = f"2019年第三季度季报：发件夹里是第1版（{old.sha256[:12]}，"
    said = [record.getMessage() for record in caplog.records if record.name == "govreport_airflow.stage"]
    assert any(line.startswith(first) and f"第2版（{new.sha256[:12]}" in line for line in said), said
    assert any("govreport deliver 2019-Q3 -d panyu --supersede" in line for line in said)
    from airflow.utils.session import create_session

    from govreport_airflow.run_notes import outcome_of_run, write_note

    with create_session() as session:
        run = session.merge(again)
        write_note(run, outcome_of_run(run))
        assert first in run.note
        assert "supersede" not in run.note


def test_a_missing_file_of_a_past_quarter_is_late_at_once(run_dag: Run, installation: Path, small: None) -> None:
    (installation / "include" / "sample" / "panyu" / "2019-Q3" / "funding-2019-Q3.csv").unlink()

    run = run_dag(overrides={"collect": {"retry_delay": timedelta(0), "retry_exponential_backoff": 0}})

    assert run.state == "failed"
    tries = {ti.map_index: (str(ti.state), ti.try_number) for ti in run.get_task_instances() if ti.task_id == "collect"}
    assert sorted(tries.values()) == [("failed", 1), *[("success", 1)] * (len(THREE) - 1)]


def reports_stored() -> int:
    path = Settings().database
    with create_engine(path).connect() as connection:
        return connection.execute(select(func.count()).select_from(tables.reports)).scalar_one()
