"""What is known of each quarter of a district, in a few queries for all of them; no stored document is opened."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Engine, func, select

from govreport.manifests.base import State as VerdictState
from govreport.period import KINDS
from govreport.quarter import Quarter
from govreport.store import tables
from govreport.store.copies import Copies, Copy
from govreport.store.log import is_logged
from govreport.store.ordering import last_made


@dataclass
class KnownQuarter:
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
    """For each vintage, the quarter of its extracts."""
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
        signed = [self.signed[sha256] for sha256 in self.newest.values()]
        return set.intersection(*signed) if signed else set()

    @property
    def is_blocked(self) -> bool:
        """Whether the newest extracts were refused after any report was made."""
        if self.verdict != "block" or self.judged_at is None:
            return False
        return self.made_at is None or self.judged_at > self.made_at


def read_known(engine: Engine, district: str, quarter: Quarter | None = None) -> dict[Quarter, KnownQuarter]:
    """Quarter -> what is known of it; of one quarter, or of all that have anything."""
    known: dict[Quarter, KnownQuarter] = defaultdict(KnownQuarter)
    # One connection after the other, never one within another: on SQLite each holds the lock while it is open.
    with engine.connect() as connection:
        _read_results(connection, known, district, quarter)
    for copy in Copies(engine).of(district, quarter):
        known[copy.quarter].copies.append(copy)
    return dict(known)


def _read_results(
    connection: Connection, known: dict[Quarter, KnownQuarter], district: str, quarter: Quarter | None
) -> None:
    v, r, g, x = tables.verdicts, tables.reports, tables.vintages, tables.revisions
    s, j = tables.signatures, tables.judgements

    def of(table: Any) -> list[Any]:
        return [table.c.district == district] + ([table.c.quarter == str(quarter)] if quarter is not None else [])

    judged = select(v.c.quarter, v.c.state, j.c.judged_at).join(j, j.c.verdict_sha256 == v.c.sha256).where(*of(v))
    judged = judged.order_by(j.c.sequence)
    for name, state, moment in connection.execute(judged):
        at = known[Quarter.parse(name, KINDS)]
        at.verdict, at.judged_at = cast(VerdictState, state), moment
    made = (
        select(r.c.quarter, r.c.sha256, r.c.language, r.c.held, r.c.created_at)
        .where(*of(r))
        .order_by(last_made(), r.c.created_at, r.c.sha256)
    )
    for name, sha256, language, held, moment in connection.execute(made):
        at = known[Quarter.parse(name, KINDS)]
        at.newest[language], at.held[language] = sha256, held
        at.made_at, at.editions = moment, at.editions + 1
    for name, source in connection.execute(select(g.c.quarter, g.c.source_quarter).where(*of(g), is_logged("vintage"))):
        known[Quarter.parse(name, KINDS)].sources.append(Quarter.parse(source, KINDS))
    revised = select(g.c.quarter, func.count()).join(x, x.c.new_vintage == g.c.id).where(*of(g)).group_by(g.c.quarter)
    for name, times in connection.execute(revised):
        known[Quarter.parse(name, KINDS)].revisions = times
    signed = select(r.c.quarter, r.c.sha256, s.c.role).join(s, s.c.report_sha256 == r.c.sha256).where(*of(r))
    for name, sha256, role in connection.execute(signed):
        known[Quarter.parse(name, KINDS)].signed[sha256].add(role)
