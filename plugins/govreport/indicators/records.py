"""The records behind a figure: a measure's predicate without its aggregate.

A listing holds every record that a measure chose, with what is needed to put the figure together again by hand: the
town and the members it counts under, the amount it adds, what makes it the same as another record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, literal, or_, select

from govreport.indicators.aggregation import LEVEL, Tables
from govreport.indicators.dates import day_values
from govreport.indicators.model import Measure
from govreport.indicators.record_counts import Stated, count_records
from govreport.indicators.record_places import Place, Places, column_of
from govreport.quarter import Quarter

_FEW = 1_500
"""Rows of an aggregate that are named one by one in the question for their records."""


class Chosen(NamedTuple):
    """One row that a measure chose. Most are one record; a row of an aggregate is made of several."""

    town_code: str | None
    members: tuple[str | None, ...]
    """Under which member it counts, in the listing's order of breakdowns."""
    amount: int
    """What it adds: 1 for a count, else the summed value (money in 分)."""
    unit: str | None
    """What is counted once; None where every row counts."""
    places: tuple[Place, ...]
    parts: tuple[int, ...] | None
    """What each place adds, where the amount is the sum of the places' own."""
    level: str | None = None
    """"district" or "town" where the relation's rows are already a district's or a town's own."""


@dataclass(frozen=True)
class Listing:
    """Everything one measure chose in one quarter, in the order of the files."""

    measure: Measure
    breakdowns: tuple[str, ...]
    chosen: tuple[Chosen, ...]
    too_many: bool = False
    """Whether there are more than were wanted, so that none is listed."""

    def of(self, town_code: str = "", breakdown: str = "", member: str = "") -> list[Chosen]:
        """Those behind one figure: of a town ("" the district), of a member of a breakdown ("" the total)."""
        found = self._by_town.get(town_code, ()) if town_code else self.chosen
        level = "town" if town_code else "district"
        at = self.breakdowns.index(breakdown) if breakdown else 0
        return [c for c in found if c.level in (None, level) and (not breakdown or c.members[at] == member)]

    @cached_property
    def _by_town(self) -> dict[str | None, list[Chosen]]:
        towns: dict[str | None, list[Chosen]] = {}
        for chosen in self.chosen:
            towns.setdefault(chosen.town_code, []).append(chosen)
        return towns

    def total(self, chosen: Iterable[Chosen]) -> int:
        """The figure, put together again from the records: a count, a count of different units, or a sum."""
        if self.measure.value is not None:
            return sum(c.amount for c in chosen)
        if self.measure.distinct is not None:
            return len({c.unit for c in chosen if c.unit is not None})
        return sum(1 for c in chosen if c.places)


def list_records(
    tables: Tables,
    measures: Sequence[Measure],
    quarter: Quarter,
    breakdowns: Sequence[str] = (),
    references: Mapping[str, Sequence[tuple[Any, ...]]] | None = None,
    limit: int | None = None,
    stated: Stated | None = None,
) -> list[Listing]:
    """Every record that each of ``measures`` chooses in ``quarter``, in one pass; they share relation and records.

    ``references`` are the rows of the reference tables in the order of their files, to number the lines of records
    that stand there and not in an extract. Breakdowns that the relation lacks have no member. A measure that chooses
    more than ``limit`` rows is not listed; ``stated`` figures of the quarter spare counting them.
    """
    relation, lines = measures[0].relation, references or {}
    counts = [1] * len(measures)
    if limit is not None:
        counts = count_records(tables, measures, quarter, limit, stated or {})
    wanted = [m for m, count in zip(measures, counts, strict=True) if count > 0 and (limit is None or count <= limit)]
    shared = [column_of(relation, name) for name in ("town_code", *breakdowns, LEVEL)]
    if measures[0].records is None:
        rows = _of_rows(tables, wanted, shared, quarter, lines)
    else:
        rows = [_of_aggregate(tables, measure, shared, quarter, lines) for measure in wanted]
    listed = {measure.name: chosen for measure, chosen in zip(wanted, rows, strict=True)}
    return [
        Listing(
            measure,
            tuple(breakdowns),
            tuple(sorted(listed.get(measure.name, ()), key=_order)),
            too_many=limit is not None and count > limit,
        )
        for measure, count in zip(measures, counts, strict=True)
    ]


