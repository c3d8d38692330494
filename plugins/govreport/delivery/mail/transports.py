"""Ways out: an SMTP server, or a folder of .eml files where a trial asks for it. Each says of a mail: accepted, not
accepted, or unknown. Which one an installation has is said in ways.py.
"""

from __future__ import annotations

import os
import re
import smtplib
import ssl
from contextlib import suppress
from copy import deepcopy
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path
from typing import Literal, Protocol

from govreport.delivery.mail.marking import ORIGINAL_TO, POLICY, Marking
from govreport.errors import DeliveryError, GovreportError, Message, unstopped
from govreport.store.ledger import OUTBOX
from govreport.store.private import private_folder

SECONDS = 60.0
"""How long a server may stay silent."""
_LONGEST_ANSWER = 300

Security = Literal["starttls", "ssl", "none"]


class NotAcceptedError(DeliveryError):
    """The mail certainly didn't go out, so it may be tried again.

    ``state`` is "refused" where the server said no to this address or this mail, "failed" where it couldn't be reached
    or let nobody in.
    """

    def __init__(self, state: Literal["refused", "failed"], zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.state: Literal["refused", "failed"] = state


class InDoubt(GovreportError):  # noqa: N818 - not an error of ours: nobody knows
    """The connection was lost once the content was going and before the server's answer: it may have been accepted."""


class Transport(Protocol):
    """Sends one mail to the one address in its To header."""

    @property
    def name(self) -> str:
        """What the ledger keeps: ``smtp host:port`` or ``outbox``."""

    def send(self, message: EmailMessage) -> None:
        """Returns once the mail is accepted. Raises NotAcceptedError or InDoubt."""


class SmtpTransport:
    """One connection a mail: a lost connection or a refusal touches one recipient only."""

    def __init__(
        self,
        host: str,
        port: int = 587,
        security: Security = "starttls",
        user: str | None = None,
        password: str | None = None,
        timeout: float = SECONDS,
        *,
        configured_in: str = "GOVREPORT_SMTP_*",
    ) -> None:
        """``configured_in`` names the connection or the variables that say all this."""
        self.configured_in = configured_in
        self._host, self._port, self._security = host, port, security
        self._user, self._password, self._timeout = user, password, timeout

    @property
    def address(self) -> str:
        """host:port."""
        return f"{self._host}:{self._port}"

    @property
    def name(self) -> str:
        """See Transport."""
        return f"smtp {self.address}"

    def send(self, message: EmailMessage) -> None:
        """See Transport."""
        recipient = _address(message, "To")
        client = self._connect()
        try:
            self._envelope(client, _address(message, "From"), recipient)
            self._data(client, message.as_bytes(policy=POLICY), recipient)
            # The server has accepted; how it says goodbye changes nothing.
            with suppress(OSError, smtplib.SMTPException):
                client.quit()
        finally:
            client.close()

    def _connect(self) -> smtplib.SMTP:
        client: smtplib.SMTP | None = None
        try:
            # The system's authorities, or those in the file that SSL_CERT_FILE names (a bureau's own).
            trust = ssl.create_default_context()
            if self._security == "ssl":
                client = smtplib.SMTP_SSL(self._host, self._port, timeout=self._timeout, context=trust)
            else:
                client = smtplib.SMTP(self._host, self._port, timeout=self._timeout)
            if self._security == "starttls":
                client.starttls(context=trust)
            if self._user:
                client.login(self._user, self._password or "")
        except (OSError, smtplib.SMTPException) as error:
            if client is not None:
                client.close()
            reason = _reason(error)
            raise NotAcceptedError(
                "failed",
                f"无法登录邮件服务器 {self._host}:{self._port}（{reason}），未发送；"
                f"请检查{_settings(self.configured_in).zh}后重试。",
                f"Cannot log on to the mail server {self._host}:{self._port} ({reason}); nothing was sent. Check "
                f"{_settings(self.configured_in).en} and try again.",
            ) from None
        return client

    def _envelope(self, client: smtplib.SMTP, sender: str, recipient: str) -> None:
        try:
            client.ehlo_or_helo_if_needed()
            for code, answer in (client.mail(sender), client.rcpt(recipient)):
                if code not in (250, 251):
                    raise _refused(recipient, code, answer)
        except (OSError, smtplib.SMTPException) as error:
            raise self._lost(error) from None

    def _data(self, client: smtplib.SMTP, data: bytes, recipient: str) -> None:
        try:
            code, answer = client.data(data)
        except smtplib.SMTPDataError as error:  # said no to DATA itself, so no content went
            raise _refused(recipient, error.smtp_code, error.smtp_error) from None
        except (OSError, smtplib.SMTPException) as error:
            reason = _reason(error)
            raise InDoubt(
                f"发给 {recipient} 的邮件内容已传出，但未收到服务器答复（{reason}），不能确定是否送达；"
                "请向收件人或邮件服务器核实，程序不会自行重发。",
                f"The content of the mail to {recipient} went out but the server's answer never came ({reason}): it "
                "may have been accepted. Ask the recipient or look at the mail server's log; it isn't sent again by "
                "itself.",
            ) from None
        if code != 250:
            raise _refused(recipient, code, answer)

    def _lost(self, error: Exception) -> NotAcceptedError:
        reason = _reason(error)
        return NotAcceptedError(
            "failed",
            f"与邮件服务器 {self._host}:{self._port} 的连接在发送内容之前中断（{reason}），未发送；请稍后重试。",
            f"The connection to {self._host}:{self._port} was lost before any content went ({reason}); nothing was "
            "sent. Try again later.",
        )


class OutboxTransport:
    """Writes each mail as ``<message-id-hash>-<recipient>.eml``, whole or not at all, for this account alone."""

    name = OUTBOX

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: EmailMessage) -> None:
        """See Transport. The same mail again is no change; another mail under the same name is refused."""
        path = self.path(message)
        data = message.as_bytes(policy=POLICY)
        if path.exists():
            if _undated(path.read_bytes()) == _undated(data):
                return
            raise NotAcceptedError(
                "refused",
                f"{path.name} 已存在且内容不同，未覆盖；如确需重写，请先移走该文件。",
                f"{path.name} exists with other content and was not overwritten; move it away first.",
            )
        partial = path.with_name(f"{path.name}.{os.getpid()}.part")
        try:
            private_folder(self.folder)
            partial.touch(mode=0o600)
            with partial.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(path)
        except OSError as error:
            raise NotAcceptedError(
                "failed",
                f"无法写入 {path}（{error.strerror}），未发送；请检查磁盘空间和权限。",
                f"Cannot write {path} ({error.strerror}); nothing was sent. Check disk space and permissions.",
            ) from None

    def path(self, message: EmailMessage) -> Path:
        """The file that a mail is written to; a repeated mail takes the same."""
        identity = str(message["Message-ID"]).strip("<>").partition("@")[0]
        recipient = "".join(c if c.isascii() and (c.isalnum() or c in "@.-_") else "_" for c in _address(message, "To"))
        return self.folder / f"{identity}-{recipient}.eml"


