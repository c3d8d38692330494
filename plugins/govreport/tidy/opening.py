"""Opening a file: its bytes decide the format, its header decides encoding, delimiter and sheet.

Of the ways in which a file may be read, the one is taken under which a header is found.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from govreport.district.folder import Layout
from govreport.tidy.header import Header, find_header
from govreport.tidy.readers import refusals
from govreport.tidy.readers.csv_grid import CsvGrid
from govreport.tidy.readers.decode import DELIMITERS, candidates, head_text
from govreport.tidy.readers.grid import HEAD_ROWS, Grid
from govreport.tidy.readers.json_grid import JsonGrid
from govreport.tidy.readers.sheet_grid import Workbook
from govreport.tidy.readers.sniff import SHOWN, Format, sniff
from govreport.tidy.units import require_one_unit
from govreport.tidy.values.cells import narrow, plain


@dataclass(frozen=True)
class Opened:
    """A file whose header was found."""

    format: Format
    grid: Grid
    header: Header
    delimiter: str | None = None
    """Delimited text only."""


def open_file(file: str, data: bytes, layout: Layout, extract: str) -> Opened:
    """Open ``data`` by what it holds. Raises ReadError, in one sentence, where it can't be understood as a table."""
    actual = sniff(file, data)
    if layout.format != "auto" and layout.format != actual:
        raise refusals.wrong_format(file, SHOWN[layout.format], SHOWN[actual])
    if actual == "csv":
        return _open_text(file, data, layout, extract)
    grids = _json(file, data) if actual == "json" else _sheets(file, data, actual, layout)
    return _best(file, actual, grids, layout, extract)


def require_columns(file: str, header: Header, layout: Layout, extract: str) -> None:
    """Raise ReadError where the header lacks a required column or bears a wanted one twice."""
    if header.repeated:
        raise refusals.repeated_column(file, header.row, header.repeated)
    missing = [name for name in layout.needed(extract) if name not in header.mapping]
    if missing:
        titles = [t for t in header.titles if t]
        raise refusals.missing_columns(file, header.row, [layout.columns[m].aliases[0] for m in missing], titles)
    require_one_unit(file, header.mapping, header.unit_statements, layout)


def _sheets(file: str, data: bytes, actual: Format, layout: Layout) -> list[Grid]:
    book = Workbook(file, data, actual)
    every = (*book.sheet_names, *book.hidden_sheets)  # a hidden one that is named is refused by name
    named = [name for name in every if layout.sheet and narrow(name) == narrow(layout.sheet)]
    grids: list[Grid] = [book.grid(name) for name in named or book.sheet_names]
    if not any(plain(cell) for grid in grids for row in grid.head for cell in row):
        raise refusals.empty(file)
    return grids


def _json(file: str, data: bytes) -> list[Grid]:
    for encoding in candidates(data):
        head, sound = head_text(data, encoding)
        if (sound or encoding.damaged) and head.lstrip("\ufeff \t\r\n")[:1] in ("[", "{"):
            return [JsonGrid(file, data, encoding)]
    raise refusals.undecodable(file)


def _open_text(file: str, data: bytes, layout: Layout, extract: str) -> Opened:
    tried_all: list[CsvGrid] = []
    for encoding in candidates(data):
        head, sound = head_text(data, encoding)
        tried = [CsvGrid(file, data, encoding, head, d) for d in DELIMITERS if d == "," or d in head]
        if any(find_header(grid.head, grid.spans, layout, extract) for grid in tried):
            return _best(file, "csv", tried, layout, extract)
        tried_all += [grid for grid in tried if sound and _legible(grid)]
    if not tried_all:
        raise refusals.undecodable(file)
    return _best(file, "csv", tried_all, layout, extract)


def _legible(grid: Grid) -> bool:
    """Some cell of the beginning is made of ordinary characters, so the encoding may be right and the table wrong."""
    cells = [c for row in grid.head for c in row if plain(c)]
    odd = sum(1 for c in cells for ch in c if ch not in "\t\r\n" and not ch.isprintable())
    return bool(cells) and odd == 0


def _best(file: str, kind: Format, grids: Iterable[Grid], layout: Layout, extract: str) -> Opened:
    readable = [(h, g) for g in grids if (h := find_header(g.head, g.spans, layout, extract)) is not None]
    if not readable:
        expected = [layout.columns[name].aliases[0] for name in layout.needed(extract)]
        raise refusals.no_header(file, HEAD_ROWS, expected)
    header, grid = max(readable, key=lambda pair: pair[0].score)  # the first of equals
    return Opened(kind, grid, header, grid.delimiter if isinstance(grid, CsvGrid) else None)


def open_grids(file: str, data: bytes, layout: Layout) -> tuple[Format, list[Grid]]:
    """Every table that the file may hold, however it may be read, whether or not a header is found in it. Raises
    ReadError."""
    actual = sniff(file, data)
    if actual == "json":
        return actual, _json(file, data)
    if actual != "csv":
        return actual, _sheets(file, data, actual, layout)
    grids: list[Grid] = []
    for encoding in candidates(data):
        head, sound = head_text(data, encoding)
        if sound:
            tried = [CsvGrid(file, data, encoding, head, d) for d in DELIMITERS if d == "," or d in head]
            grids += [grid for grid in tried if _legible(grid)]
    return actual, grids
