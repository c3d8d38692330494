"""Which columns of a public list would tell whose records are a sensitive group's; they stay out of the list.

Asked of all lists of a report together: lists that share records could be laid side by side, so what one of them
withholds the others withhold too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from sqlalchemy import Column

from govreport.canonical import EXTRACTS, ROW
from govreport.canonical.codes import CodeList
from govreport.canonical.folding import fold
from govreport.explain.rows import TOGETHER, Sheet, may_be_public
from govreport.indicators.disclosure.proxies import (
    ENOUGH,
    TITLES,
    Held,
    Proxy,
    group_column,
    group_words,
    names_group,
    proxies_by_name,
    sensitive_members,
    unit_column,
)
from govreport.indicators.record_places import Place

_PLACES = ("town", "community")
"""Kinds of columns that say where: what a town's figures give away is for indicators/disclosure/ to prevent."""
_PIECE = (2, 3, 4)
"""Lengths of the pieces of a text that may give a group away, such as 矫正."""


@dataclass(frozen=True)
class Withheld:
    """What a list doesn't show."""

    columns: frozenset[str] = frozenset()
    whole: bool = False
    """Nearly all of its records are a sensitive group's, so that to stand in it says enough."""


class Withholding:
    """What each list of a report withholds."""

    def __init__(
        self,
        sheets: Mapping[str, Sheet],
        lists: Iterable[Iterable[Place]],
        codes: Mapping[str, CodeList],
        proxies: Collection[Proxy] = (),
    ) -> None:
        self._guarded: dict[str, _Records] = {}
        for name, sheet in sheets.items():
            if name in EXTRACTS:
                group = group_column(EXTRACTS[name], codes)
                if group is not None and any(c.name == group.name for c in sheet.columns):
                    self._guarded[name] = _Records(sheet, group, codes, frozenset(proxies))
        self._columns: dict[Place, frozenset[str]] = {}
        rows = ([p for p in listed if p.extract in self._guarded] for listed in lists)
        for together in _sharing(rows):
            for extract in {place.extract for place in together}:
                own = {place.row for place in together if place.extract == extract}
                columns = self._guarded[extract].telling(own)
                self._columns.update((Place(extract, row), columns) for row in own)

    def of(self, extract: str, parts: Iterable[Iterable[Place]]) -> Withheld:
        """What a list withholds of the records of one extract; ``parts`` are those that it says to count alike."""
        columns: set[str] = set()
        whole = False
        for part in parts:
            own = [place for place in part if place.extract == extract and place in self._columns]
            if own:
                columns.update(*(self._columns[place] for place in own))
                whole |= self._guarded[extract].held({place.row for place in own}).tells(ENOUGH)
        return Withheld(frozenset(columns), whole)


def _sharing(lists: Iterable[Collection[Place]]) -> list[set[Place]]:
    """Records that some chain of lists connects, each chain's together."""
    chains: list[set[Place]] = []
    for listed in lists:
        own = set(listed)
        apart = [chain for chain in chains if not chain & own]
        chains = [*apart, own.union(*(chain for chain in chains if chain & own))]
    return [chain for chain in chains if chain]


class _Records:
    """The records of one extract that has a sensitive column."""

    def __init__(
        self, sheet: Sheet, group: Column[str], codes: Mapping[str, CodeList], proxies: frozenset[Proxy]
    ) -> None:
        table = EXTRACTS[sheet.extract]
        self._sheet, self._codes = sheet, codes
        self._at = {c.name: index for index, c in enumerate(sheet.columns)}
        self._group, self._unit = group.name, unit_column(table)
        self._members = sensitive_members(codes, group.info["codes"])
        self._words = group_words(codes, group.info["codes"])
        self._proxies = proxies | frozenset(proxies_by_name(table, codes))

    def _value(self, row: int, column: str) -> Any:
        at = self._at.get(column)
        return None if at is None or row not in self._sheet.values else self._sheet.values[row][at]

    def held(self, rows: Collection[int]) -> Held:
        """How many projects the rows are of, of how many the group is stated, and how many are a sensitive group's."""
        units: dict[Any, Any] = {}
        for row in rows:
            unit = row if self._unit == ROW else self._value(row, self._unit)
            units[unit] = units.get(unit) or self._value(row, self._group)
        stated = [group for group in units.values() if group is not None]
        return Held(len(units), len(stated), sum(group in self._members for group in stated))

    def telling(self, rows: Collection[int]) -> frozenset[str]:
        """The columns that give away which of the rows are a sensitive group's."""
        titles = TITLES.get(self._sheet.extract, ())
        named = [title for title in titles if self._naming(rows, title)]
        if not named and not any(self._value(r, self._group) in self._members or self._is_proxy(r) for r in rows):
            return frozenset()
        shown = [
            c for c in self._sheet.columns
            if may_be_public(self._sheet.extract, c.name) and c.name != self._group and c.info["kind"] not in _PLACES
        ]  # fmt: skip
        coded = [c.name for c in shown if c.info["codes"]]
        found = {name for name in coded if self._tells(rows, [name], 1) or self._has_proxy(rows, name)}
        for pair in combinations([name for name in coded if name not in found], 2):
            if not found & set(pair) and self._tells(rows, pair, ENOUGH):
                found.add(max(pair, key=lambda name: (len({self._value(row, name) for row in rows}), name)))
        if found or named:  # free text may say the same, and nobody can read every title
            found.update(titles)
        for column in shown:
            if column.name not in found and not column.info["codes"] and self._speaks(rows, column):
                found.add(column.name)
        for family in TOGETHER.get(self._sheet.extract, ()):
            found |= family if found & family else frozenset()
        return frozenset(found)

    def _naming(self, rows: Iterable[int], column: str) -> list[int]:
        """The rows in whose text a sensitive group is named."""
        return [row for row in rows if names_group(str(self._value(row, column) or ""), self._words)]

    def _is_proxy(self, row: int) -> bool:
        return any(self._value(row, column) == member for column, member in self._proxies)

    def _has_proxy(self, rows: Iterable[int], column: str) -> bool:
        return any((column, self._value(row, column)) in self._proxies for row in rows)

    def _tells(self, rows: Collection[int], columns: Collection[str], least: int) -> bool:
        """Whether some value of the columns gives a sensitive group away."""
        by_value: dict[tuple[Any, ...], list[int]] = {}
        for row in rows:
            by_value.setdefault(tuple(self._value(row, name) for name in columns), []).append(row)
        return any(None not in value and self.held(own).tells(least) for value, own in by_value.items())

    def _speaks(self, rows: Collection[int], column: Column[Any]) -> bool:
        """Whether a column without a list says the group: by its name, by a piece of text or a value of the group's."""
        if self._tells(rows, [column.name], ENOUGH):
            return True
        if column.info["kind"] != "text":
            return False
        if self.held(self._naming(rows, column.name)).tells():
            return True
        with_piece: dict[str, list[int]] = {}
        for row in rows:
            for piece in _pieces(fold(str(self._value(row, column.name) or ""))):
                with_piece.setdefault(piece, []).append(row)
        common = Counter({piece: len(own) for piece, own in with_piece.items()})
        return any(common[piece] >= ENOUGH and self.held(own).tells(ENOUGH) for piece, own in with_piece.items())


def _pieces(text: str) -> Iterator[str]:
    """Every piece of a text that isn't a number, once."""
    found = {text[at : at + length] for length in _PIECE for at in range(len(text) - length + 1)}
    yield from (piece for piece in found if not any(character.isdigit() for character in piece))
