"""Whether a mail may go to an address at all: its content is classed, the recipient cleared, the domain allowed.

Nothing is taken out of a mail to make it fit: a report without its problems would say that there are none.
"""

from __future__ import annotations

from collections.abc import Iterable

from govreport.district.recipients import CLASSES, PAGES, Classification, Format, MailPolicy, Recipient, highest, rank
from govreport.errors import DeliveryError
from govreport.reports.model import ReportModel

FRONT = "front"
"""The key under which page 1 (headline, findings, key figures) is classed."""


def class_of(model: ReportModel, formats: Iterable[Format], policy: MailPolicy) -> tuple[Classification, str]:
    """The highest class of a document with those files, and which part makes it so (in the document's words)."""
    parts: list[tuple[Classification, str]] = [
        (policy.class_of(FRONT), "第1页" if model.language == "zh" else "page 1")
    ]
    wanted = tuple(formats)
    # Of the annex's sections a mail with nothing but the leaders' edition brings nothing.
    pages_only = bool(wanted) and all(f == PAGES for f in wanted)
    parts += [(policy.class_of(s.key), s.heading) for s in model.sections if not (s.annex and pages_only)]
    parts += [(policy.attachments[f], f) for f in wanted if f in policy.attachments]
    top = highest(c for c, _ in parts)
    return top, next(name for c, name in parts if c == top)


def refusal(
    recipient: Recipient, classification: Classification, why: str, policy: MailPolicy, sender: str, redirect: str = ""
) -> DeliveryError | None:
    """Why the recipient may not get something of that class; None where he may. ``why`` names the part that decides.

    A test is judged as if it went to its recipient, and its test address must be allowed too.
    """
    zh, en = CLASSES[classification]
    who, who_en = f"{recipient.role}（{recipient.address}）", f"{recipient.role} <{recipient.address}>"
    if classification == "never":
        return DeliveryError(
            f"“{why}”属“{zh}”，不能用邮件发送，未发给{who}。",
            f"{why!r} never leaves by mail; nothing was sent to {who_en}.",
        )
    if rank(recipient.clearance) < rank(classification):
        own = CLASSES[recipient.clearance]
        return DeliveryError(
            f"“{why}”属“{zh}”，{who}只可收“{own.zh}”内容，未发送；如确可接收，请在 recipients.yaml 中写明 clearance。",
            f"{why!r} is {en}, but {who_en} is cleared for {own.en} only; nothing was sent. If he may have it, state "
            "his clearance in recipients.yaml.",
        )
    for address in (recipient.address, *([redirect] if redirect else [])):
        if not policy.allows(address, classification, sender):
            return domain_refusal(address, classification, why)
    return None


def domain_refusal(address: str, classification: Classification, why: str) -> DeliveryError:
    """The sentence about a domain that isn't allowed."""
    zh, en = CLASSES[classification]
    domain = address.rpartition("@")[2]
    if classification == "never":
        return DeliveryError(
            f"“{why}”属“{zh}”，不能用邮件发送，未发给 {address}。",
            f"{why!r} never leaves by mail; nothing was sent to {address}.",
        )
    return DeliveryError(
        f"“{why}”属“{zh}”，邮件域 {domain} 不在准许之列，未发给 {address}；"
        "如确可发往该域，请列入 district.yaml 的 mail → domains。",
        f"{why!r} is {en}, and the domain {domain} isn't allowed for that; nothing was sent to {address}. If it may "
        "go there, list the domain under mail, domains in district.yaml.",
    )
