"""The report to its recipients, then each town's brief to the town's; correction sheets to those who mend them.

Belongs here: which document goes to whom, from which ledger, in which order, and what is withheld. Does not belong
here: repeated copies (again.py), notices (notices.py), writing and sending one mail (delivery/), whether a report is
signed (stages.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING

from govreport.delivery.mail.deliver import Ledger, deliver
from govreport.delivery.mail.marking import Marking
from govreport.delivery.mail.transports import transport_for
from govreport.district.recipients import Document, Recipient
from govreport.errors import GovreportError, Message
from govreport.manifests.corrections import CorrectionSheet, ReturnedCopy
from govreport.manifests.deliveries import DeliveryRow
from govreport.manifests.documents import Publication, Report
from govreport.store.copies import Copies
from govreport.store.database import open_database
from govreport.store.ledger import CopiesLedger, ReturnsLedger
from govreport.store.publications import PublicationStore

if TYPE_CHECKING:
    from govreport.context import Context

ANOTHER_EDITION = Message(
    "收件人已有本季度季报的另一版本，未再发送；确需发送新版，请用 govreport deliver --supersede。",
    "The recipient has another edition of this quarter's report; not sent. Use govreport deliver --supersede to send "
    "this one.",
)
REPORT_FIRST = Message(
    "季报本身尚未发出，镇街简报暂不发送；请先处理季报的发送。",
    "The report itself hasn't gone out, so the town's brief waits; see to the report first.",
)
OTHER_FIGURES = Message(
    "没有与已签发季报数字相同的镇街简报（数据或版式已变），未发送；请重新运行并签发本季度。",
    "There is no brief of the town made like the signed report (data or layout have changed since); nothing was sent. "
    "Run the quarter again and have it signed.",
)


def send_report(context: Context, report: Report, *, supersede: bool = False) -> list[DeliveryRow]:
    """Mail a signed report, then its towns' briefs, to everybody who hasn't had them; one row a copy.

    Somebody who has another edition is sent a second one only where ``supersede`` says that an operator wants it. In
    test mode everything goes to the test address, once, and nobody counts as having got it.
    """
    wanted = [r for r in context.district.recipients if "report" in r.documents and report.language in r.languages]
    testing = bool(context.settings.mail_redirect)
    elsewhere = set() if supersede or testing else context.ledger.addresses_with_another_edition(report)
    already = context.ledger.sent(report.sha256)
    withheld = [r for r in wanted if r.address.casefold() in elsewhere - already]
    sent = send_document(
        context, report, [r for r in wanted if r not in withheld], ledger_of(context, "report"), marking_of(context)
    )
    rows = sent + _withheld(context, report.sha256, withheld)
    return rows + send_briefs(context, report, supersede=supersede)


def send_briefs(context: Context, report: Report, *, supersede: bool = False) -> list[DeliveryRow]:
    """Mail the briefs of towns that have recipients, made from the very figures of a signed report, after it."""
    people: dict[str, list[Recipient]] = {}
    for one in context.district.recipients:
        if "brief" in one.documents and report.language in one.languages:
            for town in one.towns:
                people.setdefault(town, []).append(one)
    if not people:
        return []
    testing = bool(context.settings.mail_redirect)
    leaders = any("report" in r.documents and report.language in r.languages for r in context.district.recipients)
    if leaders and not testing and not context.ledger.holders(report.sha256):
        if context.ledger.addresses_with_another_edition(report):  # withheld from the leaders, so from the towns too
            return _withheld(context, report.sha256, [r for town in sorted(people) for r in people[town]])
        return [_failed(context, report, r, REPORT_FIRST) for town in sorted(people) for r in people[town]]
    rows: list[DeliveryRow] = []
    briefs = _briefs(context, report, sorted(people))
    for town in sorted(people):
        brief = briefs.get(town)
        if brief is None:
            rows += [_failed(context, report, r, OTHER_FIGURES) for r in people[town]]
            continue
        copies = Copies(open_database(context.settings.database))
        elsewhere = set() if supersede or testing else copies.holders_of_another_brief(brief.sha256)
        already = CopiesLedger(copies.engine, "brief").in_state(brief.sha256, "sent")
        withheld = [r for r in people[town] if r.address.casefold() in elsewhere - already]
        rows += send_document(
            context,
            brief,
            [r for r in people[town] if r not in withheld],
            ledger_of(context, "brief"),
            marking_of(context),
        )
        rows += _withheld(context, brief.sha256, withheld)
    return rows


def _briefs(context: Context, report: Report, towns: Sequence[str]) -> dict[str, Publication]:
    """Town -> the brief that belongs to a signed report; made now where it hasn't been.

    A brief's fingerprint follows from the report's, so the signature on the report covers it; of several with the same
    fingerprint the first one made is the one that goes out.
    """
    from govreport.indicators.vintages.steps import latest_measurement
    from govreport.reports.documents.frame import TOWN, document_fingerprint
    from govreport.reports.publications import render_towns

    store = PublicationStore(open_database(context.settings.database))
    expected = {document_fingerprint(report.fingerprint, TOWN, town): town for town in towns}

    def known() -> dict[str, Publication]:
        made = [p for p in store.of(context.district.id, context.quarter) if p.kind == "town_brief" and not p.held]
        return {expected[p.fingerprint]: p for p in reversed(made) if p.fingerprint in expected}

    found = known()
    if len(found) < len(towns):
        with suppress(GovreportError):  # the rows say that the brief is missing; the report has gone out all the same
            verdict, measurement = latest_measurement(context)
            render_towns(context, measurement, verdict, [town for town in towns if town not in found])
        found = known()
    return found


def send_document(
    context: Context, document: Report | Publication, recipients: Sequence[Recipient], ledger: Ledger, marking: Marking
) -> list[DeliveryRow]:
    """Mail one document to those of ``recipients`` who haven't had it by ``ledger``; one row a recipient."""
    from govreport.delivery.mail.body import trend_svg
    from govreport.reports.formats.png import svg_to_png
    from govreport.reports.model import ReportModel

    if not recipients:
        return []
    model = ReportModel.model_validate_json(context.files.get(document.model_key))
    chart = trend_svg(model)
    return deliver(
        document,
        model,
        recipients,
        ledger,
        transport_for(context.settings),
        district=context.district,
        attachments={f.name: context.files.get(f.key) for f in document.files},
        templates=context.settings.templates_dir,
        trend_png=svg_to_png(chart, 1184) if chart else None,
        language=context.settings.language,
        marking=marking,
    )


