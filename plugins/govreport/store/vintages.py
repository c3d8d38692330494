"""Vintages: a quarter's figures as one run computed them from one quarter's extracts, stored once and never changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, func, or_, select, true

from govreport.manifests.measurements import VintageRef
from govreport.period import KINDS, patterns_of
from govreport.quarter import Quarter
from govreport.store import tables
from govreport.store.bulk import insert_many
from govreport.store.log import is_logged, record
from govreport.store.ordering import current_first, last_use
from govreport.store.records import (
    NewVintage,
    StatedFigure,
    StoredObservation,
    VintageRecord,
    VintageRow,
    vintage_record,
    vintage_row,
)
from govreport.store.writing import insert_once, utc_now

_FIGURE = tuple(tables.observations.c[name] for name in StoredObservation._fields)
_ROW = tuple(tables.vintages.c[name] for name in VintageRow._fields)


class VintageStore:
    """The vintages of all districts; ``only_logged``: those that the log knows, for what is shown to people."""

    def __init__(self, engine: Engine, *, only_logged: bool = False) -> None:
        self.engine, self._which = engine, is_logged("vintage") if only_logged else true()

    def add(
        self,
        vintage: VintageRef,
        observations: Iterable[StoredObservation],
        *,
        verdict_sha256: str,
        catalogue_sha256: str,
        reference_sha256: str,
    ) -> bool:
        """Append a vintage with its observations in one transaction; False where the same one stands already."""
        with self.engine.begin() as connection:
            of = {"verdict": verdict_sha256, "catalogue": catalogue_sha256, "reference": reference_sha256}
            new = _insert(connection, vintage, observations, **{f"{name}_sha256": value for name, value in of.items()})
            if new:
                record(connection, "vintage", {"id": vintage.id})
            return new

    def latest(self, district: str, quarter: Quarter, known_by: Quarter, *, before: bool = False) -> VintageRef | None:
        """The last vintage of ``quarter`` computed from extracts of ``known_by`` or earlier (``before``: earlier only).

        Of several from the same quarter's extracts it is the one that a run used last, so that going back to an earlier
        file makes its figures current again.
        A later restatement is thus invisible to an earlier quarter's report, which can be made again as it was.
        """
        v = tables.vintages
        source = v.c.source_quarter < str(known_by) if before else v.c.source_quarter <= str(known_by)
        query = (
            select(v.c.id, v.c.district, v.c.quarter, v.c.source_quarter)
            .where(v.c.district == district, v.c.quarter == str(quarter), source, self._which)
            .order_by(*current_first())
            .limit(1)
        )
        with self.engine.connect() as connection:
            return _ref(connection, connection.execute(query).first())

    def first_quarter(self, district: str, known_by: Quarter) -> Quarter | None:
        """The oldest quarter that was ever stated from extracts of ``known_by`` or earlier; None where none was."""
        v = tables.vintages.c
        alike = or_(*(v.quarter.like(pattern) for pattern in patterns_of(known_by.kind)))
        query = select(func.min(v.quarter)).where(v.district == district, v.source_quarter <= str(known_by), alike)
        with self.engine.connect() as connection:
            oldest = connection.execute(query).scalar_one()
        return None if oldest is None else Quarter.parse(oldest, KINDS)

    def periods(self, district: str) -> list[Quarter]:
        """Every period that was ever stated, in their order."""
        v = tables.vintages.c
        with self.engine.connect() as connection:
            found = connection.execute(select(v.quarter).where(v.district == district).distinct()).scalars()
            return sorted(Quarter.parse(text, KINDS) for text in found)

    def of_report(self, report_sha256: str, quarter: Quarter) -> VintageRef | None:
        """The vintage of ``quarter`` that a report was made from, by the last run that made it."""
        v, used, made, r = tables.vintages, tables.run_vintages, tables.run_reports, tables.runs
        query = (
            select(v.c.id, v.c.district, v.c.quarter, v.c.source_quarter)
            .join(used, used.c.vintage_id == v.c.id)
            .join(made, made.c.run_id == used.c.run_id)
            .join(r, r.c.id == made.c.run_id)
            .where(made.c.report_sha256 == report_sha256, v.c.quarter == str(quarter))
            .order_by(r.c.sequence.desc())
            .limit(1)
        )
        with self.engine.connect() as connection:
            return _ref(connection, connection.execute(query).first())

    def find(self, vintage_id: str) -> VintageRecord | None:
        """One vintage with what it was computed from."""
        with self.engine.connect() as connection:
            return _first(connection, _with_provenance().where(tables.vintages.c.id == vintage_id))

    def current(self, district: str, until: Quarter, quarter: Quarter | None = None) -> list[VintageRecord]:
        """For each quarter (or one) and each quarter's extracts up to ``until``, the vintage that is current.

        Ordered by quarter, then by the quarter of the extracts: the rows and columns of a revision triangle.
        """
        v = tables.vintages
        query = _with_provenance().where(v.c.district == district, v.c.source_quarter <= str(until), self._which)
        if quarter is not None:
            query = query.where(v.c.quarter == str(quarter))
        query = query.order_by(v.c.quarter, v.c.source_quarter, last_use(), v.c.sequence)
        with self.engine.connect() as connection:
            definitions: dict[str, Mapping[str, str]] = {}
            records = [_record(connection, row, definitions) for row in connection.execute(query).mappings().all()]
        # Of several with the same key the last one, which was used last, is the one that stays.
        return list({(r.quarter, r.source_quarter): r for r in records}.values())

    def of_quarter(self, district: str, quarter: Quarter) -> list[VintageRow]:
        """Every vintage of a quarter, by the quarter of its extracts and then as they were stored."""
        v = tables.vintages.c
        query = (
            select(*_ROW)
            .where(v.district == district, v.quarter == str(quarter), self._which)
            .order_by(v.source_quarter, v.sequence)
        )
        with self.engine.connect() as connection:
            return [vintage_row(row) for row in connection.execute(query)]

    def observations(self, vintage_id: str, town_code: str | None = None) -> list[StoredObservation]:
        """All observations of a vintage, or of one town ("" for the district), in key order."""
        o = tables.observations.c
        query = (
            select(*_FIGURE).where(o.vintage_id == vintage_id).order_by(o.indicator, o.town_code, o.breakdown, o.member)
        )
        if town_code is not None:
            query = query.where(o.town_code == town_code)
        with self.engine.connect() as connection:
            return [StoredObservation._make(row) for row in connection.execute(query).all()]

    def figures(
        self, vintage_ids: Sequence[str], indicators: Sequence[str], town_code: str = "", breakdown: str = "",
        member: str = "",
    ) -> dict[tuple[str, str], StoredObservation]:  # fmt: skip
        """(vintage, indicator) -> the observation of one town and member, for many vintages at once."""
        o = tables.observations.c
        query = select(o.vintage_id, *_FIGURE).where(
            o.vintage_id.in_(vintage_ids),
            o.indicator.in_(indicators),
            o.town_code == town_code,
            o.breakdown == breakdown,
            o.member == member,
        )
        with self.engine.connect() as connection:
            return {(row[0], row[1]): StoredObservation(*row[1:]) for row in connection.execute(query)}

    def stated(
        self, vintages: Sequence[VintageRow], indicator: str, town_code: str, breakdown: str, member: str
    ) -> list[StatedFigure]:
        """What those of the vintages that have the figure state of it, in their order."""
        figures = self.figures([v.id for v in vintages], [indicator], town_code, breakdown, member)
        pairs = [(v, figures.get((v.id, indicator))) for v in vintages]
        return [StatedFigure(v, o.numerator, o.denominator) for v, o in pairs if o is not None]

    def totals(self, vintage_ids: Sequence[str]) -> dict[str, list[StoredObservation]]:
        """Vintage -> its figures of the district and of towns, without breakdowns, in key order."""
        o = tables.observations.c
        query = (
            select(o.vintage_id, *_FIGURE)
            .where(o.vintage_id.in_(vintage_ids), o.breakdown == "")
            .order_by(o.indicator, o.town_code)
        )
        totals: dict[str, list[StoredObservation]] = {key: [] for key in vintage_ids}
        with self.engine.connect() as connection:
            for row in connection.execute(query):
                totals[row[0]].append(StoredObservation(*row[1:]))
        return totals


def insert_vintage(connection: Connection, new: NewVintage) -> None:
    """Append a vintage with what it was computed from, in the open transaction of the run that computed it."""
    of = new.record
    added = _insert(
        connection,
        new.ref,
        new.observations,
        verdict_sha256=of.verdict_sha256,
        catalogue_sha256=of.catalogue_sha256,
        reference_sha256=of.reference_sha256,
    )
    added |= insert_once(
        connection,
        tables.provenance,
        {
            "vintage_id": of.id,
            "product_version": of.product_version,
            "inputs": json.dumps(dict(of.inputs), sort_keys=True),
            "reference": json.dumps(dict(of.reference), sort_keys=True),
        },
    )
    if added:
        record(connection, "vintage", {"id": of.id})
    d = tables.definitions
    if not connection.execute(select(d.c.sha256).where(d.c.catalogue_sha256 == of.catalogue_sha256)).first():
        for indicator, digest in of.definitions.items():
            insert_once(
                connection,
                d,
                {"catalogue_sha256": of.catalogue_sha256, "indicator": indicator, "sha256": digest},
            )
        record(connection, "definitions", {"catalogue_sha256": of.catalogue_sha256})


def current_before(connection: Connection, new: VintageRecord) -> VintageRecord | None:
    """The vintage of the quarter that was current by the same extracts' quarter, or by an earlier one."""
    v = tables.vintages
    query = (
        _with_provenance()
        .where(
            v.c.district == new.district,
            v.c.quarter == str(new.quarter),
            v.c.source_quarter <= str(new.source_quarter),
        )
        .order_by(*current_first())
        .limit(1)
    )
    return _first(connection, query)


