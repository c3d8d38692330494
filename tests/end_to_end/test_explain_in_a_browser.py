"""A page that explains a figure, in a real browser: it fits, asks for nothing, can be read and used by keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from govreport.settings import Settings
from tests.fixtures.looking import WIDTHS, opened
from tests.fixtures.prepared import REPORT, take

pytest_plugins = ["tests.fixtures.browser"]

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def test_a_page_that_explains_a_figure_fits_every_window(browser: Browser, tmp_path: Path) -> None:
    made = take(REPORT, Settings(var=tmp_path / "var"))
    (page,) = (page for page in made.reports[0].pages if page.name == "S01-2019-Q3-zh.html")
    html = made.context.files.get(page.key)
    for width in WIDTHS:
        with opened(browser, html, width) as seen:
            assert seen.too_wide() == []
            assert seen.faint() == []
            assert seen.requests == seen.messages == []
            assert "定期抽查率" in seen.words()
            assert all(r["visible"] for r in seen.tabbed(3))
