"""Parquet with the same bytes for the same rows: fixed compression, fixed row groups, no metadata of the moment."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import Table

from govreport.manifests.extracts import SET_ASIDE_COLUMNS
from govreport.tidy.columns import arrow_type

ROW_GROUP = 122_880
SET_ASIDE_SCHEMA = pa.schema([(name, pa.int32() if name == "row" else pa.string()) for name in SET_ASIDE_COLUMNS])


def canonical_schema(table: Table) -> pa.Schema:
    """The Parquet schema of a canonical table, in its order."""
    return pa.schema([pa.field(c.name, arrow_type(c.info["kind"])) for c in table.columns])


def repeating(table: Table) -> list[str]:
    """Columns whose values stand in many rows: a dictionary of names and codes that hardly repeat makes the file half
    as large again, and slower to write and to read."""
    return [c.name for c in table.columns if c.info["kind"] not in ("row", "id", "text")]


class ParquetBytes:
    """Collects rows into one Parquet file in memory, cut into row groups whatever sizes they come in."""

    def __init__(self, schema: pa.Schema, in_dictionary: list[str] | bool = True) -> None:
        self._schema = schema
        self._sink = pa.BufferOutputStream()
        self._writer = pq.ParquetWriter(
            self._sink,
            schema,
            compression="zstd",
            compression_level=3,
            version="2.6",
            store_schema=False,
            use_dictionary=in_dictionary,
        )
        self._waiting: list[pa.Table] = []
        self._rows = 0

    def add(self, rows: pa.Table) -> None:
        """Append rows; whole row groups are written at once."""
        self._waiting.append(rows)
        self._rows += rows.num_rows
        while self._rows >= ROW_GROUP:
            self._flush(ROW_GROUP)

    def add_records(self, records: list[dict[str, Any]]) -> None:
        """Append rows given as dicts."""
        if records:
            self.add(pa.Table.from_pylist(records, self._schema))

    def _flush(self, count: int) -> None:
        table = pa.concat_tables(self._waiting)
        self._writer.write_table(table.slice(0, count).combine_chunks(), row_group_size=ROW_GROUP)
        self._waiting = [table.slice(count)]
        self._rows -= count

    def finish(self) -> bytes:
        """Write what is left, and give the whole file."""
        if self._rows:
            self._flush(self._rows)
        self._writer.close()
        data: bytes = self._sink.getvalue().to_pybytes()
        return data
