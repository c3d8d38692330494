"""Making a report again from what is stored of its inputs, in a folder of its own, and comparing it byte by byte.

Nothing that lay between the raw files and the pages is trusted: the stages run again, with the district's folder, the
code lists, the profiles and the vintages as they were known then. Belongs here: gathering inputs, running the stages,
comparing. Does not belong here: stages, the sentences about the outcome (documents/verify_report.py), printing
(cli/verify.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sqlalchemy import select

from govreport import __version__, stages
from govreport.context import Context
from govreport.district.folder import District
from govreport.district.reading import load_district
from govreport.errors import IntegrityError, Message
from govreport.manifests.base import StoredFile
from govreport.manifests.documents import Publication, Report, ReportFile
from govreport.manifests.verdicts import ReferenceFile, Verdict, require_unblocked
from govreport.quality.gate import conclude, tidy_and_check
from govreport.reports.identity.fingerprint import sealed_parts
from govreport.reports.identity.provenance import Provenance, lay_out_folder
from govreport.reports.rendering import render_files
from govreport.settings import Settings
from govreport.store import tables
from govreport.store.copying import copy_known
from govreport.store.database import open_database
from govreport.store.files import FileStore, sha256
from govreport.store.results import ResultStore
from govreport.store.vintages import VintageStore

if TYPE_CHECKING:
    from govreport.indicators.vintages.revision_kind import Statement
    from govreport.sources.references import References


@dataclass
class Made:
    """A report made again: its record, and where what it was made from departs from what is stored."""

    hashes: dict[str, str]
    """Name of a file -> sha256 of the bytes made now."""
    departures: list[Message] = field(default_factory=list)
    """Stage by stage, what came out otherwise than it is stored; the first is where to look."""
    figures: list[Message] = field(default_factory=list)
    """Stored figures that the inputs don't give."""
    other_vintages: bool = False
    """Whether this version computed vintages of another identity, which can't be compared with the stored ones."""


class MissingInputsError(IntegrityError):
    """What a report was made from is gone or damaged; ``missing`` names each piece."""

    def __init__(self, missing: list[Message]) -> None:
        self.missing = missing
        super().__init__("；".join(m.zh for m in missing), "; ".join(m.en for m in missing))


@dataclass(frozen=True)
class Kept:
    """Everything stored of a report."""

    report: Report
    provenance: Provenance
    verdict: Verdict
    files: FileStore
    results: ResultStore


def kept(settings: Settings, report: Report) -> Kept:
    """What is stored of a report. Raises MissingInputsError."""
    context_files = FileStore(settings.store)
    results = ResultStore(open_database(settings.database))
    if not report.provenance_key:
        raise MissingInputsError(
            [Message("该季报成文时未留来源记录", "the report was made before provenance was recorded")]
        )
    try:
        record = Provenance.model_validate_json(context_files.get(report.provenance_key))
    except IntegrityError as error:
        raise MissingInputsError([error.message]) from None
    if sealed_parts(record.parts) != report.fingerprint:
        said = Message("来源记录与指纹不符", "the record of its inputs, which isn't the one that the fingerprint seals")
        raise MissingInputsError([said])
    verdict = results.verdict(record.verdict_sha256)
    if verdict is None:
        said = Message(f"核查结论 {record.verdict_sha256[:12]}", f"the verdict {record.verdict_sha256[:12]}")
        raise MissingInputsError([said])
    return Kept(report, record, verdict, context_files, results)


def remake(settings: Settings, stored: Kept, beside: Publication | None = None) -> Made:
    """Run the stages again from the raw files; ``beside`` is a document that belongs to the report and is made too.

    Raises MissingInputsError, or what a stage raises.
    """
    from govreport.reports.publications import make_again

    with _scratch(settings, stored) as context:
        record = stored.provenance
        checks = tidy_and_check(context, record.snapshots)
        verdict = conclude(context, checks, _references(context, stored.verdict.references))
        require_unblocked(verdict)
        measurement = stages.verify(context, stages.measure(context, verdict, _statement(stored)))
        made = next(r for r in stages.render(context, measurement, verdict) if r.language == record.language)
        files: list[ReportFile | StoredFile] = [*made.files, *made.pages]
        if beside is not None:
            files += make_again(context, measurement, verdict, beside).files
        return Made(
            hashes={f.name: f.sha256 for f in files},
            departures=list(_departures(stored, verdict, [v.id for v in measurement.vintages], made)),
            figures=list(_other_figures(stored, context.vintages)),
            other_vintages=[v.id for v in measurement.vintages] != record.vintages,
        )


def set_again(settings: Settings, stored: Kept, beside: Publication | None = None) -> Made:
    """Only place the stored view model (``beside``'s, if given) on its pages again. Raises MissingInputsError."""
    from govreport.reports.model import ReportModel
    from govreport.reports.publications import rendered

    try:
        model = ReportModel.model_validate_json(stored.files.get((beside or stored.report).model_key))
    except IntegrityError as error:
        raise MissingInputsError([error.message]) from None
    if beside is None or beside.kind == "operators_note":
        formats = render_files(model, settings)
    else:
        (formats,) = rendered(beside.kind, [model], settings)
    return Made(hashes={model.file_stem + suffix: sha256(data) for suffix, _, data in formats})


