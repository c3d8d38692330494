"""Several district folders in one Airflow: each has its DAGs, whatever is wrong with another's folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.store.database import open_database
from govreport.store.results import ResultStore
from govreport_airflow.environment import ROOT

KINDS = ("quarterly_report", "source_precheck", "deadlines")
LONGER = ("half_year_report", "year_report")
"""What a district that is a copy of Panyu has too."""


@pytest.fixture
def districts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an installation that has one district."""
    folder = tmp_path / "home" / "include" / "districts"
    shutil.copytree(ROOT / "include" / "districts" / "panyu", folder / "panyu")
    (folder.parent / "reference").symlink_to(ROOT / "include" / "reference")
    monkeypatch.setenv("GOVREPORT_HOME", str(tmp_path / "home"))
    return folder


@pytest.fixture
def parse() -> Callable[[], Any]:
    from airflow.dag_processing.dagbag import DagBag

    return lambda: DagBag(str(ROOT / "dags"))


def dags_of(*names: str) -> set[str]:
    """Of districts that are copies of Panyu."""
    return {f"{kind}_{name}" for kind in (*KINDS, *LONGER) for name in names}


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_folders_that_are_wrong_are_named_and_take_no_other_districts_dags_away(
    districts: Path, parse: Callable[[], Any]
) -> None:
    for name in ("lunan", "xinhe", "beitang", "donghe"):
        shutil.copytree(districts / "panyu", districts / name)
    (districts / "lunan" / "targets.csv").unlink()
    replace(districts / "xinhe" / "district.yaml", "timezone: Asia/Shanghai", "timezone: Asia/Xinhe")
    with (districts / "beitang" / "district.yaml").open("a", encoding="utf-8") as file:
        file.write("calendar: {draft: 20}\n")  # later than the release

    bag = parse()

    assert set(bag.dags) == {*dags_of("panyu", "donghe"), "audit_donghe"}
    assert [Path(file).name for file in bag.import_errors] == ["district_problems.py"]
    said = next(iter(bag.import_errors.values()))
    for words in (("lunan", "targets.csv"), ("xinhe", "Asia/Xinhe"), ("beitang", "draft")):
        assert all(word in said for word in words)
    assert "panyu" not in said.rpartition("ConfigError")[2]

    shutil.copy(districts / "panyu" / "targets.csv", districts / "lunan")
    shutil.copy(districts / "panyu" / "district.yaml", districts / "xinhe")
    shutil.copy(districts / "panyu" / "district.yaml", districts / "beitang")
    bag = parse()
    assert set(bag.dags) == {*dags_of("panyu", "donghe", "lunan", "xinhe", "beitang"), "audit_beitang"}
    assert bag.import_errors == {}


def test_a_district_may_have_a_pool_and_roles_of_its_own(districts: Path, parse: Callable[[], Any]) -> None:
    shutil.copytree(districts / "panyu", districts / "lunan")
    with (districts / "lunan" / "district.yaml").open("a", encoding="utf-8") as file:
        file.write("pool: govreport_lunan\naccess: {read: [lunan_reader], run: [lunan_operator]}\n")
    dags = parse().dags
    for dag_id in dags_of("lunan"):
        assert {task.pool for task in dags[dag_id].tasks} == {"govreport_lunan"}
        granted = dags[dag_id].access_control
        assert granted["lunan_reader"] == {"DAGs": {"can_read"}}
        assert granted["lunan_operator"] == {"DAGs": {"can_read", "can_edit"}, "DAG Runs": {"can_create"}}
    for dag_id in dags_of("panyu"):
        assert {task.pool for task in dags[dag_id].tasks} == {"default_pool"}
        assert not dags[dag_id].access_control


def test_a_process_that_runs_one_task_makes_that_dag_only(
    districts: Path, parse: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("lunan", "xinhe"):
        shutil.copytree(districts / "panyu", districts / name)
    # As Airflow's task runner tells a DAG file which DAG it needs.
    monkeypatch.setenv("_AIRFLOW_PARSING_CONTEXT_DAG_ID", "quarterly_report_lunan")
    monkeypatch.setenv("_AIRFLOW_PARSING_CONTEXT_TASK_ID", "collect")
    assert set(parse().dags) == {"quarterly_report_lunan"}


def test_reading_dag_files_opens_one_file_a_district(
    districts: Path, parse: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What makes a hundred districts bearable: towns, communities and sources are left to the tasks."""
    shutil.copytree(districts / "panyu", districts / "lunan")
    opened: set[str] = set()
    genuine = Path.read_text

    def noted(path: Path, *args: Any, **kwargs: Any) -> str:
        if path.is_relative_to(districts):
            opened.add(str(path.relative_to(districts)))
        return genuine(path, *args, **kwargs)

    monkeypatch.setattr(Path, "read_text", noted)
    assert set(parse().dags) == {*dags_of("panyu", "lunan"), "audit_lunan"}  # one an installation
    assert opened == {"panyu/district.yaml", "lunan/district.yaml"}


def test_a_district_made_by_command_has_its_dags_at_once(districts: Path, parse: Callable[[], Any]) -> None:
    from typer.testing import CliRunner

    from govreport.cli.application import app

    (districts.parent / "templates").symlink_to(ROOT / "include" / "templates")
    made = CliRunner().invoke(app, ["district", "new", "beitang", "--name-zh", "北塘区", "--extract", "filing"])
    assert made.exit_code == 0, made.output
    bag = parse()
    own = {f"{kind}_beitang" for kind in (*KINDS, "audit")}  # it makes no longer reports
    assert set(bag.dags) == dags_of("panyu") | own
    assert bag.import_errors == {}
    collect = bag.dags["quarterly_report_beitang"].get_task("collect")
    assert list(collect.op_kwargs_expand_input.value["extract"]) == ["registration", "filing"]


@pytest.mark.airflow
def test_the_second_sample_district_runs_a_quarter_in_airflow(
    districts: Path, parse: Callable[[], Any], metadata: None, var: Path
) -> None:
    shutil.copytree(ROOT / "include" / "sample_districts" / "linjiang", districts / "linjiang")
    for name in ("templates", "fonts", "sample"):
        (districts.parent / name).symlink_to(ROOT / "include" / name)
    run = parse().dags["quarterly_report_linjiang"].test(run_conf={"quarter": "2024-Q1", "deliver": "no"})
    assert run.state == "success"
    found = {(task.task_id, str(task.state)) for task in run.get_task_instances()}
    assert {("render", "success"), ("signoff_1", "skipped"), ("deliver", "skipped")} <= found
    settings = Settings()
    report = ResultStore(open_database(settings.database)).latest_report("linjiang", Quarter(2024, 1), "en")
    assert report is not None
    assert not settings.outbox_dir.exists()
