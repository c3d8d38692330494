"""What a quarter's extracts supply: the columns that some row fills, the kinds of records that occur, and what a source
claims to hold in full, so that nothing of it is a measured zero."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import FromClause, func, select

from govreport.canonical import EXTRACTS, KINDS
from govreport.district.covers import claims
from govreport.district.folder import District
from govreport.district.words import inspects_others
from govreport.indicators.expression_shapes import Need, Piece, needs_of
from govreport.indicators.meanings import Meanings, Wanted, meaning_of, meanings_of, unmeant
from govreport.indicators.model import Indicator, Measure
from govreport.indicators.supplied_by_towns import Asked, SupplyOfTowns, TownSupply
from govreport.quarter import Quarter

_OF_EVALUATIONS = frozenset({"evaluations", "organizations", "calendar"})
"""Tables that an indicator about evaluations alone may name; what it needs of the register decides."""
_KIND_LISTS = frozenset(EXTRACTS[extract].c[column].info["codes"] for extract, column in KINDS.items())


@dataclass(frozen=True)
class Supplied:
    """What stands in the extracts of one quarter, and what they claim."""

    found: frozenset[Piece]
    claimed: frozenset[Piece]
    empty: frozenset[str] = frozenset()
    """Extracts that were returned without a row by sources that may: each of their zeros is measured."""
    meanings: Meanings = field(default_factory=dict, hash=False)
    """What the product's codes stand for in the district."""

    others: bool = False
    """Whether the evaluation is about other bodies than the register's."""
    towns: Mapping[str, TownSupply] = field(default_factory=dict, hash=False)
    """What of that the towns leave out, each by itself."""

    def mixes_bodies(self, indicator: Indicator) -> bool:
        """Whether the indicator would count the evaluation's bodies among the register's, or look for one in the
        other, where they are different ones."""
        if not self.others or "evaluations" not in indicator.tables:
            return False
        extracts = {piece.extract for need in indicator_needs(indicator) for piece in need}
        return bool(extracts - {"evaluation"}) or not indicator.tables <= _OF_EVALUATIONS

    def unmeant(self, indicator: Indicator) -> list[Wanted]:
        """The codes that the indicator is about and none of the district's own means; kinds of records, which are
        supplied or not, apart."""
        measures = [indicator.numerator, *([] if indicator.denominator is None else [indicator.denominator])]
        parts = [p for m in measures for p in (m.relation, m.where, m.value, m.distinct) if p is not None]
        return unmeant(parts, self.meanings, _KIND_LISTS)

    def lacking(self, needs: Iterable[Need]) -> tuple[Need, ...]:
        """The needs that nothing supplies, in a fixed order. Of an extract of whose needed kinds none occurs, all of
        them being claimed, no column is needed: nothing is counted there."""
        asked = list(needs)
        kinds = [need for need in asked if any(piece.code for piece in need)]
        nothing = {
            extract
            for extract in {piece.extract for need in kinds for piece in need}
            if not any(piece in self.found for need in kinds for piece in need if piece.extract == extract)
            and all(self.has(need) for need in kinds if any(piece.extract == extract for piece in need))
        }
        missed = [
            need
            for need in asked
            if not self.has(need) and not all(piece.extract in nothing and not piece.code for piece in need)
        ]
        return tuple(sorted(missed, key=sorted))

    def lacking_in(self, town: str, needs: Iterable[Need]) -> tuple[Need, ...]:
        """The needs that the extracts supply and this town doesn't, in a fixed order. Of an extract of whose needed
        kinds the town has no record, no column is needed: nothing is counted there."""
        own = self.towns.get(town)
        if own is None or not own.lacks:
            return ()
        asked = list(needs)
        kinds = {piece for need in asked for piece in need if piece.code}
        counted = {piece.extract for piece in kinds & own.kinds} | own.silent
        nothing = {piece.extract for piece in kinds} - counted
        missed = [
            need
            for need in asked
            if not need & kinds
            and self.has(need)
            and not any(piece in self.claimed or piece.extract in nothing | self.empty for piece in need)
            and not need & self.found - own.lacks
        ]
        return tuple(sorted(missed, key=sorted))

    def has(self, need: Need) -> bool:
        """Whether a piece of it stands in the rows, or is claimed."""
        return any(p in self.found or p in self.claimed or p.extract in self.empty for p in need)


