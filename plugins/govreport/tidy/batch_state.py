"""A batch of rows on its way from text to typed rows: the record that each step of body.py takes and returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from govreport.tidy.columns import ParsedColumn
from govreport.tidy.readers.grid import Batch
from govreport.tidy.row_kinds import RowKind

OtherRows = Mapping[int, tuple[RowKind, list[str]]]
"""Row number -> kind and cells of the rows that are no records: notes, totals, repeated headers."""


class Reason(NamedTuple):
    """One line of the set-aside file."""

    row: int
    place: int
    """Of the column in the canonical table, so that a row's reasons stand in one order; -1 for the whole row."""
    line: dict[str, Any]


@dataclass(frozen=True)
class BatchState:
    """What is known of a batch so far. Nothing in it is changed in place; a step returns the next state."""

    batch: Batch
    """The rows with as many cells as the header, as text."""
    records: pa.Array
    """Which rows are records."""
    accepted: pa.Array
    """Which records are kept."""
    cells: Mapping[str, pa.Array] = field(default_factory=dict)
    """Canonical column -> its cells as text."""
    parsed: Mapping[str, ParsedColumn] = field(default_factory=dict)
    """Canonical column -> its cells as values."""
    others: OtherRows = field(default_factory=dict)
    wrong_width: int = 0
    """Records with more or fewer cells than the header; they are set aside whole and not in ``batch``."""
    unlike_records: int = 0
    """Rows of ``batch`` that are set aside whole, because they look like no record; they are in ``others``."""
    reasons: tuple[Reason, ...] = ()

    @classmethod
    def of(cls, batch: Batch, others: OtherRows, wrong_width: int, reasons: tuple[Reason, ...]) -> BatchState:
        """A batch in which every row is still taken for a record."""
        every = pa.repeat(True, len(batch.rows))
        return cls(batch, every, every, others=others, wrong_width=wrong_width, reasons=reasons)

    @property
    def rows(self) -> pa.Array:
        """The rows' numbers in the file."""
        return self.batch.rows


def records_among(rows: pa.Array, others: OtherRows) -> pa.Array:
    """Which rows are records, where ``others`` are not."""
    if not others:
        return pa.repeat(True, len(rows))
    return pc.invert(pc.is_in(rows, value_set=pa.array(sorted(others), pa.int32())))
