"""The rows below the header: batch by batch to typed rows and to set-aside rows with their reasons.

Belongs here: what happens to a row. Does not belong here: what happens to a cell (columns.py), finding the header, sums
(totals.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from govreport.canonical import EXTRACTS, ROW
from govreport.district.folder import Layout
from govreport.tidy.amendments import Corrections
from govreport.tidy.columns import NULL, READ, READ_WITH_NOTE, REFUSED, ColumnParser, ParsedColumn
from govreport.tidy.cutoff import Cutoffs
from govreport.tidy.header import Header
from govreport.tidy.readers.grid import Batch
from govreport.tidy.row_kinds import RowKind, row_kind
from govreport.tidy.totals import Totals
from govreport.tidy.values.cells import narrow, plain
from govreport.tidy.values.places import Communities
from govreport.tidy.values.problems import NOTED, Problem, UnreadableError, sentence
from govreport.tidy.writer import SET_ASIDE_SCHEMA, ParquetBytes, canonical_schema, repeating

_SHOWN = 60
_EMPTY = Problem("T-REQUIRED", "是空的", "is empty")
_NULL_WORD = Problem("T-REQUIRED", "等于没有填写", "counts as left empty")


@dataclass
class Body:
    """Takes batches and keeps count of everything in them."""

    file: str
    extract: str
    layout: Layout
    header: Header
    parsers: dict[str, ColumnParser]
    communities: Communities
    corrections: Corrections | None = None
    rows_in: int = 0
    rows_set_aside: int = 0
    unnamed: set[int] = field(default_factory=set)
    """Columns without a header in which a record holds something."""

    def __post_init__(self) -> None:
        table = EXTRACTS[self.extract]
        self._columns = [c for c in table.columns if c.name != ROW]
        self._mapping = self.header.mapping
        self._kinds = {c.name: c.info["kind"] for c in self._columns}
        self._required = [c.name for c in self._columns if not c.nullable]
        self._titles = frozenset(filter(None, map(narrow, self.header.titles)))
        self._order = {c.name: i for i, c in enumerate(self._columns)}
        self._above: dict[str, str] = {}
        money = {n: i for n, i in self._mapping.items() if self._kinds[n] == "money"}
        self.totals = Totals(money, self.parsers)
        self.cutoffs = Cutoffs(self.header.titles)
        self._schema = canonical_schema(table)
        self.kept = ParquetBytes(self._schema, repeating(table))
        self.aside = ParquetBytes(SET_ASIDE_SCHEMA)

    # -- one batch ---------------------------------------------------------------------------------------------------

    def take(self, batch: Batch) -> None:
        """Read one batch."""
        width = len(batch.columns)
        lines: list[tuple[int, int, dict[str, Any]]] = []
        fitted, odd_kinds = self._sort_misfits(batch, width, lines)
        if fitted:
            batch = _with_rows(batch, fitted)
        cells = {name: batch.columns[i] for name, i in self._mapping.items() if i < width}
        rows = batch.rows
        parsed = {name: self.parsers[name].parse(column) for name, column in cells.items()}
        present = self._present(cells, parsed, len(rows))
        kinds = self._kinds_of_rows(batch, cells, present) | odd_kinds
        data = _mask_without(rows, kinds)
        for name in self._fill_groups(cells, data):
            parsed[name] = self.parsers[name].parse(cells[name])
        for row, name, cell, problem in self.totals.add(rows, parsed, data, kinds):
            lines.append((row, self._order[name], self._line(row, self._title(name), cell, problem, None)))
        if self.corrections:
            self.totals.amend(self.corrections.apply(rows, data, cells, parsed))
        self.cutoffs.add(batch, data, [(row, cells) for row, (kind, cells) in kinds.items() if kind == "note"])
        self._note_unnamed(batch, data)
        if "community_code" in parsed and "town_code" in parsed:
            parsed["community_code"] = self._communities(cells["community_code"], parsed)
        refused = self._refusals(rows, cells, parsed, data, lines)
        keep = pc.and_not(data, refused)
        count = pc.sum(data).as_py() or 0
        self.rows_in += count
        self.rows_set_aside += count - (pc.sum(keep).as_py() or 0)
        self._write(rows, parsed, keep)
        lines.sort(key=lambda line: line[:2])
        self.aside.add_records([record for *_, record in lines])

    def _sort_misfits(
        self, batch: Batch, width: int, lines: list[tuple[int, int, dict[str, Any]]]
    ) -> tuple[list[tuple[int, list[str]]], dict[int, tuple[RowKind, list[str]]]]:
        """Rows with a wrong number of cells: those that only end in empty cells fit after all, notes and totals are
        told apart, and the rest is set aside."""
        fitted: list[tuple[int, list[str]]] = []
        kinds: dict[int, tuple[RowKind, list[str]]] = {}
        for misfit in batch.misfits:
            cells = misfit.cells
            if len(cells) > width and not any(map(plain, cells[width:])):
                fitted.append((misfit.row, cells[:width]))
                continue
            few = sum(1 for c in cells if plain(c)) <= max(2, len(self._required) // 2)
            kind = row_kind(cells, self._titles)
            if kind != "data" and (few or kind in {"header", "total", "subtotal"}):
                kinds[misfit.row] = (kind, cells)
                continue
            self.rows_in += 1
            self.rows_set_aside += 1
            problem = Problem(
                "T-CELLS",
                f"应有{width}格，实有{len(cells)}格",
                f"has {len(cells)} cells where the header has {width}",
            )
            # the row's text is not repeated: it may hold columns that must not leave tidy
            lines.append((misfit.row, -1, self._line(misfit.row, "整行", None, problem, None)))
        return fitted, kinds

    def _present(self, cells: dict[str, pa.Array], parsed: dict[str, ParsedColumn], count: int) -> Any:
        """How many required cells of each row hold anything but a null word, before groups are filled."""
        total = np.zeros(count, np.int8)
        for name in self._required:
            if self._kinds[name] == "text":
                held = pc.greater(pc.utf8_length(cells[name]), 0)
            else:
                held = pc.not_equal(parsed[name].states, NULL)
            total += held.to_numpy(zero_copy_only=False)
        return total

    def _fill_groups(self, cells: dict[str, pa.Array], data: pa.Array) -> list[str]:
        """Repeat what stands above in records whose group cell is empty; what stands in a total row is no group.
        Returns the columns that were filled."""
        groups = [name for name in self.layout.group_by if name in cells]
        for name in groups:
            column = cells[name]
            blank = pc.or_(pc.equal(pc.utf8_length(pc.utf8_trim_whitespace(column)), 0), pc.invert(data))
            above = pa.array([self._above.get(name)], pa.string())
            filled = pc.fill_null_forward(
                pa.concat_arrays([above, pc.if_else(blank, pa.scalar(None, pa.string()), column)])
            )[1:]
            if len(filled) and filled[-1].as_py() is not None:
                self._above[name] = filled[-1].as_py()
            cells[name] = pc.fill_null(filled, "")
        return groups

    def _kinds_of_rows(
        self, batch: Batch, cells: dict[str, pa.Array], present: Any
    ) -> dict[int, tuple[RowKind, list[str]]]:
        """Rows that are no records. Only rows that lack half of what is required, or repeat the header, are asked."""
        asked = present * 2 <= len(self._required)
        repeats = np.ones(len(asked), bool)
        for name in self._required[:2]:
            repeats &= _reads(cells[name], self.header.titles[self._mapping[name]])
        numbers = batch.rows.to_numpy()
        kinds: dict[int, tuple[RowKind, list[str]]] = {}
        for position in np.nonzero(asked | repeats)[0].tolist():
            found = [column[position].as_py() for column in batch.columns]
            kind = row_kind(found, self._titles)
            if kind == "data" and self._only_numbered(found):
                kind = "blank"
            if kind != "data":
                kinds[int(numbers[position])] = (kind, found)
        return kinds

    def _only_numbered(self, cells: list[str]) -> bool:
        """Nothing but a running number in a column that the layout ignores: a line prepared and never filled in."""
        filled = [i for i, c in enumerate(cells) if plain(c)]
        return all(i in self.header.ignored and narrow(cells[i]).isdigit() for i in filled)

    def _note_unnamed(self, batch: Batch, data: pa.Array) -> None:
        for index, title in enumerate(self.header.titles[: len(batch.columns)]):
            if title or index in self.unnamed:
                continue
            column = batch.columns[index].filter(data)
            if any(plain(c) for c in pc.unique(column).to_pylist()):
                self.unnamed.add(index)

    def conclude_cutoff(self, titled: date | None) -> date | None:
        """The one cut-off that titles, notes and the cut-off column agree on; otherwise None, and each is listed."""
        day, lines = self.cutoffs.conclude(titled)
        self.aside.add_records([self._line(*line, None) for line in lines])
        return day

    # -- failures ----------------------------------------------------------------------------------------------------

    def _communities(self, cells: pa.Array, parsed: dict[str, ParsedColumn]) -> ParsedColumn:
        towns, plain_column = parsed["town_code"].values, parsed["community_code"]
        known = pc.and_(pc.is_valid(towns), pc.equal(plain_column.states, READ))
        names = plain_column.values
        pairs = pc.binary_join_element_wise(pc.fill_null(towns, ""), names, "\x1f", null_handling="replace")
        encoded = pc.if_else(known, pairs, "").dictionary_encode()
        outcomes = [self._community(pair) for pair in encoded.dictionary.to_pylist()]
        values = pa.array([o[0] for o in outcomes], pa.string()).take(encoded.indices)
        states = pa.array([o[1] for o in outcomes], pa.int8()).take(encoded.indices)
        return ParsedColumn(values, pc.if_else(pc.equal(plain_column.states, REFUSED), plain_column.states, states))

    def _community(self, pair: str) -> tuple[str | None, int]:
        if not pair:
            return None, NULL
        town, name = pair.split("\x1f", 1)
        try:
            return self.communities.parse(name, town), READ
        except UnreadableError:
            return None, READ_WITH_NOTE

    def _refusals(
        self,
        rows: pa.Array,
        cells: dict[str, pa.Array],
        parsed: dict[str, ParsedColumn],
        data: pa.Array,
        lines: list[tuple[int, int, dict[str, Any]]],
    ) -> pa.Array:
        """List every reason, and say which rows must go."""
        refused = np.zeros(len(rows), bool)
        numbers = rows.to_numpy()
        towns = parsed["town_code"].values
        is_data = data.to_numpy(zero_copy_only=False)
        for name, column in parsed.items():
            states = column.states.to_numpy()
            wrong = is_data & (states >= REFUSED)
            if name in self._required:
                wrong |= is_data & (states == NULL)
            for position in np.nonzero(wrong)[0].tolist():
                cell = cells[name][position].as_py()
                town = towns[position].as_py()
                problem = self._problem(name, cell, town)
                if problem.rule not in NOTED:
                    refused[position] = True
                row = int(numbers[position])
                lines.append((row, self._order[name], self._line(row, self._title(name), cell, problem, town)))
        return pa.array(refused)

    def _problem(self, name: str, cell: str, town: str | None) -> Problem:
        if name == "community_code" and town is not None and cell:
            try:
                self.communities.parse(plain(cell), town)
            except UnreadableError as error:
                return error.problem
        return self.parsers[name].outcome(cell)[1] or (_NULL_WORD if plain(cell) else _EMPTY)

    def _title(self, name: str) -> str:
        return self.header.titles[self._mapping[name]]

    def _line(self, row: int, column: str, cell: str | None, problem: Problem, town: str | None) -> dict[str, Any]:
        value = plain(cell)[:_SHOWN] if cell else None
        zh, en = sentence(self.file, row, column, value, problem)
        return {
            "extract": self.extract,
            "row": row,
            "column": column,
            "value": value,
            "rule": problem.rule,
            "zh": zh,
            "en": en,
            "suggestion": problem.suggestion,
            "town_code": town,
        }

    def _write(self, rows: pa.Array, parsed: dict[str, ParsedColumn], keep: pa.Array) -> None:
        arrays = [rows.filter(keep)]
        for column in self._columns:
            found = parsed.get(column.name)
            arrays.append(
                found.values.filter(keep) if found else pa.nulls(len(arrays[0]), self._schema.field(column.name).type)
            )
        self.kept.add(pa.table(arrays, schema=self._schema))


def _mask_without(rows: pa.Array, kinds: dict[int, Any]) -> pa.Array:
    if not kinds:
        return pa.repeat(True, len(rows))
    return pc.invert(pc.is_in(rows, value_set=pa.array(sorted(kinds), pa.int32())))


def _with_rows(batch: Batch, fitted: list[tuple[int, list[str]]]) -> Batch:
    """The batch with rows that fit after all, in their places."""
    rows = pa.concat_arrays([batch.rows, pa.array([row for row, _ in fitted], pa.int32())])
    order = pc.sort_indices(rows)
    columns = [
        pa.concat_arrays([column, pa.array([cells[i] for _, cells in fitted], pa.string())]).take(order)
        for i, column in enumerate(batch.columns)
    ]
    return Batch(rows.take(order), columns)


def _reads(cells: pa.Array, title: str) -> Any:
    """Which cells are ``title`` but for spaces; only those that hold its first character are looked at closely."""
    may = pc.match_substring(cells, title[:1]).to_numpy(zero_copy_only=False)
    at = np.flatnonzero(may)
    shown = pc.replace_substring_regex(cells.take(pa.array(at)), r"\s", "")
    may[at] = pc.equal(shown, title).to_numpy(zero_copy_only=False)
    return may
