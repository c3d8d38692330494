"""A signed report to its recipients, then each town's brief to the town's; correction sheets to the stewards.

Which document goes to whom, from which ledger, and what is withheld.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Literal

from govreport.delivery.mail.correction_sheets import SheetContent, mail_sheets
from govreport.delivery.mail.deliver import Sender, deliver
from govreport.delivery.mail.marking import Marking
from govreport.delivery.mail.message import MailContent
from govreport.delivery.mail.ways import transport_for
from govreport.delivery.vouched import log_head, require_vouched
from govreport.district.recipients import Document, Recipient
from govreport.errors import GovreportError, Message
from govreport.language import text_in
from govreport.manifests.corrections import CorrectionSheet, SheetCopy
from govreport.manifests.deliveries import DeliveryRow
from govreport.manifests.documents import Publication, Report
from govreport.store.copies import Copies
from govreport.store.database import open_results
from govreport.store.ledger import OUTBOX, CopiesLedger, CopyLedger, SheetLedger
from govreport.store.publications import PublicationStore

if TYPE_CHECKING:
    from govreport.context import Context

TREND_WIDTH = 880
"""Pixels of the chart in a mail: twice its greatest width on the screen, so that it is sharp on a phone."""
ANOTHER_EDITION = Message(
    "收件人已有本期报告的另一版本，未再发送；确需发送新版，请用 govreport deliver --supersede。",
    "The recipient has another edition of this period's report; not sent. Use govreport deliver --supersede to send "
    "this one.",
)
REPORT_FIRST = Message(
    "报告本身尚未发出，镇街简报暂不发送；请先处理报告的发送。",
    "The report itself hasn't gone out, so the town's brief waits; see to the report first.",
)
OTHER_FIGURES = Message(
    "没有与已签发报告数字相同的镇街简报（数据或版式已变），未发送；请重新运行并签发本期。",
    "There is no brief of the town made like the signed report (data or layout have changed since); nothing was sent. "
    "Run the period again and have it signed.",
)


MADE_FIRST = Message("镇街简报尚未成文，发送时先做。", "The town's brief isn't made yet; it is when it is sent.")


def send_report(context: Context, report: Report, *, supersede: bool = False) -> list[DeliveryRow]:
    """Mail a signed report, then its towns' briefs, to everybody who hasn't had them; one row a copy.

    Somebody who has another edition is sent a second one only where ``supersede`` says that an operator wants it. In
    test mode everything goes to the test address, once, and nobody counts as having got it. Raises IntegrityError where
    the report or a signature isn't as the log has it, BlockedError where it is held.
    """
    require_vouched(context, report)
    rows = _send_first_copies(context, report, _report_recipients(context, report), supersede=supersede)
    goes_out = any(row.state == "would_send" for row in rows)
    return rows + _send_briefs(context, report, supersede=supersede, goes_out=goes_out)


def _send_briefs(context: Context, report: Report, *, supersede: bool, goes_out: bool) -> list[DeliveryRow]:
    """Mail the briefs of towns that have recipients, made from the very figures of a signed report, after it."""
    by_town = _brief_recipients(context, report)
    everybody = [recipient for recipients in by_town.values() for recipient in recipients]
    if not everybody:
        return []
    if goes_out or _report_is_out(context, report):
        briefs = _briefs_by_town(context, report, list(by_town))
        rows: list[DeliveryRow] = []
        for town, recipients in by_town.items():
            if town in briefs:
                rows += _send_first_copies(context, briefs[town], recipients, supersede=supersede)
            elif context.rehearses:
                rows += _unsent(context, report, recipients, "would_send", MADE_FIRST)
            else:
                rows += _unsent(context, report, recipients, "failed", OTHER_FIGURES)
        return rows
    if context.ledger.addresses_with_another_edition(report):  # withheld from the leaders, so from the towns too
        return _unsent(context, report, everybody, "withheld", ANOTHER_EDITION)
    return _unsent(context, report, everybody, "failed", REPORT_FIRST)


def _report_recipients(context: Context, report: Report) -> list[Recipient]:
    recipients = context.district.recipients
    return [r for r in recipients if "report" in r.documents and report.language in r.languages]


def _brief_recipients(context: Context, report: Report) -> dict[str, list[Recipient]]:
    """Town -> who is to have its brief, in the order of the towns' codes."""
    by_town: dict[str, list[Recipient]] = {}
    for recipient in context.district.recipients:
        if "brief" in recipient.documents and report.language in recipient.languages:
            for town in recipient.towns:
                by_town.setdefault(town, []).append(recipient)
    return dict(sorted(by_town.items()))


def _report_is_out(context: Context, report: Report) -> bool:
    """Whether briefs may follow: somebody has the report, nobody is to have it, or this is a test."""
    if context.settings.mail_redirect or not _report_recipients(context, report):
        return True
    return bool(context.ledger.holders(report.sha256))


