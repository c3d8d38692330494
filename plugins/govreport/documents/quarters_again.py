"""The quarters of a half-year or a year, each made again from its own raw files with what was known when it was run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from sqlalchemy import delete

from govreport import stages
from govreport.context import Context
from govreport.documents.otherwise import judged_otherwise, other_figures
from govreport.documents.scratch import scratch
from govreport.documents.stored_report import MissingInputsError, StoredReport
from govreport.errors import GovreportError, IntegrityError, Message
from govreport.manifests.measurements import VintageRef
from govreport.manifests.verdicts import Verdict, require_unblocked
from govreport.quality.gate import conclude, tidy_and_check
from govreport.quarter import Quarter
from govreport.reports.identity.provenance import Provenance, snapshots_of
from govreport.settings import Settings
from govreport.sources.references import kept_references
from govreport.store import tables
from govreport.store.bulk import insert_many
from govreport.store.records import StoredObservation, VintageRow
from govreport.store.vintages import VintageStore


@dataclass
class QuartersAgain:
    """What the raw files of the quarters give."""

    figures: dict[str, list[StoredObservation]] = field(default_factory=dict)
    """Id of a quarter's vintage -> its figures as they were made now."""
    departures: list[Message] = field(default_factory=list)
    """Where a quarter was tidied or judged otherwise."""
    verdicts: dict[Quarter, Verdict] = field(default_factory=dict)
    """Of the quarters whose extracts were judged."""
    changed: list[Message] = field(default_factory=list)
    """Stored figures of quarters that their files don't give."""


def quarters_again(settings: Settings, stored: StoredReport, parts: Sequence[VintageRef], store: str) -> QuartersAgain:
    """Judge and measure again each run that ``parts``, the quarters' vintages, come from; what is made of their files
    is kept in ``store``.

    Raises MissingInputsError, GovreportError where a quarter's figures can't be had again, or what a stage raises.
    """
    again, known = QuartersAgain(), VintageStore(stored.results.engine)
    rows = [row for part in parts for row in known.of_quarter(part.district, part.quarter) if row.id == part.id]
    by_run = itemgetter(*(VintageRow._fields.index(name) for name in ("source_quarter", "verdict_sha256")))
    for _, of_run in groupby(sorted(rows, key=by_run), key=by_run):
        _run_again(settings, stored, list(of_run), store, again)
    return again


def put_right(context: Context, again: QuartersAgain) -> None:
    """Give the quarters in the context's own database the figures that their files give."""
    o = tables.observations
    columns = ("vintage_id", *StoredObservation._fields)
    with context.vintages.engine.begin() as connection:
        for vintage, figures in again.figures.items():
            connection.execute(delete(o).where(o.c.vintage_id == vintage))
            insert_many(connection, o, columns, ((vintage, *figure) for figure in figures))


def _run_again(
    settings: Settings, stored: StoredReport, rows: Sequence[VintageRow], store: str, again: QuartersAgain
) -> None:
    of_quarter, known = _as_stored(stored, rows), VintageStore(stored.results.engine)
    record = of_quarter.provenance
    with scratch(settings, of_quarter, max(row.created_at for row in rows), store) as context:
        checks = tidy_and_check(context, record.snapshots)
        references = kept_references(context.settings, context.district, of_quarter.verdict.references, context.files)
        verdict = conclude(context, checks, references)
        require_unblocked(verdict)
        again.verdicts[record.quarter] = verdict
        made = {vintage.quarter: vintage for vintage in stages.measure(context, verdict).vintages}
        again.departures += (
            Message(f"{record.quarter.zh}的{what.zh}", f"{what.en} of {record.quarter.en}")
            for what in judged_otherwise(of_quarter.verdict, verdict)
        )
        for row in rows:
            before, now = known.observations(row.id), context.vintages.observations(made[row.quarter].id)
            if made[row.quarter].id != row.id and before != now:
                raise GovreportError(
                    f"{row.quarter.zh}的数字是按另一套口径、核查结论或区的配置算出的，现在重算不出。",
                    f"the figures of {row.quarter.en} were computed by other definitions, another verdict or another "
                    "folder of the district, and can't be computed again.",
                )
            again.figures[row.id] = now
            again.changed += other_figures(before, now, row.quarter)


def _as_stored(stored: StoredReport, rows: Sequence[VintageRow]) -> StoredReport:
    """What is stored of the run that stated ``rows``, as a report of its own is; of one that wasn't rendered with the
    district's folder as the longer report knew it."""
    quarter, digest = rows[0].source_quarter, rows[0].verdict_sha256
    verdict = stored.results.verdict(digest)
    if verdict is None:
        raise MissingInputsError([Message(f"{quarter.zh}的核查结论 {digest[:12]}", f"the verdict of {quarter.en}")])
    given = next((p for p in _provenances(stored, rows[0]) if rows[0].id in p.vintages), stored.provenance)
    record = given.model_copy(
        update={
            "quarter": quarter,
            "parts": {},
            "verdict_sha256": digest,
            "snapshots": snapshots_of(verdict, stored.results),
            "vintages": [row.id for row in rows],
            "known": [],
        }
    )
    return StoredReport(stored.report, record, verdict, stored.files, stored.results)


def _provenances(stored: StoredReport, row: VintageRow) -> Iterator[Provenance]:
    for report in stored.results.reports(stored.provenance.district, row.source_quarter):
        with suppress(IntegrityError):  # what is lost of another report is said when that one is asked about
            if report.provenance_key:
                yield Provenance.model_validate_json(stored.files.get(report.provenance_key))
