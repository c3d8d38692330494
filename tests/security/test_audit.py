"""Whoever changes the database or the store without the installation's key is found by the audit, row by row."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner

from govreport import stages
from govreport.cli.application import app
from govreport.context import Context
from govreport.documents.recorded import unlike_the_log
from govreport.documents.verify_report import verify_report
from govreport.errors import DeliveryError, IntegrityError
from govreport.operations.audit import audit, begin
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.store import log, tables
from govreport.store.database import open_results
from govreport.trust.keys import Keys, new_seed
from tests.fixtures.mails import body, received
from tests.fixtures.prepared import REPORT, take
from tests.fixtures.smtp import KeepingPostmaster, smtp_server

pytestmark = pytest.mark.slow

ATTACKS = {
    "a figure is changed": "UPDATE observations SET numerator = numerator + 1 WHERE indicator = 'R01'",
    "a vintage's figures are removed": (
        "DELETE FROM observations WHERE vintage_id = (SELECT id FROM vintages ORDER BY sequence LIMIT 1)"
    ),
    "one indicator's figures are removed": "DELETE FROM observations WHERE indicator = 'R01'",
    "a verdict is rewritten": "UPDATE verdicts SET document = replace(document, 'warn', 'pass')",
    "a report is no longer held": "UPDATE reports SET held = NOT held",
    "a signature is forged": (
        "INSERT INTO signatures (report_sha256, role, signer, comment, signed_at, sequence) "
        "SELECT sha256, '局长', 'nobody', '', created_at, 99 FROM reports"
    ),
    "the signatures are removed": "DELETE FROM signatures",
    "another recipient is written into the ledger": "UPDATE deliveries SET recipient = 'spy@evil.example' "
    "WHERE recipient = (SELECT min(recipient) FROM deliveries)",
    "a copy is said not to have been sent": "UPDATE deliveries SET state = 'failed'",
    "nothing is hidden any more": "DELETE FROM hidden_cells",
    "a town is called otherwise": "UPDATE words SET zh = 'XX' WHERE kind = 'town'",
    "a run has another reason": "UPDATE runs SET reason = 'as ordered'",
    "what figures were computed from is changed": "UPDATE provenance SET inputs = '{}'",
    "a report is said to be issued": "UPDATE issued_reports SET issued_at = '2018-01-18 00:00:00'",
    "a file is said to be another": "UPDATE snapshots SET filename = 'other.xlsx'",
    "a line of the log is removed": "DELETE FROM log WHERE sequence = 3",
    "the log's end is removed": "DELETE FROM log WHERE sequence > (SELECT max(sequence) FROM log) - 3",
    "figures of nothing are added": (
        "INSERT INTO observations SELECT 'x' || vintage_id, indicator, town_code, breakdown, member, numerator, "
        "denominator FROM observations LIMIT 1"
    ),
    "a line is no line": "UPDATE log SET subject = '{' WHERE sequence = 4",
    "a moment is none": "UPDATE log SET logged_at = 'x' WHERE sequence = (SELECT max(sequence) FROM log)",
    "a document is none": "UPDATE verdicts SET document = '{'",
    "a line is said to be older": "UPDATE log SET logged_at = '2018-01-18 00:00:00' WHERE sequence = 5",
}


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A quarter that was run, signed and mailed by a real server."""
    var = tmp_path_factory.mktemp("audited") / "var"
    with smtp_server(KeepingPostmaster(var.parent / "post")) as port:
        server = {"mail": "server", "smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none"}
        made = take(REPORT, Settings(var=var, **server))  # type: ignore[arg-type]
        (report,) = [r for r in made.reports if r.language == "zh"] or made.reports[:1]
        stages.sign(made.context, report)
        stages.deliver(made.context, report)
        yield var


@pytest.fixture
def settings(issued: Path, tmp_path: Path) -> Settings:
    copytree(issued, tmp_path / "var")
    return Settings(var=tmp_path / "var")


def attack(engine: Engine, *statements: str) -> None:
    """By somebody who has the database, whatever it forbids."""
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        connection.rollback()
        raw.execute("PRAGMA foreign_keys=OFF")
        changed = sum(raw.execute(statement).rowcount for statement in statements)
        assert changed > 0
        raw.execute("PRAGMA foreign_keys=ON")


def test_what_runs_signatures_and_mails_left_is_all_in_the_log(settings: Settings) -> None:
    found = audit(settings)
    assert not found.faults
    assert found.facts > 50
    assert found.files > 30


def test_every_table_states_facts_or_is_said_not_to() -> None:
    known = {part.table.name for parts in log.FACTS.values() for part in parts}
    assert known | {*log.NOT_FACTS, "log"} == set(tables.metadata.tables)


@pytest.mark.parametrize("what", ATTACKS)
def test_a_change_without_the_key_is_found(settings: Settings, what: str) -> None:
    attack(open_results(settings), ATTACKS[what])
    assert audit(settings).faults


