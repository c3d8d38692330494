"""Quarters by districts, and what decides a quarter's state: a few queries a district, no stored document is opened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Engine, func, select

from govreport.district.folder import District
from govreport.indicators.vintages.status import vintage_status
from govreport.manifests.base import State as VerdictState
from govreport.overview.model import Cell, Counts, DistrictRow, Matrix, State
from govreport.quarter import Quarter
from govreport.store import tables
from govreport.store.copies import UNDER_WAY, UNSETTLED, Copies, Copy
from govreport.store.ledger import OPEN_AGAIN
from govreport.store.results import last_made


@dataclass
class Known:
    """What the database says of one quarter."""

    verdict: VerdictState | None = None
    judged_at: datetime | None = None
    newest: dict[str, str] = field(default_factory=dict)
    """Language -> hash of the report that was made last."""
    held: dict[str, bool] = field(default_factory=dict)
    """Language -> whether that one is held."""
    made_at: datetime | None = None
    editions: int = 0
    sources: list[Quarter] = field(default_factory=list)
    revisions: int = 0
    signed: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Hash -> roles."""
    copies: list[Copy] = field(default_factory=list)
    """Everything mailed for it."""

    @property
    def was_due(self) -> bool:
        """Whether anything was run for it: figures alone may come from a later quarter that is compared with it."""
        return self.verdict is not None or self.editions > 0

    @property
    def roles(self) -> set[str]:
        """The roles that have signed what was made last, in every language."""
        found = [self.signed[sha256] for sha256 in self.newest.values()]
        return set.intersection(*found) if found else set()

    @property
    def is_blocked(self) -> bool:
        """Whether the newest extracts were refused after any report was made."""
        if self.verdict != "block" or self.judged_at is None:
            return False
        return self.made_at is None or self.judged_at > self.made_at


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
        cells = {q: cell_of(district, q, known.get(q, Known()), now) for q in sorted(quarters, reverse=True)}
        rows.append(DistrictRow(district.id, district.name, cells))
    return Matrix(sorted({q for row in rows for q in row.cells}, reverse=True), rows)


def _between(quarters: Iterable[Quarter]) -> list[Quarter]:
    ordered = sorted(quarters)
    return list(Quarter.span(ordered[0], ordered[-1])) if ordered else []


def cell_of(district: District, quarter: Quarter, known: Known, now: datetime) -> Cell:
    """The cell that follows from what is known at ``now`` (UTC)."""
    missing = tuple(role for role in district.signoff if role not in known.roles) if known.newest else ()
    days = district.report.release_working_days
    every = count(known.copies, now)
    newest = count((c for c in known.copies if is_first(c) and c.sha256 in known.newest.values()), now)
    copies = replace(newest, open=every.open, under_way=every.under_way)
    moments = [moment for moment in (known.judged_at, known.made_at) if moment is not None]
    return Cell(
        quarter=quarter,
        state=_state(known, missing, copies),
        verdict=known.verdict,
        vintage=vintage_status(quarter, max(known.sources), days) if known.sources else None,
        vintages=len(known.sources),
        revisions=known.revisions,
        signed=tuple(role for role in district.signoff if role in known.roles),
        missing=missing,
        copies=copies,
        editions=known.editions,
        changed_at=max(moments) if moments else None,
    )


def _state(known: Known, missing: Sequence[str], copies: Counts) -> State:
    if copies.open:
        return "in_doubt"
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


def is_first(copy: Copy) -> bool:
    """Whether it is a report's copy to its own recipient, neither a repeated nor a redirected one."""
    return copy.kind == "report" and copy.copy_number == 0 and not copy.is_test


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


def read_known(engine: Engine, district: str, quarter: Quarter | None = None) -> dict[Quarter, Known]:
    """Quarter -> what is known of it; of one quarter, or of all that have anything."""
    known: dict[Quarter, Known] = defaultdict(Known)
    # One connection after the other, never one within another: on SQLite each holds the lock while it is open.
    with engine.connect() as connection:
        _read_results(connection, known, district, quarter)
    for copy in Copies(engine).of(district, quarter):
        known[copy.quarter].copies.append(copy)
    return dict(known)


def _read_results(connection: Connection, known: dict[Quarter, Known], district: str, quarter: Quarter | None) -> None:
    v, r, g, x = tables.verdicts, tables.reports, tables.vintages, tables.revisions
    s, j = tables.signatures, tables.judgements

    def of(table: Any) -> list[Any]:
        return [table.c.district == district] + ([table.c.quarter == str(quarter)] if quarter is not None else [])

    judged = select(v.c.quarter, v.c.state, j.c.judged_at).join(j, j.c.verdict_sha256 == v.c.sha256).where(*of(v))
    judged = judged.order_by(j.c.sequence)
    for name, state, moment in connection.execute(judged):
        at = known[Quarter.parse(name)]
        at.verdict, at.judged_at = cast(VerdictState, state), moment
    made = (
        select(r.c.quarter, r.c.sha256, r.c.language, r.c.held, r.c.created_at)
        .where(*of(r))
        .order_by(last_made(), r.c.created_at, r.c.sha256)
    )
    for name, sha256, language, held, moment in connection.execute(made):
        at = known[Quarter.parse(name)]
        at.newest[language], at.held[language] = sha256, held
        at.made_at, at.editions = moment, at.editions + 1
    for name, source in connection.execute(select(g.c.quarter, g.c.source_quarter).where(*of(g))):
        known[Quarter.parse(name)].sources.append(Quarter.parse(source))
    revised = select(g.c.quarter, func.count()).join(x, x.c.new_vintage == g.c.id).where(*of(g)).group_by(g.c.quarter)
    for name, times in connection.execute(revised):
        known[Quarter.parse(name)].revisions = times
    signed = select(r.c.quarter, r.c.sha256, s.c.role).join(s, s.c.report_sha256 == r.c.sha256).where(*of(r))
    for name, sha256, role in connection.execute(signed):
        known[Quarter.parse(name)].signed[sha256].add(role)
