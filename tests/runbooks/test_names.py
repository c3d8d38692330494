"""Names that the pages quote are those on the screen: of the installed Airflow's own language files, or ours."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from govreport.errors import Message
from govreport.html.labels import LABELS
from govreport.vocabulary import REPORTS, VERDICTS
from govreport_airflow import remedies
from govreport_airflow.pages.words import WORDS
from tests.conftest import PROJECT
from tests.runbooks.clicker import names, ways

LOCALES = {"zh": "zh-CN", "en": "en"}
PRESSED = {
    "zh": re.compile("(?:点|选|按|点击|点一下)“([^”]+)”"),
    "en": re.compile("(?:[Pp]ress|[Cc]hoose|[Cc]lick) “([^”]+)”"),
}
ENGLISH = re.compile(r"\b(?:Trigger|Backfill|Clear|Required Actions|Confirm|All Runs)\b(?! to)")
"""Buttons that a Chinese browser shows in Chinese."""
SHARED = ("airflow", "pages", "longer-periods", "corrections", "delivery")
"""Pages that speak of buttons too, beside the runbooks."""


@cache
def of_airflow(language: str) -> list[re.Pattern[str]]:
    """Everything that Airflow's interface says in a language; what it fills in may be anything."""
    found = importlib.util.find_spec("airflow")
    assert found is not None
    assert found.origin is not None
    folder = Path(found.origin).parent / "ui" / "dist" / "i18n" / "locales" / LOCALES[language]
    texts = [text for file in sorted(folder.glob("*.json")) for text in _texts(json.loads(file.read_text("utf-8")))]
    assert len(texts) > 500
    return [
        re.compile(re.sub(r"\\\{\\\{.*?\\\}\\\}|\\\$t\\\(.*?\\\)", ".+", re.escape(text.rstrip("。."))))
        for text in texts
    ]


def _texts(value: Any) -> Iterator[str]:
    for inner in value.values():
        if isinstance(inner, dict):
            yield from _texts(inner)
        elif len(inner) > 1:
            yield inner


@cache
def of_ours() -> frozenset[str]:
    """What our own forms, tasks, pages and questions call things, in either language."""
    words = (*WORDS.values(), *LABELS.values(), *REPORTS.values(), *VERDICTS.values())
    messages = [word for word in words if isinstance(word, Message)]
    params = (
        "季度",
        "Quarter",
        "发送",
        "Deliver",
        "治理季报",
        "报告页",
        "同意 Approve",
        "退回 Reject",
        "意见 Comment",
        "2019-Q3 zh",
    )
    return frozenset(
        [*(m.zh for m in messages), *(m.en for m in messages), *(m.en.capitalize() for m in messages), *params,
         "番禺区社会组织治理季报", "2019-Q3 扶持资金拨付台账", "manual__2019-Q3__", "Governance reports"]
    )  # fmt: skip


def is_shown(name: str, language: str) -> bool:
    name = name.removesuffix("…").rstrip("。.")
    ours = name in of_ours() or f"{name}。" in of_ours() or f"{name}." in of_ours()
    return ours or any(pattern.fullmatch(name) for pattern in of_airflow(language))


def quoted(text: str, language: str) -> set[str]:
    """Names of a text that are to be clicked: in ways, and after a word like press."""
    text = " ".join(text.split())
    return set(PRESSED[language].findall(text)) | {name for way in ways(text) for step in way for name in names(step)}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_button_that_a_page_names_is_on_the_screen_in_that_language(language: str) -> None:
    folder = PROJECT / "docs" / language
    pages = [*sorted((folder / "runbooks").glob("*.md")), *(folder / f"{name}.md" for name in SHARED)]
    wrong = {
        (page.name, name)
        for page in pages
        for name in quoted(page.read_text(encoding="utf-8"), language)
        if not is_shown(name, language)
    }
    assert wrong == set()


def test_so_is_every_one_that_failures_and_the_docs_of_dags_name() -> None:
    said = [m for m in vars(remedies).values() if isinstance(m, Message)]
    found = {name for m in said for name in quoted(m.zh, "zh")}, {name for m in said for name in quoted(m.en, "en")}
    assert all(len(one) >= 2 for one in found)
    docs = [path.read_text(encoding="utf-8").split('"""')[1] for path in (PROJECT / "dags").glob("*.py")]
    for language, those in zip(("zh", "en"), found, strict=True):
        inside = {name for doc in docs for name in quoted(doc, language)}
        assert {name for name in those | inside if not is_shown(name, language)} == set()


def test_the_page_of_the_first_login_says_what_is_on_the_screen() -> None:
    for language in LOCALES:
        text = (PROJECT / "docs" / language / "runbooks" / "first-login.md").read_text(encoding="utf-8")
        every = set(re.findall("“([^”]+)”", text)) - {"Returned value not shown"}
        assert len(every) > 8
        assert {name for name in every if not is_shown(name, language)} == set()


def test_a_chinese_page_names_no_button_in_english() -> None:
    for page in sorted((PROJECT / "docs" / "zh" / "runbooks").glob("*.md")):
        assert ENGLISH.findall(page.read_text(encoding="utf-8")) == [], page.name


@pytest.mark.parametrize(
    ("name", "language"), [("Clear", "zh"), ("触发运行", "zh"), ("清除现有任务", "en"), ("Go", "en")]
)
def test_a_name_that_nobody_sees_is_found(name: str, language: str) -> None:
    assert not is_shown(name, language)
