"""Which rows of a batch are records, and what the others are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow.compute as pc

from govreport.tidy.batch_state import BatchState, Reason, records_among
from govreport.tidy.columns import NULL, READ, ColumnParser
from govreport.tidy.header import Header
from govreport.tidy.reasons import Reasons
from govreport.tidy.row_kinds import RowKind, row_kind
from govreport.tidy.values.cells import key, narrow, plain


class RowTeller:
    """Tells the rows of one table apart. Only rows that lack half of what is required are asked what they are."""

    def __init__(
        self,
        header: Header,
        required: Sequence[str],
        kinds: Mapping[str, str],
        parsers: Mapping[str, ColumnParser],
        above: Set[str],
    ) -> None:
        self._header = header
        self._required = required
        self._kinds = kinds
        self._parsers = parsers
        self._titles = frozenset(filter(None, map(key, header.titles)))
        self._above = above

    def kind(self, cells: list[str]) -> RowKind:
        """What kind of row these cells are, taken by themselves."""
        return row_kind(cells, self._titles, self._above)

    def tell(self, state: BatchState, reasons: Reasons) -> BatchState:
        """The batch with its records told from its other rows; rows that are neither get one reason each."""
        doubtful = self._required_present(state) * 2 <= len(self._required)
        numbers = state.rows.to_numpy()
        others: dict[int, tuple[RowKind, list[str]]] = {}
        unlike: list[Reason] = []
        for position in np.nonzero(doubtful)[0].tolist():
            cells = [column[position].as_py() for column in state.batch.columns]
            kind, row = self.kind(cells), int(numbers[position])
            if kind == "data" and self._only_numbered(cells):
                kind = "blank"
            if kind == "data" and not self._anything_read(state, position, cells):
                kind = "section" if self._names_a_group(cells) else "unknown"
            if kind == "unknown":
                unlike.append(reasons.no_record(row))
            if kind != "data":
                others[row] = (kind, cells)
        every = {**others, **state.others}
        return replace(
            state,
            others=every,
            records=records_among(state.rows, every),
            unlike_records=len(unlike),
            reasons=(*state.reasons, *unlike),
        )

    def _required_present(self, state: BatchState) -> Any:
        """How many required cells of each row hold anything but a null word."""
        total = np.zeros(len(state.rows), np.int8)
        for name in self._required:
            if self._kinds[name] == "text":
                held = pc.greater(pc.utf8_length(state.cells[name]), 0)
            else:
                held = pc.not_equal(state.parsed[name].states, NULL)
            total += held.to_numpy(zero_copy_only=False)
        return total

    def _only_numbered(self, cells: list[str]) -> bool:
        """Nothing but a running number in a column that the layout ignores: a line prepared and never filled in."""
        filled = [i for i, c in enumerate(cells) if plain(c)]
        return all(i in self._header.ignored and narrow(cells[i]).isdigit() for i in filled)

    def _anything_read(self, state: BatchState, position: int, cells: list[str]) -> bool:
        """Some required cell other than a name or number of the record's holds what belongs there, and is not alone."""
        if sum(1 for cell in cells if plain(cell)) < 2:
            return False
        read = (name for name in self._required if self._kinds[name] != "text")
        return any(state.parsed[name].states[position].as_py() == READ for name in read)

    def _names_a_group(self, cells: list[str]) -> bool:
        """A town or a coded word alone in its row, not under its own title: the heading of the rows below."""
        (place, word), *more = [(i, c) for i, c in enumerate(cells) if plain(c)]
        mapping = self._header.mapping
        grouping = [name for name, at in mapping.items() if self._kinds[name] in ("town", "coded") and at != place]
        return not more and any(self._parsers[name].outcome(word)[2] == READ for name in grouping)
