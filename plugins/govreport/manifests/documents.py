"""What render hands on: reports, the documents beside them, correction notices, the archive."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import PurePath
from typing import Literal

from pydantic import Field

from govreport.language import Language
from govreport.manifests.base import Manifest, QuarterText, RevisionKind, StoredFile


class ReportFile(Manifest):
    """One rendered file of a document."""

    name: str
    """As a recipient sees it."""
    media_type: str
    sha256: str
    size: int
    key: str
    annex: bool = False
    """Whether it is the technical annex and not the report itself."""
    data: bool = False
    """Whether it is one of the files of the figures as data, or the archive that holds them all."""

    @property
    def format(self) -> str:
        """What recipients.yaml calls it: pdf, annex, xlsx, docx, html, data; of a file of the data its ending."""
        suffix = PurePath(self.name).suffix[1:]
        return "annex" if self.annex else "data" if self.data and suffix == "zip" else suffix

    @property
    def is_part(self) -> bool:
        """Whether it is a file of the data, all of which another file holds."""
        return self.data and self.format != "data"

    @property
    def path(self) -> str:
        """Where it lies beside the report's other files: files of the data in a folder of their own."""
        return f"data/{self.name}" if self.is_part else self.name


class Acceptance(Manifest):
    """Somebody's answer for a hold: from then on it doesn't keep the report from being signed."""

    reason: str
    accepted_by: str
    accepted_at: datetime
    """UTC."""


class Hold(Manifest):
    """One reason why a report can't be signed, or couldn't be until somebody accepted it."""

    rule: str
    """Of an expectation or an identity: E46, E42."""
    zh: str
    """File, row, column, value, rule, and what to do; of an identity what doesn't agree."""
    en: str
    suite: str = ""
    """The suite of the rule: an extract or ``across``; ``identity`` of an identity."""
    subject: str = ""
    """What it is about: an extract, ``across``, or the name of an identity."""
    evidence: str = ""
    """Hash of what was judged, to which an acceptance is bound."""
    states_zh: str = ""
    """What whoever accepts it states; "" where it can't be accepted but must be mended."""
    states_en: str = ""
    accepted: Acceptance | None = None


class Report(Manifest):
    """A rendered report (render). ``sha256`` is what is signed and what the ledger counts."""

    district: str
    quarter: QuarterText
    language: Language
    fingerprint: str
    """Hash of everything the report is made from; printed in it."""
    sha256: str
    """Hash over the fingerprint and the files' hashes."""
    files: list[ReportFile]
    held: bool
    """The verdict or an identity holds the signature."""
    holds: list[Hold] = Field(default_factory=list)
    """Why, the gravest first; none of a report that may be signed, or that was made before reasons were kept."""
    accepted: list[Hold] = Field(default_factory=list)
    """What would hold it, had nobody accepted it."""
    model_key: str
    """The view model (JSON) all files were rendered from."""
    provenance_key: str = ""
    """What the report was made from, and by which product (reports/identity/provenance.py)."""
    pages: list[StoredFile] = Field(default_factory=list)
    """The pages that explain its figures, one an indicator; the web page links to them."""

    def file(self, suffix: str) -> ReportFile:
        """The report itself in the format that ``suffix`` names (".pdf", ".html", ".xlsx")."""
        return next(f for f in self.files if f.name.endswith(suffix) and not f.annex and not f.data)


class Publication(Manifest):
    """A document made beside the report: a town's brief, the annex of a reply, the operators' note."""

    kind: Literal["town_brief", "reply_annex", "operators_note"]
    district: str
    quarter: QuarterText
    language: Language
    town_code: str = ""
    """The (present) code of the town that a brief is for."""
    fingerprint: str
    figures_sha256: str = ""
    """Hash of the figures it is made of, however they are presented (reports/identity/fingerprint.py)."""
    sha256: str
    """Hash over the fingerprint and the files' hashes."""
    files: list[ReportFile]
    held: bool
    """The verdict or an identity holds the report of the same figures."""
    model_key: str

    def file(self, suffix: str) -> ReportFile:
        """The file whose name ends in ``suffix``."""
        return next(f for f in self.files if f.name.endswith(suffix))


class HeadlineChange(Manifest):
    """A figure of a signed report's first page that is now another one, as printed (revise)."""

    indicator: str
    name: str
    label: str = ""
    """"" for the figure itself, or which comparison: 环比."""
    old: str
    new: str


class CorrectionNotice(Manifest):
    """The draft of a notice (更正通知) about a signed report; people send it, or not (render)."""

    district: str
    quarter: QuarterText
    language: Language
    report_sha256: str
    """The signed report that it is about."""
    changes: list[HeadlineChange]
    kind: RevisionKind
    reason: str
    known_since: date | None
    """The day on which the mistake became known; None where nobody has stated it."""
    recipients: list[str]
    """Addresses of those who have, or may have, the signed report."""
    text: StoredFile
    html: StoredFile


class Archive(Manifest):
    """A district's static archive as it was written (publish)."""

    district: str
    place: str
    """The folder or URL."""
    index: str
    """Its first page."""
    files: int
    """Pages and copied files in all."""
    written: int
    """Those that were new or had changed."""
    removed: int
    """Those that nothing leads to any more."""
