"""Every page stands in one shell: it names its language, lets readers skip to the text, asks nothing of elsewhere."""

from __future__ import annotations

import re

import pytest

from govreport.html.labels import LABELS
from govreport.html.page import PageWriter, file_size, place
from govreport.language import Language
from govreport.settings import Settings
from tests.conftest import PROJECT

OWN_SHELL = {"web.html.j2", "mail.html.j2", "signing_mail.html.j2", "correction_notice.html.j2"}
"""The report itself and mails, which stand by themselves."""


def test_pages_have_no_head_of_their_own() -> None:
    templates = PROJECT / "include" / "templates"
    heads = {p.name for p in templates.rglob("*.html.j2") if "<head>" in p.read_text(encoding="utf-8")}
    assert heads - OWN_SHELL == {"shell.html.j2"}


@pytest.mark.parametrize(("language", "tag"), [("zh", "zh-CN"), ("en", "en")])
def test_the_shell_says_language_and_policy_and_lets_readers_skip(language: Language, tag: str) -> None:
    view = PageWriter(language).shell() | {"title": "<b>"}
    page = place(Settings().templates_dir, "html/shell.html.j2", view, "web.css")
    assert f'<html lang="{tag}">' in page
    assert f'<a class="skip" href="#main">{LABELS["skip"].in_language(language)}</a>' in page
    assert "default-src 'none'" in page
    assert "<title>&lt;b&gt;</title>" in page
    assert not re.search(r"https?://|<script|<link", page)


def test_a_label_is_filled_and_a_missing_one_is_an_error() -> None:
    assert PageWriter("en").word("top") == "Back to the top"
    with pytest.raises(KeyError):
        PageWriter("zh").word("nothing")


@pytest.mark.parametrize(("size", "text"), [(900, "900 B"), (1024, "1 KB"), (300_000, "293 KB"), (3_000_000, "2.9 MB")])
def test_sizes_are_said_for_people(size: int, text: str) -> None:
    assert file_size(size) == text
