"""The site that `make docs-site` builds: whole, in two languages that lead to each other, and without a network."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from scripts.docs_site import DOCS, LANGUAGES, OTHER, build, in_the_generators_markdown, links

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytest_plugins = ["tests.fixtures.browser"]
LOADING = {"link": "href", "script": "src", "img": "src", "source": "srcset", "iframe": "src", "object": "data"}


class Page(HTMLParser):
    """What a page loads, leads to, and can be led to."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.leads: list[str] = []
        self.menu: list[str] = []
        self.twins: list[str] = []
        self.ids: set[str] = set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attributes}
        classes = has.get("class", "").split()
        self.ids |= {has[name] for name in ("id", "name") if name in has}
        if LOADING.get(tag) in has:
            self.loads.append(has[LOADING[tag]])
        if tag == "a" and "href" in has:
            self.leads.append(has["href"])
            if "md-nav__link" in classes:
                self.menu.append(has["href"])
            if "docs-twin" in classes:
                self.twins.append(has["href"])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    to = tmp_path_factory.mktemp("docs-site")
    build(to)
    return to


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    return {path: Page(path) for path in sorted(site.rglob("*.html")) if path.name != "404.html"}


def aimed(page: Path, link: str) -> Path:
    return (page.parent / unquote(link.partition("#")[0].partition("?")[0])).resolve() if link[0] != "#" else page


def test_nothing_is_loaded_from_elsewhere(site: Path, pages: dict[Path, Page]) -> None:
    for path, page in pages.items():
        assert [link for link in page.loads if re.match(r"(https?:)?//", link)] == [], path
        assert all(aimed(path, link).is_file() for link in page.loads), path
    for style in site.rglob("*.css"):
        text = style.read_text(encoding="utf-8")
        assert re.findall(r"url\(['\"]?(?:https?:)?//[^)]*|@import[^;]*", text) == [], style


def test_every_link_between_pages_leads_to_a_page_and_a_place_on_it(site: Path, pages: dict[Path, Page]) -> None:
    for path, page in pages.items():
        for link in page.leads:
            if re.match(r"[a-z]+:", link):
                continue
            aim = aimed(path, link)
            assert aim.is_file(), f"{path.relative_to(site)}: {link}"
            anchor = unquote(link.partition("#")[2])
            assert not anchor or anchor.startswith("__") or anchor in pages[aim].ids, (
                f"{path.relative_to(site)}: {link}"
            )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_in_the_navigation(site: Path, pages: dict[Path, Page], language: str) -> None:
    home = site / language / "index.html"
    listed = {aimed(home, link) for link in pages[home].menu}
    for page in sorted((DOCS / language).rglob("*.md")):
        name = page.relative_to(DOCS / language).with_suffix(".html").as_posix().replace("README.html", "index.html")
        assert site / language / name in listed, f"docs/{language}/index.md doesn't list {name}"
    assert listed >= {path for path in pages if path.is_relative_to(site / language)}


def test_the_switch_leads_to_the_same_page_in_the_other_language(site: Path, pages: dict[Path, Page]) -> None:
    for language in LANGUAGES:
        for path in (p for p in pages if p.is_relative_to(site / language)):
            twin = site / OTHER[language] / path.relative_to(site / language)
            assert [aimed(path, link) for link in pages[path].twins] == [twin], path
            assert twin.is_file()


def test_the_first_page_leads_to_both_languages(site: Path, pages: dict[Path, Page]) -> None:
    assert pages[site / "index.html"].leads == ["zh/index.html", "en/index.html"]


def test_opened_from_a_disk_it_is_searched_and_switched_without_a_complaint(site: Path, browser: Browser) -> None:
    page, complaints = browser.new_page(), list[str]()
    page.on("console", lambda said: complaints.append(said.text))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    page.goto((site / "zh" / "rules.html").as_uri())
    page.keyboard.press("/")
    page.keyboard.type("统一社会信用代码")
    page.get_by_text("社会组织登记名册").first.wait_for()
    page.keyboard.press("Escape")
    page.goto((site / "zh" / "rules.html").as_uri())
    page.click("a.docs-twin")
    page.wait_for_url("**/en/rules.html")
    page.close()
    assert complaints == []


def test_a_numbered_item_keeps_what_belongs_to_it_and_chinese_lines_are_joined() -> None:
    page = "# 题\n一行，\n**两行**\nend\n\n1. 甲\n   乙\n\n   ```\n   丙\n   丁\n   ```\n\n正文\n"
    assert in_the_generators_markdown(page) == (
        "# 题\n一行，**两行**\nend\n\n1. 甲乙\n\n    ```\n    丙\n    丁\n    ```\n\n正文\n"
    )


def test_links_are_found_but_not_in_blocks_of_code() -> None:
    text = "[a](x.md) ![b](y.png) [![c](z.png)](w.md#v)\n\n   ```\n   [no](no.md)\n   ```\n"
    assert list(links(text)) == ["x.md", "y.png", "w.md#v", "z.png"]
