"""Exactly one mail for a document and an address, whatever is retried.

Each copy is claimed in the ledger, sent, confirmed. A process that dies between sending and confirming leaves the
claim, which every later run reports as in doubt and leaves to a person.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Literal

from govreport.delivery.mail.contents import mailed
from govreport.delivery.mail.mail_policy import class_of, refusal
from govreport.delivery.mail.marking import PLAIN, Marking, date_now
from govreport.delivery.mail.message import MailContent, build_message
from govreport.delivery.mail.transports import InDoubt, NotAcceptedError, Transport
from govreport.district.folder import District, Recipient
from govreport.errors import DeliveryError, Message
from govreport.language import text_in
from govreport.manifests.deliveries import DeliveryRow
from govreport.store.ledger import OUTBOX, CopyLedger

Outcome = Literal["sent", "refused", "failed", "in_doubt", "already_sent", "bounced", "outbox", "would_send"]

ALREADY_SENT = Message("此前已发送，不再重发。", "Sent before; not sent again.")
CLAIM_LEFT = Message(
    "此前一次发送没有记下结果，不能确定是否送达；请向收件人核实后再决定是否重发，程序不会自行重发。",
    "An earlier attempt left no outcome: the mail may have arrived. Ask the recipient, then decide; it isn't sent "
    "again by itself.",
)
BOUNCED = Message(
    "此前发出后被退回；请核对地址并用 govreport settle 处理后再发送。",
    "It was sent before and bounced; check the address and settle it with govreport settle before it is sent again.",
)
IN_OUTBOX = Message("此前已写入发件夹，没有再写。", "In the outbox before; not put there again.")
_BEFORE = {"already_sent": ALREADY_SENT, "in_doubt": CLAIM_LEFT, "bounced": BOUNCED, OUTBOX: IN_OUTBOX}


@dataclass(frozen=True)
class Sender:
    """Who sends, by which way, and where it is written down."""

    district: District
    ledger: CopyLedger
    transport: Transport
    language: str = "zh"
    """That of the sentences in the ledger and in the rows."""
    marking: Marking = PLAIN
    rehearses: bool = False
    """Nothing is sent and nothing recorded: the rows say what would be."""


def deliver(content: MailContent, recipients: Iterable[Recipient], sender: Sender) -> list[DeliveryRow]:
    """Send the report, or a town's brief, to each recipient who hasn't had it; one row a recipient, in order.

    A refused or doubtful recipient stops nobody else; the caller judges the rows.
    """
    # Everybody is judged before anybody is sent anything, so that a mistake in the policy shows at once.
    judged = [(recipient, _refusal(content, recipient, sender)) for recipient in recipients]
    rows = []
    for recipient, refused in judged:
        # Made before the claim: a fault of ours while writing the mail must not leave a claim that looks like a doubt.
        mail: EmailMessage | DeliveryError
        try:
            mail = refused or build_message(content, recipient, sender.district, marking=sender.marking)
        except DeliveryError as error:
            mail = error
        sha256 = content.document.sha256
        state, detail = send_once(sha256, recipient.address, mail, sender)
        rows.append(DeliveryRow(report_sha256=sha256, recipient=recipient.address, state=state, detail=detail))
    return rows


def _refusal(content: MailContent, recipient: Recipient, sender: Sender) -> DeliveryError | None:
    policy = sender.district.mail
    top, why = class_of(content.model, recipient.formats_of(content.kind), policy)
    return refusal(recipient, top, why, policy, sender.district.sender, sender.marking.redirect)


def send_once(sha256: str, address: str, mail: EmailMessage | DeliveryError, sender: Sender) -> tuple[Outcome, str]:
    """Claim, send, confirm: what became of this copy, and the sentence about it.

    ``mail`` is the mail, or why it may not or can't be written; such a copy counts as refused.
    """
    ledger, language, through = sender.ledger, sender.language, sender.transport.name
    rehearses = sender.rehearses
    # Mail systems don't tell Leader@ from leader@; neither does the ledger.
    key = address.casefold()
    if isinstance(mail, DeliveryError):
        detail = text_in(language, mail.message)
        claim = ledger.look(sha256, key, through) if rehearses else ledger.decline(sha256, key, detail, through)
        return ("refused", detail) if claim == "claimed" else (claim, text_in(language, _BEFORE[claim]))
    claim = ledger.look(sha256, key, through) if rehearses else ledger.claim(sha256, key, through)
    if claim != "claimed":
        return claim, text_in(language, _BEFORE[claim])
    if rehearses:
        return "would_send", ""
    date_now(mail, sender.district.tz)
    ledger.hand_over(sha256, key, mailed(mail))
    try:
        sender.transport.send(mail)
    except InDoubt as doubt:
        detail = text_in(language, doubt.message)
        ledger.doubt(sha256, key, detail)
        return "in_doubt", detail
    except DeliveryError as error:
        detail = text_in(language, error.message)
        ledger.refuse(sha256, key, detail)
        return error.state if isinstance(error, NotAcceptedError) else "refused", detail
    ledger.confirm(sha256, key)
    return "outbox" if through == OUTBOX else "sent", ""
