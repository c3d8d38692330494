"""Messages to those who run the product: exactly one mail about a fact, in plain words.

A fact is named (a run that failed, a step on a day); the ledger knows which address was told of it. Belongs here:
telling. Does not belong here: which facts there are (release/deadlines.py, the scheduler's bridge), reports and their
recipients (delivery/).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from typing import NamedTuple

from govreport.delivery.mail.marking import POLICY, Marking
from govreport.delivery.mail.transports import InDoubt, Transport, transport_for
from govreport.district.dag_config import DagConfig
from govreport.errors import DeliveryError, Message
from govreport.language import text_in
from govreport.settings import Settings
from govreport.store.alerts import AlertLedger
from govreport.store.database import open_database

_GREETING = Message("运行值班：", "To the operators:")
_OPERATORS = Message("运行值班", "Operators")


class Alert(NamedTuple):
    """Something that operators should know."""

    fact: str
    """Names it, for ever: whoever was told of it isn't told again."""
    text: Message
    """What is the case and what to do."""

    def sha256(self, redirect: str = "") -> str:
        """The fact's name in the ledger; telling it to a test address is another matter than telling it."""
        name = f"{self.fact}\ntest {redirect.casefold()}" if redirect else self.fact
        return hashlib.sha256(name.encode()).hexdigest()


class Told(NamedTuple):
    """What became of one operator's message."""

    address: str
    state: str
    """sent, refused, failed or in_doubt; already_sent where there was nothing new for this address."""
    alerts: int
    """How many facts were in it."""
    detail: str = ""


def tell_operators(
    settings: Settings,
    district: DagConfig,
    alerts: Sequence[Alert],
    *,
    subject: Message,
    moment: datetime,
    closing: Message | None = None,
    transport: Transport | None = None,
) -> list[Told]:
    """One mail to each operator about those of the facts that he hasn't been told of; none where there are none.

    ``moment`` is the mail's date. Never raises for an address or a server: the states say what became of it.
    """
    ledger = AlertLedger(open_database(settings.database))
    way = transport or transport_for(settings)
    return [_tell(settings, district, address, alerts, subject, moment, closing, ledger, way)
            for address in district.operators]  # fmt: skip


def _tell(
    settings: Settings,
    district: DagConfig,
    address: str,
    alerts: Sequence[Alert],
    subject: Message,
    moment: datetime,
    closing: Message | None,
    ledger: AlertLedger,
    transport: Transport,
) -> Told:
    key, redirect = address.casefold(), settings.mail_redirect or ""
    fresh = [alert for alert in alerts if ledger.claim(alert.sha256(redirect), key) == "claimed"]
    if not fresh:
        return Told(address, "already_sent", 0)
    state, detail = "sent", ""
    try:
        if not all(district.mail.allows(a, "internal", district.sender) for a in (address, redirect or address)):
            raise DeliveryError(
                f"运行值班地址 {address} 不在可收内部信息的域名内，未发送；请核对 district.yaml 的 mail.domains。",
                f"The operator's address {address} isn't in a domain that may have internal mail; nothing was sent. "
                "See mail.domains in district.yaml.",
            )
        transport.send(_message(settings, district, address, fresh, subject, moment, closing))
    except InDoubt as doubt:
        state, detail = "in_doubt", doubt.message.in_language(settings.language)
    except DeliveryError as error:
        state, detail = getattr(error, "state", "refused"), error.message.in_language(settings.language)
    for alert in fresh:
        match state:
            case "sent":
                ledger.confirm(alert.sha256(redirect), key, alert.fact)
            case "in_doubt":
                ledger.doubt(alert.sha256(redirect), key, detail)
            case _:
                ledger.refuse(alert.sha256(redirect), key, detail)
    return Told(address, state, len(fresh), detail)


def _message(
    settings: Settings,
    district: DagConfig,
    address: str,
    alerts: Sequence[Alert],
    subject: Message,
    moment: datetime,
    closing: Message | None,
) -> EmailMessage:
    language = settings.language
    marking = Marking(redirect=settings.mail_redirect or "")
    identity = marking.identity(hashlib.sha256("\n".join(a.fact for a in alerts).encode()).hexdigest(), address)
    message = EmailMessage(policy=POLICY)
    try:
        name = text_in(language, district.publisher)
        message["From"] = Address(display_name=name, addr_spec=district.sender)
        marking.address(message, _OPERATORS.in_language(language), address)
    except (ValueError, MessageError) as error:
        raise DeliveryError(
            f"运行值班地址“{address}”不能用于邮件（{error}），请在 district.yaml 的 operators 中改正。",
            f"The operator's address {address!r} can't be used in mail ({error}); correct it in district.yaml.",
        ) from None
    message["Subject"] = marking.subject(subject.in_language(language), language)
    message["Date"] = moment.astimezone(district.tz)
    message["Message-ID"] = f"<{identity}@{district.sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    parts = marking.lines(_OPERATORS.in_language(language), address, language)
    parts += [_GREETING.in_language(language), *(a.text.in_language(language) for a in alerts)]
    parts += [closing.in_language(language)] if closing else []
    message.set_content("\n\n".join(parts) + "\n", cte="base64")
    message["Content-Language"] = "zh-CN" if language == "zh" else "en"
    return message
