"""Stated totals and numbers of records, beside what the rows they stand for come to.

What a total stands for is not always said: a 合计 may close a group, a table or the sheet. It is right where it equals
one of the readings that its label leaves open, and a difference where it equals none. That is judged in quality/.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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
from govreport.tidy.total_labels import Count, TotalLabel, counts_in, total_label
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
        self._titled: list[tuple[int, int, str, Count]] = []
        self._amended: list[Amended] = []

    def begin(self, header: Header, sheet: int, parsers: Mapping[str, ColumnParser]) -> None:
        """A table begins."""
        self._mapping, self._parsers = header.mapping, parsers
        kind = "table" if sheet in self._sheets else "sheet"
        self._sheet = self._sheets.setdefault(sheet, _Sheet(dict.fromkeys((*self._columns, ROW), 0)))
        self._sheet.marks.append(_Mark(header.row, kind, dict(self._sheet.sums)))

    def titled(self, sheet: int, rows: Sequence[Sequence[str]]) -> None:
        """Take note of the number of records that rows above a sheet's header state."""
        for number, cells in enumerate(rows, start=1):
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
        found = [
            TotalRow(
                row=s.mark.row,
                column=s.column,
                stated=s.amount,
                computed=self._computed(sheet, s),
                label=s.label.text,
                seen=s.seen,
            )
            for sheet in self._sheets.values()
            for s in sheet.stated
        ]
        found += [self._of_title(*titled) for titled in self._titled]
        return sorted(found, key=lambda total: (total.row, total.column))

    # -- one row -----------------------------------------------------------------------------------------------------

    def _read(
        self, kind: str, cells: list[str], row: int, sums: Mapping[str, int]
    ) -> Iterator[tuple[int, str, str, Problem]]:
        texts = [text for text in map(key, cells) if text]
        label = total_label(texts) if kind in ("total", "subtotal") else None
        mark = _Mark(row, label.core if label else "", sums)
        money = {self._mapping[name]: name for name in self._columns if name in self._mapping}
        for position, cell in enumerate(cells):
            name = money.get(position)
            if label is None or name is None:
                for count in counts_in(key(cell)) if plain(cell) else ():
                    of = label or TotalLabel(plain(cell), "plain", "")
                    self._sheet.stated.append(_Stated(mark, ROW, count.number, of, plain(cell), count.items))
                continue
            value, problem, state = self._parsers[name].outcome(cell)
            if state == READ:
                self._sheet.stated.append(_Stated(mark, name, value, label, plain(cell)))
            elif problem is not None and total_label([key(cell)]) is None:
                self._sheet.stated.append(_Stated(mark, name, None, label, plain(cell)))
                yield row, name, cell, Problem("T-TOTAL", f"（合计行）{problem.zh}", f"(a total) {problem.en}")
        if label is not None:
            self._sheet.marks.append(mark)

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
