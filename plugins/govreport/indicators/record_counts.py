"""How many records each measure chooses: what the stated figures say of it, and only else a count.

Whoever lists records of large extracts asks this first, so that no more are fetched than are wanted. Belongs here: that
number. Does not belong here: the records (records.py), figures (engine.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select

from govreport.indicators.dates import day_values
from govreport.indicators.engine import LEVEL, Tables
from govreport.indicators.model import Indicator, Measure, Observation
from govreport.quarter import Quarter

Stated = Mapping[int, int]
"""Measure (by identity) -> its integer for the whole district."""


def stated_totals(indicators: Mapping[str, Indicator], observations: Iterable[Observation]) -> dict[int, int]:
    """What a quarter's figures state of their measures."""
    totals: dict[int, int] = {}
    for o in observations:
        indicator = indicators.get(o.indicator)
        if indicator is None or o.town_code or o.breakdown:
            continue
        totals[id(indicator.numerator)] = o.numerator
        if indicator.denominator is not None and o.denominator is not None:
            totals[id(indicator.denominator)] = o.denominator
    return totals


def count_records(
    tables: Tables, measures: Sequence[Measure], quarter: Quarter, limit: int, stated: Stated
) -> list[int]:
    """Rows that each of ``measures`` (of one relation) chooses, exact up to ``limit``; beyond it some larger number."""
    known = {id(m): count for m in measures if (count := _known(m, measures, limit, stated)) is not None}
    unknown = [m for m in measures if id(m) not in known]
    if unknown:
        amounts: list[ColumnElement[Any]] = [func.count().filter(m.where).label(None) for m in unknown]
        (counts,) = tables.execute(select(*amounts).select_from(unknown[0].relation), day_values(quarter))
        known |= {id(m): int(count) for m, count in zip(unknown, counts, strict=True)}
    return [known[id(m)] for m in measures]


def _known(measure: Measure, measures: Sequence[Measure], limit: int, stated: Stated) -> int | None:
    """What the figures of ``measures`` that choose the same rows say: a count is their number, and there are at least
    as many rows as there are different values in them."""
    if LEVEL in measure.relation.c:  # the district's figure is made of rows of its own
        return None
    for other in measures:
        total = stated.get(id(other))
        if total is None or other.value is not None or not (other is measure or other.where.compare(measure.where)):
            continue
        if other.distinct is None or total > limit:
            return total
    return None
