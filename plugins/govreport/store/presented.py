"""What may be shown of which vintage, in which words, and which reports were issued.

The views for BI tools stand on it; reports/bi_export.py decides it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, Table, select

from govreport.period import KINDS
from govreport.quarter import Quarter
from govreport.store import tables
from govreport.store.log import content_sha256, insert_fact, record
from govreport.store.records import StoredObservation
from govreport.store.writing import insert_missing, insert_once, take_turns, utc_now

_PIECE = 500
"""Vintages that are asked for at once."""


@dataclass(frozen=True)
class Shown:
    """A vintage as readers see it."""

    vintage_id: str
    catalogue_sha256: str
    reference_sha256: str
    status: str
    """preliminary or verified."""
    hidden: Sequence[tuple[str, str, str, str]]
    """(indicator, town_code, breakdown, member) of what they don't."""


class Told(NamedTuple):
    """A vintage that readers have seen, and what they haven't seen of it."""

    vintage_id: str
    quarter: Quarter
    hidden: tuple[tuple[str, str, str, str], ...]
    """(indicator, breakdown, town_code, member), sorted."""


class PresentedStore:
    """What one results database may show."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def keep(
        self,
        vintages: Iterable[Shown],
        described: Sequence[dict[str, Any]],
        words: Sequence[tuple[str, str, str, str]],
    ) -> None:
        """Record vintages; their catalogues and reference data get ``described`` (columns of described_indicators) and
        ``words`` (kind, code, zh, en) where they have none yet."""
        t = tables
        with self.engine.begin() as connection:
            take_turns(connection, "presented")
            for v in sorted(vintages, key=lambda v: v.vintage_id):
                if not _has(connection, t.described_indicators, "catalogue_sha256", v.catalogue_sha256):
                    rows = [{"catalogue_sha256": v.catalogue_sha256, **d} for d in described]
                    insert_missing(connection, t.described_indicators, rows)
                    record(connection, "described", {"catalogue_sha256": v.catalogue_sha256})
                if not _has(connection, t.words, "reference_sha256", v.reference_sha256):
                    rows = [
                        {"reference_sha256": v.reference_sha256, "kind": kind, "code": code, "zh": zh, "en": en}
                        for kind, code, zh, en in words
                    ]
                    insert_missing(connection, t.words, rows)
                    record(connection, "words", {"reference_sha256": v.reference_sha256})
                row = {"vintage_id": v.vintage_id, "status": v.status, "presented_at": utc_now()}
                new = insert_once(connection, t.presented_vintages, row)
                was = content_sha256(connection, "presented", {"vintage_id": v.vintage_id})
                names = ("vintage_id", "indicator", "town_code", "breakdown", "member")
                cells = [dict(zip(names, (v.vintage_id, *cell), strict=True)) for cell in sorted(v.hidden)]
                insert_missing(connection, t.hidden_cells, cells)
                fact = {"vintage_id": v.vintage_id}
                if new or was != content_sha256(connection, "presented", fact):
                    record(connection, "presented", fact)

    def told(self, district: str) -> list[Told]:
        """Every vintage of a district that a report was made from, drafts included, in a fixed order."""
        t, v, h = tables.presented_vintages.c, tables.vintages.c, tables.hidden_cells.c
        seen = (
            select(v.id, v.quarter)
            .join(tables.presented_vintages, t.vintage_id == v.id)
            .where(v.district == district)
            .order_by(v.quarter, v.id)
        )
        cells = (
            select(h.vintage_id, h.indicator, h.breakdown, h.town_code, h.member)
            .join(tables.vintages, v.id == h.vintage_id)
            .where(v.district == district)
        )
        hidden: dict[str, list[tuple[str, str, str, str]]] = {}
        with self.engine.connect() as connection:
            vintages = list(connection.execute(seen))
            for row in connection.execute(cells):
                hidden.setdefault(row.vintage_id, []).append(tuple(row)[1:])
        return [Told(i, Quarter.parse(quarter, KINDS), tuple(sorted(hidden.get(i, ())))) for i, quarter in vintages]

    def figures(self, vintages: Sequence[str], breakdowns: Collection[str]) -> Iterator[tuple[str, StoredObservation]]:
        """(vintage, figure) of those breakdowns, hidden or not."""
        o = tables.observations.c
        columns = tuple(o[name] for name in StoredObservation._fields)
        for start in range(0, len(vintages), _PIECE):
            piece = vintages[start : start + _PIECE]
            query = (
                select(o.vintage_id, *columns)
                .where(o.vintage_id.in_(piece), o.breakdown.in_(sorted(breakdowns)))
                .order_by(o.vintage_id, o.indicator, o.town_code, o.breakdown, o.member)
            )
            with self.engine.connect() as connection:
                for row in connection.execute(query):
                    yield row[0], StoredObservation(*row[1:])

    def issue(self, report_sha256: str) -> bool:
        """Record that a report may go out; False where it is recorded already."""
        with self.engine.begin() as connection:
            row = {"report_sha256": report_sha256, "issued_at": utc_now()}
            return insert_fact(connection, tables.issued_reports, row)


def _has(connection: Connection, table: Table, column: str, value: str) -> bool:
    return connection.execute(select(table.c[column]).where(table.c[column] == value).limit(1)).first() is not None
