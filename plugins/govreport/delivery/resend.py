"""The same edition once more, because somebody asked for it: numbered, marked, and kept with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from govreport.delivery.mail.ways import transport_for
from govreport.delivery.send_report import ledger_of, marking_of, send_document
from govreport.delivery.vouched import require_vouched
from govreport.district.recipients import Document, Recipient
from govreport.errors import DeliveryError
from govreport.manifests.deliveries import DeliveryRow
from govreport.manifests.documents import Publication, Report
from govreport.store.copies import UNSETTLED, Copies, Copy
from govreport.store.database import open_results
from govreport.store.ledger import OPEN_AGAIN, OUTBOX
from govreport.store.publications import PublicationStore

if TYPE_CHECKING:
    from govreport.context import Context


def resend(context: Context, address: str, reason: str, role: str = "") -> list[DeliveryRow]:
    """Send ``address`` once more the edition of the quarter that it has; one row a document.

    Each repeated copy is numbered, says that it is one, and stands in the ledger with the reason. Raises DeliveryError
    where nothing was sent there, where it isn't known whether it arrived, or where no reason is given.
    """
    copies, is_trial = Copies(open_results(context.settings)), context.settings.mail == "outbox"
    # Before anything is recorded: without a way there is no repeated copy.
    transport_for(context.settings, context.district.id, context.connections)
    recipient = _recipient(context, address)
    if not reason.strip():
        raise DeliveryError("重发须写明原因（--reason）。", "A repeated copy takes a reason (--reason).")
    rows: list[DeliveryRow] = []
    for copy in _last_copies(context, copies.of(context.district.id, context.quarter), address):
        document = _document(context, copy)
        require_vouched(context, document)
        number = _next_number(copies.find(context.district.id, copy.sha256, address), is_trial=is_trial)
        if not context.rehearses:
            copies.repeated(
                copy._replace(copy_number=number, redirected_to=(context.settings.mail_redirect or "").casefold()),
                role,
                reason,
            )
        kind: Document = "brief" if copy.kind == "brief" else "report"
        ledger = ledger_of(context, kind, number)
        rows += send_document(context, document, [recipient], ledger, marking_of(context, number))
    return rows


def _recipient(context: Context, address: str) -> Recipient:
    for one in context.district.recipients:
        if one.address.casefold() == address.casefold():
            return one
    raise DeliveryError(
        f"{address} 不在 recipients.yaml 中，请核对地址。", f"{address} isn't in recipients.yaml; check the address."
    )


def _last_copies(context: Context, copies: Sequence[Copy], address: str) -> list[Copy]:
    """The last edition of each document that went to ``address``, a language and a town each."""
    last: dict[tuple[str, str, str], Copy] = {}
    # What lies in the outbox reached nobody; in a trial it counts, so that everything can be tried.
    has_it = ("sent", *UNSETTLED, *([OUTBOX] if context.settings.mail == "outbox" else []))
    for copy in copies:
        first = copy.copy_number == 0 and not copy.is_test and copy.kind in ("report", "brief")
        if first and copy.recipient == address.casefold() and copy.state in has_it:
            key = (copy.kind, copy.language, copy.about)
            if key not in last or last[key].claimed_at <= copy.claimed_at:
                last[key] = copy
    if not last:
        raise DeliveryError(
            f"{context.quarter.zh}没有发给过 {address}，谈不上重发；请用 govreport deliver 发送。",
            f"Nothing of {context.quarter.running_en} was sent to {address} yet; send it with govreport deliver.",
        )
    for copy in last.values():
        _require_settled(copy)
    return list(last.values())


def _require_settled(copy: Copy) -> None:
    if copy.state in UNSETTLED:
        raise DeliveryError(
            f"此前发给 {copy.recipient} 的一份不能确定是否送达，查清以前不重发；请先用 govreport settle "
            f"{copy.sha256[:12]} {copy.recipient} 判定，做法见 govreport deliveries。",
            f"Nobody knows whether the earlier copy to {copy.recipient} arrived, so it isn't sent again; first settle "
            f"it with govreport settle {copy.sha256[:12]} {copy.recipient} (govreport deliveries says how).",
        )


def _next_number(copies: Sequence[Copy], *, is_trial: bool) -> int:
    """The number of the next repeated copy; one that certainly didn't go out is tried again under its own."""
    again = OPEN_AGAIN if is_trial else (*OPEN_AGAIN, OUTBOX)
    repeats = [c for c in copies if c.copy_number and not c.is_test]
    if not repeats:
        return 1
    last = max(repeats, key=lambda c: c.copy_number)
    _require_settled(last)
    return last.copy_number if last.state in again else last.copy_number + 1


def _document(context: Context, copy: Copy) -> Report | Publication:
    engine = open_results(context.settings)
    documents: list[Report | Publication] = []
    if copy.kind == "report":
        documents += context.results.reports(context.district.id, context.quarter)
    else:
        documents += PublicationStore(engine).of(context.district.id, context.quarter)
    return next(d for d in documents if d.sha256 == copy.sha256)
