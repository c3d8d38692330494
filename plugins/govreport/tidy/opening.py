"""Opening a file: its bytes decide the format, its header decides encoding, delimiter and sheet.

Of the ways in which a file may be read, the one is taken under which a header is found.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from govreport.canonical import EXTRACTS
from govreport.district.folder import Layout
from govreport.errors import ReadError
from govreport.manifests.extracts import SHEET_ROWS, place
from govreport.tidy import table_refusals
from govreport.tidy.header import LEVELS, Header, Headers, find_header, joined_title
from govreport.tidy.mojibake import garbled, no_header
from govreport.tidy.readers import refusals, text_refusals
from govreport.tidy.readers.csv_grid import CsvGrid
from govreport.tidy.readers.decode import (
    DELIMITERS,
    Encoding,
    candidates,
    contradicts,
    damaged_line,
    head_text,
    marked,
)
from govreport.tidy.readers.grid import Grid
from govreport.tidy.readers.json_grid import JsonGrid
from govreport.tidy.readers.likeness import first_beyond_ascii, is_chinese, is_damaged_utf8
from govreport.tidy.readers.sheet_grid import Workbook
from govreport.tidy.readers.sniff import SHOWN, Format, sniff
from govreport.tidy.readers.surplus import Expected
from govreport.tidy.sheets import Sheet, sheets_to_read
from govreport.tidy.units import require_one_unit
from govreport.tidy.values.cells import key, plain


@dataclass(frozen=True)
class Opened:
    """A file whose header was found."""

    format: Format
    grid: Grid
    header: Header
    delimiter: str | None = None
    """Delimited text only."""
    more: tuple[Sheet, ...] = ()
    """The other sheets that are read, where they are several."""
    hidden_sheets: tuple[str, ...] = ()
    """Hidden sheets that hold such a table; they are not read."""

    @property
    def tables(self) -> tuple[Sheet, ...]:
        """Every sheet that is read; a file of another kind is one."""
        return (Sheet(self.grid, self.header), *self.more)

    @property
    def hidden_rows(self) -> int:
        """Hidden or filtered rows, which are read like the others."""
        return sum(table.grid.hidden_rows for table in self.tables)

    @property
    def sheets(self) -> list[str]:
        """The sheets' names where several are read, for ``place``; else nothing."""
        return [table.grid.sheet or "" for table in self.tables] if self.more else []


def open_file(file: str, data: bytes, layout: Layout, extract: str) -> Opened:
    """Open ``data`` by what it holds. Raises ReadError, in one sentence, where it can't be understood as a table."""
    actual = sniff(file, data)
    if layout.format != "auto" and layout.format != actual:
        raise refusals.wrong_format(file, SHOWN[layout.format], SHOWN[actual])
    if actual == "csv":
        return _open_text(file, data, layout, extract)
    if actual == "json":
        return _best(file, actual, _json(file, data, layout), layout, extract)
    book = Workbook(file, data, actual, layout.currency)
    (first, *more), hidden = sheets_to_read(file, book, layout, extract)
    return Opened(actual, first.grid, first.header, more=tuple(more), hidden_sheets=tuple(hidden))


def require_columns(file: str, opened: Opened, layout: Layout, extract: str) -> None:
    """Raise ReadError where a header lacks a required column or bears a wanted one twice."""
    headers = Headers(layout, extract)
    for number, table in enumerate(opened.tables):
        header = table.header
        where = place(header.row + number * SHEET_ROWS, opened.sheets)
        if header.repeated:
            if opened.more:
                raise table_refusals.repeated_on_sheet(file, where, header.repeated)
            raise refusals.repeated_column(file, header.row, header.repeated)
        missing = [name for name in headers.required if name not in header.mapping]
        if not missing:
            require_one_unit(file, header.mapping, header.unit_statements, layout)
            continue
        if headers.deeper(table.grid.head, table.grid.spans):
            raise table_refusals.too_deep(file, where, LEVELS)
        names, titles = [layout.columns[m].aliases[0] for m in missing], [t for t in header.titles if t]
        if opened.more:
            raise table_refusals.missing_on_sheet(file, where, names, titles)
        raise refusals.missing_columns(file, header.row, names, titles)


def _json(file: str, data: bytes, layout: Layout) -> list[Grid]:
    dotted = [alias for column in layout.columns.values() for alias in column.aliases if "." in alias]
    for encoding in _encodings(file, data, layout):
        head, sound = head_text(data, encoding)
        if (sound or encoding.damaged or layout.encoding) and head.lstrip("\ufeff \t\r\n")[:1] in ("[", "{"):
            if encoding.codec == "gb18030" and not layout.encoding and not is_chinese(data):
                raise _unsure(file, data)
            return [JsonGrid(file, data, encoding, layout.records, dotted)]
    raise refusals.undecodable(file)


def _encodings(file: str, data: bytes, layout: Layout) -> list[Encoding]:
    """What the text may be in. Raises ReadError where its BOM says otherwise than the layout."""
    if layout.encoding and (found := marked(data)) and contradicts(layout.encoding, found):
        raise text_refusals.contradicted_encoding(file, layout.encoding, found.label)
    return candidates(data, layout.encoding)


