"""Which cells of a breakdown must stay out of print so that small counts about people can't be read or worked out.

A count of one or two of a sensitive member is hidden (primary), and with it as many neighbours as it takes
(complementary) that no sum of the printed numbers gives it back. Whether it does is decided exactly: towns, members and
their totals form a network in which the printed totals fix the flows; a hidden cell is safe where its value can be
moved along a cycle of hidden cells without breaking any printed total.

What it doesn't guard against: subtracting a flow from cumulative figures that several reports printed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

SMALLEST_SHOWN: Final = 3
"""A sensitive count below this, and above zero, is hidden."""
DISTRICT = ""
_ANY = "*"

Place = tuple[str, str]
"""(town_code, member); the town is "" for the district."""


@dataclass(frozen=True)
class Table:
    """One set of integers by town and member, whose totals by town and member are printed too."""

    cells: Mapping[Place, int]
    is_count: bool
    """False for money: how many people or projects are behind an amount isn't known from it."""

    @cached_property
    def split_by_town(self) -> bool:
        """Whether it has cells of towns beside the district's."""
        return any(town for town, _ in self.cells)

    @cached_property
    def ends(self) -> Mapping[Place, tuple[str, str]]:
        """A town's cell flows from the town to the member, a member's total from the member to the district."""
        nodes = {place: f"m:{place[1]}" if self.split_by_town else _ANY for place in self.cells}
        return {p: (node, "d:") if p[0] == DISTRICT else (f"t:{p[0]}", node) for p, node in nodes.items()}


def hidden(tables: Sequence[Table], sensitive: Collection[str]) -> frozenset[Place]:
    """The cells to hide in every one of ``tables``: they describe the same records, so they share one pattern."""
    chosen = {place for table in tables for place in _primary(table, sensitive)}
    counted = {place for table in tables if table.is_count for place in table.cells}
    for table in tables:
        if not table.is_count:  # an amount without a count beside it may be about one person
            chosen |= {p for p, v in table.cells.items() if p[1] in sensitive and v and p not in counted}
    primary = frozenset(chosen)
    growing = bool(primary)
    while growing:
        growing = False
        for table in tables:
            for place in sorted(primary & table.cells.keys()):
                if table.cells[place] and exposed(table, place, chosen):
                    extra = _company(table, place, chosen)
                    chosen |= extra
                    growing |= bool(extra)
    return frozenset(chosen)


def _primary(table: Table, sensitive: Collection[str]) -> Iterable[Place]:
    if not table.is_count:
        return ()
    return (p for p, v in table.cells.items() if p[1] in sensitive and 0 < v < SMALLEST_SHOWN)


def exposed(table: Table, place: Place, chosen: Collection[Place]) -> bool:
    """Whether the printed numbers leave exactly one value for the hidden cell ``place``.

    A reader knows that hidden cells aren't zero (zeros are printed) unless one had to be hidden for company.
    """
    start, end = table.ends[place]
    can_rise = _reaches(table, chosen, end, start, place)
    return not can_rise and not (table.cells[place] > 1 and _reaches(table, chosen, start, end, place))


def _reaches(table: Table, chosen: Collection[Place], source: str, goal: str, without: Place) -> bool:
    steps: dict[str, list[str]] = {}
    for place in chosen:
        value = table.cells.get(place)
        if value is None or place == without:
            continue
        start, end = table.ends[place]
        steps.setdefault(start, []).append(end)
        if value > 1:
            steps.setdefault(end, []).append(start)
    seen, waiting = {source}, [source]
    while waiting:
        for node in steps.get(waiting.pop(), ()):
            if node == goal:
                return True
            if node not in seen:
                seen.add(node)
                waiting.append(node)
    return False


def _company(table: Table, place: Place, chosen: Collection[Place]) -> set[Place]:
    """The cells to hide with ``place``: the other corners of the cheapest rectangle that protects it.

    Totals, which readers look for first, cost most, then zeros, then large numbers. Where no rectangle is enough, one
    more cell is hidden, and the search goes on from there.
    """
    best: tuple[tuple[int, int, int, list[Place]], set[Place]] | None = None
    for corners in _rectangles(table, place):
        extra = corners - set(chosen)
        if extra and not exposed(table, place, {*chosen, *extra}):
            totals = sum(p[0] == DISTRICT for p in extra)
            values = [table.cells[p] for p in extra]
            cost = (totals, values.count(0), sum(values), sorted(extra))
            if best is None or cost < best[0]:
                best = (cost, extra)
    if best is not None:
        return best[1]
    one = _complement(table, place, chosen)
    return set() if one is None else {one}


def _rectangles(table: Table, place: Place) -> Iterator[set[Place]]:
    town, member = place
    others = sorted({m for _, m in table.cells if m != member})
    if not table.split_by_town:
        yield from ({(town, m)} for m in others)
        return
    for other_town in sorted({t for t, _ in table.cells if t != town}):
        for other in others:
            corners = {(town, other), (other_town, member), (other_town, other)}
            if corners <= table.cells.keys():
                yield corners


def _complement(table: Table, place: Place, chosen: Collection[Place]) -> Place | None:
    """The next cell to hide for ``place``: in its own lines, else in those of the cells hidden for it.

    Of the line that has the fewest hidden cells the smallest that isn't zero; a zero only where nothing else is left.
    """
    others = sorted(p for p in chosen if p != place and p in table.cells)
    for zeros_too in (False, True):
        for group in ([place], others):
            lines = sorted(
                (line for p in group for line in _lines(table, p)), key=lambda line: sum(p in chosen for p in line) > 1
            )
            for line in lines:
                free = [p for p in line if p not in chosen and (table.cells[p] or zeros_too)]
                if free:
                    return min(free, key=lambda p: (p[0] == DISTRICT, table.cells[p], p))
    return None


def _lines(table: Table, place: Place) -> list[list[Place]]:
    row = [p for p in table.cells if p[0] == place[0]]
    return [row, [p for p in table.cells if p[1] == place[1]]] if table.split_by_town else [row]
