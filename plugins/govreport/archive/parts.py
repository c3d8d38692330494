"""What pages are put together from: sections, tables, lists of links, facts, as plain data for the template."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence

from govreport.archive.site import SiteContext, href
from govreport.errors import Message
from govreport.html.labels import FORMATS
from govreport.html.page import View
from govreport.indicators.model import Indicator
from govreport.indicators.vintages.status import ORDER, STATUS
from govreport.manifests.documents import ReportFile
from govreport.quarter import Quarter
from govreport.reports.formats.fonts import plain
from govreport.reports.model import Cell, Paragraph, Section, TableBlock
from govreport.reports.numbers import table_number

_LONG = 20
"""Rows from which a report's table is folded."""


def section(key: str, heading: str, *blocks: View | None) -> list[View]:
    """A section; nothing where all its blocks are missing."""
    there = [b for b in blocks if b]
    return [{"id": key, "heading": heading, "blocks": there}] if there else []


def paragraph(text: str, tone: str = "") -> View | None:
    """Running text; nothing for ""."""
    return {"type": "paragraph", "text": text, "tone": tone} if text else None


def facts(rows: Iterable[tuple[str, str]]) -> View:
    """Names and values."""
    return {"type": "facts", "rows": list(rows)}


def links(listed: Sequence[View], heading: str = "") -> View | None:
    """A list of links; nothing without any."""
    return {"type": "links", "heading": heading, "links": list(listed)} if listed else None


def cell(text: str, link: str = "", *, tone: str = "", flags: str = "", extra: Sequence[View] = ()) -> View:
    """A table cell; ``extra`` are links set below its text."""
    return {"text": text, "href": link, "tone": tone, "flags": flags.lower(), "extra": list(extra)}


def link(text: str, address: str, note: str = "", find: str = "") -> View:
    """A link with a remark; ``find`` is what a search looks at."""
    return {"text": text, "href": address, "note": note, "find": find.casefold()}


def table(
    key: str,
    title: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[View]],
    *,
    text: Sequence[int] = (0,),
    subtitle: str = "",
    note: str = "",
    stacked: bool = False,
    find: Sequence[str] = (),
    totals: Sequence[int] = (),
) -> View | None:
    """A table whose first cell heads the row; nothing without rows.

    ``text`` are the columns set from the left, ``stacked`` turns rows into cards on a phone, ``find`` are what a search
    looks at, row by row, ``totals`` the rows that sum up the others.
    """
    if not rows:
        return None
    return {
        "type": "table",
        "key": key,
        "title": title,
        "subtitle": subtitle,
        "heads": [{"text": h, "align": "left" if i in text else "right"} for i, h in enumerate(heads)],
        "rows": [
            {"cells": list(row), "find": find[i].casefold() if find else "", "total": i in totals}
            for i, row in enumerate(rows)
        ],
        "note": note,
        "stacked": stacked,
        "fold": "",
    }


def printed(site: SiteContext, indicator: Indicator, quarter: Quarter, town: str = "") -> str:
    """A current figure as tables print it; "—" where there is none or it may not be shown."""
    value = site.series.figures.value(indicator.id, quarter, town)
    return "—" if value is None else table_number(value, indicator.decimals)


def flag_note(site: SiteContext, letters: Iterable[str]) -> str:
    """What the letters beside figures mean."""
    there = {letter for some in letters for letter in some}
    return site.joined(f"{s.lower()} {site.say(STATUS[s])}" for s in ORDER if s in there)


def file_word(site: SiteContext, file: ReportFile) -> str:
    """What kind of file it is."""
    suffix = posixpath.splitext(file.name)[1]
    key = file.format if file.annex or file.data else suffix
    return site.say(FORMATS.get(key, Message(suffix, suffix)))


def size(number: int) -> str:
    """A file's size for people."""
    return f"{number / 1_048_576:.1f} MB" if number >= 1_048_576 else f"{max(number // 1024, 1)} KB"


def report_section(site: SiteContext, here: str, quarter: Quarter, found: Section) -> list[View]:
    """Blocks of a report's section, all rows of its tables, with links as they hold from ``here``."""
    blocks: list[View] = []
    for block in found.blocks:
        if isinstance(block, Paragraph):
            blocks += filter(None, [paragraph(plain(block.text))])
        elif isinstance(block, TableBlock):
            rows = [[_placed(site, here, quarter, c) for c in row.cells] for row in [*block.rows, *block.more]]
            placed = table(
                f"t-{block.key}",
                plain(block.title),
                [plain(c.text) for c in block.columns],
                rows,
                text=[i for i, c in enumerate(block.columns) if c.align != "right"],
                subtitle=plain(block.subtitle),
                note=plain(block.note),
                totals=[i for i, row in enumerate(block.rows) if row.kind == "total"],
            )
            if placed is not None:
                if len(rows) > _LONG:
                    placed["fold"] = site.say(Message(f"展开{len(rows)}行", f"Show {len(rows)} rows"))
                blocks.append(placed)
    return blocks


def _placed(site: SiteContext, here: str, quarter: Quarter, of: Cell) -> View:
    return cell(plain(of.text), figure_href(here, quarter, of.href), tone=of.tone, flags=of.flags)


def figure_href(here: str, quarter: Quarter, address: str) -> str:
    """A report's own link to a figure's page, as it holds from ``here``."""
    if not address.startswith("../../figures/"):
        return ""
    page, _, anchor = address.removeprefix("../../").partition("#")
    return href(here, f"{quarter}/{page}", anchor)
