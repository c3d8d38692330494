"""A vintage that somebody wrote into the database by SQL is shown nowhere: no view, page, explanation or report."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import ProgrammingError
from typer.testing import CliRunner

from govreport.cli.application import app
from govreport.context import Context
from govreport.errors import ConfigError, IntegrityError
from govreport.operations.audit import begin
from govreport.overview.record import read_quarter
from govreport.settings import Settings
from govreport.stages import collect
from govreport.store import log
from govreport.store.database import open_database, open_results
from govreport.store.roles import grant_running
from govreport.store.runs import RunStore
from govreport.store.writing import utc_now
from tests.fixtures.own_postgres import own_postgres
from tests.fixtures.prepared import REPORT, take
from tests.store.recorded_runs import a_verdict, issue, run, vintage

pytestmark = pytest.mark.slow

FORGED = "f" * 64
VINTAGE = (
    "INSERT INTO vintages (id, district, quarter, source_quarter, verdict_sha256, catalogue_sha256, reference_sha256,"
    " created_at) SELECT '{id}', district, quarter, source_quarter, verdict_sha256, catalogue_sha256, reference_sha256,"
    " created_at FROM vintages WHERE quarter = '2019-Q3' LIMIT 1"
)
FIGURES = (
    "INSERT INTO observations SELECT '{id}', indicator, town_code, breakdown, member, 9999, denominator "
    "FROM observations WHERE vintage_id = (SELECT id FROM vintages WHERE quarter = '2019-Q3' ORDER BY sequence LIMIT 1)"
)
USED = "INSERT INTO run_vintages SELECT id, '{id}' FROM runs"
PRESENTED = "INSERT INTO presented_vintages SELECT '{id}', status, presented_at FROM presented_vintages LIMIT 1"
LINE = (
    "INSERT INTO log SELECT sequence + 1, 'vintage', '{{\"id\": \"{id}\"}}', content_sha256, sha256, '{id}', seal,"
    " logged_at FROM log ORDER BY sequence DESC LIMIT 1"
)


def insert(engine: Engine, *statements: str) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement.format(id=FORGED).replace('": "', '"\\: "')))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    take(REPORT, Settings(var=tmp_path / "var"))
    return Settings(var=tmp_path / "var")


def explained(settings: Settings, *more: str) -> str:
    env = {"GOVREPORT_VAR": str(settings.var_dir), "COLUMNS": "200"}
    done = CliRunner().invoke(app, ["explain", "2019-Q3", "R01", "--lang", "en", "-d", "panyu", *more], env=env)
    return done.output


def current(engine: Engine) -> set[int]:
    query = "SELECT numerator FROM current_observations WHERE quarter = '2019-Q3' AND indicator = 'R01'"
    with engine.connect() as connection:
        return set(connection.execute(text(query)).scalars())


def test_an_inserted_vintage_is_shown_on_no_page_and_nothing_is_compared_with_it(settings: Settings) -> None:
    context, engine = Context.make(settings, "panyu", "2019-Q3"), open_results(settings)
    before = read_quarter(engine, context.district, context.quarter, utc_now())
    figures = current(engine)
    assert before.vintages
    assert "9,999" not in explained(settings)
    insert(engine, VINTAGE, FIGURES, USED, PRESENTED)
    after = read_quarter(engine, context.district, context.quarter, utc_now())
    assert after.vintages == before.vintages
    assert after.cell.vintages == before.cell.vintages
    assert current(engine) == figures
    assert "9,999" not in explained(settings)
    assert "9,999" not in explained(settings, "--vintage", FORGED[:12])
    with pytest.raises(IntegrityError, match=r"不在日志中.*govreport audit"):
        collect(context, "registration")
    # With a line of the log too, but no key to seal it.
    insert(engine, LINE)
    after = read_quarter(engine, context.district, context.quarter, utc_now())
    assert after.vintages == before.vintages
    refused = explained(settings, "--vintage", FORGED[:12])
    assert "9,999" not in refused
    assert "isn't shown" in refused


def test_what_was_there_before_there_was_a_log_is_shown_once_it_is_begun(settings: Settings) -> None:
    context, engine = Context.make(settings, "panyu", "2019-Q3"), open_results(settings)
    figures, before = current(engine), read_quarter(engine, context.district, context.quarter, utc_now())
    insert(engine, "DELETE FROM log")
    assert current(engine) == figures
    with pytest.raises(ConfigError, match="--begin"):  # else its first line would make all others unknown
        collect(context, "registration")
    begin(settings)
    assert current(engine) == figures
    assert read_quarter(engine, context.district, context.quarter, utc_now()).vintages == before.vintages
    assert "isn't shown" not in explained(settings)
    collect(context, "registration")


@pytest.fixture(scope="module")
def postgres() -> Iterator[Engine]:
    with own_postgres("govreport") as url:
        engine = open_database(url)
        yield engine
        engine.dispose()


def test_in_postgresql_the_views_show_none_and_a_recorded_one_takes_no_more_figures(postgres: Engine) -> None:
    """As the account that runs, which may add rows to every table."""
    a_verdict(postgres)
    runs, made = RunStore(postgres), vintage("a", 841)
    run(runs, made)
    issue(runs, "e", [made])
    with postgres.begin() as connection:
        grant_running(connection, "runner")
    described = (
        "INSERT INTO presented_vintages SELECT id, 'preliminary', created_at FROM vintages",
        "INSERT INTO described_indicators SELECT catalogue_sha256, 'R01', 't', 'n', 'n', 'u', 'u', 'f', 'f', 'count',"
        " 'stock', 'none', 1, 1, 0, 0, 'CNY', 100 FROM vintages",
        "INSERT INTO issued_reports SELECT sha256, created_at FROM reports",
    )
    insert(postgres, *described)
    with postgres.begin() as connection:
        log.record(connection, "presented", {"vintage_id": made.record.id})
    shown = "SELECT numerator FROM bi.{view} ORDER BY 1"

    def figures(view: str) -> list[int]:
        with postgres.connect() as connection:
            return list(connection.execute(text(shown.format(view=view))).scalars())

    assert (figures("figures"), figures("draft_figures")) == ([], [841])  # no line says that it was issued
    with postgres.begin() as connection:
        log.record(connection, "issue", {"report_sha256": "e" * 64})
    assert (figures("figures"), figures("draft_figures")) == ([841], [841])
    runner = open_database(postgres.url.set(username="runner").render_as_string(hide_password=False), "never")
    insert(runner, VINTAGE, FIGURES, USED, PRESENTED)
    assert (figures("figures"), figures("draft_figures")) == ([841], [841])
    more = FIGURES.replace("indicator, town", "'R02', town").replace("{id}", made.record.id)
    with pytest.raises(ProgrammingError, match="figures are added to it no more"):
        insert(runner, more)
    runner.dispose()
    with postgres.begin() as connection:  # as recorded by the product
        log.record(connection, "vintage", {"id": FORGED})
        log.record(connection, "presented", {"vintage_id": FORGED})
    assert figures("draft_figures") == [9999]
