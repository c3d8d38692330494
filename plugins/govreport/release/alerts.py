"""Mails to operators, and to signers: exactly one about a fact to an address, in plain words.

A fact has a name (a run that failed, a step on a day, a turn to sign); the ledger knows which addresses have had a mail
about it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from typing import NamedTuple

from govreport.connections import ConnectionLookup, look_up
from govreport.delivery.mail.contents import mailed
from govreport.delivery.mail.marking import POLICY, UNUSABLE, Marking, date_now
from govreport.delivery.mail.transports import InDoubt, NotAcceptedError, Transport
from govreport.delivery.mail.ways import transport_for
from govreport.district.dag_config import DagConfig
from govreport.errors import ConfigError, DeliveryError, Message
from govreport.language import pick, text_in
from govreport.settings import Settings
from govreport.store.alerts import AlertLedger
from govreport.store.database import open_results
from govreport.store.ledger import OUTBOX

_OPERATORS = Message("运行值班", "Operators")
_GREETING = Message("运行值班：", "To the operators:")


@dataclass(frozen=True)
class Readers:
    """Whom a mail is for."""

    addresses: Sequence[str]
    called: Message
    """As the mail's head and first line name them."""
    entry: str
    """Of district.yaml, where the addresses are written."""
    greeting: Message


class Alert(NamedTuple):
    """A fact that operators should know, and the text about it."""

    fact: str
    """Names it, for ever: an address that has had a mail about it gets no other."""
    text: Message
    """What is the case and what to do."""

    def sha256(self, redirect: str = "") -> str:
        """The fact's name in the ledger; a mail about it to a test address is another than one to the operator."""
        name = f"{self.fact}\ntest {redirect.casefold()}" if redirect else self.fact
        return hashlib.sha256(name.encode()).hexdigest()


class Notified(NamedTuple):
    """What became of the mail to one address."""

    address: str
    state: str
    """sent, outbox, refused, failed or in_doubt; already_sent where there was nothing new for this address."""
    alerts: int
    """How many facts were in it."""
    detail: str = ""


@dataclass(frozen=True)
class _Mailing:
    """One mail to several people: from whom, to whom, about what, in which language."""

    settings: Settings
    district: DagConfig
    readers: Readers
    subject: Message
    language: str
    html: Callable[[Sequence[str]], str] | None

    @property
    def redirect(self) -> str:
        """The test address; "" for none."""
        return self.settings.mail_redirect or ""


def notify_operators(
    settings: Settings,
    district: DagConfig,
    alerts: Sequence[Alert],
    *,
    subject: Message,
    connections: ConnectionLookup = look_up,
    transport: Transport | None = None,
) -> list[Notified]:
    """One mail to each operator about those of the facts that are new to this address; none where none is.

    Never raises for an address or a server: the states say what became of it.
    """
    readers = Readers(district.operators, _OPERATORS, "operators", _GREETING)
    return notify(settings, district, readers, alerts, subject=subject, connections=connections, transport=transport)


def notify(
    settings: Settings,
    district: DagConfig,
    readers: Readers,
    alerts: Sequence[Alert],
    *,
    subject: Message,
    language: str = "",
    html: Callable[[Sequence[str]], str] | None = None,
    connections: ConnectionLookup = look_up,
    transport: Transport | None = None,
) -> list[Notified]:
    """The same to any readers. ``language``: by default the operators'; ``html`` makes the mail's page of the lines
    that mark a test."""
    ledger = AlertLedger(open_results(settings))
    mailing = _Mailing(settings, district, readers, subject, language or settings.language, html)
    try:
        way = transport or transport_for(settings, district.id, connections)
    except ConfigError as error:
        detail = text_in(settings.language, error.message)
        return [Notified(address, "failed", 0, detail) for address in readers.addresses]
    return [_notify(mailing, address, alerts, ledger, way) for address in readers.addresses]


def _notify(
    mailing: _Mailing, address: str, alerts: Sequence[Alert], ledger: AlertLedger, transport: Transport
) -> Notified:
    key, redirect, language = address.casefold(), mailing.redirect, mailing.settings.language
    new = [alert for alert in alerts if ledger.claim(alert.sha256(redirect), key, transport.name) == "claimed"]
    if not new:
        return Notified(address, "already_sent", 0)
    state, detail = "outbox" if transport.name == OUTBOX else "sent", ""
    try:
        _require_allowed(mailing, address)
        mail = _message(mailing, address, new)
        date_now(mail, mailing.district.tz)
        ledger.hand_over(new[0].sha256(redirect), key, mailed(mail))
        transport.send(mail)
    except InDoubt as doubt:
        state, detail = "in_doubt", text_in(language, doubt.message)
    except DeliveryError as error:
        state = error.state if isinstance(error, NotAcceptedError) else "refused"
        detail = text_in(language, error.message)
    for alert in new:
        match state:
            case "sent" | "outbox":
                ledger.confirm(alert.sha256(redirect), key, alert.fact)
            case "in_doubt":
                ledger.doubt(alert.sha256(redirect), key, detail)
            case _:
                ledger.refuse(alert.sha256(redirect), key, detail)
    return Notified(address, state, len(new), detail)


def _require_allowed(mailing: _Mailing, address: str) -> None:
    """See that internal mail may go to the address's domain, and to the test address's; raises DeliveryError."""
    policy, sender, called = mailing.district.mail, mailing.district.sender, mailing.readers.called
    if not all(policy.allows(to, "internal", sender) for to in (address, mailing.redirect or address)):
        raise DeliveryError(
            f"{called.zh}的地址 {address} 不在可收内部信息的域名内，未发送；请核对 district.yaml 的 mail.domains。",
            f"The address {address} ({called.en}) isn't in a domain that may have internal mail; nothing was sent. "
            "See mail.domains in district.yaml.",
        )


def _message(mailing: _Mailing, address: str, alerts: Sequence[Alert]) -> EmailMessage:
    district, language, readers = mailing.district, mailing.language, mailing.readers
    called = text_in(language, readers.called)
    marking = Marking(redirect=mailing.redirect)
    identity = marking.identity(hashlib.sha256("\n".join(a.fact for a in alerts).encode()).hexdigest(), address)
    message = EmailMessage(policy=POLICY)
    try:
        message["From"] = Address(display_name=text_in(language, district.publisher), addr_spec=district.sender)
        marking.address(message, called, address)
    except UNUSABLE as error:
        raise DeliveryError(
            f"{readers.called.zh}的地址“{address}”不能用于邮件（{error}），"
            f"请在 district.yaml 的 {readers.entry} 中改正。",
            f"The address {address!r} ({readers.called.en}) can't be used in mail ({error}); correct it in "
            f"{readers.entry} of district.yaml.",
        ) from None
    message["Subject"] = marking.subject(text_in(language, mailing.subject), language)
    message["Message-ID"] = f"<{identity}@{district.sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    marks = marking.lines(called, address, language)
    parts = [*marks, text_in(language, readers.greeting), *(text_in(language, alert.text) for alert in alerts)]
    message.set_content("\n\n".join(parts) + "\n", cte="base64")
    if mailing.html is not None:
        message.add_alternative(mailing.html(marks), subtype="html", cte="base64")
    message["Content-Language"] = pick(language, "zh-CN", "en")
    return message
