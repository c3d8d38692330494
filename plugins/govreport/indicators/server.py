"""A quarter's tables in PostgreSQL instead of this process: for what one machine's memory no longer holds.

The same expressions run there unchanged.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Select, Table, delete, insert, select
from sqlalchemy.schema import CreateTable

from govreport.canonical import EXTRACTS, REFERENCES, ROW
from govreport.district.folder import District
from govreport.district.given import Given
from govreport.district.words import inspects_others
from govreport.indicators.dates import given_values
from govreport.indicators.meanings import NONE, Meanings, in_own_codes, meanings_of
from govreport.indicators.own_bodies import apart_from_the_register
from govreport.indicators.warehouse import AcceptedExtract, living_of, reference_rows, untold
from govreport.manifests.extracts import Living
from govreport.quarter import Quarter
from govreport.store.files import FileStore

_PIECE = 200_000
"""Rows that are sent at once."""


class ServerTables:
    """The canonical and reference tables of one quarter in a database server; answers what a Warehouse answers."""

    def __init__(
        self,
        connection: Connection,
        available: frozenset[str],
        given: Given,
        meanings: Meanings = NONE,
        *,
        apart: bool = False,
    ) -> None:
        self._connection = connection
        self.given = given
        """What the district states of what definitions rest on."""
        self._meanings = meanings
        self._apart = apart
        """Whether evaluations are of other bodies than the register's."""
        self.available = available
        """The tables that hold something a district states."""
        self.living: Mapping[str, Living] = {}

    def execute(self, query: Select[Any], values: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        """The rows of ``query``; of ``values`` the query takes the parameters it names."""
        written = in_own_codes(apart_from_the_register(query) if self._apart else query, self._meanings)
        return self._connection.execute(written, given_values(self.given, values)).all()

    def available_on(self, quarter: Quarter) -> frozenset[str]:
        """The tables that hold something about ``quarter``; see Warehouse.available_on."""
        dated = [t for t in EXTRACTS.values() if "as_of" in t.c and t.name in self.available]
        silent = {
            t.name
            for t in dated
            if self._connection.execute(select(t.c.as_of).where(t.c.as_of == quarter.end).limit(1)).first() is None
        }
        return self.available - silent - untold(self.living, quarter)

    def fill(self, name: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Replace the rows of a reference table, columns as in canonical/reference.py."""
        table = REFERENCES[name]
        self._connection.execute(delete(table))
        if rows:
            names = [c.name for c in table.columns]
            self._connection.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])


def load_tables(
    connection: Connection, files: FileStore, district: District, extracts: Sequence[AcceptedExtract]
) -> ServerTables:
    """Make the quarter's tables in the connection's first schema and fill them, in its transaction.

    Set-aside rows stay out. Raises IntegrityError where a stored file is missing or damaged.
    """
    for table in (*EXTRACTS.values(), *REFERENCES.values()):
        # Without constraints: whether a gap may be is for the rules to judge, and they have judged.
        columns = [Column(c.name, c.type) for c in table.columns]
        connection.execute(CreateTable(Table(table.name, MetaData(), *columns)))
    for extract in extracts:
        table = next(t for t in EXTRACTS.values() if t.name == extract.table)
        _copy(connection, table, files.local_path(extract.rows_key), files.local_path(extract.set_aside_key))
        if extract.living is not None:
            _copy(connection, table, files.local_path(extract.living.key))
    stated = reference_rows(district)
    tables = ServerTables(
        connection,
        frozenset(e.table for e in extracts) | {name for name, rows in stated.items() if rows},
        district.given,
        meanings_of(district),
        apart=inspects_others(district),
    )
    tables.living = living_of(extracts)
    for name, rows in stated.items():
        tables.fill(name, rows)
    return tables


def _copy(connection: Connection, table: Table, rows: str, aside: str | None = None) -> None:
    """Parquet into a table, a piece at a time: as CSV, in which an empty text is quoted and a null is nothing."""
    # Loaded here and not above: it takes time, and most commands that import this file don't need it.
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq
    from psycopg.sql import SQL, Identifier
    from pyarrow.csv import WriteOptions, write_csv

    left_out = pq.read_table(aside)[ROW].combine_chunks() if aside else pa.array([], pa.int32())
    names = [c.name for c in table.columns]
    statement = SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(
        Identifier(table.name), SQL(", ").join(map(Identifier, names))
    )
    raw: Any = connection.connection.driver_connection
    options = WriteOptions(include_header=False, quoting_style="needed")
    with raw.cursor() as cursor, cursor.copy(statement) as copy:
        for batch in pq.ParquetFile(rows).iter_batches(_PIECE, columns=names):
            kept = batch.filter(pc.invert(pc.is_in(batch.column(ROW), left_out)))
            buffer = io.BytesIO()
            write_csv(pa.table(kept.select(names)), buffer, options)
            copy.write(buffer.getvalue())
