"""Who may sign which report, in which order, and what a signer reads."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from govreport.cli.application import app
from govreport.context import Context
from govreport.district.folder import District
from govreport.errors import BlockedError, DeliveryError, GovreportError
from govreport.manifests.documents import Report
from govreport.manifests.measurements import Revision
from govreport.quarter import Quarter
from govreport.release.signing import missing_roles, sign_as
from govreport.release.signoff_question import question_text, question_title
from govreport.reports.model import ReportModel
from govreport.settings import Settings
from govreport.store.ledger import Ledger
from tests.fixtures.report_model import QUARTER, make_model, make_report

CHAIN = ("审核", "签发")


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


def test_a_signer_reads_hash_figures_findings_revisions_and_files(context: Context) -> None:
    model = make_model()
    report = keep(context, model)
    revision = Revision(
        indicator="R01", quarter=Quarter(2019, 2), town_code="", breakdown="", member="",
        old_numerator=1234, old_denominator=None, new_numerator=1235, new_denominator=None, reason_zh="迟报",
    )  # fmt: skip
    body = question_text(context, report, "审核", [revision])
    assert report.sha256 in body
    assert all(kpi.name in body and kpi.value in body for kpi in model.kpis)
    assert model.findings[0].lead in body
    assert "1,234 → 1,235（迟报）" in body
    assert all(context.files.path(file.key) in body for file in report.files)
    assert "审核" in question_title(context, report, "审核")
    assert report.sha256[:12] in question_title(context, report, "审核")


def test_files_are_links_where_the_store_is_on_the_web(context: Context) -> None:
    report = keep(context)
    settings = context.settings.model_copy(update={"report_url": "https://reports.example/store/"})
    body = question_text(Context(settings, context.district, QUARTER), report, "审核")
    assert f"](https://reports.example/store/{report.files[0].key})" in body


def test_what_data_says_cannot_become_markup(context: Context) -> None:
    report = keep(context, make_model(headline=["[点我](http://evil.example) **x** `y`"]))
    body = question_text(context, report, "审核")
    assert r"\[点我\](http://evil.example) \*\*x\*\* \`y\`" in body


def test_the_command_signs_by_the_same_rules(context: Context, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
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
    (folder / "district.yaml").write_text(text + "signoff: [审核, 签发]\n", encoding="utf-8")
    monkeypatch.setenv("GOVREPORT_HOME", str(home))
    monkeypatch.setenv("GOVREPORT_VAR", str(context.settings.var_dir))
    report = keep(context)

    def command(role: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, ["sign", "-d", "panyu", "-q", "2019-Q3", "--role", role, "--signer", "科长"])
        return done.exit_code, done.output

    assert command("签发")[0] == 1
    assert command("审核") == (0, f"审核 → {report.sha256}\n")
    assert command("签发")[0] == 0
    assert missing_roles(context, report) == []
