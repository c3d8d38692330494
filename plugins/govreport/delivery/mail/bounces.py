"""What a mail system reports later of a mail that it had accepted: bounces and delays, in plain words.

Reads delivery status notifications (multipart/report, RFC 3464), and what mail systems write in plain words
(plain_notices.py). Where it isn't clear whether they have given up, the outcome is unknown, and a person decides.
"""

from __future__ import annotations

import mailbox
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from email.message import EmailMessage, Message
from pathlib import Path

from govreport.delivery.mail.contents import read_within_bounds
from govreport.delivery.mail.plain_notices import Action, action_of, own_words, payload
from govreport.errors import Message as Words
from govreport.errors import SourceError, shown

_OURS = re.compile(r"<([0-9a-f]{32})@[^<>\s]+>")
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?!\d|\.\d)")  # and no part of a host's number
_LONGEST = 300

MEANINGS: dict[str, Words] = {
    "1.1": Words("没有这个邮箱", "there is no such mailbox"),
    "1.2": Words("没有这个邮件域", "there is no such domain"),
    "1.3": Words("地址写法不对", "the address is malformed"),
    "1": Words("地址有问题", "something is wrong with the address"),
    "2.1": Words("邮箱已停用", "the mailbox is disabled"),
    "2.2": Words("邮箱已满", "the mailbox is full"),
    "2.3": Words("邮件超过邮箱的大小限制", "the mail is larger than the mailbox takes"),
    "2": Words("邮箱不能收信", "the mailbox can't take mail"),
    "3.4": Words("邮件超过对方系统的大小限制", "the mail is larger than their system takes"),
    "3": Words("对方邮件系统有故障", "their mail system has a fault"),
    "4.7": Words("多次投递未成，已放弃", "delivery was tried for too long and given up"),
    "4": Words("连不上对方邮件系统", "their mail system can't be reached"),
    "5": Words("两个邮件系统之间的协议有问题", "the two mail systems don't understand each other"),
    "6": Words("对方不接受邮件的内容或格式", "they don't accept the mail's content or format"),
    "7": Words("被对方的安全或反垃圾规则拒收", "their security or spam rules refuse it"),
}
"""What an enhanced status code's subject and detail mean (RFC 3463)."""
_UNCLEAR = Words("对方没有说明原因", "they gave no reason that can be read")


@dataclass(frozen=True)
class Bounce:
    """What one notification says of one recipient."""

    file: str
    identity: str
    """What stands before the @ of our mail's Message-ID; "" where the notification doesn't quote it."""
    address: str
    """Whom it is about, as the mail system writes it."""
    action: Action
    status: str
    """5.1.1, or "" where there is none."""
    reason: str
    """The mail system's own words."""

    @property
    def meaning(self) -> Words:
        """What the status code means, in plain words."""
        _, _, rest = self.status.partition(".")
        for key in (rest, rest.partition(".")[0]):
            if key in MEANINGS:
                return MEANINGS[key]
        return _UNCLEAR

    def sentence(self) -> Words:
        """Meaning and the server's own words, as it stands in the ledger."""
        zh, en = self.meaning
        if self.action == "unknown":
            return Words(
                f"回执看不出是退信还是延迟：{self.reason}", f"a notice that may be a bounce or a delay: {self.reason}"
            )
        reason, reason_en = (f"：{self.reason}", f": {self.reason}") if self.reason else ("", "")
        return Words(
            f"退信（{self.status or '无代码'}，{zh}）{reason}", f"bounced ({self.status or 'no code'}, {en}){reason_en}"
        )


def read_notifications(path: Path) -> Iterator[tuple[str, EmailMessage]]:
    """Mails with their names: an .eml file, an mbox file, a Maildir, or a folder of .eml files. Raises SourceError."""
    try:
        if path.is_dir():
            yield from _folder(path)
            return
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SourceError(
            f"无法读取 {path}（{reason}），请核对文件名和权限。",
            f"{path} cannot be read ({reason}); check its name and permissions.",
        ) from None
    if data.startswith(b"From "):
        with closing(mailbox.mbox(path, create=False)) as box:
            for number, key in enumerate(box.keys(), start=1):
                yield f"{path.name}#{number}", _parsed(box.get_bytes(key))
    else:
        yield path.name, _parsed(data)


