"""The web report and the mail as people meet them: on a phone, by keyboard, without pictures or styles, printed."""

from __future__ import annotations

import io
import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from govreport.delivery.mail.body import render_body
from govreport.reports.build import build_model
from govreport.reports.formats.web import render_web
from govreport.reports.model import AttentionBlock, ReportModel
from govreport.settings import Settings
from tests.fixtures.looking import WIDTHS, opened
from tests.reports.fictional import fictional_inputs

pytest_plugins = ["tests.fixtures.browser"]

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@cache
def model() -> ReportModel:
    return build_model(fictional_inputs(), "zh")


@cache
def page(name: str) -> str:
    if name == "web":
        return render_web(model()).decode()
    if name == "web-en":
        return render_web(build_model(fictional_inputs(), "en")).decode()
    templates = Settings().templates_dir
    return render_body(
        model(), templates, trend_cid="trend@x", attachments=["季报.pdf"], report_url="https://x.example/"
    ).html


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["web", "web-en", "mail"])
def test_a_page_fits_every_window_and_asks_for_nothing(browser: Browser, name: str, width: int) -> None:
    with opened(browser, page(name), width) as seen:
        assert seen.too_wide() == []
        assert seen.requests == []
        assert seen.messages == []
        assert seen.faint() == []


def test_text_on_a_phone_is_large_enough_to_read(browser: Browser) -> None:
    for name in ("web", "mail"):
        with opened(browser, page(name), 360) as seen:
            small = seen.page.evaluate(
                """() => [...document.querySelectorAll('body *')].filter(e => !e.closest('svg') && e.tagName !== 'SUP'
                && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim().length > 1)
                && e.getClientRects().length && e.getBoundingClientRect().width > 2
                && parseFloat(getComputedStyle(e).fontSize) > 2 && parseFloat(getComputedStyle(e).fontSize) < 12)
                .map(e => e.textContent.trim().slice(0, 30))"""
            )
            assert small == []


def test_a_phone_gets_the_charts_that_are_drawn_for_it(browser: Browser) -> None:
    with opened(browser, page("web"), 360) as seen:
        labels = seen.page.evaluate(
            """() => [...document.querySelectorAll('figure svg text')].filter(t => t.getClientRects().length)
            .map(t => parseFloat(getComputedStyle(t).fontSize) * t.getCTM().a)"""
        )
        assert labels
        assert min(labels) >= 9.5


def test_no_column_of_a_table_is_crushed_on_a_phone(browser: Browser) -> None:
    with opened(browser, page("web"), 360) as seen:
        crushed = seen.page.evaluate(
            """() => [...document.querySelectorAll('td, th')].filter(e => e.getClientRects().length
            && e.textContent.trim().length > 6 && e.clientWidth < 52 && e.clientHeight > 110)
            .map(e => e.textContent.trim())"""
        )
        assert crushed == []


def test_the_mail_without_pictures_says_what_the_picture_shows(browser: Browser) -> None:
    chart = model().block("registered_trend")
    with opened(browser, page("mail"), 360) as seen:
        pictures = seen.page.evaluate(
            "() => [...document.images].map(i => ({alt: i.alt, wide: i.getBoundingClientRect().right}))"
        )
        assert [p["alt"] for p in pictures] == [chart.alt]  # type: ignore[union-attr]
        assert all(p["wide"] <= 360 for p in pictures)
        said = seen.words()
        for card in model().kpis:
            assert squeezed(card.name) in said
            assert card.value in said


@pytest.mark.parametrize("name", ["web", "mail"])
def test_without_styles_the_text_still_runs_from_title_to_figures_to_attention(browser: Browser, name: str) -> None:
    bare = re.sub(r"<style.*?</style>| style=\"[^\"]*\"", "", page(name), flags=re.DOTALL)
    items = [i for b in model().blocks(AttentionBlock) for i in b.items]  # type: ignore[attr-defined]
    with opened(browser, bare) as seen:
        said = seen.words()
        wanted = [model().title, *model().headline, model().findings[0].text, model().kpis[0].name]
        wanted += [items[0].text, items[-1].action]
        places = []
        at = 0
        for text in map(squeezed, wanted):
            at = said.find(text, at)
            places.append(at)
        assert -1 not in places
        assert places == sorted(places)


def test_the_keyboard_reaches_the_text_first_and_shows_where_it_is(browser: Browser) -> None:
    with opened(browser, page("web")) as seen:
        reached = seen.tabbed(4 + len(model().sections))
        assert reached[0]["href"] == "#main"
        assert all(r["visible"] for r in reached)
        links = [r["href"] for r in reached if r["tag"] == "A"]
        assert links[1 : 2 + len(model().sections)] == ["#findings", *[f"#{s.key}" for s in model().sections]]
        tops = [r["top"] for r in reached[1:]]
        assert all(b >= a - 4 for a, b in pairwise(tops))


def test_the_skip_link_goes_to_the_text(browser: Browser) -> None:
    with opened(browser, page("web")) as seen:
        seen.page.keyboard.press("Tab")
        seen.page.keyboard.press("Enter")
        assert seen.page.evaluate("() => location.hash") == "#main"
        seen.page.keyboard.press("Tab")
        inside = "() => document.querySelector('main').contains(document.activeElement)"
        assert seen.page.evaluate(inside)


def test_every_wide_table_can_be_scrolled_by_keyboard_and_says_what_it_is(browser: Browser) -> None:
    with opened(browser, page("web"), 360) as seen:
        unreachable = seen.page.evaluate(
            """() => [...document.querySelectorAll('*')].filter(e => e.scrollWidth > e.clientWidth + 1
            && ['auto', 'scroll'].includes(getComputedStyle(e).overflowX)
            && !(e.tabIndex === 0 && e.getAttribute('aria-label'))).map(e => e.outerHTML.slice(0, 80))"""
        )
        assert unreachable == []


def test_printed_from_the_browser_the_web_page_is_a_report_not_a_screen(browser: Browser) -> None:
    with opened(browser, page("web")) as seen:
        printed = PdfReader(io.BytesIO(seen.page.pdf(prefer_css_page_size=True)))
        texts = [squeezed(p.extract_text()) for p in printed.pages]
        assert 6 <= len(texts) <= 16
        assert all(len(t) > 40 for t in texts)
        assert "跳到正文" not in "".join(texts)
        assert round(float(printed.pages[0].mediabox.width)) in range(594, 597)
