"""Quarters by districts, and what decides a quarter's state: a few queries a district, no stored document is opened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Engine

from govreport.district.folder import District
from govreport.indicators.vintages.status import vintage_status
from govreport.overview.model import Cell, Counts, DistrictRow, Matrix, State
from govreport.period import PeriodKind
from govreport.quarter import Quarter
from govreport.store.copies import UNDER_WAY, UNSETTLED, Copy
from govreport.store.ledger import OPEN_AGAIN
from govreport.store.quarters import KnownQuarter, read_known


def read_matrix(engine: Engine, districts: Sequence[District], until: Mapping[str, Quarter], now: datetime) -> Matrix:
    """The overview of those districts at ``now`` (UTC).

    ``until``: district -> its last complete quarter, shown also where nothing ran.

    Quarters between two known ones are shown even where nothing is known of them: a quarter that was left out shows.
    """
    rows = []
    for district in districts:
        known = read_known(engine, district.id)
        last = until.get(district.id)
        quarters = {*_between(q for q, k in known.items() if k.was_due), *([last] if last else [])}
        cells = {q: cell_of(district, q, known.get(q, KnownQuarter()), now) for q in sorted(quarters, reverse=True)}
        rows.append(DistrictRow(district.id, district.name, cells))
    return Matrix(sorted({q for row in rows for q in row.cells}, reverse=True), rows)


def _between(quarters: Iterable[Quarter]) -> list[Quarter]:
    """From the first to the last known one of each kind of period."""
    known: dict[PeriodKind, list[Quarter]] = {}
    for quarter in sorted(quarters):
        known.setdefault(quarter.kind, []).append(quarter)
    return [q for ordered in known.values() for q in Quarter.span(ordered[0], ordered[-1])]


def cell_of(district: District, quarter: Quarter, known: KnownQuarter, now: datetime) -> Cell:
    """The cell that follows from what is known at ``now`` (UTC)."""
    missing = tuple(role for role in district.signoff if role not in known.roles) if known.newest else ()
    every = count(known.copies, now)
    newest = count((c for c in known.copies if c.is_first and c.sha256 in known.newest.values()), now)
    copies = replace(newest, open=every.open, under_way=every.under_way)
    sent_before = _sent_before(known)
    moments = [moment for moment in (known.judged_at, known.made_at) if moment is not None]
    return Cell(
        quarter=quarter,
        state=_state(known, missing, copies, sent_before),
        verdict=known.verdict,
        vintage=vintage_status(quarter, max(known.sources), district.timing) if known.sources else None,
        vintages=len(known.sources),
        revisions=known.revisions,
        signed=tuple(role for role in district.signoff if role in known.roles),
        missing=missing,
        copies=copies,
        editions=known.editions,
        sent_before=sent_before,
        changed_at=max(moments) if moments else None,
    )


def _sent_before(known: KnownQuarter) -> int:
    reports = [c for c in known.copies if c.kind == "report" and c.state == "sent" and not c.is_test]
    newest = set(known.newest.values())
    reached = {(c.language, c.recipient) for c in reports if c.sha256 in newest}
    return len({(c.language, c.recipient) for c in reports if c.sha256 not in newest} - reached)


def _state(known: KnownQuarter, missing: Sequence[str], copies: Counts, sent_before: int) -> State:
    if copies.open:
        return "in_doubt"
    if sent_before and not copies.failed:
        return "delivered"  # what people have stays what they have, whatever was made or refused since
    if known.is_blocked:
        return "blocked"
    if not known.newest:
        return "checked" if known.verdict is not None else "not_run"
    return edition_state(held=any(known.held.values()), missing=missing, copies=copies)


def edition_state(*, held: bool, missing: Sequence[str], copies: Counts) -> State:
    """The state of one report."""
    if copies.open:
        return "in_doubt"
    if held:
        return "held"
    if missing:
        return "awaiting"
    if copies.failed:
        return "undelivered"
    return "delivered" if copies.sent else "signed"


def is_under_way(copy: Copy, now: datetime) -> bool:
    """Whether a process may be sending it at ``now`` (UTC)."""
    return copy.state == "claimed" and now - copy.claimed_at < UNDER_WAY


def count(copies: Iterable[Copy], now: datetime) -> Counts:
    """Copies as an operator thinks of them; those that went to a test address, and so to nobody, are left out."""
    real = [copy for copy in copies if not copy.is_test]
    under_way = [copy for copy in real if is_under_way(copy, now)]
    return Counts(
        sent=sum(copy.state == "sent" for copy in real),
        failed=sum(copy.state in OPEN_AGAIN for copy in real),
        open=sum(copy.state in UNSETTLED for copy in real) - len(under_way),
        under_way=len(under_way),
    )
