"""How many records each measure chooses: what the stated figures say of it, and only else a count.

Whoever lists records of large extracts asks this first, so that no more are fetched than are wanted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select

from govreport.indicators.aggregation import LEVEL, Tables
from govreport.indicators.dates import day_values
from govreport.indicators.model import Indicator, Measure, Observation
from govreport.quarter import Quarter

Stated = Mapping[str, int]
"""Name of a measure -> its integer for the whole district."""


def stated_totals(indicators: Mapping[str, Indicator], observations: Iterable[Observation]) -> dict[str, int]:
    """What a quarter's figures state of their measures."""
    totals: dict[str, int] = {}
    for o in observations:
        indicator = indicators.get(o.indicator)
        if indicator is None or o.town_code or o.breakdown:
            continue
        totals[indicator.numerator.name] = o.numerator
        if indicator.denominator is not None and o.denominator is not None:
            totals[indicator.denominator.name] = o.denominator
    return totals


def count_records(
    tables: Tables, measures: Sequence[Measure], quarter: Quarter, limit: int, stated: Stated
) -> list[int]:
    """Rows that each of ``measures`` (of one relation) chooses, exact up to ``limit``; beyond it some larger number."""
    counts = [_known(m, measures, limit, stated) for m in measures]
    unknown = [index for index, count in enumerate(counts) if count is None]
    if unknown:
        amounts: list[ColumnElement[Any]] = [func.count().filter(measures[i].where).label(None) for i in unknown]
        (row,) = tables.execute(select(*amounts).select_from(measures[0].relation), day_values(quarter))
        for index, count in zip(unknown, row, strict=True):
            counts[index] = int(count)
    return [count for count in counts if count is not None]


def _known(measure: Measure, measures: Sequence[Measure], limit: int, stated: Stated) -> int | None:
    """What the figures of ``measures`` that choose the same rows say: a count is their number, and there are at least
    as many rows as there are different values in them."""
    if LEVEL in measure.relation.c:  # the district's figure is made of rows of its own
        return None
    for other in measures:
        total = stated.get(other.name)
        if total is None or other.value is not None or not (other is measure or other.where.compare(measure.where)):
            continue
        if other.distinct is None or total > limit:
            return total
    return None
