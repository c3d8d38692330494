"""Runs: which vintages they stated or used, what these were computed from, and why one took another's place.

A run is recorded whole, in one transaction in which runs of the same quarter take turns; repeating the last one adds
nothing. Belongs here: writing runs and reading them back. Does not belong here: deciding what kind of revision it is
(indicators/vintages/revision_kind.py), reports and verdicts themselves (results.py), signatures (ledger.py).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Connection, Engine, Select, func, insert, select

from govreport.errors import Message
from govreport.manifests.base import RevisionKind
from govreport.manifests.documents import CorrectionNotice
from govreport.manifests.extracts import Snapshot
from govreport.manifests.measurements import VintageRef
from govreport.manifests.verdicts import Verdict
from govreport.quarter import Quarter
from govreport.store import tables
from govreport.store.ledger import last_signed
from govreport.store.results import StoredObservation, insert_once, insert_vintage, last_use, take_turns, utc_now

Stage = Literal["measure", "verify", "render"]


@dataclass(frozen=True)
class VintageRecord:
    """A vintage and what it was computed from."""

    id: str
    district: str
    quarter: Quarter
    source_quarter: Quarter
    verdict_sha256: str
    catalogue_sha256: str
    reference_sha256: str
    product_version: str
    """"" for one stored before versions were recorded."""
    inputs: Mapping[str, str]
    """Extract -> sha256 of the file as it came."""
    reference: Mapping[str, str]
    """Part of the reference data -> its hash; empty for one stored before parts were recorded."""
    definitions: Mapping[str, str]
    """Indicator -> hash of its definition; empty likewise."""


@dataclass(frozen=True)
class NewVintage:
    """A vintage as a run computed it."""

    record: VintageRecord
    observations: Sequence[StoredObservation]

    @property
    def ref(self) -> VintageRef:
        """What stages hand on."""
        r = self.record
        return VintageRef(
            id=r.id,
            district=r.district,
            quarter=r.quarter,
            source_quarter=r.source_quarter,
            observations=len(self.observations),
        )


@dataclass(frozen=True)
class NewRun:
    """What a run has to say of itself."""

    district: str
    quarter: Quarter
    stage: Stage
    verdict_sha256: str
    catalogue_sha256: str
    product_version: str
    vintages: Sequence[str]
    started_at: datetime
    reports: Sequence[str] = ()
    revision_kind: str | None = None
    reason: str = ""
    known_since: date | None = None


@dataclass(frozen=True)
class RunRecord:
    """A run as it stands in the database."""

    sequence: int
    id: str
    district: str
    quarter: Quarter
    stage: Stage
    verdict_sha256: str
    catalogue_sha256: str
    product_version: str
    revision_kind: str | None
    reason: str
    known_since: date | None
    vintages: frozenset[str]
    reports: frozenset[str]


@dataclass(frozen=True)
class Judged:
    """What kind of revision it is that one vintage takes another's place, and why."""

    kind: RevisionKind
    code: str
    reason: Message


@dataclass(frozen=True)
class RevisionRecord:
    """A vintage that took another's place."""

    run_id: str
    old_vintage: str
    new_vintage: str
    signed_vintage: str | None
    """The vintage behind the report that was signed last then, where it is another than the new one."""
    judged: Judged


Judge = Callable[[VintageRecord, VintageRecord, bool], Judged]
"""(old, new, whether a report with other figures is signed) -> the kind of revision."""


