"""What can be said of a report in somebody's hands: is it ours, is it unaltered, does it follow from its inputs.

The same of what belongs to a report: a town's brief, the annex of a reply, a page that explains a figure. Belongs here:
finding what a file or a hash means, and the one sentence about it. Does not belong here: making it again
(documents/rebuild.py), reading files (documents/file_inspection.py), printing (cli/verify.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from govreport.documents.file_inspection import differences, fingerprint_in
from govreport.documents.rebuild import Kept, Made, MissingInputsError, kept, remake, set_again
from govreport.errors import GovreportError, IntegrityError, Message
from govreport.manifests.base import StoredFile
from govreport.manifests.documents import Publication, Report, ReportFile
from govreport.reports.documents.frame import REPLY, TOWN, document_fingerprint
from govreport.reports.identity.product import other_parts, product_parts
from govreport.settings import Settings
from govreport.store.database import open_database
from govreport.store.files import FileStore, sha256
from govreport.store.publications import PublicationStore
from govreport.store.results import ResultStore

State = Literal["identical", "altered", "missing", "other_version", "differs"]
EXIT_CODES: dict[State, int] = {"identical": 0, "altered": 3, "missing": 4, "other_version": 5, "differs": 6}
_SHORTEST = 12
"""Characters of a hash that a person types off a page."""
_PRINTED = 24
_NAMED = 5
"""Files that a sentence names; a report may have a hundred pages that explain it."""


@dataclass(frozen=True)
class Proof:
    """The outcome: its kind, the sentence, and what stands behind it."""

    state: State
    message: Message
    details: tuple[Message, ...] = ()

    @property
    def exit_code(self) -> int:
        """What the command ends with."""
        return EXIT_CODES[self.state]


@dataclass(frozen=True)
class _Document:
    """A report, or a document that belongs to one and is made from the same inputs."""

    report: Report
    beside: Publication | None = None

    @property
    def fingerprint(self) -> str:
        """As printed in it."""
        return (self.beside or self.report).fingerprint

    @property
    def files(self) -> list[ReportFile]:
        """Its formats."""
        return (self.beside or self.report).files

    @property
    def pages(self) -> list[StoredFile]:
        """Of a report, the pages that explain its figures."""
        return [] if self.beside else self.report.pages

    @property
    def everything(self) -> list[ReportFile | StoredFile]:
        """Files and pages."""
        return [*self.files, *self.pages]

    @property
    def named(self) -> Message:
        """What a sentence calls it."""
        quarter, mark = self.report.quarter, self.fingerprint[:12]
        zh, en = "季报", "The report"
        if self.beside is not None and self.beside.kind == "town_brief":
            zh, en = f"镇街简报（{self.beside.town_code}）", f"The brief for the town {self.beside.town_code}"
        elif self.beside is not None:
            zh, en = "答复附件", "The annex of a reply"
        return Message(f"{quarter.zh}{zh}（指纹 {mark}）", f"{en} of {quarter.en} (fingerprint {mark})")


@dataclass(frozen=True)
class _Claim:
    """A document, and the file that was given as one of its files, if one was."""

    document: _Document
    name: str = ""
    data: bytes | None = None
    file: ReportFile | StoredFile | None = None
    """The stored file that the given one is, byte for byte."""


def prove_report(settings: Settings, given: str, *, quick: bool = False) -> Proof:
    """Say what is the case of ``given``: a file's path, a fingerprint or a hash (whole, or its first 12 characters).

    Raises GovreportError where no stored report is meant.
    """
    claim = _find(settings, given)
    # A page isn't set from the view model: a quick look couldn't say anything of it.
    quick = quick and claim.file not in claim.document.pages
    proof = _prove(settings, claim.document, quick=quick)
    if claim.file is not None and proof.state != "identical":
        same = Message(
            f"{claim.name} 与存档的 {claim.file.name} 逐字节相同。",
            f"{claim.name} is byte for byte the stored {claim.file.name}.",
        )
        return replace(proof, details=(same, *proof.details))
    if claim.data is None or claim.file is not None:
        return proof
    return _altered(settings, claim, proof)


def _known_as(settings: Settings, text: str) -> list[_Document]:
    """What has this fingerprint or hash (or begins with it), or a file with that sha256, the oldest first."""
    engine = open_database(settings.database)
    results = ResultStore(engine)
    found = [_Document(report) for report in results.reports_known_as(text)]
    for beside in PublicationStore(engine).known_as(text):
        kind = TOWN if beside.kind == "town_brief" else REPLY
        for report in results.reports(beside.district, beside.quarter):
            if document_fingerprint(report.fingerprint, kind, beside.town_code) == beside.fingerprint:
                found.append(_Document(report, beside))
                break
    return found


def _find(settings: Settings, given: str) -> _Claim:
    path = Path(given)
    if path.is_file():
        data = path.read_bytes()
        digest = sha256(data)
        for document in _known_as(settings, digest):
            file = next((f for f in document.everything if f.sha256 == digest), None)
            if file is not None:
                return _Claim(document, path.name, data, file)
        stated = fingerprint_in(data)
        documents = _known_as(settings, stated) if stated else []
        if documents:
            return _Claim(documents[0], path.name, data)
        raise GovreportError(
            f"{path.name} 不是本库存档的季报：其散列值 {digest[:12]} 不在库中，"
            f"{f'所载指纹 {stated[:12]} 也不在库中' if stated else '文件中也没有指纹'}。"
            "请核对文件和 GOVREPORT_STORE_URL。",
            f"{path.name} is no report of this store: its hash {digest[:12]} isn't known, "
            f"{f'nor is the fingerprint {stated[:12]} it bears' if stated else 'and it bears no fingerprint'}. "
            "Check the file and GOVREPORT_STORE_URL.",
        )
    text = given.strip().lower()
    if not re.fullmatch(rf"[0-9a-f]{{{_SHORTEST},64}}", text):
        raise GovreportError(
            f"“{given}”既不是文件，也不是指纹；请给出季报文件，或印在季报上的指纹(至少前 {_SHORTEST} 位)。",
            f"{given!r} is neither a file nor a fingerprint; give a report's file, or the fingerprint printed in it "
            f"(at least its first {_SHORTEST} characters).",
        )
    documents = _known_as(settings, text)
    if not documents:
        raise GovreportError(
            f"库中没有指纹或散列值以 {text[:_SHORTEST]} 开头的季报；请核对抄写，或换用保存它的库。",
            f"No stored report has a fingerprint or hash that begins with {text[:_SHORTEST]}; check the characters, or "
            "use the store that holds it.",
        )
    return _Claim(documents[0])


def _prove(settings: Settings, document: _Document, *, quick: bool) -> Proof:
    named = document.named
    try:
        stored = kept(settings, document.report)
        try:
            made = (set_again if quick else remake)(settings, stored, document.beside)
        except MissingInputsError:
            raise
        except GovreportError as error:
            return _not_made(settings, stored, named, error)
    except MissingInputsError as error:
        zh, en = "；".join(m.zh for m in error.missing), "; ".join(m.en for m in error.missing)
        return Proof(
            "missing",
            Message(
                f"{named.zh}无法重做：缺少或损坏的输入有 {zh}；请从备份恢复后再核对。",
                f"{named.en} can't be made again; missing or damaged inputs: {en}. Restore them from backup.",
            ),
            tuple(_stored_files(settings, document)),
        )
    return _compared(settings, document, stored, made, quick=quick)


def _compared(settings: Settings, document: _Document, stored: Kept, made: Made, *, quick: bool) -> Proof:
    named = document.named
    files = document.files if quick else document.everything
    unlike = [f for f in files if made.hashes.get(f.name) != f.sha256]
    damaged = tuple(_stored_files(settings, document))
    parts = other_parts(stored.provenance.product, product_parts(settings))
    if made.figures and not parts:
        return Proof(
            "differs",
            Message(
                f"{named.zh}的数据库数值被改动：有 {len(made.figures)} 个存储数值与由原始文件重算的不同；"
                "请从备份恢复数据库。",
                f"The figures in the database of {named.en} were changed: {len(made.figures)} stored figures aren't "
                "what the raw files give. Restore the database from backup.",
            ),
            (*made.figures[:5], *damaged),
        )
    if not unlike and not made.figures:
        count = len(files)
        how = Message("由存档的视图模型", "from the stored view model") if quick else Message(
            "由存档的原始文件", "from the stored raw files"
        )  # fmt: skip
        return Proof(
            "identical",
            Message(
                f"{named.zh}属实：{how.zh}重做的 {count} 个文件与当时的逐字节相同。",
                f"{named.en} is genuine: its {count} files, made again {how.en}, are byte for byte what they were.",
            ),
            damaged,
        )
    names = "、".join(f.name for f in unlike[:_NAMED]) + ("……" if len(unlike) > _NAMED else "")
    if parts:
        figures = _figures(made, quick=quick)
        return Proof(
            "other_version",
            Message(
                f"{named.zh}由产品的另一版本制成（不同的有：{'、'.join(p.zh for p in parts)}），无法逐字节重做；"
                f"{figures.zh}。请用当时的版本核对。",
                f"{named.en} was made by another version of the product (other: {', '.join(p.en for p in parts)}), so "
                f"it can't be made again byte for byte; {figures.en}. Check it with that version.",
            ),
            (*made.figures[:5], *damaged),
        )
    first = made.departures[0] if made.departures else Message("排版", "pages")
    return Proof(
        "differs",
        Message(
            f"{named.zh}与其输入不符：同一版本重做的 {names} 与存档不同，最先不同的环节是{first.zh}。请报告开发者。",
            f"{named.en} doesn't follow from its inputs: {names}, made again by the same version, differ from what is "
            f"stored; the first step to differ is {first.en}. Report it to the developers.",
        ),
        (*made.departures, *damaged),
    )


def _figures(made: Made, *, quick: bool) -> Message:
    """What can be said of the figures where the pages can't be compared."""
    if quick:
        return Message("数值未重算", "figures weren't computed again")
    if made.figures:
        count = len(made.figures)
        return Message(
            f"由原始文件重算的数值有 {count} 个与存档不同",
            f"{count} figures computed again from the raw files aren't the stored ones",
        )
    if made.other_vintages:
        return Message(
            "现版本的口径或核查结论与当时不同，数值未逐一比较",
            "this version defines or checks figures otherwise, so they weren't compared one by one",
        )
    return Message(
        "由原始文件重算的数值与存档全部相同", "every figure computed again from the raw files is the stored one"
    )