class RedirectTransport:
    """Test mode's last door: whatever mail isn't addressed to the test address yet is turned to it here."""

    def __init__(self, inner: Transport, address: str) -> None:
        self.inner, self.address = inner, address

    @property
    def name(self) -> str:
        """See Transport."""
        return self.inner.name

    def send(self, message: EmailMessage) -> None:
        """See Transport."""
        meant = _address(message, "To")
        if meant.casefold() != self.address.casefold():
            message = deepcopy(message)
            for header in ("To", "Cc", "Bcc", ORIGINAL_TO):
                del message[header]
            subject = str(message["Subject"] or "")
            del message["Subject"]
            message["To"], message[ORIGINAL_TO] = self.address, meant
            message["Subject"] = Marking(redirect=self.address).subject(subject, "zh")
        self.inner.send(message)


def _undated(mail: bytes) -> list[bytes]:
    """What a mail says but for its Date and the log's head that it prints last, which are those of sending: an
    attempt that left its file and no outcome, and is settled as not arrived, is followed by the same mail again."""
    message = message_from_bytes(mail)
    del message["Date"]
    parts = [part for part in message.walk() if not part.is_multipart()]
    said = [_LOG_HEAD.sub(b"", bytes(part.get_payload(decode=True) or b"")) for part in parts]
    return [repr([*message.items(), *(part.items() for part in parts)]).encode(), *said]


_LOG_HEAD = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?=(?:</span></td>|\s*\Z))")


def _settings(source: str) -> Message:
    """Where a server is configured: the variables, or the connection of that name."""
    if source.endswith("*"):
        return Message(f" {source} 设置", f"the {source} settings")
    return Message(f"连接 {source}", f"the connection {source}")


def _address(message: EmailMessage, header: str) -> str:
    addresses = message[header].addresses
    if len(addresses) != 1:
        raise ValueError(f"{header} holds {len(addresses)} addresses; a transport sends to exactly one")
    return str(addresses[0].addr_spec)


def _refused(recipient: str, code: int, answer: bytes | str) -> NotAcceptedError:
    text = unstopped(_answer(code, answer))
    return NotAcceptedError(
        "refused",
        f"邮件服务器没有接受发给 {recipient} 的邮件：{text}；请核对地址，或请服务器管理员查看原因。",
        f"The mail server didn't accept the mail to {recipient}: {text}. Check the address, or ask its administrator.",
    )


def _answer(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return f"{code} {' '.join(text.split())}"[:_LONGEST_ANSWER]


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)
    return (" ".join(str(error).split()) or type(error).__name__)[:_LONGEST_ANSWER]
