"""Stated totals and numbers of records, beside what the rows they stand for come to.

What a total stands for is not always said: a 合计 may close a group, a table or the sheet. It is right where it equals
one of the readings that its label leaves open, and a difference where it equals none. That is judged in quality/.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from govreport.canonical import EXTRACTS, ROW
from govreport.manifests.extracts import SHEET_ROWS, TotalRow
from govreport.tidy.amendments import Amended
from govreport.tidy.batch_state import BatchState
from govreport.tidy.columns import READ, ColumnParser
from govreport.tidy.header import Header
from govreport.tidy.total_amounts import looks_stated, read_amounts
from govreport.tidy.total_labels import Count, TotalLabel, counts_beside, counts_in, total_label
from govreport.tidy.totals_in_words import label_in_words
from govreport.tidy.values.cells import key, plain
from govreport.tidy.values.problems import Problem

_SAYING = frozenset({"total", "subtotal", "note", "page", "title", "section"})
"""Kinds of rows that may state a number of records."""
_MOST = 2**62


@dataclass(frozen=True)
class _Mark:
    """A row at which sums so far are noted: a total, or the beginning of a table or sheet."""

    row: int
    kind: str
    """sheet, table, or the label's core."""
    sums: Mapping[str, int]
    """Column -> sum of the sheet's rows above; under ``_row`` their number."""


@dataclass(frozen=True)
class _Stated:
    mark: _Mark
    column: str
    amount: int | None
    label: TotalLabel
    seen: str
    items: bool = False
    choices: tuple[tuple[str, int], ...] = ()
    """Columns and amounts, where the text doesn't say which column it speaks of: one that agrees is meant."""


@dataclass
class _Sheet:
    sums: dict[str, int]
    towns: dict[str, dict[str, int]] = field(default_factory=dict)
    """Column -> town -> sum; None of a column whose sums would overflow."""
    marks: list[_Mark] = field(default_factory=list)
    stated: list[_Stated] = field(default_factory=list)
    records: list[pa.Array] = field(default_factory=list)
    """What the rows' projects or activities are called, each once a batch."""
    unlike: int = 0
    """Rows that are set aside because they don't look like records: a stated number may leave them out."""


