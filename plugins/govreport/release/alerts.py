"""Mails to the operators: exactly one about a fact to an address, in plain words.

A fact has a name (a run that failed, a step on a day); the ledger knows which addresses have had a mail about it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from typing import NamedTuple

from govreport.delivery.mail.marking import POLICY, UNUSABLE, Marking, date_now
from govreport.delivery.mail.transports import InDoubt, NotAcceptedError, Transport, transport_for
from govreport.district.dag_config import DagConfig
from govreport.errors import DeliveryError, Message
from govreport.language import pick, text_in
from govreport.settings import Settings
from govreport.store.alerts import AlertLedger
from govreport.store.database import open_database

_GREETING = Message("运行值班：", "To the operators:")
_OPERATORS = Message("运行值班", "Operators")


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
    """What became of one operator's mail."""

    address: str
    state: str
    """sent, refused, failed or in_doubt; already_sent where there was nothing new for this address."""
    alerts: int
    """How many facts were in it."""
    detail: str = ""


@dataclass(frozen=True)
class _Mailing:
    """One mail to several operators: from whom, about what."""

    settings: Settings
    district: DagConfig
    subject: Message

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
    transport: Transport | None = None,
) -> list[Notified]:
    """One mail to each operator about those of the facts that are new to this address; none where none is.

    Never raises for an address or a server: the states say what became of it.
    """
    ledger = AlertLedger(open_database(settings.database))
    mailing, way = _Mailing(settings, district, subject), transport or transport_for(settings)
    return [_notify(mailing, address, alerts, ledger, way) for address in district.operators]


def _notify(
    mailing: _Mailing, address: str, alerts: Sequence[Alert], ledger: AlertLedger, transport: Transport
) -> Notified:
    key, redirect, language = address.casefold(), mailing.redirect, mailing.settings.language
    new = [alert for alert in alerts if ledger.claim(alert.sha256(redirect), key) == "claimed"]
    if not new:
        return Notified(address, "already_sent", 0)
    state, detail = "sent", ""
    try:
        _require_allowed(mailing, address)
        mail = _message(mailing, address, new)
        date_now(mail, mailing.district.tz)
        transport.send(mail)
    except InDoubt as doubt:
        state, detail = "in_doubt", text_in(language, doubt.message)
    except DeliveryError as error:
        state = error.state if isinstance(error, NotAcceptedError) else "refused"
        detail = text_in(language, error.message)
    for alert in new:
        match state:
            case "sent":
                ledger.confirm(alert.sha256(redirect), key, alert.fact)
            case "in_doubt":
                ledger.doubt(alert.sha256(redirect), key, detail)
            case _:
                ledger.refuse(alert.sha256(redirect), key, detail)
    return Notified(address, state, len(new), detail)


def _require_allowed(mailing: _Mailing, address: str) -> None:
    """See that internal mail may go to the operator's domain, and to the test address's; raises DeliveryError."""
    policy, sender = mailing.district.mail, mailing.district.sender
    if not all(policy.allows(to, "internal", sender) for to in (address, mailing.redirect or address)):
        raise DeliveryError(
            f"运行值班地址 {address} 不在可收内部信息的域名内，未发送；请核对 district.yaml 的 mail.domains。",
            f"The operator's address {address} isn't in a domain that may have internal mail; nothing was sent. "
            "See mail.domains in district.yaml.",
        )


def _message(mailing: _Mailing, address: str, alerts: Sequence[Alert]) -> EmailMessage:
    district, language = mailing.district, mailing.settings.language
    marking = Marking(redirect=mailing.redirect)
    identity = marking.identity(hashlib.sha256("\n".join(a.fact for a in alerts).encode()).hexdigest(), address)
    message = EmailMessage(policy=POLICY)
    try:
        message["From"] = Address(display_name=text_in(language, district.publisher), addr_spec=district.sender)
        marking.address(message, text_in(language, _OPERATORS), address)
    except UNUSABLE as error:
        raise DeliveryError(
            f"运行值班地址“{address}”不能用于邮件（{error}），请在 district.yaml 的 operators 中改正。",
            f"The operator's address {address!r} can't be used in mail ({error}); correct it in district.yaml.",
        ) from None
    message["Subject"] = marking.subject(text_in(language, mailing.subject), language)
    message["Message-ID"] = f"<{identity}@{district.sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    parts = marking.lines(text_in(language, _OPERATORS), address, language)
    parts += [text_in(language, _GREETING), *(text_in(language, alert.text) for alert in alerts)]
    message.set_content("\n\n".join(parts) + "\n", cte="base64")
    message["Content-Language"] = pick(language, "zh-CN", "en")
    return message
