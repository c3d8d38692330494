"""Workbooks for the tests of reading them, and what the readers give of their cells."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import openpyxl

from govreport.tidy.readers.sheet_grid import SheetGrid, Workbook
from govreport.tidy.readers.sniff import sniff
from govreport.tidy.readers.xls_container import contained, workbook_stream

SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def opened(data: bytes, file: str = "台账.xlsx") -> Workbook:
    """The workbook, as whatever it is by its bytes."""
    return Workbook(file, data, sniff(file, data))


def grid(data: bytes, sheet: str | None = None) -> SheetGrid:
    """One sheet, the first that is visible."""
    book = opened(data)
    return book.grid(sheet or book.sheet_names[0])


def cells(data: bytes, sheet: str | None = None) -> list[list[str]]:
    """The marked cells of one sheet, row by row; the beginning of a sheet says the same as its rows."""
    read = grid(data, sheet)
    rows = [list(row) for b in read.batches(0) for row in zip(*(c.to_pylist() for c in b.columns), strict=True)]
    assert rows[: len(read.head)] == read.head
    return rows


def edited(
    data: bytes,
    edits: Mapping[str, Callable[[bytes], bytes]] | None = None,
    rename: Callable[[str], str] = lambda name: name,
) -> bytes:
    """A package with some members edited and all renamed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in old.namelist():
            edit = (edits or {}).get(name, lambda body: body)
            made.writestr(rename(name), edit(old.read(name)))
    return out.getvalue()


def xlsx(inner: str, sheet_data: bool = True, declaration: str = "") -> bytes:
    """A workbook whose one sheet holds ``inner``."""
    book = openpyxl.Workbook()
    out = io.BytesIO()
    book.save(out)
    body = f"<sheetData>{inner}</sheetData>" if sheet_data else inner
    text = f'{declaration}<worksheet xmlns="{MAIN}">{body}</worksheet>'
    return edited(out.getvalue(), {SHEET: lambda _: text.encode()})


def record(kind: int, body: bytes = b"") -> bytes:
    """A record of an old workbook."""
    return struct.pack("<HH", kind, len(body)) + body


def xls_rewritten(data: bytes, edit: Callable[[bytes], bytes]) -> bytes:
    """An old workbook with its stream of records edited; no record of the beginning may change in length."""
    return contained(edit(workbook_stream(data)))


def biff5(name: bytes, records: bytes, globals_: bytes = b"") -> bytes:
    """A workbook of Excel 5 with one sheet, its texts in the code page 936."""
    bof = struct.pack("<HHHH", 0x0500, 0x05, 0, 0)
    head = record(0x809, bof) + record(0x42, struct.pack("<H", 936)) + globals_
    bound = struct.pack("<IBBB", 0, 0, 0, len(name)) + name
    start = len(head) + 4 + len(bound) + 4
    head += record(0x85, struct.pack("<I", start) + bound[4:]) + record(0x0A)
    sheet = record(0x809, struct.pack("<HHHH", 0x0500, 0x10, 0, 0)) + records + record(0x0A)
    return contained(head + sheet)


def label(row: int, column: int, text: bytes) -> bytes:
    """A text cell of Excel 5."""
    return record(0x204, struct.pack("<HHHH", row, column, 0, len(text)) + text)


def number(row: int, column: int, value: float, style: int = 0) -> bytes:
    """A number cell of an old workbook."""
    return record(0x203, struct.pack("<HHHd", row, column, style, value))


def same_as(rows: list[list[Any]]) -> list[list[str]]:
    """Numbers and texts as they should come."""
    return [[f"\x01{c:g}" if isinstance(c, (int, float)) else c or "" for c in row] for row in rows]
