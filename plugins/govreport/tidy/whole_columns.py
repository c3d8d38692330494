"""What only a column as a whole tells of its cells: identifiers of two forms, amounts whose unit nothing states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from govreport.district.folder import Layout
from govreport.tidy import unit_refusals
from govreport.tidy.batch_state import BatchState
from govreport.tidy.columns import NULL, READ, READ_WITH_NOTE, ColumnParser
from govreport.tidy.header import Header
from govreport.tidy.values.cells import MARKERS, NUMBER, SERIAL_1904, plain
from govreport.tidy.values.identifiers import DAY

_MADE = f"^[{NUMBER}{SERIAL_1904}]|^(?:{DAY})$"
"""Cells that a spreadsheet may have made of an identifier of another form."""
_OTHER_BEGINNING = r"^['’‘=\"\s]*(?:0|[^0-9\s'’‘=\"])"


class WholeColumns:
    """Two steps of a batch, which remember what earlier batches told of a column."""

    def __init__(self, file: str, layout: Layout, header: Header, parsers: Mapping[str, ColumnParser]) -> None:
        self._file = file
        self._header = header
        self._currency = layout.money
        self._parsers = parsers
        self._unproven = {
            name
            for name, parser in parsers.items()
            if parser.is_money
            and name not in header.units
            and layout.columns[name].unit is None
            and layout.columns[name].same_as is None
        }

    def doubt_numbers(self, state: BatchState) -> BatchState:
        """Refuse numbers and days among identifiers of another form: a spreadsheet made them of such identifiers.

        A column of running numbers, or of days, is taken as it is.
        """
        parsed = {**state.parsed}
        for name, column in state.parsed.items():
            parser = self._parsers[name]
            if not parser.is_identifier or parser.of_another_form:
                continue
            cells = state.cells[name]
            if _has_another_form(cells.filter(state.records), column.states.filter(state.records)):
                parser.expect_another_form()
                parsed[name] = parser.parse(cells)
        return replace(state, parsed=parsed)

    def require_units(self, state: BatchState) -> BatchState:
        """Refuse the file where a column's first amount needs a unit that nothing states: every row would say so."""
        for name in sorted(self._unproven & state.parsed.keys()):
            filled = pc.and_(state.records, pc.not_equal(state.parsed[name].states, NULL))
            first = pc.index(filled, True).as_py()
            if first < 0:
                continue
            self._unproven.discard(name)
            cell = state.cells[name][first].as_py()
            problem = self._parsers[name].outcome(cell)[1]
            if problem is not None and problem.rule == "T-UNIT":
                title = self._header.titles[self._header.mapping[name]]
                row = state.rows[first].as_py()
                raise unit_refusals.no_unit(self._file, self._header.row, title, row, plain(cell), self._currency)
        return state


def _has_another_form(cells: pa.Array, states: pa.Array) -> bool:
    """Among records' identifiers, numbers or days stand beside texts that begin with 0, a letter or a sign, or beside
    at least as many texts that hold one."""
    made = pc.match_substring_regex(cells, _MADE)
    if not pc.any(made).as_py():
        return False
    read = pc.is_in(states, value_set=pa.array([READ, READ_WITH_NOTE], pa.int8()))
    others = pc.and_not(pc.and_not(read, made), pc.match_substring_regex(cells, f"^[{MARKERS}]"))
    written = cells.filter(others)
    if pc.any(pc.match_substring_regex(written, _OTHER_BEGINNING)).as_py():
        return True
    mixed = int(np.sum(pc.match_substring_regex(written, r"[^0-9\s]").to_numpy(zero_copy_only=False)))
    return mixed > 0 and mixed >= int(pc.sum(made).as_py())
