"""Who may sign which report, in which order, and what a signer reads."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from govreport.cli.application import app
from govreport.cli.common import account
from govreport.context import Context
from govreport.district.folder import District
from govreport.documents.recorded import who_signed
from govreport.errors import BlockedError, DeliveryError, GovreportError
from govreport.manifests.documents import Report
from govreport.release.links import Links
from govreport.release.signing import missing_roles, require_account, sign_as
from govreport.release.signoff_forms import as_markdown, as_text
from govreport.release.signoff_question import ask
from govreport.reports.model import Cell, ColumnHead, ReportModel, Row, Section, TableBlock
from govreport.settings import Settings
from govreport.store import tables
from govreport.store.authenticated import ACCOUNT, AIRFLOW, Authenticated
from govreport.store.ledger import Ledger
from tests.fixtures.report_model import QUARTER, make_model, make_report

CHAIN = ("审核", "签发")
SIGNOFF = "signoff: [审核, 签发]\nsigner_mail: {审核: reviewer@minzheng.panyu.example}\n"


@pytest.fixture
def context(settings: Settings, panyu: District) -> Context:
    return Context(settings, panyu.model_copy(update={"signoff": CHAIN}), QUARTER)


def keep(context: Context, model: ReportModel | None = None, *, held: bool = False) -> Report:
    model = model or make_model()
    key = context.files.put("models", model.model_dump_json().encode(), ".json")
    report = make_report(model).model_copy(update={"district": "panyu", "model_key": key, "held": held})
    context.results.add_report(report)
    return report


def test_roles_sign_in_their_order_and_each_signature_stands_beside_the_hash(context: Context) -> None:
    report = keep(context)
    with pytest.raises(DeliveryError, match="审核"):
        sign_as(context, report, "签发", "director")
    assert sign_as(context, report, "审核", "reviewer", "数字已核")
    assert missing_roles(context, report) == ["签发"]
    assert sign_as(context, report, "签发", "director")
    assert not sign_as(context, report, "签发", "director")
    signed = Ledger(context.results.engine).signatures(report.sha256)
    assert [(s.role, s.signer, s.comment) for s in signed] == [
        ("审核", "reviewer", "数字已核"),
        ("签发", "director", ""),
    ]


def test_a_report_that_was_made_again_takes_the_signatures_with_it(context: Context) -> None:
    report = keep(context)
    sign_as(context, report, "审核", "reviewer")
    changed = keep(context, make_model(headline=["another"]))
    with pytest.raises(DeliveryError) as caught:
        sign_as(context, report, "签发", "director")
    assert report.sha256[:12] in caught.value.message.zh
    assert changed.sha256[:12] in caught.value.message.zh
    assert missing_roles(context, changed) == list(CHAIN)


def test_a_draft_and_a_role_outside_the_chain_are_refused(context: Context) -> None:
    with pytest.raises(BlockedError, match="草稿"):
        sign_as(context, keep(context, held=True), "审核", "reviewer")
    with pytest.raises(GovreportError, match="审核、签发"):
        sign_as(context, keep(context), "局长", "director")


def test_a_signature_keeps_which_account_gave_it_and_only_the_roles_accounts_may(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = keep(context)
    sign_as(context, report, "审核", "科长", "", Authenticated("zhang", ACCOUNT))
    sign_as(context, report, "签发", "局长 (4)", "", Authenticated("4", AIRFLOW))
    first, second = context.ledger.signatures(report.sha256)
    assert first.authenticated is not None
    assert first.authenticated.in_words == ("操作系统账号 zhang", "operating-system account zhang")
    assert second.authenticated == Authenticated("4", AIRFLOW)
    signed, other = (m.zh for m in who_signed(context.settings, report))
    assert "操作系统账号 zhang" in signed
    assert "Airflow 用户 4" in other
    # Whose account it was is said by a sealed line alone: nobody else's counts.
    with context.results.engine.begin() as connection:
        connection.execute(tables.log.update().where(tables.log.c.kind == "authentication").values(seal="x:eA=="))
    assert [s.authenticated for s in context.ledger.signatures(report.sha256)] == [None, None]

    require_account(context, "审核", "anybody")  # the district says nothing of accounts
    held = replace(context, district=context.district.model_copy(update={"accounts": {"审核": ("zhang",)}}))
    require_account(held, "审核", "zhang")
    require_account(held, "签发", "anybody")
    with pytest.raises(GovreportError, match="操作系统账号 li 不能以“审核”签署"):
        require_account(held, "审核", "li")


def revised(*changes: tuple[str, str, str, str, str]) -> Section:
    """The report's own table of what prints otherwise: (indicator, where, period, old, new)."""
    rows = [[name, where, period, "常规", old, new] for name, where, period, old, new in changes]
    table = TableBlock(
        key="revisions",
        number="表9",
        title="对已印发数字的修订",
        columns=[ColumnHead(text=text) for text in ("指标", "范围", "时期", "修订类型", "原数", "修订后")],
        rows=[Row(cells=[Cell(text=text) for text in row]) for row in rows],
        note="常规：迟报。另有3项，逐项列于技术附件。",
    )
    return Section(key="quality", heading="数据质量", blocks=[table])


