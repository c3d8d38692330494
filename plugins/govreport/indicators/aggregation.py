"""One query of the engine: the measures of one relation, for the district, towns and breakdowns together.

Measures that range over the same relation become one SELECT with a FILTER each, grouped by GROUPING SETS.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple, Protocol

from sqlalchemy import ColumnElement, FromClause, Select, func, or_, select, tuple_

from govreport.district.given import Given
from govreport.indicators.model import Measure

Group = tuple[str, str, str]
"""(town_code, breakdown, member), "" where the figure isn't split."""

_TOWN = "town_code"
LEVEL = "_level"
"""Column of a relation whose rows are already a district's or a town's own (a maximum, a rank, residents): "district"
rows make the district's figure, "town" rows the towns'; without it, the district is all rows."""


class Tables(Protocol):
    """What can answer expressions over the canonical tables: a Warehouse, or a server's tables."""

    @property
    def given(self) -> Given:
        """What the district states of what definitions rest on."""

    def execute(self, query: Select[Any], values: Mapping[str, Any], /) -> Iterable[Sequence[Any]]:
        """The rows of ``query`` under these parameter values."""


def aggregate(measure: Measure) -> ColumnElement[Any]:
    """The measure as SQL: a count, a distinct count or a sum of the records it chooses, zero where there are none."""
    if measure.value is not None:
        return func.coalesce(func.sum(measure.value).filter(measure.where), 0)
    if measure.distinct is not None:
        return func.count(measure.distinct.distinct()).filter(measure.where)
    return func.count().filter(measure.where)


class GroupTotals(NamedTuple):
    """What one row of the result says."""

    group: Group
    amounts: Mapping[str, int]
    """Name of a measure -> its integer in the group."""


@dataclass(frozen=True)
class Aggregation:
    """Measures of one relation (and of one ``distinct``) that are split by the same breakdowns.

    R01 (a count of rows) by town and by legal type becomes, with shorter names::

        SELECT grouping(town_code) AS g0, grouping(legal_type) AS g1,
               town_code AS k0, legal_type AS k1,
               count(*) FILTER (WHERE registered_on <= :quarter_end) AS m0
        FROM organizations
        GROUP BY GROUPING SETS ((), (legal_type), (town_code), (town_code, legal_type))

    whose rows are read so::

        g0  g1  k0         k1           m0
         1   1  NULL       NULL        851   the district
         1   0  NULL       foundation   12   its foundations
         0   1  440113105  NULL         40   a town
         0   0  440113105  foundation    1   the town's foundations
         1   0  NULL       NULL          3   organizations whose type isn't known: no group
    """

    measures: tuple[Measure, ...]
    breakdowns: tuple[str, ...]

    @property
    def relation(self) -> FromClause:
        """What all of the measures range over."""
        return self.measures[0].relation

    @cached_property
    def split_by(self) -> tuple[str, ...]:
        """The columns that the result is split by."""
        by_town = _TOWN in self.relation.c and any(m.by_town for m in self.measures)
        return ((_TOWN,) if by_town else ()) + self.breakdowns

    @property
    def has_levels(self) -> bool:
        """Whether the relation says row by row if it is the district's or a town's."""
        return LEVEL in self.relation.c

    def build_query(self) -> Select[Any]:
        """One row for each group that has records, of the columns g0…, k0…, level, m0… in this order. The same query
        whenever it is asked for, so that an engine knows it again."""
        return _query(self)

    def _query(self) -> Select[Any]:
        columns = self.relation.c
        keys: list[ColumnElement[Any]] = [columns[n].label(f"k{i}") for i, n in enumerate(self.split_by)]
        # GROUPING() is 1 where a row isn't split by the column: a NULL key alone could also be an empty cell.
        flags = [func.grouping(columns[n]).label(f"g{i}") for i, n in enumerate(self.split_by)]
        level = [columns[LEVEL].label("level")] if self.has_levels else []
        head, sets = [*flags, *keys, *level], self._grouping_sets()
        distinct = self.measures[0].distinct
        # What is itself grouped by can't be told apart from its groups, and has few values anyway.
        if distinct is not None and not any(distinct is columns[n] for n in self.split_by):
            return self._count_each_once(head, sets, distinct)
        query = select(*head, *_labelled(aggregate(m) for m in self.measures)).select_from(self.relation)
        if len(sets) > 1 or level:
            query = query.group_by(func.grouping_sets(*[tuple_(*s) for s in sets]))
        return query

    def _grouping_sets(self) -> list[list[ColumnElement[Any]]]:
        """The total and each breakdown, then the same by town; breakdowns are never crossed with one another."""
        columns = self.relation.c
        level: list[ColumnElement[Any]] = [columns[LEVEL]] if self.has_levels else []
        sets = [level, *[[*level, columns[b]] for b in self.breakdowns]]
        if _TOWN in self.split_by:
            sets += [[columns[_TOWN], *split] for split in sets]
        return sets

    def _count_each_once(
        self,
        head: Sequence[ColumnElement[Any]],
        sets: Sequence[Sequence[ColumnElement[Any]]],
        distinct: ColumnElement[Any],
    ) -> Select[Any]:
        """The query where all measures count different values of one column."""
        # count(DISTINCT ...) a measure says the same, but keeps a table of values for each of them. Instead the inner
        # query gives a row for each group and value, with a flag for each measure that has the value there (bool_or:
        # one record is enough), and the outer one counts the rows that have the flag.
        chosen = (
            select(*head, *_labelled(func.bool_or(m.where) for m in self.measures))
            .select_from(self.relation)
            .where(distinct.is_not(None), or_(*[m.where for m in self.measures]))
            .group_by(func.grouping_sets(*[tuple_(*s, distinct) for s in sets]))
            .subquery("once")
        )
        groups = list(chosen.c)[: len(head)]
        counted = select(*groups, *_labelled(func.count().filter(flag) for flag in list(chosen.c)[len(head) :]))
        return counted.group_by(*groups) if groups else counted

    def read_row(self, row: Sequence[Any]) -> GroupTotals | None:
        """What a row of the query's result says; None where it is about no group.

        That is so of records that have no member in the column they are split by, and of rows of the other level.
        """
        cells = iter(row)
        absent = [bool(next(cells)) for _ in self.split_by]
        keys = [next(cells) for _ in self.split_by]
        level = next(cells) if self.has_levels else None
        group = _group(self.split_by, absent, keys)
        if group is None or (self.has_levels and level != ("town" if group[0] else "district")):
            return None
        return GroupTotals(group, {m.name: int(amount) for m, amount in zip(self.measures, cells, strict=True)})


@lru_cache(maxsize=1024)
def _query(aggregation: Aggregation) -> Select[Any]:
    return aggregation._query()


def _labelled(columns: Iterable[ColumnElement[Any]]) -> list[ColumnElement[Any]]:
    return [column.label(f"m{i}") for i, column in enumerate(columns)]


def _group(columns: Sequence[str], absent: Sequence[bool], keys: Sequence[Any]) -> Group | None:
    town, breakdown, member = "", "", ""
    for column, is_absent, key in zip(columns, absent, keys, strict=True):
        if is_absent:
            continue
        if key is None:
            return None
        if column == _TOWN:
            town = str(key)
        else:
            breakdown, member = column, str(key)
    return town, breakdown, member
