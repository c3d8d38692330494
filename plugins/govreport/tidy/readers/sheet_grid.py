"""A workbook's sheets (XLSX, XLS, ODS), read by calamine; typed cells become marked text (tidy/values/cells.py).

Macros and formulas are never run: a formula's stored value is read.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from itertools import chain, islice, repeat
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import python_calamine

from govreport.currency.declared import EXAMPLE
from govreport.errors import ReadError
from govreport.tidy.readers import ods_scan, refusals, workbook_refusals, xls_scan
from govreport.tidy.readers.cell_facts import Fact
from govreport.tidy.readers.grid import HEAD_ROWS, Batch, Span
from govreport.tidy.readers.limits import SheetScan
from govreport.tidy.readers.sniff import Format, is_et
from govreport.tidy.readers.trial import try_sheet
from govreport.tidy.readers.xlsx_parts import XlsxParts
from govreport.tidy.readers.xlsx_scan import scan_sheet
from govreport.tidy.values.cells import BOOLEAN, DATE, MARKERS, NUMBER, SERIAL_1904

_ROWS = 50_000
_WHOLE = 1e15
"""Whole numbers below it keep all their digits."""


@contextmanager
def _opening(file: str, data: bytes = b"") -> Iterator[None]:
    """Say whatever a damaged workbook makes the readers raise, a panic of the Rust one included, as one sentence."""
    try:
        yield
    except (ReadError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise (refusals.wps_workbook if is_et(file, data) else refusals.damaged_workbook)(file) from None


class Workbook:
    """An opened workbook. Raises ReadError where it is damaged or too large. ``own`` is the district's currency, whose
    sign in a number's format says nothing more of the number."""

    def __init__(self, file: str, data: bytes, kind: Format, own: str = EXAMPLE) -> None:
        self._file, self._data = file, data
        self._parts: XlsxParts | None = None
        with _opening(file, data):
            if kind == "xlsx":
                self._parts = XlsxParts(data, own)
                date_1904 = self._parts.date_1904
            else:  # calamine reads these two whole when it opens them
                scanned = (xls_scan if kind == "xls" else ods_scan).scan_book(file, data, own)
                date_1904, data = scanned.date_1904, scanned.data
            self._number = SERIAL_1904 if date_1904 else NUMBER
            try_sheet(file, data, None)
            self._book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
            known = self._book.sheets_metadata
            if self._parts is None:
                # calamine misreads names of old workbooks in Chinese: the order of the tabs is surer
                self._scans = {scan.name: (i, scan) for i, scan in enumerate(scanned.sheets)}
                names = list(self._scans)
                if len(names) != len(known):
                    raise ValueError("sheets of one name")
            else:
                names = [sheet.name for sheet in known]
            tables = [
                (name, sheet.visible == python_calamine.SheetVisibleEnum.Visible)
                for name, sheet in zip(names, known, strict=True)
                if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
            ]
            self.sheet_names: list[str] = [name for name, visible in tables if visible]
            """Sheets that a person sees."""
            self.hidden_sheets: list[str] = [name for name, visible in tables if not visible]
        if self.hidden_sheets and not self.sheet_names:
            raise workbook_refusals.only_hidden_sheets(file, self.hidden_sheets)

    def grid(self, sheet: str, *, even_hidden: bool = False) -> SheetGrid:
        """The sheet of that name; raises ReadError where it is hidden or too large."""
        if sheet in self.hidden_sheets and not even_hidden:
            raise workbook_refusals.hidden_sheet(self._file, sheet)
        with _opening(self._file):
            if self._parts is None:
                number, scan = self._scans[sheet]
                opened = self._book.get_sheet_by_index(number)
            else:
                scan = scan_sheet(self._file, self._parts, sheet)
                try_sheet(self._file, self._data, sheet)
                opened = self._book.get_sheet_by_name(sheet)
            return SheetGrid(self._file, opened, scan, self._number, tuple(self.hidden_sheets))


