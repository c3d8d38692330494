"""The engine: from declarations to observations, the indicators put together from the integers of their measures."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Column, ColumnElement, FromClause
from sqlalchemy.sql import visitors

from govreport.canonical.codes import CodeList
from govreport.indicators.aggregation import Aggregation, Group, Tables
from govreport.indicators.dates import day_values
from govreport.indicators.model import Indicator, Measure, Observation, named_measures
from govreport.quarter import Quarter

Totals = dict[str, dict[Group, int]]
"""Name of a measure -> group -> integer."""


def compute(
    tables: Tables,
    indicators: Mapping[str, Indicator],
    quarter: Quarter,
    town_codes: Iterable[str],
    codes: Mapping[str, CodeList],
    available: Collection[str] | None = None,
    gaps: Collection[Group] = (),
) -> list[Observation]:
    """Every observation of one quarter, in key order.

    A town or a member without records gets a zero, not a gap; a town in ``gaps`` (indicator, town, breakdown) has none.
    Values are exact integers (money in 分). An indicator
    that reads a table which isn't ``available`` (no source, no reference file), whose definition isn't in force yet or
    rests on what the district doesn't state, isn't stated: unknown is not zero.
    """
    stated = {
        i.id: i
        for i in indicators.values()
        if (available is None or i.tables <= set(available))
        and not tables.given.lacks(i.parameters)
        and (i.valid_from is None or i.valid_from <= quarter.end)
    }
    totals = _measure_all(tables, stated.values(), quarter)
    towns = sorted(town_codes)
    observations = [
        observation
        for indicator in stated.values()
        for observation in _observations(indicator, quarter, towns, totals, codes)
        if (observation.indicator, observation.town_code, observation.breakdown) not in gaps
    ]
    return sorted(observations, key=lambda o: (o.indicator, o.town_code, o.breakdown, o.member))


def code_list_of(column: ColumnElement[Any]) -> str | None:
    """The name of the code list of a relation's column, or None: that of the canonical column it is made of."""
    lists = {
        element.info.get("codes")
        for base in column.base_columns
        for element in visitors.iterate(base)
        if isinstance(element, Column)
    } - {None}
    return lists.pop() if len(lists) == 1 else None


def _measure_all(tables: Tables, indicators: Collection[Indicator], quarter: Quarter) -> Totals:
    totals: Totals = {name: {} for name in named_measures(indicators)}
    for aggregation in _aggregations(indicators):
        for row in tables.execute(aggregation.build_query(), day_values(quarter)):
            read = aggregation.read_row(row)
            if read is not None:
                for name, amount in read.amounts.items():
                    totals[name][read.group] = amount
    return totals


def _aggregations(indicators: Collection[Indicator]) -> list[Aggregation]:
    """As few queries as make sense: measures of one relation that are split by the same columns share one."""
    # Not all measures of a relation: computing every one of them for every column costs more than reading it again.
    measures = named_measures(indicators)
    split_by: dict[str, set[str]] = {name: set() for name in measures}
    for indicator in indicators:
        split_by[indicator.numerator.name].update(indicator.breakdowns)
        if indicator.denominator is not None and not indicator.share_of_total:
            split_by[indicator.denominator.name].update(indicator.breakdowns)
    together: dict[tuple[FromClause, tuple[str, ...], str], list[Measure]] = {}
    for name, measure in measures.items():
        counted_once = "" if measure.distinct is None else str(measure.distinct)
        together.setdefault((measure.relation, tuple(sorted(split_by[name])), counted_once), []).append(measure)
    return [Aggregation(tuple(sharing), breakdowns) for (_, breakdowns, _), sharing in together.items()]


def _observations(
    indicator: Indicator, quarter: Quarter, towns: list[str], totals: Totals, codes: Mapping[str, CodeList]
) -> Iterable[Observation]:
    numerators = totals[indicator.numerator.name]
    denominators = totals[indicator.denominator.name] if indicator.denominator is not None else None
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