def _not_made(settings: Settings, stored: Kept, named: Message, error: GovreportError) -> Proof:
    """A stage refused what it once accepted."""
    parts = other_parts(stored.provenance.product, product_parts(settings))
    zh, en = error.message
    if parts:
        return Proof(
            "other_version",
            Message(
                f"{named.zh}由产品的另一版本制成（不同的有：{'、'.join(p.zh for p in parts)}），现版本无法重做：{zh}",
                f"{named.en} was made by another version of the product (other: {', '.join(p.en for p in parts)}), "
                f"which this one can't make again: {en}",
            ),
        )
    return Proof("differs", Message(f"{named.zh}无法重做：{zh}", f"{named.en} can't be made again: {en}"))


def _altered(settings: Settings, claim: _Claim, original: Proof) -> Proof:
    """A file that bears a report's fingerprint and isn't one of its files."""
    assert claim.data is not None  # noqa: S101 - for the type checker
    document = claim.document
    named, suffix = document.named, Path(claim.name).suffix.lower()
    file = next((f for f in document.files if Path(f.name).suffix == suffix), document.files[0])
    lines: list[Message] = []
    try:
        for before, after in differences(FileStore(settings.store).get(file.key), claim.data):
            zh = f"存档“{_short(before)}”，此件“{_short(after)}”"
            lines.append(Message(zh, f"stored {_short(before)!r}, here {_short(after)!r}"))
    except IntegrityError as error:
        lines.append(error.message)
    said = Message("其文字与存档相同，不同的是别处的字节", "its text is the stored one; other bytes differ")
    if lines:
        said = Message(f"文字至少有 {len(lines)} 处不同", f"at least {len(lines)} lines of its text differ")
    return Proof(
        "altered",
        Message(
            f"{claim.name} 被改动过：它带有{named.zh}的指纹，但不是存档的 {file.name}"
            f"（散列值 {sha256(claim.data)[:12]}，应为 {file.sha256[:12]}），{said.zh}。",
            f"{claim.name} was altered: it bears the fingerprint of {named.en} but isn't its {file.name} (hash "
            f"{sha256(claim.data)[:12]}, not {file.sha256[:12]}); {said.en}.",
        ),
        (*lines, original.message, *original.details),
    )


def _stored_files(settings: Settings, document: _Document) -> list[Message]:
    """Stored copies that are gone or damaged; what was made again can take their place."""
    store, found = FileStore(settings.store), []
    for file in document.everything:
        try:
            store.get(file.key)
        except IntegrityError as error:
            found.append(error.message)
    return found


def _short(text: str) -> str:
    return text if len(text) <= _PRINTED * 2 else text[: _PRINTED * 2] + "…"
