"""The DAG file: which DAGs, which parameters, how light it is to read."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from airflow.serialization.serialized_objects import DagSerialization

from govreport.canonical import EXTRACTS, REQUIRED
from govreport.district.reading import load_district
from govreport.quarter import Quarter
from govreport_airflow.environment import ROOT, airflow_environment

CHAIN = ["collect", "tidy", "check", "conclude", "measure", "verify", "render", "sign", "deliver"]
BESIDE = {"earlier", "return_rows", "publish"}
"""Off the chain of stages."""


def test_there_is_one_dag_a_district_folder_and_no_import_error(dag_bag: Any) -> None:
    folders = {path.parent.name for path in (ROOT / "include" / "districts").glob("*/district.yaml")}
    assert "panyu" in folders
    kinds = {"quarter": "quarterly_report", "half_year": "half_year_report", "year": "year_report"}
    wanted = {f"{kind}_{name}" for name in folders for kind in ("source_precheck", "deadlines")} | {
        f"audit_{min(folders)}"
    }
    for name in folders:
        made = load_district(ROOT / "include" / "districts", name).periods
        wanted |= {f"{kinds[kind]}_{name}" for kind in made}
    assert set(dag_bag.dags) == wanted
    assert dag_bag.import_errors == {}


def test_the_tasks_are_the_stages_in_their_order(dag: Any) -> None:
    assert [task for task in dag.task_ids if task not in BESIDE] == CHAIN
    for before, task_id in itertools.pairwise(CHAIN):
        assert before in dag.get_task(task_id).upstream_task_ids


def test_the_archive_comes_last_and_decides_nothing_about_how_a_run_ends(dag: Any) -> None:
    publish = dag.get_task("publish")
    assert publish.upstream_task_ids == {"deliver"}
    assert not publish.downstream_task_ids
    assert publish.is_teardown  # it runs whatever became of the mails, and a run's state doesn't depend on it
    assert not publish.on_failure_fail_dagrun


def test_every_extract_of_the_district_is_collected_and_tidied_by_itself_and_all_are_checked_in_one_task(
    dag: Any,
) -> None:
    assert [task for task in CHAIN if dag.get_task(task).is_mapped] == ["collect", "tidy", "sign", "deliver"]
    extracts = dag.get_task("collect").op_kwargs_expand_input.value["extract"]
    assert extracts == list(load_district(ROOT / "include" / "districts", "panyu").extracts)
    assert set(REQUIRED) <= set(extracts) <= set(EXTRACTS)


def test_a_district_without_an_optional_source_gets_no_task_instance_for_it(dag: Any) -> None:
    from importlib import import_module

    made = import_module("dags.quarterly_report").quarterly_report
    district = load_district(ROOT / "include" / "districts", "panyu")
    small = district.model_copy(update={"sources": {name: district.sources[name] for name in REQUIRED}})
    small.__dict__.pop("extracts", None)  # a copy keeps what was computed before
    assert made(small).get_task("collect").op_kwargs_expand_input.value == {"extract": list(REQUIRED)}


def test_only_collecting_is_tried_again_and_again(dag: Any) -> None:
    assert {task: dag.get_task(task).retries for task in CHAIN} == dict.fromkeys(CHAIN, 2) | {"collect": 3}
    assert dag.get_task("collect").retry_delay == timedelta(minutes=1)


def test_missed_quarters_are_not_run_by_themselves(dag: Any) -> None:
    assert dag.catchup is False
    assert dag.start_date == datetime(2017, 10, 1, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_operators_find_instructions_in_both_languages(dag: Any) -> None:
    assert "回填" in dag.doc_md
    assert "*English:*" in dag.doc_md
    assert dag.dag_display_name == "番禺区社会组织治理季报"


def stored(dag: Any) -> Any:
    """The DAG as the scheduler and the web interface know it."""
    return DagSerialization.deserialize_dag(DagSerialization.serialize_dag(dag))


@pytest.mark.parametrize(
    "conf",
    [
        {},
        {"quarter": "2019-Q3"},
        {"quarter": "2019Q3"},
        {"quarter": "2019q3 "},
        {"quarter": None, "deliver": "auto"},
        {"deliver": "yes"},
        {"deliver": "no"},
    ],
)
def test_sensible_parameters_are_accepted(dag: Any, conf: dict[str, Any]) -> None:
    assert stored(dag).params.deep_merge(conf).validate() == {"quarter": None, "deliver": "auto"} | conf


@pytest.mark.parametrize(
    "conf", [{"quarter": "2019-Q5"}, {"quarter": "2019"}, {"quarter": 2019}, {"deliver": True}, {"deliver": "maybe"}]
)
def test_senseless_parameters_are_refused_before_anything_runs(dag: Any, conf: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=f"param {next(iter(conf))}"):
        stored(dag).params.deep_merge(conf).validate()


def test_the_form_offers_every_quarter_since_the_first_issue_and_takes_another_all_the_same(dag_bag: Any) -> None:
    now = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    last = {"quarterly_report": Quarter.containing(now).previous, "source_precheck": Quarter.containing(now)}
    for kind, newest in last.items():
        param = stored(dag_bag.dags[f"{kind}_panyu"]).params.get_param("quarter")
        assert param.schema["examples"] == [str(q) for q in reversed(list(Quarter.span(Quarter(2017, 4), newest)))]
        assert stored(dag_bag.dags[f"{kind}_panyu"]).params.deep_merge({"quarter": "2017-Q1"}).validate()
    longer = stored(dag_bag.dags["half_year_report_panyu"]).params.get_param("period")
    assert longer.schema["examples"][-1] == "2018-H1"
    assert stored(dag_bag.dags["half_year_report_panyu"]).params.deep_merge({"period": "2018h1"}).validate()


PROBE = """
import json, sys, time
import airflow.sdk, airflow.timetables.base, airflow.plugins_manager
from airflow.dag_processing.dagbag import DagBag
started = time.process_time()
bag = DagBag(sys.argv[1])
seconds = time.process_time() - started
from airflow.plugins_manager import get_timetables_plugins
timetables = sorted(get_timetables_plugins())
print(json.dumps({
    "seconds": seconds, "dags": sorted(bag.dags), "modules": sorted(sys.modules),
    "timetables": timetables,
}))
"""


@pytest.fixture(scope="module")
def fresh_parse(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a new process sees that reads the DAG file and the plugins."""
    home = tmp_path_factory.mktemp("airflow")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW")}
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", PROBE, str(ROOT / "dags")],
        env=environment | airflow_environment(home),
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_reading_the_dag_file_imports_nothing_heavy(fresh_parse: dict[str, Any]) -> None:
    assert fresh_parse["dags"] == [
        f"{kind}_panyu"
        for kind in ("audit", "deadlines", "half_year_report", "quarterly_report", "source_precheck", "year_report")
    ]
    heavy = {"pandas", "numpy", "pyarrow", "duckdb", "great_expectations", "typst", "fontTools"}
    assert heavy.isdisjoint(fresh_parse["modules"])


