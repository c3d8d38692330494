"""Correction sheets by mail, each to the steward of its unit; exactly one mail for a sheet and an address.

Belongs here: who gets which sheet, what the mail says. Does not belong here: the sheets themselves (quality/), reports
(deliver.py), whether anything may be mailed at all (stages.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from govreport.delivery.deliver import Ledger, send_once
from govreport.delivery.message import SEND_HOUR, message_identity
from govreport.delivery.transports import Transport
from govreport.district import District, Steward
from govreport.errors import DeliveryError
from govreport.manifests import CorrectionSheet, ReturnedCopy

_XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


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
) -> list[ReturnedCopy]:
    """Send each sheet to the stewards of its unit who haven't had it; one row a copy. Units without one get nothing.

    ``attachments`` are the sheets' bytes by hash. ``day`` stands in the Date header, ``reply_by`` in the text.
    """
    copies = []
    for sheet in sheets:
        for steward in stewards_of(sheet, district):
            made: EmailMessage | DeliveryError
            try:
                made = sheet_message(sheet, attachments[sheet.file.sha256], steward, district, day, reply_by)
            except DeliveryError as error:
                made = error
            state, detail = send_once(sheet.file.sha256, steward.address, made, ledger, transport, language)
            copies.append(
                ReturnedCopy(sheet_sha256=sheet.file.sha256, recipient=steward.address, state=state, detail=detail)
            )
    return copies


def stewards_of(sheet: CorrectionSheet, district: District) -> list[Steward]:
    """Who mends this unit's data, each address once. A town is known by its code, today's name and the quarter's."""
    town = district.town_by_code.get(sheet.unit)
    names = {sheet.unit, sheet.title} | ({town.name} if town else set())
    found = [s for s in district.stewards if s.unit in names]
    return list({s.address.casefold(): s for s in found}.values())


def sheet_message(
    sheet: CorrectionSheet, data: bytes, steward: Steward, district: District, day: date, reply_by: date | None
) -> EmailMessage:
    """The mail with the sheet attached; the same input gives the same bytes. Raises DeliveryError for a bad address."""
    identity = message_identity(sheet.file.sha256, steward.address)
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = Address(display_name=district.publisher.zh, addr_spec=district.sender)
        message["To"] = Address(display_name=sheet.title, addr_spec=steward.address)
    except (ValueError, MessageError) as error:
        raise _bad_address(steward, str(error)) from None
    if not steward.address.isascii():
        raise _bad_address(steward, "non-ASCII address")
    message["Subject"] = f"{district.short_name.zh}{sheet.quarter.zh}数据更正单（{sheet.title}，{sheet.lines}处）"
    message["Date"] = datetime.combine(day, SEND_HOUR, district.tz)
    message["Message-ID"] = f"<{identity}@{district.sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_text(sheet, district, reply_by), cte="base64")
    message.add_attachment(data, *_XLSX, filename=sheet.file.name)
    message["Content-Language"] = "zh-CN"
    message.set_boundary(f"=_{identity}")  # Python draws boundaries at random; "=_" can't occur in base64
    return message


def _text(sheet: CorrectionSheet, district: District, reply_by: date | None) -> str:
    until = f"请于{reply_by.year}年{reply_by.month}月{reply_by.day}日前交回。" if reply_by else ""
    return (
        f"{sheet.title}：\n\n"
        f"{sheet.quarter.zh}的数据核查发现{sheet.lines}处需要你单位核实更正，逐处的位置、原因和办法见附件。\n"
        f"请在附件的浅黄色格中填写更正值、更正原因和填报人职务，交回{district.report.contact.zh}。{until}\n"
        "请同时在业务系统中改正，否则下一季度导出的文件里还会出现同样的问题。\n"
    )


def _bad_address(steward: Steward, reason: str) -> DeliveryError:
    return DeliveryError(
        f"{steward.unit} 的地址“{steward.address}”不能用于邮件（{reason}），未发送；"
        "请在 district.yaml 的 stewards 中改正。",
        f"The address {steward.address!r} of {steward.unit} can't be used in mail ({reason}); nothing was sent. "
        "Correct it under stewards in district.yaml.",
    )
