"""Making a report again from what is stored of its inputs, in a folder of its own, and comparing it byte by byte.

Nothing that lay between the raw files and the pages is trusted: the stages run again, with the district's folder, the
code lists, the profiles and the vintages as they were known then.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from govreport import stages
from govreport.context import Context
from govreport.district.reading import load_district
from govreport.documents.stored_report import (
    MissingInputsError,
    StoredReport,
    copy_inputs,
    statement_of,
    version_of,
    written_at,
)
from govreport.errors import IntegrityError, Message
from govreport.manifests.base import StoredFile
from govreport.manifests.documents import Publication, Report, ReportFile
from govreport.manifests.verdicts import Verdict, require_unblocked
from govreport.quality.gate import conclude, tidy_and_check
from govreport.reports.identity.fingerprint import REPLACES, TOLD
from govreport.reports.identity.product import PROCESSOR
from govreport.reports.identity.provenance import lay_out_folder
from govreport.reports.model import ReportModel
from govreport.reports.publications import make_again, rendered
from govreport.reports.rendering import render_files
from govreport.settings import Settings
from govreport.sources.references import kept_references
from govreport.store.copying import copy_known
from govreport.store.database import open_database
from govreport.store.files import FileStore, sha256
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
    with _scratch(settings, stored) as context:
        record = stored.provenance
        # Of a longer report the last quarter is judged and measured again; the others' figures are as they are stored,
        # for each of them has a report of its own that can be made again.
        judged = replace(context, quarter=record.quarter.last_quarter) if record.quarter.is_longer else context
        checks = tidy_and_check(judged, record.snapshots)
        references = kept_references(context.settings, context.district, stored.verdict.references, context.files)
        verdict = conclude(judged, checks, references)
        require_unblocked(verdict)
        if judged is not context:
            stages.measure(judged, verdict)
        measurement = stages.verify(context, stages.measure(context, verdict, statement_of(stored)))
        report = next(r for r in stages.render(context, measurement, verdict) if r.language == record.language)
        files: list[ReportFile | StoredFile] = [*report.files, *report.pages]
        if beside is not None:
            files += make_again(context, measurement, verdict, beside).files
        return Rebuild(
            hashes={f.name: f.sha256 for f in files},
            departures=list(_departures(stored, verdict, [v.id for v in measurement.vintages], report)),
            figures=list(_other_figures(stored, context.vintages)),
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


@contextmanager
def _scratch(settings: Settings, stored: StoredReport) -> Iterator[Context]:
    """A context whose store holds the inputs and nothing else, and whose database knows what was known then."""
    record = stored.provenance
    with TemporaryDirectory(prefix="govreport-verify-") as name:
        folder = Path(name)
        include = folder / "include"
        include.mkdir()
        for product in (settings.templates_dir, settings.fonts_dir):
            (include / product.name).symlink_to(product, target_is_directory=True)
        scratch = Settings(
            home=folder,
            var=folder / "var",
            store_url=str(folder / "store"),
            database_url=f"sqlite:///{folder / 'results.sqlite'}",
            language=settings.language,
            duckdb_memory=settings.duckdb_memory,
        )
        files = FileStore(scratch.store)
        copy_inputs(stored, files)
        scratch.reference_dir.mkdir()
        (scratch.reference_dir / "codes.yaml").write_bytes(files.get(record.codes_key))
        lay_out_folder(files.get(record.configuration_key), scratch.districts_dir / record.district)
        database = open_database(scratch.database, "auto")
        try:
            without = {"vintages": record.vintages, "verdicts": [record.verdict_sha256]}
            copy_known(stored.results.engine, database, written_at(stored), without)
            district = load_district(scratch.districts_dir, record.district)
            # The version of then: it is part of a vintage's identity, and a release alone must change no report.
            replaced: dict[str, str] = {record.language: str(record.parts.get(REPLACES, ""))}
            told = record.parts.get(TOLD)
            yield Context(
                scratch,
                district,
                record.quarter,
                product_version=version_of(stored),
                replaced=replaced,
                told=told,
                made_on=str(record.parts.get(PROCESSOR, "")),
            )
        finally:
            database.dispose()


def _departures(stored: StoredReport, verdict: Verdict, vintages: list[str], report: Report) -> Iterator[Message]:
    then = {check.tidy.extract: check for check in stored.verdict.checks}
    for check in verdict.checks:
        before, name = then.get(check.tidy.extract), check.tidy.filename
        if before is None or before.tidy.key != check.tidy.key:
            yield Message(f"整理（{name}）", f"tidy ({name})")
        elif (before.set_aside_key, before.failures_key) != (check.set_aside_key, check.failures_key):
            yield Message(f"核查（{name}）", f"check ({name})")
    if verdict.sha256 != stored.verdict.sha256:
        yield Message("核查结论", "verdict")
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
        now = {o[:4]: o[4:] for o in rebuilt.observations(vintage)}
        for o in before.observations(vintage) if now else []:
            if now.get(o[:4]) != o[4:]:
                at = " ".join(part for part in o[:4] if part)
                yield Message(f"{at}：存{o.numerator}", f"{at}: {o.numerator} is stored")
