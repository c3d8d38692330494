"""Everything that is stored of a report: what it was made from, and what was known when it was made."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from govreport import __version__
from govreport.errors import IntegrityError, Message, strung
from govreport.manifests.documents import Report
from govreport.manifests.verdicts import Verdict
from govreport.reports.identity.fingerprint import LAST_ISSUE, REPLACES, TOLD, sealed_parts
from govreport.reports.identity.provenance import Provenance
from govreport.settings import Settings
from govreport.store import tables
from govreport.store.database import open_results
from govreport.store.files import FileStore
from govreport.store.results import ResultStore
from govreport.store.retention import removed_raw
from govreport.store.vintages import VintageStore

if TYPE_CHECKING:
    from govreport.indicators.vintages.revision_kind import Statement


class MissingInputsError(IntegrityError):
    """What a report was made from is gone or damaged; ``missing`` names each piece."""

    def __init__(self, missing: list[Message]) -> None:
        self.missing = missing
        told = strung(missing)
        super().__init__(f"{told.zh}。", f"{told.en}.")


@dataclass(frozen=True)
class StoredReport:
    """A report with its inputs as they are stored."""

    report: Report
    provenance: Provenance
    verdict: Verdict
    files: FileStore
    results: ResultStore


def stored_report(settings: Settings, report: Report) -> StoredReport:
    """What is stored of a report. Raises MissingInputsError."""
    files = FileStore(settings.store)
    results = ResultStore(open_results(settings))
    if not report.provenance_key:
        raise MissingInputsError(
            [Message("该报告成文时未留来源记录", "the report was made before provenance was recorded")]
        )
    try:
        record = Provenance.model_validate_json(files.get(report.provenance_key))
    except IntegrityError as error:
        raise MissingInputsError([error.message]) from None
    if sealed_parts(record.parts) != report.fingerprint:
        raise MissingInputsError(
            [Message("来源记录与指纹不符", "the record of its inputs, which isn't the one that the fingerprint seals")]
        )
    verdict = results.verdict(record.verdict_sha256)
    if verdict is None:
        digest = record.verdict_sha256[:12]
        raise MissingInputsError([Message(f"核查结论 {digest}", f"the verdict {digest}")])
    return StoredReport(report, record, verdict, files, results)


def copy_inputs(stored: StoredReport, files: FileStore) -> None:
    """Copy every input into ``files``, comparing its hash; raises MissingInputsError that names all that are wrong."""
    missing = [*_foreign_extracts(stored)]
    with stored.results.engine.connect() as connection:
        removed = removed_raw(connection)
    wanted = [*_input_keys(stored)]
    # Of the profile of the quarter before also the rows that this quarter's were compared with.
    latest = {check.past[0] for check in stored.verdict.checks if check.past}
    while wanted:
        name, key = wanted.pop(0)
        try:
            data = stored.files.get(key)
        except IntegrityError:
            missing.append(_lost(name, key.rsplit("/", 1)[1].split(".", 1)[0], removed.get(key)))
            continue
        kind, suffix = key.split("/", 1)[0], "".join(Path(key).suffixes)
        files.put(kind, data, suffix)
        if key in latest:
            profile = json.loads(data)
            wanted += [(profile["filename"], profile["rows_key"]), (profile["filename"], profile["set_aside_key"])]
            if profile.get("living"):
                wanted.append((profile["filename"], profile["living"]["key"]))
    recorded = set(_vintages(stored))
    for vintage in stored.provenance.known:
        if vintage not in recorded:
            missing.append(Message(f"较早数值 {vintage[:12]}", f"the earlier figures {vintage[:12]}"))
    if missing:
        raise MissingInputsError(missing)


def _foreign_extracts(stored: StoredReport) -> Iterator[Message]:
    """Extracts of the verdict that the report's record doesn't know."""
    recorded = {snapshot.sha256 for snapshot in stored.provenance.snapshots}
    for check in stored.verdict.checks:
        if check.tidy.snapshot_sha256 not in recorded:
            yield _lost(check.tidy.filename, check.tidy.snapshot_sha256)


def _input_keys(stored: StoredReport) -> Iterator[tuple[str, str]]:
    """Name and key in the store of everything that the report was made from."""
    record = stored.provenance
    yield from ((snapshot.filename, snapshot.key) for snapshot in record.snapshots)
    yield from ((reference.filename, reference.key) for reference in stored.verdict.references if reference.key)
    yield from (("configuration", record.configuration_key), ("codes.yaml", record.codes_key))
    if replaced := record.parts.get(REPLACES):
        yield "replaced edition", replaced
    yield from (("profile", key) for check in stored.verdict.checks for key in check.past)
    if LAST_ISSUE in record.parts:
        yield "last issue", record.parts[LAST_ISSUE]
    if TOLD in record.parts:
        yield "what readers were told before", record.parts[TOLD]


def _lost(name: str, digest: str, removed: datetime | None = None) -> Message:
    if removed is not None:
        return Message(
            f"{name}（散列值 {digest}；已按保留期限于{removed:%Y-%m-%d}删去）",
            f"{name} (sha256 {digest}; its time was over, it was removed on {removed:%Y-%m-%d})",
        )
    return Message(f"{name}（应有散列值 {digest}）", f"{name} (expected sha256 {digest})")


def _vintages(stored: StoredReport) -> list[str]:
    with stored.results.engine.connect() as connection:
        return list(connection.execute(select(tables.vintages.c.id)).scalars())


def written_at(stored: StoredReport) -> datetime:
    """When the report was first recorded: what came later wasn't known."""
    r = tables.reports
    with stored.results.engine.connect() as connection:
        query = select(r.c.created_at).where(r.c.sha256 == stored.report.sha256)
        written: datetime = connection.execute(query).scalar_one()
    return written


def version_of(stored: StoredReport) -> str:
    """The product's version that the report's figures were computed by, as their vintages record it."""
    computed = VintageStore(stored.results.engine).find(stored.provenance.vintages[0])
    return computed.product_version if computed is not None else __version__


def statement_of(stored: StoredReport) -> Statement:
    """What an operator said of the run, where it revised figures: it stands in the report."""
    from govreport.indicators.vintages.revision_kind import Statement  # here, because it loads the catalogue

    r = tables.runs
    query = (
        select(r.c.reason, r.c.revision_kind, r.c.known_since)
        .where(
            r.c.stage == "measure",
            r.c.quarter == str(stored.provenance.quarter),
            r.c.verdict_sha256 == stored.verdict.sha256,
            r.c.started_at <= written_at(stored),
        )
        .order_by(r.c.sequence.desc())
    )
    with stored.results.engine.connect() as connection:
        row = connection.execute(query).first()
    return Statement(row.reason, row.revision_kind, row.known_since) if row else Statement()
