"""One recipient's mail: headers, both bodies, the chart, the attachments; the same input gives the same bytes.

Belongs here: the envelope and the MIME structure. Does not belong here: what the mail says (body.py), sending it
(transports.py), whether it may be sent (deliver.py).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime, time
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path, PurePath

from govreport.delivery.body import MailView, render_body
from govreport.district import District, Recipient
from govreport.errors import DeliveryError
from govreport.manifests import Report

SEND_HOUR = time(9, 30)
"""The hour in the Date header: the day is the release day, so that the mail doesn't depend on the clock."""

_MEDIA = {
    "pdf": ("application", "pdf"),
    "xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def build_message(
    model: MailView,
    report: Report,
    recipient: Recipient,
    district: District,
    attachments: Mapping[str, bytes],
    trend_png: bytes | None,
    *,
    templates: Path,
    report_url: str | None = None,
    ascii_names: bool = False,
) -> EmailMessage:
    """The mail that brings ``report`` to ``recipient``.

    ``attachments`` are the report's files by name; those of the recipient's formats are attached, under the district's
    plain ASCII name where ``ascii_names`` asks for it. ``trend_png`` is shown in the HTML where given. The Message-ID
    follows from the report's hash and the address, so a repeated mail is recognisable as the same one.
    Raises DeliveryError where the address can't be written or a wanted format is missing.
    """
    identity = message_identity(report.sha256, recipient.address)
    domain = district.sender.rpartition("@")[2]
    files = _chosen(attachments, recipient, model.file_stem_ascii if ascii_names else None)
    cid = f"trend.{identity}@{domain}" if trend_png is not None else ""
    body = render_body(model, templates, trend_cid=cid, attachments=[*files], report_url=_web_address(report_url))

    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = Address(display_name=_line(model.publisher), addr_spec=district.sender)
        message["To"] = Address(display_name=_line(recipient.role), addr_spec=recipient.address)
    except (ValueError, MessageError) as error:
        raise _bad_address(recipient, str(error)) from None
    if not recipient.address.isascii():
        raise _bad_address(recipient, "non-ASCII address")
    message["Subject"] = _line(model.subject)
    message["Date"] = datetime.combine(date.fromisoformat(model.date_iso), SEND_HOUR, district.tz)
    message["Message-ID"] = f"<{identity}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body.text, cte="base64")
    message.add_alternative(body.html, subtype="html", cte="base64")
    if trend_png is not None:
        html = next(part for part in message.iter_parts() if part.get_content_subtype() == "html")
        html.add_related(trend_png, "image", "png", cid=f"<{cid}>", disposition="inline", filename="trend.png")
    for name, data in files.items():
        kind, subtype = _MEDIA[PurePath(name).suffix[1:]]
        message.add_attachment(data, kind, subtype, filename=name)
    message["Content-Language"] = model.lang_tag
    for number, part in enumerate(p for p in message.walk() if p.is_multipart()):
        # Python draws boundaries at random. "=_" can't occur in base64, in which every part is encoded.
        part.set_boundary(f"=_{identity}_{number}")
    return message


def message_identity(report_sha256: str, address: str) -> str:
    """What stands before the @ of the Message-ID: 32 hex digits for this report at this address."""
    return hashlib.sha256(f"{report_sha256}\n{address.casefold()}".encode()).hexdigest()[:32]


def _chosen(attachments: Mapping[str, bytes], recipient: Recipient, stem: str | None) -> dict[str, bytes]:
    chosen = {}
    for wanted in recipient.formats:
        name = next((n for n in attachments if n.endswith(f".{wanted}")), None)
        if name is None:
            raise DeliveryError(
                f"{recipient.role}（{recipient.address}）要的 {wanted} 文件不在本期报告中，未发送；请重新生成报告。",
                f"The report has no {wanted} file, which {recipient.role} <{recipient.address}> asks for; "
                "nothing was sent. Render the report again.",
            )
        chosen[f"{stem}.{wanted}" if stem else name] = attachments[name]
    return chosen


def _web_address(url: str | None) -> str | None:
    if url is not None and not url.startswith(("https://", "http://")):
        raise DeliveryError(
            f"报告地址“{url}”不是网址，请以 https:// 开头。", f"The report's address {url!r} must begin with https://."
        )
    return url


def _line(text: str) -> str:
    """One header line: a line break in it would begin another header."""
    return " ".join(text.split())


def _bad_address(recipient: Recipient, reason: str) -> DeliveryError:
    return DeliveryError(
        f"{recipient.role} 的地址“{recipient.address}”不能用于邮件（{reason}），未发送；请在 recipients.yaml 中改正。",
        f"The address {recipient.address!r} of {recipient.role} can't be used in mail ({reason}); nothing was sent. "
        "Correct it in recipients.yaml.",
    )
