"""Why no header is found where the text was read under a wrong encoding and saved so: told by reading it back.

A text whose own bytes give the layout's titles under another encoding was that encoding's; what can't be read back any
more is only said to be damaged.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from govreport.district.folder import Layout
from govreport.errors import ReadError
from govreport.tidy.header import Header, Headers
from govreport.tidy.readers import refusals, text_refusals
from govreport.tidy.readers.grid import HEAD_ROWS, Grid
from govreport.tidy.values.cells import plain
from govreport.tidy.values.garbled import is_garbled

_WAYS = (
    ("latin-1", "gb18030", "Latin-1", "GBK"),
    ("cp1252", "gb18030", "Windows-1252", "GBK"),
    ("latin-1", "utf-8", "Latin-1", "UTF-8"),
    ("cp1252", "utf-8", "Windows-1252", "UTF-8"),
    ("gb18030", "utf-8", "GBK", "UTF-8"),
    ("big5", "utf-8", "Big5", "UTF-8"),
    ("big5", "gb18030", "Big5", "GBK"),
    ("gb18030", "big5", "GBK", "Big5"),
    ("latin-1", "big5", "Latin-1", "Big5"),
    ("cp1252", "big5", "Windows-1252", "Big5"),
)
"""Encoding it was taken for, its own; the names of both."""


def no_header(file: str, grids: Iterable[Grid], layout: Layout, extract: str) -> ReadError:
    """The refusal of a file in which no header is found; says of garbled text what happened to it, where that shows."""
    expected = _expected(layout, extract)
    return garbled(file, list(grids), layout, extract) or refusals.no_header(file, HEAD_ROWS, expected)


def garbled(file: str, grids: Sequence[Grid], layout: Layout, extract: str) -> ReadError | None:
    """The refusal of a file whose first rows are garbled; None where they aren't. The grids hold no header."""
    for grid in grids:
        if (told := _read_back(file, grid, layout, extract)) is not None:
            return told
    for grid in grids:
        for number, row in enumerate(grid.head[:HEAD_ROWS], start=1):
            if (seen := next((plain(cell) for cell in row if is_garbled(cell)), None)) is not None:
                return text_refusals.garbled(file, number, seen, _expected(layout, extract))
    return None


def _expected(layout: Layout, extract: str) -> list[str]:
    return [layout.columns[name].aliases[0] for name in layout.needed(extract)]


def _read_back(file: str, grid: Grid, layout: Layout, extract: str) -> ReadError | None:
    head = grid.head[:HEAD_ROWS]
    if all(cell.isascii() for row in head for cell in row):
        return None
    headers = Headers(layout, extract)
    tried = [head]
    for taken, own, taken_for, name in _WAYS:
        restored = [[_restored(cell, taken, own) for cell in row] for row in head]
        if restored in tried:  # most ways change nothing, or what another one has changed
            continue
        tried.append(restored)
        header = headers.first(restored, grid.spans)
        if header is not None and (shown := _changed(header, head, restored)) is not None:
            return text_refusals.mojibake(file, header.row, shown, taken_for, name)
    return None


def _changed(header: Header, head: list[list[str]], restored: list[list[str]]) -> tuple[str, str] | None:
    """One of the header's titles as it stands and as it was meant; None where none of them differs."""
    pairs = (
        (head[row][at], restored[row][at])
        for row in range(header.row - 1, min(header.row - 1 + header.rows, len(head)))
        for at in header.mapping.values()
        if at < len(head[row])
    )
    return next(((plain(was), plain(meant)) for was, meant in pairs if was != meant and "\ufffd" not in meant), None)


def _restored(cell: str, taken: str, own: str) -> str:
    try:
        return cell.encode(taken).decode(own, "replace")
    except UnicodeEncodeError:
        # cp1252 leaves five bytes without a character; programs keep them as control characters
        if taken != "cp1252":
            return cell
    try:
        return b"".join(c.encode("latin-1" if "\x80" <= c <= "\x9f" else taken) for c in cell).decode(own, "replace")
    except UnicodeEncodeError:
        return cell
