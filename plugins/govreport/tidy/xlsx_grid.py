"""An XLSX workbook's sheet, read by calamine; typed cells become marked text (cells.py).

Belongs here: opening a workbook and saying what is wrong with it, cells -> text. Does not belong here: what they mean.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

import pyarrow as pa
import python_calamine

from govreport.tidy import refusals
from govreport.tidy.cells import DATE, ERROR, MARKERS, NUMBER
from govreport.tidy.grid import HEAD_ROWS, Batch, Span
from govreport.tidy.xlsx_errors import error_cells

_ROWS = 50_000
_UNPACKED = 4 << 30
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def check_workbook(file: str, data: bytes) -> None:
    """Raise ReadError where the bytes can't be an XLSX workbook, naming what they are instead."""
    start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if data.startswith(_OLE):
        raise (
            refusals.protected_workbook(file)
            if "EncryptedPackage".encode("utf-16-le") in data
            else (refusals.old_workbook(file))
        )
    if start.startswith(b"<"):
        raise refusals.web_page(file)
    if not data.startswith(b"PK"):
        raise refusals.not_a_workbook(file)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _UNPACKED:
                raise refusals.too_large(file)
            if "xl/workbook.xml" not in archive.namelist():
                raise refusals.old_workbook(file)
    except (zipfile.BadZipFile, ValueError, OSError):
        raise refusals.damaged_workbook(file) from None


class Workbook:
    """An opened workbook. Raises ReadError where it can't be opened."""

    def __init__(self, file: str, data: bytes) -> None:
        check_workbook(file, data)
        self._file = file
        self._data = data
        try:
            self._book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
            self.sheet_names: list[str] = list(self._book.sheet_names)
        except Exception:
            raise refusals.damaged_workbook(file) from None

    def grid(self, sheet: str) -> XlsxGrid:
        """One sheet."""
        try:
            opened = self._book.get_sheet_by_name(sheet)
            return XlsxGrid(self._file, opened, error_cells(self._data, sheet))
        except Exception:
            raise refusals.damaged_workbook(self._file) from None


class XlsxGrid:
    """One sheet of a workbook."""

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
        self.head = [[_text(c) for c in row] for row in islice(sheet.iter_rows(), HEAD_ROWS + 5)]

    def batches(self, skip: int) -> Iterator[Batch]:
        """Rows below the first ``skip`` ones."""
        rows = islice(self._sheet.iter_rows(), skip, None)
        first = skip + 1
        while chunk := list(islice(rows, _ROWS)):
            columns = [[_text(cell) for cell in column] for column in zip(*chunk, strict=True)]
            for row in self._errors:
                if first <= row + 1 < first + len(chunk):
                    for column, text in self._errors[row].items():
                        if 0 <= column < len(columns):
                            columns[column][row + 1 - first] = ERROR + text
            yield Batch(
                pa.array(range(first, first + len(chunk)), pa.int32()), [pa.array(c, pa.string()) for c in columns]
            )
            first += len(chunk)


def _text(cell: Any) -> str:
    """A cell as text, marked where the spreadsheet says that it is no text."""
    if cell.__class__ is str:
        return cell.lstrip(MARKERS) if cell[:1] < " " else cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (int, float)):
        if cell == int(cell) and abs(cell) < 1e15:
            return f"{NUMBER}{int(cell)}"
        return f"{NUMBER}{cell:.15g}"  # a spreadsheet knows no more digits
    if isinstance(cell, (datetime, date)):
        return f"{DATE}{cell.isoformat()}"
    if isinstance(cell, (time, timedelta)):
        return f"{DATE}{cell}"
    return str(cell)
