"""Every revision goes up and down with data in it; what would be lost, or isn't understood, is one sentence."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from threading import Timer
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, Date, DateTime, Engine, Integer, String, create_engine, insert, inspect, text
from sqlalchemy.types import Boolean
from typer.testing import CliRunner

from govreport.cli.application import app
from govreport.errors import ConfigError
from govreport.store import database, log, migrating, tables
from govreport.store.database import connect_to, open_database
from govreport.store.migrating import REVISIONS, downgrade, revision_of, upgrade
from govreport.store.runs import RunStore
from govreport.store.vintages import VintageStore
from tests.fixtures.fresh_database import made_ready_at_once
from tests.store.recorded_runs import THEN, count, current, issue, run, vintage

PREVIOUS = REVISIONS[-2]


def _value(column: Column[Any]) -> Any:
    kinds: list[tuple[Any, Any]] = [
        (Boolean, True), (Integer, 9_007_199_254_740_993 if "Big" in type(column.type).__name__ else 1),
        (DateTime, datetime(2019, 10, 23, 9)), (Date, date(2019, 10, 23)), (String, "x"),  # noqa: DTZ001 - UTC
    ]  # fmt: skip
    value = next(v for kind, v in kinds if isinstance(column.type, kind))
    return "{}" if column.name in ("document", "inputs", "reference") else value


def _fill(connection: Connection) -> None:
    """One row in every table."""
    for table in tables.metadata.sorted_tables:
        connection.execute(insert(table).values({c.name: _value(c) for c in table.columns}))


def _rows(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    names = set(inspect(connection).get_table_names()) - {"alembic_version"}
    found = {name: connection.execute(text(f"SELECT * FROM {name}")).mappings() for name in names}  # noqa: S608
    return {name: [dict(row) for row in rows] for name, rows in found.items()}


def test_the_revisions_are_those_that_alembic_finds_one_after_the_other() -> None:
    found = ScriptDirectory(str(Path(migrating.__file__).parent / "migrations"))
    assert tuple(reversed([script.revision for script in found.walk_revisions()])) == REVISIONS


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_from_each_revision_up_and_back_nothing_is_lost_that_it_can_hold(engine: Engine, revision: str) -> None:
    with engine.begin() as connection:
        _fill(connection)
        downgrade(connection, revision, discard=True)
        older = _rows(connection)
        assert all(older.values())
        upgrade(connection)
        newest = _rows(connection)
        for name, rows in older.items():
            assert [
                {column: new[column] for column in row} for row, new in zip(rows, newest[name], strict=True)
            ] == rows
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []
        downgrade(connection, revision, discard=True)
        assert _rows(connection) == older
        upgrade(connection)


def test_what_the_older_revision_has_no_place_for_is_named_and_nothing_is_changed(engine: Engine) -> None:
    with engine.begin() as connection:
        _fill(connection)
    with pytest.raises(ConfigError, match=r"mail_copies 1行.*--discard") as caught, engine.begin() as connection:
        downgrade(connection, "0006")
    assert "mail_copies (1)" in caught.value.message.en
    with engine.connect() as connection:
        assert revision_of(connection) == REVISIONS[-1]
        rows = _rows(connection)
    assert set(rows) == set(tables.metadata.tables)
    assert all(rows.values())


def test_where_nothing_would_be_lost_nothing_is_asked(engine: Engine) -> None:
    with engine.begin() as connection:
        assert downgrade(connection, "0001") == (REVISIONS[-1], "0001")
        assert upgrade(connection) == ("0001", REVISIONS[-1])


@pytest.mark.parametrize("to", ["9999", "eight", "head"])
def test_a_revision_that_is_none_is_refused_with_those_there_are(engine: Engine, to: str) -> None:
    with pytest.raises(ConfigError, match=REVISIONS[-1]), engine.begin() as connection:
        downgrade(connection, to)


def test_a_database_newer_than_the_program_is_refused_and_left_alone(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    url = engine.url.render_as_string(hide_password=False)
    open_database.cache_clear()
    for migrate in ("auto", "never"):
        with pytest.raises(ConfigError, match=r"9999.*请升级程序") as caught:
            open_database(url, migrate)  # type: ignore[arg-type]
        assert "\n" not in str(caught.value)
    with pytest.raises(ConfigError, match="9999"), engine.begin() as connection:
        upgrade(connection)


def test_a_process_that_must_not_migrate_says_so_and_touches_nothing(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("GOVREPORT_MIGRATE", "never")
    open_database.cache_clear()
    open_database(url).dispose()  # the newest revision asks for nothing
    with engine.begin() as connection:
        downgrade(connection, PREVIOUS)
    open_database.cache_clear()
    with pytest.raises(ConfigError, match="govreport database upgrade"):
        open_database(url)
    with engine.connect() as connection:
        assert revision_of(connection) == PREVIOUS
    monkeypatch.delenv("GOVREPORT_MIGRATE")
    open_database(url).dispose()
    with engine.connect() as connection:
        assert revision_of(connection) == REVISIONS[-1]


_OPEN = "import sys; from govreport.store.database import open_database; open_database(sys.argv[1])"


def test_whoever_finds_another_at_work_on_a_new_database_waits(tmp_path: Path) -> None:
    """SQLite says at once that it is locked to who would give it a write-ahead log then."""
    path = tmp_path / "new.sqlite"
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    ended = Timer(0.3, other.rollback)
    ended.start()
    with connect_to(f"sqlite:///{path}").connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
    ended.join()
    other.close()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_processes_that_start_at_once_on_an_empty_database_all_get_it(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    if kind == "sqlite":
        url = f"sqlite:///{tmp_path / 'fresh.sqlite'}"
    else:
        with request.getfixturevalue("engine_of")("postgresql") as engine, engine.begin() as connection:
            url = engine.url.render_as_string(hide_password=False)
            for schema in ("bi", "public"):
                connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
    started = [
        subprocess.Popen([sys.executable, "-c", _OPEN, url], stderr=subprocess.PIPE, text=True)  # noqa: S603
        for _ in range(3)
    ]
    said = [process.communicate(timeout=300)[1] for process in started]
    assert [process.returncode for process in started] == [0, 0, 0], said
    opened = connect_to(url)
    with opened.connect() as connection:
        assert revision_of(connection) == REVISIONS[-1]
        assert set(_rows(connection)) == set(tables.metadata.tables)
    opened.dispose()


def test_the_commands_say_where_the_database_is_and_move_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'results.sqlite'}"

    def govreport(*arguments: str) -> tuple[int, str]:
        found = CliRunner().invoke(app, ["database", *arguments], env={"GOVREPORT_DATABASE_URL": url, "COLUMNS": "200"})
        return found.exit_code, found.output

    code, said = govreport("status")
    assert (code, "空" in said) == (1, True)
    assert govreport("upgrade") == (0, f"版本 空 → {REVISIONS[-1]}\n")
    assert govreport("status")[0] == 0
    with create_engine(url).begin() as connection:
        _fill(connection)
    code, said = govreport("downgrade", "0002")
    assert (code, "observations" in said, "runs 1行" in said) == (1, False, True)
    assert govreport("downgrade", "0002", "--discard") == (0, f"版本 {REVISIONS[-1]} → 0002\n")
    assert govreport("status")[0] == 1


def test_an_address_that_is_none_is_said_without_repeating_it() -> None:
    with pytest.raises(ConfigError, match="GOVREPORT_DATABASE_URL") as caught:
        open_database("postgresql//user:secret@host")
    assert "secret" not in str(caught.value)


def test_the_migrations_make_exactly_the_tables_that_the_code_uses(engine: Engine) -> None:
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []


def _migrate(engine: Engine, to: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        step = command.upgrade if to == "head" else command.downgrade
        step(config, to)


def test_migrating_down_and_up_keeps_vintages_reports_and_signatures(runs: RunStore) -> None:
    first, second = vintage("a", 841), vintage("b", 840)
    run(runs, first)
    issue(runs, "e", [first])
    run(runs, second)
    before = count(runs)
    _migrate(runs.engine, "0003")
    assert current(runs) == [840]  # by the order of storing
    _migrate(runs.engine, "head")
    kept = ("verdicts", "vintages", "observations", "reports", "signatures", "provenance")
    assert {name: count(runs)[name] for name in kept} == {name: before[name] for name in kept}
    assert current(runs) == [840]
    with runs.engine.begin() as connection:  # as govreport audit --begin does: going down took the log
        for subject in list(log.subjects(connection, "vintage")):
            log.record(connection, "vintage", subject)
    run(runs, first)
    assert current(runs) == [841]


def test_vintages_from_before_the_migration_say_what_they_were_computed_from(runs: RunStore) -> None:
    _migrate(runs.engine, "0003")
    document = {"checks": [{"tidy": {"extract": "funding", "snapshot_sha256": "5" * 64}}]}
    with runs.engine.begin() as connection:
        connection.execute(
            text("UPDATE verdicts SET document = :d WHERE sha256 = :s"), {"d": json.dumps(document), "s": "w" * 64}
        )
        connection.execute(
            text(
                "INSERT INTO vintages (id, district, quarter, source_quarter, verdict_sha256, catalogue_sha256,"
                " reference_sha256, created_at) VALUES (:i, 'panyu', '2019-Q3', '2019-Q3', :v, :c, :c, :t)"
            ),
            {"i": "o" * 64, "v": "w" * 64, "c": "c" * 64, "t": THEN},
        )
    _migrate(runs.engine, "head")
    record = VintageStore(runs.engine).find("o" * 64)
    assert record is not None
    assert (record.inputs, record.product_version, record.reference) == ({"funding": "5" * 64}, "", {})


def test_opening_an_older_database_brings_it_up(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'older.sqlite'}"
    _migrate(open_database(url), "0003")
    open_database.cache_clear()
    open_database(url)
    with create_engine(url).connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM runs")).scalar() == 0


def test_the_new_database_of_other_tests_is_the_one_that_the_revisions_make(tmp_path: Path) -> None:
    def described(name: str) -> tuple[set[Any], str | None]:
        with connect_to(f"sqlite:///{tmp_path / name}.sqlite").begin() as connection:
            ready = made_ready_at_once(migrating.make_ready) if name == "at once" else migrating.make_ready
            ready(connection, "auto")
            objects = connection.execute(text("SELECT type, name, tbl_name, sql FROM sqlite_master"))
            return {tuple(row) for row in objects}, revision_of(connection)

    assert described("at once") == described("migrated")
