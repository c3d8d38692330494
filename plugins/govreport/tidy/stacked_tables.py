"""A file's rows in pieces that stand under one header each: sheet after sheet, and table below table within a sheet.

Each table is read by its own header: its order of columns, its units, its width. The same header printed again on every
page changes nothing. Where a later header can't stand for the same table, the file is refused with its row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from govreport.canonical import EXTRACTS
from govreport.district.folder import Layout
from govreport.manifests.extracts import SHEET_ROWS, place
from govreport.parallel import prefetch
from govreport.tidy import table_refusals
from govreport.tidy.batches import between, cells_of, joined, last_row, moved, refitted
from govreport.tidy.header import LEVELS, Header, Headers
from govreport.tidy.opening import Opened
from govreport.tidy.readers.grid import Batch, Span
from govreport.tidy.units import above_header, require_one_unit, speaks_of_unit
from govreport.tidy.values.cells import narrow

_ABOVE, _BELOW = 6, LEVELS + 3
"""Rows around a later header that may belong to it: title, unit and date above, more titles and units below."""
_MOST = 200
"""Changes of header in one file."""
_MOST_HEADERS = 10_000
"""Headers in one sheet, repeated ones too: a print of 300,000 rows has so many."""
_PLAIN_DAY = r"^(?:\x02.*|\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?)$"


@dataclass(frozen=True)
class Piece:
    """Consecutive rows under one header, which is no row of theirs. Rows and header are numbered as ``place`` tells."""

    header: Header
    batch: Batch
    sheet: int
    """Which of the file's sheets, from 0."""


def pieces(file: str, opened: Opened, layout: Layout, extract: str, is_town: Callable[[str], bool]) -> Iterator[Piece]:
    """Every row below the headers of a file. Raises ReadError."""
    for number, (grid, header) in enumerate(opened.tables):
        batches = prefetch(grid.batches(header.row - 1 + header.rows))
        by = number * SHEET_ROWS
        header = replace(header, row=header.row + by)
        if opened.format == "json":
            yield from (Piece(header, batch, number) for batch in batches)
            continue
        spans = [(first + by, left, last + by, right) for first, left, last, right in grid.spans]
        below = _Below(file, opened.sheets, number, header, spans, layout, extract, is_town)
        for batch in batches:
            yield from below.take(moved(batch, by))
        yield from below.finish()


