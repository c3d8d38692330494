"""What the modules say of where things are: names in their docstrings lead to files, and no file grows too long."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.conftest import PROJECT

NAMED = re.compile(r"(?<![\w./<-])(?:[\w-]+/)*[\w-]+\.py\b|(?<![\w./<:-])(?:[\w-]+/)+(?=$|[\s,.;:)`])")
"""quality/rules/funding.py, funding.py, rules/"""
MOST = 300
LONG = {
    "plugins/govreport/store/tables.py": "the tables, one after the other",
    "plugins/govreport/quality/rules/funding.py": "declared rules",
    "plugins/govreport/quality/rules/registration.py": "declared rules",
    "plugins/govreport/quality/rules/evaluation.py": "declared rules",
    "plugins/govreport/quality/rules/cross_extract.py": "declared rules",
}
"""Declarations, which gain nothing by being divided."""
FILES = sorted(path for top in ("plugins", "dags", "tests") for path in (PROJECT / top).rglob("*.py"))


def lost(path: Path) -> list[str]:
    """Files and folders that the module's docstring names and that aren't there."""
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    rooms = [parent for parent in path.parents if parent.is_relative_to(PROJECT)]  # its folder, its package, ...
    places = [*rooms, PROJECT / "plugins", PROJECT / "plugins" / "govreport"]
    return [name for name in NAMED.findall(said) if not any((place / name).exists() for place in places)]


def test_every_file_and_folder_that_a_modules_docstring_names_is_there() -> None:
    found = {path.relative_to(PROJECT).as_posix(): names for path in FILES if (names := lost(path))}
    assert found == {}


def test_names_of_files_and_folders_are_found_and_nothing_else() -> None:
    said = "See quality/rules/funding.py, (body.py) and rules/; not and/or, 1/2 or https://a.example/b"
    assert NAMED.findall(said) == ["quality/rules/funding.py", "body.py", "rules/"]


@pytest.mark.parametrize("path", [f for f in FILES if f.is_relative_to(PROJECT / "plugins")], ids=lambda p: p.stem)
def test_no_file_of_the_library_is_longer_than_can_be_read_at_once(path: Path) -> None:
    name = path.relative_to(PROJECT).as_posix()
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= MOST or name in LONG, f"{name} has {lines} lines"
    assert not (lines <= MOST and name in LONG), f"{name} is no longer too long"