def _of_rows(
    tables: Tables,
    measures: Sequence[Measure],
    shared: Sequence[ColumnElement[Any]],
    quarter: Quarter,
    references: Mapping[str, Sequence[tuple[Any, ...]]],
) -> list[list[Chosen]]:
    """For each of ``measures`` the rows of the relation that it chooses, all in one query."""
    chosen: list[list[Chosen]] = [[] for _ in measures]
    if not measures:
        return chosen
    relation = measures[0].relation
    places = Places(relation, references)
    own = [part for m in measures for part in _parts(m)]
    query = select(*shared, *places.columns, *own).select_from(relation).where(or_(*(m.where for m in measures)))
    for row in tables.execute(query, day_values(quarter)):
        cells = iter(row)
        split = [next(cells) for _ in shared]
        place = places.of([next(cells) for _ in places.columns])
        for rows in chosen:
            chooses, amount, unit = next(cells), next(cells), next(cells)
            if chooses:
                rows.append(_chosen(split, amount, unit, (place,), None))
    return chosen


def _parts(measure: Measure) -> list[ColumnElement[Any]]:
    """Whether a row counts, what it adds, as what it counts once."""
    value = literal(1) if measure.value is None else measure.value
    unit = literal(None) if measure.distinct is None else measure.distinct
    # Labels of their own: two measures may sum the same column.
    return [part.label(None) for part in (measure.where, value, unit)]


def _chosen(
    split: Sequence[Any], amount: Any, unit: Any, places: tuple[Place, ...], parts: tuple[int, ...] | None
) -> Chosen:
    town, *members, level = (None if part is None else str(part) for part in split)
    return Chosen(town, tuple(members), int(amount or 0), None if unit is None else str(unit), places, parts, level)


def _order(chosen: Chosen) -> tuple[Any, ...]:
    return (chosen.places[:1], chosen.unit or "", chosen.town_code or "", str(chosen.members), chosen.amount)


def _of_aggregate(
    tables: Tables,
    measure: Measure,
    shared: Sequence[ColumnElement[Any]],
    quarter: Quarter,
    references: Mapping[str, Sequence[tuple[Any, ...]]],
) -> list[Chosen]:
    """Rows of an aggregate, each with the records it is made of."""
    records, relation = measure.records, measure.relation
    assert records is not None  # noqa: S101 - for the type checker
    key, values, places = measure.record_key, day_values(quarter), Places(records, references)
    named = getattr(measure.value, "name", "")
    part = records.c[named] if named in records.c else literal(None)
    _, value, distinct = _parts(measure)
    rows = list(tables.execute(select(*shared, value, distinct, relation.c[key]).where(measure.where), values))
    # A few are named one by one: working out the aggregate once more takes longer than finding their records.
    few = len(rows) <= _FEW
    wanted: Any = sorted({row[-1] for row in rows} - {None}) if few else select(relation.c[key]).where(measure.where)
    query = select(records.c[key], part, *places.columns).where(records.c[key].in_(wanted))
    behind: dict[Any, list[tuple[Place, Any]]] = {}
    for group, amount, *place in tables.execute(query, values) if rows else ():
        behind.setdefault(group, []).append((places.of(place), amount))
    chosen = []
    for *split, amount, unit, group in rows:
        made_of = sorted(behind.get(group, []), key=lambda found: found[0])
        own = tuple(int(amount or 0) for _, amount in made_of)
        parts = own if made_of and sum(own) == int(amount or 0) and measure.value is not None else None
        label = unit if measure.distinct is not None else group
        chosen.append(_chosen(split, amount, label, tuple(place for place, _ in made_of), parts))
    return chosen
