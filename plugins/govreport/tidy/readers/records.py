"""Where the records of delimited text end and how many cells each has, by the strict rules of RFC 4180.

A quote opens a cell only at the cell's beginning, and only a separator or a line's end may stand behind the one that
closes it. Sound text is measured at numpy's speed; only text that breaks the rules is walked through cell by cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, NamedTuple

import numpy as np

Fault = Literal["", "quote", "open"]
"""What is wrong with a record: nothing, a quote out of place on its line, a quote that swallows lines."""

LONGEST_CELL = 1 << 20
"""A quoted cell of more bytes is one whose quote was never closed (a spreadsheet's cell holds 32,767 characters)."""

_QUOTE, _LF, _CR = 34, 10, 13
_LINE = re.compile(rb"[^\r\n]*+(?:\r\n|\r|\n)")
_QUOTED = re.compile(rb'"[^"]*+(?:""[^"]*+)*+"')
_QUOTED_TEXT = re.compile(_QUOTED.pattern.decode())


class Record(NamedTuple):
    """A record's place in the text, line end included."""

    start: int
    end: int
    cells: int
    fault: Fault


@dataclass
class Measured:
    """The whole records at the beginning of some text; the rest of it awaits more text."""

    ends: Any
    """Behind each record's line end, as bytes counted from the text's beginning."""
    cells: Any
    """How many each record has."""
    faults: dict[int, Fault]
    """Position of a record that breaks the rules -> how."""
    broken_lines: Any
    """Positions of records that go over several lines."""

    @property
    def length(self) -> int:
        """Bytes that the records take."""
        return int(self.ends[-1]) if len(self.ends) else 0

    @property
    def starts(self) -> Any:
        """Where each record begins."""
        return np.concatenate(([0], self.ends[:-1])) if len(self.ends) else self.ends


def measure(text: bytes, delimiter: bytes, *, final: bool) -> Measured:
    """The whole records of ``text``, which begins with a record and is the file's last if ``final``."""
    letters = np.frombuffer(text, np.uint8)
    ends = _line_ends(letters, final=final)
    quotes = np.flatnonzero(letters == _QUOTE) if b'"' in text else np.zeros(0, np.int64)
    inside = np.searchsorted(quotes, ends) & 1
    records = ends[inside == 0]
    length = int(records[-1]) if len(records) else 0
    quotes = quotes[: np.searchsorted(quotes, length)]
    unfinished = len(text) - length
    if not _strict(letters, quotes, delimiter, length) or (unfinished and (final or unfinished > LONGEST_CELL)):
        return _walked(text, delimiter, final=final)
    marks = np.flatnonzero(letters[:length] == delimiter[0])
    if len(quotes):
        marks = marks[np.searchsorted(quotes, marks) & 1 == 0]
    cells = np.diff(np.searchsorted(marks, records), prepend=0) + 1
    within = ends[(inside == 1) & (ends < length)]
    return Measured(records, cells, {}, np.unique(np.searchsorted(records, within, side="right")))


def sound_length(text: bytes, delimiter: bytes, *, final: bool) -> int:
    """How many bytes of ``text`` are whole records in which every quote, if any, is in its place and no cell goes over
    several lines; 0 where ``measure`` must look closely."""
    if b'"' not in text:
        return len(text) if final else _last_line_end(text)
    letters = np.frombuffer(text, np.uint8)
    quotes = np.flatnonzero(letters == _QUOTE)
    length = len(text) if final else _last_line_end(text)
    upto = quotes[: np.searchsorted(quotes, length)]
    if len(upto) & 1 or not _strict(letters, upto, delimiter, length):
        return 0
    # between an opening quote and its closing one no line may end
    breaks = _line_ends(letters[:length], final=False)
    return 0 if (np.searchsorted(upto, breaks - 1) & 1).any() else length


def walk(text: bytes, delimiter: bytes, *, final: bool) -> Iterator[Record]:
    """Record by record. A quote out of place ends with its line; one that swallows lines ends the text."""
    at, size = 0, len(text)
    bare = _bare(delimiter)
    while at < size:
        line = _LINE.match(text, at)
        end = line.end() if line else size
        whole = final or (line is not None and not (end == size and text.endswith(b"\r")))
        if text.find(b'"', at, end) >= 0:
            record = _cells(text, at, end, delimiter, bare, final=final, whole=whole)
        else:
            record = Record(at, end, text.count(delimiter, at, end) + 1, "") if whole else None
        if record is None and size - at > LONGEST_CELL and text.find(b'"', at, end) >= 0:
            record = Record(at, size, 1, "open")
        if record is None:
            return
        yield record
        if record.fault == "open":
            return
        at = record.end


def cells_of(record: str, delimiter: str, *, faulty: bool = False) -> list[str]:
    """The cells of one record without its line end; of a faulty one, cut at every delimiter."""
    if faulty or '"' not in record:
        return record.split(delimiter)
    cells, at = [], 0
    while True:
        if record.startswith('"', at):
            match = _QUOTED_TEXT.match(record, at)
            end = match.end() if match else len(record)
            cells.append(record[at + 1 : end - 1].replace('""', '"'))
        else:
            end = record.find(delimiter, at)
            end = len(record) if end < 0 else end
            cells.append(record[at:end])
        if end >= len(record):
            return cells
        at = end + len(delimiter)


def _cells(
    text: bytes, at: int, line: int, delimiter: bytes, bare: re.Pattern[bytes], *, final: bool, whole: bool
) -> Record | None:
    """The record at ``at``, whose first line ends at ``line``; None where it may go on behind the text."""
    size, cells, here = len(text), 1, at
    while True:
        quoted = text[here : here + 1] == b'"'
        match = (_QUOTED if quoted else bare).match(text, here)
        if match is None:  # the quote is never closed
            return Record(at, size, cells, "open") if final else None
        here = match.end()
        if here >= size:
            return Record(at, size, cells, "") if final else None
        if text[here] == delimiter[0]:
            here += 1
            cells += 1
        elif text[here] in (_CR, _LF):
            here += 2 if text.startswith(b"\r\n", here) else 1
            return None if here == size and not final and text.endswith(b"\r") else Record(at, here, cells, "")
        elif here < line:
            return Record(at, line, cells, "quote") if whole else None
        else:
            return Record(at, size, cells, "open")


def _walked(text: bytes, delimiter: bytes, *, final: bool) -> Measured:
    records = list(walk(text, delimiter, final=final))
    broken = [i for i, r in enumerate(records) if not r.fault and len(text[r.start : r.end].splitlines()) > 1]
    return Measured(
        np.array([r.end for r in records], np.int64),
        np.array([r.cells for r in records], np.int64),
        {i: r.fault for i, r in enumerate(records) if r.fault},
        np.array(broken, np.int64),
    )


def _strict(letters: Any, quotes: Any, delimiter: bytes, length: int) -> bool:
    """Whether each of these quotes opens or closes a cell as it should, or is one of a pair inside a cell.

    Counted from a record's beginning, the first, third, fifth … quote opens a cell or follows the one before it at once
    (a doubled quote); the second, fourth … closes one, or the next follows it at once.
    """
    if not len(quotes):
        return True
    if len(quotes) & 1:
        return False
    opening, closing = quotes[::2], quotes[1::2]
    doubled = opening[1:] == closing[:-1] + 1
    before = letters[np.maximum(opening - 1, 0)]
    behind = letters[np.minimum(closing + 1, length - 1)]
    edges = np.array([delimiter[0], _LF, _CR], np.uint8)
    opens = np.isin(before, edges) | (opening == 0)
    closes = np.isin(behind, edges) | (closing == length - 1)
    opens[1:] |= doubled
    closes[:-1] |= doubled
    return bool(opens.all() and closes.all())


def _line_ends(letters: Any, *, final: bool) -> Any:
    """Behind every line's end; a last line without one counts where no more text comes."""
    feeds = letters == _LF
    if (returns := letters == _CR).any():
        followed = np.append(feeds[1:], not final)  # at the very end the other half may be still to come
        feeds |= returns & ~followed
    ends = np.flatnonzero(feeds) + 1
    if final and len(letters) and (not len(ends) or ends[-1] < len(letters)):
        ends = np.append(ends, len(letters))
    return ends


def _last_line_end(text: bytes) -> int:
    end = text.rfind(b"\n") + 1
    return end or text.rfind(b"\r", 0, len(text) - 1) + 1


@cache
def _bare(delimiter: bytes) -> re.Pattern[bytes]:
    """A cell without quotes."""
    return re.compile(rb'[^"\r\n' + re.escape(delimiter) + rb"]*+")