class _Below:
    """Goes through the rows of one sheet and looks for headers among them."""

    def __init__(
        self,
        file: str,
        sheets: list[str],
        sheet: int,
        header: Header,
        spans: list[Span],
        layout: Layout,
        extract: str,
        is_town: Callable[[str], bool],
    ) -> None:
        self._file, self._sheets, self._sheet = file, sheets, sheet
        self._first = self._header = header
        self._spans = spans
        self._layout = layout
        self._headers = Headers(layout, extract)
        self._is_town = is_town
        columns = EXTRACTS[extract].columns
        self._dates = [n for n in self._headers.required if columns[n].info["kind"] == "date"]
        self._money = [c.name for c in columns if c.info["kind"] == "money"]
        self._width: int | None = None
        """Cells of a row under the header in force, where they aren't those of the first header."""
        self._held: Batch | None = None
        self._tail: dict[int, list[str]] = {}
        """The last rows of the batch before."""
        self._waiting: dict[int, list[str]] = {}
        """Those of them that no header accounts for yet."""
        self._meant: dict[tuple[str, str], set[str | None]] = {}
        """Column and title -> the units that amounts under it had so far; None where neither file nor layout says."""
        self._remember(header)
        self._changes = self._seen = 0
        self._read: tuple[object, Header | None] = (None, None)
        """The rows that were read as a header last, and the header: repeated ones mostly stand among the same rows."""

    def take(self, batch: Batch, *, last: bool = False) -> Iterator[Piece]:
        """The pieces of a batch. Its end is held back where a header stands there whose rows may not all be in."""
        if self._held is not None:
            batch, self._held = joined(self._held, batch), None
        asked = self._doubtful(batch)
        anchors = [row for row, cells in asked.items() if self._headers.named_by(cells)]
        if anchors and not last:
            ends = max(last_row(batch.rows), max((m.row for m in batch.misfits), default=0))
            if anchors[-1] + _BELOW > ends:
                border = max(anchors[-1] - _ABOVE, 0)
                batch, self._held = between(batch, 0, border), between(batch, border, None)
                anchors = [row for row in anchors if row < border]
                asked = {row: cells for row, cells in asked.items() if row < border}
        yield from self._cut(batch, asked, anchors)

    def finish(self) -> Iterator[Piece]:
        """What was held back."""
        if self._held is not None:
            held, self._held = self._held, None
            yield from self.take(held, last=True)
        self._units_alone(self._waiting)

    def _cut(self, batch: Batch, asked: dict[int, list[str]], anchors: list[int]) -> Iterator[Piece]:
        around = self._tail | asked
        self._tail = self._end_of(batch, asked)
        drop: list[int] = []
        beside: set[int] = set()  # rows that a header found below or above them accounts for
        begun = 0
        for anchor in anchors:
            if drop and anchor <= drop[-1]:
                continue
            found, top = self._found(anchor, around, batch)
            if found is None:
                continue
            beside.update(range(top, found.row))
            width = self._cells_of(found, batch)
            settled = self._settled(found, width)
            if settled is not self._header:
                yield self._piece(batch, begun, found.row, drop)
                self._change(settled, width)
                begun = found.row
            drop += range(found.row, found.row + found.rows)
        waiting = self._waiting | asked
        apart = {row: cells for row, cells in waiting.items() if row not in beside and row not in drop}
        self._waiting = {row: apart.pop(row) for row in [*apart] if row in self._tail}
        self._units_alone(apart)
        yield self._piece(batch, begun, None, drop)

    def _piece(self, batch: Batch, first: int, end: int | None, drop: list[int]) -> Piece:
        piece = between(batch, first, end)
        if drop:
            kept = pc.invert(pc.is_in(piece.rows, value_set=pa.array(drop, pa.int32())))
            misfits = [m for m in piece.misfits if m.row not in drop]
            piece = Batch(piece.rows.filter(kept), [c.filter(kept) for c in piece.columns], misfits)
        if self._width is not None and self._width != len(piece.columns):
            piece = refitted(piece, self._width)
        return Piece(self._header, piece, self._sheet)

    # -- looking for headers -----------------------------------------------------------------------------------------

    def _doubtful(self, batch: Batch) -> dict[int, list[str]]:
        """Rows (in order) with neither a town nor a day where the header says: among them is every later header,
        whatever its order of columns, because a title is neither."""
        doubtful = np.ones(len(batch.rows), bool)
        town = self._header.mapping.get("town_code")
        if town is not None and town < len(batch.columns):
            cells = batch.columns[town]
            known = [cell for cell in pc.unique(cells).to_pylist() if self._is_town(cell)]
            doubtful &= ~_flags(pc.is_in(cells, value_set=pa.array(known, pa.string())))
        for name in self._dates[:1]:
            at = np.flatnonzero(doubtful)
            position = self._header.mapping.get(name, len(batch.columns))
            if len(at) and position < len(batch.columns):
                days = batch.columns[position].take(pa.array(at))
                doubtful[at] = ~_flags(pc.match_substring_regex(days, _PLAIN_DAY))
        at = pa.array(np.flatnonzero(doubtful))
        numbers = batch.rows.take(at).to_pylist()
        columns = [column.take(at).to_pylist() for column in batch.columns]
        found = dict(zip(numbers, map(list, zip(*columns, strict=True)), strict=True)) if columns else {}
        found.update((misfit.row, misfit.cells) for misfit in batch.misfits)
        return dict(sorted(found.items())) if batch.misfits else found

    def _end_of(self, batch: Batch, asked: dict[int, list[str]]) -> dict[int, list[str]]:
        last = last_row(batch.rows)
        if not last:
            return self._tail
        return {row: asked[row] for row in range(last - _ABOVE + 1, last + 1) if row in asked}

    def _found(self, anchor: int, around: dict[int, list[str]], batch: Batch) -> tuple[Header | None, int]:
        """The header at a row that names known columns, and the first row that may say something of it."""
        top = anchor
        while top - 1 in around and anchor - top < _ABOVE:
            top -= 1
        rows = [around[row] for row in range(top, anchor + 1)]
        rows += [cells_of(batch, row) for row in range(anchor + 1, anchor + _BELOW + 1)]
        spans = [(f - top + 1, left, last - top + 1, right) for f, left, last, right in self._spans if f >= top - 1]
        self._seen += 1
        if self._seen > _MOST_HEADERS:
            raise table_refusals.too_many_tables(self._file, self._where(anchor), _MOST_HEADERS)
        if self._read[0] != (anchor - top, rows, spans):
            self._read = ((anchor - top, rows, spans), self._headers.around(anchor - top, rows, spans))
        header = self._read[1]
        if header is None:
            return None, top
        by = top - 1
        statements = tuple(replace(s, row=s.row + by - self._sheet * SHEET_ROWS) for s in header.unit_statements)
        return replace(header, row=header.row + by, unit_statements=statements), top

    @staticmethod
    def _cells_of(found: Header, batch: Batch) -> int | None:
        """How many cells the rows of a header have where they don't fit the file's first header."""
        inside = range(found.row, found.row + found.rows)
        widths = [len(misfit.cells) for misfit in batch.misfits if misfit.row in inside]
        if len(widths) < found.rows:  # one of its rows has as many as the file's first header
            widths.append(len(batch.columns))
        return None if max(widths) == len(batch.columns) else max(widths)

    # -- what a later header means -----------------------------------------------------------------------------------

    def _settled(self, found: Header, width: int | None) -> Header:
        """The header in force from here on: the one that is, where ``found`` only repeats it. Raises ReadError."""
        where = self._where(found.row)
        if found.repeated:
            raise table_refusals.repeated_on_sheet(self._file, where, found.repeated)
        apart = set(found.mapping) ^ set(self._first.mapping)
        lacking = [n for n in self._layout.columns if n in apart and not self._may_lack(n)]
        if lacking:
            names = [self._title(n, found) for n in lacking]
            unknown = [found.titles[i] for i in found.unknown]
            raise table_refusals.other_table(self._file, where, self._where(self._first.row), names, unknown)
        require_one_unit(self._file, found.mapping, found.unit_statements, self._layout)
        found = replace(found, units=self._units(found))
        self._remember(found)
        now = self._header
        same = width == self._width and found.mapping == now.mapping
        same = same and all(self._unit(found, n) == self._unit(now, n) for n in self._money)
        return now if same else found

    def _may_lack(self, name: str) -> bool:
        return self._layout.columns[name].optional and name not in self._headers.required

    def _title(self, name: str, found: Header) -> str:
        for header in (found, self._first):
            if name in header.mapping:
                return header.titles[header.mapping[name]]
        return name

    def _units(self, found: Header) -> dict[str, str]:
        """Each amount's unit: as this header states it, or as it was under the same title so far."""
        units = dict(found.units)
        for name in self._money:
            if name in units or name not in found.mapping:
                continue
            title = found.titles[found.mapping[name]]
            so_far = self._meant.get((name, narrow(title)))
            before = self._unit(self._header, name)
            if len(so_far or ()) > 1 or (so_far is None and before != self._layout.columns[name].unit):
                raise table_refusals.unit_left_open(self._file, self._where(found.row), title, before or "")
            if so_far and (unit := next(iter(so_far))):
                units[name] = unit
        return units

    def _unit(self, header: Header, name: str) -> str | None:
        setting = self._layout.columns.get(name)
        return header.units.get(name) or (setting.unit if setting is not None else None)

    def _remember(self, header: Header) -> None:
        for name in self._money:
            if name in header.mapping:
                title = narrow(header.titles[header.mapping[name]])
                self._meant.setdefault((name, title), set()).add(self._unit(header, name))

    def _units_alone(self, rows: dict[int, list[str]]) -> None:
        """A unit row between records that no header follows must not say another unit than the header."""
        for row, cells in rows.items():
            if not any(speaks_of_unit(cell) for cell in cells if cell):
                continue
            for stated in above_header([cells]):
                for name in self._money:
                    unit = self._unit(self._header, name)
                    if name in self._header.mapping and unit and unit != stated.unit(self._layout.money):
                        raise table_refusals.unit_changed(self._file, self._where(row), narrow(stated.text), unit)

    def _change(self, header: Header, width: int | None) -> None:
        self._changes += 1
        if self._changes > _MOST:
            raise table_refusals.too_many_tables(self._file, self._where(header.row), _MOST)
        self._header, self._width = header, width

    def _where(self, row: int) -> Any:
        return place(row, self._sheets)


def _flags(mask: pa.Array) -> Any:
    return mask.to_numpy(zero_copy_only=False)
