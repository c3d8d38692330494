"""A mail in somebody's hands: ours as it was sent, ours through mail systems, altered in one character, or none."""

from __future__ import annotations

import quopri
import re
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path
from shutil import copytree

import pytest
from typer.testing import CliRunner

from govreport.cli.application import app
from govreport.delivery.mail.marking import POLICY
from govreport.documents.verify_report import verify_report
from govreport.errors import GovreportError, ReadError
from govreport.operations.audit import audit
from govreport.settings import Settings
from govreport.store.database import open_results
from tests.security.test_audit import attack, issued, printed_head

__all__ = ["issued"]
pytestmark = pytest.mark.slow


@pytest.fixture
def settings(issued: Path, tmp_path: Path) -> Settings:
    copytree(issued, tmp_path / "var")
    return Settings(var=tmp_path / "var")


@pytest.fixture
def mail(issued: Path) -> Path:
    """What lies in a leader's mailbox."""
    return min((issued.parent / "post").glob("*.eml"))


def given(mail: Path, tmp_path: Path, data: bytes) -> str:
    path = tmp_path / mail.name
    path.write_bytes(data)
    return str(path)


def part_of(data: bytes, kind: str) -> tuple[EmailMessage, EmailMessage]:
    message = message_from_bytes(data, policy=POLICY)
    assert isinstance(message, EmailMessage)
    part = next(p for p in message.walk() if p.get_content_type() == kind)
    assert isinstance(part, EmailMessage)
    return message, part


def relayed(data: bytes) -> bytes:
    """As three mail systems hand it on: their own headers on top."""
    top = b"Return-Path: <jibao@panyu.example>\r\nReceived: from a by b; Thu, 10 Oct 2019 09:00:00 +0800"
    return top + b"\r\nDKIM-Signature: v=1; a=rsa-sha256; d=panyu.example; b=AAAA\r\nX-Spam-Score: 0\r\n" + data


