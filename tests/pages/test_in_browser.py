"""The page as people meet it: a real api-server, a real browser, somebody who logs in."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from govreport.settings import Settings
from govreport_airflow.local import LocalAirflow
from tests.conftest import PROJECT
from tests.dags.conftest import HOME
from tests.fixtures.browser import browser  # noqa: F401
from tests.pages.conftest import PASSWORDS, USERS
from tests.pages.test_pages import states
from tests.runbooks.clicker import Clicker, ways

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.airflow


@pytest.fixture(scope="module")
def server(
    browser: Browser,  # noqa: F811
    filled: Path,
    metadata: None,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[LocalAirflow]:
    """Airflow's api-server alone: the page needs no scheduler. Not started where there is no browser."""
    folder = tmp_path_factory.mktemp("server")
    shutil.copytree(filled / "var", folder / "var")
    (folder / "passwords.json").write_text(json.dumps(PASSWORDS))
    airflow = LocalAirflow(
        folder / "airflow",
        variables={
            "GOVREPORT_HOME": str(filled / "home"),
            "GOVREPORT_VAR": str(folder / "var"),
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": USERS,
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(folder / "passwords.json"),
        },
    )
    try:
        copy_metadata(airflow.home)
        airflow.start(("api-server",), migrate=False)
        deadline = time.monotonic() + 120
        while not answers(airflow):
            assert airflow.dead() is None, airflow.log("api-server").read_text(errors="replace")[-3000:]
            assert time.monotonic() < deadline, "the api-server doesn't answer"
            time.sleep(0.3)
        yield airflow
    finally:
        airflow.stop()


def copy_metadata(home: Path) -> None:
    """The session's metadata database, for migrating another takes a while."""
    home.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(HOME / "airflow.db")) as made, closing(sqlite3.connect(home / "airflow.db")) as copy:
        made.backup(copy)


def answers(airflow: LocalAirflow) -> bool:
    try:
        with urllib.request.urlopen(f"{airflow.url}/api/v2/version", timeout=5) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except OSError:
        return False


@pytest.fixture
def log_in(server: LocalAirflow, browser: Browser) -> Iterator[Any]:  # noqa: F811
    contexts = []

    def open_as(name: str, width: int = 1100, height: int = 800, locale: str = "zh-CN") -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, locale=locale)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto(server.url)
        page.fill("input[name=username]", name)
        page.fill("input[type=password]", PASSWORDS[name])
        page.keyboard.press("Enter")
        page.get_by_role("link", name="Dags").first.wait_for()
        return page

    yield open_as
    for context in contexts:
        context.close()


def test_an_operator_finds_the_page_reads_a_report_and_settles_a_doubt(server: LocalAirflow, log_in: Any) -> None:
    page = log_in("op")
    refused: list[str] = []
    page.on("console", lambda m: refused.append(m.text) if "Content Security Policy" in m.text else None)
    page.get_by_role("link", name="治理季报").click()
    frame = page.frame_locator("iframe[title=治理季报]")
    frame.get_by_role("link", name=re.compile("发送待核实")).click()
    frame.get_by_role("heading", name="番禺区 2019年第三季度").wait_for()

    frame.get_by_role("link", name="网页").click()
    inner = frame.frame_locator("iframe")
    inner.get_by_role("heading", name="三季度").wait_for()
    inner.get_by_role("link", name="815").click()
    inner.get_by_text("R01 三季度").wait_for()  # the login went along into the sandboxed document
    inner.get_by_role("link", name="records").click()
    inner.get_by_text("panyu 2019-Q3 三季度 records").wait_for()
    frame.get_by_role("link", name="番禺区 2019年第三季度").click()

    with page.expect_download() as download:
        frame.get_by_role("link", name="PDF").first.click()
    assert download.value.suggested_filename == "季报-2019-Q3.pdf"

    form = frame.locator(".copy", has_text="director@")
    form.get_by_role("button").click()  # nothing chosen: the browser itself keeps the form
    form.get_by_label("已送达").check()
    form.get_by_label("依据").fill("电话核实")
    form.get_by_role("button").click()
    frame.get_by_role("status").wait_for()
    settings = Settings(var=Path(server.environment["GOVREPORT_VAR"]))
    assert states(settings)["director"] == "sent"
    frame.get_by_text("核实已送达").wait_for()
    assert refused == []


def test_a_doubt_is_settled_as_the_runbook_says_in_both_languages(log_in: Any, server: LocalAirflow) -> None:
    """In English up to the last button: one copy is left, and the Chinese page settles it."""
    for language, locale, left_out in (("en", "en-GB", 2), ("zh", "zh-CN", 0)):
        page = PROJECT / "docs" / language / "runbooks" / "resend.md"
        way = ways(page.read_text(encoding="utf-8"))[0]
        Clicker(log_in("op", locale=locale)).follow(way[: len(way) - left_out])
    settings = Settings(var=Path(server.environment["GOVREPORT_VAR"]))
    assert states(settings)["section"] == "not_arrived"


def test_a_viewer_reads_and_has_no_form_and_somebody_without_rights_is_told_so(
    log_in: Any, server: LocalAirflow
) -> None:
    page = log_in("viewer")
    page.goto(f"{server.url}/govreport/panyu/2019-Q3")
    page.get_by_role("heading", name="番禺区 2019年第三季度").wait_for()
    assert page.locator("form").count() == 0
    page = log_in("nobody")
    assert page.goto(f"{server.url}/govreport/").status == 403
    assert "没有查看任何区报告的权限" in page.content()


def test_on_a_phone_nothing_is_wider_than_the_screen_and_the_keyboard_leads_through(
    log_in: Any, server: LocalAirflow
) -> None:
    page = log_in("op", 360, 740)
    for address in ("", "panyu/2019-Q3", "panyu/2019-Q4", "lunan/2019-Q3", "panyu/2019-Q3?lang=en", "?lang=en"):
        page.goto(f"{server.url}/govreport/{address}")
        assert page.evaluate("document.documentElement.scrollWidth") == 360, address
    page.goto(f"{server.url}/govreport/?lang=zh")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.locator("a.cell").first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1).wait_for()
