"""Exactly one mail for a report and an address, whatever is retried.

Who may have it at all is judged first, for everybody. Then each recipient by himself: claim in the ledger, send,
confirm. A process that dies between sending and confirming leaves the claim, which every later run reports as in doubt
and leaves to a person. Belongs here: that order. Does not belong here: the ledger's storage (store/), how a mail is
made (message.py) or sent (transports.py), whether the report is signed (stages.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from email.message import EmailMessage
from pathlib import Path
from typing import Literal, Protocol

from govreport.delivery.mail.mail_policy import class_of, refusal
from govreport.delivery.mail.marking import PLAIN, Marking
from govreport.delivery.mail.message import build_message
from govreport.delivery.mail.transports import InDoubt, NotAcceptedError, Transport
from govreport.district.folder import District, Recipient
from govreport.errors import DeliveryError, Message
from govreport.manifests.deliveries import DeliveryRow
from govreport.manifests.documents import Publication, Report
from govreport.reports.model import ReportModel

Claim = Literal["claimed", "already_sent", "in_doubt", "bounced"]
Outcome = Literal["sent", "refused", "failed", "in_doubt", "already_sent", "bounced"]

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
_BEFORE = {"already_sent": ALREADY_SENT, "in_doubt": CLAIM_LEFT, "bounced": BOUNCED}


class Ledger(Protocol):
    """What has become of each (hash of what is sent, address). Every call is durable when it returns."""

    def claim(self, sha256: str, address: str) -> Claim:
        """Reserve the pair for this process, atomically.

        "claimed": nobody has sent it (never tried, or refused before) and it is now ours. "already_sent": confirmed
        before. "in_doubt": claimed or doubted before without an outcome, by whomever. "bounced": it came back, and
        nobody has settled that yet.
        """

    def decline(self, sha256: str, address: str, detail: str) -> Claim:
        """Record that the pair may not be sent and why, atomically; "claimed" where nothing stood against that."""

    def confirm(self, sha256: str, address: str) -> None:
        """The server accepted it."""

    def refuse(self, sha256: str, address: str, detail: str) -> None:
        """It certainly didn't go out; the pair may be claimed again."""

    def doubt(self, sha256: str, address: str, detail: str) -> None:
        """Nobody knows whether it went out; the pair stays in doubt until a person decides."""


def deliver(
    report: Report | Publication,
    model: ReportModel,
    recipients: Iterable[Recipient],
    ledger: Ledger,
    transport: Transport,
    *,
    district: District,
    attachments: Mapping[str, bytes],
    templates: Path,
    trend_png: bytes | None = None,
    report_url: str | None = None,
    language: str = "zh",
    marking: Marking = PLAIN,
) -> list[DeliveryRow]:
    """Send the report, or a town's brief, to each recipient who hasn't had it; one row a recipient, in order.

    A refused or doubtful recipient stops nobody else; the caller judges the rows. ``language`` is that of the rows'
    details. ``attachments``, ``templates``, ``trend_png``, ``report_url`` and ``marking`` as in build_message.
    """
    wanted = list(recipients)
    refusals = [_refusal(report, model, recipient, district, marking) for recipient in wanted]
    rows = []
    for recipient, refused in zip(wanted, refusals, strict=True):
        # Made before the claim: a fault of ours while writing the mail must not leave a claim that looks like a doubt.
        made: EmailMessage | DeliveryError
        try:
            made = refused or build_message(
                model,
                report,
                recipient,
                district,
                attachments,
                trend_png,
                templates=templates,
                report_url=report_url,
                marking=marking,
            )
        except DeliveryError as error:
            made = error
        state, detail = send_once(report.sha256, recipient.address, made, ledger, transport, language)
        rows.append(DeliveryRow(report_sha256=report.sha256, recipient=recipient.address, state=state, detail=detail))
    return rows


def _refusal(
    report: Report | Publication, model: ReportModel, recipient: Recipient, district: District, marking: Marking
) -> DeliveryError | None:
    formats = recipient.formats_of("report" if isinstance(report, Report) else "brief")
    top, why = class_of(model, formats, district.mail)
    return refusal(recipient, top, why, district.mail, district.sender, marking.redirect)


def send_once(
    sha256: str, address: str, made: EmailMessage | DeliveryError, ledger: Ledger, transport: Transport, language: str
) -> tuple[Outcome, str]:
    """Claim, send, confirm: what became of this copy, and the sentence about it in ``language``.

    ``made`` is the mail, or why it may not or can't be written; such a copy counts as refused.
    """
    # Mail systems don't tell Leader@ from leader@; neither does the ledger.
    key = address.casefold()
    if isinstance(made, DeliveryError):
        detail = made.message.in_language(language)
        claim = ledger.decline(sha256, key, detail)
        return ("refused", detail) if claim == "claimed" else (claim, _BEFORE[claim].in_language(language))
    claim = ledger.claim(sha256, key)
    if claim != "claimed":
        return claim, _BEFORE[claim].in_language(language)
    try:
        transport.send(made)
    except InDoubt as doubt:
        detail = doubt.message.in_language(language)
        ledger.doubt(sha256, key, detail)
        return "in_doubt", detail
    except DeliveryError as error:
        detail = error.message.in_language(language)
        ledger.refuse(sha256, key, detail)
        return error.state if isinstance(error, NotAcceptedError) else "refused", detail
    ledger.confirm(sha256, key)
    return "sent", ""
