"""The records behind a figure: a measure's predicate without its aggregate.

A listing holds every record that a measure chose, with what is needed to put the figure together again by hand: the
town and the members it counts under, the amount it adds, what makes it the same as another record. Belongs here:
choosing and adding up. Does not belong here: what a record says (explain/rows.py), how a figure is explained.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, FromClause, Table, literal, or_, select

from govreport.canonical import EXTRACTS, REFERENCES, ROW
from govreport.indicators.dates import day_values
from govreport.indicators.engine import LEVEL, Tables
from govreport.indicators.model import Indicator, Measure
from govreport.indicators.record_counts import Stated, count_records
from govreport.quarter import Quarter

EXTRACT = "_extract"
"""Column of a union that says which extract the row comes from."""
_FEW = 1_500
"""Rows of an aggregate that are named one by one in the question for their records."""
_EXTRACT_OF = {table.name: name for name, table in EXTRACTS.items()}


class Place(NamedTuple):
    """Where a record stands: its extract (or reference table) and its row in that file."""

    extract: str
    row: int


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
    many, listed = [False] * len(measures), list(measures)
    if limit is not None:
        counts = count_records(tables, measures, quarter, limit, stated or {})
        many = [count > limit for count in counts]
        listed = [m for m, count in zip(measures, counts, strict=True) if 0 < count <= limit]
    found: dict[int, list[Chosen]] = {id(m): [] for m in listed}
    shared = [_column(relation, name) for name in ("town_code", *breakdowns, LEVEL)]
    own = [part for m in listed for part in _parts(m)]
    if listed and measures[0].records is None:
        places = _Places(relation, lines)
        query = select(*shared, *places.columns, *own).select_from(relation).where(or_(*(m.where for m in listed)))
        at, width = len(shared), len(shared) + len(places.columns)
        for row in tables.execute(query, day_values(quarter)):
            place = (places.of(row[at:width]),)
            for index, measure in enumerate(listed):
                chooses, amount, unit = row[width + 3 * index : width + 3 * index + 3]
                if chooses:
                    found[id(measure)].append(_chosen(row[:at], amount, unit, place, None))
    elif listed:
        for measure in listed:
            found[id(measure)] = _of_aggregate(tables, measure, shared, quarter, lines)
    return [
        Listing(m, tuple(breakdowns), tuple(sorted(found.get(id(m), ()), key=_order)), too_many)
        for m, too_many in zip(measures, many, strict=True)
    ]


def _parts(measure: Measure) -> list[ColumnElement[Any]]:
    """Whether a row counts, what it adds, as what it counts once."""
    value = literal(1) if measure.value is None else measure.value
    unit = literal(None) if measure.distinct is None else measure.distinct
    # Labels of their own: two measures may sum the same column.
    return [part.label(None) for part in (measure.where, value, unit)]


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
    from sqlalchemy.sql import visitors

    parts = [measure.where, measure.value, measure.distinct, *(_column(measure.relation, b) for b in breakdowns)]
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


class Lists:
    """The listings of one quarter's measures, each made once, however many indicators share it."""

    def __init__(
        self,
        tables: Tables,
        indicators: Mapping[str, Indicator],
        quarter: Quarter,
        references: Mapping[str, Sequence[tuple[Any, ...]]],
        limit: int | None = None,
        stated: Stated | None = None,
    ) -> None:
        self._tables, self._quarter, self._limit, self._stated = tables, quarter, limit, stated
        self.references = references
        self._made: dict[int, Listing] = {}
        self._breakdowns: dict[int, dict[str, None]] = {}
        self._together: dict[tuple[int, int], dict[int, Measure]] = {}
        for indicator in indicators.values():
            for measure in (indicator.numerator, indicator.denominator):
                if measure is not None:
                    group = (id(measure.relation), id(measure.records))
                    self._together.setdefault(group, {})[id(measure)] = measure
                    self._breakdowns.setdefault(id(measure.relation), {}).update(dict.fromkeys(indicator.breakdowns))

    def __getitem__(self, measure: Measure) -> Listing:
        """The records of a measure of the indicators; those of its relation's other measures are listed with it."""
        if id(measure) not in self._made:
            group = list(self._together[id(measure.relation), id(measure.records)].values())
            breakdowns = tuple(self._breakdowns[id(measure.relation)])
            found = list_records(
                self._tables, group, self._quarter, breakdowns, self.references, self._limit, self._stated
            )
            self._made.update((id(listing.measure), listing) for listing in found)
        return self._made[id(measure)]

    def numerator(self, indicator: Indicator, town: str = "", breakdown: str = "", member: str = "") -> list[Chosen]:
        """The records in the numerator of one figure."""
        return self[indicator.numerator].of(town, breakdown, member)

    def denominator(self, indicator: Indicator, town: str = "", breakdown: str = "", member: str = "") -> list[Chosen]:
        """The records in its denominator; none where it has none. A share's denominator is its own total's."""
        if indicator.denominator is None:
            return []
        whole = indicator.share_of_total or not breakdown
        return self[indicator.denominator].of(town, *(("", "") if whole else (breakdown, member)))

    def recomputed(
        self, indicator: Indicator, town: str = "", breakdown: str = "", member: str = ""
    ) -> tuple[int, int | None]:
        """Numerator and denominator of one figure, added up from the listed records."""
        top = self[indicator.numerator].total(self.numerator(indicator, town, breakdown, member))
        if indicator.denominator is None:
            return top, None
        below = self[indicator.denominator].total(self.denominator(indicator, town, breakdown, member))
        return top, below


def _column(relation: FromClause, name: str) -> ColumnElement[Any]:
    return relation.c[name] if name in relation.c else literal(None).label(name)


def _bases(column: ColumnElement[Any]) -> list[Any]:
    """The columns of tables that a column of a subquery stands for."""
    return [base for base in column.base_columns if isinstance(getattr(base, "table", None), Table)]


class _Places:
    """How a relation's rows say where they stand: by ``_row``, or, for a line of the district's folder, by what it
    says."""

    def __init__(self, relation: FromClause, references: Mapping[str, Sequence[tuple[Any, ...]]]) -> None:
        self._owner = owner_of(relation)
        self._lines: dict[tuple[Any, ...], int] | None = None
        if ROW in relation.c:
            self.columns = [_column(relation, EXTRACT), relation.c[ROW]]
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
    key, values, places = measure.record_key, day_values(quarter), _Places(records, references)
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
