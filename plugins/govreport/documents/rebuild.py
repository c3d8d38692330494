"""Making a report again from what is stored of its inputs, in a folder of its own, and comparing it byte by byte.

Nothing that lay between the raw files and the pages is trusted: the stages run again, with the district's folder, the
code lists, the profiles and the vintages as they were known then (scratch.py); of a half-year or a year those of all
its quarters (quarters_again.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from govreport import stages
from govreport.documents.otherwise import judged_otherwise, other_figures
from govreport.documents.quarters_again import QuartersAgain, put_right, quarters_again
from govreport.documents.scratch import scratch
from govreport.documents.stored_report import MissingInputsError, StoredReport, statement_of, written_at
from govreport.errors import IntegrityError, Message
from govreport.indicators.vintages.longer import made_of
from govreport.manifests.base import StoredFile
from govreport.manifests.documents import Publication, Report, ReportFile
from govreport.manifests.verdicts import require_unblocked
from govreport.quality.gate import conclude, tidy_and_check
from govreport.reports.model import ReportModel
from govreport.reports.publications import make_again, rendered
from govreport.reports.rendering import render_files
from govreport.settings import Settings
from govreport.sources.references import kept_references
from govreport.store.files import sha256
from govreport.store.vintages import VintageStore


@dataclass
class Rebuild:
    """A report made again: its record, and where what it was made from departs from what is stored."""

    hashes: dict[str, str]
    """Name of a file -> sha256 of the bytes made now."""
    departures: list[Message] = field(default_factory=list)
    """Stage by stage, what came out otherwise than it is stored; the first is where to look."""
    figures: list[Message] = field(default_factory=list)
    """Stored figures that the inputs don't give."""
    other_vintages: bool = False
    """Whether this version computed vintages of another identity, which can't be compared with the stored ones."""


def rebuild(settings: Settings, stored: StoredReport, beside: Publication | None = None) -> Rebuild:
    """Run the stages again from the raw files; ``beside`` is a document that belongs to the report and is made too.

    Raises MissingInputsError, or what a stage raises.
    """
    with scratch(settings, stored, written_at(stored)) as context:
        record, again = stored.provenance, QuartersAgain()
        if not context.is_longer:
            checks = tidy_and_check(context, record.snapshots)
            references = kept_references(context.settings, context.district, stored.verdict.references, context.files)
            verdict = conclude(context, checks, references)
            require_unblocked(verdict)
        else:
            again = quarters_again(settings, stored, made_of(context, record.quarter), context.settings.store)
            put_right(context, again)
            verdict = again.verdicts.get(context.last_part) or stages.conclude_longer(context)
            context.results.add_verdict(verdict)
        measurement = stages.verify(context, stages.measure(context, verdict, statement_of(stored)))
        report = next(r for r in stages.render(context, measurement, verdict) if r.language == record.language)
        files: list[ReportFile | StoredFile] = [*report.files, *report.pages]
        if beside is not None:
            files += make_again(context, measurement, verdict, beside).files
        return Rebuild(
            hashes={f.name: f.sha256 for f in files},
            departures=[
                *again.departures,
                *(() if context.is_longer else judged_otherwise(stored.verdict, verdict)),
                *_departures(stored, [v.id for v in measurement.vintages], report),
            ],
            figures=[*again.changed, *_other_figures(stored, context.vintages)],
            other_vintages=[v.id for v in measurement.vintages] != record.vintages,
        )


def rerender(settings: Settings, stored: StoredReport, beside: Publication | None = None) -> Rebuild:
    """Only place the stored view model (``beside``'s, if given) on its pages again. Raises MissingInputsError."""
    try:
        model = ReportModel.model_validate_json(stored.files.get((beside or stored.report).model_key))
    except IntegrityError as error:
        raise MissingInputsError([error.message]) from None
    if beside is None or beside.kind == "operators_note":
        formats = render_files(model, settings)
    else:
        (formats,) = rendered(beside.kind, [model], settings)
    return Rebuild(hashes={file.named(model.file_stem): sha256(file.data) for file in formats})


def _departures(stored: StoredReport, vintages: list[str], report: Report) -> Iterator[Message]:
    if vintages != stored.provenance.vintages:
        yield Message("数值的口径或来源", "definitions or sources of the figures")
    if report.fingerprint != stored.report.fingerprint:
        yield Message("指纹", "fingerprint")
    if report.model_key != stored.report.model_key:
        yield Message("成文", "words and tables")
    hashes = {f.name: f.sha256 for f in report.files}
    if any(hashes.get(f.name) != f.sha256 for f in stored.report.files):
        yield Message("排版", "pages")


def _other_figures(stored: StoredReport, rebuilt: VintageStore) -> Iterator[Message]:
    """Figures of this run's vintages that the database holds otherwise than the inputs give them."""
    before = VintageStore(stored.results.engine)
    for vintage in stored.provenance.vintages:
        yield from other_figures(before.observations(vintage), rebuilt.observations(vintage))
