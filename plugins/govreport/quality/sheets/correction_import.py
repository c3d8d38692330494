"""Reading a correction sheet that was filled in: the new values, or why the sheet isn't taken.

A sheet is read whole or not at all, and every reason is given at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from govreport.canonical import ROW
from govreport.canonical.codes import CodeList
from govreport.district.corrections import Correction
from govreport.district.folder import District
from govreport.errors import Message, ReadError
from govreport.manifests.base import ExtractName
from govreport.period import KINDS
from govreport.quality.sheets import in_english
from govreport.quality.sheets.filled_cells import cell_text, unsure_cell
from govreport.quality.sheets.guide import NOT_HERE
from govreport.quality.sheets.new_values import Values
from govreport.quality.sheets.workbook import FORMAT, HEADS, MACHINE, SHEET, TO_FILL, sealed
from govreport.quarter import Quarter
from govreport.tidy.readers.sheet_grid import SheetGrid, Workbook
from govreport.tidy.readers.sniff import sniff
from govreport.tidy.values.cells import unmark
from govreport.trust.keys import Keys

_LONGEST_REASON = 200
_MOST_BYTES = 20 << 20


@dataclass(frozen=True)
class Filled:
    """One new value that somebody vouches for."""

    extract: ExtractName
    row: int
    column: str
    key: Mapping[str, str]
    """What names the record, as a correction does."""
    old: str
    new: str
    reason: str
    reported_by: str

    def correction(self, quarter: Quarter, day: date, sheet: str) -> Correction:
        """As an entry of corrections.yaml, reported on ``day`` by ``sheet``.

        It holds from ``quarter`` on, for what isn't mended at the source comes again with the next export; named by
        its row it can only mean this quarter's file.
        """
        return Correction(
            extract=self.extract,
            key=self.key,
            column=self.column,
            old=self.old or None,
            new=self.new,
            reason=self.reason,
            reported_by=self.reported_by,
            date=day,
            sheet=sheet,
            first=quarter,
            last=quarter if ROW in self.key else None,
        )


@dataclass(frozen=True)
class ReturnedSheet:
    """One workbook as read; where there are refusals, nothing in it may be used."""

    filename: str
    quarter: Quarter
    filled: tuple[Filled, ...]
    refusals: tuple[Message, ...]
    snapshots: Mapping[str, str]
    """Extract -> sha256 of the file that the sheet was made from."""
    sha256: str
    """Of the workbook as it came back: which one was read can be told by the file that the office keeps."""

    def corrections(self, day: date) -> list[Correction]:
        """Its lines as entries of corrections.yaml, each with the sheet that it came on."""
        return [f.correction(self.quarter, day, f"{self.filename} {self.sha256}") for f in self.filled]


def read_returned(
    filename: str, data: bytes, district: District, codes: Mapping[str, CodeList], keys: Keys
) -> ReturnedSheet:
    """Read a filled sheet. Raises ReadError where it is no correction sheet that was sealed with one of ``keys``, or
    another district's."""
    visible, machine = _open(filename, data)
    head, lines = _machine(filename, machine, keys)
    if head["district"] != district.id:
        raise ReadError(
            f"文件“{filename}”是另一个区（{head['district']}）的更正单，不是{district.name.zh}的，请交给该区。",
            f"{filename} is a correction sheet of another district ({head['district']}), not of {district.name.en}.",
        )
    reader = _Reader(filename, district, codes, lines)
    for number, cells in _body(filename, visible):
        reader.take(number, cells)
    reader.sort_filled()
    return ReturnedSheet(
        filename,
        Quarter.parse(head["quarter"], KINDS),
        tuple(reader.filled),
        tuple(reader.refusals),
        head["snapshots"],
        sha256(data).hexdigest(),
    )


