"""What must be known of an XLS workbook before calamine reads it: how far its sheets reach, and what its cells show.

calamine lays out every sheet of an .xls at once, so they are measured together. What it would misread is put right in
memory: charts within sheets and the expressions of formulas are taken out, cells out of order are put into order.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from govreport.tidy.readers import refusals
from govreport.tidy.readers.cell_facts import Fact, doubtful, error, put_right, uncomputed
from govreport.tidy.readers.limits import MOST_CELLS, BookScan, SheetScan
from govreport.tidy.readers.xls_book import BOF, BOUNDSHEET, CONTINUE, EOF, XlsBook
from govreport.tidy.readers.xls_container import contained, workbook_stream

_FILEPASS, _NAME, _DIMENSIONS, _ROW = 0x002F, 0x0018, 0x0200, 0x0208
_FORMULA, _BOOLERR, _MULRK, _RSTRING, _LABELSST, _LABEL = 0x0006, 0x0205, 0x00BD, 0x00D6, 0x00FD, 0x0204
_CELLS = {_FORMULA, _BOOLERR, _MULRK, _RSTRING, _LABELSST, _LABEL, 0x0203, 0x027E}
"""Formula, error or truth value, many numbers, rich string, shared string, label, number, short number."""
_STRING = 0x0207
_ATTACHED = {_STRING, CONTINUE, 0x0221, 0x04BC, 0x0236}
"""What belongs to the formula before it: its text and what continues it, array, shared formula, table."""
_IGNORED = 0x0FFF
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


@dataclass
class _Sheet:
    """A worksheet while its records come."""

    scan: SheetScan
    worksheet: bool
    cells: list[tuple[int, int, int]] = field(default_factory=list)
    """Row, where the record begins, where it and what is attached to it ends."""
    hidden: set[int] = field(default_factory=set)
    filled: set[int] = field(default_factory=set)
    ended: bool = False


def scan_book(file: str, data: bytes, own: str) -> BookScan:
    """Measure every sheet, in the order of their tabs. Raises ReadError where one is too large or all is encrypted, and
    whatever a damaged file makes olefile and struct raise."""
    book = _Book(file, bytearray(workbook_stream(data)), own)
    sheets = book.sheets()
    if sum(s.rows * s.columns for s in sheets) >= MOST_CELLS:
        raise refusals.too_many_cells(file, max(sheets, key=lambda s: s.rows * s.columns).name, MOST_CELLS)
    return BookScan(sheets, contained(bytes(book.stream)), book.facts.date_1904)


class _Book:
    """The stream of records, walked once."""

    def __init__(self, file: str, stream: bytearray, own: str) -> None:
        self.stream = stream
        self.facts = XlsBook(own)
        self._file = file
        self._starts: dict[int, _Sheet] = {}
        self._current: _Sheet | None = None

    def sheets(self) -> list[SheetScan]:
        """Walk the records; what calamine would misread is put right in ``stream``."""
        depth, position, end, first = 0, 0, len(self.stream), True
        begun: set[int] = set()
        while position + 4 <= end:
            kind, size = struct.unpack_from("<HH", self.stream, position)
            body, after = position + 4, position + 4 + size
            if not depth and not kind and not size:
                break  # padding
            if after > end:
                raise ValueError("the stream is cut off")
            if kind == BOF:
                if position in self._starts:
                    depth, self._current = 0, self._starts[position]
                    begun.add(position)
                depth += 1
            if depth > 1:  # a chart within a sheet: calamine would take its cells for the sheet's, its end for the end
                struct.pack_into("<H", self.stream, position, _IGNORED)
            elif first:
                self._take_global(kind, bytes(self.stream[body:after]), body)
            elif self._current is not None:
                self._take(self._current, kind, size, position)
            if kind == EOF and depth:
                depth -= 1
                if not depth:
                    if first:
                        self.facts.conclude()
                    elif self._current is not None:
                        self._current.ended = True
                    first, self._current = False, None
            position = after
        worksheets = {at: sheet for at, sheet in self._starts.items() if sheet.worksheet}
        if not self._starts or set(worksheets) - begun or not all(s.ended for s in worksheets.values()):
            raise ValueError("a sheet begins where no record begins, or never ends")
        for at, length, is_date in self.facts.dates_unseen:
            self.stream[at : at + length] = (b"y" if is_date else b"0") * length
        for sheet in self._starts.values():
            sheet.scan.hidden_rows = len(sheet.hidden & sheet.filled)
            self._put_in_order(sheet)
        return [sheet.scan for sheet in self._starts.values()]

    def _take_global(self, kind: int, body: bytes, position: int) -> None:
        if kind == _NAME:
            struct.pack_into("<H", self.stream, position - 4, _IGNORED)
        if kind == _FILEPASS:
            raise refusals.protected_workbook(self._file)
        self.facts.take(kind, body, position)
        if kind == BOUNDSHEET:
            start = struct.unpack_from("<I", body)[0]
            if start in self._starts:
                raise ValueError("two sheets begin at one place")
            self._starts[start] = _Sheet(SheetScan(self.facts.sheet_name(body)), body[5] == 0)

    def _take(self, sheet: _Sheet, kind: int, size: int, position: int) -> None:
        stream, body = self.stream, position + 4
        if kind == _DIMENSIONS:
            struct.pack_into("<H", stream, position, _IGNORED)  # calamine takes memory for what it states
            if size in (10, 14):
                top, bottom, left, right = struct.unpack_from("<HHHH" if size == 10 else "<IIHH", stream, body)
                if bottom < top or right < left:
                    raise ValueError("the sheet ends before it begins")
        elif kind == _ROW and size >= 14 and stream[body + 12] & 0x20:
            sheet.hidden.add(struct.unpack_from("<H", stream, body)[0])
        elif kind in _ATTACHED and sheet.cells and sheet.cells[-1][2] == position:
            row, begin, _ = sheet.cells[-1]
            sheet.cells[-1] = row, begin, body + size
            row, column, style = struct.unpack_from("<HHH", stream, begin + 4)
            # a formula's text of more than 8 KB goes on in further records, of which calamine reads one
            if kind == CONTINUE:
                sheet.scan.facts.add(row, column, doubtful())
            elif kind == _STRING and not self.facts.biff8:
                sheet.scan.facts.add(row, column, self._old_text(style, bytes(stream[body : body + size])))
        elif kind in _CELLS and size >= 6:
            row, column = struct.unpack_from("<HH", stream, body)
            last = struct.unpack_from("<H", stream, body + size - 2)[0] if kind == _MULRK else column
            sheet.scan.reach(row + 1, last + 1)
            sheet.cells.append((row, position, body + size))
            sheet.filled.add(row)
            steps = range(body + 4, body + size - 2, 6) if kind == _MULRK else (body + 4,)
            for number, at in enumerate(steps):
                style = struct.unpack_from("<H", stream, at)[0]
                if fact := self._fact(kind, style, bytes(stream[body : body + size])):
                    sheet.scan.facts.add(row, column + number, fact)
            if kind == _FORMULA and size >= 22:
                stream[body + 20 : body + 22] = bytes(2)  # its expression is of no use, and odd ones stop calamine

    def _fact(self, kind: int, style: int, record: bytes) -> Fact | None:
        if kind == _BOOLERR and len(record) >= 8 and record[7]:
            return error(_ERRORS.get(record[6], "#ERR!"))
        if kind == _FORMULA and len(record) >= 16:
            if record[6] == 2 and record[12:14] == b"\xff\xff":
                return error(_ERRORS.get(record[8], "#ERR!"))
            if not self.facts.computed and self._without_result(record):
                return uncomputed()
        look = self.facts.looks.get(style)
        if kind in (_LABEL, _RSTRING) and not self.facts.biff8:
            return self._old_text(style, record[6:], kind == _RSTRING and self._raised_runs(record))
        if kind == _LABELSST and struct.unpack_from("<I", record, 6)[0] in self.facts.odd_texts:
            return doubtful()
        if (look and look.struck) or (kind == _RSTRING and any(self.facts.raised)):
            return doubtful()
        return look.format if look else None

    def _old_text(self, style: int, text: bytes, raised: bool = False) -> Fact:
        """A text of Excel 5, which calamine reads wrongly where it is Chinese."""
        look = self.facts.looks.get(style)
        return (doubtful if raised or (look and look.struck) else put_right)(self.facts.text(text))

    @staticmethod
    def _without_result(record: bytes) -> bool:
        """What programs write that don't compute: no text, or 0 and the wish to be computed when opened."""
        result, flags = record[6:14], record[14]
        return (result[0] == 3 and result[6:] == b"\xff\xff") or (result == bytes(8) and bool(flags & 2))

    def _raised_runs(self, record: bytes) -> bool:
        """An old rich text: length, text, number of runs, then of each where it begins and its font."""
        at = 8 + struct.unpack_from("<H", record, 6)[0]
        return any(self.facts.is_raised(font) for font in record[at + 2 : at + 1 + 2 * record[at] : 2])

    def _put_in_order(self, sheet: _Sheet) -> None:
        """calamine takes the first and the last cell for the table's corners: cells beyond them would be lost."""
        cells = sheet.cells
        if not cells or (cells[0][0] == min(c[0] for c in cells) and cells[-1][0] == sheet.scan.rows - 1):
            return
        others, at = bytearray(), cells[0][1]
        for _, begin, after in cells:
            others += self.stream[at:begin]
            at = after
        ordered = sorted(cells, key=lambda cell: cell[0])
        moved = b"".join(bytes(self.stream[begin:after]) for _, begin, after in ordered)
        self.stream[cells[0][1] : at] = bytes(others) + moved
