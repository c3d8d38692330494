"""Several quarters by one command, without Airflow."""

from __future__ import annotations

from sqlalchemy import select
from typer.testing import CliRunner

from govreport.cli.application import app
from govreport.settings import Settings
from govreport.store import tables
from govreport.store.database import open_database


def _govreport(settings: Settings, *arguments: str) -> tuple[int, str]:
    environment = {"GOVREPORT_HOME": str(settings.home), "GOVREPORT_VAR": str(settings.var_dir)}
    result = CliRunner().invoke(app, [*arguments], env=environment)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def _reports(settings: Settings) -> list[str]:
    with open_database(settings.database).connect() as connection:
        return sorted(connection.execute(select(tables.reports.c.sha256)).scalars())


def test_a_quarter_without_files_stops_no_other_and_what_is_made_is_what_a_single_run_makes(
    installation: Settings,
) -> None:
    code, said = _govreport(installation, "backfill", "--from", "2019-Q2", "--to", "2019-Q3")
    assert code == 1
    assert "2019-Q2 没有完成" in said.replace("\n", "")
    backfilled = _reports(installation)
    assert len(backfilled) == 1
    assert not list(installation.outbox_dir.glob("*.eml"))  # nobody asked for mails

    code, said = _govreport(installation, "run", "-d", "panyu", "-q", "2019-Q3", "--until", "render")
    assert code == 0
    assert _reports(installation) == backfilled


def test_quarters_in_the_wrong_order_are_refused_in_a_sentence(installation: Settings) -> None:
    code, said = _govreport(installation, "backfill", "--from", "2019-Q4", "--to", "2019-Q1")
    assert code == 1
    assert "从早到晚" in said
