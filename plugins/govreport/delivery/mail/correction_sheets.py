"""Correction sheets by mail, each to the stewards of its unit, who correct the unit's data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from email.headerregistry import Address
from email.message import EmailMessage

from govreport.delivery.mail.deliver import Sender, send_once
from govreport.delivery.mail.mail_policy import domain_refusal
from govreport.delivery.mail.marking import PLAIN, POLICY, UNUSABLE, Marking, bad_address
from govreport.delivery.mail.message import attach, seal
from govreport.district.folder import District, Steward
from govreport.errors import DeliveryError
from govreport.language import pick, text_in
from govreport.manifests.corrections import CorrectionSheet, SheetCopy


@dataclass(frozen=True)
class SheetContent:
    """What a mail brings: one correction sheet, and until when it should be filled in."""

    sheet: CorrectionSheet
    data: bytes
    reply_by: date | None = None
    """Stands in the text, where given."""


def mail_sheets(contents: Iterable[SheetContent], sender: Sender) -> list[SheetCopy]:
    """Send each sheet to the stewards of its unit who haven't had it; one row a copy. Units without one get nothing."""
    copies = []
    for content in contents:
        sha256 = content.sheet.file.sha256
        for steward in stewards_of(content.sheet, sender.district):
            mail: EmailMessage | DeliveryError
            try:
                mail = _refusal(content.sheet, steward, sender.district, sender.marking) or sheet_message(
                    content, steward, sender.district, sender.marking
                )
            except DeliveryError as error:
                mail = error
            state, detail = send_once(sha256, steward.address, mail, sender)
            copies.append(SheetCopy(sheet_sha256=sha256, recipient=steward.address, state=state, detail=detail))
    return copies


def _refusal(sheet: CorrectionSheet, steward: Steward, district: District, marking: Marking) -> DeliveryError | None:
    kind, sender = district.mail.correction_sheets, district.sender
    for address in (steward.address, *([marking.redirect] if marking.redirect else [])):
        if not district.mail.allows(address, kind, sender):
            return domain_refusal(address, kind, sheet.file.name)
    return None


def stewards_of(sheet: CorrectionSheet, district: District) -> list[Steward]:
    """Who corrects this unit's data, each address once. A town is known by its code and by its names,
    whole and short, of today and of the quarter."""
    town = district.town_by_code.get(sheet.unit)
    names = {sheet.unit, sheet.title}
    if town is not None:
        names |= {town.name, town.short_name, town.name_on(sheet.quarter.end)}
    stewards = [s for s in district.stewards if s.unit in names]
    return list({s.address.casefold(): s for s in stewards}.values())


def sheet_message(
    content: SheetContent, steward: Steward, district: District, marking: Marking = PLAIN
) -> EmailMessage:
    """The mail with the sheet attached; the same input gives the same bytes. Raises DeliveryError for a bad address."""
    sheet = content.sheet
    identity = marking.identity(sheet.file.sha256, steward.address)
    language = district.languages[0]
    message = EmailMessage(policy=POLICY)
    try:
        message["From"] = Address(display_name=text_in(language, district.publisher), addr_spec=district.sender)
        marking.address(message, sheet.title, steward.address)
    except UNUSABLE as error:
        raise bad_address(steward.unit, steward.address, "district.yaml (stewards)", error) from None
    subject = pick(
        language,
        f"{district.short_name.zh}{sheet.quarter.zh}数据更正单（{sheet.title}，{sheet.lines}处）",
        f"{district.short_name.en}, {sheet.quarter.en}: data to correct ({sheet.title}, {sheet.lines})",
    )
    message["Subject"] = marking.subject(subject, language)
    message["Message-ID"] = f"<{identity}@{district.sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    marks = "".join(f"{mark}\n\n" for mark in marking.lines(sheet.title, steward.address, language))
    message.set_content(marks + _text(sheet, district, content.reply_by), cte="base64")
    ascii_name = f"{district.id}-{sheet.quarter}-{sheet.file.sha256[:8]}.xlsx"
    attach(message, ascii_name if district.mail.names == "ascii" else sheet.file.name, content.data)
    message["Content-Language"] = pick(language, "zh-CN", "en")
    seal(message, identity)
    return message


def _text(sheet: CorrectionSheet, district: District, reply_by: date | None) -> str:
    if district.languages[0] == "en":
        by = f" Please return it by {reply_by.day} {reply_by:%B %Y}." if reply_by else ""
        return (
            f"{sheet.title}:\n\n"
            f"The check of the data of {sheet.quarter.en} lists {sheet.lines} for you to correct; where each is, why "
            "and what to do is in the attachment.\n"
            "Please fill in its yellow cells (corrected value, reason, your office) and return it to "
            f"{district.report.contact.en}.{by}\n"
            "Please correct it in your own system too, or the next export brings the same again.\n"
        )
    until = f"请于{reply_by.year}年{reply_by.month}月{reply_by.day}日前交回。" if reply_by else ""
    return (
        f"{sheet.title}：\n\n"
        f"{sheet.quarter.zh}的数据核查发现{sheet.lines}处需要你单位核实更正，逐处的位置、原因和办法见附件。\n"
        f"请在附件的浅黄色格中填写更正值、更正原因和填报人职务，交回{district.report.contact.zh}。{until}\n"
        "请同时在业务系统中改正，否则下次导出的文件里还会出现同样的问题。\n"
    )
