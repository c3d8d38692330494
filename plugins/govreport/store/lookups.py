"""Looking back from one figure: the vintages that stated it, the reports of its quarter, who signed them.

Belongs here: reads across the results database that only explanations need. Does not belong here: writing anything, or
the reads that a run makes (results.py, ledger.py).
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Engine, select

from govreport.manifests.documents import Report
from govreport.quarter import Quarter
from govreport.store import tables


class VintageRow(NamedTuple):
    """One computation of a quarter's figures, as it was recorded."""

    sequence: int
    id: str
    quarter: Quarter
    source_quarter: Quarter
    verdict_sha256: str
    catalogue_sha256: str
    reference_sha256: str
    created_at: datetime


class StatedFigure(NamedTuple):
    """What one vintage said of one figure."""

    vintage: VintageRow
    numerator: int
    denominator: int | None


class Signature(NamedTuple):
    """Who signed a report's hash, when (UTC) and with which words."""

    role: str
    signer: str
    comment: str
    signed_at: datetime


class Lookups:
    """Reads of one results database."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def vintages(self, district: str, quarter: Quarter) -> list[VintageRow]:
        """Every vintage of a quarter, by the quarter of its extracts and then as they were stored."""
        v = tables.vintages.c
        query = (
            select(
                v.sequence, v.id, v.quarter, v.source_quarter, v.verdict_sha256, v.catalogue_sha256,
                v.reference_sha256, v.created_at,
            )
            .where(v.district == district, v.quarter == str(quarter))
            .order_by(v.source_quarter, v.sequence)
        )  # fmt: skip
        with self.engine.connect() as connection:
            rows = connection.execute(query).all()
        return [VintageRow(row[0], row[1], Quarter.parse(row[2]), Quarter.parse(row[3]), *row[4:]) for row in rows]

    def stated(
        self, vintages: list[VintageRow], indicator: str, town_code: str, breakdown: str, member: str
    ) -> list[StatedFigure]:
        """What those of the vintages that have the figure say of it, in their order."""
        o = tables.observations.c
        query = select(o.vintage_id, o.numerator, o.denominator).where(
            o.vintage_id.in_([v.id for v in vintages]),
            o.indicator == indicator,
            o.town_code == town_code,
            o.breakdown == breakdown,
            o.member == member,
        )
        with self.engine.connect() as connection:
            said = {row[0]: (row[1], row[2]) for row in connection.execute(query)}
        return [StatedFigure(v, *said[v.id]) for v in vintages if v.id in said]

    def reports(self, district: str, quarter: Quarter) -> list[Report]:
        """Every report of a quarter, in the order in which they were made."""
        r = tables.reports.c
        query = (
            select(r.document).where(r.district == district, r.quarter == str(quarter)).order_by(r.created_at, r.sha256)
        )
        with self.engine.connect() as connection:
            return [Report.model_validate_json(row) for row in connection.execute(query).scalars()]

    def signatures(self, report_sha256: str) -> list[Signature]:
        """The signatures on a report's hash, first to last."""
        s = tables.signatures.c
        query = (
            select(s.role, s.signer, s.comment, s.signed_at)
            .where(s.report_sha256 == report_sha256)
            .order_by(s.sequence)
        )
        with self.engine.connect() as connection:
            return [Signature(*row) for row in connection.execute(query)]
