"""What the modules say of where things are: names in their docstrings lead to files, and no file grows too long."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.conftest import PROJECT

NAMED = re.compile(r"(?<![\w./<-])(?:[\w-]+/)*[\w-]+\.py\b|(?<![\w./<:-])(?:[\w-]+/)+(?=$|[\s,.;:)`])")
"""quality/rules/funding.py, funding.py, rules/"""
MOST = 300
LONG = {
    "plugins/govreport/store/tables.py": "the tables, one after the other",
    "plugins/govreport/quality/rules/registration.py": "the rules of the register, one after the other",
    "plugins/govreport/quality/rules/funding.py": "the rules of the ledger, one after the other",
}
"""Declarations, which gain nothing by being divided."""
TOPS = ("plugins", "dags", "tests", "include", "scripts")
FILES = sorted(path for top in TOPS for path in (PROJECT / top).rglob("*.py"))


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


def test_no_file_of_the_library_is_longer_than_can_be_read_at_once() -> None:
    library = [path for path in FILES if path.is_relative_to(PROJECT / "plugins")]
    lines = {p.relative_to(PROJECT).as_posix(): len(p.read_text(encoding="utf-8").splitlines()) for p in library}
    long = {name: count for name, count in lines.items() if count > MOST}
    assert {name: count for name, count in long.items() if name not in LONG} == {}
    assert LONG.keys() <= long.keys()  # the list names none that is short by now
