"""Notifications of mail systems, read into: whose copy, what happened, in plain words."""

from __future__ import annotations

import mailbox
from email.message import EmailMessage
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

import pytest

from govreport.delivery.mail.bounces import bounces_in, read_notifications
from govreport.district.folder import District
from govreport.errors import SourceError
from tests.fixtures.mails import make_mail, received


def dsn(
    sent: EmailMessage, status: str, said: str, *, action: str = "failed", headers_only: bool = False
) -> MIMEMultipart:
    """A delivery status notification about ``sent``, as mail servers write them."""
    address = sent["To"].addresses[0].addr_spec
    notice = MIMEMultipart("report", **{"report-type": "delivery-status"})
    notice["From"], notice["To"] = "MAILER-DAEMON@mx.example", sent["From"].addresses[0].addr_spec
    notice["Subject"] = "Undelivered Mail Returned to Sender"
    notice.attach(MIMEText("This is the mail system at host mx.example.\n"))
    status_text = (
        "Reporting-MTA: dns; mx.example\n\n"
        f"Final-Recipient: rfc822; {address}\nAction: {action}\nStatus: {status}\nDiagnostic-Code: smtp; {said}\n"
    )
    notice.attach(BytesParser().parsebytes(b"Content-Type: message/delivery-status\n\n" + status_text.encode()))
    if headers_only:
        headers = "".join(f"{n}: {v}\n" for n, v in sent.items() if n in ("Message-ID", "From", "To"))
        notice.attach(MIMEText(headers, "rfc822-headers"))
    else:
        notice.attach(MIMEMessage(sent))
    return notice


@pytest.fixture
def sent(panyu: District) -> EmailMessage:
    return received(make_mail(panyu).as_bytes())


def identity(mail: EmailMessage) -> str:
    return str(mail["Message-ID"]).strip("<>").partition("@")[0]


def parsed(raw: bytes) -> EmailMessage:
    made = BytesParser(policy=default).parsebytes(raw)
    assert isinstance(made, EmailMessage)
    return made


@pytest.mark.parametrize("headers_only", [False, True])
def test_a_bounce_names_the_mail_the_recipient_and_the_servers_words(sent: EmailMessage, headers_only: bool) -> None:
    raw = dsn(sent, "5.2.2", "552 5.2.2 mailbox full", headers_only=headers_only).as_bytes()
    (bounce,) = bounces_in("x.eml", parsed(raw))
    assert (bounce.identity, bounce.address, bounce.action) == (identity(sent), "leader@panyu.example", "failed")
    assert bounce.meaning.zh == "邮箱已满"
    assert "552 5.2.2 mailbox full" in bounce.sentence().zh


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("5.1.1", "没有这个邮箱"),
        ("5.7.26", "拒收"),
        ("5.4.4", "连不上"),
        ("5.1.9", "地址有问题"),
        ("5.0.0", "没有说明原因"),
    ],
)
def test_a_status_is_said_in_plain_words(sent: EmailMessage, status: str, words: str) -> None:
    (bounce,) = bounces_in("x.eml", parsed(dsn(sent, status, "550 no").as_bytes()))
    assert words in bounce.meaning.zh


def test_a_delay_and_a_receipt_are_no_failures(sent: EmailMessage) -> None:
    for action, expected in (("delayed", "delayed"), ("delivered", "delivered"), ("relayed", "delivered")):
        (bounce,) = bounces_in("x.eml", parsed(dsn(sent, "2.0.0", "ok", action=action).as_bytes()))
        assert bounce.action == expected


def test_a_plain_bounce_that_quotes_the_mail_is_read_too(sent: EmailMessage) -> None:
    plain = EmailMessage()
    plain["From"], plain["Subject"] = "Mail Delivery System <MAILER-DAEMON@mx.example>", "退信"
    plain["X-Failed-Recipients"] = "leader@panyu.example"
    plain.set_content(f"您的邮件未能送达：\n  550 5.1.1 user unknown\n\nMessage-ID: {sent['Message-ID']}\n")
    (bounce,) = bounces_in("x.eml", parsed(plain.as_bytes()))
    assert (bounce.identity, bounce.status, bounce.address) == (identity(sent), "5.1.1", "leader@panyu.example")
    assert bounce.reason == "550 5.1.1 user unknown"


def test_an_answer_that_quotes_the_mail_is_no_bounce(sent: EmailMessage) -> None:
    answer = EmailMessage()
    answer["From"], answer["In-Reply-To"] = "leader@panyu.example", str(sent["Message-ID"])
    answer.set_content("收到，谢谢。")
    assert bounces_in("x.eml", parsed(answer.as_bytes())) == []


def test_notifications_are_read_from_a_file_a_folder_a_maildir_and_an_mbox(sent: EmailMessage, tmp_path: Path) -> None:
    notice = dsn(sent, "5.1.1", "550 no")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.eml").write_bytes(notice.as_bytes())
    (folder / "notes.txt").write_text("not a mail")
    mailbox.Maildir(tmp_path / "maildir").add(notice.as_bytes())
    box = mailbox.mbox(tmp_path / "mbox")
    box.add(notice.as_bytes())
    box.close()
    for place in (folder, folder / "a.eml", tmp_path / "maildir", tmp_path / "mbox"):
        found = [b for name, mail in read_notifications(place) for b in bounces_in(name, mail)]
        assert [b.identity for b in found] == [identity(sent)], place


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"none\.eml"):
        list(read_notifications(tmp_path / "none.eml"))


def test_bytes_that_are_no_mail_are_no_bounce(tmp_path: Path) -> None:
    path = tmp_path / "x.eml"
    path.write_bytes(bytes(range(256)) * 20)
    assert [b for name, mail in read_notifications(path) for b in bounces_in(name, mail)] == []
