"""Raw files go when their time is over; the log says so, an audit knows it, and nothing that is still young goes."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from govreport.cli.application import app
from govreport.context import Context
from govreport.documents.verify_report import verify_report
from govreport.errors import ConfigError
from govreport.operations.audit import audit
from govreport.settings import Settings
from govreport.store import retention
from govreport.store.files import FileStore
from govreport.store.retention import remove_raw, removed_raw
from govreport.store.writing import utc_now
from tests.fixtures.prepared import ALONE_REPORT, take

DAYS = 400


def age_file(files: FileStore, key: str) -> None:
    seconds = time.time() - (DAYS + 1) * 86_400
    os.utime(files.path(key), (seconds, seconds))


def test_a_raw_file_whose_time_is_over_goes_and_the_log_says_so(settings: Settings) -> None:
    context = Context.make(settings, "panyu", "2019-Q3")
    old, written_again = (context.files.put("raw", data, ".csv") for data in (b"old", b"collected anew"))
    young = context.files.put("raw", b"young", ".csv")
    tidy = context.files.put("tidy", b"rows", ".parquet")
    for key in (old, tidy):
        age_file(context.files, key)
    assert remove_raw(context.results.engine, context.files, DAYS) == [old]
    assert context.files.keys("raw") == sorted([young, written_again])
    assert context.files.keys("tidy") == [tidy]
    with context.results.engine.connect() as connection:
        assert set(removed_raw(connection)) == {old}
    assert audit(settings).faults == []
    assert audit(settings).lines == 2  # the key, and what went
    assert remove_raw(context.results.engine, context.files, DAYS) == []


def test_without_the_setting_everything_stays(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    files = FileStore(settings.store)
    key = files.put("raw", b"old", ".csv")
    age_file(files, key)
    monkeypatch.setenv("GOVREPORT_VAR", str(settings.var_dir))
    assert CliRunner().invoke(app, ["sweep"]).exit_code == 0
    assert files.keys("raw") == [key]
    monkeypatch.setenv("GOVREPORT_RAW_RETENTION_DAYS", str(DAYS))
    done = CliRunner().invoke(app, ["sweep", "--lang", "en"])
    assert f"1 raw files removed that had been kept for {DAYS} days" in " ".join(done.output.split())
    assert files.keys("raw") == []
    with pytest.raises(ConfigError) as refused:
        Settings(raw_retention_days=3)
    assert "GOVREPORT_RAW_RETENTION_DAYS" in refused.value.message.en


@pytest.mark.slow
def test_an_audit_knows_what_went_by_itself_and_a_report_says_why_it_can_not_be_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = take(ALONE_REPORT, Settings(var=tmp_path / "var"))
    context, report = made.context, made.reports[0]
    gone, stolen = context.files.keys("raw")[:2]
    age_file(context.files, gone)
    assert remove_raw(context.results.engine, context.files, DAYS) == [], "it was collected today"
    monkeypatch.setattr(retention, "utc_now", lambda: utc_now() + timedelta(days=DAYS + 1))
    assert remove_raw(context.results.engine, context.files, DAYS) == [gone]
    assert audit(context.settings).faults == []

    told = verify_report(context.settings, report.fingerprint)
    assert told.state == "missing"
    assert "已按保留期限于" in told.message.zh + "".join(line.zh for line in told.details)
    assert verify_report(context.settings, report.fingerprint, quick=True).state == "identical"

    context.files.remove(stolen)
    assert any(stolen in fault.said.zh for fault in audit(context.settings).faults)
