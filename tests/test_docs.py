"""What the documentation says is so: generated pages are fresh, the README's paths and commands exist."""

from __future__ import annotations

import re

import pytest

from govreport.dictionary import PAGES
from govreport.quality.catalogue import rule_catalogue
from tests.conftest import PROJECT

README = (PROJECT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_generated_page_is_fresh(name: str) -> None:
    written = (PROJECT / "docs" / name).read_text(encoding="utf-8")
    assert written == PAGES[name](), f"docs/{name} is behind the declarations; run make docs"


def test_every_path_of_the_readmes_tree_exists() -> None:
    tree = re.search(r"## Where things are\n\n```\n(.*?)```", README, re.DOTALL)
    assert tree is not None
    folder = ""
    for line in tree[1].splitlines():
        indented = line.startswith(" ")
        for name in re.split(r"\s{2,}", line.strip())[:-1]:
            if not indented:
                folder = name if name.endswith("/") else folder
            path = PROJECT / folder / name if indented else PROJECT / name
            assert path.exists(), path


def test_every_link_of_the_pages_leads_somewhere() -> None:
    pages = [PROJECT / "README.md", *sorted((PROJECT / "docs").rglob("*.md"))]
    for page in pages:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"`?make ([a-z]+)", README)) <= targets


def test_the_number_of_expectations_is_the_one_the_readme_gives() -> None:
    given = re.search(r"(\d+) expectations with severities", README)
    assert given is not None
    assert int(given[1]) == len(rule_catalogue())
