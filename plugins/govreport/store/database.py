"""Opening the results database, with the settings under which SQLite and PostgreSQL keep the same promises."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, OperationalError, ProgrammingError

from govreport.errors import ConfigError, UnreachableError
from govreport.settings import Settings
from govreport.store.log import sealing
from govreport.store.migrating import Migrate, make_ready
from govreport.trust.keys import Keys, open_keys

_PATIENCE = 60
"""Seconds that a process waits for its turn at a SQLite database."""


@cache
def open_database(url: str, migrate: Migrate | None = None) -> Engine:
    """An engine on a database at the newest revision; one per URL and process. Raises ConfigError.

    ``migrate`` says whether an older one is brought there (by default what GOVREPORT_MIGRATE says).
    """
    engine = connect_to(url)
    with transaction(engine) as connection:
        make_ready(connection, migrate or Settings().migrate)
    return engine


def open_results(settings: Settings) -> Engine:
    """The installation's results database, where what is recorded is sealed with its key. Raises ConfigError."""
    engine = open_database(settings.database)
    sealing(engine, _keys_of(settings))
    return engine


@cache
def _keys_of(settings: Settings) -> Callable[[], Keys]:
    # Opened when something is first recorded: who only reads needs no key, and makes none.
    return cache(lambda: open_keys(settings))


def connect_to(url: str) -> Engine:
    """An engine on a database of whatever revision. Raises ConfigError."""
    try:
        parsed = make_url(url)
        parsed.get_dialect()
    except ArgumentError:
        raise ConfigError(
            "GOVREPORT_DATABASE_URL 不是数据库地址，应形如 postgresql+psycopg://用户:口令@主机/库。",
            "GOVREPORT_DATABASE_URL isn't a database URL; write it like postgresql+psycopg://user:password@host/name.",
        ) from None
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        Path(parsed.database).touch(mode=0o600)  # for this account alone; SQLite's journals take the file's mode
    engine = create_engine(parsed, connect_args={"timeout": _PATIENCE})
    _tame_sqlite(engine)
    return engine


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """A transaction whose failure to begin, or to do what its role may not, is a ConfigError."""
    try:
        with engine.begin() as connection:
            yield connection
    except (OperationalError, ProgrammingError) as error:
        # A server that restarts is as silent as one whose address is wrong, so that is tried again.
        kind = UnreachableError if isinstance(error, OperationalError) else ConfigError
        place, reason = engine.url.render_as_string(), " ".join(str(error.orig).split())
        raise kind(
            f"无法打开结果数据库 {place}（{reason}）。请检查数据库是否在运行、GOVREPORT_DATABASE_URL 和该账号的权限。",
            f"The results database {place} can't be opened ({reason}). Check that it is running, "
            "GOVREPORT_DATABASE_URL, and what its role may do.",
        ) from None


def _tame_sqlite(engine: Engine) -> None:
    """Foreign keys on, write-ahead log, and transactions that take the write lock at once.

    A deferred transaction that turns into a writer fails with "database is locked" without waiting; an immediate one
    waits for its turn.
    """

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        _patiently(cursor.execute, "PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _patiently(execute: Callable[[str], object], statement: str) -> None:
    """Again while the database is locked: to who would give it its write-ahead log while another writes into it, SQLite
    says so without the waiting that it does elsewhere."""
    try:
        execute(statement)
    except sqlite3.OperationalError:
        # Imported where it is needed: it takes a tenth of a second, and hardly anybody waits.
        from tenacity import Retrying, retry_if_exception_message, stop_after_delay, wait_random

        locked = retry_if_exception_message("database is locked")
        again = Retrying(retry=locked, stop=stop_after_delay(_PATIENCE), wait=wait_random(0.01, 0.1), reraise=True)
        again(execute, statement)
