"""What stands on the pages: what govreport.overview has read, turned into texts and addresses for the templates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import ClassVar
from zoneinfo import ZoneInfo

from govreport.district.folder import District
from govreport.errors import Message
from govreport.html.labels import FORMATS
from govreport.html.page import PageWriter, View, file_size
from govreport.indicators.vintages.status import VINTAGE_STATUS
from govreport.language import OTHER
from govreport.overview.model import Cell, Counts, Matrix, State
from govreport.period import BASES, PeriodKind
from govreport.quarter import Quarter
from govreport.vocabulary import REPORTS, VERDICTS
from govreport_airflow.pages.words import WORDS


@dataclass(frozen=True)
class PageContext(PageWriter):
    """What every page is written with."""

    labels: ClassVar[Mapping[str, Message]] = WORDS
    base: str
    """The address below which our pages lie, without a slash at its end."""

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
            "size": file_size(size),
        }

    def frame(self, title: str, *path: object) -> View:
        """What every page has; ``path`` is the page's own address, to be had in the other language too."""
        other = OTHER[self.language]
        there = {other: replace(self, language=other).address(*path)} if path else {}
        return self.shell(there) | {"title": title, "home": self.address("")}


def moment(when: datetime | None, zone: ZoneInfo) -> str:
    """A time of the database (UTC) as the district's clocks show it."""
    return when.replace(tzinfo=UTC).astimezone(zone).strftime("%Y-%m-%d %H:%M") if when else ""


def aware_moment(when: datetime | None, zone: ZoneInfo) -> str:
    """A time that knows its zone, as the district's clocks show it."""
    return when.astimezone(zone).strftime("%Y-%m-%d %H:%M") if when else ""


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
            text += page.pick("，", ", ") + page.word(
                "revised_once" if cell.revisions == 1 else "revised", n=cell.revisions
            )
        yield page.word("figures"), text
    asked = len(cell.signed) + len(cell.missing)
    if cell.missing:
        yield page.word("signed"), f"{len(cell.signed)} / {asked}"
        if cell.state == "awaiting":
            yield page.word("turn"), page.word("turn_of", role=cell.missing[0])
    elif asked and cell.state in ("signed", "delivered", "undelivered"):
        yield page.word("signed"), f"{asked} / {asked}" if asked > 1 else "✓"
    earlier = [page.word("n_earlier", n=cell.sent_before)] if cell.sent_before else []
    if copies := [*counts(page, cell.copies), *earlier]:
        yield page.word("copies"), page.pick("，", ", ").join(copies)


def matrix_view(page: PageContext, matrix: Matrix, unread: Sequence[Message], *, audits: bool = False) -> View:
    """Quarters by districts; ``audits``: whether the visitor may see what audits found."""
    rows: list[View] = []
    newer: dict[PeriodKind, Quarter] = {}
    for quarter in matrix.quarters:
        later = newer.get(quarter.kind)
        if later is not None and quarter.kind in BASES and later.ordinal - quarter.ordinal > 1:
            rows.append({"gap": page.word("gap", n=later.ordinal - quarter.ordinal - 1)})
        newer[quarter.kind] = quarter
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
        rows.append({"gap": "", "quarter": page.say(quarter), "cells": cells})
    return page.frame(page.word("title"), "") | {
        "districts": [page.say(row.name) for row in matrix.districts],
        "rows": rows,
        "unread": [page.say(message) for message in unread],
        "audit": page.address("audit") if audits else "",
    }


def reader_view(
    page: PageContext, district: District, quarter: Quarter, title: str, href: str, stem: Sequence[str]
) -> View:
    """A stored document, in a frame below a way back."""
    return page.frame(title, district.id, quarter, *stem) | {
        "back": page.address(district.id, quarter),
        "where": f"{page.say(district.name)} {page.say(quarter)}",
        "document": href,
    }


def problem_view(page: PageContext, message: Message, login: str = "") -> View:
    """A sentence instead of a page."""
    return page.frame(page.word("title")) | {"sentence": page.say(message), "login": login}
