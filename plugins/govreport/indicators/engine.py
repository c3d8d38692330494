"""The engine: every indicator of a relation in one pass, district, towns and breakdowns together.

Measures that range over the same relation become one SELECT with a FILTER each, grouped by GROUPING SETS; indicators
are then put together from the measures' integers. Belongs here: turning declarations into observations. Does not
belong here: declarations, opening data (warehouse.py), storing results.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import Column, ColumnElement, Select, func, or_, select, tuple_
from sqlalchemy.sql import visitors

from govreport.canonical.codes import CodeList
from govreport.indicators.dates import day_values
from govreport.indicators.model import Indicator, Measure, Observation
from govreport.quarter import Quarter

Group = tuple[str, str, str]
"""(town_code, breakdown, member), "" where the figure isn't split."""
Totals = dict[int, dict[Group, int]]
"""Measure (by identity) -> group -> integer."""

_TOWN = "town_code"
LEVEL = "_level"
"""Column of a relation whose rows are already a district's or a town's own (a maximum, a rank, residents): "district"
rows make the district's figure, "town" rows the towns'; without it, the district is all rows."""


class Tables(Protocol):
    """What can answer expressions over the canonical tables: a Warehouse, or a SQLAlchemy connection."""

    def execute(self, query: Select[Any], values: Mapping[str, Any], /) -> Iterable[Sequence[Any]]:
        """The rows of ``query`` under these parameter values."""


def compute(
    tables: Tables,
    indicators: Mapping[str, Indicator],
    quarter: Quarter,
    town_codes: Iterable[str],
    codes: Mapping[str, CodeList],
    available: Collection[str] | None = None,
) -> list[Observation]:
    """Every observation of one quarter, in key order.

    A town or a member without records gets a zero, not a gap. Values are exact integers (money in 分). An indicator
    that reads a table which isn't ``available`` (no source, no reference file), or whose definition isn't in force yet,
    isn't stated: unknown is not zero.
    """
    stated = {
        i.id: i
        for i in indicators.values()
        if (available is None or i.tables <= set(available)) and (i.valid_from is None or i.valid_from <= quarter.end)
    }
    totals = _measure_all(tables, stated.values(), quarter)
    towns = sorted(town_codes)
    found = [
        observation
        for indicator in stated.values()
        for observation in _observations(indicator, quarter, towns, totals, codes)
    ]
    return sorted(found, key=lambda o: (o.indicator, o.town_code, o.breakdown, o.member))


def aggregate(measure: Measure) -> ColumnElement[Any]:
    """The measure as SQL: a count, a distinct count or a sum of the records it chooses, zero where there are none."""
    if measure.value is not None:
        return func.coalesce(func.sum(measure.value).filter(measure.where), 0)
    if measure.distinct is not None:
        return func.count(measure.distinct.distinct()).filter(measure.where)
    return func.count().filter(measure.where)


def code_list_of(column: ColumnElement[Any]) -> str | None:
    """The name of the code list of a relation's column, or None: that of the canonical column it is made of."""
    lists = {
        element.info.get("codes")
        for base in column.base_columns
        for element in visitors.iterate(base)
        if isinstance(element, Column)
    } - {None}
    return lists.pop() if len(lists) == 1 else None


def _measure_all(tables: Tables, indicators: Iterable[Indicator], quarter: Quarter) -> Totals:
    """Every measure's integers. Measures of one relation that are split by the same columns share a pass: computing all
    of them for all columns in one costs more than reading the relation again."""
    measures: dict[int, Measure] = {}
    split_by: dict[int, set[str]] = {}
    for indicator in indicators:
        for measure in (indicator.numerator, indicator.denominator):
            if measure is not None:
                measures[id(measure)] = measure
                split_by.setdefault(id(measure), set())
        split_by[id(indicator.numerator)].update(indicator.breakdowns)
        if indicator.denominator is not None and not indicator.share_of_total:
            split_by[id(indicator.denominator)].update(indicator.breakdowns)
    passes: dict[tuple[int, tuple[str, ...], str], dict[int, Measure]] = {}
    for key, measure in measures.items():
        once = "" if measure.distinct is None else str(measure.distinct)
        passes.setdefault((id(measure.relation), tuple(sorted(split_by[key])), once), {})[key] = measure
    totals: Totals = {}
    for (_, breakdowns, _), together in passes.items():
        totals.update(_one_pass(tables, together, list(breakdowns), quarter))
    return totals


