"""What must be known of an ODS workbook before calamine reads it: how far its sheets reach, and what its cells show.

One cell of an .ods may stand for millions (number-rows-repeated), and calamine lays all of them out. Beside each value
stands the text that is shown, so the two can be compared.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from govreport.currency import currency
from govreport.tidy.readers import refusals
from govreport.tidy.readers.cell_facts import Fact, doubtful, error, uncomputed
from govreport.tidy.readers.limits import MOST_CELLS, BookScan, SheetScan
from govreport.tidy.readers.number_formats import is_padded, same_number
from govreport.tidy.readers.ods_styles import OdsStyles
from govreport.tidy.readers.xlsx_parts import PIECE, local, new_parser, require_utf8
from govreport.tidy.values.cells import BOOLEAN, FORMATTED

_CELLS = ("table:table-cell", "table:covered-table-cell")
_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)|Err:\d{3}")
_VALUES = {
    "float": "office:value", "percentage": "office:value", "currency": "office:value", "date": "office:date-value",
    "time": "office:time-value", "boolean": "office:boolean-value",
}  # fmt: skip


def scan_book(file: str, data: bytes, own: str) -> BookScan:
    """Measure every sheet, in order. Raises ReadError where one is too large, and whatever a damaged file makes zipfile
    and expat raise."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(piece.count(b":table-cell") for piece in _pieces(archive)) >= MOST_CELLS:
            raise refusals.too_many_cells(file, "content.xml", MOST_CELLS)
        walk = _Walk(file, OdsStyles(archive), own)
        parser = new_parser()
        parser.StartElementHandler, parser.EndElementHandler = walk.start, walk.end
        parser.CharacterDataHandler = walk.characters
        parser.CommentHandler = parser.StartCdataSectionHandler = walk.interrupt
        parser.ProcessingInstructionHandler = walk.interrupt
        for piece in _pieces(archive):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    return BookScan(walk.sheets, data, walk.date_1904)


def _pieces(archive: zipfile.ZipFile) -> Iterator[bytes]:
    with archive.open("content.xml") as stream:
        first = True
        while piece := stream.read(PIECE):
            if first:
                require_utf8(piece)
                first = False
            yield piece


