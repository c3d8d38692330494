"""What must be known of an XLS workbook before calamine reads it: how far its sheets reach, and their formula errors.

calamine lays out every sheet of an .xls at once, so they are measured together; it shows errors as empty cells.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Sequence
from typing import Any

from govreport.errors import ReadError
from govreport.tidy.readers import refusals
from govreport.tidy.readers.limits import MOST_CELLS, SheetScan

_BOF, _FILEPASS, _BOUNDSHEET, _DIMENSIONS = 0x0809, 0x002F, 0x0085, 0x0200
_FORMULA, _BOOLERR, _MULRK = 0x0006, 0x0205, 0x00BD
_CELLS = {_FORMULA, _BOOLERR, _MULRK, 0x0203, 0x0204, 0x00D6, 0x00FD, 0x027E}
"""Formula, error or truth value, many numbers, number, label, rich string, shared string, short number."""
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


def scan_book(file: str, data: bytes) -> list[SheetScan]:
    """Measure every sheet, in the stream's order. Raises ReadError where one is too large or the book is encrypted."""
    import olefile  # type: ignore[import-untyped]  # slow to load, and only .xls needs it

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as storage:
            _require_ends(storage)
            name = next(n for n in ("Workbook", "Book") if storage.exists(n))
            stream: bytes = storage.openstream(name).read()
        scans = list(_sheets(file, stream))
    except ReadError:
        raise
    except Exception:  # olefile and struct raise almost anything on damage
        raise refusals.damaged_workbook(file) from None
    if sum(scan.rows * scan.columns for scan in scans) >= MOST_CELLS:
        raise refusals.too_many_cells(file, max(scans, key=lambda s: s.rows * s.columns).name, MOST_CELLS)
    return scans


def _require_ends(storage: Any) -> None:
    """Raise ValueError where a chain of sectors runs in a circle: calamine would follow it until memory ends."""
    storage.loadminifat()
    fat, minifat = storage.fat, storage.minifat
    _walk(storage.first_dir_sector, fat)
    _walk(storage.first_mini_fat_sector, fat)
    for entry in filter(None, storage.direntries):
        small = entry.entry_type == 2 and entry.size < storage.mini_stream_cutoff_size
        if entry.entry_type in (2, 5):
            _walk(entry.isectStart, minifat if small else fat)
    sector, limit = storage.first_difat_sector, len(fat)
    while sector < len(fat):
        sector = struct.unpack("<I", storage.getsect(sector)[-4:])[0]
        limit -= 1
        if limit < 0:
            raise ValueError("the allocation table runs in a circle")


def _walk(sector: int, following: Sequence[int]) -> None:
    steps = 0
    while sector < len(following):
        sector = following[sector]
        steps += 1
        if steps > len(following):
            raise ValueError("a chain of sectors runs in a circle")


def _sheets(file: str, stream: bytes) -> Iterator[SheetScan]:
    """One scan a sheet; substreams (charts within sheets) count with the sheet they start in the order they come."""
    starts: dict[int, SheetScan] = {}
    current: SheetScan | None = None
    first: dict[str, int] = {}
    order: dict[str, list[int]] = {}
    begun: set[int] = set()
    position, end = 0, len(stream)
    while position + 4 <= end:
        kind, size = struct.unpack_from("<HH", stream, position)
        body = position + 4
        if kind == _FILEPASS and current is None:
            raise refusals.protected_workbook(file)
        if kind == _BOUNDSHEET and size >= 8:
            starts[struct.unpack_from("<I", stream, body)[0]] = SheetScan(_sheet_name(stream[body + 6 : body + size]))
        elif kind == _BOF:
            current = starts.get(position, current)
            begun.add(position)
        elif kind == _DIMENSIONS and size in (10, 14) and body + size <= end:
            top, bottom, left, right = struct.unpack_from("<HHHH" if size == 10 else "<IIHH", stream, body)
            if bottom < top or right < left:
                raise ValueError("the sheet ends before it begins")
        elif kind in _CELLS and current is not None and size >= 6 and body + size <= end:
            row, column = struct.unpack_from("<HH", stream, body)
            last = struct.unpack_from("<H", stream, body + size - 2)[0] if kind == _MULRK else column
            current.reach(row + 1, last + 1)
            first[current.name] = min(row, first.setdefault(current.name, row))
            order.setdefault(current.name, [row, row])[1] = row
            if (error := _error(kind, size, stream, body)) is not None:
                current.errors[row, column] = error
        position = body + size
    if not starts or set(starts) - begun:
        raise ValueError("a sheet begins where no record begins")
    for scan in starts.values():
        # calamine takes the first and the last cell for the table's corners: cells beyond them would be lost
        if scan.name in order and order[scan.name] != [first[scan.name], scan.rows - 1]:
            raise ValueError("rows out of order")
        yield scan


def _sheet_name(record: bytes) -> str:
    """A length, a flag for wide characters, the name."""
    if len(record) < 2:
        return ""
    return record[2:].decode("utf-16-le" if record[1] & 1 else "latin-1", "replace")[: record[0]]


def _error(kind: int, size: int, stream: bytes, body: int) -> str | None:
    if kind == _BOOLERR and size >= 8 and stream[body + 7]:
        return _ERRORS.get(stream[body + 6], "#ERR!")
    if kind == _FORMULA and size >= 14 and stream[body + 6] == 2 and stream[body + 12 : body + 14] == b"\xff\xff":
        return _ERRORS.get(stream[body + 8], "#ERR!")
    return None