def _send_first_copies(
    context: Context, document: Report | Publication, recipients: Sequence[Recipient], *, supersede: bool
) -> list[DeliveryRow]:
    """Mail a document to those who have no other edition of it; a row "withheld" for each of the others."""
    other_edition = set() if supersede or context.settings.mail_redirect else _only_another_edition(context, document)
    withheld = [r for r in recipients if r.address.casefold() in other_edition]
    rows = send_document(
        context,
        document,
        [r for r in recipients if r not in withheld],
        ledger_of(context, "report" if isinstance(document, Report) else "brief"),
        marking_of(context),
    )
    return rows + _unsent(context, document, withheld, "withheld", ANOTHER_EDITION)


def _only_another_edition(context: Context, document: Report | Publication) -> set[str]:
    """Addresses that have another edition of the document and not this one."""
    if isinstance(document, Report):
        return context.ledger.addresses_with_another_edition(document) - context.ledger.sent(document.sha256)
    copies, is_trial = Copies(open_results(context.settings)), context.settings.mail == "outbox"
    sent = CopiesLedger(copies.engine, "brief").in_state(document.sha256, "sent", *([OUTBOX] if is_trial else []))
    return copies.holders_of_another_brief(document.sha256, outbox=is_trial) - sent


def _unsent(
    context: Context,
    document: Report | Publication,
    recipients: Sequence[Recipient],
    state: Literal["withheld", "failed", "would_send"],
    why: Message,
) -> list[DeliveryRow]:
    detail = text_in(context.settings.language, why)
    return [
        DeliveryRow(report_sha256=document.sha256, recipient=recipient.address, state=state, detail=detail)
        for recipient in recipients
    ]


def _briefs_by_town(context: Context, report: Report, towns: Sequence[str]) -> dict[str, Publication]:
    """Town -> the brief that belongs to a signed report; made now where it hasn't been.

    A brief's fingerprint follows from the report's, so the signature on the report covers it; of several with the same
    fingerprint the first one made is the one that goes out.
    """
    # Imported here: a quarter whose briefs are made already needs none of the engine.
    from govreport.reports.documents.frame import TOWN, document_fingerprint
    from govreport.reports.latest import latest_measurement
    from govreport.reports.publications import render_towns

    store = PublicationStore(open_results(context.settings))
    expected = {document_fingerprint(report.fingerprint, TOWN, town): town for town in towns}

    def stored() -> dict[str, Publication]:
        briefs = [p for p in store.of(context.district.id, context.quarter) if p.kind == "town_brief" and not p.held]
        return {expected[p.fingerprint]: p for p in reversed(briefs) if p.fingerprint in expected}

    by_town = stored()
    if len(by_town) < len(towns) and not context.rehearses:
        with suppress(GovreportError):  # the rows say that the brief is missing; the report has gone out all the same
            verdict, measurement = latest_measurement(context)
            render_towns(context, measurement, verdict, [town for town in towns if town not in by_town])
        by_town = stored()
    return by_town


def send_document(
    context: Context,
    document: Report | Publication,
    recipients: Sequence[Recipient],
    ledger: CopyLedger,
    marking: Marking,
) -> list[DeliveryRow]:
    """Mail one document to those of ``recipients`` who haven't had it by ``ledger``; one row a recipient."""
    # Imported here: drawing the chart needs the renderer of pictures, and mostly everybody has had the document.
    from govreport.delivery.mail.body import trend_svg
    from govreport.reports.formats.png import svg_to_png
    from govreport.reports.model import ReportModel

    if not recipients:
        return []
    model = ReportModel.model_validate_json(context.files.get(document.model_key))
    chart = trend_svg(model)
    content = MailContent(
        document,
        model,
        attachments={file.name: context.files.get(file.key) for file in document.files if not file.is_part},
        templates=context.settings.templates_dir,
        trend_png=svg_to_png(chart, TREND_WIDTH) if chart else None,
        log_head=log_head(context),
    )
    return deliver(content, recipients, sender_of(context, ledger, marking))


def sender_of(context: Context, ledger: CopyLedger, marking: Marking | None = None) -> Sender:
    """This installation as a sender who keeps ``ledger``."""
    return Sender(
        context.district,
        ledger,
        transport_for(context.settings, context.district.id, context.connections),
        language=context.settings.language,
        marking=marking or marking_of(context),
        rehearses=context.rehearses,
    )


def marking_of(context: Context, copy_number: int = 0) -> Marking:
    """The marks of what this installation sends now: all of it is a test in test mode."""
    return Marking(copy_number, context.settings.mail_redirect or "")


def ledger_of(context: Context, kind: Document, copy_number: int = 0) -> CopyLedger:
    """The ledger of a document's copies."""
    redirect = context.settings.mail_redirect or ""
    if kind == "report" and not copy_number and not redirect:
        return context.ledger
    return CopiesLedger(open_results(context.settings), kind, copy_number, redirect)


def send_sheets(context: Context, sheets: Sequence[CorrectionSheet]) -> list[SheetCopy]:
    """Mail correction sheets to the stewards of their units who haven't had them."""
    engine, redirect = open_results(context.settings), context.settings.mail_redirect
    ledger = CopiesLedger(engine, "sheet", 0, redirect) if redirect else SheetLedger(engine)
    contents = [SheetContent(sheet, context.files.get(sheet.file.key)) for sheet in sheets]
    return mail_sheets(contents, sender_of(context, ledger))