def marking_of(context: Context, copy_number: int = 0, moment: datetime | None = None) -> Marking:
    """The marks of what this installation sends now: all of it is a test in test mode."""
    return Marking(copy_number, context.settings.mail_redirect or "", moment)


def ledger_of(context: Context, kind: Document, copy_number: int = 0) -> Ledger:
    """The ledger of a document's copies."""
    redirect = context.settings.mail_redirect or ""
    if kind == "report" and not copy_number and not redirect:
        return context.ledger
    return CopiesLedger(open_database(context.settings.database), kind, copy_number, redirect)


def _withheld(context: Context, sha256: str, recipients: Sequence[Recipient]) -> list[DeliveryRow]:
    detail = ANOTHER_EDITION.in_language(context.settings.language)
    return [DeliveryRow(report_sha256=sha256, recipient=r.address, state="withheld", detail=detail) for r in recipients]


def _failed(context: Context, report: Report, recipient: Recipient, why: Message) -> DeliveryRow:
    return DeliveryRow(
        report_sha256=report.sha256,
        recipient=recipient.address,
        state="failed",
        detail=why.in_language(context.settings.language),
    )


def send_sheets(context: Context, sheets: Sequence[CorrectionSheet], day: date) -> list[ReturnedCopy]:
    """Mail correction sheets to the stewards of their units who haven't had them."""
    from govreport.delivery.mail.correction_sheets import mail_sheets

    engine, redirect = open_database(context.settings.database), context.settings.mail_redirect
    return mail_sheets(
        sheets,
        {sheet.file.sha256: context.files.get(sheet.file.key) for sheet in sheets},
        context.district,
        CopiesLedger(engine, "sheet", 0, redirect) if redirect else ReturnsLedger(engine),
        transport_for(context.settings),
        day=day,
        language=context.settings.language,
        marking=marking_of(context),
    )
