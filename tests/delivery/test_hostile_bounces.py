"""Bounces made to hurt: nesting without end, commands to a terminal, another's address."""

from __future__ import annotations

import time
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from govreport.delivery.bounce_matching import match_bounces
from govreport.delivery.mail.bounces import Bounce, bounces_in, read_notifications
from govreport.delivery.mail.marking import Marking
from govreport.errors import shown
from govreport.manifests.documents import Report
from govreport.quarter import Quarter
from govreport.store.copies import Copies
from govreport.store.database import open_database
from govreport.store.ledger import Ledger
from govreport.store.results import ResultStore

QUARTER, SHA = Quarter(2019, 3), "a" * 64
LEADER, DIRECTOR = "leader@panyu.example", "director@panyu.example"


def multiparts(depth: int) -> bytes:
    heads = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(depth))
    return b"From: MAILER-DAEMON@mx.example\n" + heads.encode() + b"Content-Type: text/plain\n\nx\n"


def rfc822(depth: int) -> bytes:
    return b"From: MAILER-DAEMON@mx.example\n" + b"Content-Type: message/rfc822\n\n" * depth + b"x\n"


def plain(words: str, address: str = LEADER) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "Mail Delivery System <MAILER-DAEMON@mx.example>", "Undelivered"
    mail["X-Failed-Recipients"] = address
    mail.set_content(f"Delivery failed:\n  {words}\n")
    return mail.as_bytes()


@pytest.mark.parametrize("hostile", [multiparts(5_000), rfc822(3_000), multiparts(600), rfc822(600)])
@pytest.mark.parametrize("as_mbox", [True, False])
def test_a_mail_nested_without_end_is_no_bounce_and_the_others_are_read(
    tmp_path: Path, hostile: bytes, as_mbox: bool
) -> None:
    fine = plain("550 5.1.1 user unknown")
    if as_mbox:
        (path := tmp_path / "box").write_bytes(b"From a\n" + hostile + b"\nFrom b\n" + fine)
    else:
        path = tmp_path
        (path / "1.eml").write_bytes(hostile)
        (path / "2.eml").write_bytes(fine)
    began = time.process_time()
    one, other = [bounces_in(name, mail) for name, mail in read_notifications(path)]
    assert one == []
    assert [bounce.status for bounce in other] == ["5.1.1"]
    assert time.process_time() - began < 5


def test_nesting_as_mail_systems_do_it_is_read(tmp_path: Path) -> None:
    (path := tmp_path / "1.eml").write_bytes(multiparts(12))
    ((_, mail),) = read_notifications(path)
    assert len(list(mail.walk())) == 13


def test_what_a_bounce_says_is_no_command_to_a_terminal(tmp_path: Path) -> None:
    (path := tmp_path / "1.eml").write_bytes(plain("550 5.1.1 \x1b[2J\x1b]0;owned\x07 \x9b31m \u202eunknown"))
    ((name, mail),) = read_notifications(path)
    (bounce,) = bounces_in(f"\x1b[2J{name}", mail)
    for text in (bounce.reason, bounce.file, bounce.address, bounce.sentence().zh):
        assert not any(c in text for c in "\x1b\x07\x9b\u202e")
    assert "unknown" in bounce.reason


def test_the_command_line_prints_no_control_characters(capsys: pytest.CaptureFixture[str]) -> None:
    from govreport.cli.common import print_line

    print_line("文件“\x1b]0;owned\x07\x1b[2J”\n\t第2行")
    printed = capsys.readouterr().out
    assert not any(c in printed for c in "\x1b\x07")
    assert "\n" in printed
    assert shown("番禺区 ¥1,000\n\t—😀") == "番禺区 ¥1,000\n\t—😀"


@pytest.fixture
def copies(tmp_path: Path) -> Copies:
    engine = open_database(f"sqlite:///{tmp_path}/results.db")
    ResultStore(engine).add_report(
        Report(district="panyu", quarter=QUARTER, language="zh", fingerprint="f" * 64, sha256=SHA, files=[],
               held=False, model_key="model")
    )  # fmt: skip
    ledger = Ledger(engine)
    for address in (LEADER, DIRECTOR):
        ledger.claim(SHA, address)
        ledger.confirm(SHA, address)
    return Copies(engine)


def test_a_bounce_names_only_the_recipient_of_the_copy_whose_identity_it_bears(copies: Copies) -> None:
    def states() -> dict[str, str]:
        return {copy.recipient: copy.state for copy in copies.of("panyu")}

    identity = Marking(0, "").identity(SHA, LEADER)
    forged = Bounce("1.eml", identity, DIRECTOR, "failed", "5.1.1", "no such user")
    (match,) = match_bounces(copies, ["panyu"], [forged])
    assert match.bounce.action == "unknown"
    assert DIRECTOR in match.bounce.reason
    assert states() == {LEADER: "sent", DIRECTOR: "sent"}
    (match,) = match_bounces(copies, ["panyu"], [replace(forged, address=LEADER.upper())])
    assert match.bounce.action == "failed"
    assert states() == {LEADER: "bounced", DIRECTOR: "sent"}


def test_somebody_who_has_read_it_may_say_that_a_forwarded_copy_came_back(copies: Copies) -> None:
    identity = Marking(0, "").identity(SHA, LEADER)
    forwarded = Bounce("1.eml", identity, "office@elsewhere.example", "failed", "5.1.1", "no such user")
    (match,) = match_bounces(copies, ["panyu"], [forwarded], by="科长")
    assert match.changed
    (match,) = match_bounces(copies, ["panyu"], [replace(forwarded, address="")])
    assert match.bounce.action == "failed"  # where none is named, the identity alone says which copy
