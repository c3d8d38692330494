"""What can be said of a report in somebody's hands: is it ours, is it unaltered, does it follow from its inputs.

Belongs here: finding the report that a file or a hash means, and the one sentence about it. Does not belong here:
making it again (reproduce.py), reading files (reports/readback.py), printing (cli_verify.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from govreport.errors import GovreportError, IntegrityError, Message
from govreport.manifests import Report, ReportFile
from govreport.quarter import Quarter
from govreport.reports.product import other_parts, product_parts
from govreport.reports.readback import differences, fingerprint_in
from govreport.reproduce import Kept, Made, MissingInputsError, kept, remake, set_again
from govreport.settings import Settings
from govreport.store.database import open_database
from govreport.store.files import FileStore, sha256
from govreport.store.results import ResultStore

State = Literal["identical", "altered", "missing", "other_version", "differs"]
EXIT_CODES: dict[State, int] = {"identical": 0, "altered": 3, "missing": 4, "other_version": 5, "differs": 6}
_SHORTEST = 12
"""Characters of a hash that a person types off a page."""
_PRINTED = 24


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
class _Claim:
    """A report, and the file that was given as one of its files, if one was."""

    report: Report
    name: str = ""
    data: bytes | None = None
    file: ReportFile | None = None
    """The stored file that the given one is, byte for byte."""


def prove_report(settings: Settings, given: str, *, quick: bool = False) -> Proof:
    """Say what is the case of ``given``: a file's path, a fingerprint or a hash (whole, or its first 12 characters).

    Raises GovreportError where no stored report is meant.
    """
    claim = _find(settings, given)
    proof = _prove(settings, claim.report, quick=quick)
    if claim.file is not None and proof.state != "identical":
        same = Message(
            f"{claim.name} 与存档的 {claim.file.name} 逐字节相同。",
            f"{claim.name} is byte for byte the stored {claim.file.name}.",
        )
        return replace(proof, details=(same, *proof.details))
    if claim.data is None or claim.file is not None:
        return proof
    return _altered(settings, claim, proof)


def _find(settings: Settings, given: str) -> _Claim:
    results = ResultStore(open_database(settings.database))
    path = Path(given)
    if path.is_file():
        data = path.read_bytes()
        digest = sha256(data)
        for report in results.reports_known_as(digest):
            file = next((f for f in report.files if f.sha256 == digest), None)
            if file is not None:
                return _Claim(report, path.name, data, file)
        stated = fingerprint_in(data)
        reports = results.reports_known_as(stated) if stated else []
        if reports:
            return _Claim(reports[0], path.name, data)
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
    reports = results.reports_known_as(text)
    if not reports:
        raise GovreportError(
            f"库中没有指纹或散列值以 {text[:_SHORTEST]} 开头的季报；请核对抄写，或换用保存它的库。",
            f"No stored report has a fingerprint or hash that begins with {text[:_SHORTEST]}; check the characters, or "
            "use the store that holds it.",
        )
    return _Claim(reports[0])


def _prove(settings: Settings, report: Report, *, quick: bool) -> Proof:
    named = _named(report)
    try:
        stored = kept(settings, report)
        try:
            made = set_again(settings, stored) if quick else remake(settings, stored)
        except MissingInputsError:
            raise
        except GovreportError as error:
            return _not_made(settings, stored, error)
    except MissingInputsError as error:
        zh, en = "；".join(m.zh for m in error.missing), "; ".join(m.en for m in error.missing)
        return Proof(
            "missing",
            Message(
                f"{named.zh}无法重做：缺少或损坏的输入有 {zh}；请从备份恢复后再核对。",
                f"{named.en} can't be made again; missing or damaged inputs: {en}. Restore them from backup.",
            ),
            tuple(_stored_files(settings, report)),
        )
    return _compared(settings, stored, made, quick=quick)


def _compared(settings: Settings, stored: Kept, made: Made, *, quick: bool) -> Proof:
    report, named = stored.report, _named(stored.report)
    unlike = [f for f in report.files if made.hashes.get(f.name) != f.sha256]
    damaged = tuple(_stored_files(settings, report))
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
        count = len(report.files)
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
    names = "、".join(f.name for f in unlike)
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


def _not_made(settings: Settings, stored: Kept, error: GovreportError) -> Proof:
    """A stage refused what it once accepted."""
    named, parts = _named(stored.report), other_parts(stored.provenance.product, product_parts(settings))
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
    named, suffix = _named(claim.report), Path(claim.name).suffix.lower()
    file = next((f for f in claim.report.files if Path(f.name).suffix == suffix), claim.report.files[0])
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


def _stored_files(settings: Settings, report: Report) -> list[Message]:
    """Stored copies that are gone or damaged; what was made again can take their place."""
    store, found = FileStore(settings.store), []
    for file in report.files:
        try:
            store.get(file.key)
        except IntegrityError as error:
            found.append(error.message)
    return found


def _short(text: str) -> str:
    return text if len(text) <= _PRINTED * 2 else text[: _PRINTED * 2] + "…"


def _named(report: Report) -> Message:
    quarter: Quarter = report.quarter
    return Message(
        f"{quarter.zh}季报（指纹 {report.fingerprint[:12]}）",
        f"The report of {quarter.en} (fingerprint {report.fingerprint[:12]})",
    )