def _one_pass(tables: Tables, measures: Mapping[int, Measure], breakdowns: list[str], quarter: Quarter) -> Totals:
    one = next(iter(measures.values()))
    relation = one.relation
    by_town = _TOWN in relation.c and any(m.by_town for m in measures.values())
    names = [*([_TOWN] if by_town else []), *breakdowns]
    level: list[ColumnElement[Any]] = [relation.c[LEVEL]] if LEVEL in relation.c else []
    sets: list[list[ColumnElement[Any]]] = [level, *[[*level, relation.c[b]] for b in breakdowns]]
    if by_town:
        sets += [[relation.c[_TOWN], *split] for split in sets]
    keys: list[ColumnElement[Any]] = [relation.c[n].label(f"k{i}") for i, n in enumerate(names)]
    # Whether a column takes part in a row's grouping: a null member is not the same as "not split".
    flags = [func.grouping(relation.c[n]).label(f"g{i}") for i, n in enumerate(names)] if len(sets) > 1 else []
    shape = [*flags, *keys, *[c.label("level") for c in level]]
    # What is itself grouped by can't be told apart from its groups, and has few values anyway.
    if one.distinct is None or any(one.distinct is relation.c[n] for n in names):
        query = select(*shape, *_labelled(aggregate(m) for m in measures.values())).select_from(relation)
        if len(sets) > 1 or level:
            query = query.group_by(func.grouping_sets(*[tuple_(*s) for s in sets]))
    else:
        query = _once_each(shape, sets, one.distinct, measures.values())
    totals: Totals = {key: {} for key in measures}
    for row in tables.execute(query, day_values(quarter)):
        group = _group(names, row[: len(flags)], row[len(flags) : len(flags) + len(names)])
        if group is None or (level and row[len(shape) - 1] != ("town" if group[0] else "district")):
            continue
        for key, amount in zip(measures, row[len(shape) :], strict=True):
            totals[key][group] = int(amount)
    return totals


def _once_each(
    shape: Sequence[ColumnElement[Any]],
    sets: Sequence[Sequence[ColumnElement[Any]]],
    distinct: ColumnElement[Any],
    measures: Collection[Measure],
) -> Select[Any]:
    """Distinct counts of one column: first a row for each group and value, with a flag a measure, then the rows that
    have the flag. A ``count(DISTINCT ...)`` a measure says the same and keeps a table of values for each of them."""
    chosen = (
        select(*shape, *_labelled(func.bool_or(m.where) for m in measures))
        .select_from(next(iter(measures)).relation)
        .where(distinct.is_not(None), or_(*[m.where for m in measures]))
        .group_by(func.grouping_sets(*[tuple_(*s, distinct) for s in sets]))
        .subquery("once")
    )
    groups = list(chosen.c)[: len(shape)]
    counted = select(*groups, *_labelled(func.count().filter(flag) for flag in list(chosen.c)[len(shape) :]))
    return counted.group_by(*groups) if groups else counted


def _labelled(columns: Iterable[ColumnElement[Any]]) -> list[ColumnElement[Any]]:
    return [column.label(f"m{i}") for i, column in enumerate(columns)]


def _group(names: list[str], absent: Sequence[int], members: Sequence[Any]) -> Group | None:
    """The group a result row is about; None for records that have no member in the column they are split by."""
    town, breakdown, member = "", "", ""
    for name, is_absent, value in zip(names, absent, members, strict=True):
        if is_absent:
            continue
        if value is None:
            return None
        if name == _TOWN:
            town = str(value)
        else:
            breakdown, member = name, str(value)
    return town, breakdown, member


def _observations(
    indicator: Indicator, quarter: Quarter, towns: list[str], totals: Totals, codes: Mapping[str, CodeList]
) -> Iterable[Observation]:
    numerators = totals[id(indicator.numerator)]
    denominators = totals[id(indicator.denominator)] if indicator.denominator is not None else None
    known = {group for parts in (numerators, denominators or {}) for group, amount in parts.items() if amount}
    for town in ["", *(towns if indicator.by_town else [])]:
        for breakdown, member in _splits(indicator, town, known, codes):
            denominator = None
            if denominators is not None:
                split = (town, "", "") if indicator.share_of_total or not breakdown else (town, breakdown, member)
                denominator = denominators.get(split, 0)
            yield Observation(
                indicator.id,
                quarter,
                town,
                breakdown,
                member,
                numerators.get((town, breakdown, member), 0),
                denominator,
            )


def _splits(
    indicator: Indicator, town: str, known: Collection[Group], codes: Mapping[str, CodeList]
) -> Iterable[tuple[str, str]]:
    """What the figure is split by: all of it, every code of a list, and of what has no list (communities, years) those
    members that have records; in a town, records of that town."""
    yield "", ""
    for breakdown in indicator.breakdowns:
        code_list = code_list_of(indicator.numerator.relation.c[breakdown])
        if code_list is not None:
            yield from ((breakdown, member) for member in codes[code_list].codes)
        else:
            yield from sorted(group[1:] for group in known if group[:2] == (town, breakdown))