class SheetGrid:
    """One sheet of a workbook, counted from its first filled column."""

    encoding: str | None = None

    def __init__(
        self, file: str, sheet: Any, scan: SheetScan, number: str = NUMBER, hidden_sheets: tuple[str, ...] = ()
    ) -> None:
        self._file = file
        self._sheet = sheet
        self._number = number
        self._facts = scan.facts
        self.sheet: str | None = scan.name
        self.hidden_rows = scan.hidden_rows
        self.hidden_sheets = hidden_sheets
        start, end = sheet.start or (0, 0), sheet.end or (-1, -1)
        self._left = start[1]
        # calamine's table ends where its values end: cells of which only something is said may lie beyond
        self._before = self._after = self._below = 0
        if len(self._facts):
            rows, left, right = self._facts.bounds()
            self._left = left if sheet.start is None else min(left, start[1])
            self._before = start[1] - self._left if sheet.start else 0
            self._after = max(0, right - max(end[1] + 1, self._left))
            self._below = max(0, rows - end[0] - 1)
        self.spans: list[Span] = list(_spans(sheet.merged_cell_ranges or (), self._left, end))
        head = list(islice(self._rows(), HEAD_ROWS + 5))
        said = self._said(0, len(head))
        columns = [self._texts(cells, said.get(i, {})) for i, cells in enumerate(zip(*head, strict=True))]
        self.head = [list(row) for row in zip(*columns, strict=True)] or [[] for _ in head]

    def batches(self, skip: int) -> Iterator[Batch]:
        """Rows below the first ``skip`` ones."""
        with _opening(self._file):
            rows = islice(self._rows(), skip, None)
            first = skip + 1
            while chunk := list(islice(rows, _ROWS)):
                said = self._said(first - 1, first - 1 + len(chunk))
                columns = [self._column(cells, said.get(i, {})) for i, cells in enumerate(zip(*chunk, strict=True))]
                yield Batch(pa.array(range(first, first + len(chunk)), pa.int32()), columns)
                first += len(chunk)

    def _rows(self) -> Iterator[list[Any]]:
        rows: Iterator[list[Any]] = self._sheet.iter_rows()
        if not (self._before or self._after or self._below):
            return rows
        width = 0 if self._sheet.start is None else self._sheet.end[1] - self._sheet.start[1] + 1
        before, after = [""] * self._before, [""] * self._after
        blank = ["" for _ in range(self._before + width + self._after)]
        return chain((before + row + after for row in rows), repeat(blank, self._below))

    def _said(self, first: int, end: int) -> dict[int, dict[int, Fact]]:
        """What is said of the cells of these rows: column -> position below ``first`` -> fact."""
        said: dict[int, dict[int, Fact]] = {}
        for row, column, fact in self._facts.between(first, end):
            said.setdefault(column - self._left, {})[row - first] = fact
        return said

    def _column(self, cells: tuple[Any, ...], said: dict[int, Fact]) -> pa.Array:
        """A column's cells as text; one that holds nothing but clean text, as most do, at Arrow's speed."""
        kinds = set(map(type, cells)) if not said else set()
        if kinds == {str}:
            column = pa.array(cells, pa.string())
            if not pc.any(pc.match_substring_regex(column, f"^[{MARKERS}]")).as_py():
                return column
        elif kinds and kinds <= {date, datetime}:
            return pa.array([f"{DATE}{cell.isoformat()}" for cell in cells], pa.string())
        elif kinds == {float}:
            numbers = np.array(cells)
            whole = np.isfinite(numbers) & (numbers == np.trunc(numbers)) & (abs(numbers) < _WHOLE)
            if whole.all():
                digits = pa.array(numbers.astype(np.int64)).cast(pa.string())
                return pc.binary_join_element_wise(pa.scalar(self._number), digits, "")
            if not whole.any():  # the same digits as those of cell_text
                return pa.array([f"{self._number}{cell:.15g}" for cell in cells], pa.string())
        return pa.array(self._texts(cells, said), pa.string())

    def _texts(self, cells: tuple[Any, ...], said: dict[int, Fact]) -> list[str]:
        texts = [cell_text(cell, self._number) for cell in cells]
        for position, fact in said.items():
            texts[position] = fact.marked(cells[position], texts[position])
        return texts


def _spans(
    merged: Iterable[tuple[tuple[int, int], tuple[int, int]]], left_edge: int, end: tuple[int, int]
) -> Iterator[Span]:
    """The merged cells where a header may stand, counted from ``left_edge``, up to the last filled cell ``end``. Merged
    cells never overlap, so together they cover no more than there is: raises ValueError where they do."""
    bottom = min(end[0], HEAD_ROWS + 5)
    room = (bottom + 1) * (end[1] + 1)
    for (first, left), (last, right) in merged:
        if left >= left_edge and first <= bottom and left <= end[1]:
            room -= (min(last, bottom) - first + 1) * (min(right, end[1]) - left + 1)
            if room < 0:
                raise ValueError("merged cells overlap")
            yield first, left - left_edge, last, right - left_edge


def cell_text(cell: Any, number: str = NUMBER) -> str:
    """A cell as text, marked where the spreadsheet says that it is no text; ``number`` marks numbers."""
    if cell.__class__ is str:
        return cell.lstrip(MARKERS) if cell[:1] < " " else cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return f"{BOOLEAN}TRUE" if cell else f"{BOOLEAN}FALSE"
    if isinstance(cell, (int, float)):
        if math.isfinite(cell) and cell == int(cell) and abs(cell) < _WHOLE:
            return f"{number}{int(cell)}"
        return f"{number}{cell:.15g}"  # a spreadsheet knows no more digits
    if isinstance(cell, (datetime, date)):
        return f"{DATE}{cell.isoformat()}"
    if isinstance(cell, (time, timedelta)):
        return f"{DATE}{cell}"
    return str(cell)
