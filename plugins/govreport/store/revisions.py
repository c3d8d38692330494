"""How one vintage took another's place, with the kind and the reason that were judged then."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import ColumnElement, Connection, Engine, insert, select

from govreport.quarter import Quarter
from govreport.store import tables
from govreport.store.ledger import last_signed
from govreport.store.records import Judged, RevisionRecord, VintageRecord, revision_record

Judge = Callable[[VintageRecord, VintageRecord, bool], Judged]
"""(old, new, whether a report with other figures is signed) -> the kind of revision."""


class RevisionStore:
    """The revisions of all districts; runs record them (runs.py)."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def of_vintage(self, vintage_id: str) -> RevisionRecord | None:
        """How a vintage last took another's place; None where it was the first of its quarter."""
        revisions = self._read(tables.revisions.c.new_vintage == vintage_id)
        return revisions[-1] if revisions else None

    def of_quarter(self, district: str, quarter: Quarter) -> list[RevisionRecord]:
        """Every time that a vintage of the quarter took another's place, oldest first."""
        v = tables.vintages
        of = select(v.c.id).where(v.c.district == district, v.c.quarter == str(quarter))
        return self._read(tables.revisions.c.new_vintage.in_(of))

    def _read(self, which: ColumnElement[bool]) -> list[RevisionRecord]:
        t, r = tables.revisions, tables.runs
        query = select(t).join(r, r.c.id == t.c.run_id).where(which).order_by(r.c.sequence, t.c.new_vintage)
        with self.engine.connect() as connection:
            return [revision_record(row) for row in connection.execute(query).mappings()]


def insert_revision(
    connection: Connection, run_id: str, old: VintageRecord, new: VintageRecord, signed: str | None, judge: Judge
) -> None:
    """Record that ``new`` took the place of ``old``; ``signed`` is the vintage that the signed report stands on."""
    judged = judge(old, new, signed is not None)
    connection.execute(
        insert(tables.revisions).values(
            run_id=run_id,
            new_vintage=new.id,
            old_vintage=old.id,
            signed_vintage=signed,
            kind=judged.kind,
            code=judged.code,
            reason_zh=judged.reason.zh,
            reason_en=judged.reason.en,
        )
    )


def signed_otherwise(new: VintageRecord, quarter: Quarter, signed: set[tuple[str, str]]) -> str | None:
    """The vintage of the run's own quarter that the signed report stands on, where it isn't ``new`` itself."""
    if new.quarter != quarter:
        return None
    own = next((vintage for vintage, about in sorted(signed) if about == str(quarter)), None)
    return own if own != new.id else None


def signed_vintages(
    connection: Connection, district: str, quarter: Quarter, roles: Sequence[str]
) -> set[tuple[str, str]]:
    """(vintage, its quarter) that the report which was signed last stands on."""
    report = last_signed(connection, district, quarter, roles)
    if report is None:
        return set()
    v, used, made, r = tables.vintages, tables.run_vintages, tables.run_reports, tables.runs
    newest = (
        select(r.c.id)
        .join(made, made.c.run_id == r.c.id)
        .where(made.c.report_sha256 == report)
        .order_by(r.c.sequence.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = select(v.c.id, v.c.quarter).join(used, used.c.vintage_id == v.c.id).where(used.c.run_id == newest)
    return {(row[0], row[1]) for row in connection.execute(query)}
