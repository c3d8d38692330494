"""The results of runs: snapshots, verdicts, vintages of observations, reports.

Belongs here: writing each of them once and reading them back. Does not belong here: deliveries and signatures
(ledger.py), computing anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import Connection, Engine, Table, func, insert, select

from govreport.manifests import CorrectionSheet, ExtractCheck, Report, Snapshot, Verdict, VintageRef
from govreport.quarter import Quarter
from govreport.store import tables


class StoredObservation(NamedTuple):
    """One figure as it stands in the database."""

    indicator: str
    town_code: str
    breakdown: str
    member: str
    numerator: int
    denominator: int | None


def utc_now() -> datetime:
    """The moment, for columns that say when a row was written; never part of a report."""
    return datetime.now(UTC).replace(tzinfo=None)


def insert_once(connection: Connection, table: Table, values: dict[str, object]) -> bool:
    """Insert a row unless its primary key stands already; True where it was new.

    Portable on purpose: a look and an insert in one transaction. SQLite holds the write lock from the start of it, and
    on PostgreSQL a racing twin fails on the key and is run again by its stage.
    """
    keys = [column for column in table.primary_key.columns if column.name in values]
    if not keys:
        keys = [column for column in table.columns if column.unique]
    standing = connection.execute(select(*keys).where(*(key == values[key.name] for key in keys))).first()
    if standing is None:
        connection.execute(insert(table).values(values))
    return standing is None


class ResultStore:
    """What the runs of all districts have stated."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def add_snapshot(self, snapshot: Snapshot) -> None:
        """Record that these bytes were collected for this quarter."""
        with self.engine.begin() as connection:
            insert_once(
                connection,
                tables.snapshots,
                {
                    **snapshot.model_dump(exclude={"quarter"}),
                    "quarter": str(snapshot.quarter),
                    "collected_at": utc_now(),
                },
            )

    def add_verdict(self, verdict: Verdict) -> None:
        """Record a verdict under its hash."""
        with self.engine.begin() as connection:
            insert_once(
                connection,
                tables.verdicts,
                {
                    "sha256": verdict.sha256,
                    "district": verdict.district,
                    "quarter": str(verdict.quarter),
                    "state": verdict.state,
                    "document": verdict.model_dump_json(),
                    "created_at": utc_now(),
                },
            )

    def verdict(self, sha256: str) -> Verdict | None:
        """The verdict with that hash."""
        table = tables.verdicts
        with self.engine.connect() as connection:
            found = connection.execute(select(table.c.document).where(table.c.sha256 == sha256)).scalar()
        return Verdict.model_validate_json(found) if found else None

    def verdicts(self, district: str, until: Quarter) -> list[Verdict]:
        """The last verdict of each quarter up to ``until``, oldest first."""
        v = tables.verdicts
        query = (
            select(v.c.quarter, v.c.document)
            .where(v.c.district == district, v.c.quarter <= str(until))
            .order_by(v.c.quarter, v.c.created_at, v.c.sha256)
        )
        with self.engine.connect() as connection:
            last = {row.quarter: row.document for row in connection.execute(query)}
        return [Verdict.model_validate_json(document) for document in last.values()]

    def verdict_on(self, checks: Sequence[ExtractCheck]) -> Verdict | None:
        """The verdict that was concluded from these checks; None where none was."""
        v = tables.verdicts
        of = checks[0].tidy if checks else None
        if of is None:
            return None
        query = (
            select(v.c.document)
            .where(v.c.district == of.district, v.c.quarter == str(of.quarter))
            .order_by(v.c.created_at.desc(), v.c.sha256)
        )
        wanted = {(check.tidy.extract, check.tidy.key, check.failures_key) for check in checks}
        with self.engine.connect() as connection:
            for document in connection.execute(query).scalars():
                verdict = Verdict.model_validate_json(document)
                if {(check.tidy.extract, check.tidy.key, check.failures_key) for check in verdict.checks} == wanted:
                    return verdict
        return None

    def knows_snapshot(self, district: str, quarter: Quarter, extract: str, sha256: str) -> bool:
        """Whether this installation collected that file for that quarter."""
        s = tables.snapshots
        query = select(s.c.sha256).where(
            s.c.district == district, s.c.quarter == str(quarter), s.c.extract == extract, s.c.sha256 == sha256
        )
        with self.engine.connect() as connection:
            return connection.execute(query).first() is not None

    def add_sheet(self, sheet: CorrectionSheet) -> None:
        """Record a correction sheet under its hash."""
        with self.engine.begin() as connection:
            insert_once(
                connection,
                tables.correction_sheets,
                {
                    "sha256": sheet.file.sha256,
                    "district": sheet.district,
                    "quarter": str(sheet.quarter),
                    "unit": sheet.unit,
                    "document": sheet.model_dump_json(),
                    "created_at": utc_now(),
                },
            )

    def add_profile(self, verdict: Verdict, extract: str, key: str) -> bool:
        """Record under which key the profile of an accepted extract is kept; False where it is recorded already."""
        p = tables.profiles
        at = {"district": verdict.district, "quarter": str(verdict.quarter), "extract": extract, "key": key}
        with self.engine.begin() as connection:
            same = select(p.c.sequence).where(*(p.c[name] == value for name, value in at.items()))
            if connection.execute(same).first():
                return False
            connection.execute(insert(p).values(**at, verdict_sha256=verdict.sha256, created_at=utc_now()))
            return True

    def profile_keys(self, district: str, extract: str, before: Quarter, longest: int = 8) -> list[str]:
        """Keys of the profiles of quarters before ``before``, one a quarter (its last), the latest quarter first.

        What later quarters looked like is invisible, so a past quarter is judged again by what was known before it.
        """
        p = tables.profiles
        query = (
            select(p.c.quarter, p.c.key)
            .where(p.c.district == district, p.c.extract == extract, p.c.quarter < str(before))
            .order_by(p.c.quarter.desc(), p.c.sequence.desc())
        )
        keys: dict[str, str] = {}
        with self.engine.connect() as connection:
            for row in connection.execute(query):
                keys.setdefault(row.quarter, row.key)
        return list(keys.values())[:longest]

    def add_vintage(
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
            table = tables.vintages
            if connection.execute(select(table.c.id).where(table.c.id == vintage.id)).first():
                return False
            connection.execute(
                insert(table).values(
                    id=vintage.id,
                    district=vintage.district,
                    quarter=str(vintage.quarter),
                    source_quarter=str(vintage.source_quarter),
                    verdict_sha256=verdict_sha256,
                    catalogue_sha256=catalogue_sha256,
                    reference_sha256=reference_sha256,
                    created_at=utc_now(),
                )
            )
            connection.execute(
                insert(tables.observations), [{"vintage_id": vintage.id, **o._asdict()} for o in observations]
            )
            return True

    def latest_vintage(
        self, district: str, quarter: Quarter, known_by: Quarter, *, before: bool = False
    ) -> VintageRef | None:
        """The last vintage of ``quarter`` computed from extracts of ``known_by`` or earlier (``before``: earlier only).

        A later restatement is thus invisible to an earlier quarter's report, which can be made again as it was.
        """
        v = tables.vintages
        source = v.c.source_quarter < str(known_by) if before else v.c.source_quarter <= str(known_by)
        query = (
            select(v.c.id, v.c.source_quarter)
            .where(v.c.district == district, v.c.quarter == str(quarter), source)
            .order_by(v.c.source_quarter.desc(), v.c.sequence.desc())
            .limit(1)
        )
        o = tables.observations
        with self.engine.connect() as connection:
            row = connection.execute(query).first()
            if row is None:
                return None
            count = select(func.count()).select_from(o).where(o.c.vintage_id == row.id)
            return VintageRef(
                id=row.id,
                district=district,
                quarter=quarter,
                source_quarter=Quarter.parse(row.source_quarter),
                observations=connection.execute(count).scalar_one(),
            )

    def observations(self, vintage_id: str) -> list[StoredObservation]:
        """All observations of a vintage, in key order."""
        o = tables.observations
        query = (
            select(o.c.indicator, o.c.town_code, o.c.breakdown, o.c.member, o.c.numerator, o.c.denominator)
            .where(o.c.vintage_id == vintage_id)
            .order_by(o.c.indicator, o.c.town_code, o.c.breakdown, o.c.member)
        )
        with self.engine.connect() as connection:
            return [StoredObservation(*row) for row in connection.execute(query)]

    def add_report(self, report: Report) -> None:
        """Record a rendered report under its hash."""
        with self.engine.begin() as connection:
            insert_once(
                connection,
                tables.reports,
                {
                    "sha256": report.sha256,
                    "district": report.district,
                    "quarter": str(report.quarter),
                    "language": report.language,
                    "fingerprint": report.fingerprint,
                    "held": report.held,
                    "document": report.model_dump_json(),
                    "created_at": utc_now(),
                },
            )

    def latest_report(self, district: str, quarter: Quarter, language: str) -> Report | None:
        """The report of a quarter that was rendered last."""
        r = tables.reports
        query = (
            select(r.c.document)
            .where(r.c.district == district, r.c.quarter == str(quarter), r.c.language == language)
            .order_by(r.c.created_at.desc(), r.c.sha256)
            .limit(1)
        )
        with self.engine.connect() as connection:
            found = connection.execute(query).scalar()
        return Report.model_validate_json(found) if found else None
