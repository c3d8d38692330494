"""Runs that the tests record: vintages of one figure, a judge, a signed report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Engine, func, select, text

from govreport.errors import Message
from govreport.manifests.documents import Report
from govreport.manifests.verdicts import Verdict
from govreport.quarter import Quarter
from govreport.store import tables
from govreport.store.ledger import Ledger
from govreport.store.records import Judged, NewRun, NewVintage, RunRecord, StoredObservation, VintageRecord
from govreport.store.results import ResultStore
from govreport.store.runs import RunStore

Q2, Q3 = Quarter(2019, 2), Quarter(2019, 3)
THEN = datetime(2019, 10, 23)  # noqa: DTZ001 - the database's times are UTC without a mark
ROLES = ("director",)


def a_verdict(engine: Engine, sha256: str = "v") -> None:
    ResultStore(engine).add_verdict(
        Verdict(
            district="panyu", quarter=Q3, state="pass", checks=[], outcomes=[], paragraph_zh="通过",
            paragraph_en="passed", sha256=sha256 * 64,
        )
    )  # fmt: skip


def vintage(name: str, registered: int, quarter: Quarter = Q3, source: Quarter = Q3) -> NewVintage:
    record = VintageRecord(
        id=(name + str(quarter.number)) * 32, district="panyu", quarter=quarter, source_quarter=source,
        verdict_sha256="v" * 64, catalogue_sha256="c" * 64, reference_sha256="r" * 64, product_version="1.0",
        inputs={"registration": name * 64}, reference={"towns": "t" * 64}, definitions={"R01": "d" * 64},
    )  # fmt: skip
    return NewVintage(record, [StoredObservation("R01", "", "", "", registered, None)])


def judge(old: VintageRecord, new: VintageRecord, issued: bool) -> Judged:
    return Judged("correction" if issued else "routine", "extracts", Message("重新报送", "submitted again"))


def run(runs: RunStore, *vintages: NewVintage, reason: str = "") -> RunRecord:
    new = NewRun(
        district="panyu", quarter=Q3, stage="measure", verdict_sha256="v" * 64, catalogue_sha256="c" * 64,
        product_version="1.0", vintages=[v.record.id for v in vintages], started_at=THEN, reason=reason,
        known_since=date(2019, 11, 5) if reason else None,
    )  # fmt: skip
    return runs.record(new, vintages, judge, ROLES)


def issue(runs: RunStore, name: str, vintages: Sequence[NewVintage]) -> None:
    """A report on these vintages, rendered and signed."""
    sha256 = name * 64
    ResultStore(runs.engine).add_report(
        Report(district="panyu", quarter=Q3, language="zh", fingerprint="f" * 64, sha256=sha256, files=[], held=False,
               model_key="model")
    )  # fmt: skip
    new = NewRun(
        district="panyu", quarter=Q3, stage="render", verdict_sha256="v" * 64, catalogue_sha256="c" * 64,
        product_version="1.0", vintages=[v.record.id for v in vintages], reports=[sha256], started_at=THEN,
    )  # fmt: skip
    runs.record(new)
    Ledger(runs.engine).sign(sha256, "director", "区民政局局长")


def current(runs: RunStore) -> list[int]:
    with runs.engine.connect() as connection:
        return list(connection.execute(text("SELECT numerator FROM current_observations")).scalars())


def count(runs: RunStore) -> dict[str, int]:
    with runs.engine.connect() as connection:
        return {
            t.name: connection.execute(select(func.count()).select_from(t)).scalar_one()
            for t in tables.metadata.sorted_tables
        }