def test_the_command_says_what_was_changed_and_since_when(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOVREPORT_VAR", str(settings.var_dir))
    assert CliRunner().invoke(app, ["audit"]).exit_code == 0
    attack(open_results(settings), ATTACKS["a signature is forged"])
    done = CliRunner().invoke(app, ["audit", "--lang", "en"])
    assert done.exit_code == 1
    assert "局长" in done.output
    assert "isn't in the log" in done.output


def printed_head(var: Path) -> str:
    """What the leaders' mails print of the log."""
    texts = {body(received(path.read_bytes()), "plain") for path in (var.parent / "post").glob("*.eml")}
    heads = {found[1] for text in texts if (found := re.search(r"运行记录校验值：([0-9a-f]{64})", text))}
    (head,) = heads
    return head


def test_a_rewritten_history_contradicts_every_mail_that_was_sent(issued: Path, settings: Settings) -> None:
    """The log emptied and begun anew over other figures, with the key itself: only the mailboxes know better."""
    head = printed_head(issued)
    assert not audit(settings, head).faults
    attack(open_results(settings), ATTACKS["a figure is changed"], "DELETE FROM log")
    begin(settings)
    assert not audit(settings).faults
    (fault,) = audit(settings, head).faults
    assert head in fault.said.zh


@pytest.mark.parametrize("what", ["a signature is forged", "a report is no longer held", "the signatures are removed"])
def test_nothing_is_sent_on_what_somebody_wrote_into_the_database(settings: Settings, what: str) -> None:
    context = Context.make(settings, "panyu", "2019-Q3")
    report = context.results.reports("panyu", context.quarter)[0]
    if what == "a signature is forged":  # of the role that the district asks for, on a report that nobody signed
        attack(
            open_results(settings),
            "DELETE FROM signatures",
            "INSERT INTO signatures (report_sha256, role, signer, comment, signed_at, sequence) "
            "SELECT sha256, 'configuration', 'panyu', '', created_at, 1 FROM reports",
        )
    else:
        attack(open_results(settings), ATTACKS[what])
    with pytest.raises((IntegrityError, DeliveryError), match=r"不是本系统写入的|尚缺签发"):
        stages.deliver(context, report)


@pytest.mark.parametrize(
    "what",
    [
        "a figure is changed",
        "one indicator's figures are removed",
        "a verdict is rewritten",
        "a report is no longer held",
        "a signature is forged",
        "the signatures are removed",
        "another recipient is written into the ledger",
        "nothing is hidden any more",
        "a run has another reason",
        "what figures were computed from is changed",
    ],
)
def test_verify_says_of_one_report_what_was_changed_of_it(settings: Settings, what: str) -> None:
    report = Context.make(settings, "panyu", "2019-Q3").results.reports("panyu", Quarter(2019, 3))[0]
    attack(open_results(settings), ATTACKS[what])
    assert unlike_the_log(settings, report)


def test_verify_says_who_signed_and_isnt_content_with_a_forged_signature(settings: Settings) -> None:
    report = Context.make(settings, "panyu", "2019-Q3").results.reports("panyu", Quarter(2019, 3))[0]
    proof = verify_report(settings, report.sha256, quick=True)
    assert proof.state == "identical"
    assert any("签署：configuration" in line.zh for line in proof.details)
    attack(open_results(settings), ATTACKS["a signature is forged"])
    proof = verify_report(settings, report.sha256, quick=True)
    assert proof.exit_code == 6
    assert any("与日志不符" in line.zh and "签署" in line.zh for line in proof.details)


def test_a_row_and_a_line_written_with_another_key_are_found(settings: Settings) -> None:
    engine = open_results(settings)
    attack(engine, ATTACKS["a copy is said not to have been sent"])
    other = Keys(base64.urlsafe_b64decode(new_seed()))
    log.sealing(engine, lambda: other)
    with engine.begin() as connection:
        for subject in list(log.subjects(connection, "delivery")):
            log.record(connection, "delivery", subject)
    assert any("密钥" in fault.said.zh for fault in audit(settings).faults)


def test_a_stored_file_that_is_damaged_or_gone_is_named(settings: Settings) -> None:
    stored = sorted((settings.var_dir / "store" / "tidy").rglob("*.parquet"))
    stored[0].write_bytes(b"other")
    (settings.var_dir / "store" / "models").rename(settings.var_dir / "models")
    said = " ".join(fault.said.zh for fault in audit(settings).faults)
    assert stored[0].name in said
    assert "models/" in said


def test_an_installation_from_before_the_log_begins_it_once(settings: Settings) -> None:
    attack(open_results(settings), "DELETE FROM log")
    assert audit(settings).unlogged
    assert begin(settings) > 50
    assert not audit(settings).faults
    with pytest.raises(Exception, match="日志已经开始"):
        begin(settings)


def test_a_changed_key_seals_from_then_on_and_former_lines_still_count(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = settings.model_copy(update={"signing_key": _secret(new_seed())})
    engine = open_results(changed)
    assert any("最后一行" in fault.said.zh for fault in audit(changed).faults)
    with engine.begin() as connection:
        log.record(connection, "report", next(log.subjects(connection, "report")))
    assert not audit(changed).faults


def _secret(text_: str) -> object:
    from pydantic import SecretStr

    return SecretStr(text_)
