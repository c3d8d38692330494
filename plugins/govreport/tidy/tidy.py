"""Tidy: one raw extract to its canonical table.

Reads everything as text, finds the header, parses each cell, and accounts for every row: kept, or set aside with its
reasons. Nothing is written unless the whole file was read. Belongs here: the order of things. Does not belong here: how
any of them is done (the modules beside this one).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from govreport.canonical import EXTRACTS
from govreport.codes import CodeList
from govreport.district import District, Layout
from govreport.manifests import Snapshot, TidyExtract
from govreport.store.files import FileStore, sha256
from govreport.tidy import refusals
from govreport.tidy.body import Body
from govreport.tidy.cells import narrow, plain
from govreport.tidy.columns import parsers_for
from govreport.tidy.csv_grid import CsvGrid
from govreport.tidy.cutoff import COLUMN_TITLES, cutoff_in_rows
from govreport.tidy.decode import DELIMITERS, candidates, head_text
from govreport.tidy.grid import HEAD_ROWS, Grid
from govreport.tidy.header import Header, find_header
from govreport.tidy.places import Communities, Towns
from govreport.tidy.xlsx_grid import Workbook, check_workbook


@dataclass(frozen=True)
class _Sheet:
    grid: Grid
    header: Header


def tidy(district: District, snapshot: Snapshot, files: FileStore, codes: Mapping[str, CodeList]) -> TidyExtract:
    """Bring ``snapshot`` to its canonical table and store the rows kept and the reasons for those that are not.

    Raises ReadError, in one sentence, where the file as a whole can't be understood.
    """
    source = district.sources[snapshot.extract]
    layout = source.layout
    file = snapshot.filename
    data = files.get(snapshot.key)
    if not data or data.isspace():
        raise refusals.empty(file)
    sheet = (_open_workbook if _is_workbook(layout, data) else _open_text)(file, data, layout, snapshot.extract)
    header = sheet.header
    _require_columns(file, header, layout, snapshot.extract)

    body = Body(
        file=file,
        extract=snapshot.extract,
        layout=layout,
        header=header,
        parsers=parsers_for(snapshot.extract, layout, codes, Towns(district), header.units),
        communities=Communities(district),
    )
    for batch in sheet.grid.batches(header.row - 1 + header.rows):
        body.take(batch)
    if body.rows_in == 0:
        raise refusals.no_data(file, header.row)
    cutoff = body.conclude_cutoff(cutoff_in_rows(sheet.grid.head[: header.row - 1]))

    kept = body.kept.finish()
    aside = body.aside.finish()
    return TidyExtract(
        district=district.id,
        extract=snapshot.extract,
        quarter=snapshot.quarter,
        filename=file,
        snapshot_sha256=snapshot.sha256,
        table=EXTRACTS[snapshot.extract].name,
        key=files.put("tidy", kept, ".parquet"),
        sha256=sha256(kept),
        set_aside_key=files.put("set-aside", aside, ".parquet"),
        rows_in=body.rows_in,
        rows_kept=body.rows_in - body.rows_set_aside,
        rows_set_aside=body.rows_set_aside,
        cutoff=cutoff,
        encoding=sheet.grid.encoding,
        sheet=sheet.grid.sheet,
        header_row=header.row,
        columns={name: header.titles[index] for name, index in sorted(header.mapping.items(), key=lambda m: m[1])},
        ignored=[header.titles[i] for i in header.ignored],
        unknown=_unknown(header, body.unnamed),
        totals=body.totals.rows(),
    )


def _unknown(header: Header, unnamed: Iterable[int]) -> list[str]:
    known = [header.titles[i] for i in header.unknown if narrow(header.titles[i]).casefold() not in COLUMN_TITLES]
    return known + [f"（第{i + 1}列无表头）" for i in sorted(unnamed)]


def _is_workbook(layout: Layout, data: bytes) -> bool:
    """The bytes decide where they are a workbook; what only claims to be one is refused by check_workbook."""
    return layout.format == "xlsx" or data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))


def _open_workbook(file: str, data: bytes, layout: Layout, extract: str) -> _Sheet:
    check_workbook(file, data)
    book = Workbook(file, data)
    named = [name for name in book.sheet_names if layout.sheet and narrow(name) == narrow(layout.sheet)]
    grids: list[Grid] = [book.grid(name) for name in named or book.sheet_names]
    if not any(plain(cell) for grid in grids for row in grid.head for cell in row):
        raise refusals.empty(file)
    return _best(file, grids, layout, extract)


def _open_text(file: str, data: bytes, layout: Layout, extract: str) -> _Sheet:
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:9].lower().startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        raise refusals.web_page(file)
    grids: list[Grid] = []
    for encoding in candidates(data):
        head, sound = head_text(data, encoding)
        tried: list[Grid] = [CsvGrid(file, data, encoding, head, d) for d in DELIMITERS if d == "," or d in head]
        if any(find_header(grid.head, grid.spans, layout, extract) for grid in tried):
            return _best(file, tried, layout, extract)
        grids += [grid for grid in tried if sound and _legible(grid)]
    if not grids:
        raise refusals.undecodable(file)
    return _best(file, grids, layout, extract)


def _legible(grid: Grid) -> bool:
    """Some cell of the beginning is made of ordinary characters, so the encoding may be right and the table wrong."""
    cells = [c for row in grid.head for c in row if plain(c)]
    odd = sum(1 for c in cells for ch in c if ch not in "\t\r\n" and not ch.isprintable())
    return bool(cells) and odd == 0


def _best(file: str, grids: list[Grid], layout: Layout, extract: str) -> _Sheet:
    found = [(h, g) for g in grids if (h := find_header(g.head, g.spans, layout, extract)) is not None]
    if not found:
        expected = [s.aliases[0] for n, s in layout.columns.items() if not EXTRACTS[extract].columns[n].nullable]
        raise refusals.no_header(file, HEAD_ROWS, expected)
    header, grid = max(found, key=lambda pair: pair[0].score)  # the first of equals
    return _Sheet(grid, header)


def _require_columns(file: str, header: Header, layout: Layout, extract: str) -> None:
    if header.repeated:
        raise refusals.repeated_column(file, header.row, header.repeated)
    missing = [
        c.name
        for c in EXTRACTS[extract].columns
        if not c.nullable and c.name in layout.columns and c.name not in header.mapping
    ]
    if missing:
        found = [t for t in header.titles if t]
        raise refusals.missing_columns(file, header.row, [layout.columns[m].aliases[0] for m in missing], found)