def _unsure(file: str, data: bytes) -> ReadError:
    if is_damaged_utf8(data):
        damaged = Encoding("utf-8", "UTF-8", damaged=True)
        return refusals.broken_text(file, damaged.label, damaged_line(data, damaged))
    return text_refusals.unsure_encoding(file, first_beyond_ascii(data))


def _open_text(file: str, data: bytes, layout: Layout, extract: str) -> Opened:
    tried_all: list[CsvGrid] = []
    open_quotes: list[int] = []
    certain: list[CsvGrid] = []
    encodings = _encodings(file, data, layout)
    for encoding in encodings:
        head, sound = head_text(data, encoding)
        if layout.encoding and not sound and len(encodings) == 1:
            raise refusals.broken_text(file, encoding.label, damaged_line(data, encoding))
        tried = [CsvGrid(file, data, encoding, head, d) for d in DELIMITERS if d == "," or d in head]
        if any(find_header(grid.head, grid.spans, layout, extract) for grid in tried):
            opened = _best(file, "csv", tried, layout, extract)
            guessed = encoding.codec == "gb18030" and not layout.encoding
            # a header in Chinese settles it: no other encoding's bytes give the layout's own words
            if guessed and not _has_hanzi(opened.header) and not is_chinese(data):
                raise _unsure(file, data)
            return _told_of_header(file, opened, layout, extract)
        if sound and encoding is encodings[0] and encoding.codec != "gb18030":  # its bytes or its mark say so
            certain = tried
        tried_all += [grid for grid in tried if sound and _legible(grid)]
        open_quotes += [row for grid in tried for row, fault in grid.faults.items() if fault == "open" and sound]
    if (told := garbled(file, certain, layout, extract)) is not None:
        raise told
    if not tried_all:
        raise refusals.undecodable(file)
    if tried_all[0].encoding == "GB18030" and not layout.encoding and not is_chinese(data):
        raise _unsure(file, data)
    if open_quotes:
        raise refusals.open_quote(file, min(open_quotes))
    return _best(file, "csv", tried_all, layout, extract)


def _has_hanzi(header: Header) -> bool:
    return any("\u4e00" <= c <= "\u9fff" for at in header.mapping.values() for c in header.titles[at])


def _told_of_header(file: str, opened: Opened, layout: Layout, extract: str) -> Opened:
    """With the reader told what the header says of the rows below it. Raises ReadError for a header without room for
    what stands under it."""
    header, grid = opened.header, opened.grid
    if not isinstance(grid, CsvGrid):
        return opened
    above, below = header.row - 1, header.row - 1 + header.rows
    grid.check_head(below, header.row)
    named = max((i + 1 for row in grid.head[above:below] for i, cell in enumerate(row) if plain(cell)), default=0)
    kinds = {at: str(EXTRACTS[extract].columns[name].info["kind"]) for name, at in header.mapping.items()}
    joined = joined_title(header, layout)
    grid.expected = Expected(header.row, named, kinds, joined)
    widths = [max((i + 1 for i, cell in enumerate(row) if plain(cell)), default=0) for row in grid.head[below:]]
    wide = sorted(widths)[len(widths) // 2] if widths else 0
    if joined and wide > named:  # in most of the first rows
        raise text_refusals.narrow_header(file, header.row, named, wide, joined)
    return opened


def _legible(grid: Grid) -> bool:
    """Some cell of the beginning is made of ordinary characters, so the encoding may be right and the table wrong."""
    cells = [c for row in grid.head for c in row if plain(c)]
    odd = sum(1 for c in cells for ch in c if ch not in "\t\r\n" and not ch.isprintable())
    return bool(cells) and odd == 0


def _best(file: str, kind: Format, grids: Iterable[Grid], layout: Layout, extract: str) -> Opened:
    tables = list(grids)
    readable = [(h, g) for g in tables if (h := find_header(g.head, g.spans, layout, extract)) is not None]
    if not readable:
        raise no_header(file, tables, layout, extract)
    header, grid = max(readable, key=lambda pair: pair[0].score)  # the first of equals
    return Opened(kind, grid, header, grid.delimiter if isinstance(grid, CsvGrid) else None)


def open_grids(file: str, data: bytes, layout: Layout) -> tuple[Format, list[Grid]]:
    """Every table that the file may hold, however it may be read, whether or not a header is found in it. Raises
    ReadError."""
    actual = sniff(file, data)
    if actual == "json":
        return actual, _json(file, data, layout)
    if actual != "csv":
        book = Workbook(file, data, actual, layout.currency)
        named = [name for name in book.sheet_names if layout.sheet and key(name) == key(layout.sheet)]
        return actual, [book.grid(name) for name in named or book.sheet_names]
    grids: list[Grid] = []
    for encoding in _encodings(file, data, layout):
        head, sound = head_text(data, encoding)
        if sound:
            tried = [CsvGrid(file, data, encoding, head, d) for d in DELIMITERS if d == "," or d in head]
            grids += [grid for grid in tried if _legible(grid)]
    return actual, grids
