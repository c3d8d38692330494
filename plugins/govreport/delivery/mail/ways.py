"""By which way this installation mails: one answer for every entrance, or a refusal; never another way in silence.

GOVREPORT_MAIL=outbox asks for the folder of a trial. Otherwise the server is that of the connection
``govreport_smtp_<district>`` or ``govreport_smtp``, else that of GOVREPORT_SMTP_*. Does not belong here: what is said
to a server (transports.py).
"""

from __future__ import annotations

from govreport.connections import Connection, ConnectionLookup
from govreport.delivery.mail.transports import OutboxTransport, RedirectTransport, SmtpTransport, Transport
from govreport.errors import ConfigError, Message
from govreport.settings import Settings

CONNECTION = "govreport_smtp"
NOTHING_SET = Message(
    "没有设置邮件服务器，没有发送，也没有记录。请设 GOVREPORT_SMTP_HOST 等变量，或设变量 AIRFLOW_CONN_GOVREPORT_SMTP，"
    "或在 Airflow 中建连接 govreport_smtp（见 docs/zh/delivery.md 的“邮件服务器”一节）；"
    "只是试用，请设 GOVREPORT_MAIL=outbox，邮件只存成文件，不寄给任何人。",
    "No mail server is set, so nothing was sent and nothing recorded. Set GOVREPORT_SMTP_HOST and the like, or the "
    "variable AIRFLOW_CONN_GOVREPORT_SMTP, or make the connection govreport_smtp in Airflow (docs/en/delivery.md, "
    '"Mail server"); for a trial set GOVREPORT_MAIL=outbox, and mails become files that go to nobody.',
)


def transport_for(settings: Settings, district: str, look_up: ConnectionLookup) -> Transport:
    """The way of a district's mail; in test mode it ends at the test address. Raises ConfigError where none is set."""
    way = _way(settings, district, look_up)
    return RedirectTransport(way, settings.mail_redirect) if settings.mail_redirect else way


def _way(settings: Settings, district: str, look_up: ConnectionLookup) -> Transport:
    if settings.mail == "outbox":
        return OutboxTransport(settings.outbox_dir)
    for name in (f"{CONNECTION}_{district}", CONNECTION):
        if (connection := look_up(name)) is not None:
            return _of_connection(connection)
    if settings.smtp_host is None:
        raise ConfigError(*NOTHING_SET)
    password = settings.smtp_password.get_secret_value() if settings.smtp_password else None
    return SmtpTransport(settings.smtp_host, settings.smtp_port, settings.smtp_security, settings.smtp_user, password)


def _of_connection(connection: Connection) -> SmtpTransport:
    """The server of a connection of Airflow's kind "smtp": SSL unless ``disable_ssl``, then STARTTLS unless
    ``disable_tls``."""
    if not connection.host:
        raise ConfigError(
            f"连接 {connection.name} 没有写邮件服务器的主机名，没有发送；请补上。",
            f"The connection {connection.name} names no host of a mail server; nothing was sent. Complete it.",
        )
    ssl, tls = not _on(connection, "disable_ssl"), not _on(connection, "disable_tls")
    return SmtpTransport(
        connection.host,
        connection.port or (465 if ssl else 587 if tls else 25),
        "ssl" if ssl else "starttls" if tls else "none",
        connection.login,
        connection.password,
        configured_in=connection.name,
    )


def _on(connection: Connection, name: str) -> bool:
    return connection.extra.get(name, "").lower() in {"true", "1", "yes"}


def where(transport: Transport) -> list[Message]:
    """Where mails go by ``transport``: sentences for before they do."""
    if isinstance(transport, RedirectTransport):
        address = transport.address
        return [
            *where(transport.inner),
            Message(
                f"测试方式：所有邮件都发到 {address}，不算发给收件人。",
                f"Test mode: all mail goes to {address} and counts as sent to nobody.",
            ),
        ]
    if isinstance(transport, OutboxTransport):
        return [
            Message(
                f"试用：邮件写入发件夹 {transport.folder}，不寄给任何人。",
                f"Trial: mails are put into the outbox, {transport.folder}, and go to nobody.",
            )
        ]
    assert isinstance(transport, SmtpTransport)  # noqa: S101 - there is no further way
    place, source = transport.address, transport.configured_in
    return [Message(f"经邮件服务器 {place}（{source}）发送。", f"Mails go by the mail server {place} ({source}).")]
