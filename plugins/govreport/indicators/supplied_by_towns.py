"""What of a quarter's extracts each town supplies by itself: the columns that all of its rows leave empty though other
towns' fill them.

An extract is one file for all towns, so a town without rows has none. A return for a quarter is another matter: a town
that has made none has said nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Select, Table, func, select

from govreport.canonical import EXTRACTS, KINDS, organizations
from govreport.canonical.blanks import asked_of
from govreport.district.folder import District
from govreport.indicators.dates import QUARTER_END, day_values
from govreport.indicators.expression_shapes import Piece
from govreport.indicators.meanings import meaning_of
from govreport.indicators.relations import registered
from govreport.manifests.extracts import Living
from govreport.quarter import Quarter


class Asked(Protocol):
    """The tables of a quarter, here or on a server."""

    available: frozenset[str]
    living: Mapping[str, Living]

    def execute(self, query: Select[Any], values: Mapping[str, Any], /) -> Sequence[Sequence[Any]]:
        """The rows of a query."""


@dataclass(frozen=True)
class TownSupply:
    """What one town's rows leave out."""

    lacks: frozenset[Piece] = frozenset()
    """Columns that some row of the town is asked for and none fills; of an extract in ``silent`` all of them."""
    kinds: frozenset[Piece] = frozenset()
    """The kinds of records that the town has."""
    silent: frozenset[str] = frozenset()
    """Extracts of which the town made no return for the quarter."""


class _Columns(NamedTuple):
    """Of an extract, what the towns' rows say column by column."""

    rows: Mapping[str, int]
    empty: Mapping[str, frozenset[str]]
    """Town -> columns that its rows are asked for and none fills."""
    ticked: frozenset[str]
    """Yes-or-no columns in which the extract never says no: left empty, they say it."""
    kinds: Mapping[str, frozenset[Piece]]


class SupplyOfTowns:
    """Asks the tables town by town: once what all quarters share, returns with a cut-off day quarter by quarter."""

    def __init__(self, tables: Asked, district: District) -> None:
        self._tables, self._district = tables, district
        self._lasting: dict[str, _Columns] = {}

    def on(self, quarter: Quarter, found: frozenset[Piece]) -> dict[str, TownSupply]:
        """Town -> what it leaves out of that which is ``found`` in the extracts about a quarter."""
        lacks: dict[str, set[Piece]] = {town.code: set() for town in self._district.towns}
        kinds: dict[str, set[Piece]] = {town: set() for town in lacks}
        silent: dict[str, set[str]] = {town: set() for town in lacks}
        for extract, table in EXTRACTS.items():
            if table.name not in self._tables.available:
                continue
            own = self._of(extract, table, quarter)
            due = self._due(extract, quarter) if "as_of" in table.c and own.rows else frozenset()
            for town in lacks:
                kinds[town] |= own.kinds.get(town, frozenset())
                if town in due and not own.rows.get(town):
                    silent[town].add(extract)
                    lacks[town] |= {p for p in found if p.extract == extract}
                empty = own.empty.get(town, frozenset()) - own.ticked
                lacks[town] |= {Piece(extract, column) for column in empty} & found
        return {
            town: TownSupply(frozenset(lacks[town]), frozenset(kinds[town]), frozenset(silent[town])) for town in lacks
        }

    def _due(self, extract: str, quarter: Quarter) -> frozenset[str]:
        """The towns that have something to return: organizations, or villages and communities."""
        if extract == "party":
            query = select(organizations.c.town_code).where(registered(QUARTER_END, organizations)).distinct()
            return frozenset(str(town) for (town,) in self._tables.execute(query, day_values(quarter)))
        listed = frozenset(c.town_code for c in self._district.communities)
        return listed or frozenset(t.code for t in self._district.towns)

    def _of(self, extract: str, table: Table, quarter: Quarter) -> _Columns:
        if "as_of" in table.c:
            return self._ask(extract, table, quarter)
        if extract not in self._lasting:
            self._lasting[extract] = self._ask(extract, table, None)
        return self._lasting[extract]

    def _ask(self, extract: str, table: Table, quarter: Quarter | None) -> _Columns:
        columns = [c for c in table.columns if c.nullable and not c.name.startswith("_")]
        flags = [c for c in columns if c.info["kind"] == "bool"]
        kind = KINDS.get(extract)
        split = [table.c.town_code] if kind is None else [table.c.town_code, table.c[kind]]
        query: Any = select(
            *split,
            func.count(),
            *(func.count(c) for c in columns),
            *(func.count().filter(asked_of(c)) for c in columns),
            *(func.count().filter(c.is_(False)) for c in flags),
        ).group_by(*split)
        if quarter is not None:
            query = query.where(table.c.as_of == quarter.end)
        rows: dict[str, int] = {}
        filled: dict[str, list[int]] = {}
        kinds: dict[str, set[Piece]] = {}
        refused = [0] * len(flags)
        for row in self._tables.execute(query, {}):
            town, code, counts = str(row[0]), None if kind is None else row[1], row[len(split) :]
            rows[town] = rows.get(town, 0) + counts[0]
            known = filled.setdefault(town, [0] * (2 * len(columns)))
            filled[town] = [a + b for a, b in zip(known, counts[1:], strict=False)]
            refused = [a + b for a, b in zip(refused, counts[1 + 2 * len(columns) :], strict=True)]
            if kind is not None and code is not None:
                meant = meaning_of(self._district, table.c[kind].info["codes"], str(code))
                kinds.setdefault(town, set()).add(Piece(extract, kind, meant))
        return _Columns(
            rows,
            {town: _empty([c.name for c in columns], counts) for town, counts in filled.items()},
            frozenset(c.name for c, count in zip(flags, refused, strict=True) if not count),
            {town: frozenset(pieces) for town, pieces in kinds.items()},
        )


def _empty(columns: Sequence[str], counts: Sequence[int]) -> frozenset[str]:
    """The columns that are asked for and nowhere filled, of how often each is filled and then how often asked for."""
    held, asked = counts[: len(columns)], counts[len(columns) :]
    return frozenset(name for name, have, want in zip(columns, held, asked, strict=True) if want and not have)
