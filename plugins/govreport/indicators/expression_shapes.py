"""What a measure needs an extract to supply, read from its SQL expressions: columns, and kinds of records.

Only what decides the figure is needed: of a relation those columns that the measure's own expressions come down to, and
what its joins and conditions read. A condition on a kind (``event_kind = 'penalty'``) needs that kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import (
    BinaryExpression,
    BindParameter,
    Column,
    ColumnElement,
    CompoundSelect,
    FromClause,
    Join,
    Select,
    Table,
)
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import BooleanClauseList, Grouping, Label, Null, UnaryExpression
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.selectable import AliasedReturnsRows, SelectStatementGrouping

from govreport.canonical import EXTRACTS, KINDS, OPEN_ENDED

_EXTRACT_OF: Mapping[str, str] = {table.name: extract for extract, table in EXTRACTS.items()}
_ANYTHING: frozenset[str] = frozenset()


class Piece(NamedTuple):
    """A column of an extract, or with ``code`` one kind of its records."""

    extract: str
    column: str
    code: str = ""


Need = frozenset[Piece]
"""Pieces of which one must be supplied."""
_Source = tuple[str, str]
"""Name of a table or of its alias, and of its column."""


def needs_of(relation: FromClause, expressions: Iterable[ColumnElement[Any]]) -> frozenset[Need]:
    """What must be supplied for ``expressions`` over ``relation`` to mean something. A need that follows from a
    narrower one is left out."""
    found = _Walk(relation, list(expressions)).needs
    return frozenset(need for need in found if not any(other < need for other in found))


class _Walk:
    """One way down through the expressions of a measure."""

    def __init__(self, relation: FromClause, expressions: list[ColumnElement[Any]]) -> None:
        self.needs: set[Need] = set()
        self._seen: set[int] = set()
        self._touched: set[int] = set()
        self._pins: dict[_Source, frozenset[str]] = {}
        """The kinds that are left by conditions which hold for every record that counts."""
        self._outer: list[Join] = []
        self._pin([*expressions, *_conditions(relation)])
        self._source(relation)
        for expression in expressions:
            self.needs |= self._read(expression)
        self._outer_joins()

    def _pin(self, conditions: Iterable[Any]) -> None:
        for condition in conditions:
            for key, codes in _pinned(condition).items():
                self._pins[key] = self._pins.get(key, codes) & codes

    def _source(self, relation: Any) -> None:
        """The conditions and joins under which a relation has its rows."""
        if isinstance(relation, Join):
            self._source(relation.left)
            if relation.isouter:
                self._outer.append(relation)
            else:
                self._source(relation.right)
                self.needs |= self._read(relation.onclause)
        elif isinstance(relation, AliasedReturnsRows):
            self._touched.add(id(relation))
            if id(relation) not in self._seen:
                self._seen.add(id(relation))
                self._source(relation.element)
        elif isinstance(relation, SelectStatementGrouping):
            self._source(relation.element)
        elif isinstance(relation, CompoundSelect):
            for part in relation.selects:
                self._source(part)
        elif isinstance(relation, Select):
            for source in _sources(relation):
                self._source(source)
            for condition in [relation.whereclause, *relation._group_by_clauses]:
                if condition is not None:
                    self.needs |= self._read(condition)

    def _outer_joins(self) -> None:
        """An outer join decides nothing where its other side isn't read."""
        while joins := [j for j in self._outer if any(id(s) in self._touched for s in _sides(j.right))]:
            self._outer = [j for j in self._outer if j not in joins]
            for join in joins:
                self._source(join.right)
                self.needs |= self._read(join.onclause)

    def _read(self, part: Any, *, open_ended: bool = True) -> set[Need]:
        """``open_ended``: whether an end that is empty may say that there is none yet."""
        if isinstance(part, ColumnElement) and (table := getattr(part, "table", None)) is not None:
            return self._column(part, table, open_ended=open_ended)
        if isinstance(part, BinaryExpression) and (kinds := _kinds(part)) is not None:
            self._column(part.left, part.left.table, open_ended=open_ended)
            return {_alternatives(*kinds)} if kinds[1] else set()
        if isinstance(part, UnaryExpression) and part.operator is operators.inv:
            return self._read(part.element, open_ended=False)
        if isinstance(part, BooleanClauseList) and part.operator is operators.or_:
            return self._either(part, open_ended=open_ended)
        if isinstance(part, FunctionElement) and part.name == "coalesce":
            return self._first_of(list(part.clauses), open_ended=open_ended)
        if isinstance(part, (FromClause, Select, CompoundSelect)) and not isinstance(part, FunctionElement):
            self._source(part)
            return {need for column in _selected(part) for need in self._read(column)}
        return {need for child in part.get_children() for need in self._read(child, open_ended=open_ended)}

    def _column(self, column: Any, table: Any, *, open_ended: bool) -> set[Need]:
        self._touched.add(id(table))
        if not isinstance(_below(table), Table):
            self._source(table)
            return {need for inner in _inner(column) for need in self._read(inner, open_ended=open_ended)}
        extract = _EXTRACT_OF.get(_below(table).name)
        if extract is None or column.name.startswith("_"):
            return set()
        return {frozenset({Piece(extract, column.name)})}

    def _either(self, clause: BooleanClauseList, *, open_ended: bool) -> set[Need]:
        """Branches about kinds that don't count ask for nothing; of kinds that may all do, one is enough; and what has
        no end yet needs none."""
        branches = [b for b in clause.clauses if not self._excluded(b)]
        pins = [_pinned(b) for b in branches]
        shared = set.intersection(*map(set, pins)) if pins else set()
        left = {key: frozenset().union(*(p[key] for p in pins)) for key in shared}
        ends = {s for b in branches if open_ended and (s := _ended(b)) is not None}
        found: set[Need] = {_alternatives(key, codes) for key, codes in left.items()}
        for branch in branches:
            for need in self._read(branch, open_ended=open_ended):
                first = next(iter(need))
                alike = any(_alternatives(key, codes) > need or need in found for key, codes in left.items())
                if not (first.code and alike) and not (len(need) == 1 and (first.extract, first.column) in ends):
                    found.add(need)
        return found

    def _excluded(self, branch: Any) -> bool:
        return any(not codes & self._pins.get(key, codes) for key, codes in _pinned(branch).items())

    def _first_of(self, parts: list[Any], *, open_ended: bool) -> set[Need]:
        """Of columns any will do. What stands in for an empty one (0, no) is no reason to do without the column."""
        read = [self._read(part, open_ended=open_ended) for part in parts]
        if all(isinstance(_base(part), Column) for part in parts):
            return {frozenset(piece for needs in read for need in needs for piece in need)}
        return {need for needs in read for need in needs}