class Totals:
    """Adds up every money column, and counts rows, sheet by sheet."""

    def __init__(self, extract: str, columns: Sequence[str]) -> None:
        self._columns = columns
        first = next(c.name for c in EXTRACTS[extract].columns if c.name != ROW)
        self._name = first if first.endswith("_no") else None
        self._sheets: dict[int, _Sheet] = {}
        self._first: dict[int, tuple[Header, Mapping[str, ColumnParser]]] = {}
        self._kinds = {c.name: c.info["kind"] for c in EXTRACTS[extract].columns}
        self._titled: list[tuple[int, int, str, Count]] = []
        self._over: list[tuple[int, int, list[str]]] = []
        self._amended: list[Amended] = []

    def begin(self, header: Header, sheet: int, parsers: Mapping[str, ColumnParser]) -> None:
        """A table begins."""
        self._header, self._parsers = header, parsers
        kind = "table" if sheet in self._sheets else "sheet"
        self._first.setdefault(sheet, (header, parsers))
        self._sheet = self._sheets.setdefault(sheet, _Sheet(dict.fromkeys((*self._columns, ROW), 0)))
        self._sheet.marks.append(_Mark(header.row, kind, dict(self._sheet.sums)))

    def titled(self, sheet: int, rows: Sequence[Sequence[str]]) -> None:
        """Take note of the totals and numbers of records that rows above a sheet's header state."""
        for number, cells in enumerate(rows, start=1):
            folded = [key(cell) for cell in cells]
            self._over.append((sheet, number, list(cells)))
            self._titled += [(sheet, number, text, count) for text, count in counts_beside(folded)]
            for text in filter(plain, cells):
                self._titled += [(sheet, number, plain(text), count) for count in counts_in(key(text))]

    def add(self, state: BatchState) -> Iterator[tuple[int, str, str, Problem]]:
        """Add a batch; yields row, column, cell and problem of each stated total that can't be read."""
        sheet, numbers = self._sheet, state.rows.to_numpy()
        records = state.records.to_numpy(zero_copy_only=False)
        apart = [r.row for r in state.reasons if r.place < 0]  # set aside whole: they count as rows
        counted = np.sort(np.concatenate([numbers[records], np.array(apart, numbers.dtype)]))
        amounts = {
            name: pc.if_else(state.records, pc.fill_null(state.parsed[name].values, 0), 0).to_numpy(
                zero_copy_only=False
            )
            for name in self._columns
            if name in state.parsed
        }
        sheet.unlike += state.unlike_records
        before = dict(sheet.sums)
        for row in sorted(row for row, (kind, _) in state.others.items() if kind in _SAYING):
            kind, cells = state.others[row]
            at = int(np.searchsorted(numbers, row))
            sums = before | {name: before[name] + _sum(values[:at]) for name, values in amounts.items()}
            sums[ROW] = before[ROW] + int(np.searchsorted(counted, row))
            yield from self._read(kind, cells, row, sums)
        for name, values in amounts.items():
            sheet.sums[name] += _sum(values)
        sheet.sums[ROW] += len(counted)
        self._by_town(state, amounts)
        if self._name is not None and self._name in state.parsed:
            sheet.records.append(pc.unique(state.parsed[self._name].values.filter(state.records)))

    def amend(self, amended: Iterable[Amended]) -> None:
        """Take note of corrected cells: a total is right where it fits the file as it came or as it was corrected."""
        self._amended += [a for a in amended if a.column in self._columns]

    def rows(self) -> list[TotalRow]:
        """Every stated total beside its computed one; to be asked when all batches are in."""
        found = [self._row(sheet, stated) for sheet in self._sheets.values() for stated in sheet.stated]
        found += [self._of_title(*titled) for titled in self._titled]
        found += [row for over in self._over for row in self._of_top(*over)]
        return sorted(found, key=lambda total: (total.row, total.column))

    # -- one row -----------------------------------------------------------------------------------------------------

    def _read(
        self, kind: str, cells: list[str], row: int, sums: Mapping[str, int]
    ) -> Iterator[tuple[int, str, str, Problem]]:
        texts = [text for text in map(key, cells) if text]
        label = (total_label(texts) or label_in_words(texts)) if kind in ("total", "subtotal") else None
        mark = _Mark(row, label.core if label else "", sums)
        of = label or TotalLabel("".join(texts[:2]), "plain", "")
        places = {at for name, at in self._header.mapping.items() if name in self._columns}
        folded = [key(cell) for cell in cells]
        counted = counts_beside(["" if i in places else text for i, text in enumerate(folded)])
        for i, text in enumerate(folded):
            if text and (label is None or i not in places or text in texts[:1]):
                counted += [(plain(cells[i]), count) for count in counts_in(text)]
        stated = [_Stated(mark, ROW, count.number, of, seen, count.items) for seen, count in counted]
        if label is not None:
            amounts, problems = read_amounts(cells, self._header, self._kinds, self._parsers, sums[ROW])
            stated += [_Stated(mark, a.column, a.amount, label, a.seen, choices=a.choices) for a in amounts]
            yield from ((row, *problem) for problem in problems)
            self._sheet.marks.append(mark)
        self._sheet.stated += stated

    def _by_town(self, state: BatchState, amounts: Mapping[str, Any]) -> None:
        towns = state.parsed["town_code"].values if "town_code" in state.parsed else None
        if towns is None or not amounts:
            return
        columns = {"town": towns, **{name: pa.array(values, pa.int64()) for name, values in amounts.items()}}
        grouped = pa.table(columns).group_by("town").aggregate([(name, "sum") for name in amounts])
        for line in grouped.to_pylist():
            for name in amounts:
                of = self._sheet.towns.setdefault(name, {})
                of[line["town"] or ""] = of.get(line["town"] or "", 0) + (line[f"{name}_sum"] or 0)

    # -- what it should be -------------------------------------------------------------------------------------------

    def _row(self, sheet: _Sheet, stated: _Stated) -> TotalRow:
        either = [replace(stated, column=name, amount=amount) for name, amount in stated.choices] or [stated]
        rows = [
            TotalRow(
                row=s.mark.row,
                column=s.column,
                stated=s.amount,
                computed=self._computed(sheet, s),
                label=s.label.text,
                seen=s.seen,
            )
            for s in either
        ]
        return next((r for r in rows if r.agrees), rows[0])

    def _of_top(self, sheet: int, number: int, cells: list[str]) -> Iterator[TotalRow]:
        """A total above the header: of the whole sheet, or of all of them."""
        texts = [text for text in map(key, cells) if text]
        label = total_label(texts) or label_in_words(texts)
        if label is None or sheet not in self._sheets:
            return
        header, parsers = self._first[sheet]
        amounts, problems = read_amounts(cells, header, self._kinds, parsers, None)
        if any(not looks_stated(cell) for _, cell, _ in problems):
            return  # a title of another kind: the upper row of a header, say
        mark = _Mark(number + sheet * SHEET_ROWS, "", dict.fromkeys((*self._columns, ROW), 0))
        whole = _Sheet({name: sum(s.sums[name] for s in self._sheets.values()) for name in (*self._columns, ROW)})
        for a in amounts:
            stated = _Stated(mark, a.column, a.amount, TotalLabel(label.text, "grand", ""), a.seen, choices=a.choices)
            row = self._row(self._sheets[sheet], stated)
            yield row if row.agrees else max(row, self._row(whole, stated), key=lambda r: r.agrees)

    def _of_title(self, sheet: int, row: int, text: str, count: Count) -> TotalRow:
        mark = _Mark(row + sheet * SHEET_ROWS, "", {})
        of = self._sheets.get(sheet) or _Sheet({ROW: 0})
        stated = _Stated(mark, ROW, count.number, TotalLabel(text, "grand", ""), text, count.items)
        computed = self._computed(of, stated)
        whole = sum(s.sums[ROW] for s in self._sheets.values())  # a title may speak of the other sheets too
        return TotalRow(
            row=mark.row,
            column=ROW,
            stated=count.number,
            computed=count.number if count.number == whole else computed,
            label=text,
            seen=text,
        )

    def _computed(self, sheet: _Sheet, stated: _Stated) -> int:
        """The reading that the stated value equals, or else the likeliest one."""
        readings = list(self._readings(sheet, stated))
        if stated.column == ROW:
            fits = [r for r in readings if r <= (stated.amount or 0) + sheet.unlike and r >= (stated.amount or 0)]
            return (stated.amount or 0) if fits else readings[0]
        return next((r for r in readings if r == stated.amount), readings[0])

    def _readings(self, sheet: _Sheet, stated: _Stated) -> Iterator[int]:
        """What the total may stand for, the likeliest first: as the file came, and as it was corrected."""
        mark, column, label = stated.mark, stated.column, stated.label
        whole, above = sheet.sums[column], mark.sums.get(column, 0)
        earlier = [m for m in sheet.marks if m.row < mark.row]
        starts = [m for m in reversed(earlier) if self._may_begin(m, label, earlier)]
        blocks = [m for m in starts if mark.sums[ROW] > m.sums[ROW]]
        ranges = [(above - m.sums[column], m.row, mark.row) for m in blocks]
        total = [(whole, -1, _MOST)]
        if label.core == "sub" or label.group:
            ranges = ranges or [(0, mark.row, mark.row)]
        everything = ranges if label.core == "sub" and not label.group else [*ranges, *total]
        if label.core != "sub" and not label.group:
            everything = [*total, *ranges]
        for value, first, end in everything:
            yield value
            if changes := [a for a in self._amended if a.column == column and first < a.row < end]:
                yield value + sum((a.after or 0) - (a.before or 0) for a in changes)
        if label.group and column != ROW and "town_code" in self._parsers:
            town, _, state = self._parsers["town_code"].outcome(label.group)
            if state == READ:
                yield sheet.towns.get(column, {}).get(town, 0)
        if stated.items and sheet.records:
            yield len(pc.unique(pa.concat_arrays(sheet.records)))

    @staticmethod
    def _may_begin(mark: _Mark, label: TotalLabel, earlier: list[_Mark]) -> bool:
        """Whether the rows that a label speaks of may begin below ``mark``."""
        if label.core == "grand":
            return mark.kind in ("sheet", "table")
        if label.core == "sub" or label.group:
            nearest = max((m.row for m in earlier if m.kind not in ("sheet", "table")), default=0)
            tables = max((m.row for m in earlier if m.kind in ("sheet", "table")), default=0)
            if not label.group and label.core == "sub":
                return mark.row in (max(nearest, tables), tables) and (mark.row == max(nearest, tables))
            return mark.row == nearest or mark.row == tables or mark.kind in ("sheet", label.core)
        return mark.kind in ("sheet", "table", label.core)


def _sum(amounts: Any) -> int:
    """Without overflow, whatever the amounts."""
    largest = int(np.abs(amounts).max(initial=0))
    return int(amounts.sum()) if largest * len(amounts) < _MOST else sum(map(int, amounts))
