"""Whole runs as an operator starts them: twice over, and with files that are wrong."""

from __future__ import annotations

import email.policy
import subprocess
import sys
from collections.abc import Callable
from email import message_from_bytes
from pathlib import Path

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner

from govreport import stages
from govreport.cli.application import app
from govreport.context import Context
from govreport.errors import BlockedError, DeliveryError, GovreportError
from govreport.settings import Settings
from govreport.store import tables
from govreport.store.database import open_database
from tests.end_to_end.conftest import Run
from tests.fixtures.prepared import ALONE, ALONE_REPORT, take


def _environment(settings: Settings) -> dict[str, str]:
    return {"GOVREPORT_HOME": str(settings.home), "GOVREPORT_VAR": str(settings.var_dir)}


def _govreport(settings: Settings, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, [*arguments], env=_environment(settings))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def _counts(settings: Settings) -> dict[str, int]:
    with open_database(settings.database).connect() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in tables.metadata.sorted_tables
        }


def test_a_quarter_run_twice_states_the_same_and_mails_once(small: Settings, tmp_path: Path) -> None:
    trial = ("run", "-d", "panyu", "-q", "2019-Q3", "--out", str(tmp_path / "out"))
    code, said = _govreport(small, *trial, "--deliver", "--until", "check")
    assert (code, "只能用一个" in said) == (1, True)
    assert _govreport(small, *trial)[0] == 0
    assert not small.outbox_dir.exists()  # nobody gets a report because somebody tried a command
    assert (_counts(small)["reports"], _counts(small)["deliveries"]) == (1, 0)

    arguments = (*trial, "--deliver")
    assert _govreport(small, *arguments)[0] == 0
    first = _counts(small)
    mails = {p.name: p.read_bytes() for p in small.outbox_dir.glob("*.eml")}
    made = {p: p.read_bytes() for p in (tmp_path / "out").rglob("*") if p.is_file()}

    code, said = _govreport(small, *arguments)
    assert code == 0
    assert said.count("已写入发件夹，未寄出") == len(mails)
    assert _counts(small) == first
    assert {p.name: p.read_bytes() for p in small.outbox_dir.glob("*.eml")} == mails
    assert {p: p.read_bytes() for p in (tmp_path / "out").rglob("*") if p.is_file()} == made

    district = Context.make(small, "panyu", "2019-Q3").district
    parsed = [message_from_bytes(mail, policy=email.policy.default) for mail in mails.values()]
    assert sorted(m["To"].addresses[0].addr_spec for m in parsed) == sorted(r.address for r in district.recipients)
    documents, data = {".pdf", ".html", ".xlsx", ".docx"}, {".csv", ".json", ".xml", ".zip"}
    assert {Path(name).suffix for name in made} == documents | data


def _broken_header(folder: Path) -> str:
    path = folder / "evaluation-2019-Q3.csv"
    lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    path.write_text("甲,乙,丙\n" + "".join(lines[1:]), encoding="utf-8-sig")
    return path.name


def _empty(folder: Path) -> str:
    path = folder / "funding-2019-Q3.csv"
    path.write_bytes(b"")
    return path.name


def _truncated(folder: Path) -> str:
    path = folder / "registration-2019-Q3.xlsx"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return path.name


def _wrong_quarter(folder: Path) -> str:
    path = folder / "evaluation-2019-Q3.csv"
    text = path.read_text(encoding="utf-8-sig")
    path.write_text(text.replace("2019-09-30", "2019-06-30"), encoding="utf-8-sig")
    return path.name


@pytest.mark.parametrize("spoil", [_broken_header, _empty, _truncated, _wrong_quarter])
def test_a_wrong_file_gives_one_clear_sentence_and_nothing_half_done(
    spoil: Callable[[Path], str], small: Settings
) -> None:
    name = spoil(small.home / "include" / "sample" / "panyu" / "2019-Q3")
    code, said = _govreport(small, "run", "-d", "panyu", "-q", "2019-Q3")
    assert code == 1
    assert name in said
    assert "Traceback" not in said
    assert "请" in said  # it says what to do
    counts = _counts(small)
    assert (counts["vintages"], counts["observations"], counts["reports"], counts["deliveries"]) == (0, 0, 0, 0)
    assert not small.outbox_dir.exists()


def test_a_missing_file_names_the_folder_and_whom_to_ask(small: Settings) -> None:
    (small.home / "include" / "sample" / "panyu" / "2019-Q3" / "funding-2019-Q3.csv").unlink()
    code, said = _govreport(small, "check", "-d", "panyu", "-q", "2019-Q3")
    assert code == 1
    assert "番禺区民政局财务科" in said


