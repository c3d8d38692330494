"""A page that explains a figure, in a real browser: it fits, asks for nothing, can be read and used by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from govreport.explain.pages import explain_pages
from govreport.reports.material import gather_material
from tests.end_to_end.conftest import Run
from tests.fixtures.looking import WIDTHS, opened

pytest_plugins = ["tests.fixtures.browser"]

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def test_a_page_that_explains_a_figure_fits_every_window(browser: Browser, sample: Callable[[str], Run]) -> None:
    context, verdict, measurement = sample("2019-Q3")
    inputs = gather_material(context, measurement, verdict).languages[0].inputs
    pages = explain_pages(context, measurement, verdict, inputs.figures, "zh")
    html = context.files.get(pages["S01"].key)
    for width in WIDTHS:
        with opened(browser, html, width) as seen:
            assert seen.too_wide() == []
            assert seen.faint() == []
            assert seen.requests == seen.messages == []
            assert "定期抽查率" in seen.words()
            assert all(r["visible"] for r in seen.tabbed(3))