def _alternatives(key: _Source, codes: Iterable[str]) -> Need:
    extract = _EXTRACT_OF[key[0].partition("/")[2]]
    return frozenset(Piece(extract, key[1], code) for code in codes)


def _below(table: Any) -> Any:
    """The table that an alias stands for; of a subquery itself."""
    return table.element if isinstance(table, AliasedReturnsRows) and isinstance(table.element, Table) else table


def _inner(column: Any) -> list[Any]:
    """What a subquery's column is made of: an expression of each of its selects."""
    return _named(column.table.element, column.key)


def _named(element: Any, key: str) -> list[Any]:
    if isinstance(element, SelectStatementGrouping):
        return _named(element.element, key)
    if isinstance(element, CompoundSelect):
        at = list(element.selected_columns.keys()).index(key)
        return [list(_plain(s).selected_columns)[at] for s in element.selects]
    if isinstance(element, Select):
        return [element.selected_columns[key]]
    return [element.c[key]]


def _plain(select: Any) -> Any:
    return select.element if isinstance(select, SelectStatementGrouping) else select


def _selected(part: Any) -> list[Any]:
    return list(part.selected_columns) if isinstance(part, (Select, CompoundSelect)) else []


def _base(part: Any) -> Any:
    """The table's column, or the literal, that an expression is nothing but; None where it is more than that."""
    while True:
        if isinstance(part, (Label, Grouping)):
            part = part.element
        elif isinstance(part, BindParameter):
            return part
        elif (table := getattr(part, "table", None)) is None:
            return None
        elif isinstance(_below(table), Table):
            return part
        else:
            inner = _inner(part)
            if len(inner) != 1:
                return None
            part = inner[0]


