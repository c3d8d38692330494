"""Which sheets of a workbook are read: the visible ones that hold the table, and of several those the layout names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from govreport.canonical import EXTRACTS
from govreport.currency.marks import IN_TITLES, SIGNS
from govreport.district.folder import Layout
from govreport.errors import ReadError
from govreport.tidy import table_refusals
from govreport.tidy.header import Header, Headers
from govreport.tidy.mojibake import no_header
from govreport.tidy.readers import refusals
from govreport.tidy.readers.grid import Grid
from govreport.tidy.readers.sheet_grid import Workbook
from govreport.tidy.values.cells import key, plain

_ANY = re.compile(r".+", re.DOTALL)
_AMOUNT = re.compile(rf"(?:{SIGNS})?\d[\d,]*(?:\.\d+)?(?:[百千万亿]?(?:{IN_TITLES}))?", re.IGNORECASE)
_LOOKS = {
    "date": re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}\b.*|\d{4}\s*[-/.年]\s*\d{1,2}\s*月.*|\d{8}"),
    "money": _AMOUNT,
    "int": _AMOUNT,
    "score": _AMOUNT,
}
_SURE = 2
"""So many required columns must look like what they should hold, for a row to be taken for a record."""


class Sheet(NamedTuple):
    """A table whose header was found."""

    grid: Grid
    header: Header


def sheets_to_read(file: str, book: Workbook, layout: Layout, extract: str) -> tuple[list[Sheet], list[str]]:
    """The sheets to read in their order, and the hidden ones that hold such a table. Raises ReadError where it isn't
    certain which are meant."""
    wanted = _wanted(layout)
    visible = {name: book.grid(name) for name in _chosen(file, book, wanted)}
    headers = Headers(layout, extract)
    hidden = [name for name in _hidden(book) if _holds_table(book, name, headers)]
    found = {name: Sheet(grid, h) for name, grid in visible.items() if (h := headers.first(grid.head, grid.spans))}
    if wanted and len(wanted) > 1 and (lacking := [name for name in visible if name not in found]):
        raise table_refusals.no_table_on(file, lacking)
    if found:
        if wanted is None:
            _require_headers(file, visible, found, headers.required, extract)
        return _of_found(file, found, layout, headers.required), hidden
    if hidden:
        raise table_refusals.only_hidden(file, hidden)
    if not any(plain(cell) for grid in visible.values() for row in grid.head for cell in row):
        raise refusals.empty(file)
    raise no_header(file, visible.values(), layout, extract)


def _of_found(file: str, found: dict[str, Sheet], layout: Layout, required: list[str]) -> list[Sheet]:
    if isinstance(layout.sheets, tuple) and not layout.sheet:
        return list(found.values())
    best = max(found.values(), key=lambda sheet: sheet.header.score)
    alike = {name: sheet for name, sheet in found.items() if _alike(sheet.header, best.header, required)}
    if layout.sheets == "all" and not layout.sheet:
        return list(alike.values())
    if len(alike) > 1:  # a form that nobody filled in is no second table
        alike = {name: sheet for name, sheet in alike.items() if _has_rows(sheet)} or {"": best}
    if len(alike) > 1:
        raise table_refusals.several_sheets(file, list(alike))
    return list(alike.values())


def _require_headers(
    file: str, visible: Mapping[str, Grid], found: Mapping[str, Sheet], required: list[str], extract: str
) -> None:
    """Raise ReadError where a sheet without a header goes on with the records of another one."""
    best = max(found.values(), key=lambda sheet: sheet.header.score)
    kinds = {name: str(EXTRACTS[extract].columns[name].info["kind"]) for name in required}
    looks = {at: _LOOKS.get(kinds[name], _ANY) for name, at in best.header.mapping.items() if name in kinds}
    if sum(look is not _ANY for look in looks.values()) < _SURE:
        return
    for name, grid in visible.items():
        for number, row in enumerate(grid.head if name not in found else (), start=1):
            if max(looks) < len(row) and all(look.fullmatch(plain(row[at])) for at, look in looks.items()):
                raise table_refusals.headless_sheet(file, name, number, best.grid.sheet or "")


def _wanted(layout: Layout) -> list[str] | None:
    """The sheets that the layout names; None where it names none."""
    if layout.sheet:
        return [layout.sheet]
    return list(layout.sheets) if isinstance(layout.sheets, tuple) else None


def _chosen(file: str, book: Workbook, wanted: list[str] | None) -> list[str]:
    if wanted is None:
        return book.sheet_names
    by_name = {key(name): name for name in book.sheet_names}
    if missing := [name for name in wanted if key(name) not in by_name]:
        hidden = {key(name) for name in _hidden(book)}
        concealed = [name for name in missing if key(name) in hidden]
        raise table_refusals.missing_sheets(file, missing, book.sheet_names, concealed)
    return list(dict.fromkeys(by_name[key(name)] for name in wanted))


def _hidden(book: Workbook) -> list[str]:
    return book.hidden_sheets


def _holds_table(book: Workbook, name: str, headers: Headers) -> bool:
    try:
        grid = book.grid(name, even_hidden=True)
    except ReadError:  # too large to look into: its name is said all the same
        return True
    return headers.first(grid.head, grid.spans) is not None


def _alike(header: Header, best: Header, required: list[str]) -> bool:
    """Nearly all of the best header's columns, or of those that are required: a table of the same kind."""
    missing = sum(name not in header.mapping for name in required)
    return header is best or missing <= 1 or len(header.mapping) * 4 >= len(best.mapping) * 3


def _has_rows(sheet: Sheet) -> bool:
    """Anything at all stands below the header."""
    grid, skip = sheet.grid, sheet.header.row - 1 + sheet.header.rows
    if any(plain(cell) for row in grid.head[skip:] for cell in row):
        return True
    return any(
        plain(cell) for batch in grid.batches(skip) for column in batch.columns for cell in column.unique().to_pylist()
    )
