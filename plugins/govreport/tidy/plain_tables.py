"""The rows of a small file for which there is no layout, such as another office's table of totals.

The same readers as for extracts: hidden sheets are no part of it, and cells carry their markers (values/cells.py).
"""

from __future__ import annotations

import csv
import io

from govreport.tidy.readers import refusals
from govreport.tidy.readers.decode import DELIMITERS, candidates
from govreport.tidy.readers.grid import Grid
from govreport.tidy.readers.sheet_grid import Workbook
from govreport.tidy.readers.sniff import sniff
from govreport.tidy.values.cells import MARKERS, plain

Rows = list[tuple[int, list[str]]]
"""(row number, cells) of one sheet, from its first row on."""


def plain_tables(file: str, data: bytes, own: str) -> list[Rows]:
    """The rows of each visible sheet, or of the one table of delimited text. Raises ReadError, in one sentence, where
    the file can't be read as a table. ``own`` is the district's currency."""
    kind = sniff(file, data)
    if kind == "csv":
        return [_text_rows(file, data)]
    if kind == "json":
        raise refusals.other_document(file, "JSON 文件", "a JSON file")
    book = Workbook(file, data, kind, own)
    tables = [_sheet_rows(book.grid(name)) for name in book.sheet_names]
    if not any(plain(cell) for rows in tables for _, cells in rows for cell in cells):
        raise refusals.empty(file)
    return tables


def _sheet_rows(grid: Grid) -> Rows:
    rows: Rows = []
    for batch in grid.batches(0):
        columns = [column.to_pylist() for column in batch.columns]
        rows += zip(batch.rows.to_pylist(), map(list, zip(*columns, strict=True)), strict=True)
    return rows


def _text_rows(file: str, data: bytes) -> Rows:
    for encoding in candidates(data):
        try:
            text = data[encoding.bom :].decode(encoding.codec)
        except UnicodeDecodeError:
            continue
        delimiter = max(DELIMITERS, key=text.count)
        reader = csv.reader(io.StringIO(text.replace("\x00", ""), newline=""), delimiter=delimiter, strict=True)
        rows: Rows = []
        try:
            rows += ((number, [cell.lstrip(MARKERS) for cell in cells]) for number, cells in enumerate(reader, start=1))
        except csv.Error:
            raise refusals.open_quote(file, reader.line_num) from None
        return rows
    raise refusals.undecodable(file)
