"""Cells of a sheet that hold a formula error (#N/A, #REF!), which the fast reader shows as empty.

An error must not pass for an empty cell. The sheet's XML is searched only where it holds an error at all. Belongs here:
that search. Does not belong here: reading sheets (xlsx_grid.py).
"""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree

_CELL = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3})(\d+)"[^>]*?\bt="e"[^>]*>.*?<v>([^<]*)</v>', re.DOTALL)
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def error_cells(data: bytes, sheet: str) -> dict[tuple[int, int], str]:
    """(row, column), both from 0 -> the error's text."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        path = _path(archive, sheet)
        if path is None:
            return {}
        xml = archive.read(path)
    if b't="e"' not in xml:
        return {}
    return {
        (int(m[2]) - 1, _column(m[1].decode())): m[3].decode(errors="replace")
        for cell in re.finditer(rb"<c\b[^>]*>.*?</c>", xml, re.DOTALL)
        if (m := _CELL.match(cell[0]))
    }


def _path(archive: zipfile.ZipFile, sheet: str) -> str | None:
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
    wanted = next((s.get(_REL) for s in book.iter(f"{_MAIN}sheet") if s.get("name") == sheet), None)
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    target = next((link.get("Target") for link in links if link.get("Id") == wanted), None)
    if target is None:
        return None
    path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return path if path in archive.namelist() else None


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
