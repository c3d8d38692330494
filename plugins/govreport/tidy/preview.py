"""What tidy understands of a file, shown before anybody relies on it; nothing is stored.

For whoever writes a layout or wonders why a file was refused: which header stands for which column and how surely, and
what becomes of the rows. A likeness is a suggestion for the layout's aliases and never used.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from govreport.canonical import EXTRACTS
from govreport.canonical.codes import CodeList
from govreport.district.folder import District, Layout
from govreport.errors import ConfigError, GovreportError, ReadError
from govreport.manifests.extracts import TotalRow
from govreport.parquet import parquet_table
from govreport.quarter import Quarter
from govreport.tidy.header import Header
from govreport.tidy.near_header import likeliest_header
from govreport.tidy.opening import Opened, open_file
from govreport.tidy.readers import refusals
from govreport.tidy.tidy import understand
from govreport.tidy.units import split_unit
from govreport.tidy.values.cells import key, narrow, plain

How = Literal["exact", "folded", "ignored", "suggested", "unknown"]
_FOLDED = 95
"""Percent: the same word but for width, case, spaces, a hint or a unit in brackets."""
_ALIKE = 60


@dataclass(frozen=True)
class SeenColumn:
    """A column of the file and what it is taken for."""

    position: int
    """From 1."""
    title: str
    how: How
    column: str | None
    """Canonical column; for a suggestion the one that looks most alike."""
    confidence: int
    """Percent."""
    alias: str | None = None
    """The layout's word that it matches or resembles."""
    unit: str | None = None


@dataclass(frozen=True)
class Reason:
    """The first sentence of a rule about a column, and how many more rows have the same."""

    zh: str
    en: str
    more: int


@dataclass(frozen=True)
class Rows:
    """How many rows were kept and set aside, and why."""

    rows_in: int
    kept: int
    set_aside: int
    reasons: tuple[Reason, ...]
    """The first of each rule and column, in the file's order."""
    reason_count: int
    totals: tuple[TotalRow, ...]
    cutoff: date | None
    sheets: tuple[str, ...]
    """The sheets that were read, where they are several."""
    hidden_rows: int
    hidden_sheets: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """A file as far as it is understood; ``rows`` is None where ``refusal`` says why it can't be read."""

    opened: Opened
    """Where no header was found, with the row that looks most like one."""
    found: bool
    """Whether a header was found."""
    columns: tuple[SeenColumn, ...]
    missing: tuple[str, ...]
    """Required columns without a header."""
    rows: Rows | None
    refusal: GovreportError | None


def preview(
    district: District,
    extract: str,
    file: str,
    data: bytes,
    codes: Mapping[str, CodeList],
    *,
    sheet: str | None = None,
    quarter: Quarter | None = None,
) -> Preview:
    """Understand ``data`` as far as it goes. Raises ReadError where no row even looks like a header."""
    layout = district.sources[extract].layout
    if sheet is not None:
        layout = layout.model_copy(update={"sheet": sheet})
    try:
        opened = open_file(file, data, layout, extract)
    except ReadError as error:
        near, found = _otherwise(file, data, layout, extract)
        if near is None:
            raise
        return Preview(
            opened=near,
            found=found,
            columns=tuple(_seen(near.header, layout, extract)),
            missing=tuple(name for name in layout.needed(extract) if name not in near.header.mapping),
            rows=None,
            refusal=error,
        )
    if sheet is not None and narrow(opened.grid.sheet or "") != narrow(sheet):
        raise refusals.no_sheet(file, sheet)
    header = opened.header
    rows: Rows | None = None
    refusal: GovreportError | None = None
    try:
        read = understand(district, opened, file, extract, layout, codes, quarter=quarter)
    except (ReadError, ConfigError) as error:
        refusal = error
    else:
        listed = parquet_table(read.body.aside.finish())
        body = read.body
        rows = Rows(
            rows_in=body.rows_in,
            kept=body.rows_in - body.rows_set_aside,
            set_aside=body.rows_set_aside,
            reasons=_grouped(listed),
            reason_count=listed.num_rows,
            totals=tuple(body.totals.rows()),
            cutoff=read.cutoff,
            sheets=tuple(opened.sheets),
            hidden_rows=opened.hidden_rows,
            hidden_sheets=opened.hidden_sheets,
        )
    return Preview(
        opened=opened,
        found=True,
        columns=tuple(_seen(header, layout, extract)),
        missing=tuple(name for name in layout.needed(extract) if name not in header.mapping),
        rows=rows,
        refusal=refusal,
    )


def _otherwise(file: str, data: bytes, layout: Layout, extract: str) -> tuple[Opened | None, bool]:
    """What can be shown of a refused file, and whether it has a header: one of another format than stated has one."""
    if layout.format != "auto":
        try:
            return open_file(file, data, layout.model_copy(update={"format": "auto"}), extract), True
        except ReadError:
            pass
    return likeliest_header(file, data, layout), False


def _grouped(listed: Any) -> tuple[Reason, ...]:
    firsts: dict[tuple[str, str], Mapping[str, str]] = {}
    counts: Counter[tuple[str, str]] = Counter()
    for reason in listed.select(["rule", "column", "zh", "en"]).to_pylist():
        same = reason["rule"], reason["column"]
        firsts.setdefault(same, reason)
        counts[same] += 1
    return tuple(Reason(r["zh"], r["en"], counts[same] - 1) for same, r in firsts.items())


def _seen(header: Header, layout: Layout, extract: str) -> list[SeenColumn]:
    taken = {position: name for name, position in header.mapping.items()}
    aliases = {alias: name for name, setting in layout.columns.items() for alias in setting.aliases}
    free = {alias: name for alias, name in aliases.items() if name not in header.mapping}
    seen = []
    for index, title in enumerate(header.titles):
        name = taken.get(index)
        if name is not None:
            is_money = EXTRACTS[extract].columns[name].info["kind"] == "money"
            seen.append(_mapped(index, title, name, header, layout, is_money=is_money))
        elif index in header.ignored:
            seen.append(SeenColumn(index + 1, title, "ignored", None, 100))
        elif plain(title):
            seen.append(_suggested(index, title, free))
    return seen


def _mapped(index: int, title: str, name: str, header: Header, layout: Layout, *, is_money: bool) -> SeenColumn:
    words = layout.columns[name].aliases
    unit = header.units.get(name) or layout.columns[name].unit if is_money else None
    if title in words:
        return SeenColumn(index + 1, title, "exact", name, 100, title, unit)
    folded = {key(title), split_unit(title)[0]}
    alias = next((word for word in words if key(word) in folded), None)
    return SeenColumn(index + 1, title, "folded", name, _FOLDED, alias, unit)


def _suggested(index: int, title: str, free: Mapping[str, str]) -> SeenColumn:
    from rapidfuzz import fuzz, process  # slow to load, and only a preview needs it

    likeliest = process.extractOne(
        split_unit(title)[0], list(free), scorer=fuzz.ratio, processor=key, score_cutoff=_ALIKE
    )
    if likeliest is None:
        return SeenColumn(index + 1, title, "unknown", None, 0)
    alias, score, _ = likeliest
    return SeenColumn(index + 1, title, "suggested", free[alias], int(score), alias)
