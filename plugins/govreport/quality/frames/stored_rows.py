"""A tidy Parquet file as the gate reads it: a few columns, a piece, or a few rows at a time, never the whole of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from govreport.canonical import EXTRACTS, ROW
from govreport.canonical.codes import CodeList
from govreport.store.files import FileStore

PIECE = 500_000
"""Rows judged at a time where each stands for itself: the engine takes a while to be asked, whatever the rows; larger
pieces cost memory."""


Means = Mapping[str, Mapping[str, str]]
"""Column -> own code -> code of the product."""
Numbers = np.ndarray[Any, np.dtype[Any]]


class StoredRows:
    """The rows of one tidy extract. Raises IntegrityError where the file is missing or damaged.

    ``means`` (``means_of``): rules know a district's own codes by what they mean; ``only`` gives them as they are.
    """

    def __init__(self, files: FileStore, key: str, means: Means | None = None) -> None:
        self._path = files.local_path(key)
        self._means = means or {}
        self._codes: dict[str, Numbers] = {}

    @cached_property
    def _schema(self) -> pa.Schema:
        return pq.read_schema(self._path)

    def __len__(self) -> int:
        return int(pq.read_metadata(self._path).num_rows)

    @property
    def names(self) -> list[str]:
        """The columns that the file has."""
        return list(self._schema.names)

    def whole_numbers(self, column: str) -> bool:
        """Whether a column holds integers."""
        return bool(pa.types.is_integer(self._schema.field(column).type))

    def table(self, columns: Collection[str], encoded: Collection[str] = ()) -> pa.Table:
        """All rows of these columns; a column that the file lacks is left out. ``encoded`` ones as the dictionaries
        that the file keeps of columns with few values."""
        known = self._known(columns)
        few = [name for name in known if name in encoded]
        return meant(pq.read_table(self._path, columns=known, memory_map=True, read_dictionary=few), self._means)

    def codes(self, column: str) -> Numbers:
        """``codes`` of a column, remembered: what stands only once and what belongs together are asked by the same."""
        if column not in self._codes:
            self._codes[column] = codes(self.table([column])[column])
        return self._codes[column]

    def pieces(self, columns: Collection[str], size: int = PIECE) -> Iterator[pa.Table]:
        """The same piece by piece; one empty piece where there are no rows."""
        with pq.ParquetFile(self._path, memory_map=True) as file:
            some = False
            for batch in file.iter_batches(size, columns=self._known(columns)):
                some = True
                yield meant(pa.Table.from_batches([batch]), self._means)
            if not some:
                yield self._schema.empty_table().select(self._known(columns))

    def only(self, rows: Sequence[int]) -> pa.Table:
        """Every column of the rows with these numbers, in the file's order."""
        if not rows:
            return self._schema.empty_table()
        wanted = pa.array(rows, pa.int64())
        found = [self._schema.empty_table()]
        with pq.ParquetFile(self._path, memory_map=True) as file:
            for group in _groups_with(file.metadata, rows):
                read = file.read_row_group(group)
                found.append(read.filter(pc.is_in(read[ROW].cast(pa.int64()), value_set=wanted)))
        return pa.concat_tables(found)

    def _known(self, columns: Collection[str]) -> list[str]:
        return [name for name in self.names if name in columns]


def means_of(extract: str, codes: Mapping[str, CodeList]) -> Means:
    """Column of an extract -> own code -> the product's code that it means, where the two differ."""
    found: dict[str, dict[str, str]] = {}
    for column in EXTRACTS[extract].columns:
        listed = codes.get(column.info["codes"] or "")
        if listed is not None and (own := {c.code: c.means for c in listed.codes.values() if c.means}):
            found[column.name] = own
    return found


def meant(rows: pa.Table, means: Means) -> pa.Table:
    """``rows`` with codes of the product in place of own ones that mean them."""
    for name in (n for n in means if n in rows.column_names):
        values = rows[name].cast(pa.string())
        at = pc.index_in(values, value_set=pa.array(list(means[name]), pa.string()))
        meanings = pa.array(list(means[name].values()), pa.string()).take(at.combine_chunks())
        changed = pc.coalesce(meanings, values.combine_chunks())
        rows = rows.set_column(rows.column_names.index(name), name, pa.chunked_array([changed], pa.string()))
    return rows


def codes(values: pa.ChunkedArray) -> Numbers:
    """Equal values, equal integers; -1 where there is none."""
    if pa.types.is_null(values.type) or not len(values):
        return np.full(len(values), -1, np.int64)
    encoded = values.unify_dictionaries() if pa.types.is_dictionary(values.type) else values.dictionary_encode()
    indices = pa.chunked_array([chunk.indices for chunk in encoded.chunks])
    return np.asarray(pc.fill_null(indices.cast(pa.int64()), -1))


def numbers(rows: Collection[int]) -> Numbers:
    """Row numbers as an array."""
    return np.fromiter(rows, np.int64, len(rows))


def without(rows: pa.Table, aside: Collection[int]) -> pa.Table:
    """``rows`` but those with these numbers."""
    if not aside:
        return rows
    left = np.isin(rows[ROW].to_numpy(), numbers(aside), invert=True)
    return rows.filter(pa.array(left))


def _groups_with(metadata: pq.FileMetaData, rows: Sequence[int]) -> Iterator[int]:
    """The row groups in which some of ``rows`` may be, by the bounds that the file states of each: a few rows of a
    large file are then read without the rest of it."""
    ordered = np.unique(np.asarray(rows, np.int64))
    column = metadata.schema.names.index(ROW)
    for group in range(metadata.num_row_groups):
        bounds = metadata.row_group(group).column(column).statistics
        known = bounds is not None and bounds.has_min_max
        if not known or np.searchsorted(ordered, bounds.max, "right") > np.searchsorted(ordered, bounds.min):
            yield group
