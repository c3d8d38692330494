"""Correction sheets by mail: to stewards only, only where it is configured, and never twice."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from govreport.delivery.mail.correction_sheets import SheetContent, mail_sheets, sheet_message, stewards_of
from govreport.delivery.mail.deliver import Sender
from govreport.delivery.mail.transports import OutboxTransport
from govreport.district.folder import District, MailPolicy, Steward
from govreport.manifests.base import StoredFile
from govreport.manifests.corrections import CorrectionSheet
from govreport.quarter import Quarter
from govreport.store.database import open_database
from govreport.store.files import sha256
from govreport.store.ledger import SheetLedger
from govreport.store.results import ResultStore
from tests.fixtures.mails import body, received

DATA = b"PK\x03\x04 a workbook"


def make_sheet(title: str = "沙湾街道", unit: str = "440113017", data: bytes = DATA) -> CorrectionSheet:
    file = StoredFile(name=f"更正单-2019-Q3-{title}.xlsx", sha256=sha256(data), size=len(data), key="corrections/x")
    return CorrectionSheet(
        district="panyu", quarter=Quarter(2019, 3), unit=unit, title=title, lines=4, rows=3, file=file
    )


@pytest.fixture
def district(panyu: District) -> District:
    stewards = (
        Steward(unit="沙湾街道", address="steward@shawan.panyu.example"),
        Steward(unit="440113017", address="Steward@shawan.panyu.example"),
        Steward(unit="番禺区民政局财务科", address="finance@minzheng.panyu.example"),
    )
    mail = MailPolicy.model_validate({"domains": {"internal": ["*.panyu.example"]}})
    return panyu.model_copy(update={"stewards": stewards, "mail_corrections": True, "mail": mail})


@pytest.fixture
def ledger(tmp_path: Path) -> SheetLedger:
    engine = open_database(f"sqlite:///{tmp_path / 'results.sqlite'}")
    ResultStore(engine).add_sheet(make_sheet())
    return SheetLedger(engine)


def send(district: District, ledger: SheetLedger, outbox: Path) -> list[str]:
    sheet = make_sheet()
    copies = mail_sheets([SheetContent(sheet, DATA)], Sender(district, ledger, OutboxTransport(outbox)))
    return [copy.state for copy in copies]


def test_a_sheet_goes_to_its_own_steward_once_with_the_workbook(
    district: District, ledger: SheetLedger, tmp_path: Path
) -> None:
    assert send(district, ledger, tmp_path / "outbox") == ["outbox"]
    assert send(district, ledger, tmp_path / "outbox") == ["outbox"]
    (path,) = (tmp_path / "outbox").iterdir()
    mail = received(path.read_bytes())
    assert mail["To"].addresses[0].addr_spec == "Steward@shawan.panyu.example"
    assert "沙湾街道" in mail["Subject"]
    assert "4处" in body(mail, "plain")
    (attached,) = mail.iter_attachments()
    assert attached.get_filename() == "更正单-2019-Q3-沙湾街道.xlsx"
    assert attached.get_content() == DATA
    assert [row.state for row in ledger.rows(sha256(DATA))] == ["outbox"]


def test_a_claim_without_an_outcome_is_never_sent_again(
    district: District, ledger: SheetLedger, tmp_path: Path
) -> None:
    ledger.claim(sha256(DATA), "steward@shawan.panyu.example")
    assert send(district, ledger, tmp_path / "outbox") == ["in_doubt"]
    assert not (tmp_path / "outbox").exists()


def test_recipients_of_the_report_get_no_sheet(panyu: District) -> None:
    assert panyu.mail_corrections is False
    assert stewards_of(make_sheet(), panyu) == []
    addresses = {r.address for r in panyu.recipients}
    assert addresses.isdisjoint(s.address for s in panyu.stewards)


def test_the_same_sheet_gives_the_same_mail(district: District) -> None:
    steward = district.stewards[0]
    content = SheetContent(make_sheet(), DATA, date(2019, 10, 30))
    made = [sheet_message(content, steward, district).as_bytes() for _ in "ab"]
    assert made[0] == made[1]
    assert "2019年10月30日前交回" in body(received(made[0]), "plain")


def test_a_towns_steward_is_found_under_todays_name_when_the_sheet_bears_the_quarters(panyu: District) -> None:
    steward = Steward(unit="沙湾街道", address="steward@shawan.panyu.example")
    district = panyu.model_copy(update={"stewards": (steward,)})
    assert stewards_of(make_sheet(title="沙湾镇"), district) == [steward]
    assert stewards_of(make_sheet(title="南村镇", unit="440113102"), district) == []
