"""What must be known of an ODS workbook before calamine reads it: how far its sheets reach, and their formula errors.

One cell of an .ods may stand for millions (number-rows-repeated), calamine lays all of them out, and it shows a formula
error as empty.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator

from govreport.errors import ReadError
from govreport.tidy.readers import refusals
from govreport.tidy.readers.limits import MOST_CELLS, SheetScan

_PIECE = 4 << 20
_TOKEN = re.compile(
    rb"<table:(?P<kind>table|table-row|table-cell|covered-table-cell)(?=[\s/>])(?P<attributes>[^>]*)>"
    rb"(?:\s*<text:p[^>]*>(?P<shown>[^<]*))?"
)
_NAME = re.compile(rb'table:name="([^"]*)"')
_REPEATED = re.compile(rb'table:number-(?:rows|columns)-repeated="(\d{1,9})"')
_ERROR = b'calcext:value-type="error"'


def scan_book(file: str, data: bytes) -> list[SheetScan]:
    """Measure every sheet, in order. Raises ReadError where one is too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(piece.count(b"<table:table-cell") for piece in _pieces(archive)) >= MOST_CELLS:
                raise refusals.too_many_cells(file, "content.xml", MOST_CELLS)
            scans = _sheets(archive)
    except ReadError:
        raise
    except Exception:  # zipfile and zlib raise many things on damage
        raise refusals.damaged_workbook(file) from None
    for scan in scans:
        scan.check(file)
    if sum(scan.rows * scan.columns for scan in scans) >= MOST_CELLS:
        raise refusals.too_many_cells(file, max(scans, key=lambda s: s.rows * s.columns).name, MOST_CELLS)
    return scans


def _pieces(archive: zipfile.ZipFile) -> Iterator[bytes]:
    """content.xml, cut before a cell or a row."""
    rest = b""
    with archive.open("content.xml") as stream:
        while more := stream.read(_PIECE):
            text = rest + more
            cut = max(text.rfind(b"<table:table-cell"), text.rfind(b"<table:table-row"), 0)
            rest = text[cut:]
            yield text[:cut]
    yield rest


def _sheets(archive: zipfile.ZipFile) -> list[SheetScan]:
    scans: list[SheetScan] = []
    row, repeats, column = 0, 1, 0
    for piece in _pieces(archive):
        for token in _TOKEN.finditer(piece):
            kind, attributes = token["kind"], token["attributes"]
            if kind == b"table":
                name = _NAME.search(attributes)
                scans.append(SheetScan(html.unescape(name[1].decode(errors="replace")) if name else ""))
                row, repeats, column = 0, 0, 0
                continue
            times = int(repeated[1]) if (repeated := _REPEATED.search(attributes)) else 1
            if kind == b"table-row":
                row, repeats, column = row + repeats, times, 0
                continue
            column += times
            if scans and (b"value-type=" in attributes or not attributes.endswith(b"/")):
                scans[-1].reach(row + repeats, column)
                if _ERROR in attributes:
                    scans[-1].errors[row, column - times] = (token["shown"] or b"#ERR!").decode(errors="replace")
    return scans
