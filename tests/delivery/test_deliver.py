"""One mail for a report and an address, whatever goes wrong and however often it is tried."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from govreport.delivery.mail.deliver import Sender, deliver
from govreport.delivery.mail.message import MailContent
from govreport.delivery.mail.transports import SmtpTransport, Transport
from govreport.district.folder import District, Recipient
from govreport.manifests.deliveries import DeliveryRow
from govreport.manifests.documents import Report
from govreport.store.database import open_database
from govreport.store.ledger import Claim, CopyLedger, Ledger
from govreport.store.messages import Mailed
from govreport.store.results import ResultStore
from tests.fixtures.mails import PNG, TEMPLATES, attachments, received, recipient
from tests.fixtures.report_model import make_model, make_report
from tests.fixtures.smtp import Postmaster, smtp_server

ALL = [recipient(f"{name}@panyu.example") for name in ("a", "b", "c")]
A, B, C = (r.address for r in ALL)


class MemoryLedger(CopyLedger):
    """The rules of the ledger without a database."""

    def __init__(self) -> None:
        self.states: dict[tuple[str, str], str] = {}
        self.handed: list[Mailed] = []

    def claim(self, report_sha256: str, address: str, through: str = "") -> Claim:
        state = self.states.get((report_sha256, address), "refused")
        if state == "refused":
            self.states[report_sha256, address] = "claimed"
            return "claimed"
        return "already_sent" if state == "sent" else "in_doubt"

    def decline(self, report_sha256: str, address: str, detail: str, through: str = "") -> Claim:
        claim = self.claim(report_sha256, address)
        if claim == "claimed":
            self.states[report_sha256, address] = "refused"
        return claim

    def hand_over(self, report_sha256: str, address: str, message: Mailed) -> None:
        self.handed.append(message)

    def confirm(self, report_sha256: str, address: str, detail: str = "") -> None:
        self.states[report_sha256, address] = "sent"

    def refuse(self, report_sha256: str, address: str, detail: str) -> None:
        self.states[report_sha256, address] = "refused"

    def doubt(self, report_sha256: str, address: str, detail: str) -> None:
        self.states[report_sha256, address] = "in_doubt"


@pytest.fixture
def postmaster() -> Postmaster:
    return Postmaster()


@pytest.fixture
def server(postmaster: Postmaster) -> Iterator[SmtpTransport]:
    with smtp_server(postmaster) as port:
        yield SmtpTransport("127.0.0.1", port, "none")


@pytest.fixture
def ledger() -> MemoryLedger:
    return MemoryLedger()


class Office:
    """A district that delivers one report."""

    def __init__(self, district: District, ledger: MemoryLedger) -> None:
        self.district = district
        self.ledger: CopyLedger = ledger
        self.model = make_model()
        self.report: Report = make_report(self.model)

    def send(
        self, transport: Transport, recipients: list[Recipient] | None = None, language: str = "zh"
    ) -> list[DeliveryRow]:
        content = MailContent(self.report, self.model, attachments(self.model), TEMPLATES, PNG)
        sender = Sender(self.district, self.ledger, transport, language)
        return deliver(content, ALL if recipients is None else recipients, sender)


@pytest.fixture
def office(panyu: District, ledger: MemoryLedger) -> Office:
    return Office(panyu, ledger)


def states(rows: list[DeliveryRow]) -> dict[str, str]:
    return {row.recipient: row.state for row in rows}


def test_everybody_gets_his_own_mail(office: Office, server: SmtpTransport, postmaster: Postmaster) -> None:
    rows = office.send(server)
    assert states(rows) == {A: "sent", B: "sent", C: "sent"}
    assert {row.report_sha256 for row in rows} == {office.report.sha256}
    assert [[a.addr_spec for a in received(raw)["To"].addresses] for _, raw in postmaster.accepted] == [[A], [B], [C]]


def test_a_second_run_sends_nothing_again(office: Office, server: SmtpTransport, postmaster: Postmaster) -> None:
    office.send(server)
    assert set(states(office.send(server)).values()) == {"already_sent"}
    assert postmaster.recipients == [A, B, C]


def test_a_changed_report_goes_out_anew(office: Office, server: SmtpTransport, postmaster: Postmaster) -> None:
    office.send(server)
    office.model = make_model(note="更正")
    office.report = make_report(office.model)
    assert set(states(office.send(server)).values()) == {"sent"}
    assert len(postmaster.accepted) == 6


def test_one_refused_address_stops_nobody_and_is_tried_again_alone(
    office: Office, server: SmtpTransport, postmaster: Postmaster
) -> None:
    postmaster.unknown = {B}
    rows = office.send(server)
    assert states(rows) == {A: "sent", B: "refused", C: "sent"}
    assert "550" in rows[1].detail
    postmaster.unknown = set()
    assert states(office.send(server)) == {A: "already_sent", B: "sent", C: "already_sent"}
    assert postmaster.recipients == [A, C, B]


def test_a_doubtful_mail_is_never_sent_again_by_itself(
    office: Office, server: SmtpTransport, postmaster: Postmaster
) -> None:
    postmaster.dropping = {A}
    assert states(office.send(server)) == {A: "in_doubt", B: "sent", C: "sent"}
    postmaster.dropping = set()
    assert states(office.send(server))[A] == "in_doubt"
    assert postmaster.recipients.count(A) == 1


class Killed(BaseException):
    """The process dies."""


class DiesAfterSending:
    """Sends, and then the process is gone before it can confirm."""

    def __init__(self, transport: Transport, address: str) -> None:
        self.transport, self.address, self.name = transport, address, transport.name

    def send(self, message: EmailMessage) -> None:
        self.transport.send(message)
        if self.address in message["To"]:
            raise Killed


def test_a_run_killed_between_sending_and_confirming_leaves_a_doubt_and_the_rest_still_goes_out(
    office: Office, server: SmtpTransport, postmaster: Postmaster
) -> None:
    with pytest.raises(Killed):
        office.send(DiesAfterSending(server, B))
    rows = office.send(server)
    assert states(rows) == {A: "already_sent", B: "in_doubt", C: "sent"}
    assert "核实" in rows[1].detail
    assert postmaster.recipients == [A, B, C]


def test_a_server_that_is_down_fails_everybody_and_doubts_nobody(
    office: Office, server: SmtpTransport, postmaster: Postmaster
) -> None:
    nobody = SmtpTransport("127.0.0.1", 1, "none", timeout=2)
    assert set(states(office.send(nobody)).values()) == {"failed"}
    assert set(states(office.send(server)).values()) == {"sent"}
    assert len(postmaster.accepted) == 3


def test_an_address_that_mail_cannot_carry_stops_nobody(
    office: Office, server: SmtpTransport, postmaster: Postmaster
) -> None:
    rows = office.send(server, [recipient("领导@panyu.example"), ALL[0]])
    assert [row.state for row in rows] == ["refused", "sent"]
    assert "recipients.yaml" in rows[0].detail
    assert postmaster.recipients == [A]


def test_an_address_listed_twice_gets_one_mail(office: Office, server: SmtpTransport, postmaster: Postmaster) -> None:
    rows = office.send(server, [recipient("a@panyu.example"), recipient("A@Panyu.example", role="区政府办公室")])
    assert [row.state for row in rows] == ["sent", "already_sent"]
    assert len(postmaster.accepted) == 1


def test_the_ledger_in_the_database_keeps_the_same_promise(
    tmp_path: Path, office: Office, server: SmtpTransport, postmaster: Postmaster
) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'results.sqlite'}")
    ResultStore(engine).add_report(office.report)
    office.ledger = Ledger(engine)
    postmaster.unknown, postmaster.dropping = {B}, {C}
    assert states(office.send(server)) == {A: "sent", B: "refused", C: "in_doubt"}
    postmaster.unknown = postmaster.dropping = set()
    assert states(office.send(server)) == {A: "already_sent", B: "sent", C: "in_doubt"}
    assert postmaster.recipients == [A, C, B]


def test_nobody_to_send_to_is_no_error(office: Office, server: SmtpTransport) -> None:
    assert office.send(server, []) == []


def test_details_are_in_the_operators_language(office: Office, server: SmtpTransport) -> None:
    office.send(server)
    assert {row.detail for row in office.send(server, language="en")} == {"Sent before; not sent again."}


def test_a_fault_while_writing_a_mail_leaves_no_claim_behind(
    office: Office, server: SmtpTransport, ledger: MemoryLedger
) -> None:
    office.model = make_model().model_copy(update={"headline": None})
    with pytest.raises(TypeError, match="not iterable"):
        office.send(server)
    assert ledger.states == {}


def test_a_slow_server_is_waited_for(office: Office, server: SmtpTransport, postmaster: Postmaster) -> None:
    postmaster.slow = {B: 0.4}
    assert states(office.send(server)) == {A: "sent", B: "sent", C: "sent"}
    assert postmaster.recipients == [A, B, C]


def test_somebody_not_cleared_is_refused_and_the_others_are_served(
    office: Office, server: SmtpTransport, postmaster: Postmaster
) -> None:
    rows = office.send(server, [ALL[0], recipient(B, clearance="public"), recipient("x@elsewhere.example"), ALL[2]])
    assert [row.state for row in rows] == ["sent", "refused", "refused", "sent"]
    assert "clearance" in rows[1].detail
    assert "elsewhere.example" in rows[2].detail
    assert postmaster.recipients == [A, C]


def test_somebody_who_has_it_is_not_called_refused_when_his_clearance_goes(
    office: Office, server: SmtpTransport, postmaster: Postmaster
) -> None:
    office.send(server, [ALL[0]])
    assert states(office.send(server, [recipient(A, clearance="public")])) == {A: "already_sent"}