@contextmanager
def _scratch(settings: Settings, stored: Kept) -> Iterator[Context]:
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
        _bring(stored, files)
        scratch.reference_dir.mkdir()
        (scratch.reference_dir / "codes.yaml").write_bytes(files.get(record.codes_key))
        lay_out_folder(files.get(record.configuration_key), scratch.districts_dir / record.district)
        database = open_database(scratch.database, "auto")
        try:
            without = {"vintages": record.vintages, "verdicts": [record.verdict_sha256]}
            copy_known(stored.results.engine, database, _written(stored), without)
            # The version of then: it is part of a vintage's identity, and a release alone must change no report.
            yield Context(scratch, _district(scratch, record), record.quarter, product_version=_version_of(stored))
        finally:
            database.dispose()


def _district(settings: Settings, record: Provenance) -> District:
    return load_district(settings.districts_dir, record.district)


def _bring(stored: Kept, files: FileStore) -> None:
    """Copy every input, proving its hash; raises MissingInputsError that names all that are wrong."""
    record, missing = stored.provenance, []
    known = {s.sha256 for s in record.snapshots}
    for check in stored.verdict.checks:
        if check.tidy.snapshot_sha256 not in known:
            missing.append(_lost(check.tidy.filename, check.tidy.snapshot_sha256))
    needed = [(s.filename, s.key) for s in record.snapshots]
    needed += [(r.filename, r.key) for r in stored.verdict.references if r.key]
    needed += [("configuration", record.configuration_key), ("codes.yaml", record.codes_key)]
    needed += [("profile", key) for check in stored.verdict.checks for key in check.past]
    latest = {check.past[0] for check in stored.verdict.checks if check.past}
    while needed:
        name, key = needed.pop(0)
        try:
            data = stored.files.get(key)
        except IntegrityError:
            missing.append(_lost(name, key.rsplit("/", 1)[1].split(".", 1)[0]))
            continue
        kind, suffix = key.split("/", 1)[0], "".join(Path(key).suffixes)
        files.put(kind, data, suffix)
        if key in latest:  # the rows that this quarter's were compared with
            profile = json.loads(data)
            needed += [(profile["filename"], profile["rows_key"]), (profile["filename"], profile["set_aside_key"])]
    standing = set(_vintages(stored))
    for vintage in [v for v in record.known if v not in standing]:
        missing.append(Message(f"较早数值 {vintage[:12]}", f"the earlier figures {vintage[:12]}"))
    if missing:
        raise MissingInputsError(missing)


def _lost(name: str, digest: str) -> Message:
    return Message(f"{name}（应有散列值 {digest}）", f"{name} (expected sha256 {digest})")


def _vintages(stored: Kept) -> list[str]:
    with stored.results.engine.connect() as connection:
        return list(connection.execute(select(tables.vintages.c.id)).scalars())


def _version_of(stored: Kept) -> str:
    """The product's version that the report's figures were computed by, as their vintages record it."""
    computed = VintageStore(stored.results.engine).find(stored.provenance.vintages[0])
    return computed.product_version if computed is not None else __version__


def _written(stored: Kept) -> datetime:
    """When the report was first recorded: what came later wasn't known."""
    r = tables.reports
    with stored.results.engine.connect() as connection:
        query = select(r.c.created_at).where(r.c.sha256 == stored.report.sha256)
        written: datetime = connection.execute(query).scalar_one()
    return written


def _statement(stored: Kept) -> Statement:
    """What an operator said of the run, where it revised figures: it stands in the report."""
    from govreport.indicators.vintages.revision_kind import Statement

    r = tables.runs
    query = (
        select(r.c.reason, r.c.revision_kind, r.c.known_since)
        .where(r.c.stage == "measure", r.c.verdict_sha256 == stored.verdict.sha256, r.c.started_at <= _written(stored))
        .order_by(r.c.sequence.desc())
    )
    with stored.results.engine.connect() as connection:
        row = connection.execute(query).first()
    return Statement(row.reason, row.revision_kind, row.known_since) if row else Statement()


def _references(context: Context, files: list[ReferenceFile]) -> References:
    from govreport.sources.references import kept_references

    return kept_references(context.settings, context.district, files, context.files)


def _departures(stored: Kept, verdict: Verdict, vintages: list[str], made: Report) -> Iterator[Message]:
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
    if made.fingerprint != stored.report.fingerprint:
        yield Message("指纹", "fingerprint")
    if made.model_key != stored.report.model_key:
        yield Message("成文", "words and tables")
    hashes = {f.name: f.sha256 for f in made.files}
    if any(hashes.get(f.name) != f.sha256 for f in stored.report.files):
        yield Message("排版", "pages")


def _other_figures(stored: Kept, remade: VintageStore) -> Iterator[Message]:
    """Figures of this run's vintages that the database holds otherwise than the inputs give them."""
    before = VintageStore(stored.results.engine)
    for vintage in stored.provenance.vintages:
        now = {o[:4]: o[4:] for o in remade.observations(vintage)}
        for o in before.observations(vintage) if now else []:
            if now.get(o[:4]) != o[4:]:
                at = " ".join(part for part in o[:4] if part)
                yield Message(f"{at}：存{o.numerator}", f"{at}: {o.numerator} is stored")
