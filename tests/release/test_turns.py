"""Whose turn it is to sign is told by mail: once, with what he needs, and never in the way of the question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from govreport.context import Context
from govreport.district.folder import District
from govreport.manifests.documents import Report
from govreport.release.links import Links
from govreport.release.turns import tell_signers, turn_of
from govreport.settings import Settings
from tests.fixtures.report_model import QUARTER, make_model, make_report
from tests.fixtures.smtp import Postmaster, smtp_server

BASE = "https://airflow.example"
LINKS = Links(f"{BASE}/govreport/panyu/2019-Q3", f"{BASE}/dags/d/runs/r/tasks/signoff_1/mapped/0/required_actions")
REVIEWER, SECOND, OPERATOR = (f"{name}@minzheng.panyu.example" for name in ("reviewer", "second", "ops"))


@pytest.fixture
def context(settings: Settings, panyu: District) -> Context:
    asked = {"signoff": ("审核", "签发"), "signer_mail": {"审核": (REVIEWER, SECOND)}, "operators": (OPERATOR,)}
    return Context(settings, panyu.model_copy(update=asked), QUARTER)


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Iterator[Postmaster]:
    """A mail server that the connection names, as the copies of reports find it."""
    postmaster = Postmaster()
    with smtp_server(postmaster) as port:
        monkeypatch.setenv("AIRFLOW_CONN_GOVREPORT_SMTP", f"smtp://127.0.0.1:{port}/?disable_ssl=true&disable_tls=true")
        yield postmaster


def keep(context: Context, **changes: object) -> Report:
    model = make_model(**changes)
    key = context.files.put("models", model.model_dump_json().encode(), ".json")
    report = make_report(model).model_copy(update={"district": "panyu", "model_key": key})
    context.results.add_report(report)
    return report


def mails_to(context: Context, address: str) -> list[EmailMessage]:
    found = sorted(context.settings.outbox_dir.glob(f"*-{address}.eml"), key=lambda path: path.stat().st_mtime_ns)
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in found]  # type: ignore[misc]


def form(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_whose_turn_it_is_gets_one_mail_with_the_figures_and_the_links(context: Context) -> None:
    model = make_model()
    report = keep(context)
    told, problem = tell_signers(context, report, "审核", LINKS)
    assert [(one.address, one.state) for one in told] == [(REVIEWER, "outbox"), (SECOND, "outbox")]
    assert problem is None
    (mail,) = mails_to(context, REVIEWER)
    assert str(mail["Subject"]) == "番禺区 2019-Q3 报告请审核签署"
    text, page = form(mail, "plain"), form(mail, "html")
    for kpi in model.kpis:
        assert f"{kpi.name}：{kpi.value}{kpi.unit}" in text
        assert f"{kpi.value}{kpi.unit}" in page
    for said in (text, page):
        assert report.sha256 in said
        for link in (
            LINKS.question,
            f"{LINKS.page}/files/{report.files[0].key}",
            f"{LINKS.page}#h-vintages",
            LINKS.page,
        ):
            assert re.search(rf"{re.escape(link)}[\"\s]", said), link
    assert context.settings.store not in text + page
    assert not mails_to(context, OPERATOR)


def test_it_is_told_once_whatever_is_repeated_and_anew_for_another_report_or_role(context: Context) -> None:
    report = keep(context)
    for _ in range(3):
        tell_signers(context, report, "审核", LINKS)
    assert len(mails_to(context, REVIEWER)) == 1
    tell_signers(context, keep(context, headline=["another"]), "审核", LINKS)
    assert len(mails_to(context, REVIEWER)) == 2
    both = context.district.model_copy(update={"signer_mail": {"审核": (REVIEWER,), "签发": (REVIEWER,)}})
    context.ledger.sign(report.sha256, "审核", "科长", "数字已核")
    tell_signers(replace(context, district=both), report, "签发", LINKS)
    last = mails_to(context, REVIEWER)[-1]
    assert len(mails_to(context, REVIEWER)) == 3
    assert "此前已签署：审核（科长）：“数字已核”。" in form(last, "plain")


def test_an_english_district_is_told_in_english(context: Context) -> None:
    english = context.district.model_copy(update={"languages": ("en",)})
    report = keep(context, language="en", lang_tag="en")
    tell_signers(replace(context, district=english), report, "审核", LINKS)
    (mail,) = mails_to(context, REVIEWER)
    assert str(mail["Subject"]) == "Panyu District 2019-Q3: report for 审核 to sign"
    text, page = form(mail, "plain"), form(mail, "html")
    for words in ("Panyu District, report of Q3 2019: 审核 to sign", "Headline figures", "Approve or reject"):
        assert words in text
        assert words in page
    assert 'lang="en"' in page
    assert str(mail["Content-Language"]) == "en"


def test_a_role_without_an_address_is_told_to_operators_once(context: Context) -> None:
    report = keep(context)
    for _ in range(2):
        told, problem = tell_signers(context, report, "签发", LINKS)
        assert told == []
        assert problem is not None
    (mail,) = mails_to(context, OPERATOR)
    assert "签署人没有收到通知" in str(mail["Subject"])
    assert "没有人可通知" in mail.get_content()
    assert LINKS.question in mail.get_content()
    assert not mails_to(context, REVIEWER)


def test_a_mail_that_is_refused_is_told_to_operators_and_the_other_signer_has_his(
    context: Context, post: Postmaster
) -> None:
    post.unknown.add(REVIEWER)
    settings, report = context.settings.model_copy(update={"mail": "server"}), keep(context)
    served = replace(context, settings=settings)
    told, problem = tell_signers(served, report, "审核", LINKS)
    assert [one.state for one in told] == ["refused", "sent"]
    assert problem is not None
    assert REVIEWER in problem.zh
    assert not re.search("。）|。。", problem.zh), problem.zh
    assert not re.search(r"\.\)|\.\.", problem.en), problem.en
    assert post.recipients == [SECOND, OPERATOR]
    turn = turn_of(served, report)
    assert turn is not None
    assert turn.in_words.zh == f"待审核签署：通知 {REVIEWER}（未发送）、{SECOND}（已发送）。"


def test_without_a_mail_server_nothing_is_put_into_an_outbox_that_nobody_asked_for(context: Context) -> None:
    settings = context.settings.model_copy(update={"mail": "server"})
    told, problem = tell_signers(replace(context, settings=settings), keep(context), "审核", LINKS)
    assert [one.state for one in told] == ["failed", "failed"]
    assert problem is not None
    assert "没有设置邮件服务器" in problem.zh
    assert not settings.outbox_dir.exists()


def test_in_test_mode_the_mail_says_so_and_counts_as_told_to_nobody(context: Context) -> None:
    settings = context.settings.model_copy(update={"mail_redirect": "probe@minzheng.panyu.example"})
    report = keep(context)
    tell_signers(replace(context, settings=settings), report, "审核", LINKS)
    mail = mails_to(context, "probe@minzheng.panyu.example")[0]
    assert "这是测试邮件" in form(mail, "plain")
    assert "这是测试邮件" in form(mail, "html")
    turn = turn_of(context, report)
    assert turn is not None
    assert {state for _, state in turn.mails} == {"none"}
    tell_signers(context, report, "审核", LINKS)
    assert len(mails_to(context, REVIEWER)) == 1


def test_it_is_nobodys_turn_where_everybody_has_signed_or_the_report_is_held(context: Context) -> None:
    report = keep(context)
    assert turn_of(context, report.model_copy(update={"held": True})) is None
    for role in context.district.signoff:
        turn = turn_of(context, report)
        assert turn is not None
        assert turn.role == role
        context.ledger.sign(report.sha256, role, "x")
    assert turn_of(context, report) is None
