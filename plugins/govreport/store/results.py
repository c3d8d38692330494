"""The results of runs: snapshots, verdicts, vintages of observations, reports.

Belongs here: writing each of them once and reading them back. Does not belong here: deliveries and signatures
(ledger.py), computing anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, Connection, Engine, Table, func, insert, or_, select, text
from sqlalchemy.dialects import postgresql, sqlite

from govreport.manifests.corrections import CorrectionSheet
from govreport.manifests.documents import Report
from govreport.manifests.extracts import Snapshot
from govreport.manifests.measurements import VintageRef
from govreport.manifests.verdicts import ExtractCheck, Verdict
from govreport.quarter import Quarter
from govreport.store import tables
from govreport.store.bulk import insert_many


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
    """Insert a row unless its key stands already; True where it was new. Of two that race one gets True."""
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = make(table).values(values).on_conflict_do_nothing()
    return connection.execute(statement.returning(*table.primary_key.columns)).first() is not None


def take_turns(connection: Connection, *names: object) -> None:
    """Wait until no other transaction that named the same thing is under way, and keep others waiting.

    SQLite's transactions hold the write lock from their beginning, so there it is so already.
    """
    if connection.dialect.name == "postgresql":
        name = " ".join(str(n) for n in names)
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})


def insert_vintage(
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


def last_use() -> ColumnElement[int]:
    """When a measure used a vintage last, as the number of its run; 0 for one that no recorded run has used."""
    return _last_run(tables.run_vintages.c.vintage_id, tables.vintages.c.id, "measure")


def last_made() -> ColumnElement[int]:
    """When a render made a report last, as the number of its run; 0 for one that no recorded run has made.

    Numbers, not times: an edition that comes back because data were put back is the last one, whatever the clocks say.
    """
    return _last_run(tables.run_reports.c.report_sha256, tables.reports.c.sha256, "render")


def _last_run(named: Column[Any], key: Column[Any], stage: str) -> ColumnElement[int]:
    """The number of the last run of a stage that names ``key`` in the column ``named``, beside its run_id."""
    r, link = tables.runs, named.table
    number = (
        select(func.max(r.c.sequence))
        .select_from(link.join(r, r.c.id == link.c.run_id))
        .where(named == key, r.c.stage == stage)
        .correlate(key.table)
        .scalar_subquery()
    )
    return func.coalesce(number, 0)


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
        """Record a verdict under its hash, and that it stands now."""
        j, of = tables.judgements, {"district": verdict.district, "quarter": str(verdict.quarter)}
        last = select(j.c.verdict_sha256).filter_by(**of).order_by(j.c.sequence.desc()).limit(1)
        with self.engine.begin() as connection:
            take_turns(connection, "verdict", verdict.district, verdict.quarter)
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
            if connection.execute(last).scalar() != verdict.sha256:
                connection.execute(insert(j).values(**of, verdict_sha256=verdict.sha256, judged_at=utc_now()))

    def verdict(self, sha256: str) -> Verdict | None:
        """The verdict with that hash."""
        table = tables.verdicts
        with self.engine.connect() as connection:
            found = connection.execute(select(table.c.document).where(table.c.sha256 == sha256)).scalar()
        return Verdict.model_validate_json(found) if found else None

    def verdicts(self, district: str, until: Quarter) -> list[Verdict]:
        """The last verdict of each quarter up to ``until``, oldest first."""
        v, j = tables.verdicts, tables.judgements
        query = (
            select(v.c.quarter, v.c.document)
            .join(j, j.c.verdict_sha256 == v.c.sha256)
            .where(v.c.district == district, v.c.quarter <= str(until))
            .order_by(v.c.quarter, j.c.sequence)
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

    def snapshot(self, district: str, quarter: Quarter, extract: str, sha256: str) -> Snapshot | None:
        """What was recorded when those bytes were collected for that quarter."""
        s = tables.snapshots
        query = select(s).where(
            s.c.district == district, s.c.quarter == str(quarter), s.c.extract == extract, s.c.sha256 == sha256
        )
        with self.engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            return None
        return Snapshot.model_validate({name: row[name] for name in Snapshot.model_fields})

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
            take_turns(connection, "profile", *at.values())
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
            return insert_vintage(
                connection,
                vintage,
                observations,
                verdict_sha256=verdict_sha256,
                catalogue_sha256=catalogue_sha256,
                reference_sha256=reference_sha256,
            )

    def latest_vintage(
        self, district: str, quarter: Quarter, known_by: Quarter, *, before: bool = False
    ) -> VintageRef | None:
        """The last vintage of ``quarter`` computed from extracts of ``known_by`` or earlier (``before``: earlier only).

        Of several from the same quarter's extracts it is the one that a run used last, so that going back to an earlier
        file makes its figures current again.
        A later restatement is thus invisible to an earlier quarter's report, which can be made again as it was.
        """
        v, used = tables.vintages, last_use()
        source = v.c.source_quarter < str(known_by) if before else v.c.source_quarter <= str(known_by)
        query = (
            select(v.c.id, v.c.source_quarter)
            .where(v.c.district == district, v.c.quarter == str(quarter), source)
            .order_by(v.c.source_quarter.desc(), used.desc(), v.c.sequence.desc())
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

    def reports_known_as(self, text: str) -> list[Report]:
        """The reports whose fingerprint or hash begins with ``text``, or that have a file or page with that sha256.

        The oldest first: a rerun that gave the same report is the same row.
        """
        r = tables.reports
        found = or_(
            r.c.fingerprint.startswith(text, autoescape=True),
            r.c.sha256.startswith(text, autoescape=True),
            *([r.c.document.contains(text, autoescape=True)] if len(text) == 64 else []),
        )
        with self.engine.connect() as connection:
            documents = connection.execute(select(r.c.document).where(found).order_by(r.c.created_at, r.c.sha256))
            reports = [Report.model_validate_json(document) for document in documents.scalars()]
        return [
            r
            for r in reports
            if r.fingerprint.startswith(text)
            or r.sha256.startswith(text)
            or text in {f.sha256 for f in r.files} | {p.sha256 for p in r.pages}
        ]

    def latest_report(self, district: str, quarter: Quarter, language: str) -> Report | None:
        """The report of a quarter as its last run made it, also where that one had been made before others."""
        r = tables.reports
        query = (
            select(r.c.document)
            .where(r.c.district == district, r.c.quarter == str(quarter), r.c.language == language)
            .order_by(last_made().desc(), r.c.created_at.desc(), r.c.sha256)
            .limit(1)
        )
        with self.engine.connect() as connection:
            found = connection.execute(query).scalar()
        return Report.model_validate_json(found) if found else None