class RunStore:
    """The runs of all districts and what they changed."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    # -- writing

    def record(
        self, run: NewRun, vintages: Sequence[NewVintage] = (), judge: Judge | None = None, roles: Sequence[str] = ()
    ) -> RunRecord:
        """Append a run with the vintages it computed, each compared by ``judge`` with the one whose place it takes.

        The run that repeats the quarter's last one of its stage (same verdict, vintages, reports and code) adds nothing
        and gets that one's record. ``roles`` are those whose signatures make a report a signed one.
        """
        with self.engine.begin() as connection:
            take_turns(connection, "run", run.district, run.quarter)
            last = _last_run(connection, run.district, run.quarter, run.stage)
            if last is not None and _same(last, run):
                return last
            signed = _signed_vintages(connection, run.district, run.quarter, roles) if judge else set()
            replaced = [(_replaced(connection, v.record), v) for v in vintages]
            for vintage in vintages:
                _insert(connection, vintage)
            identity = _identity(run, last)
            values = {
                "id": identity,
                "district": run.district,
                "quarter": str(run.quarter),
                "stage": run.stage,
                "verdict_sha256": run.verdict_sha256,
                "catalogue_sha256": run.catalogue_sha256,
                "product_version": run.product_version,
                "revision_kind": run.revision_kind,
                "reason": run.reason,
                "known_since": run.known_since,
                "started_at": run.started_at,
                "finished_at": utc_now(),
            }
            connection.execute(insert(tables.runs).values(values))
            for vintage_id in dict.fromkeys(run.vintages):
                connection.execute(insert(tables.run_vintages).values(run_id=identity, vintage_id=vintage_id))
            for report in dict.fromkeys(run.reports):
                connection.execute(insert(tables.run_reports).values(run_id=identity, report_sha256=report))
            for old, new in replaced:
                if judge is not None and old is not None and old.id != new.record.id:
                    printed = _printed(new.record, run.quarter, signed)
                    _insert_revision(connection, identity, old, new.record, printed, judge)
            recorded = _last_run(connection, run.district, run.quarter, run.stage)
            assert recorded is not None  # noqa: S101 - for the type checker: it was inserted just now
            return recorded

    def add_notice(self, notice: CorrectionNotice) -> bool:
        """Record a draft of a correction notice under the hash of its text; False where it stands already."""
        with self.engine.begin() as connection:
            return insert_once(
                connection,
                tables.notices,
                {
                    "sha256": notice.text.sha256,
                    "district": notice.district,
                    "quarter": str(notice.quarter),
                    "language": notice.language,
                    "report_sha256": notice.report_sha256,
                    "document": notice.model_dump_json(),
                    "created_at": utc_now(),
                },
            )

    # -- reading

    def last_run(self, district: str, quarter: Quarter, stage: Stage = "measure") -> RunRecord | None:
        """The last run of a quarter's stage that made a difference."""
        with self.engine.connect() as connection:
            return _last_run(connection, district, quarter, stage)

    def runs(self, district: str, quarter: Quarter) -> list[RunRecord]:
        """Every recorded run of a quarter, oldest first."""
        r = tables.runs
        query = select(r).where(r.c.district == district, r.c.quarter == str(quarter)).order_by(r.c.sequence)
        with self.engine.connect() as connection:
            return [_run(connection, row) for row in connection.execute(query).mappings().all()]

    def vintage(self, vintage_id: str) -> VintageRecord | None:
        """One vintage."""
        with self.engine.connect() as connection:
            return _vintage(connection, _vintages().where(tables.vintages.c.id == vintage_id))

    def vintage_of_report(self, report_sha256: str, quarter: Quarter) -> VintageRef | None:
        """The vintage of ``quarter`` that a report was made from, by the last run that made it."""
        v, used, made, r = tables.vintages, tables.run_vintages, tables.run_reports, tables.runs
        query = (
            select(v.c.id, v.c.district, v.c.source_quarter)
            .join(used, used.c.vintage_id == v.c.id)
            .join(made, made.c.run_id == used.c.run_id)
            .join(r, r.c.id == made.c.run_id)
            .where(made.c.report_sha256 == report_sha256, v.c.quarter == str(quarter))
            .order_by(r.c.sequence.desc())
            .limit(1)
        )
        o = tables.observations
        with self.engine.connect() as connection:
            row = connection.execute(query).first()
            if row is None:
                return None
            count = connection.execute(select(func.count()).select_from(o).where(o.c.vintage_id == row.id)).scalar_one()
        return VintageRef(
            id=row.id, district=row.district, quarter=quarter, source_quarter=Quarter.parse(row.source_quarter),
            observations=count,
        )  # fmt: skip

    def vintages(self, district: str, until: Quarter, quarter: Quarter | None = None) -> list[VintageRecord]:
        """For each quarter (or one) and each quarter's extracts up to ``until``, the vintage that is current.

        Ordered by quarter, then by the quarter of the extracts: the rows and columns of a revision triangle.
        """
        v = tables.vintages
        query = _vintages().where(v.c.district == district, v.c.source_quarter <= str(until))
        if quarter is not None:
            query = query.where(v.c.quarter == str(quarter))
        query = query.order_by(v.c.quarter, v.c.source_quarter, last_use(), v.c.sequence)
        with self.engine.connect() as connection:
            known: dict[str, Mapping[str, str]] = {}
            found = [_record(connection, row, known) for row in connection.execute(query).mappings().all()]
        return list({(r.quarter, r.source_quarter): r for r in found}.values())

    def figures(
        self, vintage_ids: Sequence[str], indicators: Sequence[str], town_code: str = "", breakdown: str = "",
        member: str = "",
    ) -> dict[tuple[str, str], StoredObservation]:  # fmt: skip
        """(vintage, indicator) -> the observation of one town and member, for many vintages at once."""
        o = tables.observations
        query = select(
            o.c.vintage_id, o.c.indicator, o.c.town_code, o.c.breakdown, o.c.member, o.c.numerator, o.c.denominator
        ).where(
            o.c.vintage_id.in_(vintage_ids),
            o.c.indicator.in_(indicators),
            o.c.town_code == town_code,
            o.c.breakdown == breakdown,
            o.c.member == member,
        )
        with self.engine.connect() as connection:
            return {(row[0], row[1]): StoredObservation(*row[1:]) for row in connection.execute(query)}

    def revision_of(self, vintage_id: str) -> RevisionRecord | None:
        """How a vintage last took another's place; None where it was the first of its quarter."""
        found = self._revisions(tables.revisions.c.new_vintage == vintage_id)
        return found[-1] if found else None

    def revisions(self, district: str, quarter: Quarter) -> list[RevisionRecord]:
        """Every time that a vintage of the quarter took another's place, oldest first."""
        v = tables.vintages
        of = select(v.c.id).where(v.c.district == district, v.c.quarter == str(quarter))
        return self._revisions(tables.revisions.c.new_vintage.in_(of))

    def _revisions(self, which: Any) -> list[RevisionRecord]:
        t, r = tables.revisions, tables.runs
        query = select(t).join(r, r.c.id == t.c.run_id).where(which).order_by(r.c.sequence, t.c.new_vintage)
        with self.engine.connect() as connection:
            return [
                RevisionRecord(
                    row["run_id"],
                    row["old_vintage"],
                    row["new_vintage"],
                    row["signed_vintage"],
                    Judged(row["kind"], row["code"], Message(row["reason_zh"], row["reason_en"])),
                )
                for row in connection.execute(query).mappings()
            ]

    def kept_snapshots(self, verdict: Verdict) -> list[Snapshot]:
        """The files that a verdict was reached about, as they were collected; those no longer recorded are missing."""
        s = tables.snapshots
        found = []
        with self.engine.connect() as connection:
            for tidied in (check.tidy for check in verdict.checks):
                query = select(s).where(
                    s.c.district == verdict.district,
                    s.c.quarter == str(verdict.quarter),
                    s.c.extract == tidied.extract,
                    s.c.sha256 == tidied.snapshot_sha256,
                )
                row = connection.execute(query).mappings().first()
                if row is not None:
                    found.append(Snapshot.model_validate({k: v for k, v in row.items() if k != "collected_at"}))
        return found

    def notices(self, district: str, quarter: Quarter) -> list[CorrectionNotice]:
        """Drafts of correction notices about a quarter's reports, oldest first."""
        n = tables.notices
        query = (
            select(n.c.document)
            .where(n.c.district == district, n.c.quarter == str(quarter))
            .order_by(n.c.created_at, n.c.sha256)
        )
        with self.engine.connect() as connection:
            return [CorrectionNotice.model_validate_json(d) for d in connection.execute(query).scalars()]


