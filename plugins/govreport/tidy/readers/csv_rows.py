"""Pieces of delimited text to columns of cells: Arrow reads what is sound, and what isn't is kept apart.

Each piece is copied into Arrow's own memory, and Arrow is given nothing else that belongs to Python (no callback, no
codec): its threads may outlive the call by a moment, and one that still has to give something back to an interpreter
that is ending takes the whole process down.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as pacsv

from govreport.tidy.readers import refusals, text_refusals
from govreport.tidy.readers.grid import Misfit
from govreport.tidy.readers.records import Measured, cells_of, measure
from govreport.tidy.readers.surplus import Expected, filled, in_single_quotes, split_numbers

UNIT_SEPARATOR = "\x1f"
"""Stands for a delimiter of several bytes."""

_ANCHORS = (
    re.compile(r"[-+]?\d[\d,.]*%?"),
    re.compile(r"\d{4}[-/.年]\d{1,2}\D?\d{0,2}日?"),
    re.compile(r"[是否有无]"),
)
_MOST_CELLS = 4096
"""Cells of a row that is looked at one by one: a header, or one that is kept apart."""
_MOST_APART = 100_000
"""Rows kept apart one by one; where more than these lack or exceed the header's cells, it is no table with faults."""
_LONGEST_LINE_END = 2
_LINE_END = re.compile(r"(?:\r\n|\r|\n)\Z")


@dataclass
class Piece:
    """Whole records of the file."""

    text: bytes
    measured: Measured | None
    """None: every quote is in its place, and no cell goes over several lines."""


@dataclass
class Part:
    """A piece as it is read."""

    records: int
    places: Any
    """Of each row in ``columns``, its position among the records."""
    columns: list[pa.Array]
    misfits: dict[int, Misfit]


def record_cells(record: bytes, separator: str, delimiter: str, *, faulty: bool = False) -> list[str]:
    """A record's cells as the file has them; of one with a quote out of place, cut at every delimiter."""
    text = _LINE_END.sub("", record.decode("utf-8", "replace"))
    if text.count(separator) > _MOST_CELLS:  # no row of a table, so quotes don't matter
        cells = text.split(separator, _MOST_CELLS)[:_MOST_CELLS]
    else:
        cells = cells_of(text, separator, faulty=faulty)
    return cells if separator == delimiter else [c.replace(separator, delimiter) for c in cells]


