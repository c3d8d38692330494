"""Where the records of a relation stand: in which extract or reference file, at which row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, FromClause, Table, literal
from sqlalchemy.sql import visitors

from govreport.canonical import EXTRACTS, REFERENCES, ROW
from govreport.indicators.model import Measure

EXTRACT = "_extract"
"""Column of a union that says which extract the row comes from."""
_EXTRACT_OF = {table.name: name for name, table in EXTRACTS.items()}


class Place(NamedTuple):
    """Where a record stands: its extract (or reference table) and its row in that file."""

    extract: str
    row: int


class Places:
    """How a relation's rows say where they stand: by ``_row``, or, for a line of the district's folder, by what it
    says."""

    def __init__(self, relation: FromClause, references: Mapping[str, Sequence[tuple[Any, ...]]]) -> None:
        self._owner = owner_of(relation)
        self._lines: dict[tuple[Any, ...], int] | None = None
        if ROW in relation.c:
            self.columns = [column_of(relation, EXTRACT), relation.c[ROW]]
            return
        own = [(c, b.name) for c in relation.c for b in _bases(c) if b.table.name == self._owner]
        names = [c.name for c in REFERENCES[self._owner].columns] if self._owner else []
        at = [names.index(name) for _, name in own]
        self.columns = [c for c, _ in own]
        self._lines = {}
        for line, row in enumerate(references.get(self._owner, ()), start=2):  # the first line is the header
            self._lines.setdefault(tuple(row[i] for i in at), line)

    def of(self, values: Sequence[Any]) -> Place:
        """The place that a row's values of ``columns`` stand for; row 0 where it can't be told."""
        if self._lines is not None:
            return Place(self._owner, self._lines.get(tuple(values), 0))
        extract, row = values
        return Place(self._owner if extract is None else str(extract), int(row))


def owner_of(relation: FromClause) -> str:
    """The extract (or reference table) whose rows the relation's rows are; "" where ``_extract`` says it row by row."""
    if ROW in relation.c:
        owners = {_EXTRACT_OF[c.table.name] for c in _bases(relation.c[ROW]) if c.table.name in _EXTRACT_OF}
        return owners.pop() if len(owners) == 1 else ""
    for column in relation.c:
        for base in _bases(column):
            if base.table.name in REFERENCES:
                return str(base.table.name)
    return ""


def used_columns(measure: Measure, breakdowns: Iterable[str] = ()) -> set[tuple[str, str]]:
    """(table, column) of the canonical columns that decide whether a record counts, under what, and how much."""
    parts = [measure.where, measure.value, measure.distinct, *(column_of(measure.relation, b) for b in breakdowns)]
    return {
        (base.table.name, base.name)
        for part in parts
        if part is not None
        for element in visitors.iterate(part)
        if isinstance(element, ColumnElement)
        for base in _bases(element)
    }


def extracts_of(measure: Measure) -> list[str]:
    """The extracts that a measure reads, in the order of the story."""
    read = measure.tables | (Measure(measure.records, measure.where).tables if measure.records is not None else set())
    return [name for name, table in EXTRACTS.items() if table.name in read]


def column_of(relation: FromClause, name: str) -> ColumnElement[Any]:
    """The relation's column, or NULL under its name where it has none."""
    return relation.c[name] if name in relation.c else literal(None).label(name)


def _bases(column: ColumnElement[Any]) -> list[Any]:
    """The columns of tables that a column of a subquery stands for."""
    return [base for base in column.base_columns if isinstance(getattr(base, "table", None), Table)]