def _insert(connection: Connection, new: NewVintage) -> None:
    record = new.record
    insert_vintage(
        connection,
        new.ref,
        new.observations,
        verdict_sha256=record.verdict_sha256,
        catalogue_sha256=record.catalogue_sha256,
        reference_sha256=record.reference_sha256,
    )
    insert_once(
        connection,
        tables.provenance,
        {
            "vintage_id": record.id,
            "product_version": record.product_version,
            "inputs": json.dumps(dict(record.inputs), sort_keys=True),
            "reference": json.dumps(dict(record.reference), sort_keys=True),
        },
    )
    d = tables.definitions
    if not connection.execute(select(d.c.sha256).where(d.c.catalogue_sha256 == record.catalogue_sha256)).first():
        for indicator, digest in record.definitions.items():
            insert_once(
                connection,
                d,
                {"catalogue_sha256": record.catalogue_sha256, "indicator": indicator, "sha256": digest},
            )


def _insert_revision(
    connection: Connection, run_id: str, old: VintageRecord, new: VintageRecord, printed: str | None, judge: Judge
) -> None:
    judged = judge(old, new, printed is not None)
    connection.execute(
        insert(tables.revisions).values(
            run_id=run_id,
            new_vintage=new.id,
            old_vintage=old.id,
            signed_vintage=printed,
            kind=judged.kind,
            code=judged.code,
            reason_zh=judged.reason.zh,
            reason_en=judged.reason.en,
        )
    )