class Supply:
    """Asks the tables once what all quarters share; returns with a cut-off day are asked quarter by quarter."""

    def __init__(self, tables: Asked, district: District) -> None:
        self._tables, self._district = tables, district
        self._lasting: dict[str, tuple[int, frozenset[Piece]]] = {}
        self._towns = SupplyOfTowns(tables, district)

    def on(self, quarter: Quarter) -> Supplied:
        """What is supplied about a quarter."""
        found: set[Piece] = set()
        empty: set[str] = set()
        for extract, table in EXTRACTS.items():
            if table.name not in self._tables.available:
                continue
            if "as_of" in table.c:
                rows, pieces = self._pieces(extract, quarter)
            else:
                if extract not in self._lasting:
                    self._lasting[extract] = self._pieces(extract, None)
                rows, pieces = self._lasting[extract]
            found |= pieces
            source = self._district.sources.get(extract)
            if not rows and source is not None and source.layout.empty == "allowed":
                empty.add(extract)
        unknown = self._unknown(quarter)
        found -= unknown
        towns = self._towns.on(quarter, frozenset(found))
        claimed = frozenset(self._claim(*claim) for claim in claims(self._district)) - unknown
        return Supplied(
            frozenset(found),
            claimed,
            frozenset(empty),
            meanings_of(self._district),
            inspects_others(self._district),
            towns,
        )

    def _unknown(self, quarter: Quarter) -> set[Piece]:
        """The exits of a quarter, of a register of the living that has no snapshot of its beginning or its end."""
        extracts = {table.name: extract for extract, table in EXTRACTS.items()}
        living = self._tables.living.items()
        return {
            Piece(extracts[table], "exited_on")
            for table, known in living
            if not (known.tells_of(quarter.previous) and known.tells_of(quarter))
        }

    def _claim(self, extract: str, column: str, kind: str) -> Piece:
        if not kind:
            return Piece(extract, column)
        return Piece(extract, column, meaning_of(self._district, EXTRACTS[extract].c[column].info["codes"], kind))

    def _pieces(self, extract: str, quarter: Quarter | None) -> tuple[int, frozenset[Piece]]:
        table = EXTRACTS[extract]
        columns = [c for c in table.columns if not c.name.startswith("_")]
        counted: Any = select(func.count(), *(func.count(c) for c in columns)).select_from(table)
        kind = KINDS.get(extract)
        if quarter is not None:
            counted = counted.where(table.c.as_of == quarter.end)
        ((rows, *filled),) = self._tables.execute(counted, {})
        found = {Piece(extract, c.name) for c, count in zip(columns, filled, strict=True) if count}
        if kind is not None:
            occurring = self._tables.execute(select(table.c[kind]).distinct(), {})
            listed = table.c[kind].info["codes"]
            meant = {meaning_of(self._district, listed, str(code)) for (code,) in occurring if code is not None}
            found |= {Piece(extract, kind, code) for code in meant}
        return rows, frozenset(found)


def _measure_needs(measure: Measure) -> frozenset[Need]:
    return needs_of(measure.relation, [e for e in (measure.where, measure.value, measure.distinct) if e is not None])


def indicator_needs(indicator: Indicator) -> frozenset[Need]:
    """What must be supplied for the indicator to be stated at all."""
    own = _NEEDS.get(indicator.id)
    if own is not None and own[0] is indicator.numerator and own[1] is indicator.denominator:
        return own[2]
    measures = [indicator.numerator, *([] if indicator.denominator is None else [indicator.denominator])]
    found = {need for measure in measures for need in _measure_needs(measure)}
    needs = frozenset(need for need in found if not any(other < need for other in found))
    _NEEDS[indicator.id] = (indicator.numerator, indicator.denominator, needs)
    return needs


_NEEDS: dict[str, tuple[Measure, Measure | None, frozenset[Need]]] = {}
"""Indicator -> its measures and what they need: read once, since an expression never changes."""


def breakdown_needs(indicator: Indicator, breakdown: str) -> frozenset[Need]:
    """What must be supplied beside that for the indicator to be split by a column."""
    relation = indicator.numerator.relation
    own = _SPLIT_NEEDS.get((indicator.id, breakdown))
    if own is None or own[0] is not relation:
        own = _SPLIT_NEEDS[indicator.id, breakdown] = relation, needs_of(relation, [relation.c[breakdown]])
    return own[1] - indicator_needs(indicator)


_SPLIT_NEEDS: dict[tuple[str, str], tuple[FromClause, frozenset[Need]]] = {}
"""Indicator and breakdown -> the relation and what splitting it needs, as above."""
