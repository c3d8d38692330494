"""Which document a file, a fingerprint or a hash means: a report, a town's brief, or the annex of a reply."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from govreport.documents.file_inspection import fingerprint_in
from govreport.errors import GovreportError, Message
from govreport.manifests.base import StoredFile
from govreport.manifests.documents import Publication, Report, ReportFile
from govreport.reports.documents.frame import REPLY, TOWN, document_fingerprint
from govreport.settings import Settings
from govreport.store.database import open_results
from govreport.store.files import sha256
from govreport.store.publications import PublicationStore
from govreport.store.results import ResultStore

SHORTEST = 12
"""Characters of a hash that a person types off a page."""


@dataclass(frozen=True)
class Document:
    """A report, or a document that belongs to one and is made from the same inputs."""

    report: Report
    beside: Publication | None = None

    @property
    def fingerprint(self) -> str:
        """The fingerprint that is printed in it."""
        return (self.beside or self.report).fingerprint

    @property
    def files(self) -> list[ReportFile]:
        """The same document in each format."""
        return (self.beside or self.report).files

    @property
    def pages(self) -> list[StoredFile]:
        """Of a report, the pages that explain its figures."""
        return [] if self.beside else self.report.pages

    @property
    def everything(self) -> list[ReportFile | StoredFile]:
        """All stored files: the formats and the pages that explain figures."""
        return [*self.files, *self.pages]

    @property
    def named(self) -> Message:
        """How a sentence names the document."""
        period, mark = self.report.quarter, self.fingerprint[:12]
        zh, en = period.report_zh, f"The {period.report_en}"
        if self.beside is not None:
            town = self.beside.town_code
            of_town = Message(f"镇街简报（{town}）", f"The brief for the town {town}")
            kind = of_town if self.beside.kind == "town_brief" else Message("答复附件", "The annex of a reply")
            zh, en = f"{period.zh}{kind.zh}", f"{kind.en} of {period.running_en}"
        return Message(f"{zh}（指纹 {mark}）", f"{en} (fingerprint {mark})")

    @property
    def named_within(self) -> Message:
        """The same within a sentence."""
        zh, en = self.named
        return Message(zh, en[0].lower() + en[1:])


@dataclass(frozen=True)
class Claim:
    """A document, and the file that was given as one of its files, if one was."""

    document: Document
    name: str = ""
    data: bytes | None = None
    file: ReportFile | StoredFile | None = None
    """The stored file that the given one is, byte for byte."""


def identify(settings: Settings, given: str) -> Claim:
    """The document that ``given`` means: a file's path, a fingerprint or a hash (whole, or its first 12 characters).

    Raises GovreportError where no stored document is meant.
    """
    path = Path(given)
    return _of_file(settings, path) if path.is_file() else _of_hash(settings, given)


def _of_file(settings: Settings, path: Path) -> Claim:
    data = path.read_bytes()
    digest = sha256(data)
    for document in documents_known_as(settings, digest):
        file = next((f for f in document.everything if f.sha256 == digest), None)
        if file is not None:
            return Claim(document, path.name, data, file)
    stated = fingerprint_in(data, path.name)
    documents = documents_known_as(settings, stated) if stated else []
    if documents:
        return Claim(documents[0], path.name, data)
    raise GovreportError(
        f"{path.name} 不是本库存档的报告：其散列值 {digest[:12]} 不在库中，"
        f"{f'所载指纹 {stated[:12]} 也不在库中' if stated else '文件中也没有指纹'}。"
        "请核对文件和 GOVREPORT_STORE_URL。",
        f"{path.name} is no report of this store: its hash {digest[:12]} isn't known, "
        f"{f'nor is the fingerprint {stated[:12]} it bears' if stated else 'and it bears no fingerprint'}. "
        "Check the file and GOVREPORT_STORE_URL.",
    )


def _of_hash(settings: Settings, given: str) -> Claim:
    text = given.strip().lower()
    if not re.fullmatch(rf"[0-9a-f]{{{SHORTEST},64}}", text):
        raise GovreportError(
            f"“{given}”既不是文件，也不是指纹；请给出报告文件，或印在报告上的指纹(至少前 {SHORTEST} 位)。",
            f"{given!r} is neither a file nor a fingerprint; give a report's file, or the fingerprint printed in it "
            f"(at least its first {SHORTEST} characters).",
        )
    documents = documents_known_as(settings, text)
    if not documents:
        raise GovreportError(
            f"库中没有指纹或散列值以 {text[:SHORTEST]} 开头的报告；请核对抄写，或换用保存它的库。",
            f"No stored report has a fingerprint or hash that begins with {text[:SHORTEST]}; check the characters, or "
            "use the store that holds it.",
        )
    return Claim(documents[0])


def documents_known_as(settings: Settings, text: str) -> list[Document]:
    """What has this fingerprint or hash (or begins with it), or a file with that sha256, the oldest first."""
    engine = open_results(settings)
    documents = [Document(report) for report in ResultStore(engine).reports_known_as(text)]
    for beside in PublicationStore(engine).known_as(text):
        kind = TOWN if beside.kind == "town_brief" else REPLY
        for report in ResultStore(engine).reports(beside.district, beside.quarter):
            if document_fingerprint(report.fingerprint, kind, beside.town_code) == beside.fingerprint:
                documents.append(Document(report, beside))
                break
    return documents
