"""YAML of people's own files: nothing twice, and nothing without a bound."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml

from govreport import strict_yaml
from govreport.district.files import read_yaml
from govreport.errors import ConfigError
from tests.conftest import PROJECT

LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10)
)


@pytest.mark.parametrize(
    "text",
    [
        "signoff: [审核, 签发]\nname: x\nsignoff: []\n",
        "location:\n  options: {a: 1, b: 2, a: 3}\n",
        "- name: x\n  name: y\n",
        "'a': 1\na: 2\n",
    ],
)
@pytest.mark.parametrize("loader", [strict_yaml.LOADER, strict_yaml.TEXT_LOADER])
def test_a_name_given_twice_is_refused_with_file_and_line(tmp_path: Path, text: str, loader: object) -> None:
    path = tmp_path / "district.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError, match=r"district\.yaml 第\d行又写了一次“"):
        read_yaml(path, loader)


@pytest.mark.parametrize(
    "text",
    [
        LAUGHS,
        "[" * 5_000,
        "[" * 200_000,
        "{a: " * 5_000,
        "- " * 5_000 + "x",
        "".join(f"{' ' * n}a:\n" for n in range(2_000)),
        "a: &a [*a]\n",
    ],
    ids=["laughs", "5,000 brackets", "200,000 brackets", "braces", "dashes", "indented", "within itself"],
)
def test_deep_nesting_and_what_aliases_blow_up_is_one_sentence_at_once(tmp_path: Path, text: str) -> None:
    path = tmp_path / "district.yaml"
    path.write_text(text, "utf-8")
    began = time.process_time()
    with pytest.raises(ConfigError, match=r"district\.yaml 第\d+行嵌套过深"):
        read_yaml(path)
    assert time.process_time() - began < 5


def test_what_files_say_is_read_as_before() -> None:
    read = strict_yaml.load("a: &a {x: 1, y: [1, 2]}\nb: *a\nc:\n  <<: *a\n  x: 2\nd: {<<: *a}\n")
    assert read == {"a": {"x": 1, "y": [1, 2]}, "b": {"x": 1, "y": [1, 2]}, "c": {"x": 2, "y": [1, 2]}, "d": read["a"]}
    inner = strict_yaml.load("z: &z {k: 1}\nx:\n  a: &a {<<: *z, k: 2}\nb: {<<: *a}\n")
    assert inner == {"z": {"k": 1}, "x": {"a": {"k": 2}}, "b": {"k": 2}}
    deep = "".join(f"{'  ' * n}a:\n" for n in range(30))
    assert strict_yaml.load(deep)
    for path in (PROJECT / "include").rglob("*.yaml"):
        text = path.read_text("utf-8-sig")
        assert strict_yaml.load(text) == yaml.safe_load(text), path.name


def test_nothing_else_reads_yaml() -> None:
    found = [
        path.name
        for path in (PROJECT / "plugins").rglob("*.py")
        if "yaml.load(" in (text := path.read_text("utf-8")).replace("strict_yaml.load(", "") or "safe_load(" in text
    ]
    assert found == ["strict_yaml.py"]
