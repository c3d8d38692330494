"""What stands on the pages: an overview turned into texts and addresses.

Belongs here: choosing, wording and addressing. Does not belong here: reading (govreport.overview), the look
(include/templates/pages/), answering requests (app.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

from govreport.district.folder import Bilingual, District
from govreport.errors import Message
from govreport.indicators.vintages.status import VINTAGE_STATUS
from govreport.language import Language
from govreport.overview.model import Cell, Counts, Matrix, State
from govreport.quarter import Quarter
from govreport.vocabulary import REPORTS, VERDICTS
from govreport_airflow.pages.words import FORMATS, WORDS

View = dict[str, Any]


@dataclass(frozen=True)
class PageContext:
    """What every page is written with."""

    language: Language
    base: str
    """The address below which our pages lie, without a slash at its end."""

    def say(self, message: Message | Bilingual) -> str:
        """In the reader's language."""
        return message.en if self.language == "en" else message.zh

    def word(self, key: str, **values: int) -> str:
        """A fixed word."""
        return self.say(WORDS[key]).format(**values)

    def quarter(self, quarter: Quarter) -> str:
        """A quarter's name."""
        return quarter.en if self.language == "en" else quarter.zh

    def address(self, *parts: object, **query: str) -> str:
        """Of one of our pages; the language goes along."""
        asked = "&".join(f"{name}={value}" for name, value in {**query, "lang": self.language}.items())
        return f"{self.base}/{'/'.join(str(part) for part in parts)}?{asked}"

    def file(self, district: str, quarter: Quarter, key: str) -> str:
        """Where a stored file is served. As in the store, so that links from page to page hold as they are."""
        return f"{self.base}/{district}/{quarter}/files/{key}"

    def reader(self, district: str, quarter: Quarter, key: str) -> str:
        """The page that shows a stored HTML file below a way back."""
        kind, _, rest = key.partition("/")
        return self.address(district, quarter, "read", kind, PurePosixPath(rest).stem)

    def link(self, district: str, quarter: Quarter, key: str, name: str, size: int) -> View:
        """A file as a page lists it: HTML is opened, the rest is saved."""
        suffix = PurePosixPath(key).suffix
        shown = suffix == ".html"
        return {
            "text": self.say(FORMATS[suffix]) if suffix in FORMATS else suffix,
            "href": (self.reader if shown else self.file)(district, quarter, key),
            "saved": not shown,
            "name": name,
            "size": _size(size),
        }

    def frame(self, title: str, others: Sequence[tuple[Language, str]]) -> View:
        """What every page has."""
        return {
            "lang": "zh-CN" if self.language == "zh" else "en",
            "language": self.language,
            "words": {key: self.say(message) for key, message in WORDS.items()},
            "title": title,
            "home": self.address(""),
            "others": [{"language": code, "href": href} for code, href in others],
        }


def _size(size: int) -> str:
    if size < 1024:
        return f"{size} B"
    return f"{size / 1024:.0f} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"


def moment(page: PageContext, when: datetime | None, zone: ZoneInfo) -> str:
    """A time of the database (UTC) as the district's clocks show it."""
    return when.replace(tzinfo=UTC).astimezone(zone).strftime("%Y-%m-%d %H:%M") if when else ""


def counts(page: PageContext, copies: Counts) -> list[str]:
    """How many copies came to what."""
    found = [("n_copies", copies.sent), ("n_failed", copies.failed), ("n_under_way", copies.under_way)]
    return [page.word(key, n=n) for key, n in [*found, ("n_open", copies.open)] if n]


def state_text(page: PageContext, state: State, *, is_asked: bool) -> str:
    """A state in words; ``is_asked``: whether the district asks for signatures."""
    return page.say(REPORTS["issued" if state == "signed" and not is_asked else state])


def cell_facts(page: PageContext, cell: Cell) -> Iterator[tuple[str, str]]:
    """What a quarter has come to, a label and a text each."""
    if cell.verdict is not None:
        yield page.word("data"), page.say(VERDICTS[cell.verdict])
    if cell.vintage is not None:
        text = page.say(VINTAGE_STATUS[cell.vintage])
        if cell.revisions:
            comma = "，" if page.language == "zh" else ", "
            text += comma + page.word("revised_once" if cell.revisions == 1 else "revised", n=cell.revisions)
        yield page.word("figures"), text
    asked = len(cell.signed) + len(cell.missing)
    if cell.missing:
        yield page.word("signatures"), f"{len(cell.signed)} / {asked}"
    elif asked and cell.state in ("signed", "delivered", "undelivered"):
        yield page.word("signatures"), f"{asked} / {asked}" if asked > 1 else "✓"
    if said := counts(page, cell.copies):
        yield page.word("copies"), ("，" if page.language == "zh" else ", ").join(said)


def matrix_view(page: PageContext, matrix: Matrix, unread: Sequence[Message]) -> View:
    """Quarters by districts."""
    rows: list[View] = []
    for newer, quarter in zip([None, *matrix.quarters], matrix.quarters, strict=False):
        if newer is not None and newer.ordinal - quarter.ordinal > 1:
            rows.append({"gap": page.word("gap", n=newer.ordinal - quarter.ordinal - 1)})
        cells = []
        for row in matrix.districts:
            cell = row.cells.get(quarter)
            cells.append(
                {"district": page.say(row.name)}
                | (
                    {
                        "href": page.address(row.id, quarter),
                        "state": cell.state,
                        "text": state_text(page, cell.state, is_asked=bool(cell.signed or cell.missing)),
                        "facts": list(cell_facts(page, cell)),
                    }
                    if cell is not None
                    else {"href": ""}
                )
            )
        rows.append({"gap": "", "quarter": page.quarter(quarter), "cells": cells})
    return page.frame(page.word("title"), other_language(page, "")) | {
        "districts": [page.say(row.name) for row in matrix.districts],
        "rows": rows,
        "unread": [page.say(message) for message in unread],
    }


def reader_view(
    page: PageContext, district: District, quarter: Quarter, title: str, href: str, stem: Sequence[str]
) -> View:
    """A stored document, in a frame below a way back."""
    path = [district.id, quarter, *stem]
    others = other_language(page, *path)
    return page.frame(title, others) | {
        "back": page.address(district.id, quarter),
        "where": f"{page.say(district.name)} {page.quarter(quarter)}",
        "document": href,
    }


def problem_view(page: PageContext, message: Message, login: str = "") -> View:
    """A sentence instead of a page."""
    return page.frame(page.word("title"), []) | {"sentence": page.say(message), "login": login}


def other_language(page: PageContext, *parts: object) -> list[tuple[Language, str]]:
    """The same page in the other language."""
    other: Language = "zh" if page.language == "en" else "en"
    return [(other, PageContext(other, page.base).address(*parts))]
