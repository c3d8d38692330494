"""A table as it stands in a file: rows of text cells, numbered as a spreadsheet numbers them. All readers give it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, Protocol

import pyarrow as pa

HEAD_ROWS = 30
"""A header is looked for in so many rows."""

Span = tuple[int, int, int, int]
"""First row, first column, last row, last column of merged cells, counted from 0."""


@dataclass
class Misfit:
    """A row with another number of cells than the header, or whose cells can't be told apart for certain."""

    row: int
    cells: list[str]
    fault: Literal["", "quote"] = ""
    """Not its number of cells but a quote out of place."""
    wanted: int = 0
    """How many cells it should have, where that isn't the header's number."""


@dataclass
class Batch:
    """Consecutive rows: their numbers, and one string array a column of the file."""

    rows: pa.Array
    columns: list[pa.Array]
    misfits: list[Misfit] = field(default_factory=list)


class Grid(Protocol):
    """What a reader gives: the first rows at once, the others in batches."""

    encoding: str | None
    sheet: str | None
    head: list[list[str]]
    """The first rows, for finding the header (a few more than HEAD_ROWS)."""
    spans: list[Span]
    hidden_rows: int
    """Rows that hold something and that nobody sees: hidden, or filtered out. They are read like the others."""
    hidden_sheets: tuple[str, ...]
    """Sheets of the workbook that are hidden, and never read."""

    def batches(self, skip: int) -> Iterator[Batch]:
        """Everything below the first ``skip`` rows, in pieces of bounded size."""
        ...
