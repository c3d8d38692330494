"""Correction notices: nothing goes out unreleased, and each holder of the former edition hears once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from govreport import stages
from govreport.cli.application import app
from govreport.delivery.send_notices import notice_roles, send_notice
from govreport.errors import DeliveryError, Message
from govreport.manifests.documents import CorrectionNotice, HeadlineChange
from govreport.reports.documents.notice import make_notice
from govreport.store.records import Judged
from tests.fixtures.issued import Issued, person
from tests.fixtures.mails import body, received
from tests.fixtures.report_model import make_model

LEADER, OFFICE = "leader@panyu.example", "office@panyu.example"


@pytest.fixture
def issued(tmp_path: Path) -> Issued:
    made = Issued(tmp_path, [person("区政府分管领导", LEADER), person("区政府办公室", OFFICE)])
    stages.deliver(made.context, made.report)
    return made


def draft(issued: Issued, known_since: date | None = date(2019, 11, 5)) -> CorrectionNotice:
    context = issued.context
    notice = make_notice(
        context.settings, context.district, context.files,
        signed=issued.report, issued=make_model(district_id="panyu"),
        changes=[HeadlineChange(indicator="R01", name="登记社会组织", old="851家", new="849家")],
        judged=Judged("correction", "extracts", Message("两家重复登记", "two were registered twice")),
        known_since=known_since, holders=context.ledger.holders(issued.report.sha256),
    )  # fmt: skip
    context.notices.add(notice)
    return notice


def release(issued: Issued, notice: CorrectionNotice) -> None:
    issued.context.notices.sign(notice, "局长", "区民政局局长", "同意")


def notices_sent(issued: Issued) -> list[str]:
    mails = [received(p.read_bytes()) for p in issued.post]
    return sorted(m["To"].addresses[0].addr_spec for m in mails if "更正通知" in m["Subject"])


def test_a_draft_is_not_sent(issued: Issued) -> None:
    notice = draft(issued)
    with pytest.raises(DeliveryError, match="尚未签发"):
        send_notice(issued.context, notice)
    assert notices_sent(issued) == []


def test_a_released_notice_reaches_each_holder_once_and_no_longer_calls_itself_a_draft(issued: Issued) -> None:
    notice = draft(issued)
    release(issued, notice)
    assert {r.state for r in send_notice(issued.context, notice)} == {"sent"}
    assert {r.state for r in send_notice(issued.context, notice)} == {"already_sent"}
    assert notices_sent(issued) == [LEADER, OFFICE]
    mail = next(m for p in issued.post if "更正通知" in (m := received(p.read_bytes()))["Subject"])
    for kind in ("plain", "html"):
        text = body(mail, kind)
        assert "草稿" not in text
        for part in ("851家", "849家", "两家重复登记", "2019年11月5日", issued.report.fingerprint):
            assert part in text


def test_what_nobody_filled_in_is_left_out_of_the_mail(issued: Issued) -> None:
    notice = draft(issued, known_since=None)
    release(issued, notice)
    send_notice(issued.context, notice)
    mail = next(m for p in issued.post if "更正通知" in (m := received(p.read_bytes()))["Subject"])
    assert "待填写" in issued.context.files.get(notice.text.key).decode()
    assert all("待填写" not in body(mail, kind) and "获知日期" not in body(mail, kind) for kind in ("plain", "html"))


def test_it_goes_to_those_who_hold_the_edition_now_and_not_to_new_recipients(issued: Issued) -> None:
    notice = draft(issued)
    release(issued, notice)
    issued.write_recipients([person("区政府分管领导", LEADER), person("新来的", "new@panyu.example")])
    rows = {r.recipient: r for r in send_notice(issued.make_context(), notice)}
    assert {a: r.state for a, r in rows.items()} == {LEADER: "sent", OFFICE: "refused"}
    assert "recipients.yaml" in rows[OFFICE].detail
    assert notices_sent(issued) == [LEADER]


def test_every_role_of_the_chain_must_release_it(issued: Issued) -> None:
    path = issued.home / "include" / "districts" / "panyu" / "district.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "\nsignoff: [审核, 签发]\n", encoding="utf-8")
    context, notice = issued.make_context(), draft(issued)
    assert notice_roles(context, notice) == ["审核", "签发"]
    context.notices.sign(notice, "审核", "科长")
    assert notice_roles(context, notice) == ["签发"]
    with pytest.raises(DeliveryError, match="签发"):
        send_notice(context, notice)


def test_the_commands_list_sign_and_send(issued: Issued) -> None:
    notice = draft(issued)
    run = CliRunner(env=issued.environment())

    def say(*arguments: str) -> tuple[int, str]:
        done = run.invoke(app, ["notices", *arguments], terminal_width=200)
        return done.exit_code, done.output

    prefix = notice.text.sha256[:8]
    assert "待签发" in say("list", "2019-Q3")[1]
    assert say("send", "2019-Q3", prefix)[0] == 1
    assert say("sign", "2019-Q3", prefix, "--role", "局长", "--signer", "区民政局局长")[0] == 0
    code, text = say("send", "2019-Q3", prefix)
    assert (code, text.count("已发送")) == (0, 2)
    listed = say("list", "2019-Q3")[1]
    assert "局长（区民政局局长）" in listed
    assert "已发 2 份" in listed
