"""DAGs are called and explained in the language of their district's people."""

from __future__ import annotations

import re

import pytest

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
