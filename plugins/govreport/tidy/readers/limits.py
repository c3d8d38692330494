"""How much of a file is opened at all: a file that is too much is refused before a reader takes its memory.

A reader lays out the whole rectangle from the first to the last filled cell, so one stray cell in the last row costs as
much as a full sheet; the rectangle is therefore measured in the file's own markup first (xlsx_scan.py, xls_scan.py,
ods_scan.py).
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field

from govreport.tidy.readers import refusals
from govreport.tidy.readers.cell_facts import CellFacts

MOST_CELLS = 10_000_000
"""Cells of the rectangle that a workbook's sheets span; beyond, CSV is the better carrier."""
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
    facts: CellFacts = field(default_factory=CellFacts)
    """What is said of single cells."""
    hidden_rows: int = 0
    """Rows that hold something and can't be seen: hidden, or filtered out."""

    def reach(self, row: int, column: int) -> None:
        """A filled cell stands at (row, column), from 1."""
        self.rows = max(self.rows, row)
        self.columns = max(self.columns, column)

    def check(self, file: str) -> None:
        """Raise ReadError where the sheet spans too many cells."""
        if self.rows * self.columns >= MOST_CELLS:
            raise refusals.too_many_cells(file, self.name, MOST_CELLS)


@dataclass
class BookScan:
    """What must be known of a workbook that calamine reads whole."""

    sheets: list[SheetScan]
    data: bytes
    """What calamine is to read: the file, or its cells put so that calamine reads them right."""
    date_1904: bool = False


def check_archive(file: str, archive: zipfile.ZipFile) -> None:
    """Raise ReadError where the directory of a zip tells of a bomb, before anything is unpacked."""
    entries = archive.infolist()
    for entry in entries:
        if entry.file_size > _MEMBER and entry.file_size > _RATIO * max(1, entry.compress_size):
            raise refusals.zip_bomb(file)
    if sum(entry.file_size for entry in entries) > _UNPACKED:
        raise refusals.too_large(file)