def test_a_signer_reads_hash_figures_findings_what_prints_otherwise_and_where_the_files_are(context: Context) -> None:
    changed = revised(
        ("登记社会组织", "全区", "2019年第二季度", "1,234", "1,235"),
        ("资助资金", "全区", "2019年第二季度", "839.0", "838.7"),
        ("登记社会组织", "甲镇", "2019年第二季度", "8", "9"),
    )
    model = make_model(sections=[*make_model().sections, changed])
    report = keep(context, model)
    question = ask(context, report, "审核")
    for body in (as_markdown(question), as_text(question)):
        assert report.sha256 in body
        assert all(kpi.name in body and kpi.value in body for kpi in model.kpis)
        assert model.findings[0].lead in body
        assert model.findings[0].text in body
        assert "登记社会组织 1,234 → 1,235家；资助资金 839.0 → 838.7" in body  # one line a place and period
        assert "另有3项" in body
        assert all(context.files.path(file.key) in body for file in report.files)
    assert "**总量稳步增长。** 截至" in as_markdown(question)  # without the space ** wouldn't end there
    assert "审核" in question.title
    assert report.sha256[:12] in question.title
    part = ask(context, keep(context), "审核").part("changed")
    assert part is not None
    assert [line.text for line in part.lines] == ["没有数字与以前所印的不同。"]


def test_what_is_new_against_the_edition_that_people_have_comes_first(context: Context) -> None:
    report = keep(context, make_model(replaces=["本版更正：登记社会组织由830家改为832家。"]))
    part = ask(context, report, "审核").part("changed")
    assert part is not None
    assert part.lines[0].text == "本版更正：登记社会组织由830家改为832家。"

    context.ledger.claim(report.sha256, "director@minzheng.panyu.example")
    context.ledger.confirm(report.sha256, "director@minzheng.panyu.example")
    links = Links("https://airflow.example/govreport/panyu/2019-Q3")
    assert all("手上是" not in line.text for p in ask(context, report, "审核", links).parts for line in p.lines)
    part = ask(context, keep(context, make_model(headline=["another"])), "审核", links).part("changed")
    assert part is not None
    assert part.onward is not None
    assert part.lines[0].text.startswith(f"2019年第三季度季报：1 位收件人手上是第1版（{report.sha256[:12]}")
    assert part.onward.href == "https://airflow.example/govreport/panyu/2019-Q3#h-had"


def test_files_are_links_to_the_pages_or_to_the_store_where_it_is_on_the_web(context: Context) -> None:
    report, key = keep(context), "x"
    links = Links("https://airflow.example/govreport/panyu/2019-Q3", "https://airflow.example/dags/d/runs/r")
    body = as_markdown(ask(context, report, "审核", links))
    assert f"[PDF](https://airflow.example/govreport/panyu/2019-Q3/files/{key})" in body
    assert "](https://airflow.example/govreport/panyu/2019-Q3#h-vintages)" in body
    assert context.settings.store not in body  # no path of the server
    settings = context.settings.model_copy(update={"report_url": "https://reports.example/store/"})
    body = as_markdown(ask(Context(settings, context.district, QUARTER), report, "审核", links))
    assert f"](https://reports.example/store/{key})" in body


def test_what_data_says_cannot_become_markup(context: Context) -> None:
    report = keep(context, make_model(headline=["[点我](http://evil.example) **x** `y`"]))
    body = as_markdown(ask(context, report, "审核"))
    assert r"\[点我\](http://evil.example) \*\*x\*\* \`y\`" in body


def test_the_command_signs_by_the_same_rules_and_shows_what_is_asked(
    context: Context, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    source = context.settings.home / "include"
    (home / "include" / "districts").mkdir(parents=True)
    for name in ("reference", "templates", "fonts"):
        (home / "include" / name).symlink_to(source / name)
    folder = home / "include" / "districts" / "panyu"
    folder.mkdir()
    for path in (source / "districts" / "panyu").iterdir():
        (folder / path.name).symlink_to(path)
    (folder / "district.yaml").unlink()
    text = (source / "districts" / "panyu" / "district.yaml").read_text(encoding="utf-8")
    (folder / "district.yaml").write_text(text + SIGNOFF, encoding="utf-8")
    monkeypatch.setenv("GOVREPORT_HOME", str(home))
    monkeypatch.setenv("GOVREPORT_VAR", str(context.settings.var_dir))
    report = keep(context)

    def command(*options: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, ["sign", "-d", "panyu", "-q", "2019-Q3", *options])
        return done.exit_code, done.output

    def sign(role: str) -> tuple[int, str]:
        return command("--role", role, "--signer", "科长")

    # Without a decision: what is asked, with this machine's paths, whose turn it is and who was told.
    code, shown = command()
    assert code == 0
    assert report.sha256 in shown
    assert "请审核签署" in shown
    assert f"PDF：{context.files.path(report.files[0].key)}" in shown
    assert "待审核签署：通知 reviewer@minzheng.panyu.example（未发送）。" in shown
    assert "请签发签署" in command("--show", "--role", "签发", "--signer", "局长")[1]
    for half in (("--role", "审核"), ("--signer", "科长")):
        code, refused = command(*half)
        assert code == 1
        assert "没有签发" in refused
    assert missing_roles(context, report) == list(CHAIN)

    assert sign("签发")[0] == 1
    own = folder / "district.yaml"
    whole = own.read_text(encoding="utf-8")
    own.write_text(whole + "accounts: {审核: [nobody-else]}\n", encoding="utf-8")
    code, refused = sign("审核")
    assert code == 1
    assert "不能以“审核”签署" in refused
    own.write_text(whole, encoding="utf-8")
    code, said = sign("审核")
    assert code == 0
    signed = context.ledger.signatures(report.sha256)[0].authenticated
    assert signed == (account(), ACCOUNT)
    assert said.startswith(f"审核 → {report.sha256}\n待签发签署：district.yaml 的 signer_mail 没有这个角色的地址")
    assert sign("签发") == (0, f"签发 → {report.sha256}\n全部角色已签。\n")
    assert missing_roles(context, report) == []
    assert command()[1].endswith("全部角色已签。\n")
