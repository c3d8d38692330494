"""Row headers in the tables of a tagged PDF, which the typesetter's Python package has no way to ask for.

Typst marks the cells of a table's head; its ``pdf.header-cell`` stands behind a switch that the package lacks.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

_TABLE_OF_ID = re.compile(r"(.+)x\d+y\d+")
"""Typst's ID of a header cell: the table's number, then column and row."""


def mark_row_headers(pdf: bytes) -> bytes:
    """``pdf`` with the first filled cell of each row of its tables as that row's header.

    Reading software then says the town before each of its figures. Nothing that is seen changes; the same file gives
    the same bytes.
    """
    # Loaded here and not above: it takes time, and most commands that import this file don't need it.
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import TextStringObject

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    writer.pdf_header = pdf[:8].decode()
    root = writer.root_object["/StructTreeRoot"]
    marked: dict[str, Any] = {}
    for table in _below(root, "/Table"):
        marked |= dict(_mark(table.get_object()))
    if marked:
        names = root["/IDTree"]["/Names"]  # type: ignore[index]
        known = dict(zip((str(name) for name in names[::2]), names[1::2], strict=True)) | marked
        names[:] = [part for name in sorted(known) for part in (TextStringObject(name), known[name])]
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def _mark(table: Any) -> Iterator[tuple[str, Any]]:
    """Mark the row headers of one table; (ID, cell) of each."""
    from pypdf.generic import NameObject, TextStringObject

    named = (str(cell.get_object()["/ID"]) for cell in _below(table, "/TH"))
    head = next((match for name in named if (match := _TABLE_OF_ID.fullmatch(name))), None)
    if head is None:
        return  # a table without a head says what its columns are nowhere, and gets no rows said either
    for y, row in enumerate(_below(table, "/TR")):
        cells = _inside(row.get_object())
        x = next((x for x, cell in enumerate(cells) if _inside(cell.get_object())), len(cells) - 1)
        if x == len(cells) - 1 or cells[x].get_object()["/S"] != "/TD":
            continue
        header, name = cells[x].get_object(), TextStringObject(f"{head[1]}x{x}y{y}")
        header[NameObject("/S")] = NameObject("/TH")
        header[NameObject("/ID")] = name
        _attributes(header)[NameObject("/Scope")] = NameObject("/Row")
        for cell in cells[x + 1 :]:
            _attributes(cell.get_object())["/Headers"].append(name)
        yield str(name), cells[x]


def _attributes(cell: Any) -> Any:
    """What the tags say of a cell as part of a table."""
    return next(said for part in cell["/A"].get_object() if (said := part.get_object())["/O"] == "/Table")


def _below(element: Any, kind: str) -> Iterator[Any]:
    """The elements of that kind below ``element``, in reading order, none of them within another."""
    for part in _inside(element):
        child = part.get_object()
        if isinstance(child, dict):
            if child.get("/S") == kind:
                yield part
            else:
                yield from _below(child, kind)


def _inside(element: Any) -> list[Any]:
    """What an element holds: elements and, as numbers, pieces of a page."""
    inside = element.get("/K")
    if inside is None:
        return []
    parts = inside.get_object()
    return list(parts) if isinstance(parts, list) else [inside]