def _folder(path: Path) -> Iterator[tuple[str, EmailMessage]]:
    inner = [path / name for name in ("new", "cur") if (path / name).is_dir()]
    files = [f for folder in inner for f in folder.iterdir()] if inner else list(path.rglob("*.eml"))
    for file in sorted(f for f in files if f.is_file()):
        yield file.name, _parsed(file.read_bytes())


def _parsed(data: bytes) -> EmailMessage:
    """The mail; an empty one, which is no bounce, of what is larger or nested deeper than any."""
    mail = read_within_bounds(data)
    return EmailMessage() if mail is None else mail


def bounces_in(file: str, mail: EmailMessage) -> list[Bounce]:
    """What a notification says, a recipient each; empty for a mail that isn't one."""
    identity = _identity(mail)
    bounces = []
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status":
            groups = part.get_payload()
            for group in groups if isinstance(groups, list) else []:
                bounce = _from_group(file, identity, group) if isinstance(group, Message) else None
                if bounce is not None:
                    bounces.append(bounce)
    if bounces or not _looks_like_a_bounce(mail):
        return bounces
    action, named = action_of(mail)
    text = own_words(mail)
    status = _STATUS.search(text)
    address = str(mail.get("X-Failed-Recipients", "")).partition(",")[0].strip() or named
    said = [" ".join(line.split()) for line in text.splitlines()[1:] if line.strip()]
    reason = next((line for line in said if status and status[0] in line), "")
    if action == "unknown" and not reason:
        reason = " ".join(said)
    return [Bounce(shown(file), identity, shown(address), action, status[0] if status else "", _short(reason))]


def _from_group(file: str, identity: str, group: Message) -> Bounce | None:
    action = str(group.get("Action", "")).strip().lower()
    address = _after_type(str(group.get("Original-Recipient") or group.get("Final-Recipient") or ""))
    if not action or not address:
        return None  # the first group is about the message as a whole
    known: dict[str, Action] = {"failed": "failed", "delayed": "delayed"}
    known |= dict.fromkeys(("delivered", "relayed", "expanded"), "delivered")
    status = _STATUS.search(str(group.get("Status", "")))
    reason = _short(_after_type(str(group.get("Diagnostic-Code", ""))))
    return Bounce(
        shown(file), identity, shown(address), known.get(action, "unknown"), status[0] if status else "", reason
    )


def _short(text: str) -> str:
    return shown(" ".join(text.split()))[:_LONGEST]


def _after_type(value: str) -> str:
    """The value behind its type: ``rfc822; a@b`` -> ``a@b``."""
    return value.partition(";")[2].strip() or value.strip()


def _identity(mail: EmailMessage) -> str:
    """Our Message-ID in the quoted mail or its headers, else wherever the notification names it."""
    for part in mail.walk():
        kind = part.get_content_type()
        if part is not mail and part.get("Message-ID") and (match := _OURS.search(str(part["Message-ID"]))):
            return match[1]
        if kind in ("text/rfc822-headers", "message/rfc822-headers") and (match := _OURS.search(payload(part))):
            return match[1]
    named = " ".join(str(mail.get(h, "")) for h in ("In-Reply-To", "References"))
    match = _OURS.search(named) or _OURS.search(_text(mail))
    return match[1] if match else ""


def _text(mail: EmailMessage) -> str:
    return "\n".join(payload(p) for p in mail.walk() if p.get_content_maintype() == "text")


def _looks_like_a_bounce(mail: EmailMessage) -> bool:
    sender, path = str(mail.get("From", "")).lower(), str(mail.get("Return-Path", ""))
    known = ("mailer-daemon", "postmaster", "mail delivery s", "microsoftexchange", "mail administrator", "邮件系统")
    return any(name in sender for name in known) or path.strip() == "<>" or "X-Failed-Recipients" in mail
