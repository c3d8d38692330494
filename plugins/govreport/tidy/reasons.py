"""Why a row is set aside, or listed though it is kept: the lines of the set-aside file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from govreport.canonical import EXTRACTS
from govreport.canonical.personal import without_personal
from govreport.manifests.extracts import place
from govreport.tidy.batch_state import BatchState, Reason
from govreport.tidy.columns import NULL, REFUSED, ColumnParser
from govreport.tidy.filling import NAMED_BY
from govreport.tidy.header import Header
from govreport.tidy.values.cells import plain
from govreport.tidy.values.places import Communities
from govreport.tidy.values.problems import NOTED, Problem, UnreadableError, sentence

_LONGEST = 60
"""Characters of a cell that a reason repeats."""
_EMPTY = Problem("T-REQUIRED", "是空的", "is empty")
_NULL_WORD = Problem("T-REQUIRED", "等于没有填写", "counts as left empty")


class Reasons:
    """Words the reasons of one file."""

    def __init__(
        self,
        file: str,
        extract: str,
        header: Header,
        columns: Sequence[str],
        required: Sequence[str],
        parsers: Mapping[str, ColumnParser],
        communities: Communities,
        sheets: Sequence[str] = (),
    ) -> None:
        self._file = file
        self._extract = extract
        self._header = header
        self._place = {name: place for place, name in enumerate(columns)}
        self._required = required
        self._parsers = parsers
        self._communities = communities
        self._sheets = sheets

    def wrong_width(self, row: int, cells: int, wanted: int) -> Reason:
        """A row with more or fewer cells than the header."""
        problem = Problem(
            "T-CELLS", f"应有{wanted}格，实有{cells}格", f"has {cells} cells where the header has {wanted}"
        )
        # the row's text is not repeated: it may hold columns that must not leave tidy
        return Reason(row, -1, self.line(row, "整行", None, problem))

    def no_record(self, row: int) -> Reason:
        """A row in which hardly anything is what a record holds there, and that is nothing else that is known."""
        problem = Problem("T-ROW", "必填的各栏几乎都没有可用的内容", "holds hardly anything that a record needs")
        return Reason(row, -1, self.line(row, "整行", None, problem))

    def hidden(self, rows: int, sheets: Sequence[str]) -> list[dict[str, Any]]:
        """Lines about the whole file: hidden rows that were read, hidden sheets that were not."""
        lines = []
        if rows:
            read = Problem("T-HIDDEN", f"有{rows}行，照常读取", f"({rows}) were read like the others")
            lines.append(self.line(0, "隐藏或被筛掉的行", None, read))
        for name in sheets:
            left = Problem("T-HIDDEN", "含有该表，没有读取", "holds such a table and was not read")
            lines.append(self.line(0, "隐藏的工作表", name, left))
        return lines

    def stray_quote(self, row: int) -> Reason:
        """A row whose cells can't be told apart because of a quote."""
        problem = Problem(
            "T-QUOTE",
            "有位置不当或未配对的英文引号，各格无法可靠分开",
            "has a quote out of place, so its cells cannot be told apart",
        )
        return Reason(row, -1, self.line(row, "整行", None, problem))

    def cell(self, row: int, name: str, cell: str, problem: Problem, town: str | None = None) -> Reason:
        """A cell of a mapped column."""
        at = self._header.mapping.get(
            name if name in self._parsers else NAMED_BY.get(name, name)
        )  # None: the layout gives the column's value, the file doesn't have it
        title = self._header.titles[at] if at is not None else str(EXTRACTS[self._extract].columns[name].info["zh"])
        return Reason(row, self._place[name], self.line(row, title, cell, problem, town))

    def of_records(self, state: BatchState) -> tuple[list[Reason], pa.Array]:
        """Every reason that the cells of a batch's records give, and which rows are refused for one."""
        reasons: list[Reason] = []
        refused = np.zeros(len(state.rows), bool)
        numbers = state.rows.to_numpy()
        towns = state.parsed["town_code"].values
        records = state.records.to_numpy(zero_copy_only=False)
        for name, column in state.parsed.items():
            states = column.states.to_numpy()
            wrong = records & (states >= REFUSED)
            if name in self._required:
                wrong |= records & (states == NULL)
            for position in np.nonzero(wrong)[0].tolist():
                cell = state.cells[name][position].as_py()
                town = towns[position].as_py()
                problem = self._problem(name, cell, town)
                if problem.rule not in NOTED:
                    refused[position] = True
                reasons.append(self.cell(int(numbers[position]), name, cell, problem, town))
        return reasons, pa.array(refused)

    def _problem(self, name: str, cell: str, town: str | None) -> Problem:
        if name == "community_code" and town is not None and cell:
            try:
                self._communities.parse(plain(cell), town)
            except UnreadableError as error:
                return error.problem
        parser = self._parsers.get(name)  # None of an identifier that is the name
        return (parser.outcome(cell)[1] if parser is not None else None) or (_NULL_WORD if plain(cell) else _EMPTY)

    def line(
        self, row: int, column: str, cell: str | None, problem: Problem, town: str | None = None
    ) -> dict[str, Any]:
        """A line of SET_ASIDE_COLUMNS; ``column`` is the header as found."""
        # Before it is cut: half a telephone number would stay. The sheet that goes back shows the whole cell.
        value = without_personal(plain(cell))[:_LONGEST] if cell else None
        zh, en = map(without_personal, sentence(self._file, place(row, self._sheets), column, value, problem))
        return {
            "extract": self._extract,
            "row": row,
            "column": column,
            "value": value,
            "rule": problem.rule,
            "zh": zh,
            "en": en,
            "suggestion": without_personal(problem.suggestion) if problem.suggestion else None,
            "town_code": town,
        }
