"""Opening the results database: connection settings that keep SQLite and PostgreSQL honest, and migrations.

Belongs here: engines and `upgrade`. Does not belong here: tables (tables.py) or queries (results.py).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import OperationalError

from govreport.errors import ConfigError

_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 0x60_7E_90_47
"""Number of the PostgreSQL advisory lock under which two starting processes migrate one after the other."""


@cache
def open_database(url: str) -> Engine:
    """An engine on a database at the newest revision; one per URL and process. Raises ConfigError."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(parsed, connect_args={"timeout": 60})
        _tame_sqlite(engine)
    else:
        engine = create_engine(parsed, pool_pre_ping=True)
    try:
        with engine.begin() as connection:
            _upgrade(connection)
    except OperationalError as error:
        raise ConfigError(
            f"无法打开结果数据库 {parsed.render_as_string()}:{error.orig}。请检查 GOVREPORT_DATABASE_URL。",
            f"The results database {parsed.render_as_string()} can't be opened: {error.orig}. "
            "Check GOVREPORT_DATABASE_URL.",
        ) from None
    return engine


def _tame_sqlite(engine: Engine) -> None:
    """Foreign keys on, write-ahead log, and transactions that take the write lock at once.

    A deferred transaction that turns into a writer fails with "database is locked" without waiting; an immediate one
    waits for its turn.
    """

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
