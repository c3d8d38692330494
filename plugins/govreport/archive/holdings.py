"""What there is to show: quarters with their editions, vintages, verdicts and documents, read from store and database.

An edition is open to readers once it is issued: not held, and signed by every role that the district asks for. What
only a draft shows (its files, its vintages, its figures) stays out unless drafts are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pydantic import ValidationError
from sqlalchemy import Engine

from govreport.canonical.codes import CodeList
from govreport.district.folder import District
from govreport.district.words import district_codes
from govreport.indicators.vintages.status import VintageStatus, vintage_status
from govreport.language import Language
from govreport.manifests.documents import CorrectionNotice, Publication, Report
from govreport.manifests.verdicts import Verdict
from govreport.quarter import Quarter
from govreport.reports.identity.fingerprint import figures_sha256
from govreport.reports.identity.provenance import Provenance
from govreport.reports.model import ReportModel
from govreport.settings import Settings
from govreport.store.authenticated import Signature
from govreport.store.copies import Copies
from govreport.store.editions import StoredEdition, read_editions
from govreport.store.files import FileStore
from govreport.store.notices import NoticeStore
from govreport.store.publications import PublicationStore
from govreport.store.records import RevisionRecord, VintageRecord
from govreport.store.results import ResultStore
from govreport.store.revisions import RevisionStore
from govreport.store.runs import RunStore
from govreport.store.vintages import VintageStore

State = Literal["draft", "unsigned", "issued", "sent"]
_KINDS = frozenset({"town_brief", "reply_annex"})
"""Documents that readers may have. Operators' notes speak to those who run the system (commands, open problems) and
are never published."""


@dataclass(frozen=True)
class Edition:
    """One report as it was made."""

    report: Report
    model: ReportModel | None
    """None where it was made by a version of the product whose view model this one can't read."""
    state: State
    is_open: bool
    """Whether its files may be had."""
    signatures: Sequence[Signature]
    missing: Sequence[str]
    """Roles that have yet to sign it."""
    verdict: Verdict | None
    """Of one that isn't issued: the verdict on the data that it was made from."""
    copies: int
    """Copies that were sent."""
    documents: Sequence[Publication]
    """Town briefs and annexes made from the same figures."""

    @property
    def folder(self) -> str:
        """Where its files lie; two levels below the quarter's, so that its links to figures/ hold as they are."""
        return f"{self.report.quarter}/reports/{self.report.sha256[:12]}"


@dataclass(frozen=True)
class Vintage:
    """One computation of a quarter's figures that an open edition shows."""

    record: VintageRecord
    status: VintageStatus
    revision: RevisionRecord | None


@dataclass(frozen=True)
class Holding:
    """Everything about one quarter."""

    quarter: Quarter
    editions: Sequence[Edition]
    """Newest first."""
    vintages: Sequence[Vintage]
    """By the quarter of their extracts, then in the order of their use."""
    verdict: Verdict | None
    notices: Sequence[CorrectionNotice]

    def edition(self, language: Language) -> Edition | None:
        """The newest open edition, in that language where there is one."""
        opened = [e for e in self.editions if e.is_open]
        return next((e for e in opened if e.report.language == language), opened[0] if opened else None)


@dataclass(frozen=True)
class Holdings:
    """A district's, with what pages are made with."""

    settings: Settings
    district: District
    files: FileStore
    engine: Engine
    codes: Mapping[str, CodeList]
    with_drafts: bool
    quarters: Sequence[Holding]
    """Newest first."""
    vintages: Sequence[Vintage]
    """All that open editions show, also of quarters that only later extracts state; ordered by these."""
    verdicts: Sequence[Verdict] = field(repr=False)
    """The last one a quarter, oldest first."""

    @property
    def languages(self) -> tuple[Language, ...]:
        """Languages of the pages; the first one's have the plain names."""
        return self.district.languages

    def of(self, quarter: Quarter) -> Holding | None:
        """One quarter's."""
        return next((h for h in self.quarters if h.quarter == quarter), None)


def read_holdings(
    settings: Settings,
    district: District,
    files: FileStore,
    engine: Engine,
    *,
    with_drafts: bool = False,
    sent: Mapping[str, int] | None = None,
) -> Holdings:
    """Everything stored of a district; ``sent`` says how many copies of a report went out, by default the ledger does.

    Raises IntegrityError where a stored view model is missing or damaged."""
    results = ResultStore(engine)
    quarters = results.quarters(district.id)
    verdicts = results.verdicts(district.id, Quarter(9999, 4)) if quarters else []
    judged = {v.quarter: v for v in verdicts}
    editions = {q: _editions(district, files, engine, q, with_drafts, sent) for q in quarters}
    revisions = RevisionStore(engine)
    vintages = [
        Vintage(v, vintage_status(v.quarter, v.source_quarter, district.timing), revisions.of_vintage(v.id))
        for v in _open_vintages(district, engine, editions)
    ]
    holdings = [
        Holding(
            quarter=quarter,
            editions=editions[quarter],
            vintages=[v for v in vintages if v.record.quarter == quarter],
            verdict=judged.get(quarter),
            notices=_notices(engine, district, quarter, editions[quarter]),
        )
        for quarter in reversed(quarters)
    ]
    codes = district_codes(settings.reference_dir / "codes.yaml", district)
    return Holdings(settings, district, files, engine, codes, with_drafts, holdings, vintages, verdicts)


