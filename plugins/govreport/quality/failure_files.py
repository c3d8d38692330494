"""The two Parquet files of a check: every failing row with its sentence, and the rows that measure must leave out."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from govreport.canonical import ROW
from govreport.manifests.extracts import SET_ASIDE_COLUMNS
from govreport.parquet import parquet_table
from govreport.store.files import FileStore

if TYPE_CHECKING:
    import pyarrow as pa

Line = dict[str, Any]
"""One row of SET_ASIDE_COLUMNS."""


def store_lines(files: FileStore, found: Iterable[Line]) -> str:
    """Keep lines as Parquet of SET_ASIDE_COLUMNS, sorted by extract, row and rule; returns the key."""
    import pyarrow as pa

    ordered = sorted(
        found, key=lambda line: (line["extract"], line["row"], line["rule"], line["column"], line["value"])
    )
    types = {name: pa.int32() if name == "row" else pa.string() for name in SET_ASIDE_COLUMNS}
    table = pa.table({name: pa.array([line[name] for line in ordered], types[name]) for name in SET_ASIDE_COLUMNS})
    return files.put("failures", _parquet(table), ".parquet")


def store_rows(files: FileStore, rows: Iterable[int]) -> str:
    """Keep row numbers as Parquet with one int32 column ``_row``, ascending; returns the key."""
    import pyarrow as pa

    return files.put("set-aside-rows", _parquet(pa.table({ROW: pa.array(sorted(rows), pa.int32())})), ".parquet")


def read_table(files: FileStore, key: str, columns: list[str] | None = None) -> pa.Table:
    """A stored Parquet file as an Arrow table, whole or only some columns of it."""
    return parquet_table(files.get(key), columns)


def stored_rows(files: FileStore, key: str) -> set[int]:
    """The row numbers kept by ``store_rows``."""
    return set(read_table(files, key)[ROW].to_pylist())


def _parquet(table: pa.Table) -> bytes:
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()