def test_reading_the_dag_file_costs_less_than_a_second(fresh_parse: dict[str, Any]) -> None:
    assert fresh_parse["seconds"] < 1


def test_the_library_is_not_executed_as_plugins(fresh_parse: dict[str, Any]) -> None:
    """Airflow runs plugin files under their bare names; ours would shadow others' modules."""
    assert fresh_parse["timetables"] == [
        "govreport_airflow.timetable.DailyTimetable",
        "govreport_airflow.timetable.FirstWorkingDayTimetable",
        "govreport_airflow.timetable.QuarterTimetable",
    ]
    assert "govreport_plugin" in fresh_parse["modules"]
    library = {path.stem for path in (ROOT / "plugins").rglob("*.py")} - {"__init__", "__main__", "govreport_plugin"}
    shadowed = {name for name in library & set(fresh_parse["modules"]) if name not in sys.stdlib_module_names} - {
        "airflow_local_settings"
    }  # Airflow imports that one by its name
    assert shadowed == set()


def test_the_dag_file_stays_thin() -> None:
    text = Path(ROOT / "dags" / "quarterly_report.py").read_text(encoding="utf-8")
    for word in ("SELECT", "DataFrame", "import pandas", "duckdb", "  if "):
        assert word not in text
    assert len(text.splitlines()) < 190