def _printed(new: VintageRecord, quarter: Quarter, signed: set[tuple[str, str]]) -> str | None:
    """The vintage of the run's own quarter that the signed report stands on, where it isn't ``new`` itself."""
    if new.quarter != quarter:
        return None
    own = next((vintage for vintage, about in sorted(signed) if about == str(quarter)), None)
    return own if own != new.id else None


def _signed_vintages(
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


def _replaced(connection: Connection, new: VintageRecord) -> VintageRecord | None:
    """The vintage of the quarter that was current by the same extracts' quarter, or by an earlier one."""
    v = tables.vintages
    query = (
        _vintages()
        .where(
            v.c.district == new.district,
            v.c.quarter == str(new.quarter),
            v.c.source_quarter <= str(new.source_quarter),
        )
        .order_by(v.c.source_quarter.desc(), last_use().desc(), v.c.sequence.desc())
        .limit(1)
    )
    return _vintage(connection, query)


def _vintages() -> Select[Any]:
    v, p = tables.vintages, tables.provenance
    return select(v, p.c.product_version, p.c.inputs, p.c.reference).outerjoin(p, p.c.vintage_id == v.c.id)


def _vintage(connection: Connection, query: Select[Any]) -> VintageRecord | None:
    row = connection.execute(query).mappings().first()
    return None if row is None else _record(connection, row, {})


def _record(connection: Connection, row: Any, known: dict[str, Mapping[str, str]]) -> VintageRecord:
    catalogue = row["catalogue_sha256"]
    if catalogue not in known:
        d = tables.definitions
        query = select(d.c.indicator, d.c.sha256).where(d.c.catalogue_sha256 == catalogue)
        known[catalogue] = {r[0]: r[1] for r in connection.execute(query)}
    return VintageRecord(
        id=row["id"],
        district=row["district"],
        quarter=Quarter.parse(row["quarter"]),
        source_quarter=Quarter.parse(row["source_quarter"]),
        verdict_sha256=row["verdict_sha256"],
        catalogue_sha256=catalogue,
        reference_sha256=row["reference_sha256"],
        product_version=row["product_version"] or "",
        inputs=json.loads(row["inputs"] or "{}"),
        reference=json.loads(row["reference"] or "{}"),
        definitions=known[catalogue],
    )


def _last_run(connection: Connection, district: str, quarter: Quarter, stage: str) -> RunRecord | None:
    r = tables.runs
    query = (
        select(r)
        .where(r.c.district == district, r.c.quarter == str(quarter), r.c.stage == stage)
        .order_by(r.c.sequence.desc())
        .limit(1)
    )
    row = connection.execute(query).mappings().first()
    return None if row is None else _run(connection, row)


def _run(connection: Connection, row: Any) -> RunRecord:
    used, made = tables.run_vintages, tables.run_reports
    vintages = select(used.c.vintage_id).where(used.c.run_id == row["id"])
    reports = select(made.c.report_sha256).where(made.c.run_id == row["id"])
    return RunRecord(
        sequence=row["sequence"],
        id=row["id"],
        district=row["district"],
        quarter=Quarter.parse(row["quarter"]),
        stage=row["stage"],
        verdict_sha256=row["verdict_sha256"],
        catalogue_sha256=row["catalogue_sha256"],
        product_version=row["product_version"],
        revision_kind=row["revision_kind"],
        reason=row["reason"],
        known_since=row["known_since"],
        vintages=frozenset(connection.execute(vintages).scalars()),
        reports=frozenset(connection.execute(reports).scalars()),
    )


def _same(last: RunRecord, run: NewRun) -> bool:
    return (
        last.verdict_sha256 == run.verdict_sha256
        and last.catalogue_sha256 == run.catalogue_sha256
        and last.product_version == run.product_version
        and last.vintages == set(run.vintages)
        and last.reports == set(run.reports)
    )


def _identity(run: NewRun, last: RunRecord | None) -> str:
    """What the run did and after which one: the same story on two machines gives the same ids."""
    parts = {
        "after": last.id if last else "",
        "district": run.district,
        "quarter": str(run.quarter),
        "stage": run.stage,
        "verdict": run.verdict_sha256,
        "catalogue": run.catalogue_sha256,
        "product": run.product_version,
        "vintages": sorted(set(run.vintages)),
        "reports": sorted(set(run.reports)),
        "kind": run.revision_kind,
        "reason": run.reason,
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
