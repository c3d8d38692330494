"""Extracts that aren't there, and connections: what a run makes of them in Airflow."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from airflow.sdk.api.datamodels._generated import DagRunType

from govreport.district.locations import Location
from govreport.district.reading import load_district
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport_airflow import stage
from govreport_airflow.environment import ROOT
from govreport_airflow.run import look_up_connection, waits

Run = Callable[..., Any]
States = Callable[[Any], dict[str, set[str]]]
NOW = Quarter.containing(date.today())  # noqa: DTZ011 - any quarter whose deadline is still to come


@pytest.fixture
def extracts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder, still missing, in which the running quarter's extracts are expected."""
    home = tmp_path / "home"
    (home / "include" / "sample" / "panyu").mkdir(parents=True)
    for name in ("templates", "fonts", "reference", "districts"):
        (home / "include" / name).symlink_to(ROOT / "include" / name)
    monkeypatch.setenv("GOVREPORT_HOME", str(home))
    return home / "include" / "sample" / "panyu" / str(NOW)


def test_a_run_started_by_hand_says_that_the_extracts_are_not_due_and_ends(
    run_dag: Run, states: States, extracts: Path
) -> None:
    run = run_dag(quarter=str(NOW))
    assert run.state == "failed"
    assert states(run)["collect"] == {"failed"}
    assert {instance.try_number for instance in run.get_task_instances() if instance.task_id == "collect"} == {1}


def test_a_past_quarters_missing_extract_is_late_at_once(run_dag: Run, states: States, extracts: Path) -> None:
    run = run_dag(quarter="2018-Q4")
    assert states(run)["collect"] == {"failed"}


def test_a_scheduled_run_looks_again_until_the_extracts_have_come(
    run_dag: Run, states: States, extracts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[object] = []
    locations = [s.location for s in load_district(Settings().districts_dir, "panyu").sources.values()]
    names = [location.pattern.replace("*", "") for location in locations if isinstance(location, Location)]

    def waiting(context: Any) -> bool:
        looked.append(context["ti"].map_index)
        if len(looked) == len(names):  # one look each; the files come before the next
            extracts.mkdir()
            for name in names:
                (extracts / name).write_text("here, but nothing that can be read")
        return True

    monkeypatch.setattr(stage, "waits", waiting)
    monkeypatch.setenv("GOVREPORT_LOOK_AGAIN_MINUTES", "0.01")
    run = run_dag(quarter=str(NOW), deliver="no")
    assert sorted(looked) == list(range(len(names)))  # type: ignore[type-var]
    assert states(run)["collect"] == {"success"}


@pytest.mark.parametrize("run_type", list(DagRunType))
def test_only_runs_of_the_timetable_wait(run_type: DagRunType) -> None:
    assert waits({"dag_run": SimpleNamespace(run_type=run_type)}) is (run_type.value == "scheduled")
    assert waits({"dag_run": SimpleNamespace(run_type=run_type.value)}) is (run_type.value == "scheduled")


def test_a_sources_connection_is_airflows_and_otherwise_the_environments(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {
        "conn_type": "sftp",
        "host": "files.example",
        "port": 2222,
        "login": "reader",
        "password": "only-for-this-test",
        "extra": {"host_key": "AAAA", "no_host_key_check": False},
    }
    monkeypatch.setenv("AIRFLOW_CONN_GOVREPORT_FILES_PANYU", json.dumps(kept))
    found = look_up_connection("govreport_files_panyu")
    assert found is not None
    assert (found.kind, found.host, found.port, found.login) == ("sftp", "files.example", 2222, "reader")
    assert (found.password, found.extra["host_key"]) == ("only-for-this-test", "AAAA")
    assert "only-for-this-test" not in repr(found)
    assert look_up_connection("govreport_elsewhere") is None
    monkeypatch.setenv("GOVREPORT_CONN_GOVREPORT_ELSEWHERE", "https://:t@api.example")
    elsewhere = look_up_connection("govreport_elsewhere")
    assert elsewhere is not None
    assert (elsewhere.host, elsewhere.password) == ("api.example", "t")


def test_airflows_aws_connections_hold_the_keys_of_s3(monkeypatch: pytest.MonkeyPatch) -> None:
    extra = {"aws_access_key_id": "id", "aws_secret_access_key": "only-for-this-test", "region_name": "cn-south-1"}
    monkeypatch.setenv("AIRFLOW_CONN_STORE", json.dumps({"conn_type": "aws", "extra": extra}))
    found = look_up_connection("store")
    assert found is not None
    assert (found.login, found.password, dict(found.extra)) == (
        "id",
        "only-for-this-test",
        {"region_name": "cn-south-1"},
    )
