"""Correction sheets by mail, each to the steward of its unit; exactly one mail for a sheet and an address.

Belongs here: who gets which sheet, what the mail says. Does not belong here: the sheets themselves (quality/), reports
(deliver.py), whether anything may be mailed at all (stages.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage

from govreport.delivery.mail.deliver import Ledger, send_once
from govreport.delivery.mail.mail_policy import domain_refusal
from govreport.delivery.mail.marking import PLAIN, POLICY, UNUSABLE, Marking, bad_address
from govreport.delivery.mail.message import SEND_HOUR, attach, seal
from govreport.delivery.mail.transports import Transport
from govreport.district.folder import District, Steward
from govreport.errors import DeliveryError
from govreport.manifests.corrections import CorrectionSheet, ReturnedCopy


def mail_sheets(
    sheets: Sequence[CorrectionSheet],
    attachments: Mapping[str, bytes],
    district: District,
    ledger: Ledger,
    transport: Transport,
    *,
    day: date,
    reply_by: date | None = None,
    language: str = "zh",
    marking: Marking = PLAIN,
) -> list[ReturnedCopy]:
    """Send each sheet to the stewards of its unit who haven't had it; one row a copy. Units without one get nothing.

    ``attachments`` are the sheets' bytes by hash. ``day`` stands in the Date header, ``reply_by`` in the text.
    """
    copies = []
    for sheet in sheets:
        for steward in stewards_of(sheet, district):
            made: EmailMessage | DeliveryError
            try:
                made = _refusal(sheet, steward, district, marking) or sheet_message(
                    sheet, attachments[sheet.file.sha256], steward, district, day, reply_by, marking
                )
            except DeliveryError as error:
                made = error
            state, detail = send_once(sheet.file.sha256, steward.address, made, ledger, transport, language)
            copies.append(
                ReturnedCopy(sheet_sha256=sheet.file.sha256, recipient=steward.address, state=state, detail=detail)
            )
    return copies


def _refusal(sheet: CorrectionSheet, steward: Steward, district: District, marking: Marking) -> DeliveryError | None:
    kind, sender = district.mail.correction_sheets, district.sender
    for address in (steward.address, *([marking.redirect] if marking.redirect else [])):
        if not district.mail.allows(address, kind, sender):
            return domain_refusal(address, kind, sheet.file.name)
    return None


def stewards_of(sheet: CorrectionSheet, district: District) -> list[Steward]:
    """Who mends this unit's data, each address once. A town is known by its code, today's name and the quarter's."""
    town = district.town_by_code.get(sheet.unit)
    names = {sheet.unit, sheet.title} | ({town.name} if town else set())
    found = [s for s in district.stewards if s.unit in names]
    return list({s.address.casefold(): s for s in found}.values())


def sheet_message(
    sheet: CorrectionSheet,
    data: bytes,
    steward: Steward,
    district: District,
    day: date,
    reply_by: date | None,
    marking: Marking = PLAIN,
) -> EmailMessage:
    """The mail with the sheet attached; the same input gives the same bytes. Raises DeliveryError for a bad address."""
    identity = marking.identity(sheet.file.sha256, steward.address)
    message = EmailMessage(policy=POLICY)
    try:
        message["From"] = Address(display_name=district.publisher.zh, addr_spec=district.sender)
        marking.address(message, sheet.title, steward.address)
    except UNUSABLE as error:
        raise bad_address(steward.unit, steward.address, "district.yaml (stewards)", error) from None
    subject = f"{district.short_name.zh}{sheet.quarter.zh}数据更正单（{sheet.title}，{sheet.lines}处）"
    message["Subject"] = marking.subject(subject, "zh")
    message["Date"] = datetime.combine(day, SEND_HOUR, district.tz)
    message["Message-ID"] = f"<{identity}@{district.sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    marks = "".join(f"{said}\n\n" for said in marking.lines(sheet.title, steward.address, "zh"))
    message.set_content(marks + _text(sheet, district, reply_by), cte="base64")
    ascii_name = f"{district.id}-{sheet.quarter}-{sheet.file.sha256[:8]}.xlsx"
    attach(message, ascii_name if district.mail.names == "ascii" else sheet.file.name, data)
    message["Content-Language"] = "zh-CN"
    seal(message, identity)
    return message


def _text(sheet: CorrectionSheet, district: District, reply_by: date | None) -> str:
    until = f"请于{reply_by.year}年{reply_by.month}月{reply_by.day}日前交回。" if reply_by else ""
    return (
        f"{sheet.title}：\n\n"
        f"{sheet.quarter.zh}的数据核查发现{sheet.lines}处需要你单位核实更正，逐处的位置、原因和办法见附件。\n"
        f"请在附件的浅黄色格中填写更正值、更正原因和填报人职务，交回{district.report.contact.zh}。{until}\n"
        "请同时在业务系统中改正，否则下一季度导出的文件里还会出现同样的问题。\n"
    )
