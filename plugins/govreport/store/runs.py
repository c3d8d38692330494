"""Runs: which stage ran on which verdict, which vintages it stated or used and which reports it made.

A run is recorded whole, in one transaction in which runs of the same quarter take turns; repeating the last one adds
nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from sqlalchemy import Connection, Engine, RowMapping, insert, select

from govreport.quarter import Quarter
from govreport.store import tables
from govreport.store.log import record as log_fact
from govreport.store.records import NewRun, NewVintage, RunRecord, Stage, run_record
from govreport.store.revisions import Judge, insert_revision, signed_otherwise, signed_vintages
from govreport.store.vintages import current_before, insert_vintage
from govreport.store.writing import take_turns, utc_now


class RunStore:
    """The runs of all districts and what they changed."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

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
            # What was current and signed is read before anything is written: the new run would make its own current.
            signed = signed_vintages(connection, run.district, run.quarter, roles) if judge else set()
            replaced = [(current_before(connection, v.record), v) for v in vintages]
            for vintage in vintages:
                insert_vintage(connection, vintage)
            identity = _identity(run, last)
            _insert(connection, identity, run)
            for old, new in replaced:
                if judge is not None and old is not None and old.id != new.record.id:
                    other = signed_otherwise(new.record, run.quarter, signed)
                    insert_revision(connection, identity, old, new.record, other, judge)
            log_fact(connection, "run", {"id": identity})
            recorded = _last_run(connection, run.district, run.quarter, run.stage)
            assert recorded is not None  # noqa: S101 - for the type checker: it was inserted just now
            return recorded

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


def _insert(connection: Connection, identity: str, run: NewRun) -> None:
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


def _last_run(connection: Connection, district: str, quarter: Quarter, stage: Stage) -> RunRecord | None:
    r = tables.runs
    query = (
        select(r)
        .where(r.c.district == district, r.c.quarter == str(quarter), r.c.stage == stage)
        .order_by(r.c.sequence.desc())
        .limit(1)
    )
    row = connection.execute(query).mappings().first()
    return None if row is None else _run(connection, row)


def _run(connection: Connection, row: RowMapping) -> RunRecord:
    used, made = tables.run_vintages, tables.run_reports
    vintages = select(used.c.vintage_id).where(used.c.run_id == row["id"])
    reports = select(made.c.report_sha256).where(made.c.run_id == row["id"])
    return run_record(
        row,
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
    """What the run did and after which one: the same order of events on two machines gives the same ids."""
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
