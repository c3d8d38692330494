"""An XLSX sheet cell by cell, for the sheets of which a search by pattern can't be sure: cells without a place, odd
spelling, formulas without a value, styles and texts that show something else than is stored."""

from __future__ import annotations

import re
from typing import Any

from govreport.tidy.readers import refusals, workbook_refusals
from govreport.tidy.readers.cell_facts import Fact, doubtful, error, uncomputed
from govreport.tidy.readers.limits import MOST_CELLS, SheetScan
from govreport.tidy.readers.xlsx_parts import Look, XlsxParts, local, new_parser, raises

_PLACE = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")
_LETTERS = 3
_MOST_SPILLED = 1_000_000
"""Cells that all array formulas of a sheet may fill together."""
_NO_LOOK = Look(False, None)


def walk_sheet(file: str, parts: XlsxParts, member: str, scan: SheetScan) -> None:
    """Fill ``scan``. Raises ReadError where the sheet is too large, ValueError or ExpatError where it is damaged."""
    walk = _Walk(file, parts, scan)
    parser = new_parser()
    parser.StartElementHandler, parser.EndElementHandler = walk.start, walk.end
    parser.CharacterDataHandler = walk.characters
    parser.CommentHandler = parser.StartCdataSectionHandler = parser.ProcessingInstructionHandler = walk.interrupt
    for piece in parts.pieces(member):
        parser.Parse(piece, False)
    parser.Parse(b"", True)


class _Walk:
    """Counts places as calamine does: a cell without ``r`` stands right of the last one, a row without it below."""

    def __init__(self, file: str, parts: XlsxParts, scan: SheetScan) -> None:
        self._file, self._scan = file, scan
        self._looks, self._odd_texts = parts.looks, parts.odd_texts
        self._row = self._column = 0
        self._last_row = -1
        self._columns: set[int] = set()
        """Columns of the last row in which something stands."""
        self._cells = self._spilled = 0
        self._inside = self._done = self._hidden = False
        self._cell: dict[str, str] | None = None
        self._place = (0, 0)
        self._value: list[str] | None = None
        self._formula: dict[str, str] | None = None
        self._words: list[str] | None = None
        self._inline = self._raised = self._broken = self._phonetic = False
        self._text: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        if self._cell is not None:
            self._within(name, attributes)
        elif not self._inside:
            self._inside = name == "sheetData" and not self._done
        elif name == "c":
            self._open(attributes)
        elif name == "row":
            if (row := attributes.get("r")) is not None:
                self._row = int(row) - 1
            height = attributes.get("ht", "1")
            self._hidden = attributes.get("hidden", "0") in ("1", "true") or not float(height)

    def _open(self, attributes: dict[str, str]) -> None:
        if (place := attributes.get("r")) is not None:
            match = _PLACE.fullmatch(place)
            if match is None:
                raise ValueError(f"no place: {place}")
            row, self._column = int(match[2]) - 1, column_number(match[1])
        else:
            row = self._row
        self._place = row, self._column
        self._cell = attributes
        self._value = self._formula = self._words = None
        self._inline = self._raised = self._broken = False
        self._text = []

    def _within(self, name: str, attributes: dict[str, str]) -> None:
        if name == "v":
            self._value = self._words = []
        elif name == "f":
            self._formula = attributes
            self._words = self._text
        elif name == "is":
            self._inline = True
        elif name == "t" and self._inline and not self._phonetic:
            self._words = self._text
        elif name == "rPh":
            self._phonetic = True
        elif self._inline and raises(name, attributes):
            self._raised = True

    def characters(self, data: str) -> None:
        if self._words is not None:
            self._words.append(data)

    def interrupt(self, *_: Any) -> None:
        """A comment or CDATA within a cell: calamine keeps only a part of the text."""
        self._broken = self._cell is not None

    def end(self, name: str) -> None:
        name = local(name)
        if name == "c" and self._cell is not None:
            self._close(self._cell)
            self._cell = None
            self._column += 1
        elif self._cell is not None:
            self._words = None
            if name == "rPh":
                self._phonetic = False
        elif name == "row" and self._inside:
            self._row += 1
            self._column = 0
        elif name == "sheetData":
            self._inside, self._done = False, True

    def _close(self, cell: dict[str, str]) -> None:
        if self._value is None and self._formula is None and not self._inline:
            if cell.get("t") == "e":
                self._scan.reach(self._place[0] + 1, self._place[1] + 1)
                self._scan.facts.add(*self._place, error("#ERR!"))
            return
        row, column = self._place
        self._cells += 1
        if self._cells >= MOST_CELLS:
            raise refusals.too_many_cells(self._file, self._scan.name, MOST_CELLS)
        if row != self._last_row:
            self._columns.clear()
        if row < self._last_row or column in self._columns:  # calamine would lose one of them
            raise workbook_refusals.disordered_rows(self._file, self._scan.name)
        self._columns.add(column)
        if self._hidden and row != self._last_row:
            self._scan.hidden_rows += 1
        self._last_row = row
        self._scan.reach(row + 1, column + 1)
        if fact := self._fact(cell):
            self._scan.facts.add(row, column, fact)

    def _fact(self, cell: dict[str, str]) -> Fact | None:
        kind = cell.get("t", "n")
        value = "".join(self._value or ())
        if kind == "e":
            return error(value.strip() or "#ERR!")
        if self._formula is not None and not value.strip() and (kind != "str" or self._value is None):
            return self._uncomputed(self._formula)
        look = self._looks.get(int(cell.get("s", "0"))) or _NO_LOOK
        if kind == "s" and self._odd_texts and value.strip().isdigit():
            odd = self._odd_texts.get(int(value))
            if odd is not None:
                return odd
        if self._broken:
            return doubtful("".join(self._text) if self._inline else value)
        if self._raised or (look.struck and (value or self._text)):
            return doubtful()
        return look.format

    def _uncomputed(self, formula: dict[str, str]) -> Fact:
        """An array formula stands in one cell and fills others, which hold nothing then."""
        fact = uncomputed("".join(self._text))
        ends = [_PLACE.fullmatch(end) for end in formula.get("ref", "").split(":")]
        if formula.get("t") != "shared" and len(ends) == 2 and ends[0] and ends[1]:
            rows = range(int(ends[0][2]) - 1, int(ends[1][2]))
            columns = range(column_number(ends[0][1]), column_number(ends[1][1]) + 1)
            self._spilled += len(rows) * len(columns)
            if self._spilled > _MOST_SPILLED:
                raise refusals.too_many_cells(self._file, self._scan.name, MOST_CELLS)
            self._scan.reach(rows.stop, columns.stop)
            for row in rows:
                for column in columns:
                    self._scan.facts.add(row, column, fact)
        return fact


def column_number(letters: str) -> int:
    """A, B … as 0, 1 …; raises ValueError for more letters than a sheet's columns have."""
    if len(letters) > _LETTERS:
        raise ValueError(letters[:_LETTERS])
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1
