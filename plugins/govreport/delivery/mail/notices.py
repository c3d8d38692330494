"""The mail of a correction notice (更正通知) that has been released."""

from __future__ import annotations

import re
from collections.abc import Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from html import escape

from govreport.delivery.mail.body import inline
from govreport.delivery.mail.marking import PLAIN, POLICY, UNUSABLE, Marking, bad_address, line
from govreport.delivery.mail.message import seal
from govreport.district.folder import District
from govreport.district.recipients import Recipient
from govreport.errors import IntegrityError, Message
from govreport.manifests.documents import CorrectionNotice

_SUBJECT = Message("更正通知：{title}（{quarter}）", "Correction notice: {title} ({quarter})")


def released(draft: str, html: bool, mark: str, unknown: str) -> str:
    """The draft without its mark and without the entries that nobody filled in.

    ``mark`` is the phrase that calls it a draft, ``unknown`` the phrase of an entry left open. Raises IntegrityError
    where the mark isn't found: a text that may still call itself a draft isn't sent.
    """
    pattern = rf'<p class="draft">{re.escape(mark)}</p>\n?' if html else rf"\s*[（(]{re.escape(mark)}[）)]"
    text, count = re.subn(pattern, "", draft, count=1)
    if not count:
        raise IntegrityError(
            "更正通知草稿中没有找到草稿字样，版式已变，未发送；请重新运行该期，另拟通知。",
            "The draft of the correction notice doesn't bear the mark of a draft as this version writes it; nothing "
            "was sent. Run the period again to have it drafted anew.",
        )
    if html:
        return re.sub(rf"<dt>[^<]*</dt>\s*<dd>{re.escape(unknown)}</dd>\n?", "", text)
    return "".join(x for x in text.splitlines(keepends=True) if not x.rstrip().endswith(unknown))


def notice_message(
    notice: CorrectionNotice,
    bodies: tuple[str, str],
    recipient: Recipient,
    district: District,
    marking: Marking = PLAIN,
) -> EmailMessage:
    """The mail: ``bodies`` are the released text and page.

    The same notice gives the same mail. Raises DeliveryError where the address can't be written.
    """
    text, html = bodies
    english = notice.language == "en"
    identity = marking.identity(notice.text.sha256, recipient.address)
    message = EmailMessage(policy=POLICY)
    try:
        publisher = district.publisher.en if english else district.publisher.zh
        message["From"] = Address(display_name=line(publisher), addr_spec=district.sender)
        marking.address(message, recipient.role, recipient.address)
    except UNUSABLE as error:
        raise bad_address(recipient.role, recipient.address, "recipients.yaml", error) from None
    named = district.report.title_of(notice.quarter.kind)
    title = named.en if english else named.zh
    subject = _SUBJECT.in_language(notice.language).format(
        title=title, quarter=notice.quarter.en if english else notice.quarter.zh
    )
    message["Subject"] = marking.subject(subject, notice.language)
    message["Message-ID"] = f"<{identity}@{district.sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    marks = marking.lines(recipient.role, recipient.address, notice.language)
    message.set_content("".join(f"{mark}\n\n" for mark in marks) + text, cte="base64")
    message.add_alternative(inline(_with_marks(html, marks)), subtype="html", cte="base64")
    message["Content-Language"] = "en" if english else "zh-CN"
    seal(message, identity)
    return message


def _with_marks(html: str, marks: Sequence[str]) -> str:
    lines = "".join(f'<p class="draft">{escape(mark)}</p>\n' for mark in marks)
    return html.replace("<body>\n", f"<body>\n{lines}", 1)
