"""Every relative link of the documentation leads to a file that exists, and to a heading of it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from scripts.docs_site import links, parts
from tests.conftest import PROJECT

PAGES = [*sorted(PROJECT.glob("*.md")), *sorted((PROJECT / "docs").rglob("*.md"))]


@cache
def anchors(page: Path) -> set[str]:
    """As GitHub makes them of headings, and those that stand in the page."""
    text = "".join(part for code, part in parts(page.read_text(encoding="utf-8")) if not code)
    found = set(re.findall(r'<a (?:id|name)="([^"]+)"', text))
    for heading in re.findall(r"^#{1,6} (.*)$", text, re.MULTILINE):
        said = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading.strip().lower())
        name = re.sub(r"[^\w\- ]", "", said).replace(" ", "-")
        found.add(next(n for i in range(99) if (n := f"{name}-{i}" if i else name) not in found))
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(PROJECT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    written = "".join(part for code, part in parts(text) if not code)
    written = re.sub(r"`[^`\n]*`", "", written)  # code shows templates, whose links are none of the page's
    for link in [*links(text), *re.findall(r'<(?:img|source|a)\b[^>]*?(?:src|srcset|href)="([^"]+)"', written)]:
        target, _, anchor = link.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        aim = (page.parent / target).resolve() if target else page
        assert aim.exists(), link
        assert aim.is_relative_to(PROJECT), f"{link} leads out of the repository"
        if anchor and aim.suffix == ".md":
            assert anchor in anchors(aim), link


FOLDERS = ("benchmarks", "dags", "deploy", "include", "plugins", "scripts", "tests")
KINDS = {".py", ".yaml", ".sh", ".j2", ".sql", ".toml", ".typ", ".html", ".md", ".txt"}


def test_every_page_that_the_program_names_exists() -> None:
    """Pages are named in comments, help texts and messages; a page that moves takes them along."""
    files = [p for folder in FOLDERS for p in sorted((PROJECT / folder).rglob("*")) if p.suffix in KINDS]
    files += [
        PROJECT / name for name in ("Makefile", "Dockerfile", "docker-compose.yaml", "pyproject.toml", "mkdocs.yml")
    ]
    missing = {
        f"{file.relative_to(PROJECT).as_posix()}: {page}"
        for file in files
        for page in re.findall(r"\bdocs/[\w/-]+\.(?:md|svg|png)\b", file.read_text(encoding="utf-8", errors="replace"))
        if not (PROJECT / page).exists()
    }
    assert missing == set()