def _key(column: Any) -> _Source:
    return f"{column.table.name}/{_below(column.table).name}", column.name


def _kinds(part: BinaryExpression[Any]) -> tuple[_Source, frozenset[str]] | None:
    """The kind column that a condition is about and the kinds it wants (none where it only leaves some out); None where
    it is about something else."""
    column = _base(part.left)
    if not isinstance(column, Column):
        return None
    extract = _EXTRACT_OF.get(_below(column.table).name, "")
    if KINDS.get(extract) != column.name or not isinstance(part.right, BindParameter):
        return None
    value: Any = part.right.value
    if part.operator is operators.eq:
        return _key(column), frozenset({str(value)})
    return _key(column), frozenset(value) if part.operator is operators.in_op else _ANYTHING


def _pinned(condition: Any) -> dict[_Source, frozenset[str]]:
    """Kind columns and the kinds that a condition leaves of them, as far as it does."""
    if isinstance(condition, (Grouping, Label)):
        return _pinned(condition.element)
    if isinstance(condition, BinaryExpression):
        kinds = _kinds(condition)
        return {kinds[0]: kinds[1]} if kinds is not None and kinds[1] else {}
    if not isinstance(condition, BooleanClauseList):
        return _pinned(base) if (base := _expression(condition)) is not None else {}
    parts = [_pinned(part) for part in condition.clauses]
    found: dict[_Source, frozenset[str]] = {}
    if condition.operator is operators.and_:
        for part in parts:
            for key, codes in part.items():
                found[key] = found.get(key, codes) & codes
    elif parts:
        for key in set.intersection(*map(set, parts)):
            found[key] = frozenset().union(*(p[key] for p in parts))
    return found


def _expression(condition: Any) -> Any:
    """What a subquery's column of yes or no stands for."""
    table = getattr(condition, "table", None)
    if table is None or isinstance(_below(table), Table):
        return None
    inner = _inner(condition)
    return inner[0] if len(inner) == 1 else None


def _conditions(relation: Any) -> list[Any]:
    """The conditions that every row of a relation has met, those of what it is joined to from outside apart."""
    if isinstance(relation, Join):
        return [*_conditions(relation.left), *([] if relation.isouter else _conditions(relation.right))]
    if isinstance(relation, (AliasedReturnsRows, SelectStatementGrouping)):
        return _conditions(relation.element)
    if isinstance(relation, Select):
        own = [] if relation.whereclause is None else [relation.whereclause]
        return own + [c for source in _sources(relation) for c in _conditions(source)]
    return []


_FROMS: WeakKeyDictionary[Select[Any], Any] = WeakKeyDictionary()


def _sources(chosen: Select[Any]) -> Any:
    """What it selects from: SQLAlchemy compiles it to tell, and relations share their parts."""
    return _FROMS.get(chosen) or _FROMS.setdefault(chosen, chosen.get_final_froms())


def _sides(relation: Any) -> list[Any]:
    return [*_sides(relation.left), *_sides(relation.right)] if isinstance(relation, Join) else [relation]


def _ended(branch: Any) -> tuple[str, str] | None:
    """The extract's column that a condition finds empty, where an empty one means that there is no end yet."""
    if not isinstance(branch, BinaryExpression) or not isinstance(branch.right, Null):
        return None
    column = _base(branch.left)
    if branch.operator is not operators.is_ or not isinstance(column, Column):
        return None
    extract = _EXTRACT_OF.get(_below(column.table).name, "")
    return (extract, column.name) if column.name in OPEN_ENDED.get(extract, ()) else None
