"""Every kind of page, looked at by axe: what people with a screen reader, a keyboard or a thumb would stumble over."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from govreport import stages
from govreport.city.page import city_page
from govreport.city.rollup import City, roll_up
from govreport.context import Context
from govreport.district.folder import Bilingual
from govreport.language import Language
from govreport.manifests.verdicts import Verdict
from govreport.quality.page.page import verdict_page
from govreport.release.calendar import releases
from govreport.release.calendar_page import calendar_page
from govreport.reports.formats.web import render_web
from govreport.reports.model import ReportModel
from govreport.settings import Settings
from tests.fixtures.accessibility import barriers
from tests.fixtures.prepared import REPORT, Prepared, take
from tests.reports.golden_model import models

pytest_plugins = ["tests.fixtures.browser"]

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LANGUAGES: tuple[Language, ...] = ("zh", "en")
TOWN = "440113103"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return take(REPORT, Settings(var=tmp_path_factory.mktemp("axe") / "var"))


@pytest.fixture(scope="module")
def printed(made: Prepared) -> dict[str, ReportModel]:
    """The report in every language, as the golden files have it."""
    return models(made.context, made.verdict, made.measurement)


@pytest.fixture(scope="module")
def archive(made: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """In both languages, with its drafts, so that no page is empty."""
    root = tmp_path_factory.mktemp("site") / "site"
    district = made.context.district.model_copy(update={"languages": LANGUAGES})
    stages.publish(replace(made.context, district=district), str(root), with_drafts=True)
    return root


@pytest.mark.parametrize("ending", ["", ".en"])
@pytest.mark.parametrize("page", ["index", "2019-Q3/index", "2019-Q3/verdict", "indicators/S01", f"towns/{TOWN}"])
def test_pages_of_the_archive(archive: Path, browser: Browser, page: str, ending: str) -> None:
    assert barriers(browser, (archive / f"{page}{ending}.html").read_bytes()) == []


@pytest.mark.parametrize("page", ["G13-2019-Q3-zh.html", "S01-2019-Q3-zh.html"])
def test_pages_that_explain_a_figure(made: Prepared, browser: Browser, page: str) -> None:
    (explained,) = (p for p in made.reports[0].pages if p.name == page)
    html = made.context.files.get(explained.key)
    assert barriers(browser, html) == []
    records = re.search(rb'href="\.\./\.\./(figures/[^"#]+)', html)
    if records is not None:
        assert barriers(browser, made.context.files.get(records[1].decode())) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reports_web_page(printed: dict[str, ReportModel], browser: Browser, language: Language) -> None:
    assert barriers(browser, render_web(printed[language], Settings())) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_calendar(made: Prepared, browser: Browser, language: Language) -> None:
    start, district = date(2026, 11, 23), made.context.district
    quarters = releases(district, start)
    page = calendar_page(district, quarters, made.context.settings, start=start, months=12, language=language)
    assert barriers(browser, page) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_verdict_that_stops_the_report(made: Prepared, browser: Browser, language: Language) -> None:
    assert barriers(browser, verdict_page(_stopped(made.verdict), made.context.district, [], language=language)) == []


def _stopped(verdict: Verdict) -> Verdict:
    worst = [o.model_copy(update={"severity": "block"}) if not o.passed else o for o in verdict.outcomes]
    return verdict.model_copy(update={"state": "block", "outcomes": worst})


def test_a_citys_page(made: Prepared, browser: Browser) -> None:
    stages.sign(made.context, made.reports[0])
    city = City(
        name=Bilingual(zh="某市", en="City"), publisher=Bilingual(zh="某市民政局", en="Bureau"), members=("panyu",)
    )
    unsigned = Context(
        made.context.settings, made.context.district.model_copy(update={"id": "b"}), made.context.quarter
    )
    rollup = roll_up(city, [made.context, unsigned], made.context.quarter)
    assert len(rollup.signed) == len(rollup.missing) == 1
    assert barriers(browser, city_page(rollup, made.context.settings.templates_dir)) == []


Spoil = Callable[[str], str]
TINY = '<p><a href="#top" style="font-size: 9px; line-height: 1">1</a></p></main>'
SPOILT: dict[str, Spoil] = {
    "html-has-lang": lambda page: page.replace('<html lang="zh-CN">', "<html>"),
    "empty-table-header": lambda page: re.sub(r'<th scope="row">.*?</th>', '<th scope="row"></th>', page, count=1),
    "scrollable-region-focusable|landmark": lambda page: page.replace("<main", "<div").replace("</main>", "</div>"),
    "color-contrast": lambda page: page.replace("--ink: #1C2430", "--ink: #CCCCCC"),
    "small": lambda page: page.replace("</main>", TINY),
}


@pytest.mark.parametrize("rule", SPOILT)
def test_a_page_with_a_fault_is_caught(made: Prepared, browser: Browser, rule: str) -> None:
    start, district = date(2019, 10, 1), made.context.district
    page = calendar_page(district, releases(district, start, 3), made.context.settings, start=start, months=3).decode()
    spoilt = SPOILT[rule](page)
    assert spoilt != page
    assert [found for found in barriers(browser, spoilt, (360,)) if re.search(rule, found)]
