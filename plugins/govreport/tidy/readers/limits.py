"""How much of a file is opened at all: a file that is too much is refused before a reader takes its memory.

A reader lays out the whole rectangle from the first to the last filled cell, so one stray cell in the last row costs as
much as a full sheet; the rectangle is therefore measured in the file's own markup first (xlsx_scan.py, xls_scan.py,
ods_scan.py).
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field

from govreport.tidy.readers import refusals

MOST_CELLS = 10_000_000
"""Cells of the rectangle that a workbook's sheets span; beyond, CSV is the better carrier."""
MOST_COLUMNS = 2_000
"""Different fields in a JSON file."""
_UNPACKED = 2 << 30
_MEMBER = 64 << 20
_RATIO = 200
"""Tables shrink to a tenth or a thirtieth when zipped; what shrinks to less than this is made to hurt."""


@dataclass
class SheetScan:
    """What must be known of a sheet before it is read."""

    name: str
    rows: int = 0
    columns: int = 0
    """Last filled row and column, from 1."""
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    """(row, column), both from 0 -> the formula error a cell shows."""

    def reach(self, row: int, column: int) -> None:
        """A filled cell stands at (row, column), from 1."""
        self.rows = max(self.rows, row)
        self.columns = max(self.columns, column)

    def check(self, file: str) -> None:
        """Raise ReadError where the sheet spans too many cells."""
        if self.rows * self.columns >= MOST_CELLS:
            raise refusals.too_many_cells(file, self.name, MOST_CELLS)


def check_archive(file: str, archive: zipfile.ZipFile) -> None:
    """Raise ReadError where the directory of a zip tells of a bomb, before anything is unpacked."""
    entries = archive.infolist()
    for entry in entries:
        if entry.file_size > _MEMBER and entry.file_size > _RATIO * max(1, entry.compress_size):
            raise refusals.zip_bomb(file)
    if sum(entry.file_size for entry in entries) > _UNPACKED:
        raise refusals.too_large(file)
