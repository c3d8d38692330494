"""Correction notices: released by people, sent once to those who have the edition that they correct."""

from __future__ import annotations

from email.message import EmailMessage
from typing import TYPE_CHECKING

from govreport.delivery.mail.deliver import send_once
from govreport.delivery.mail.mail_policy import refusal
from govreport.delivery.mail.notices import notice_message, released
from govreport.delivery.send_report import marking_of, sender_of
from govreport.delivery.vouched import require_vouched
from govreport.district.recipients import Recipient
from govreport.errors import DeliveryError, GovreportError, Message
from govreport.manifests.deliveries import DeliveryRow
from govreport.manifests.documents import CorrectionNotice
from govreport.reports.words import load_words
from govreport.store.database import open_results
from govreport.store.ledger import CopiesLedger

if TYPE_CHECKING:
    from govreport.context import Context

NO_LONGER_LISTED = Message(
    "{address} 持有原版报告，但已不在 recipients.yaml 中，无从核对可收范围，未发送；请列入后再发，或另行告知。",
    "{address} has the former edition but is no longer in recipients.yaml, so what may be sent there is unknown; "
    "nothing was sent. List the address again, or tell its holder otherwise.",
)
CORRECTS = Message("更正通知", "the correction notice")


def notice_roles(context: Context, notice: CorrectionNotice) -> list[str]:
    """The roles that must still release a notice; where the district asks for no signatures, one of anybody."""
    signed = {s.role for s in context.notices.signatures(notice)}
    if not context.district.signoff:
        return [] if signed else ["*"]
    return [role for role in context.district.signoff if role not in signed]


def send_notice(context: Context, notice: CorrectionNotice) -> list[DeliveryRow]:
    """Mail a released correction notice to everybody who has the edition it corrects, once.

    Raises DeliveryError where a signature is missing, or where nobody has that edition.
    """
    missing = notice_roles(context, notice)
    if missing:
        raise DeliveryError(
            f"更正通知 {notice.text.sha256[:12]} 尚未签发（{'、'.join(missing).replace('*', '任一角色')}），未发送；"
            "请先用 govreport notices sign 签发。",
            f"The correction notice {notice.text.sha256[:12]} isn't signed ({', '.join(missing)}); nothing was sent. "
            "Sign it first with govreport notices sign.",
        )
    require_vouched(context, notice)
    holders = context.ledger.holders(notice.report_sha256)
    if not holders:
        raise DeliveryError(
            "没有人持有被更正的那一版报告，无须发送更正通知。",
            "Nobody has the edition that the notice corrects; there is nobody to send it to.",
        )
    engine, marking = open_results(context.settings), marking_of(context)
    bodies = _released_bodies(context, notice)
    recipients = {r.address.casefold(): r for r in context.district.recipients}
    sender = sender_of(context, CopiesLedger(engine, "notice", 0, marking.redirect), marking)
    rows = []
    for holder in holders:
        mail: EmailMessage | DeliveryError
        try:
            mail = _may_have_notice(context, recipients.get(holder), holder) or notice_message(
                notice, bodies, recipients[holder], context.district, marking
            )
        except DeliveryError as error:
            mail = error
        state, detail = send_once(notice.text.sha256, holder, mail, sender)
        rows.append(DeliveryRow(report_sha256=notice.text.sha256, recipient=holder, state=state, detail=detail))
    return rows


def _released_bodies(context: Context, notice: CorrectionNotice) -> tuple[str, str]:
    """The notice's text and page without the marks of a draft."""
    words = load_words(context.settings.templates_dir, notice.language)
    draft, unknown = words("notice.draft"), words("notice.known_open")
    text, page = (context.files.get(file.key).decode() for file in (notice.text, notice.html))
    return released(text, False, draft, unknown), released(page, True, draft, unknown)


def _may_have_notice(context: Context, person: Recipient | None, holder: str) -> DeliveryError | None:
    district = context.district
    if person is None:
        return DeliveryError(*(sentence.format(address=holder) for sentence in NO_LONGER_LISTED))
    what = CORRECTS.in_language(context.settings.language)
    redirect = context.settings.mail_redirect or ""
    return refusal(person, district.mail.notices, what, district.mail, district.sender, redirect)


def notice_named(context: Context, prefix: str) -> CorrectionNotice:
    """The quarter's notice whose hash begins with ``prefix``; raises GovreportError where that isn't one."""
    notices = [
        n for n in context.notices.of(context.district.id, context.quarter) if n.text.sha256.startswith(prefix.lower())
    ]
    if len(notices) != 1:
        raise GovreportError(
            f"散列以“{prefix}”开头的更正通知有 {len(notices)} 份，请用 govreport notices list {context.quarter} 核对。",
            f"{len(notices)} correction notices have a hash beginning with {prefix!r}; see govreport notices list "
            f"{context.quarter}.",
        )
    return notices[0]
