"""DAGs are called and explained in the language of their district's people."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from airflow.sdk import DAG

from govreport.district.dag_config import DagConfig, read_dag_configs
from govreport_airflow.districts import doc_for
from tests.conftest import PROJECT

CHINESE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")
FILES = ("deadlines", "longer_reports", "quarterly_report", "source_precheck")


def config(folder: str, name: str) -> DagConfig:
    sound, _ = read_dag_configs(PROJECT / "include" / folder, name)
    return sound[0]


@pytest.mark.parametrize("file", FILES)
def test_an_english_district_reads_the_english_part_alone(file: str) -> None:
    text = (PROJECT / "dags" / f"{file}.py").read_text(encoding="utf-8").split('"""')[1]
    english = doc_for(config("sample_districts", "brackenford"), text)
    assert len(english) > 60
    assert not CHINESE.search(english)
    assert doc_for(config("districts", "panyu"), text) == text


@cache
def module(file: str) -> Any:
    """A DAG file, as Airflow reads it."""
    spec = importlib.util.spec_from_file_location(f"dags_{file}", PROJECT / "dags" / f"{file}.py")
    assert spec is not None
    assert spec.loader is not None
    read = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(read)
    return read


def dags(district: DagConfig) -> Iterator[DAG]:
    """All DAGs that a district may have."""
    yield module("quarterly_report").quarterly_report(district)
    yield module("source_precheck").source_precheck(district)
    yield module("deadlines").deadline_reminders(district)
    for kind in module("longer_reports").LONGER_PREFIXES:
        yield module("longer_reports").longer_report(kind, district)


def texts(dag: DAG) -> Iterator[str]:
    """Everything that Airflow's pages show of a DAG without a run."""
    yield from (dag.dag_display_name, dag.description or "", dag.doc_md or "", *dag.tags)
    yield from (dag.timetable.description, dag.timetable.summary)
    yield from (task.task_display_name for task in dag.tasks)
    for name in dag.params:
        param = dag.params.get_param(name)
        yield from (param.schema["title"], param.description or "", *param.schema.get("values_display", {}).values())


def test_nothing_that_an_english_districts_people_see_of_its_dags_is_chinese() -> None:
    for dag in dags(config("sample_districts", "brackenford")):
        told = list(texts(dag))
        assert len(told) > 7, dag.dag_id
        assert not [text for text in told if CHINESE.search(text)], dag.dag_id


def test_what_a_chinese_districts_people_fill_in_and_click_is_chinese() -> None:
    for dag in dags(config("districts", "panyu")):
        labels = [task.task_display_name for task in dag.tasks]
        for name in dag.params:
            param = dag.params.get_param(name)
            labels += [param.schema["title"], param.description or "", *param.schema.get("values_display", {}).values()]
        assert labels
        assert all(CHINESE.search(label) for label in labels), labels
        assert not re.search(r"[a-z]+ [a-z]+ [a-z]+", " ".join(labels)), labels


def test_the_timetable_says_when_it_runs_in_that_language_after_it_was_stored_too() -> None:
    english, chinese = config("sample_districts", "brackenford"), config("districts", "panyu")
    for district, said in ((english, "working day"), (chinese, "工作日")):
        for dag in (next(dags(district)), list(dags(district))[1]):
            timetable = dag.timetable
            again = type(timetable).deserialize(timetable.serialize())
            assert said in again.description
            assert again.summary == timetable.summary
