"""What a mail says, piece by piece, each by its hash: the same for a mail as it was sent and as it lies in a mailbox.

Covered are From, To, Cc, Reply-To, Subject, Date and Message-ID, and of every part its type, its name and its decoded
content. Not covered is what mail systems on the way may change: headers that they put on top, how lines end and where
they break, how parts are encoded and which boundaries stand between them, whether a client opens a part or lists it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC
from email import message_from_bytes
from email.headerregistry import AddressHeader, DateHeader
from email.message import EmailMessage, Message
from email.policy import default
from hashlib import sha256
from typing import Any

from govreport.delivery.mail.marking import POLICY
from govreport.delivery.mail.plain_notices import payload
from govreport.store.messages import Mailed

LARGEST = 32 << 20
"""Bytes of a mail that is read."""
_MOST_PARTS = 100
_NESTED = re.compile(rb"^content-type:\s*+(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
"""Parts within which others may stand. Each reader of a mail goes one call deeper for each."""
_HEADERS = ("From", "To", "Cc", "Reply-To", "Subject", "Date", "Message-ID")
_LOG_HEAD = re.compile(r"[0-9a-f]{64}\s*\n[^\n]*?(?<![0-9a-f])([0-9a-f]{64})\s*\Z")
"""The hash of the log's last line, which the text of a mail ends with, after the report's fingerprint."""


def mailed(message: EmailMessage) -> Mailed:
    """A message of ours by its hashes, as it is about to be sent."""
    data = message.as_bytes(policy=POLICY)
    return Mailed(sha256(data).hexdigest(), str(message["Message-ID"]), [*_pieces(_parsed(data))])


def read_within_bounds(data: bytes) -> EmailMessage | None:
    """A mail from anybody; None where it is larger, or nested deeper, than any that is read."""
    return None if len(data) > LARGEST or len(_NESTED.findall(data)) > _MOST_PARTS else _parsed(data)


def read_contents(data: bytes) -> dict[str, Any] | None:
    """What a mail from anybody says, as JSON: ``message_id``, ``pieces``, ``log_head`` ("" where its text doesn't end
    with one) and ``sound``, which it isn't where mail programs may read it in several ways. None where it can't be
    read."""
    mail = read_within_bounds(data)
    if mail is None:
        return None
    try:
        pieces = [*_pieces(mail)]
        text = next((payload(p) for p in mail.walk() if p.get_content_type() == "text/plain"), "")
        found = _LOG_HEAD.search(text[-400:])
        return {
            "message_id": " ".join(str(mail.get("Message-ID", "")).split()),
            "pieces": pieces,
            "log_head": found[1] if found else "",
            "sound": not any(part.defects for part in mail.walk()),
        }
    except (ValueError, LookupError, AttributeError, TypeError):  # what the library meets in headers made to hurt
        return None


def _parsed(data: bytes) -> EmailMessage:
    parsed = message_from_bytes(data, policy=default)
    assert isinstance(parsed, EmailMessage)  # noqa: S101 - what the default policy makes
    return parsed


def _pieces(mail: EmailMessage) -> Iterator[tuple[str, str]]:
    for name in _HEADERS:
        # All of them: of two subjects one program shows the first and another the last.
        for value in mail.get_all(name, []):
            yield name, sha256(_header(value).encode("utf-8", "replace")).hexdigest()
    for part in mail.walk():
        if not part.is_multipart():
            named = " ".join(filter(None, (part.get_content_type(), part.get_filename())))
            yield named, sha256(_content(part)).hexdigest()


def _header(value: Any) -> str:
    if isinstance(value, AddressHeader):
        return ", ".join(f"{a.display_name} <{a.addr_spec.casefold()}>" for a in value.addresses)
    if isinstance(value, DateHeader) and value.datetime is not None and value.datetime.tzinfo is not None:
        return str(value.datetime.astimezone(UTC).isoformat())
    return " ".join(str(value).split())


def _content(part: Message) -> bytes:
    if part.get_content_maintype() == "text":
        # Ends of lines, and an empty line more at the end, are the mail systems'.
        lines = payload(part).replace("\r\n", "\n").replace("\r", "\n")
        return lines.rstrip("\n").encode("utf-8", "replace")
    raw = part.get_payload(decode=True)
    return raw if isinstance(raw, bytes) else b""
