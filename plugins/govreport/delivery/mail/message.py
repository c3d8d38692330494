"""One recipient's mail: headers, both bodies, the chart, the attachments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path, PurePath

from govreport.delivery.mail.body import render_body
from govreport.delivery.mail.marking import PLAIN, POLICY, UNUSABLE, Marking, bad_address, line
from govreport.district.folder import District
from govreport.district.recipients import Document, Recipient
from govreport.errors import DeliveryError
from govreport.manifests.documents import Publication, Report
from govreport.reports.model import ReportModel

MEDIA = {
    "pdf": ("application", "pdf"),
    "xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "docx": ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "html": ("text", "html"),
    "zip": ("application", "zip"),
}


@dataclass(frozen=True)
class MailContent:
    """What a mail brings: a report or a town's brief, with all that its mails show of it."""

    document: Report | Publication
    model: ReportModel
    attachments: Mapping[str, bytes]
    """The document's files by name; each mail takes those of its recipient's formats."""
    templates: Path
    trend_png: bytes | None = None
    """The chart that the HTML shows; None for none."""
    report_url: str | None = None
    log_head: str = ""
    """The hash of the log's last line when it is sent: a history that is rewritten later contradicts the mail."""

    @property
    def kind(self) -> Document:
        """Which of the kinds of documents that recipients are listed for."""
        return "report" if isinstance(self.document, Report) else "brief"


def build_message(
    content: MailContent,
    recipient: Recipient,
    district: District,
    *,
    ascii_names: bool | None = None,
    marking: Marking = PLAIN,
) -> EmailMessage:
    """The mail that brings ``content`` to ``recipient``; the same input gives the same bytes (``send_once`` dates it).

    Attached files bear plain ASCII names where ``ascii_names`` asks for it (by default the district's ``mail`` does).
    The Message-ID follows from the hash, the address and the marking, so that a mail that is sent twice, by whatever
    accident, is recognisable as one. Raises DeliveryError where the address can't be written or a wanted format is
    missing.
    """
    model, trend_png = content.model, content.trend_png
    identity = marking.identity(content.document.sha256, recipient.address)
    domain = district.sender.rpartition("@")[2]
    plain_names = district.mail.names == "ascii" if ascii_names is None else ascii_names
    files = _chosen(content, recipient, model.file_stem_ascii if plain_names else None)
    cid = f"trend.{identity}@{domain}" if trend_png is not None else ""
    body = render_body(
        model,
        content.templates,
        trend_cid=cid,
        attachments=[*files],
        report_url=_web_address(content.report_url),
        marks=marking.lines(recipient.role, recipient.address, model.language),
        log_head=content.log_head,
    )

    message = EmailMessage(policy=POLICY)
    try:
        message["From"] = Address(display_name=line(model.publisher), addr_spec=district.sender)
        marking.address(message, recipient.role, recipient.address)
    except UNUSABLE as error:
        raise bad_address(recipient.role, recipient.address, "recipients.yaml", error) from None
    message["Subject"] = marking.subject(model.subject, model.language)
    message["Message-ID"] = f"<{identity}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body.text, cte="base64")
    message.add_alternative(body.html, subtype="html", cte="base64")
    if trend_png is not None:
        html = next(part for part in message.iter_parts() if part.get_content_subtype() == "html")
        html.add_related(trend_png, "image", "png", cid=f"<{cid}>", disposition="inline", filename="trend.png")
    for name, data in files.items():
        attach(message, name, data)
    message["Content-Language"] = model.lang_tag
    seal(message, identity)
    return message


def attach(message: EmailMessage, name: str, data: bytes) -> None:
    """Add a file under its name, in both headers in which clients look for it (names.py)."""
    message.add_attachment(data, *MEDIA[PurePath(name).suffix[1:]], filename=name)
    part = list(message.iter_attachments())[-1]
    part.set_param("name", name)


def seal(message: EmailMessage, identity: str) -> None:
    """Give every multipart a boundary of its own. Python draws them at random; "=_" can't occur in base64, in which
    every part is encoded."""
    for number, part in enumerate(p for p in message.walk() if p.is_multipart()):
        part.set_boundary(f"=_{identity}_{number}")


def message_identity(report_sha256: str, address: str) -> str:
    """What stands before the @ of a first copy's Message-ID."""
    return PLAIN.identity(report_sha256, address)


def _chosen(content: MailContent, recipient: Recipient, stem: str | None) -> dict[str, bytes]:
    """The files of the recipient's formats, under the document's names or under ``stem``."""
    chosen = {}
    for wanted in recipient.formats_of(content.kind):
        file = next((f for f in content.document.files if f.format == wanted and f.name in content.attachments), None)
        if file is None:
            raise DeliveryError(
                f"{recipient.role}（{recipient.address}）要的 {wanted} 文件不在本期报告中，未发送；请重新生成报告。",
                f"The report has no {wanted} file, which {recipient.role} <{recipient.address}> asks for; "
                "nothing was sent. Render the report again.",
            )
        plain_name = {"annex": f"{stem}-annex.pdf", "data": f"{stem}-data.zip"}.get(wanted, f"{stem}.{wanted}")
        chosen[plain_name if stem else file.name] = content.attachments[file.name]
    return chosen


def _web_address(url: str | None) -> str | None:
    if url is not None and not url.startswith(("https://", "http://")):
        raise DeliveryError(
            f"报告地址“{url}”不是网址，请以 https:// 开头。", f"The report's address {url!r} must begin with https://."
        )
    return url
