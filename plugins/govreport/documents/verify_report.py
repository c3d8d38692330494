"""What can be said of a report in somebody's hands: is it ours, is it unaltered, does it follow from its inputs.

The same of what belongs to a report (a town's brief, the annex of a reply, a page that explains a figure), and of the
pages of an archive.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from govreport.documents.archive_list import is_archive_list, prove_list
from govreport.documents.archive_page import prove_page, stated_page
from govreport.documents.file_inspection import differences, is_annex
from govreport.documents.identify import Claim, Document, identify
from govreport.documents.mailed import is_mail, prove_mail
from govreport.documents.proof import Proof, proof_of, proof_of_missing, proof_of_refusal
from govreport.documents.rebuild import rebuild, rerender
from govreport.documents.recorded import unlike_the_log, who_signed
from govreport.documents.stored_report import MissingInputsError, stored_report
from govreport.errors import GovreportError, IntegrityError, Message
from govreport.manifests.documents import Report
from govreport.settings import Settings
from govreport.store.files import FileStore, sha256

_PRINTED = 48
"""Characters of a line that are printed where it differs."""


def verify_report(settings: Settings, given: str, *, quick: bool = False) -> Proof:
    """Say what is the case of ``given``: a file's path, a fingerprint or a hash (whole, or its first 12 characters).

    Raises GovreportError where no stored report is meant.
    """
    path = Path(given)
    if path.is_file():
        data = path.read_bytes()
        if is_mail(path.name, data):
            return prove_mail(settings, path.name, data)
        if (listed := is_archive_list(path.name, data)) is not None:
            return prove_list(settings, path, listed)
        if (stated := stated_page(data)) is not None:
            return prove_page(settings, path.name, data, stated)
    claim = identify(settings, given)
    # A page that explains a figure isn't made from the view model: a quick look couldn't say anything of it.
    quick = quick and claim.file not in claim.document.pages
    proof = _with_the_log(settings, claim.document.report, _prove(settings, claim.document, quick=quick))
    if claim.file is not None and proof.state != "identical":
        same = Message(
            f"{claim.name} 与存档的 {claim.file.name} 逐字节相同。",
            f"{claim.name} is byte for byte the stored {claim.file.name}.",
        )
        return replace(proof, details=(same, *proof.details))
    if claim.data is None or claim.file is not None:
        return proof
    return _altered(settings, claim, proof)


def _prove(settings: Settings, document: Document, *, quick: bool) -> Proof:
    try:
        stored = stored_report(settings, document.report)
        try:
            rebuilt = (rerender if quick else rebuild)(settings, stored, document.beside)
        except MissingInputsError:
            raise
        except GovreportError as error:
            return proof_of_refusal(settings, document, stored, error)
    except MissingInputsError as error:
        return proof_of_missing(settings, document, error.missing)
    return proof_of(settings, document, stored, rebuilt, quick=quick)


def _with_the_log(settings: Settings, report: Report, proof: Proof) -> Proof:
    """The proof with who signed; where the database isn't as it was recorded, that goes before a report that is."""
    unlike, signed = unlike_the_log(settings, report), who_signed(settings, report)
    if not unlike or proof.state != "identical":
        return replace(proof, details=(*proof.details, *unlike, *signed))
    return Proof(
        "differs",
        Message(
            f"{proof.message.zh}但数据库中与它有关的记录有{len(unlike)}项与日志不符。",
            f"{proof.message.en} But {len(unlike)} things that the database says of it aren't as they were recorded.",
        ),
        (*unlike, *proof.details, *signed),
    )


def _altered(settings: Settings, claim: Claim, original: Proof) -> Proof:
    """A file that bears a report's fingerprint and isn't one of its files."""
    assert claim.data is not None  # noqa: S101 - for the type checker
    document = claim.document
    named, suffix = document.named_within, Path(claim.name).suffix.lower()
    alike = [f for f in document.files if Path(f.name).suffix == suffix]
    file = next((f for f in alike if f.annex == is_annex(claim.data)), alike[0] if alike else document.files[0])
    lines: list[Message] = []
    try:
        for before, after in differences(FileStore(settings.store).get(file.key), claim.data):
            zh = f"存档“{_short(before)}”，此件“{_short(after)}”"
            lines.append(Message(zh, f"stored {_short(before)!r}, here {_short(after)!r}"))
    except IntegrityError as error:
        lines.append(error.message)
    where = Message("其文字与存档相同，不同的是别处的字节", "its text is the stored one; other bytes differ")
    if lines:
        where = Message(f"文字至少有 {len(lines)} 处不同", f"at least {len(lines)} lines of its text differ")
    return Proof(
        "altered",
        Message(
            f"{claim.name} 被改动过：它带有{named.zh}的指纹，但不是存档的 {file.name}"
            f"（散列值 {sha256(claim.data)[:12]}，应为 {file.sha256[:12]}），{where.zh}。",
            f"{claim.name} was altered: it bears the fingerprint of {named.en} but isn't its {file.name} (hash "
            f"{sha256(claim.data)[:12]}, not {file.sha256[:12]}); {where.en}.",
        ),
        (*lines, original.message, *original.details),
    )


def _short(text: str) -> str:
    return text if len(text) <= _PRINTED else text[:_PRINTED] + "…"
