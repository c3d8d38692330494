"""What must be known of an XLSX sheet before calamine reads it: how far it reaches, and what its cells show.

The sheet's XML is unpacked once, in pieces, and searched by pattern at the speed of C; only where something is unusual
is it walked cell by cell (xlsx_walk.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

import numpy as np

from govreport.tidy.readers import refusals, workbook_refusals
from govreport.tidy.readers.limits import MOST_CELLS, SheetScan
from govreport.tidy.readers.xlsx_parts import XlsxParts
from govreport.tidy.readers.xlsx_walk import column_number, walk_sheet

_USUAL = rb'(?: s="\d*+")?+(?: t="\w*+")?+/?>'
_NARROW_CELL = re.compile(rb'<c r="[A-Z](\d{1,7})"' + _USUAL)
_CELL = re.compile(rb'<c r="[A-Z]{1,3}(\d{1,7})"' + _USUAL)
_PLAIN_CELL = re.compile(rb'<c r="[A-Z]{1,3}(\d{1,7})"(?: (?:s|t|cm|vm|ph)="\w*+")*+/?>')
"""A cell as nearly all programs write it, to the end of its tag: one attribute more may be a second place, and a > in
it isn't the tag's. Any other spelling is read by an XML parser."""
_ROW = re.compile(rb'<row [^<>]*?\br="(\d{1,7})"')
_OTHER_CELL = re.compile(rb"<c[\t\r\n/>]")
_PERHAPS_PREFIXED = re.compile(rb":[cfvi]")
_PREFIXED = re.compile(rb"<[^\s/>:<]*:(?:c|f|v|is)[\s/>]")
_FORMULA = re.compile(rb"(?:</f>|<f [^<>]*/>)<v>[^<\s]")
_HIDDEN_ROW = re.compile(rb"""<(?:[^\s/>:<]*:)?row\b[^<>]*\b(?:hidden|ht="0)""")
_INTERRUPTION = re.compile(rb"<!|<\?(?!xml\s)")
_FILLED = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^<>]*(?<!/)>(?!\s*</c>)')
_NEAR_ROWS, _NEAR_COLUMNS = 299_999, 26


def scan_sheet(file: str, parts: XlsxParts, sheet: str) -> SheetScan:
    """Measure one sheet. Raises ReadError where it is too large, and whatever a damaged archive makes zipfile raise."""
    scan = SheetScan(sheet)
    if sheet not in parts.sheets:
        raise ValueError("a sheet without a part")
    member = parts.sheets[sheet]
    search = _Search(parts)
    for piece in _pieces(parts, member):
        search.look(piece)
        if search.unusual or search.cells >= MOST_CELLS:
            _require_few(file, parts, member, sheet)
            break
    if search.unusual:
        walk_sheet(file, parts, member, scan)
    elif search.disordered:
        raise workbook_refusals.disordered_rows(file, sheet)
    elif search.near:
        scan.reach(_NEAR_ROWS, _NEAR_COLUMNS)
    else:
        for piece in _pieces(parts, member):
            _measure(piece, scan)
    scan.check(file)
    return scan


def _require_few(file: str, parts: XlsxParts, member: str, sheet: str) -> None:
    """Raise ReadError where too many cells hold something; the blank ones that have a border cost no memory."""
    values = 0
    for piece in _pieces(parts, member):
        values += sum(map(piece.count, (b"<v", b"<is", b":v", b":is")))
        if values >= MOST_CELLS:
            raise refusals.too_many_cells(file, sheet, MOST_CELLS)


class _Search:
    """What the pieces of one sheet show by pattern."""

    def __init__(self, parts: XlsxParts) -> None:
        self.cells = 0
        self.near, self.disordered = True, False
        # 0 is the style of cells that name none
        self.unusual = bool(parts.odd_texts) or 0 in parts.looks
        self._last_row = self._last_cell_row = 0
        styles = b"|".join(str(number).encode() for number in sorted(parts.looks))
        self._styles = re.compile(rb'\bs="0*(?:' + styles + rb')"') if styles else None

    def look(self, piece: bytes) -> None:
        if self.unusual:
            return
        usual = piece.count(b"<c")
        found = _NARROW_CELL.findall(piece) if self.near else []
        if len(found) != usual:
            found = _CELL.findall(piece)
            if len(found) != usual:
                found = _PLAIN_CELL.findall(piece)
            self.near = self.near and not re.search(rb'<c r="[A-Z]{2}', piece)
        self.cells += len(found)
        self.unusual = self._odd_spelling(piece, len(found), usual) or self._odd_cell(piece)
        rows = [int(row) for row, _ in groupby(found)]
        if rows:
            self.near = self.near and max(rows) <= _NEAR_ROWS
            self.disordered = self.disordered or bool((np.diff([self._last_cell_row, *rows]) < 0).any())
            self._last_cell_row = rows[-1]
        numbers = [int(row) for row in _ROW.findall(piece)]
        if numbers:  # of a row that stands there twice, calamine would keep the later cells
            self.disordered = self.disordered or bool((np.diff([self._last_row, *numbers]) <= 0).any())
            self._last_row = numbers[-1]

    def _odd_spelling(self, piece: bytes, found: int, begun: int) -> bool:
        """A cell is written unusually. The cheapest tests come first: one byte is found faster than two."""
        if begun != found and (piece.count(b"<c ") != found or _OTHER_CELL.search(piece) is not None):
            return True
        if (b"!" in piece or b"?" in piece) and _INTERRUPTION.search(piece) is not None:
            return True
        return _PERHAPS_PREFIXED.search(piece) is not None and _PREFIXED.search(piece) is not None

    def _odd_cell(self, piece: bytes) -> bool:
        """A cell or row shows something else than the value that calamine gives."""
        return (
            b'"e"' in piece
            or (b"rPr" in piece and (b"strike" in piece or b"vertAlign" in piece))
            or self._without_value(piece)
            or (self._styles is not None and self._styles.search(piece) is not None)
            or ((b"hidden" in piece or b'ht="0' in piece) and _HIDDEN_ROW.search(piece) is not None)
        )

    @staticmethod
    def _without_value(piece: bytes) -> bool:
        """Some formula has none, or is written unusually."""
        return b"<f" in piece and (
            b"<f/" in piece or piece.count(b"<f>") + piece.count(b"<f ") != len(_FORMULA.findall(piece))
        )


def _pieces(parts: XlsxParts, member: str) -> Iterator[bytes]:
    """The sheet's XML, cut before a cell or, where there is none, before a tag."""
    rest = b""
    for more in parts.pieces(member):
        text = rest + more
        cut = max(text.rfind(b"<c "), text.rfind(b"<row "))
        cut = max(cut if cut > 0 else text.rfind(b"<"), 0)
        rest = text[cut:]
        yield text[:cut]
    yield rest


def _measure(piece: bytes, scan: SheetScan) -> None:
    filled = _FILLED.findall(piece)
    if not filled:
        return
    letters, digits = zip(*filled, strict=True)
    rows = np.array(digits, dtype="S7").astype(np.int64)
    scan.reach(int(rows.max()), max(column_number(name.decode()) + 1 for name in set(letters)))
