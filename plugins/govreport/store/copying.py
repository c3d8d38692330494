"""Copying what one results database knew at a moment into another, to make an old report again beside the present.

Rows are chosen by when they were written; whatever somebody decided or mailed doesn't come along.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Connection, Engine, Table, func, insert, select

from govreport.store import tables

_WRITTEN = ("created_at", "started_at", "collected_at", "signed_at", "judged_at")
_NOT_READ = {
    "deliveries", "returned_copies", "correction_sheets", "publications", "mail_copies", "copy_events",
    "notice_signatures", "presented_vintages", "hidden_cells", "described_indicators", "words", "issued_reports",
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
