"""The repository's tree in CONTRIBUTING.md: every path exists, and every room stands in it."""

from __future__ import annotations

import re

from tests.conftest import PROJECT

PAGE = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def tree() -> list[str]:
    """The paths, from the repository's root."""
    block = re.search(r"## Where things are\n\n```\n(.*?)```", PAGE, re.DOTALL)
    assert block is not None
    paths, folder = [], ""
    for line in block[1].splitlines():
        indented = line.startswith(" ")
        names = re.split(r"\s{2,}", line.strip())[:-1]
        assert names, f"a path and what it is, two spaces apart: {line}"
        for name in names:
            if not indented and name.endswith("/"):
                folder = name
            paths.append(folder + name if indented else name)
    return paths


def test_every_path_of_the_tree_exists() -> None:
    assert [path for path in tree() if not (PROJECT / path).exists()] == []


def test_every_room_of_the_library_stands_in_the_tree() -> None:
    listed = set(tree())
    library = PROJECT / "plugins" / "govreport"
    rooms = [p for p in library.iterdir() if (p.suffix == ".py" or p.is_dir()) and not p.name.startswith("_")]
    names = {f"plugins/govreport/{p.name}{'/' if p.is_dir() else ''}" for p in rooms}
    assert names - listed == set()


def test_every_room_within_a_room_stands_in_the_tree() -> None:
    library = PROJECT / "plugins" / "govreport"
    rooms = {f"{path.parent.relative_to(PROJECT).as_posix()}/" for path in library.glob("*/*/__init__.py")}
    assert rooms - set(tree()) == set()


def test_every_how_to_stands_in_its_table_and_is_followed_by_a_test() -> None:
    tests = [p.read_text(encoding="utf-8") for p in (PROJECT / "tests").rglob("test_adding_*.py")]
    for page in sorted((PROJECT / "docs").glob("adding-*.md")):
        assert f"(docs/{page.name})" in PAGE, page.name
        assert any(f"docs/{page.name}" in text for text in tests), page.name
