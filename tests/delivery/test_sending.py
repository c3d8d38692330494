"""Who gets which document of a quarter, once; what is refused, withheld, repeated, or only a test."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from govreport import stages
from govreport.delivery.resend import resend
from govreport.errors import DeliveryError
from govreport.manifests.deliveries import DeliveryRow
from govreport.store.copies import Copies
from tests.fixtures.issued import Issued, person
from tests.fixtures.mails import body, received

LEADER, OFFICE, NANCUN = "leader@panyu.example", "office@panyu.example", "nancun@panyu.example"
NANCUN_CODE = "440113102"
PEOPLE = [person("区政府分管领导", LEADER), person("区政府办公室", OFFICE, formats=["pdf"])]


@pytest.fixture
def issued(tmp_path: Path) -> Issued:
    return Issued(tmp_path, PEOPLE)


def states(rows: list[DeliveryRow]) -> dict[str, str]:
    return {row.recipient: row.state for row in rows}


def mails(issued: Issued) -> list[Any]:
    return [received(path.read_bytes()) for path in issued.post]


def to(mail: Any) -> str:
    return str(mail["To"].addresses[0].addr_spec)


def copies(issued: Issued) -> Copies:
    return Copies(issued.context.results.engine)


def test_somebody_not_cleared_gets_nothing_and_the_ledger_says_why(tmp_path: Path) -> None:
    issued = Issued(tmp_path, [person("协会", "x@panyu.example", clearance="公开"), PEOPLE[0]])
    rows = stages.deliver(issued.context, issued.report)
    assert states(rows) == {"x@panyu.example": "refused", LEADER: "sent"}
    assert "clearance" in rows[0].detail
    assert [to(m) for m in mails(issued)] == [LEADER]
    kept = {r.recipient: r for r in issued.context.ledger.rows(issued.report.sha256)}
    assert (kept["x@panyu.example"].state, kept["x@panyu.example"].detail) == ("refused", rows[0].detail)


def test_once_cleared_he_gets_it_and_nobody_else_gets_it_again(tmp_path: Path) -> None:
    issued = Issued(tmp_path, [person("协会", "x@panyu.example", clearance="公开"), PEOPLE[0]])
    stages.deliver(issued.context, issued.report)
    issued.write_recipients([person("协会", "x@panyu.example"), PEOPLE[0]])
    rows = stages.deliver(issued.make_context(), issued.report)
    assert states(rows) == {"x@panyu.example": "sent", LEADER: "already_sent"}


def test_a_domain_that_is_not_allowed_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    issued = Issued(tmp_path, [PEOPLE[0], person("某人", "someone@mail.example")])
    rows = stages.deliver(issued.context, issued.report)
    assert states(rows) == {LEADER: "sent", "someone@mail.example": "refused"}
    assert "mail.example" in rows[1].detail
    assert "domains" in rows[1].detail


def test_a_town_gets_its_own_brief_and_not_the_report(tmp_path: Path) -> None:
    issued = Issued(tmp_path, [PEOPLE[0], person("南村镇", NANCUN, towns=["南村镇"])])
    brief = issued.brief(NANCUN_CODE)
    rows = stages.deliver(issued.context, issued.report)
    assert states(rows) == {LEADER: "sent", NANCUN: "sent"}
    assert rows[1].report_sha256 == brief.sha256
    by_address = {to(m): m for m in mails(issued)}
    assert f"镇街简报（{NANCUN_CODE}）" in by_address[NANCUN]["Subject"]
    assert [p.get_filename() for p in by_address[NANCUN].iter_attachments()] == [f"镇街简报-{NANCUN_CODE}.pdf"]
    assert set(states(stages.deliver(issued.context, issued.report)).values()) == {"already_sent"}
    assert len(issued.post) == 2


def test_a_brief_of_other_figures_than_the_signed_ones_does_not_go_out(tmp_path: Path) -> None:
    issued = Issued(tmp_path, [PEOPLE[0], person("南村镇", NANCUN, towns=["南村镇"])])
    issued.brief(NANCUN_CODE, fingerprint="0" * 64)
    rows = stages.deliver(issued.context, issued.report)
    assert states(rows) == {LEADER: "sent", NANCUN: "failed"}
    assert "数字相同" in rows[1].detail


def test_of_two_briefs_with_one_fingerprint_the_first_goes_out_whatever_is_made_later(tmp_path: Path) -> None:
    issued = Issued(tmp_path, [PEOPLE[0], person("南村镇", NANCUN, towns=["南村镇"])])
    first = issued.brief(NANCUN_CODE)
    issued.brief(NANCUN_CODE, note="另一个版本的程序库")
    assert stages.deliver(issued.context, issued.report)[1].report_sha256 == first.sha256


def test_a_brief_waits_for_the_report(tmp_path: Path) -> None:
    issued = Issued(tmp_path, [person("某人", "someone@mail.example"), person("南村镇", NANCUN, towns=["南村镇"])])
    issued.brief(NANCUN_CODE)
    rows = stages.deliver(issued.context, issued.report)
    assert states(rows) == {"someone@mail.example": "refused", NANCUN: "failed"}
    assert "报告本身尚未发出" in rows[1].detail
    assert issued.post == []


def test_another_edition_is_withheld_from_towns_as_from_leaders(tmp_path: Path) -> None:
    issued = Issued(tmp_path, [PEOPLE[0], person("南村镇", NANCUN, towns=["南村镇"])])
    issued.brief(NANCUN_CODE)
    stages.deliver(issued.context, issued.report)
    second = issued.issue(note="更正", fingerprint="1" * 64)
    issued.brief(NANCUN_CODE, second)
    assert states(stages.deliver(issued.context, second)) == {LEADER: "withheld", NANCUN: "withheld"}
    assert states(stages.deliver(issued.context, second, supersede=True)) == {LEADER: "sent", NANCUN: "sent"}
    assert len(issued.post) == 4


def test_nothing_goes_out_unsigned(tmp_path: Path, issued: Issued) -> None:
    unsigned = issued.report.model_copy(update={"sha256": "e" * 64})
    with pytest.raises(DeliveryError, match="签发"):
        stages.deliver(issued.context, unsigned)


def test_a_repeated_copy_says_so_and_is_another_mail_in_the_ledger(issued: Issued) -> None:
    stages.deliver(issued.context, issued.report)
    first = next(m for m in mails(issued) if to(m) == LEADER)
    assert states(resend(issued.context, LEADER, "误删", "办公室主任")) == {LEADER: "sent"}
    assert states(resend(issued.context, LEADER, "又误删")) == {LEADER: "sent"}
    again = sorted((m for m in mails(issued) if to(m) == LEADER), key=lambda m: str(m["Subject"]))
    subjects = [str(m["Subject"]) for m in again]
    assert Counter(s.startswith("【重发") for s in subjects) == {True: 2, False: 1}
    assert {s[:5] for s in subjects if s.startswith("【重发")} == {"【重发1】", "【重发2】"}
    assert len({str(m["Message-ID"]) for m in again}) == 3
    repeated = next(m for m in again if str(m["Subject"]).startswith("【重发1】"))
    assert "同一版本的重发件" in body(repeated, "plain")
    assert "同一版本的重发件" in body(repeated, "html")
    assert "重发" not in body(first, "plain")
    assert {p.get_filename() for p in repeated.iter_attachments()} == {
        p.get_filename() for p in first.iter_attachments()
    }
    listed = [c for c in copies(issued).of("panyu") if c.recipient == LEADER]
    assert [c.copy_number for c in listed] == [0, 1, 2]
    event = copies(issued).events(listed[1])[0]
    assert (event.event, event.role, event.comment) == ("repeated", "办公室主任", "误删")


def test_a_copy_is_repeated_only_where_the_first_is_known_to_have_gone(issued: Issued) -> None:
    with pytest.raises(DeliveryError, match="没有发给过"):
        resend(issued.context, LEADER, "没收到")
    issued.context.ledger.claim(issued.report.sha256, LEADER)
    with pytest.raises(DeliveryError, match="settle"):
        resend(issued.context, LEADER, "没收到")
    with pytest.raises(DeliveryError, match=r"recipients\.yaml"):
        resend(issued.context, "nobody@panyu.example", "没收到")


def test_a_repeated_copy_takes_a_reason(issued: Issued) -> None:
    stages.deliver(issued.context, issued.report)
    with pytest.raises(DeliveryError, match="原因"):
        resend(issued.context, LEADER, "  ")


def test_test_mode_sends_everything_to_one_address_and_counts_for_nobody(issued: Issued) -> None:
    testing = issued.make_context(mail_redirect="operator@panyu.example")
    assert states(stages.deliver(testing, issued.report)) == {LEADER: "sent", OFFICE: "sent"}
    for mail in mails(issued):
        assert to(mail) == "operator@panyu.example"
        assert str(mail["Subject"]).startswith("【测试】")
        assert mail["X-Govreport-Original-To"] in (LEADER, OFFICE)
        assert mail["X-Govreport-Original-To"] in body(mail, "plain")
        assert mail["X-Govreport-Original-To"] in body(mail, "html")
    assert set(states(stages.deliver(testing, issued.report)).values()) == {"already_sent"}
    assert issued.context.ledger.rows(issued.report.sha256) == []
    # And then in earnest.
    assert states(stages.deliver(issued.context, issued.report)) == {LEADER: "sent", OFFICE: "sent"}
    assert len(issued.post) == 4


def test_a_test_of_one_edition_does_not_withhold_the_next(issued: Issued) -> None:
    testing = issued.make_context(mail_redirect="operator@panyu.example")
    stages.deliver(testing, issued.report)
    second = issued.issue(note="更正", fingerprint="1" * 64)
    assert set(states(stages.deliver(issued.context, second)).values()) == {"sent"}


def test_names_are_ascii_where_the_district_asks_for_it(issued: Issued) -> None:
    path = issued.home / "include" / "districts" / "panyu" / "district.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("names: chinese", "names: ascii"), encoding="utf-8")
    stages.deliver(issued.make_context(), issued.report)
    names = {p.get_filename() for m in mails(issued) for p in m.iter_attachments()}
    assert names == {"jiayuan-2019-Q3.pdf", "jiayuan-2019-Q3.xlsx"}


def test_somebody_who_reads_two_languages_gets_a_mail_of_each_and_others_only_theirs(tmp_path: Path) -> None:
    issued = Issued(tmp_path, PEOPLE)
    path = issued.home / "include" / "districts" / "panyu" / "district.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("languages: [zh]", "languages: [zh, en]"), encoding="utf-8"
    )
    issued.write_recipients([person("区政府分管领导", LEADER, language=["zh", "en"]), PEOPLE[1]])
    issued.context = issued.make_context()
    english = issued.issue(language="en", lang_tag="en", subject="Panyu quarterly", fingerprint="2" * 64)
    assert states(stages.deliver(issued.context, issued.report)) == {LEADER: "sent", OFFICE: "sent"}
    assert states(stages.deliver(issued.context, english)) == {LEADER: "sent"}
    assert sorted(m["Content-Language"] for m in mails(issued) if to(m) == LEADER) == ["en", "zh-CN"]