class RowReader:
    """Reads the pieces of one file."""

    def __init__(
        self,
        file: str,
        separator: str,
        delimiter: str,
        width: int,
        expected: Expected,
        samples: Sequence[Sequence[str]],
    ) -> None:
        self._file = file
        self._separator = separator
        self._delimiter = delimiter
        self._width = width
        self._expected = expected
        self._anchors = dict(_anchors(samples, width))
        self._apart = 0

    def read(self, piece: Piece, target: int, first: int, *, sift: bool = True) -> Part:
        """Rows of ``target`` cells; the others are misfits. ``first`` is the number of the first record's row."""
        part = self._at_once(piece, target) if piece.measured is None else None
        part = part or self._measured(piece, target, first)
        if sift and len(part.places):
            self._sift(piece, target, part)
        for place, misfit in part.misfits.items():
            misfit.row = first + place
        return part

    def _at_once(self, piece: Piece, target: int) -> Part | None:
        try:
            columns = self._columns(piece.text, target)
        except pa.ArrowInvalid:  # some record has another number of cells
            return None
        return Part(len(columns[0]), np.arange(len(columns[0])), columns, {})

    def _measured(self, piece: Piece, target: int, first: int) -> Part:
        measured = piece.measured or measure(piece.text, self._separator.encode(), final=True)
        for place, fault in measured.faults.items():
            if fault == "open":
                raise refusals.open_quote(self._file, first + place)
        for place in measured.broken_lines.tolist():
            if self._swallows(self._text(piece, measured, place)):
                raise refusals.open_quote(self._file, first + place)
        good = measured.cells == target
        good[list(measured.faults)] = False
        lines = [piece.text] if good.all() else list(self._good_lines(piece, measured, good, target))
        columns = self._columns(b"".join(lines), target)
        misfits = {}
        blank = measured.ends - measured.starts <= _LONGEST_LINE_END
        apart = np.flatnonzero(~good & ~blank)
        self._apart += len(apart)
        if self._apart > _MOST_APART:
            raise text_refusals.no_table(self._file, first + int(apart[0]), self._width, _MOST_APART)
        # a line of one or two letters is no longer than a line end, so the short ones are looked at
        for place in sorted({*apart.tolist(), *self._short_lines(piece, measured, ~good & blank)}):
            faulty = place in measured.faults
            cells = record_cells(self._text(piece, measured, place), self._separator, self._delimiter, faulty=faulty)
            misfits[place] = Misfit(0, cells, "quote" if faulty else "")
        return Part(len(good), np.flatnonzero(good), columns, misfits)

    def _short_lines(self, piece: Piece, measured: Measured, where: Any) -> Iterator[int]:
        """The places of those among the shortest records that hold something."""
        for place in np.flatnonzero(where).tolist():
            if piece.text[int(measured.starts[place]) : int(measured.ends[place])].strip(b"\r\n"):
                yield place

    def _good_lines(self, piece: Piece, measured: Measured, good: Any, target: int) -> Iterator[bytes]:
        """The records that have ``target`` cells. Where rows are to end in a separator more than the header, one whose
        last cell isn't empty just lacks it; it is put there. ``good`` is brought up to date."""
        if target > self._width:
            for place in np.flatnonzero((measured.cells == self._width) & ~good).tolist():
                record = self._text(piece, measured, place).rstrip(b"\r\n")
                good[place] = place not in measured.faults and not record.endswith(self._separator.encode())
        starts, ends = measured.starts, measured.ends
        for start, end, cells in zip(
            starts[good].tolist(), ends[good].tolist(), measured.cells[good].tolist(), strict=True
        ):
            if cells == target:
                yield piece.text[start:end]
            else:
                lacking = self._separator.encode() * (target - cells)
                yield piece.text[start:end].rstrip(b"\r\n") + lacking + b"\n"

    def _text(self, piece: Piece, measured: Measured, place: int) -> bytes:
        start = int(measured.ends[place - 1]) if place else 0
        return piece.text[start : int(measured.ends[place])]

    def _swallows(self, record: bytes) -> bool:
        """Whether a line within the record looks like a row of the table: two stray quotes joined several rows."""
        if len(self._anchors) < 2:
            return False
        for line in re.split(r"\r\n|\r|\n", record.decode())[1:]:
            cells = [cell.strip('" ') for cell in line.split(self._separator)]
            held = [at for at in self._anchors if at < len(cells) and cells[at]]
            if len(cells) >= self._width and len(held) >= 2 and all(self._anchors[a].fullmatch(cells[a]) for a in held):
                return True
        return False

    def _sift(self, piece: Piece, target: int, part: Part) -> None:
        """Take out rows that have the right number of cells, but not certainly the right cells."""
        quoted = in_single_quotes(part.columns) if b"'" in piece.text else np.zeros(len(part.places), bool)
        doubtful = quoted.copy()
        kinds, named = self._expected.kinds, self._expected.named
        if target > self._width:
            doubtful |= filled(part.columns[self._width :]) | split_numbers(part.columns, kinds)
        elif 0 < named < target:
            doubtful |= filled(part.columns[named:]) & split_numbers(part.columns, kinds)
        if not doubtful.any():
            return
        for at in np.flatnonzero(doubtful).tolist():
            cells = [column[at].as_py() for column in part.columns]
            part.misfits[int(part.places[at])] = Misfit(0, cells, "quote" if quoted[at] else "", named)
        keep = pa.array(~doubtful)
        part.columns = [column.filter(keep) for column in part.columns]
        part.places = part.places[~doubtful]

    def _columns(self, text: bytes, width: int) -> list[pa.Array]:
        """The cells of sound records. Raises ArrowInvalid where one has another number of them."""
        if not text:
            return [pa.array([], pa.string())] * width
        names = [str(i) for i in range(width)]
        memory = pa.allocate_buffer(len(text))
        np.frombuffer(memory, np.uint8)[:] = np.frombuffer(text, np.uint8)
        table = pacsv.read_csv(
            pa.BufferReader(memory),
            read_options=pacsv.ReadOptions(use_threads=False, column_names=names, block_size=len(text) + 1),
            parse_options=pacsv.ParseOptions(
                delimiter=self._separator, newlines_in_values=b'"' in text, ignore_empty_lines=False
            ),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, null_values=[]
            ),
        )
        columns = [_solid(column) for column in table.columns]
        if self._separator == self._delimiter:
            return columns
        return [pc.replace_substring(column, self._separator, self._delimiter) for column in columns]


def _solid(column: pa.ChunkedArray) -> pa.Array:
    whole = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    return whole if whole.null_count == 0 else pc.fill_null(whole, "")


def _anchors(samples: Sequence[Sequence[str]], width: int) -> Iterator[tuple[int, re.Pattern[str]]]:
    """Columns whose cells look alike in all the first rows: numbers, days, yes and no."""
    for at in range(width):
        cells = [row[at].strip() for row in samples if row[at].strip()]
        for pattern in _ANCHORS:
            if cells and all(map(pattern.fullmatch, cells)):
                yield at, pattern
                break