def _open(filename: str, data: bytes) -> tuple[Iterator[tuple[int, list[str]]], list[list[str]]]:
    """The lines of the visible sheet and those of the hidden one, by the readers that read extracts: a sheet that is
    too large or damaged is refused in one sentence, and cells carry their markers."""
    if len(data) > _MOST_BYTES or not data.startswith(b"PK"):
        raise _no_sheet(filename)
    try:
        kind = sniff(filename, data)
    except ReadError:
        raise _no_sheet(filename) from None
    if kind != "xlsx":
        raise _no_sheet(filename)
    book = Workbook(filename, data, kind)
    names = {*book.sheet_names, *book.hidden_sheets}
    shown = next((name for name in (SHEET, in_english.SHEET) if name in names), None)
    if shown is None or MACHINE not in names:
        raise _no_sheet(filename)
    return _rows(book.grid(shown)), [cells for _, cells in _rows(book.grid(MACHINE, even_hidden=True))]


def _rows(grid: SheetGrid) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold anything, with their number in the sheet."""
    for batch in grid.batches(0):
        for number, cells in zip(
            batch.rows.to_pylist(), zip(*(c.to_pylist() for c in batch.columns), strict=True), strict=True
        ):
            if any(cells):
                yield number, list(cells)


def _machine(filename: str, rows: Sequence[Sequence[str]], keys: Keys) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    texts = [unmark(row[0])[1] for row in rows if row[0]]
    if len(texts) < 2 or not keys.made(sealed(texts[:-1]), texts[-1]):
        raise ReadError(
            f"文件“{filename}”不是本系统发出的更正单，或其中供程序读回的隐藏内容已缺失、被改动，整份不予读入。"
            "请用本系统最新发出的更正单重新填写。",
            f"{filename} is no correction sheet that this installation sent out, or its hidden part was changed or is "
            "missing: nothing in it is taken. Fill in the latest sheet as it was sent out.",
        )
    head, *lines = (json.loads(text) for text in texts[:-1])
    if head.get("format") != FORMAT:
        raise ReadError(
            f"文件“{filename}”是另一个版本的更正单，请用最新发出的更正单填写。",
            f"{filename} is a correction sheet of another version; use the latest one.",
        )
    return head, lines


def _body(filename: str, rows: Iterator[tuple[int, list[str]]]) -> list[tuple[int, dict[str, str]]]:
    """The lines below the heads, with their row in the sheet: field -> marked cell. Columns may have been moved."""
    heads = {head: field for field, head, _ in HEADS} | {head: field for field, head in in_english.HEADS.items()}
    for _, row in rows:
        places = {heads[cell_text(cell)]: at for at, cell in enumerate(row) if cell_text(cell) in heads}
        if len(places) == len(HEADS):
            lines = [(n, {field: below[at] for field, at in places.items()}) for n, below in rows]
            return [(n, cells) for n, cells in lines if any(cells.values())]
    names = "、".join(head for _, head, _ in HEADS)
    raise ReadError(
        f"文件“{filename}”的“{SHEET}”表缺少表头（应有{names}），请用原来发出的更正单重新填写。",
        f"{filename}: the heads of the sheet {SHEET} are gone; fill in the sheet as it was sent out.",
    )


class _Reader:
    """Takes the lines of one sheet, in whatever order they stand."""

    def __init__(
        self,
        filename: str,
        district: District,
        codes: Mapping[str, CodeList],
        lines: Sequence[Mapping[str, Any]],
    ) -> None:
        self._file = filename
        self._values = Values(district, codes)
        self._lines = {_place(line["visible"]): line for line in lines}
        self._seen: set[tuple[str, ...]] = set()
        self.filled: list[Filled] = []
        self.refusals: list[Message] = []

    def take(self, number: int, marked: Mapping[str, str]) -> None:
        """One line of the sheet."""
        cells = {field: cell_text(cell) for field, cell in marked.items()}
        line = self._lines.get(_place(cells))
        if line is None:
            self._refuse(
                number,
                "的文件、行号或栏目与发出时不同，请用原来发出的更正单重新填写",
                "names another file, row or column than it did when sent out; fill in the sheet as it was sent out",
            )
            return
        if _place(cells) in self._seen:
            self._refuse(number, "与前面某行重复，请删去一行", "repeats a line above; delete one of them")
            return
        self._seen.add(_place(cells))
        for field, head, _ in HEADS:
            if field in line["visible"] and _folded(cells[field]) != _folded(line["visible"][field]):
                self._refuse(
                    number,
                    f"锁定的“{head}”被改动（原为“{line['visible'][field]}”），请用原来发出的更正单重新填写",
                    f"has a changed locked cell, {head} (it was “{line['visible'][field]}”); fill in the sheet as it "
                    "was sent out",
                )
                return
        unsure = [unsure_cell(marked[field], head) for field, head, _ in HEADS if field in TO_FILL]
        if problem := next(filter(None, unsure), None):
            self._refuse(number, problem.zh, problem.en)
        elif any(cells[field] for field in TO_FILL) and cells["new"] not in (NOT_HERE, in_english.NOT_HERE):
            self._fill(number, line, cells)

    def sort_filled(self) -> None:
        """Put the filled lines into the order in which they were sent out."""
        order = {(line["extract"], line["row"], line["column"]): at for at, line in enumerate(self._lines.values())}
        self.filled.sort(key=lambda f: order[f.extract, f.row, f.column])

    def _fill(self, number: int, line: Mapping[str, Any], cells: Mapping[str, str]) -> None:
        if line["column"] is None:
            self._refuse(
                number,
                "不能在更正单里更正，请按“怎么改”一栏办理",
                "can't be corrected here; do as its column “What to do” says",
            )
            return
        new, reason, role = (cells[field] for field in TO_FILL)
        problem = self._problem(line, new, reason, role)
        if problem is not None:
            self._refuse(number, problem.zh, problem.en)
            return
        self.filled.append(
            Filled(
                extract=line["extract"],
                row=line["row"],
                column=line["column"],
                key=line["key"],
                old=line["old"],
                new=new,
                reason=reason,
                reported_by=role,
            )
        )

    def _problem(self, line: Mapping[str, Any], new: str, reason: str, role: str) -> Message | None:
        if not new:
            return Message(
                "写了原因或职务，却没有写更正值，请补填或清空该行",
                "has a reason but no new value; add it or clear the line",
            )
        if new == line["old"]:
            return Message(f"的更正值“{new}”与原值相同，请改写或清空该行", f"has the old value “{new}” as the new one")
        if wrong := self._values.problem(line["extract"], line["column"], new):
            return Message(f"的更正值“{new}”{wrong.zh}", f"has the new value “{new}”, which {wrong.en}")
        if not reason:
            return Message("没有写更正原因，请补填", "has no reason; add one")
        if len(reason) > _LONGEST_REASON:
            return Message(f"的更正原因超过{_LONGEST_REASON}字，请缩短", "has a reason that is too long; shorten it")
        if not role:
            return Message("没有写填报人职务，请补填", "doesn't say in which role it was filled in; add it")
        return None

    def _refuse(self, number: int, zh: str, en: str) -> None:
        self.refusals.append(Message(f"更正单“{self._file}”第{number}行{zh}。", f"{self._file}, line {number} {en}."))


def _place(cells: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(_folded(cells[field]) for field in ("file", "row", "header"))


def _folded(text: str) -> str:
    """Without any whitespace: a spreadsheet program may rewrap a cell when it saves."""
    return "".join(text.split())


def _no_sheet(filename: str) -> ReadError:
    return ReadError(
        f"文件“{filename}”不是本系统发出的更正单（.xlsx），请用发出的更正单填写后交回。",
        f"{filename} is not a correction sheet (.xlsx) of this system; fill in the one that was sent out.",
    )
