"""Attachments keep their names in any client, and every mail bears the day on which it is sent."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.header import decode_header
from email.message import EmailMessage
from email.policy import compat32
from pathlib import Path

import pytest
from sqlalchemy import update

from govreport import stages
from govreport.delivery.mail.correction_sheets import SheetContent, sheet_message
from govreport.delivery.resend import resend
from govreport.delivery.send_notices import send_notice
from govreport.district.folder import District, Steward
from govreport.store import tables
from govreport.store.copies import Copies
from tests.delivery.test_mailed_sheets import DATA, make_sheet
from tests.delivery.test_notices import draft, release
from tests.fixtures.issued import Issued, person
from tests.fixtures.mails import make_mail, received, recipient
from tests.fixtures.report_model import make_model

LONG = "番禺区社会组织治理季报-2019年第3季度（更正后重新签发的完整版本，含𠮷祥街道、镇街附表，以及“一般”说明）"
STEMS = [LONG, "季报", "a" * 40 + "报", "Panyu Social Organizations Quarterly 2019 Q3"]
LEADER = "leader@panyu.example"


def encoded_word_names(raw: bytes) -> list[str]:
    """Names of attached files as a client reads them that knows RFC 2047 and nothing of RFC 2231."""
    names = []
    for part in message_from_bytes(raw, policy=compat32).walk():
        if str(part.get("Content-Disposition", "")).startswith("attachment"):
            value = str(part["Content-Type"]).partition('name="')[2].rstrip('"')
            words = "".join(line.strip() for line in value.splitlines())
            names.append("".join(t if isinstance(t, str) else t.decode(c or "ascii") for t, c in decode_header(words)))
    return names


@pytest.mark.parametrize(
    "subject",
    [
        "Brackenford Charities Quarterly, Q2 2024: Charities rise to 674, £691,019 paid to date",
        "番禺区社会组织治理季报，2019年第三季度：登记社会组织838家，累计拨付资金900.2万元，1笔资金拨给已退出登记的组织",
        "Panyu Social Organizations Quarterly, Q3 2019: 838 social organizations and CNY 9,002,000 paid to date",
    ],
)
def test_a_subject_is_read_as_it_was_written(panyu: District, subject: str) -> None:
    """Without a second space where a line was folded beside a foreign character."""
    raw = make_mail(panyu, model=make_model(subject=subject)).as_bytes()
    assert str(received(raw)["Subject"]) == subject
    lines = raw[raw.index(b"Subject:") :].replace(b"\r", b"")
    written = re.match(rb"[^\n]*(\n [^\n]*)*", lines)
    assert written is not None
    assert max(len(line) for line in written[0].splitlines()) <= 78
    folded = str(message_from_bytes(raw, policy=compat32)["Subject"])
    told = "".join(t if isinstance(t, str) else t.decode(c or "ascii") for t, c in decode_header(folded))
    assert told.replace("\n ", " ").replace("\r", "") == subject


def of_report(panyu: District, stem: str) -> EmailMessage:
    return make_mail(panyu, model=make_model(file_stem=stem))


def of_sheet(panyu: District, stem: str) -> EmailMessage:
    sheet = make_sheet()
    named = sheet.model_copy(update={"file": sheet.file.model_copy(update={"name": f"{stem}.xlsx"})})
    return sheet_message(SheetContent(named, DATA), Steward(unit="沙湾街道", address=LEADER), panyu)


@pytest.mark.parametrize("make", [of_report, of_sheet])
@pytest.mark.parametrize("stem", STEMS, ids=["long", "short", "mixed", "ascii"])
def test_every_client_finds_the_whole_name(panyu: District, make: object, stem: str) -> None:
    raw = make(panyu, stem).as_bytes()  # type: ignore[operator]
    assert raw.isascii()
    parts = list(received(raw).iter_attachments())
    names = [f"{stem}{Path(part.get_filename() or '').suffix}" for part in parts]
    assert names
    assert [part.get_filename() for part in parts] == names
    assert [part.get_param("name") for part in parts] == names
    assert encoded_word_names(raw) == names
    assert not [d for part in parts for d in part["Content-Disposition"].defects]


def test_no_ascii_name_stands_beside_the_chinese_one(panyu: District) -> None:
    """Python's parser, and clients that know the plain parameter only, would take it for the name."""
    for part in message_from_bytes(of_report(panyu, LONG).as_bytes(), policy=compat32).walk():
        assert "filename=" not in str(part.get("Content-Disposition", "")).replace('filename="trend.png"', "")


