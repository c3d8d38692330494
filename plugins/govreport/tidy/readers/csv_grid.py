"""Delimited text, read by Arrow in pieces of whole records: everything stays text, rows with a wrong number of cells or
a quote out of place are kept apart.

The encoding is found in decode.py, records that Arrow can't be trusted with are measured in records.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from govreport.errors import ReadError
from govreport.tidy.readers import refusals, surplus, text_refusals
from govreport.tidy.readers.csv_rows import UNIT_SEPARATOR, Piece, RowReader, record_cells
from govreport.tidy.readers.decode import Encoding, damaged_line, utf8_chunks
from govreport.tidy.readers.grid import HEAD_ROWS, Batch, Span
from govreport.tidy.readers.records import Fault, measure, sound_length, walk
from govreport.tidy.readers.surplus import Evidence, Expected

_BLOCK = 1 << 24
_LONGEST_ROW = 1 << 26
_MOST_SURPLUS = 256
_SURPLUS = 5
_INVISIBLE = bytes(b for b in range(32) if b not in b"\t\n\v\f\r")
"""Characters that nobody sees, markers of cells.py among them: a text file can't tell us what kind a cell is."""
_GONE = dict.fromkeys(_INVISIBLE)


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
        # Arrow splits at ASCII only: a character that no text holds stands for another delimiter
        self._separator = delimiter if delimiter.isascii() else UNIT_SEPARATOR
        self.encoding: str | None = encoding.label
        self.spans: list[Span] = []
        self.expected: Expected | None = None
        """Set where the header is found."""
        self.head: list[list[str]] = []
        self.faults: dict[int, Fault] = {}
        """Row of the head, from 1 -> what is wrong with its quotes."""
        self._offsets: list[int] = []
        self._row = 1
        self._read_head(head)

    def batches(self, skip: int) -> Iterator[Batch]:
        """Rows below the first ``skip`` records. Raises ReadError for damaged characters and open quotes."""
        if self._encoding.damaged:
            raise self._broken_text()
        expected = self.expected or Expected(skip, 0)
        self.check_head(skip, expected.row)
        width = self._width(skip, expected.row)
        reader = self._reader(skip, width, expected)
        row, target = skip + 1, width
        judged = False
        if skip and 2 < expected.named < width and self._short_of_header(skip, expected):
            width = target = expected.named
            reader = self._reader(skip, width, expected)
        try:
            for piece in self._pieces(skip):
                part = reader.read(piece, target, row)
                if not judged and any(not m.fault and len(m.cells) > width for m in part.misfits.values()):
                    judged = True
                    target = self._usual_width(skip, width, expected)
                    if target != width:
                        part = reader.read(piece, target, row)
                if part.records:
                    rows = pa.array(part.places + row, pa.int32())
                    yield Batch(rows, part.columns[:width], [part.misfits[i] for i in sorted(part.misfits)])
                row += part.records
                self._row = row
        except UnicodeDecodeError:
            raise self._broken_text() from None

    # -- the head ----------------------------------------------------------------------------------------------------

    def _read_head(self, head: str) -> None:
        """The first records; below an open quote, line by line, so that a header with such a quote is still found."""
        text = self._separable(head.translate(_GONE)).encode("utf-8", "replace")
        at = 0
        while at < len(text) and len(self.head) < HEAD_ROWS + _SURPLUS:
            for record in walk(text[at:], self._separator.encode(), final=True):
                start, end = at + record.start, at + record.end
                if record.fault == "open":
                    end = _line_end(text, start)
                if record.fault:
                    self.faults[len(self.head) + 1] = record.fault
                self.head.append(
                    record_cells(text[start:end], self._separator, self.delimiter, faulty=bool(record.fault))
                )
                self._offsets.append(end)
                if len(self.head) >= HEAD_ROWS + _SURPLUS:
                    break
            at = self._offsets[-1]

    def check_head(self, skip: int, header: int) -> None:
        """Raise ReadError where a quote is out of place in the header, or swallows lines before the first record."""
        for number in range(1, skip + 1):
            fault = self.faults.get(number)
            behind = (cell.split("\n", 1)[1] for cell in self.head[number - 1] if "\n" in cell)
            if number >= header and (fault or any(self.delimiter in text for text in behind)):
                raise text_refusals.header_quote(self._file, number)
            if fault == "open":
                raise refusals.open_quote(self._file, number)

    def _width(self, skip: int, header: int) -> int:
        """Cells of the header, unit rows included."""
        if not skip:
            return Counter(map(len, self.head)).most_common(1)[0][0] if self.head else 1
        return max(map(len, self.head[max(0, header - 1) : skip]))

    # -- pieces ------------------------------------------------------------------------------------------------------

    def _pieces(self, skip: int) -> Iterator[Piece]:
        """The text below the first ``skip`` records, piece by piece."""
        separator = self._separator.encode()
        passed = self._offsets[skip - 1] if skip else 0
        rest = b""
        replaces = self._separator != self.delimiter
        for chunk, final in utf8_chunks(self._data, self._encoding, _BLOCK, at_characters=replaces):
            text = self._separable(chunk.decode()).encode() if replaces else chunk.translate(None, _INVISIBLE)
            if passed:
                text, passed = text[passed:], max(0, passed - len(text))
            text = rest + text if rest else text
            measured = None
            length = sound_length(text, separator, final=final)
            if not length:
                measured = measure(text, separator, final=final)
                length = measured.length
            if length:
                yield Piece(text[:length], measured)
            rest = text[length:]
            if len(rest) > _LONGEST_ROW:
                raise text_refusals.endless_row(self._file, self._row)

    def _reader(self, skip: int, width: int, expected: Expected) -> RowReader:
        samples = [row for row in self.head[skip:] if len(row) == width]
        return RowReader(self._file, self._separator, self.delimiter, width, expected, samples)

    def _usual_width(self, skip: int, width: int, expected: Expected) -> int:
        """How many cells to read a row with: the header's, or more where nearly every row ends in the same empty ones.

        Raises ReadError where it is the header that lacks a cell.
        """
        counted = self._widths(skip, width)
        usual = surplus.usual_width(counted, width)
        if expected.joined and counted[width + 1 :].sum() * 2 > counted[max(2, width // 2) :].sum():
            wide = int(counted[width + 1 :].argmax()) + width + 1
            raise text_refusals.narrow_header(self._file, expected.row, width, wide, expected.joined)
        if usual <= width:
            return width
        if usual > width + _MOST_SURPLUS:
            raise text_refusals.narrow_header(self._file, expected.row, width, usual, None)
        evidence = Evidence(width, expected.kinds)
        reader = self._reader(skip, width, expected)
        row = skip + 1
        for piece in self._pieces(skip):
            part = reader.read(piece, usual, row, sift=False)
            evidence.add(part.columns)
            row += part.records
        verdict = evidence.verdict()
        if verdict == "narrow":
            raise text_refusals.narrow_header(self._file, expected.row, width, usual, None)
        return usual if verdict == "nothing" else width

    def _short_of_header(self, skip: int, expected: Expected) -> bool:
        """Whether nearly every row ends where the header's titles end: the header has separators too many."""
        named = expected.named
        if surplus.usual_width(self._widths(skip, named), named) != named:
            return False
        evidence = Evidence(named, expected.kinds)
        reader = self._reader(skip, named, expected)
        for piece in self._pieces(skip):
            evidence.add(reader.read(piece, named, skip + 1, sift=False).columns)
        return evidence.verdict() == "nothing"

    def _widths(self, skip: int, width: int) -> Any:
        """How many rows below the first ``skip`` records have so many cells, by the number of cells."""
        counted = np.zeros(width + 2, np.int64)
        for piece in self._pieces(skip):
            measured = piece.measured or measure(piece.text, self._separator.encode(), final=True)
            more = np.bincount(measured.cells)
            if len(more) > len(counted):
                counted.resize(len(more), refcheck=False)
            counted[: len(more)] += more
        return counted

    # -- text --------------------------------------------------------------------------------------------------------

    def _separable(self, text: str) -> str:
        """The text with a separator that is one byte."""
        if self._separator == self.delimiter:
            return text
        return text.translate(_GONE).replace(self.delimiter, UNIT_SEPARATOR)

    def _broken_text(self) -> ReadError:
        return refusals.broken_text(self._file, self._encoding.label, damaged_line(self._data, self._encoding))


def _line_end(text: bytes, at: int) -> int:
    ends = [end for end in (text.find(b"\n", at), text.find(b"\r", at)) if end >= 0]
    end = min(ends, default=len(text) - 1)
    return end + (2 if text.startswith(b"\r\n", end) else 1)
