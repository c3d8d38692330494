"""A Parquet file held in memory, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa


def parquet_table(data: bytes, columns: Sequence[str] | None = None) -> pa.Table:
    """The whole table, or only some columns of it.

    Not by ``pyarrow.parquet.read_table``: its threads let go of the bytes a moment after it returns, and in a process
    that ends in that moment they take it down (exit code 134) though all its work is done.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    with pq.ParquetFile(pa.BufferReader(data)) as file:
        return file.read(columns=list(columns) if columns is not None else None, use_threads=False)
