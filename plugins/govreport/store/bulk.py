"""Many rows into one table, in the open transaction: by COPY on PostgreSQL, elsewhere one statement for many rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, insert
from sqlalchemy.exc import DBAPIError

_PIECE = 10_000
"""Rows that are handed to a database without COPY at once."""


def insert_many(connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert ``rows``, values in the order of ``columns``. Where one of them can't stand, none is kept."""
    if connection.dialect.name == "postgresql" and connection.dialect.driver == "psycopg":
        _copy(connection, table, columns, rows)
        return
    waiting = iter(rows)
    while piece := list(islice(waiting, _PIECE)):
        connection.execute(insert(table), [dict(zip(columns, row, strict=True)) for row in piece])


def _copy(connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    import psycopg
    from psycopg.sql import SQL, Identifier

    raw: psycopg.Connection[Any] = connection.connection.driver_connection  # type: ignore[assignment]
    names = SQL(", ").join(map(Identifier, columns))
    statement = SQL("COPY {} ({}) FROM STDIN").format(Identifier(table.name), names)
    try:
        with raw.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except psycopg.Error as error:
        if raw.broken or raw.closed:
            connection.invalidate(error)
        said = statement.as_string()
        raise DBAPIError.instance(said, None, error, psycopg.Error, dialect=connection.dialect) from error
