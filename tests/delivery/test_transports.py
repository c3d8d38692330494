"""Accepted, not accepted, or unknown: what a transport makes of a real server's answers."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from govreport.connections import from_environment
from govreport.delivery.mail.transports import InDoubt, NotAcceptedError, OutboxTransport, SmtpTransport
from govreport.delivery.mail.ways import transport_for
from govreport.district.folder import District
from govreport.settings import Settings
from tests.fixtures.mails import body, make_mail, received, recipient
from tests.fixtures.report_model import make_model
from tests.fixtures.smtp import PASSWORD, USER, Postmaster, make_certificate, smtp_server

LEADER = "leader@panyu.example"


@pytest.fixture
def postmaster() -> Postmaster:
    return Postmaster()


@pytest.fixture
def plain(postmaster: Postmaster) -> Iterator[SmtpTransport]:
    with smtp_server(postmaster) as port:
        yield SmtpTransport("127.0.0.1", port, "none")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("tls"))


def test_a_mail_arrives_as_it_was_made(plain: SmtpTransport, postmaster: Postmaster, panyu: District) -> None:
    mail = make_mail(panyu)
    plain.send(mail)
    ((address, raw),) = postmaster.accepted
    assert address == LEADER
    arrived = received(raw)
    assert arrived["Message-ID"] == mail["Message-ID"]
    assert body(arrived, "html") == body(received(mail.as_bytes()), "html")


def test_an_unknown_address_is_refused_in_the_servers_words(
    plain: SmtpTransport, postmaster: Postmaster, panyu: District
) -> None:
    postmaster.unknown = {LEADER}
    with pytest.raises(NotAcceptedError, match=r"550 5\.1\.1 no such mailbox") as caught:
        plain.send(make_mail(panyu))
    assert caught.value.state == "refused"
    assert LEADER in caught.value.message.zh
    assert postmaster.accepted == []


def test_unwanted_content_is_refused(plain: SmtpTransport, postmaster: Postmaster, panyu: District) -> None:
    postmaster.unwanted = {LEADER}
    with pytest.raises(NotAcceptedError, match="554") as caught:
        plain.send(make_mail(panyu))
    assert caught.value.state == "refused"


def test_a_connection_lost_after_the_content_leaves_a_doubt(
    plain: SmtpTransport, postmaster: Postmaster, panyu: District
) -> None:
    postmaster.dropping = {LEADER}
    with pytest.raises(InDoubt, match=LEADER):
        plain.send(make_mail(panyu))
    assert postmaster.recipients == [LEADER]  # it was accepted after all: sending again would be a second copy


def test_a_server_that_never_answers_the_content_leaves_a_doubt(postmaster: Postmaster, panyu: District) -> None:
    postmaster.silent = {LEADER}
    with smtp_server(postmaster) as port, pytest.raises(InDoubt):
        SmtpTransport("127.0.0.1", port, "none", timeout=0.5).send(make_mail(panyu))


def test_a_connection_lost_before_the_content_certainly_sent_nothing(
    plain: SmtpTransport, postmaster: Postmaster, panyu: District
) -> None:
    postmaster.hang_up_at_rcpt = True
    with pytest.raises(NotAcceptedError) as caught:
        plain.send(make_mail(panyu))
    assert caught.value.state == "failed"


def test_a_server_that_is_not_there_is_one_clear_sentence(panyu: District) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # bound, and nobody listens
        port = held.getsockname()[1]
        with pytest.raises(NotAcceptedError, match=f"127.0.0.1:{port}") as caught:
            SmtpTransport("127.0.0.1", port, "none").send(make_mail(panyu))
    assert caught.value.state == "failed"
    assert "GOVREPORT_SMTP_" in caught.value.message.zh


def test_starttls_with_a_login(
    certificate: Path, postmaster: Postmaster, panyu: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with smtp_server(postmaster, certificate) as port:
        SmtpTransport("127.0.0.1", port, "starttls", USER, PASSWORD).send(make_mail(panyu))
    assert postmaster.recipients == [LEADER]


def test_a_wrong_password_fails_without_showing_it(
    certificate: Path, postmaster: Postmaster, panyu: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with smtp_server(postmaster, certificate) as port, pytest.raises(NotAcceptedError, match="535") as caught:
        SmtpTransport("127.0.0.1", port, "starttls", USER, "a-wrong-one").send(make_mail(panyu))
    assert caught.value.state == "failed"
    assert "a-wrong-one" not in str(caught.value)


def test_a_server_whose_certificate_nobody_vouches_for_gets_neither_login_nor_mail(
    certificate: Path, postmaster: Postmaster, panyu: District
) -> None:
    with smtp_server(postmaster, certificate) as port, pytest.raises(NotAcceptedError, match=r"(?i)certificate"):
        SmtpTransport("127.0.0.1", port, "starttls", USER, PASSWORD).send(make_mail(panyu))
    assert postmaster.accepted == []


def test_a_server_without_starttls_gets_nothing_in_the_clear(postmaster: Postmaster, panyu: District) -> None:
    with smtp_server(postmaster) as port, pytest.raises(NotAcceptedError):
        SmtpTransport("127.0.0.1", port, "starttls", USER, PASSWORD).send(make_mail(panyu))
    assert postmaster.accepted == []


def test_the_outbox_holds_the_mail_whole_under_its_id_and_recipient(tmp_path: Path, panyu: District) -> None:
    mail = make_mail(panyu)
    OutboxTransport(tmp_path / "outbox").send(mail)
    (path,) = (tmp_path / "outbox").iterdir()
    identity = mail["Message-ID"].strip("<>").partition("@")[0]
    assert path.name == f"{identity}-{LEADER}.eml"
    assert received(path.read_bytes())["Subject"] == mail["Subject"]


def test_the_same_mail_again_changes_nothing_and_another_is_not_overwritten(tmp_path: Path, panyu: District) -> None:
    outbox = OutboxTransport(tmp_path)
    mail = make_mail(panyu)
    outbox.send(mail)
    outbox.send(make_mail(panyu))
    (path,) = tmp_path.iterdir()
    before = path.read_bytes()
    other = make_mail(panyu, model=make_model(note="改"))
    other.replace_header("Message-ID", mail["Message-ID"])
    with pytest.raises(NotAcceptedError, match=path.name):
        outbox.send(other)
    assert path.read_bytes() == before


def test_a_recipient_cannot_choose_the_folder(tmp_path: Path, panyu: District) -> None:
    OutboxTransport(tmp_path / "outbox").send(make_mail(panyu, recipient("a/b@panyu.example")))
    assert [p.parent for p in tmp_path.rglob("*.eml")] == [tmp_path / "outbox"]


def test_an_outbox_that_cannot_be_written_is_one_clear_sentence(tmp_path: Path, panyu: District) -> None:
    (tmp_path / "outbox").write_text("a file where the folder should be")
    with pytest.raises(NotAcceptedError) as caught:
        OutboxTransport(tmp_path / "outbox").send(make_mail(panyu))
    assert caught.value.state == "failed"


def test_in_test_mode_no_mail_leaves_for_anybody_else_even_one_that_knows_nothing_of_it(
    tmp_path: Path, panyu: District
) -> None:
    settings = Settings(var=tmp_path, mail_redirect="operator@panyu.example")
    transport_for(settings, "panyu", from_environment).send(make_mail(panyu))
    (path,) = settings.outbox_dir.iterdir()
    mail = received(path.read_bytes())
    assert mail["To"].addresses[0].addr_spec == "operator@panyu.example"
    assert mail["X-Govreport-Original-To"] == LEADER
    assert str(mail["Subject"]).startswith("【测试】")