def with_other_line_ends(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n")


def encoded_otherwise(data: bytes) -> bytes:
    """The text as quoted-printable, with other boundaries."""
    message, part = part_of(data, "text/plain")
    text = part.get_payload(decode=True)
    assert isinstance(text, bytes)
    del part["Content-Transfer-Encoding"]
    part["Content-Transfer-Encoding"] = "quoted-printable"
    part.set_payload(quopri.encodestring(text).decode("ascii"))
    message.set_boundary("another")
    return message.as_bytes()


@pytest.mark.parametrize("way", [bytes, relayed, with_other_line_ends, encoded_otherwise])
def test_a_mail_that_was_sent_is_known_whatever_mail_systems_added(
    settings: Settings, mail: Path, tmp_path: Path, way: Callable[[bytes], bytes]
) -> None:
    data = mail.read_bytes()
    proof = verify_report(settings, given(mail, tmp_path, way(data)))
    said = proof.message.zh + "".join(line.zh for line in proof.details)
    assert proof.exit_code == 0, said
    assert mail.stem.partition("-")[2] in said  # to whom
    assert "2019年第三季度" in said
    assert "作证" in said
    assert "已发送" in said
    assert ("逐字节相同" in said) == (way is bytes)


def other_text(data: bytes) -> bytes:
    message, part = part_of(data, "text/plain")
    text = part.get_content()
    part.set_content(re.sub(r"\d(?=[^\d]*$)", "7", text.replace("8", "9", 1)), cte="base64")
    return message.as_bytes()


def other_attachment(data: bytes) -> bytes:
    message, part = part_of(data, "application/pdf")
    pdf = part.get_payload(decode=True)
    assert isinstance(pdf, bytes)
    name = part.get_filename()
    assert name is not None
    part.set_content(pdf[:-1] + b" ", "application", "pdf", filename=name)
    return message.as_bytes()


def other_head(data: bytes) -> bytes:
    """Of the log's head, in the text, one character."""
    message, part = part_of(data, "text/plain")
    text = part.get_content().rstrip()
    part.set_content(text[:-1] + ("0" if text[-1] != "0" else "1") + "\n", cte="base64")
    return message.as_bytes()


def other_recipient(data: bytes) -> bytes:
    message, _ = part_of(data, "text/plain")
    message.replace_header("To", "mayor@panyu.example")
    return message.as_bytes()


def answers_elsewhere(data: bytes) -> bytes:
    return b"Reply-To: spy@evil.example\r\n" + data


def second_subject(data: bytes) -> bytes:
    return b"Subject: another\r\n" + data


ALTERED: dict[Callable[[bytes], bytes], str] = {
    other_text: "正文 text/plain 被改动",
    other_attachment: "附件 番禺区社会组织治理季报-2019年第3季度.pdf 被改动",
    other_head: "不在日志中",
    other_recipient: "信头 To 被改动",
    answers_elsewhere: "信头 Reply-To 是后加的",
    second_subject: "信头 Subject",
}


@pytest.mark.parametrize("change", ALTERED)
def test_a_mail_altered_in_one_place_is_told_apart_and_the_place_named(
    settings: Settings, mail: Path, tmp_path: Path, change: Callable[[bytes], bytes]
) -> None:
    data = relayed(mail.read_bytes())
    proof = verify_report(settings, given(mail, tmp_path, change(data)))
    assert proof.exit_code == 3
    assert ALTERED[change] in "".join(line.zh for line in proof.details)


def test_a_mail_that_was_never_sent_is_said_to_be_none(
    settings: Settings, mail: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = re.sub(rb"Message-ID: <\w{4}", b"Message-ID: <0000", mail.read_bytes())
    monkeypatch.setenv("GOVREPORT_VAR", str(settings.var_dir))
    monkeypatch.setenv("GOVREPORT_LANGUAGE", "en")
    done = CliRunner().invoke(app, ["verify", given(mail, tmp_path, other_head(data))])
    assert done.exit_code == 1
    assert "never came from this installation" in done.output
    assert "no mail that this installation recorded" in done.output


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE messages SET recipient = 'spy@evil.example'",
        "UPDATE messages SET handed_at = '2019-10-10 00:00:00'",
        "UPDATE deliveries SET transport = 'smtp elsewhere:25'",
        "UPDATE reports SET held = NOT held",
        "DELETE FROM messages",
    ],
)
def test_what_somebody_wrote_about_a_mail_into_the_database_is_no_proof(
    settings: Settings, mail: Path, statement: str
) -> None:
    attack(open_results(settings), statement)
    proof = verify_report(settings, str(mail))
    assert proof.exit_code == 6
    assert audit(settings).faults


def test_a_mail_of_a_rewritten_history_contradicts_the_log(issued: Path, settings: Settings, mail: Path) -> None:
    """The log begun anew with the key itself: every row is vouched for, but the mail prints a line that isn't there."""
    from govreport.operations.audit import begin

    attack(open_results(settings), "DELETE FROM log")
    begin(settings)
    proof = verify_report(settings, str(mail))
    assert proof.exit_code == 6
    assert any(printed_head(issued)[:12] in line.zh and "不在日志中" in line.zh for line in proof.details)


def test_of_a_mail_from_before_hashes_were_kept_nothing_is_stated(settings: Settings, mail: Path) -> None:
    attack(open_results(settings), "DELETE FROM messages", "DELETE FROM log")
    proof = verify_report(settings, str(mail))
    assert proof.exit_code == 5
    assert "未说明" in proof.message.zh
    assert "isn't stated" in proof.message.en


def test_a_mail_made_to_hurt_is_one_sentence(settings: Settings, tmp_path: Path) -> None:
    nested = b"Message-ID: <a@b>\n" + b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(5_000)
    )
    for data in (nested, b"Message-ID: <a@b>\n\n" + b"x" * (33 << 20)):
        path = tmp_path / "hostile.eml"
        path.write_bytes(data)
        with pytest.raises(ReadError, match="不能作为邮件读取"):
            verify_report(settings, str(path))
    path.write_bytes(b"Message-ID: <a@b>\r\nFrom: (((((\r\nDate: \xff\r\nTo: <@>\x1b[2J\r\n\r\n\r\n")
    with pytest.raises(GovreportError) as raised:
        verify_report(settings, str(path))
    assert "\x1b" not in raised.value.message.zh
