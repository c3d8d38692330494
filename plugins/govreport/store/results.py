"""What runs collect, judge and make: snapshots, verdicts, correction sheets, profiles, reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine, func, select, union

from govreport.manifests.corrections import CorrectionSheet
from govreport.manifests.documents import Report
from govreport.manifests.extracts import Snapshot
from govreport.manifests.verdicts import ExtractCheck, Verdict
from govreport.period import KINDS
from govreport.quarter import Quarter
from govreport.store import tables
from govreport.store.by_hash import is_known_as, may_be
from govreport.store.log import SHEET_READ, append, insert_fact, record_statement
from govreport.store.ordering import last_made
from govreport.store.records import StandingVerdict
from govreport.store.writing import take_turns, utc_now


class ResultStore:
    """What the runs of all districts have stated."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def add_snapshot(self, snapshot: Snapshot) -> None:
        """Record that these bytes were collected for this quarter."""
        with self.engine.begin() as connection:
            insert_fact(
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
            insert_fact(
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
                values = {**of, "verdict_sha256": verdict.sha256, "judged_at": utc_now()}
                append(connection, j, values)

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

    def standing_verdict(self, district: str, quarter: Quarter) -> StandingVerdict | None:
        """The last verdict of a quarter, and how many others it has had; None where it was never judged."""
        v, j = tables.verdicts, tables.judgements
        own = (v.c.district == district, v.c.quarter == str(quarter))
        query = (
            select(v.c.document, j.c.judged_at)
            .join(j, j.c.verdict_sha256 == v.c.sha256)
            .where(*own)
            .order_by(j.c.sequence.desc())
            .limit(1)
        )
        with self.engine.connect() as connection:
            row = connection.execute(query).first()
            if row is None:
                return None
            every = connection.execute(select(func.count()).select_from(v).where(*own)).scalar_one()
        return StandingVerdict(Verdict.model_validate_json(row.document), row.judged_at, every - 1)

    def quarters(self, district: str) -> list[Quarter]:
        """Quarters that the district has a verdict or a report about, oldest first."""
        v, r = tables.verdicts, tables.reports
        query = union(
            select(v.c.quarter).where(v.c.district == district), select(r.c.quarter).where(r.c.district == district)
        )
        with self.engine.connect() as connection:
            return sorted(Quarter.parse(text, KINDS) for text in connection.execute(query).scalars())

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
        """What was recorded when those bytes were collected for that quarter; None where they weren't."""
        s = tables.snapshots
        query = select(*(s.c[name] for name in Snapshot.model_fields)).where(
            s.c.district == district, s.c.quarter == str(quarter), s.c.extract == extract, s.c.sha256 == sha256
        )
        with self.engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else Snapshot.model_validate(dict(row))

    def newest_snapshot(self, district: str, quarter: Quarter, extract: str) -> Snapshot | None:
        """The file of an extract that was collected last for that quarter; None where none was."""
        s = tables.snapshots
        query = (
            select(*(s.c[name] for name in Snapshot.model_fields))
            .where(s.c.district == district, s.c.quarter == str(quarter), s.c.extract == extract)
            .order_by(s.c.collected_at.desc(), s.c.sha256)
            .limit(1)
        )
        with self.engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else Snapshot.model_validate(dict(row))

    def kept_snapshots(self, verdict: Verdict) -> list[Snapshot]:
        """The files that a verdict was reached about, as they were collected; those no longer recorded are missing."""
        recorded = (
            self.snapshot(verdict.district, verdict.quarter, check.tidy.extract, check.tidy.snapshot_sha256)
            for check in verdict.checks
        )
        return [snapshot for snapshot in recorded if snapshot is not None]

    def add_sheet(self, sheet: CorrectionSheet) -> None:
        """Record a correction sheet under its hash."""
        with self.engine.begin() as connection:
            insert_fact(
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

    def record_returned(self, district: str, quarter: Quarter, filled_sha256: str, lines: int, account: str) -> None:
        """Record in the log that a filled-in sheet was read, by whom, and how many of its lines asked for something."""
        read: dict[str, str | int] = {"district": district, "quarter": str(quarter), "sha256": filled_sha256}
        with self.engine.begin() as connection:
            record_statement(connection, SHEET_READ, {**read, "lines": lines, "by": account})

    def sheets(self, district: str, quarter: Quarter) -> list[tuple[CorrectionSheet, datetime]]:
        """Every correction sheet of a quarter, oldest first, and when it was recorded (UTC)."""
        c = tables.correction_sheets.c
        query = (
            select(c.document, c.created_at)
            .where(c.district == district, c.quarter == str(quarter))
            .order_by(c.created_at, c.unit, c.sha256)
        )
        with self.engine.connect() as connection:
            rows = connection.execute(query).all()
        return [(CorrectionSheet.model_validate_json(row.document), row.created_at) for row in rows]

    def add_profile(self, verdict: Verdict, extract: str, key: str) -> bool:
        """Record under which key the profile of an accepted extract is kept; False where it is recorded already."""
        p = tables.profiles
        at = {"district": verdict.district, "quarter": str(verdict.quarter), "extract": extract, "key": key}
        with self.engine.begin() as connection:
            take_turns(connection, "profile", *at.values())
            same = select(p.c.sequence).where(*(p.c[name] == value for name, value in at.items()))
            if connection.execute(same).first():
                return False
            append(connection, p, {**at, "verdict_sha256": verdict.sha256, "created_at": utc_now()})
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

    def add_report(self, report: Report) -> None:
        """Record a rendered report under its hash."""
        with self.engine.begin() as connection:
            insert_fact(
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

    def reports(self, district: str, quarter: Quarter) -> list[Report]:
        """Every report of a quarter, in the order in which they were first made."""
        r = tables.reports.c
        query = (
            select(r.document).where(r.district == district, r.quarter == str(quarter)).order_by(r.created_at, r.sha256)
        )
        with self.engine.connect() as connection:
            return [Report.model_validate_json(document) for document in connection.execute(query).scalars()]

    def reports_known_as(self, text: str) -> list[Report]:
        """The reports whose fingerprint or hash begins with ``text``, or that have a file or page with that sha256.

        The oldest first: a rerun that gave the same report is the same row.
        """
        r = tables.reports
        query = select(r.c.document).where(may_be(r, text)).order_by(r.c.created_at, r.c.sha256)
        with self.engine.connect() as connection:
            reports = [Report.model_validate_json(document) for document in connection.execute(query).scalars()]
        return [report for report in reports if is_known_as(report, [*report.files, *report.pages], text)]

    def newest_report(self, district: str) -> Report | None:
        """The report of a district, of whatever quarter, that was made after all others."""
        r = tables.reports.c
        query = select(r.document).where(r.district == district).order_by(r.created_at.desc(), r.sha256).limit(1)
        with self.engine.connect() as connection:
            found = connection.execute(query).scalar()
        return Report.model_validate_json(found) if found else None

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
