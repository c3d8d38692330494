"""What an operator types and reads: who has what, settling a doubt, sending again, reading bounces."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from govreport import stages
from govreport.cli.application import app
from govreport.store import copies as copies_module
from govreport.store.copies import Copies
from tests.delivery.test_bounces import dsn
from tests.delivery.test_plain_notices import DELAYS, UNCLEAR, notice
from tests.fixtures.issued import Issued, person
from tests.fixtures.mails import received

LEADER, OFFICE = "leader@panyu.example", "office@panyu.example"


class Operator:
    """Runs commands on an installation."""

    def __init__(self, issued: Issued) -> None:
        self.issued = issued
        self.hash = issued.report.sha256[:12]

    def run(self, *arguments: str, code: int = 0) -> str:
        done = CliRunner(env={**self.issued.environment(), "COLUMNS": "300"}).invoke(app, list(arguments))
        assert done.exit_code == code, done.output
        return done.output

    def states(self) -> dict[str, str]:
        return {r.recipient: r.state for r in self.issued.context.ledger.rows(self.issued.report.sha256)}


@pytest.fixture
def operator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Operator:
    monkeypatch.setattr(copies_module, "UNDER_WAY", timedelta(0))
    return Operator(Issued(tmp_path, [person("区政府分管领导", LEADER), person("区政府办公室", OFFICE)]))


def test_who_has_what_is_listed_with_those_who_have_nothing(operator: Operator) -> None:
    assert operator.run("deliveries", "2019-Q3").count("还没有发送过") == 2
    operator.run("deliver", "2019-Q3")
    listed = operator.run("deliveries", "2019-Q3")
    assert "还没有发送过" not in listed
    for part in (LEADER, OFFICE, "区政府办公室", "已发送", operator.hash):
        assert part in listed


def test_a_doubt_is_listed_with_what_to_do_and_settled_by_somebody_with_grounds(operator: Operator) -> None:
    operator.issued.context.ledger.claim(operator.issued.report.sha256, LEADER)
    assert "不能确定" in operator.run("deliver", "2019-Q3", code=1)
    listed = operator.run("deliveries", "2019-Q3")
    assert f"govreport settle {operator.hash} {LEADER}" in listed
    asked = ("settle", operator.hash, LEADER, "--by", "管理员", "--comment", "电话核实没有收到")
    assert "--arrived" in operator.run(*asked, code=1)
    operator.run(*asked, "--not-arrived")
    assert operator.states() == {LEADER: "not_arrived", OFFICE: "sent"}
    operator.run("deliver", "2019-Q3")
    assert operator.states() == {LEADER: "sent", OFFICE: "sent"}
    assert len(operator.issued.post) == 2
    copies = Copies(operator.issued.context.results.engine)
    (copy,) = [c for c in copies.of("panyu") if c.recipient == LEADER]
    (event,) = copies.events(copy)
    assert (event.event, event.before, event.role, event.comment) == (
        "not_arrived", "in_doubt", "管理员", "电话核实没有收到",
    )  # fmt: skip
    assert "无须处理" in operator.run(*asked, "--arrived", code=1)


def test_what_arrived_is_never_sent_again(operator: Operator) -> None:
    operator.issued.context.ledger.claim(operator.issued.report.sha256, LEADER)
    operator.run("settle", operator.hash, LEADER, "--arrived", "--by", "管理员", "--comment", "已收到")
    operator.run("deliver", "2019-Q3")
    assert len(operator.issued.post) == 1


def test_a_copy_is_repeated_on_demand(operator: Operator) -> None:
    operator.run("deliver", "2019-Q3")
    assert "已发送" in operator.run("resend", "2019-Q3", "--to", LEADER, "--reason", "误删")
    assert "重发1" in operator.run("deliveries", "2019-Q3")
    assert len(operator.issued.post) == 3
    assert "没有发给过" in operator.run("resend", "2019-Q2", "--to", LEADER, "--reason", "误删", code=1)


def test_a_bounce_is_recognised_recorded_and_may_be_sent_again_once_settled(operator: Operator, tmp_path: Path) -> None:
    operator.run("deliver", "2019-Q3")
    sent = next(p for p in operator.issued.post if LEADER in p.name).read_bytes()
    path = tmp_path / "bounce.eml"
    path.write_bytes(dsn(received(sent), "5.1.1", "550 5.1.1 no such user.").as_bytes())
    said = operator.run("bounces", str(path))
    assert "no such user。已记为被退回" in " ".join(said.split())
    for part in (LEADER, "2019年第三季度季报", operator.hash, "没有这个邮箱", "no such user"):
        assert part in said
    assert operator.states() == {LEADER: "bounced", OFFICE: "sent"}
    assert "被退回" in operator.run("deliver", "2019-Q3", code=1)
    assert len(operator.issued.post) == 2
    assert "--not-arrived" in operator.run("deliveries", "2019-Q3")
    operator.run("settle", operator.hash, LEADER, "--not-arrived", "--by", "管理员", "--comment", "地址已恢复")
    operator.run("deliver", "2019-Q3")
    assert operator.states() == {LEADER: "sent", OFFICE: "sent"}


def test_a_bounce_of_somebody_elses_mail_changes_nothing(operator: Operator, tmp_path: Path) -> None:
    operator.run("deliver", "2019-Q3")
    sent = received(operator.issued.post[0].read_bytes())
    sent.replace_header("Message-ID", f"<{'0' * 32}@minzheng.panyu.example>")
    path = tmp_path / "bounce.eml"
    path.write_bytes(dsn(sent, "5.1.1", "550 no such user").as_bytes())
    assert "没有一封本系统的邮件与它对应" in operator.run("bounces", str(path), code=1)
    assert set(operator.states().values()) == {"sent"}


def test_a_delay_changes_nothing(operator: Operator, tmp_path: Path) -> None:
    operator.run("deliver", "2019-Q3")
    path = tmp_path / "delay.eml"
    sent = received(operator.issued.post[0].read_bytes())
    path.write_bytes(dsn(sent, "4.4.1", "connection timed out", action="delayed").as_bytes())
    assert "尚在投递" in operator.run("bounces", str(path))
    assert set(operator.states().values()) == {"sent"}


def test_nothing_signed_is_said(tmp_path: Path, operator: Operator) -> None:
    assert "没有已签发的报告" in operator.run("deliver", "2019-Q2", code=1)


def test_a_signed_report_without_recipients_is_said_to_have_none_and_nothing_else(operator: Operator) -> None:
    operator.issued.write_recipients([])
    said = operator.run("deliver", "2019-Q3", code=1)
    assert "没有收件人：请在 panyu 的 recipients.yaml 中写上" in said
    assert "签" not in said


def test_a_report_that_was_made_and_not_signed_is_said_to_want_signing_which_works(operator: Operator) -> None:
    issued = operator.issued
    unsigned = issued.report.model_copy(update={"sha256": "0" * 64})
    issued.context.results.add_report(unsigned)
    chain = yaml.safe_load((folder := issued.home / "include/districts/panyu/district.yaml").read_text("utf-8"))
    folder.write_text(yaml.safe_dump(chain | {"signoff": ["审核"]}, allow_unicode=True), "utf-8")
    said = operator.run("deliver", "2019-Q3", code=1)
    assert "govreport sign -d panyu -q 2019-Q3 --role 审核 --signer 职务" in said
    assert "收件人" not in said
    operator.run("sign", "-d", "panyu", "-q", "2019-Q3", "--role", "审核", "--signer", "职务")
    assert "已发送" in operator.run("deliver", "2019-Q3")


def test_test_mode_is_said_and_lists_apart(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOVREPORT_MAIL_REDIRECT", "operator@panyu.example")
    assert "不算发给收件人" in operator.run("deliver", "2019-Q3")
    listed = operator.run("deliveries", "2019-Q3")
    assert "测试→operator@panyu.example" in listed
    assert listed.count("还没有发送过") == 2
    stages.deliver(operator.issued.context, operator.issued.report)
    assert set(operator.states().values()) == {"sent"}


@pytest.mark.parametrize("program", ["Exim", "Postfix", "QQ"])
def test_a_plain_warning_of_a_delay_brings_nobody_a_second_copy(
    operator: Operator, tmp_path: Path, program: str
) -> None:
    operator.run("deliver", "2019-Q3")
    path = tmp_path / "warning.eml"
    path.write_bytes(notice(received(operator.issued.post[0].read_bytes()), DELAYS[program]).as_bytes())
    assert "尚在投递" in operator.run("bounces", str(path))
    assert set(operator.states().values()) == {"sent"}
    operator.run("deliver", "2019-Q3")
    assert len(operator.issued.post) == 2


def test_a_notice_that_may_be_either_is_shown_and_decided_by_a_person(operator: Operator, tmp_path: Path) -> None:
    operator.run("deliver", "2019-Q3")
    sent = next(p for p in operator.issued.post if LEADER in p.name).read_bytes()
    path = tmp_path / "notice.eml"
    path.write_bytes(notice(received(sent), UNCLEAR["weak words alone"]).as_bytes())
    for _ in range(2):
        said = operator.run("bounces", str(path), code=1)
        for part in ("看不出是退信还是延迟", "未能送达", "台账未改", "--failed-by"):
            assert part in said
    assert operator.states() == {LEADER: "sent", OFFICE: "sent"}
    copies = Copies(operator.issued.context.results.engine)
    (copy,) = [c for c in copies.of("panyu") if c.recipient == LEADER]
    assert [e.event for e in copies.events(copy)] == ["unclear"]
    # What the sentence advises, to the end.
    assert "已记为被退回" in operator.run("bounces", str(path), "--failed-by", "值班员")
    assert operator.states() == {LEADER: "bounced", OFFICE: "sent"}
    assert "值班员" in copies.events(copy)[-1].comment
    operator.run("settle", operator.hash, LEADER, "--not-arrived", "--by", "值班员", "--comment", "看过原件")
    operator.run("deliver", "2019-Q3")
    assert operator.states() == {LEADER: "sent", OFFICE: "sent"}