class _Walk:
    """Counts places as calamine does."""

    def __init__(self, file: str, styles: OdsStyles, own: str) -> None:
        self._own, self._signs = own, currency(own).signs
        self.sheets: list[SheetScan] = []
        self.date_1904 = False
        self._file, self._styles = file, styles
        self._row = self._rows = self._column = 0
        self._folded: list[bool] = []
        self._unseen = self._counted = False
        self._row_style = ""
        self._column_styles: list[tuple[int, str]] = []
        self._cell: dict[str, str] | None = None
        self._aside = 0
        self._paragraphs: list[list[str]] = []
        self._open = self._raised = self._broken = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._cell is not None:
            self._within(name, attributes)
        elif name in _CELLS:
            self._cell = attributes
            self._paragraphs, self._raised, self._broken = [], False, False
        elif name == "table:table-row":
            self._row, self._column = self._row + self._rows, 0
            self._rows = int(attributes.get("table:number-rows-repeated", "1"))
            self._unseen = attributes.get("table:visibility", "visible") != "visible" or any(self._folded)
            self._counted = False
            self._row_style = attributes.get("table:default-cell-style-name", "")
        elif name == "table:table-row-group":
            self._folded.append(attributes.get("table:display") == "false")
        elif name == "table:table-column":
            times = int(attributes.get("table:number-columns-repeated", "1"))
            self._column_styles.append((times, attributes.get("table:default-cell-style-name", "")))
        elif name == "table:table":
            self._close_sheet()
            self.sheets.append(SheetScan(attributes.get("table:name", "")))
            self._row = self._rows = self._column = 0
            self._column_styles = []
        elif name == "table:null-date":
            self.date_1904 = attributes.get("table:date-value", "").startswith("1904")
        elif local(name) in ("table-cell", "table-row", "covered-table-cell"):
            raise ValueError("a table under another prefix than usual")
        elif name.startswith("style:"):
            self._styles.take(local(name), {local(key): value for key, value in attributes.items()})

    def _within(self, name: str, attributes: dict[str, str]) -> None:
        if name in ("office:annotation", "draw:frame") or self._aside:
            self._aside += 1
        elif name in _CELLS or name == "table:table":
            raise ValueError("a table within a cell")
        elif name == "text:p":
            self._paragraphs.append([])
            self._open = True
        elif name == "text:span":
            self._raised = self._raised or self._styles.raises("text", attributes.get("text:style-name", ""))
        elif self._open and name in ("text:s", "text:tab", "text:line-break"):
            self._paragraphs[-1].append(" ")

    def characters(self, data: str) -> None:
        if self._open and not self._aside:
            self._paragraphs[-1].append(data)

    def interrupt(self, *_: Any) -> None:
        self._broken = self._cell is not None

    def end(self, name: str) -> None:
        if self._aside:
            self._aside -= 1
        elif name == "text:p":
            self._open = False
        elif name in _CELLS and self._cell is not None:
            self._close(self._cell)
            self._cell = None
        elif name == "table:table-row-group" and self._folded:
            self._folded.pop()
        elif name == "table:table":
            self._close_sheet()

    def _close_sheet(self) -> None:
        """Check what the sheets span together, for calamine lays them all out."""
        if self.sheets and sum(s.rows * s.columns for s in self.sheets) >= MOST_CELLS:
            raise refusals.too_many_cells(self._file, self.sheets[-1].name, MOST_CELLS)

    def _close(self, cell: dict[str, str]) -> None:
        times = int(cell.get("table:number-columns-repeated", "1"))
        if times < 1 or self._rows < 1 or not self.sheets:
            raise ValueError("a cell without a place")
        column, self._column = self._column, self._column + times
        shown = "\n".join("".join(p) for p in self._paragraphs)
        kind = cell.get("office:value-type") or cell.get("calcext:value-type")
        if not (kind or shown or "table:formula" in cell):
            return
        scan = self.sheets[-1]
        scan.reach(self._row + self._rows, self._column)
        scan.check(self._file)
        if self._unseen and not self._counted:
            scan.hidden_rows += self._rows
            self._counted = True
        if fact := self._fact(cell, kind or "", shown, column):
            for row in range(self._row, self._row + self._rows):
                for place in range(column, self._column):
                    scan.facts.add(row, place, fact)

    def _fact(self, cell: dict[str, str], kind: str, shown: str, column: int) -> Fact | None:
        formula = cell.get("table:formula")
        if cell.get("calcext:value-type") == "error" or (formula is not None and _ERROR.fullmatch(shown)):
            return error(shown or "#ERR!")
        if formula is not None:
            stated = _VALUES.get(kind, "office:string-value") in cell
            if not stated and (kind in _VALUES or not self._paragraphs):
                return uncomputed(formula)
        if self._broken or self._raised or self._styles.raises("table-cell", self._style(cell, column)):
            return doubtful(shown if self._broken else None)
        if _VALUES.get(kind) == "office:value" and "office:value" in cell:
            return self._formatted(cell, kind, shown)
        return None

    def _style(self, cell: dict[str, str], column: int) -> str:
        if "table:style-name" in cell:
            return cell["table:style-name"]
        if self._row_style:
            return self._row_style
        for times, style in self._column_styles:
            if column < times:
                return style
            column -= times
        return ""

    def _formatted(self, cell: dict[str, str], kind: str, shown: str) -> Fact | None:
        value = float(cell["office:value"])
        in_currency = cell.get("office:currency", self._own) if kind == "currency" else self._own
        if not self._paragraphs:
            if kind == "percentage":
                return Fact(FORMATTED, f"{value * 100:.15g}%")
            shown = f"{value:.15g}"
        elif value in (0, 1) and shown.upper() in ("TRUE", "FALSE"):
            return Fact(BOOLEAN, shown.upper())  # LibreOffice stores truth values as numbers
        elif in_currency == self._own and same_number(shown, value, self._signs) and not is_padded(shown):
            return None
        if in_currency != self._own:  # the sign of the yen is the sign of the yuan
            named = same_number(shown, value, self._signs)
            return Fact(FORMATTED, f"{in_currency} {shown}" if named else shown)
        return Fact(FORMATTED, shown) if self._paragraphs else None
