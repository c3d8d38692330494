"""What must be known of an XLSX sheet before calamine reads it: how far it reaches, and its formula errors.

calamine shows a cell that holds #N/A or #REF! as empty, and an error must not pass for an empty cell. The sheet's XML
is unpacked once, in pieces, and searched by pattern; nothing of it is kept.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

import numpy as np

from govreport.tidy.readers import refusals
from govreport.tidy.readers.limits import MOST_CELLS, SheetScan

_PIECE = 4 << 20
_FAR = re.compile(rb"""r=["'](?:[A-Z]{2}|[A-Z](?:[3-9]\d{5}|\d{7}))""")
"""A cell beyond column Z or row 299,999: without one the sheet is small enough, and nothing need be measured."""
_NEAR = (299_999, 26)
_FILLED = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Z]{1,3})(\d{1,7})["'][^>]*>\s*<(?:\w+:)?(?:v|is|f)\b""")
_ERROR_MARK = re.compile(rb"""\bt=["']e["']""")
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*)>((?:(?!</(?:\w+:)?c>).)*)", re.DOTALL)
_PLACE = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""")
_SHOWN = re.compile(rb"<(?:\w+:)?v[^>]*>([^<]*)")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_RELATIONS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)


def scan_sheet(file: str, data: bytes, sheet: str) -> SheetScan:
    """Measure one sheet. Raises ReadError where it is too large, and whatever a damaged archive makes zipfile raise."""
    scan = SheetScan(sheet)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        path = _path(archive, sheet)
        if path is None:
            return scan
        far, values = False, 0
        for piece in _pieces(archive, path):
            values += piece.count(b"<v>") + piece.count(b"<is>")
            if values >= MOST_CELLS:
                raise refusals.too_many_cells(file, sheet, MOST_CELLS)
            far = far or _FAR.search(piece) is not None
            if b't="e"' in piece or b"t='e'" in piece:
                scan.errors.update(_errors(piece))
        if not far:
            scan.reach(*_NEAR)
            return scan
        for piece in _pieces(archive, path):
            _measure(piece, scan)
    scan.check(file)
    return scan


def _pieces(archive: zipfile.ZipFile, path: str) -> Iterator[bytes]:
    """The sheet's XML, cut before a cell."""
    rest = b""
    with archive.open(path) as stream:
        while more := stream.read(_PIECE):
            text = rest + more
            cut = text.rfind(b"<c ")
            cut = cut if cut > 0 else text.rfind(b"<")
            rest = text[max(cut, 0) :]
            yield text[: max(cut, 0)]
    yield rest


def _measure(piece: bytes, scan: SheetScan) -> None:
    filled = _FILLED.findall(piece)
    if not filled:
        return
    letters, digits = zip(*filled, strict=True)
    rows = np.array(digits, dtype="S7").astype(np.int64)
    scan.reach(int(rows.max()), max(_column(name) + 1 for name in set(letters)))


def _errors(piece: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    for cell in _CELL.finditer(piece):
        if _ERROR_MARK.search(cell[1]) and (place := _PLACE.search(cell[1])) and (text := _SHOWN.search(cell[2])):
            yield (int(place[2]) - 1, _column(place[1])), text[1].decode(errors="replace")


def _path(archive: zipfile.ZipFile, sheet: str) -> str | None:
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - expat refuses entity bombs itself
    entries = [s for space in (_MAIN, _STRICT) for s in book.iter(f"{space}sheet") if s.get("name") == sheet]
    wanted = next((value for s in entries for name in _RELATIONS if (value := s.get(name))), None)
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    target = next((link.get("Target") for link in links if link.get("Id") == wanted), None)
    if target is None:
        return None
    path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return path if path in archive.namelist() else None


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
