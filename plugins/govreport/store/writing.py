"""How rows are written: once under their key, one writer after the other, with the moment of writing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Table, text
from sqlalchemy.dialects import postgresql, sqlite


def utc_now() -> datetime:
    """The moment, for columns that say when a row was written; never part of a report."""
    return datetime.now(UTC).replace(tzinfo=None)


def insert_once(connection: Connection, table: Table, values: dict[str, object]) -> bool:
    """Insert a row unless its key stands already; True where it was new. Of two that race one gets True."""
    statement = _insert(connection, table).values(values).on_conflict_do_nothing()
    return connection.execute(statement.returning(*table.primary_key.columns)).first() is not None


def insert_missing(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert those of the rows whose key doesn't stand already."""
    if rows:
        connection.execute(_insert(connection, table).on_conflict_do_nothing(), rows)


def take_turns(connection: Connection, *names: object) -> None:
    """Wait until no other transaction that named the same thing is under way, and keep others waiting.

    SQLite's transactions hold the write lock from their beginning, so there it is so already.
    """
    if connection.dialect.name == "postgresql":
        name = " ".join(str(n) for n in names)
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})


def _insert(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    # "On conflict do nothing" isn't in SQLAlchemy's general insert; each dialect has its own.
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
