"""What makes a mail another one than the first copy to its recipient: a repeated copy, or a test.

A repeated copy says so and has a Message-ID of its own, so that clients don't fold it into the first. A test goes to
the test address, names whom it would have gone to, and counts as sent to nobody.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from zoneinfo import ZoneInfo

from govreport.delivery.mail.names import headers_of_mail
from govreport.errors import DeliveryError, Message

POLICY = SMTP.clone(max_line_length=76, header_factory=headers_of_mail())
"""How mails are written: with lines of 78 the library makes encoded words of 76 characters, one more than RFC 2047
allows, and strict servers garble such subjects."""
ORIGINAL_TO = "X-Govreport-Original-To"

_TEST = Message("【测试】", "[TEST] ")
_TEST_LINE = Message(
    "这是测试邮件，未发给收件人。原收件人：{role}（{address}）。",
    "This is a test mail; the recipient didn't get it. It would have gone to {role} <{address}>.",
)
_REPEAT = Message("【重发{number}】", "[copy {number}] ")
_REPEAT_LINE = Message(
    "这是同一版本的重发件（第{number}次重发），内容与此前所发相同。",
    "This is a repeated copy (no. {number}) of the same edition; nothing in it has changed.",
)


@dataclass(frozen=True)
class Marking:
    """Which copy of a mail this is, and whether it is a test: what its headers and its first lines say of that."""

    copy_number: int = 0
    """0 for a first copy, then 1, 2, …"""
    redirect: str = ""
    """The test address that gets everything; "" for none."""

    def identity(self, sha256: str, address: str) -> str:
        """What stands before the @ of the Message-ID: 32 hex digits for this copy at this address."""
        key = f"{sha256}\n{address.casefold()}"
        if self.copy_number:
            key += f"\ncopy {self.copy_number}"
        if self.redirect:
            key += f"\ntest {self.redirect.casefold()}"
        return hashlib.sha256(key.encode()).hexdigest()[:32]

    def subject(self, text: str, language: str) -> str:
        """The subject with its marks before it, where no client cuts them off."""
        marks = _TEST.in_language(language) if self.redirect else ""
        if self.copy_number:
            marks += _REPEAT.in_language(language).format(number=self.copy_number)
        return line(marks + text)

    def lines(self, role: str, address: str, language: str) -> list[str]:
        """What the body says before anything else."""
        lines = []
        if self.redirect:
            lines.append(_TEST_LINE.in_language(language).format(role=line(role), address=address))
        if self.copy_number:
            lines.append(_REPEAT_LINE.in_language(language).format(number=self.copy_number))
        return lines

    def address(self, message: EmailMessage, role: str, address: str) -> None:
        """Write To, and whom a test was meant for. Raises ValueError or MessageError for what mail can't carry."""
        target = self.redirect or address
        message["To"] = Address(display_name=line(role), addr_spec=target)
        if not target.isascii() or not address.isascii():
            raise ValueError("non-ASCII address")
        if self.redirect:
            message[ORIGINAL_TO] = address


PLAIN = Marking()
"""A first copy to its own recipient."""


def date_now(message: EmailMessage, zone: ZoneInfo) -> None:
    """Write the moment of sending, in the district's time: servers refuse or file away a mail of another day.

    Last of all, at each attempt: the rest of a mail follows from its document alone, and its Message-ID with it.
    """
    del message["Date"]
    message["Date"] = datetime.now(UTC).astimezone(zone).replace(microsecond=0)


def line(text: str) -> str:
    """One header line: a line break in it would begin another header."""
    return " ".join(text.split())


def bad_address(who: str, address: str, file: str, error: Exception) -> DeliveryError:
    """An address that mail can't carry; ``file`` is where it is written."""
    return DeliveryError(
        f"{who} 的地址“{address}”不能用于邮件（{error}），未发送；请在 {file} 中改正。",
        f"The address {address!r} of {who} can't be used in mail ({error}); nothing was sent. Correct it in {file}.",
    )


UNUSABLE = (ValueError, MessageError)
"""What ``Marking.address`` raises."""
