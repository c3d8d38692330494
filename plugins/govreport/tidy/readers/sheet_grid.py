"""A workbook's sheets (XLSX, XLS, ODS), read by calamine; typed cells become marked text (tidy/values/cells.py).

Macros and formulas are never run: a formula's stored value is read.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import python_calamine

from govreport.errors import ReadError
from govreport.tidy.readers import ods_scan, refusals, xls_scan
from govreport.tidy.readers.grid import HEAD_ROWS, Batch, Span
from govreport.tidy.readers.limits import SheetScan
from govreport.tidy.readers.sniff import Format
from govreport.tidy.readers.xlsx_scan import scan_sheet
from govreport.tidy.values.cells import DATE, ERROR, MARKERS, NUMBER

_ROWS = 50_000


@contextmanager
def _opening(file: str) -> Iterator[None]:
    """Say whatever a damaged workbook makes the readers raise, a panic of the Rust one included, as one sentence."""
    try:
        yield
    except (ReadError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise refusals.damaged_workbook(file) from None


class Workbook:
    """An opened workbook. Raises ReadError where it is damaged or too large."""

    def __init__(self, file: str, data: bytes, kind: Format) -> None:
        self._file = file
        self._data = data
        with _opening(file):
            self._scans: dict[str, SheetScan] | None = None
            if kind != "xlsx":  # calamine reads these two whole when it opens them
                scans = (xls_scan if kind == "xls" else ods_scan).scan_book(file, data)
                self._scans = {scan.name: scan for scan in scans}
            self._book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
            self.sheet_names: list[str] = [
                sheet.name
                for sheet in self._book.sheets_metadata
                if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
            ]

    def grid(self, sheet: str) -> SheetGrid:
        """The sheet of that name; raises ReadError where it is too large."""
        with _opening(self._file):
            if self._scans is None:
                scan = scan_sheet(self._file, self._data, sheet)
            else:
                scan = self._scans.get(sheet, SheetScan(sheet))
            return SheetGrid(self._file, self._book.get_sheet_by_name(sheet), scan.errors)


class SheetGrid:
    """One sheet of a workbook, counted from its first filled column."""

    encoding: str | None = None

    def __init__(self, file: str, sheet: Any, errors: dict[tuple[int, int], str]) -> None:
        self._file = file
        self._sheet = sheet
        self.sheet: str | None = sheet.name
        start = sheet.start or (0, 0)
        self._left = start[1]
        self._errors: dict[int, dict[int, str]] = {}
        for (row, column), text in errors.items():
            self._errors.setdefault(row, {})[column - self._left] = text
        self.spans: list[Span] = [
            (first, left - self._left, last, right - self._left)
            for (first, left), (last, right) in (sheet.merged_cell_ranges or ())
            if left >= self._left
        ]
        self.head = [[cell_text(c) for c in row] for row in islice(sheet.iter_rows(), HEAD_ROWS + 5)]

    def batches(self, skip: int) -> Iterator[Batch]:
        """Rows below the first ``skip`` ones."""
        with _opening(self._file):
            rows = islice(self._sheet.iter_rows(), skip, None)
            first = skip + 1
            while chunk := list(islice(rows, _ROWS)):
                columns = [_column(cells) for cells in zip(*chunk, strict=True)]
                for row in range(first - 1, first - 1 + len(chunk)) if self._errors else ():
                    for column, text in self._errors.get(row, {}).items():
                        if 0 <= column < len(columns):
                            columns[column] = _with_cell(columns[column], row + 1 - first, ERROR + text)
                yield Batch(pa.array(range(first, first + len(chunk)), pa.int32()), columns)
                first += len(chunk)


def _column(cells: tuple[Any, ...]) -> pa.Array:
    """A column's cells as text; one that holds nothing but clean text, as most do, at Arrow's speed."""
    if set(map(type, cells)) == {str}:
        column = pa.array(cells, pa.string())
        if not pc.any(pc.match_substring_regex(column, f"^[{MARKERS}]")).as_py():
            return column
    return pa.array([cell_text(cell) for cell in cells], pa.string())


def _with_cell(column: pa.Array, position: int, text: str) -> pa.Array:
    return pa.concat_arrays([column[:position], pa.array([text]), column[position + 1 :]])


def cell_text(cell: Any) -> str:
    """A cell as text, marked where the spreadsheet says that it is no text."""
    if cell.__class__ is str:
        return cell.lstrip(MARKERS) if cell[:1] < " " else cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (int, float)):
        if math.isfinite(cell) and cell == int(cell) and abs(cell) < 1e15:
            return f"{NUMBER}{int(cell)}"
        return f"{NUMBER}{cell:.15g}"  # a spreadsheet knows no more digits
    if isinstance(cell, (datetime, date)):
        return f"{DATE}{cell.isoformat()}"
    if isinstance(cell, (time, timedelta)):
        return f"{DATE}{cell}"
    return str(cell)
