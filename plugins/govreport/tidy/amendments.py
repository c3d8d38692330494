"""Corrections applied to a file's records: after parsing, before anything is refused or added up.

A correction finds its record by parsed values (or by row), is applied where the cell holds what the correction expects,
and is otherwise reported with what was found. So a cell that can't be read can be corrected too, and its row is saved.
A correction whose key fits several records is left out, and the file read again without it. What corrections.yaml may
say is in district/corrections.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from govreport.canonical import ROW
from govreport.district.corrections import SNAPSHOT, Correction
from govreport.manifests.extracts import CorrectionRecord
from govreport.tidy.batch_state import BatchState
from govreport.tidy.columns import NULL, READ, READ_WITH_NOTE, REFUSED, ColumnParser, ParsedColumn
from govreport.tidy.values.cells import key, plain


class SeveralRecordsError(Exception):
    """Corrections whose key fits more than one record; carries their positions."""

    def __init__(self, positions: frozenset[int]) -> None:
        self.positions = positions
        super().__init__(f"{len(positions)} corrections fit several records")


@dataclass(frozen=True)
class Amended:
    """A cell that was replaced, for the sums in which it counts."""

    row: int
    column: str
    before: int | None
    after: int | None
    """Values of money columns; None elsewhere."""


class Corrections:
    """The corrections meant for one file, and what became of each."""

    def __init__(
        self,
        corrections: Sequence[Correction],
        parsers: Mapping[str, ColumnParser],
        mapped: Iterable[str],
        snapshot_sha256: str,
        several: frozenset[int] = frozenset(),
    ) -> None:
        self._parsers = parsers
        self._records: dict[int, CorrectionRecord] = {}
        self._keys: dict[int, dict[str, object]] = {}
        self._matches: dict[int, int] = {}
        self._applied: set[int] = set()
        known = {*mapped}
        for position, correction in enumerate(corrections):
            record = self._records[position] = CorrectionRecord(
                key=dict(correction.key),
                column=correction.column,
                old=correction.old,
                new=correction.new,
                reason=correction.reason,
                reported_by=correction.reported_by,
                date=correction.date,
            )
            why = self._objection(correction, known, snapshot_sha256, ambiguous=position in several)
            if why is not None:
                self._records[position] = record.model_copy(update={"why_zh": why[0], "why_en": why[1]})

    def __bool__(self) -> bool:
        return bool(self._keys)

    @property
    def applied(self) -> list[CorrectionRecord]:
        """Those that were applied, in the order of corrections.yaml."""
        return [self._records[i] for i in sorted(self._applied)]

    @property
    def unmatched(self) -> list[CorrectionRecord]:
        """Those that were not, each with the reason."""
        return [record for i, record in sorted(self._records.items()) if i not in self._applied]

    def _objection(
        self, correction: Correction, known: set[str], snapshot_sha256: str, *, ambiguous: bool
    ) -> tuple[str, str] | None:
        """Why a correction can't be applied whatever the rows hold; None makes it wait for its record."""
        position = len(self._records) - 1
        lacking = sorted(({correction.column} | set(correction.key) - {ROW, SNAPSHOT}) - known)
        if lacking:
            return f"文件没有该列（{'、'.join(lacking)}）", f"the file has no column {', '.join(lacking)}"
        if ambiguous:
            return "有多条记录符合，无法判断是哪一条", "several records answer to the key"
        meant = correction.key.get(SNAPSHOT)
        if meant is not None and (len(meant) < 8 or not snapshot_sha256.startswith(meant.lower())):
            return "针对的是另一份文件", "it is for another file"
        if correction.new is not None:
            _, problem, state = self._parsers[correction.column].outcome(correction.new)
            if state == REFUSED and problem is not None:
                return f"更正后的值{problem.zh}", f"the new value {problem.en}"
        values: dict[str, object] = {}
        for column, text in correction.key.items():
            if column == SNAPSHOT:
                continue
            values[column] = int(text) if column == ROW else self._parsers[column].outcome(text)[0]
            if values[column] is None:
                return f"键值“{text}”无法识别", f"the key's value {text!r} can't be read"
        self._keys[position] = values
        return "文件中没有这条记录", "the file has no such record"

    # -- one batch ---------------------------------------------------------------------------------------------------

    def apply(self, state: BatchState, parsers: Mapping[str, ColumnParser]) -> tuple[BatchState, list[Amended]]:
        """The batch with its records corrected, and the cells that were replaced. ``parsers`` are its table's own."""
        self._parsers = parsers
        matches = [(i, row) for i, values in self._keys.items() for row in self._find(values, state)]
        amended: list[Amended] = []
        changes: dict[str, list[tuple[int, str]]] = {}
        for i, row in matches:
            self._matches[i] = self._matches.get(i, 0) + 1
            record = self._records[i]
            if record.column not in state.cells:  # an optional column that this table lacks
                continue
            cell = state.cells[record.column][row].as_py()
            number = state.rows[row].as_py()
            if not self._expected(record, cell):
                self._records[i] = record.model_copy(
                    update={
                        "row": number,
                        "found": plain(cell),
                        "why_zh": "原值不符",
                        "why_en": "the old value differs",
                    }
                )
                continue
            new = record.new or ""
            changes.setdefault(record.column, []).append((row, new))
            self._records[i] = record.model_copy(update={"row": number, "why_zh": "", "why_en": ""})
            self._applied.add(i)
            parser = self._parsers[record.column]
            if parser.is_money:
                amended.append(Amended(number, record.column, parser.outcome(cell)[0], parser.outcome(new)[0]))
        # Only now: every correction is compared with the file as it came, not with what another one made of it.
        for column, replaced in changes.items():
            state = self._replace(column, replaced, state)
        return state, amended

    def require_unambiguous(self) -> None:
        """Raise SeveralRecordsError where a key fitted more than one record; to be asked when all batches are in."""
        several = frozenset(i for i, count in self._matches.items() if count > 1)
        if several:
            raise SeveralRecordsError(several)

    @staticmethod
    def _find(values: Mapping[str, object], state: BatchState) -> list[int]:
        """Positions of the records that hold these values."""
        mask = state.records
        if not set(values) - {ROW} <= set(state.parsed):
            return []
        for column, value in values.items():
            held = state.rows if column == ROW else state.parsed[column].values
            mask = pc.and_(mask, pc.fill_null(pc.equal(held, pa.scalar(value, held.type)), False))
        return [int(i) for i in np.nonzero(mask.to_numpy(zero_copy_only=False))[0]]

    def _expected(self, record: CorrectionRecord, cell: str) -> bool:
        """The same text, or another spelling of the same value."""
        parser = self._parsers[record.column]
        value, _, state = parser.outcome(cell)
        if record.old is None:
            return state == NULL
        if key(cell) == key(record.old):
            return True
        wanted, _, readable = parser.outcome(record.old)
        return {state, readable} <= {READ, READ_WITH_NOTE} and value == wanted

    def _replace(self, column: str, replaced: list[tuple[int, str]], state: BatchState) -> BatchState:
        replaced = sorted(replaced)  # replace_with_mask takes the new values in the rows' order
        texts = [text for _, text in replaced]
        outcomes = [self._parsers[column].outcome(text) for text in texts]
        mask = np.zeros(len(state.rows), bool)
        mask[[row for row, _ in replaced]] = True
        chosen = pa.array(mask)
        cells, before = state.cells[column], state.parsed[column]
        after = ParsedColumn(
            pc.replace_with_mask(before.values, chosen, pa.array([o[0] for o in outcomes], before.values.type)),
            pc.replace_with_mask(before.states, chosen, pa.array([o[2] for o in outcomes], before.states.type)),
        )
        return replace(
            state,
            cells={**state.cells, column: pc.replace_with_mask(cells, chosen, pa.array(texts, pa.string()))},
            parsed={**state.parsed, column: after},
        )
