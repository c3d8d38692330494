"""Copying a results database into another: what it knew at a moment, to make an old report again beside the present, or
all that it holds, to try what a run would do.

What it knew is chosen by when rows were written; whatever somebody decided or mailed doesn't come along then.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, Table, func, insert, make_url, select

from govreport.store import tables
from govreport.store.database import connect_to, open_database, transaction
from govreport.store.migrating import make_ready, revision_of

_WRITTEN = ("created_at", "started_at", "collected_at", "signed_at", "judged_at", "accepted_at")
_NOT_READ = {
    "deliveries", "returned_copies", "correction_sheets", "publications", "mail_copies", "copy_events", "messages",
    "notice_signatures", "presented_vintages", "hidden_cells", "described_indicators", "words", "issued_reports",
    "audits", "log",
}  # fmt: skip
"""What went out or was made beside reports: nothing in a report comes from it."""
_PIECE = 5_000


def copy_known(
    source: Engine,
    target: Engine,
    until: datetime,
    without: Mapping[str, Collection[str]],
    *,
    also: Collection[str] = (),
) -> None:
    """Copy the rows written up to ``until`` into an empty database of the same revision.

    ``also`` names tables besides those that reports are made from, ``without`` rows to leave out: table -> values of
    the column that others refer to. Whatever refers to a row that was left out stays behind too, so that the copy is
    whole.
    """
    present: dict[tuple[str, str], set[object]] = {}
    with source.connect() as reading, target.begin() as writing:
        for table in tables.metadata.sorted_tables:
            if table.name not in _NOT_READ or table.name in also:
                _copy(reading, writing, table, until, set(without.get(table.name, ())), present)


def copy_all(source: str, path: Path) -> Engine:
    """A copy of the database at ``source`` (its URL) in a new SQLite file at ``path``, of the newest revision.

    The source is only read, and isn't made where it is missing: then the copy is empty. Raises ConfigError where it
    can't be reached or, on a server, is of an older revision.
    """
    url, target = make_url(source), f"sqlite:///{path}"
    if url.get_backend_name() != "sqlite":
        engine = open_database(target, "auto")
        below = connect_to(source)
        try:
            with transaction(below) as connection:
                is_empty = revision_of(connection) is None
                if not is_empty:
                    make_ready(connection, "never")
            if not is_empty:
                copy_known(below, engine, datetime.max, {}, also=_NOT_READ)  # noqa: DTZ901
        finally:
            below.dispose()
        return engine
    if Path(url.database or "").is_file():
        # Page by page, which is twenty times as fast as row by row.
        address = Path(url.database or "").resolve().as_uri()
        with (
            closing(sqlite3.connect(f"{address}?mode=ro", uri=True, timeout=60)) as kept,
            closing(sqlite3.connect(path)) as copy,
        ):
            kept.backup(copy)
    return open_database(target, "auto")


def latest_written(engine: Engine) -> datetime:
    """When the last row was written of all that copy_known looks at; the beginning of time in an empty database."""
    columns = [t.c[name] for t in tables.metadata.sorted_tables for name in _WRITTEN if name in t.c]
    with engine.connect() as connection:
        found = [connection.execute(select(func.max(column))).scalar_one() for column in columns]
    return max((moment for moment in found if moment is not None), default=datetime(1970, 1, 1))  # noqa: DTZ001


def _copy(
    reading: Connection,
    writing: Connection,
    table: Table,
    until: datetime,
    without: set[str],
    present: dict[tuple[str, str], set[object]],
) -> None:
    query = select(table)
    for name in _WRITTEN:
        if name in table.c:
            query = query.where(table.c[name] <= until)
    if "sequence" in table.c:
        query = query.order_by(table.c.sequence)
    references = [(key.parent.name, (key.column.table.name, key.column.name)) for key in table.foreign_keys]
    referred = {
        key.column.name
        for other in tables.metadata.tables.values()
        for key in other.foreign_keys
        if key.column.table is table
    }
    kept: dict[str, set[object]] = {name: set() for name in referred}
    result = reading.execution_options(stream_results=True).execute(query)
    for piece in result.mappings().partitions(_PIECE):
        rows = [
            dict(row)
            for row in piece
            if not any(row[name] in without for name in referred)
            and all(row[name] is None or row[name] in present[place] for name, place in references)
        ]
        for name, values in kept.items():
            values.update(row[name] for row in rows)
        if rows:
            writing.execute(insert(table), rows)
    present.update({(table.name, name): values for name, values in kept.items()})
