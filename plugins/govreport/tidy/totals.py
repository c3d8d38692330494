"""合计 and 小计 rows: what they state, beside what the rows they stand for add up to.

A difference is judged in quality/.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from govreport.manifests.extracts import TotalRow
from govreport.tidy.amendments import Amended
from govreport.tidy.columns import READ, ColumnParser, ParsedColumn
from govreport.tidy.row_kinds import RowKind
from govreport.tidy.values.cells import narrow
from govreport.tidy.values.problems import Problem

_LABELS = {"合计", "总计", "小计", "共计", "累计"}


@dataclass(frozen=True)
class _Stated:
    row: int
    column: str
    amount: int
    subtotal: int | None
    """Sum since the subtotal before; None for a grand total, which is compared when the last row has been read."""
    after: int
    """The subtotal row before, below which a subtotal's rows stand; 0 for a grand total."""


class Totals:
    """Adds up every money column of the file."""

    def __init__(self, columns: Mapping[str, int], parsers: Mapping[str, ColumnParser]) -> None:
        self._columns = columns
        self._parsers = parsers
        self._sums = dict.fromkeys(columns, 0)
        self._since = dict.fromkeys(columns, 0)
        self._last = dict.fromkeys(columns, 0)
        self._stated: list[_Stated] = []
        self._amended: list[Amended] = []

    def add(
        self,
        rows: pa.Array,
        parsed: Mapping[str, ParsedColumn],
        data: pa.Array,
        kinds: Mapping[int, tuple[RowKind, list[str]]],
    ) -> Iterator[tuple[int, str, str, Problem]]:
        """Add a batch; yields row, column, cell and problem of each stated total that can't be read."""
        numbers = rows.to_numpy()
        totals = sorted(row for row, (kind, _) in kinds.items() if kind in {"total", "subtotal"})
        for name in self._columns:
            if name not in parsed:
                continue
            amounts = pc.if_else(data, pc.fill_null(parsed[name].values, 0), 0).to_numpy(zero_copy_only=False)
            start = 0
            for row in totals:
                kind, cells = kinds[row]
                position = int(np.searchsorted(numbers, row))
                self._since[name] += _sum(amounts[start:position])
                start = position
                yield from self._state(row, name, cells, self._since[name] if kind == "subtotal" else None)
                if kind == "subtotal":
                    self._since[name], self._last[name] = 0, row
            self._since[name] += _sum(amounts[start:])
            self._sums[name] += _sum(amounts)

    def amend(self, amended: Iterable[Amended]) -> None:
        """Take note of corrected cells: a total is right where it fits the file as it came or as it was corrected."""
        self._amended += [a for a in amended if a.column in self._columns]

    def _state(
        self, row: int, name: str, cells: list[str], subtotal: int | None
    ) -> Iterator[tuple[int, str, str, Problem]]:
        position = self._columns[name]
        cell = cells[position] if position < len(cells) else ""
        value, problem, state = self._parsers[name].outcome(cell)
        if state == READ:
            self._stated.append(_Stated(row, name, value, subtotal, 0 if subtotal is None else self._last[name]))
        elif problem is not None and narrow(cell)[:2] not in _LABELS:
            yield row, name, cell, Problem("T-TOTAL", f"（合计行）{problem.zh}", f"(a total) {problem.en}")

    def rows(self) -> list[TotalRow]:
        """Every stated total beside its computed one; to be asked when all batches are in."""
        return [
            TotalRow(row=s.row, column=s.column, stated=s.amount, computed=self._computed(s))
            for s in sorted(self._stated, key=lambda s: (s.row, s.column))
        ]

    def _computed(self, stated: _Stated) -> int:
        came = self._sums[stated.column] if stated.subtotal is None else stated.subtotal
        corrected = came + sum(
            (a.after or 0) - (a.before or 0)
            for a in self._amended
            if a.column == stated.column and (stated.subtotal is None or stated.after < a.row < stated.row)
        )
        return corrected if corrected == stated.amount else came


def _sum(amounts: Any) -> int:
    """Without overflow, whatever the amounts."""
    largest = int(np.abs(amounts).max(initial=0))
    return int(amounts.sum()) if largest * len(amounts) < 2**62 else sum(map(int, amounts))
