"""What may be shown of which vintage, in which words, and which reports were issued.

The views for BI tools stand on it; reports/bi_export.py decides it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Table, select

from govreport.store import tables
from govreport.store.writing import insert_missing, insert_once, take_turns, utc_now


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
                if not _has(connection, t.words, "reference_sha256", v.reference_sha256):
                    rows = [
                        {"reference_sha256": v.reference_sha256, "kind": kind, "code": code, "zh": zh, "en": en}
                        for kind, code, zh, en in words
                    ]
                    insert_missing(connection, t.words, rows)
                row = {"vintage_id": v.vintage_id, "status": v.status, "presented_at": utc_now()}
                insert_once(connection, t.presented_vintages, row)
                names = ("vintage_id", "indicator", "town_code", "breakdown", "member")
                cells = [dict(zip(names, (v.vintage_id, *cell), strict=True)) for cell in sorted(v.hidden)]
                insert_missing(connection, t.hidden_cells, cells)

    def issue(self, report_sha256: str) -> bool:
        """Record that a report may go out; False where it is recorded already."""
        with self.engine.begin() as connection:
            row = {"report_sha256": report_sha256, "issued_at": utc_now()}
            return insert_once(connection, tables.issued_reports, row)


def _has(connection: Connection, table: Table, column: str, value: str) -> bool:
    return connection.execute(select(table.c[column]).where(table.c[column] == value).limit(1)).first() is not None
