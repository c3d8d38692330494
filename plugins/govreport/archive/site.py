"""The site as a whole: which page lies where, what is copied beside them, how one leads to another.

Every path is relative and every page stands by itself, so the archive may be copied, unpacked or opened from a disk.
Belongs here: addresses, the template, gathering pages and files. Does not belong here: what a page says (page_*.py),
writing it all (publish.py).
"""

from __future__ import annotations

import base64
import hashlib
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from govreport.archive.holdings import Edition, Holdings
from govreport.archive.series import Series
from govreport.archive.words import WORDS
from govreport.district.folder import Town
from govreport.errors import Message
from govreport.language import Language
from govreport.quarter import Quarter
from govreport.store.links import reachable
from govreport.templating import engine, style


@dataclass
class Site:
    """Pages by path, and stored files by the path at which they are to lie."""

    pages: dict[str, bytes] = field(default_factory=dict)
    assets: dict[str, str] = field(default_factory=dict)
    """Path -> key in the file store."""


@dataclass(frozen=True)
class SiteContext:
    """What every page is written with, in one language."""

    holdings: Holdings
    series: Series
    language: Language
    figure_pages: Mapping[tuple[Quarter, str], str]
    """(quarter, indicator) -> path of the page that explains it."""

    def say(self, message: Message) -> str:
        """The message in the page's language."""
        return message.in_language(self.language)

    def word(self, key: str) -> str:
        """A fixed word."""
        return self.say(WORDS[key])

    def quarter(self, quarter: Quarter) -> str:
        """A quarter's name."""
        return quarter.zh if self.language == "zh" else quarter.en

    def town(self, town: Town) -> str:
        """A town's name today."""
        return town.en if self.language == "en" else town.short_name

    def path(self, page: str) -> str:
        """The path of a page in this language; the district's first language has the plain names."""
        return in_language(page, self.language, self.holdings)

    def quarter_path(self, quarter: Quarter) -> str:
        """The path of a quarter's page; "" where there is none."""
        return self.path(f"{quarter}/index.html") if self.holdings.of(quarter) is not None else ""


def in_language(page: str, language: Language, holdings: Holdings) -> str:
    """The path of a page in one of the district's languages."""
    return page if language == holdings.languages[0] else page.removesuffix(".html") + f".{language}.html"


def href(here: str, there: str, anchor: str = "") -> str:
    """The relative address of one path from another, "" for nowhere."""
    if not there:
        return ""
    return quote(posixpath.relpath(there, posixpath.dirname(here) or ".")) + (f"#{quote(anchor)}" if anchor else "")


def asset_paths(edition: Edition, holdings: Holdings) -> Iterator[tuple[str, str]]:
    """(path, key) of everything that comes with an open edition: its files, its documents, its figures' pages."""
    for file in edition.report.files:
        yield f"{edition.folder}/{file.name}", file.key
    for document in edition.documents:
        for file in document.files:
            yield document_path(edition, document.kind, file.name), file.key
    for key in reachable(holdings.files, (page.key for page in edition.report.pages)):
        yield f"{edition.report.quarter}/{key}", key


def document_path(edition: Edition, kind: str, name: str) -> str:
    """Where a brief or an annex lies."""
    return f"{edition.folder}/{'towns' if kind == 'town_brief' else 'annex'}/{name}"


def figure_pages(holdings: Holdings, language: Language) -> dict[tuple[Quarter, str], str]:
    """Where each quarter's figures are explained, by its newest open edition."""
    found = {}
    for holding in holdings.quarters:
        edition = holding.edition(language)
        for page in edition.report.pages if edition is not None else []:
            indicator = page.name.split("-", 1)[0]
            found[holding.quarter, indicator] = f"{holding.quarter}/{page.key}"
    return found


def render(site: SiteContext, path: str, view: Mapping[str, Any], *, script: bool = False) -> bytes:
    """A page from its view."""
    templates = site.holdings.settings.templates_dir
    text = (templates / "archive" / "search.js").read_text(encoding="utf-8").strip() if script else ""
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    district, zh = site.holdings.district, site.language == "zh"
    others = [x for x in site.holdings.languages if x != site.language]
    plain = view["path"]
    page = engine(templates / "archive").get_template("page.html.j2").render(
        d={
            "lang_tag": "zh-CN" if zh else "en",
            "language": site.language,
            "words": {key: site.say(message) for key, message in WORDS.items()},
            "masthead": district.report.title.zh if zh else district.report.title.en,
            "publisher": district.publisher.zh if zh else district.publisher.en,
            "note": (district.note.zh if zh else district.note.en) if district.note else "",
            "languages": [
                {"tag": tag, "code": x, "href": href(path, in_language(plain, x, site.holdings))}
                for x, tag in (("zh", "zh-CN"), ("en", "en"))
                if x in others
            ],
            "drafts": site.holdings.with_drafts,
            **view,
        },
        css=_css(templates),
        script=Markup(text),  # noqa: S704 - our own file
        script_hash=f"'sha256-{digest}'" if script else "'none'",
    )  # fmt: skip
    return page.encode("utf-8")


@cache
def _css(templates: Path) -> Markup:
    return style(templates / "web.css", templates / "archive" / "archive.css")
