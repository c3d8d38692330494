"""The site as a whole: which page lies where, what is copied beside them, how one leads to another.

Every path is relative and every page stands by itself, so the archive may be copied, unpacked or opened from a disk.
"""

from __future__ import annotations

import base64
import hashlib
import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar
from urllib.parse import quote

from markupsafe import Markup

from govreport.archive.holdings import Edition, Holdings
from govreport.archive.series import Series
from govreport.archive.words import WORDS
from govreport.district.folder import Town
from govreport.errors import Message
from govreport.html.page import PageWriter, View, place
from govreport.language import InBothLanguages, Language
from govreport.months import said_of
from govreport.quarter import Quarter
from govreport.store.links import reachable

INDEX = "index.html"
"""The archive's first page."""


@dataclass
class Site:
    """Pages by path, and stored files by the path at which they are to lie."""

    pages: dict[str, bytes] = field(default_factory=dict)
    assets: dict[str, str] = field(default_factory=dict)
    """Path -> key in the file store."""

    @property
    def asset_hashes(self) -> dict[str, str]:
        """Path -> sha256 of what is copied beside the pages."""
        return {path: key.rsplit("/", 1)[1].split(".", 1)[0] for path, key in self.assets.items()}


@dataclass(frozen=True)
class SiteContext(PageWriter):
    """What every page is written with, in one language."""

    labels: ClassVar[Mapping[str, Message]] = WORDS
    holdings: Holdings
    series: Series
    figure_pages: Mapping[tuple[Quarter, str], str]
    """(quarter, indicator) -> path of the page that explains it."""

    def say(self, text: InBothLanguages) -> str:
        """A text in the page's language, as it is said of the periods that the district reports by."""
        return super().say(said_of(self.holdings.district.base, text) if isinstance(text, Message) else text)

    def town(self, town: Town, quarter: Quarter | None = None) -> str:
        """A town's short name: of a quarter the one in force on its last day, otherwise today's."""
        return self.pick(town.short_name_on(quarter.end) if quarter is not None else town.short_name, town.en)

    def page(self, path: str, title: str, *sections: Sequence[View], **more: object) -> View:
        """What stands on a page below the archive's first one; ``more`` fills what most pages leave empty."""
        empty: View = {"sub": "", "badge": "", "lead": [], "warning": "", "search": False, "intro": "", "crumbs": []}
        if path != INDEX:
            empty["crumbs"] = [{"text": self.word("archive"), "href": href(self.path(path), self.path(INDEX))}]
        return {**empty, "path": path, "title": title, "sections": [s for some in sections for s in some], **more}

    def path(self, page: str) -> str:
        """The path of a page in this language; the district's first language has the plain names."""
        return in_language(page, self.language, self.holdings)

    def stated(self, path: str) -> str:
        """What a page says of itself, so that it can be proved: whose archive's page it is."""
        return f"{self.holdings.district.id}/{path}"

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
        yield f"{edition.folder}/{file.path}", file.key
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


def render(site: SiteContext, path: str, view: View) -> bytes:
    """A page from its view; a page with a search brings the search's script along."""
    templates, district = site.holdings.settings.templates_dir, site.holdings.district
    text = (templates / "archive" / "search.js").read_text(encoding="utf-8").strip() if view["search"] else ""
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    others: dict[Language, str] = {
        x: href(path, in_language(view["path"], x, site.holdings))
        for x in ("zh", "en")
        if x in site.holdings.languages and x != site.language
    }
    page = site.shell(others) | {
        "masthead": site.say(district.report.title),
        "publisher": site.say(district.publisher),
        "note": site.say(district.note) if district.note else "",
        "drafts": site.holdings.with_drafts,
        "archived": site.stated(path),
        **view,
    }
    return place(
        templates, "archive/page.html.j2", page, "web.css", "archive/archive.css",
        script=Markup(text),  # noqa: S704 - our own file
        script_hash=f"'sha256-{digest}'" if text else "'none'",
    ).encode()  # fmt: skip