def _insert(
    connection: Connection,
    vintage: VintageRef,
    observations: Iterable[StoredObservation],
    *,
    verdict_sha256: str,
    catalogue_sha256: str,
    reference_sha256: str,
) -> bool:
    """Insert a vintage with its observations; False where the same one stands already."""
    new = insert_once(
        connection,
        tables.vintages,
        {
            "id": vintage.id,
            "district": vintage.district,
            "quarter": str(vintage.quarter),
            "source_quarter": str(vintage.source_quarter),
            "verdict_sha256": verdict_sha256,
            "catalogue_sha256": catalogue_sha256,
            "reference_sha256": reference_sha256,
            "created_at": utc_now(),
        },
    )
    if new:
        columns = ("vintage_id", *StoredObservation._fields)
        insert_many(connection, tables.observations, columns, ((vintage.id, *o) for o in observations))
    return new


def _ref(connection: Connection, row: Row[Any, Any, Any, Any] | None) -> VintageRef | None:
    """What stages hand on of a vintage: ``row`` has its id, district and quarters."""
    if row is None:
        return None
    o = tables.observations
    count = select(func.count()).select_from(o).where(o.c.vintage_id == row.id)
    return VintageRef(
        id=row.id,
        district=row.district,
        quarter=Quarter.parse(row.quarter, KINDS),
        source_quarter=Quarter.parse(row.source_quarter, KINDS),
        observations=connection.execute(count).scalar_one(),
    )


def _with_provenance() -> Select[Any]:
    v, p = tables.vintages, tables.provenance
    # An outer join: vintages from before these were recorded have none.
    return select(v, p.c.product_version, p.c.inputs, p.c.reference).outerjoin(p, p.c.vintage_id == v.c.id)


def _first(connection: Connection, query: Select[Any]) -> VintageRecord | None:
    row = connection.execute(query).mappings().first()
    return None if row is None else _record(connection, row, {})


def _record(connection: Connection, row: Any, definitions: dict[str, Mapping[str, str]]) -> VintageRecord:
    """``definitions`` keeps those of each catalogue, so that each is read once for many vintages."""
    catalogue = row["catalogue_sha256"]
    if catalogue not in definitions:
        d = tables.definitions.c
        query = select(d.indicator, d.sha256).where(d.catalogue_sha256 == catalogue)
        definitions[catalogue] = {row.indicator: row.sha256 for row in connection.execute(query)}
    return vintage_record(row, definitions[catalogue])