def _editions(
    district: District,
    files: FileStore,
    engine: Engine,
    quarter: Quarter,
    with_drafts: bool,
    sent: Mapping[str, int] | None,
) -> list[Edition]:
    stored = read_editions(engine, district.id, quarter, Copies(engine).of(district.id, quarter))
    # Readers see editions in the order in which they first appeared, also where an earlier one was made again since.
    stored.sort(key=lambda e: (e.made_at, e.report.sha256), reverse=True)
    documents = PublicationStore(engine).of(district.id, quarter)
    if sent is None:
        sent = {e.report.sha256: sum(copy.state == "sent" for copy in e.copies) for e in stored}
    copies = sent
    return [
        _edition(district, files, engine, edition, documents, with_drafts, copies.get(edition.report.sha256, 0))
        for edition in stored
    ]


def _edition(
    district: District,
    files: FileStore,
    engine: Engine,
    stored: StoredEdition,
    documents: Sequence[Publication],
    with_drafts: bool,
    copies: int,
) -> Edition:
    report = stored.report
    missing = stored.missing(district.signoff)
    state = _state(report, missing, copies)
    record = _provenance(files, report)
    is_open = with_drafts or state in ("issued", "sent")
    return Edition(
        report=report,
        model=_model(files, report) if is_open else None,
        state=state,
        is_open=is_open,
        signatures=stored.signatures,
        missing=missing,
        verdict=ResultStore(engine).verdict(record.verdict_sha256) if state == "draft" and record else None,
        copies=copies,
        documents=_documents(report, record, documents) if is_open and record else [],
    )


def _state(report: Report, missing: Sequence[str], copies: int) -> State:
    if report.held:
        return "draft"
    if missing:
        return "unsigned"
    return "sent" if copies else "issued"


def _model(files: FileStore, report: Report) -> ReportModel | None:
    data = files.get(report.model_key)
    try:
        return ReportModel.model_validate_json(data)
    except ValidationError:
        return None


def _provenance(files: FileStore, report: Report) -> Provenance | None:
    """What the report was made from; None of one that was made before that was recorded."""
    return Provenance.model_validate_json(files.get(report.provenance_key)) if report.provenance_key else None


def _documents(report: Report, record: Provenance, documents: Iterable[Publication]) -> list[Publication]:
    """Those made of the very figures of the report, in its language; of one kind and town what was made last."""
    figures = figures_sha256(record.parts)
    made: dict[tuple[str, str], Publication] = {}
    for document in documents:
        if document.kind in _KINDS and document.language == report.language and document.figures_sha256 == figures:
            made[document.kind, document.town_code] = document
    return list(made.values())


def _open_vintages(
    district: District, engine: Engine, editions: Mapping[Quarter, Sequence[Edition]]
) -> list[VintageRecord]:
    """The vintages that open editions show, by the quarter of their extracts and then as runs used them."""
    runs, vintages = RunStore(engine), VintageStore(engine)
    opened = {e.report.sha256 for of_quarter in editions.values() for e in of_quarter if e.is_open}
    used: dict[str, int] = {}
    for quarter in editions:
        for run in runs.runs(district.id, quarter):
            if run.stage == "render" and run.reports & opened:
                used.update(dict.fromkeys(sorted(run.vintages), run.sequence))
    records = [(sequence, record) for key, sequence in used.items() if (record := vintages.find(key)) is not None]
    return [r for _, r in sorted(records, key=lambda pair: (pair[1].source_quarter, pair[0], pair[1].id))]


def _notices(
    engine: Engine, district: District, quarter: Quarter, editions: Sequence[Edition]
) -> list[CorrectionNotice]:
    """Notices whose new figures readers may have: an edition later than the corrected one is open."""
    order = [e.report.sha256 for e in editions]
    notices = []
    for notice in NoticeStore(engine).of(district.id, quarter):
        at = order.index(notice.report_sha256) if notice.report_sha256 in order else len(order)
        if any(e.is_open for e in editions[:at]):
            notices.append(notice)
    return notices