def test_check_says_the_verdict_and_keeps_no_figure(small: Settings) -> None:
    code, said = _govreport(small, "check", "-d", "panyu", "-q", "2019-Q3")
    assert code == 0
    assert "E11" in said
    assert _counts(small)["vintages"] == 0


def test_a_run_until_the_check_ends_as_check_does_where_the_verdict_blocks(small: Settings) -> None:
    _wrong_quarter(small.home / "include" / "sample" / "panyu" / "2019-Q3")
    for command in (["run", "--until", "check"], ["check"]):
        code, said = _govreport(small, *command, "-d", "panyu", "-q", "2019-Q3")
        assert code == 1
        assert "E03-QUARTER" in said


def test_until_stops_there(small: Settings) -> None:
    code, _ = _govreport(small, "run", "-d", "panyu", "-q", "2019-Q3", "--until", "measure")
    counts = _counts(small)
    assert code == 0
    assert counts["observations"] > 0
    assert counts["reports"] == 0


def test_a_wrong_quarter_or_district_is_one_sentence(installation: Settings) -> None:
    assert _govreport(installation, "run", "-d", "panyu", "-q", "2019-Q5")[0] == 1
    code, said = _govreport(installation, "run", "-d", "nowhere", "-q", "2019-Q3")
    assert code == 1
    assert "panyu" in said


def test_indicators_lists_figures_of_a_quarter_that_was_run(installation: Settings, tmp_path: Path) -> None:
    assert _govreport(installation, "indicators", "-d", "panyu", "-q", "2019-Q3")[0] == 1
    run = Settings(home=installation.home, var=tmp_path / "run")
    take(ALONE, run)
    code, said = _govreport(run, "indicators", "-d", "panyu", "-q", "2019-Q3")
    assert code == 0
    assert "247" in said


def test_rows_in_are_rows_measured_plus_rows_set_aside(sample: Callable[[str], Run]) -> None:
    _, verdict, _ = sample("2019-Q3")
    for check in verdict.checks:
        tidy = check.tidy
        assert tidy.rows_in == tidy.rows_kept + tidy.rows_set_aside
        assert 0 < check.rows_set_aside < tidy.rows_kept


def test_a_held_report_is_a_draft_that_cannot_be_signed(tmp_path: Path) -> None:
    made = take("2019-Q3", Settings(var=tmp_path / "var"))
    context, held = made.context, made.verdict.model_copy(update={"state": "hold"})
    (report,) = stages.render(context, made.measurement, held)
    assert report.held
    with pytest.raises(BlockedError, match="草稿"):
        stages.sign(context, report)
    with pytest.raises(DeliveryError):
        stages.deliver(context, report)


def test_nothing_is_delivered_before_the_configured_roles_have_signed(installation: Settings) -> None:
    made = take(ALONE, installation)
    district = made.context.district.model_copy(update={"signoff": ("review", "director")})
    context = Context(installation, district, made.context.quarter)
    (report,) = stages.render(context, made.measurement, made.verdict)
    context.ledger.sign(report.sha256, "review", "社会组织管理科科长")
    with pytest.raises(GovreportError, match="director"):
        stages.sign(context, report)
    with pytest.raises(DeliveryError, match="director"):
        stages.deliver(context, report)
    context.ledger.sign(report.sha256, "director", "区民政局局长")
    assert {row.state for row in stages.deliver(context, stages.sign(context, report))} == {"outbox"}


def test_a_recipient_of_one_edition_gets_another_only_when_an_operator_says_so(installation: Settings) -> None:
    made = take(ALONE_REPORT, installation)
    context, (first,) = made.context, made.reports
    assert {row.state for row in stages.deliver(context, stages.sign(context, first))} == {"outbox"}

    retitled = context.district.model_copy(update={"note": None, "reference_sha256": "changed"})
    context = Context(installation, retitled, context.quarter)
    (second,) = stages.render(context, made.measurement, made.verdict)
    assert second.sha256 != first.sha256
    stages.sign(context, second)
    assert {row.state for row in stages.deliver(context, second)} == {"withheld"}
    assert {row.state for row in stages.deliver(context, second, supersede=True)} == {"outbox"}
    assert {row.state for row in stages.deliver(context, second)} == {"outbox"}
    assert len(list(installation.outbox_dir.glob("*.eml"))) == 2 * len(context.district.recipients)


def test_the_command_is_installed_and_helps_itself() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "govreport.cli", "--help"], capture_output=True, text=True, check=True
    ).stdout
    for command in ("run", "check", "indicators", "sign"):
        assert command in shown