def test_lines_of_headers_are_short_and_encoded_words_whole(panyu: District) -> None:
    raw = of_report(panyu, LONG).as_bytes()
    heads = [head for part in raw.split(b"\r\n--=_") for head in part.partition(b"\r\n\r\n")[0].split(b"\r\n")]
    # What Office calls its types is longer than a line should be, and whoever breaks it there isn't understood.
    long = [x for x in heads if len(x) > 78 and not x.startswith(b"Content-Type: application/vnd.")]
    assert long == []
    words = [w.strip(b'"; ') for x in heads for w in x.split(b'name="')[-1].split() if w.startswith(b"=?")]
    assert len(words) > 6
    assert all(len(word) <= 75 for word in words)


def sent_just_now(raw: bytes) -> bool:
    """Whether a mail's Date is this minute, told in the district's time."""
    moment = received(raw)["Date"].datetime
    return abs(moment - datetime.now(UTC)) < timedelta(minutes=2) and moment.utcoffset() == timedelta(hours=8)


@pytest.fixture
def issued(tmp_path: Path) -> Issued:
    made = Issued(tmp_path, [person("区政府分管领导", LEADER)])
    stages.deliver(made.context, made.report)
    return made


def test_every_kind_of_mail_bears_the_moment_of_sending(issued: Issued) -> None:
    """The letter's own date stays the issue's: what is sent a week later is dated a week later, and says of when."""
    resend(issued.context, LEADER, "邮箱已清空")
    notice = draft(issued)
    release(issued, notice)
    send_notice(issued.context, notice)
    mails = [path.read_bytes() for path in issued.post]
    assert len(mails) == 3
    assert all(sent_just_now(raw) for raw in mails)
    first = next(m for raw in mails if "重发" not in (m := received(raw))["Subject"] and "更正" not in m["Subject"])
    text = first.get_body(("plain",))
    assert text is not None
    assert "2019年10月23日" in text.get_content()


def test_a_mail_that_left_its_file_and_no_outcome_goes_on_though_its_day_is_another(tmp_path: Path) -> None:
    """Killed between the outbox and the ledger, settled as not arrived, delivered again: the file is there already."""
    issued = Issued(tmp_path, [person("区政府分管领导", LEADER)], mail="outbox")
    ledger, sha256 = issued.context.ledger, issued.report.sha256
    stages.deliver(issued.context, issued.report)
    (path,) = issued.context.settings.outbox_dir.iterdir()
    lines = path.read_bytes().split(b"\r\n")
    dated = [b"Date: Wed, 23 Oct 2019 09:30:00 +0800" if x.startswith(b"Date: ") else x for x in lines]
    path.write_bytes(b"\r\n".join(dated))
    with ledger.engine.begin() as connection:
        connection.execute(update(tables.deliveries).values(state="claimed"))
    ledger.doubt(sha256, LEADER, "")
    copies = Copies(issued.context.results.engine)
    copies.settle(copies.of("panyu")[0], arrived=False, role="值班员", comment="没有写完")
    (row,) = stages.deliver(issued.context, issued.report)
    assert row.state == "outbox"
    assert received(path.read_bytes())["Date"].datetime.date() == date(2019, 10, 23)


def test_what_a_mail_says_does_not_depend_on_the_clock(panyu: District) -> None:
    made = make_mail(panyu, recipient())
    assert made["Date"] is None
    assert made.as_bytes() == make_mail(panyu, recipient()).as_bytes()
