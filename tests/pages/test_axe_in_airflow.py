"""Our pages in Airflow, looked at by axe: with forms and without, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from tests.fixtures.accessibility import barriers
from tests.fixtures.browser import browser  # noqa: F401

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.airflow
ADDRESSES = {
    "all quarters": ("op", ""),
    "a quarter with copies to settle": ("op", "panyu/2019-Q3"),
    "a quarter that is refused": ("op", "panyu/2019-Q4"),
    "a quarter with a notice to sign": ("neighbour", "lunan/2019-Q3"),
    "a reader's frame": ("op", "panyu/2019-Q3/verdict"),
    "a verdict": ("op", "panyu/2019-Q3/verdict.html"),
    "a problem": ("op", "panyu/2019-Q9"),
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ADDRESSES)
def test_a_page_has_no_barrier(
    visit: Callable[[str | None], Any],
    browser: Browser,  # noqa: F811
    name: str,
    language: str,
) -> None:
    who, address = ADDRESSES[name]
    answer = visit(who).get(f"/govreport/{address}?lang={language}")
    assert ("form" in name or "settle" in name or "sign" in name) == ("<form" in answer.text)
    assert barriers(browser, answer.text) == []
