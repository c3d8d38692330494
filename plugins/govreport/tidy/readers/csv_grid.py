"""Delimited text, read by Arrow in blocks: everything stays text, rows with a wrong number of cells are kept apart.

The encoding is found in decode.py.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as pacsv

from govreport.errors import ReadError
from govreport.tidy.readers import refusals
from govreport.tidy.readers.decode import Encoding, damaged_line, split_head
from govreport.tidy.readers.grid import HEAD_ROWS, Batch, Misfit, Span

_BLOCK = 1 << 24
_SURPLUS = 5
_UNIT_SEPARATOR = "\x1f"


class CsvGrid:
    """A delimited text file whose encoding and delimiter are known."""

    sheet: str | None = None
    hidden_rows = 0
    hidden_sheets: tuple[str, ...] = ()

    def __init__(self, file: str, data: bytes, encoding: Encoding, head: str, delimiter: str) -> None:
        self._file = file
        self._data = data
        self._encoding = encoding
        self.delimiter = delimiter
        self._separator = delimiter
        self.encoding: str | None = encoding.label
        self.spans: list[Span] = []
        self.head, self._lines = split_head(head, delimiter, HEAD_ROWS + _SURPLUS)
        self._quoted = b'"' in data
        self._misfits: list[Misfit] = []
        self._open_quote: int | None = None

    def batches(self, skip: int) -> Iterator[Batch]:
        """Rows below the first ``skip`` records. Raises ReadError for damaged characters and open quotes."""
        width = len(self.head[skip - 1]) if skip else max(map(len, self.head))
        width = max(width, *(len(r) for r in self.head[:skip]))
        skipped = self._lines[skip - 1] if skip else 0
        next_row = skip + 1
        if self._encoding.damaged:
            raise self._broken_text()
        if not self._separator.isascii():
            self._make_separable()
        try:
            for record in self._reader(width, skipped, skip):
                columns = [_solid(c) for c in record.columns]
                if self._quoted:
                    self._check_quotes(columns, next_row, width)
                rows = self._number(record.num_rows, next_row)
                if len(rows):
                    next_row = int(rows[-1]) + 1
                yield Batch(pa.array(rows, pa.int32()), columns, self._ready(next_row))
        except UnicodeDecodeError:
            raise self._broken_text() from None
        except pa.ArrowInvalid as error:
            if "UTF8" in str(error):
                raise self._broken_text() from None
            raise refusals.open_quote(self._file, next_row) from None
        if self._misfits:
            empty = [pa.array([], pa.string()) for _ in range(width)]
            yield Batch(pa.array([], pa.int32()), empty, self._ready(None))

    def _reader(self, width: int, skipped_lines: int, skipped_rows: int) -> Iterator[pa.RecordBatch]:
        names = [str(i) for i in range(width)]

        def misfit(row: Any) -> str:
            number = row.number - skipped_lines + skipped_rows
            after = row.text.split("\n", 1)[1:]
            if after and after[0].count(self._separator) >= width - 1:
                self._open_quote = number
                return "error"
            cells = next(csv.reader(row.text.splitlines(keepends=True), delimiter=self._separator), [])
            self._misfits.append(Misfit(number, cells))
            return "skip"

        self._open_quote = None
        body = pa.py_buffer(self._data).slice(self._encoding.bom)
        if not _lines_remain(body, self._encoding, skipped_lines):
            return
        try:
            reader = pacsv.open_csv(
                pa.BufferReader(body),
                read_options=pacsv.ReadOptions(
                    use_threads=False,  # only then do misfits know their row
                    encoding=self._encoding.codec if self._encoding.codec != "utf-8" else "utf8",
                    skip_rows=skipped_lines,
                    column_names=names,
                    block_size=_BLOCK,
                ),
                parse_options=pacsv.ParseOptions(
                    delimiter=self._separator,
                    newlines_in_values=self._quoted,
                    ignore_empty_lines=False,
                    invalid_row_handler=misfit,
                ),
                convert_options=pacsv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, null_values=[]
                ),
            )
            yield from reader
        except pa.ArrowInvalid:
            if self._open_quote is not None:
                raise refusals.open_quote(self._file, self._open_quote) from None
            raise

    def _make_separable(self) -> None:
        """Arrow splits at ASCII only: let a character that no text holds stand for the delimiter."""
        try:
            text = str(memoryview(self._data)[self._encoding.bom :], self._encoding.codec)
        except UnicodeDecodeError:
            raise self._broken_text() from None
        self._data = text.replace(_UNIT_SEPARATOR, "").replace(self.delimiter, _UNIT_SEPARATOR).encode()
        self._encoding = replace(self._encoding, codec="utf-8", bom=0)
        self._separator = _UNIT_SEPARATOR

    def _broken_text(self) -> ReadError:
        return refusals.broken_text(self._file, self._encoding.label, damaged_line(self._data, self._encoding))

    def _number(self, count: int, first: int) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Row numbers of ``count`` good rows from ``first`` on: those that no misfit bears."""
        apart = [m.row for m in self._misfits]
        numbers = np.arange(first, first + count + len(apart))
        return numbers[~np.isin(numbers, apart)][:count]

    def _ready(self, before: int | None) -> list[Misfit]:
        ready = [m for m in self._misfits if before is None or m.row < before]
        self._misfits = self._misfits[len(ready) :]
        return ready

    def _check_quotes(self, columns: list[pa.Array], first: int, width: int) -> None:
        """A cell that holds a line break and a row's worth of delimiters swallowed a row: its quote is open."""
        for column in columns:
            broken = column.filter(pc.match_substring(column, "\n"))
            for text in broken.to_pylist():
                if text.split("\n", 1)[1].count(self._separator) >= width - 1 > 0:
                    raise refusals.open_quote(self._file, first + pc.index(column, text).as_py())


def _solid(column: pa.Array) -> pa.Array:
    return column if column.null_count == 0 else pc.fill_null(column, "")


def _lines_remain(body: pa.Buffer, encoding: Encoding, skipped: int) -> bool:
    """Whether anything stands below the skipped lines (Arrow calls a file without rows an error)."""
    decoder = codecs.getincrementaldecoder(encoding.codec)(errors="replace")
    view = memoryview(body)
    line = 0
    for start in range(0, len(view), 1 << 16):
        text = decoder.decode(view[start : start + (1 << 16)])
        parts = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for index, part in enumerate(parts):
            line += index > 0
            if line >= skipped and part:
                return True
    return False
