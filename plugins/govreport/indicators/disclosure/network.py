"""The cheapest company for a hidden cell: a cycle of cells along which its value can move and no printed sum breaks.

Towns, members and their totals are the nodes of a network, the cells its arcs, and what is printed fixes the flow
through every node. So a cell's value is open where a cycle leads through it whose other cells are hidden and may move.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from heapq import heappop, heappush
from typing import NamedTuple

from govreport.indicators.disclosure.table import DISTRICT, Place, Table


class Step(NamedTuple):
    """One cell of a cycle and which way its value moves, by one."""

    place: Place
    change: int


Cycle = tuple[Step, ...]
MayMove = Callable[[Place, int], bool]
"""Whether a cell could hold a value one higher (+1) or lower (-1), for all that readers know."""
_Arc = tuple[int, int, int]
"""(node it leads to, number of its cell, change): numbers, because a search goes over thousands of them."""


class Network:
    """The arcs of a table that may move, found by node."""

    def __init__(self, table: Table, places: Iterable[Place], may_move: MayMove, loss: Mapping[Place, int]) -> None:
        """``places`` are the cells that a cycle may use; ``loss``: what readers lose with each (losses)."""
        self._places = sorted(places)
        self._numbers = {place: number for number, place in enumerate(self._places)}
        self._prices = [price(table, place, loss) for place in self._places]
        nodes: dict[str, int] = {}
        self._ends = [
            (nodes.setdefault(start, len(nodes)), nodes.setdefault(end, len(nodes)))
            for start, end in (table.ends[place] for place in self._places)
        ]
        self._moves = [(may_move(place, 1), may_move(place, -1)) for place in self._places]
        self._arcs: list[list[_Arc]] = [[] for _ in nodes]
        for number, ((start, end), (rises, falls)) in enumerate(zip(self._ends, self._moves, strict=True)):
            if rises:
                self._arcs[start].append((end, number, 1))
            if falls:
                self._arcs[end].append((start, number, -1))

    def hide(self, places: Iterable[Place]) -> None:
        """Take these cells as hidden: nothing is lost by using them."""
        for place in places:
            if place in self._numbers:
                self._prices[self._numbers[place]] = 0

    def cycle(
        self, place: Place, *, free: bool = False, fits: Callable[[str], bool] | None = None
    ) -> tuple[int, Cycle] | None:
        """Price and cells of the cheapest cycle through ``place``, of hidden cells only where it has to be ``free``.

        Beside ``place``, in its line, it uses members that ``fits`` allows.
        """
        number = self._numbers.get(place)
        if number is None:
            return None
        barred = {number}
        if fits is not None:
            barred |= {n for n, (town, member) in enumerate(self._places) if town == place[0] and not fits(member)}
        (start, end), (rises, falls) = self._ends[number], self._moves[number]
        found = [
            (way[0], -change, (Step(place, change), *way[1]))
            for allowed, change, source, goal in ((rises, 1, end, start), (falls, -1, start, end))
            if allowed and (way := self._way(source, goal, barred, free)) is not None
        ]
        if not found:
            return None
        cost, _, cycle = min(found)
        return cost, cycle

    def _way(self, source: int, goal: int, barred: Collection[int], free: bool) -> tuple[int, Cycle] | None:
        """The cheapest way from node to node (Dijkstra's algorithm)."""
        prices, arcs = self._prices, self._arcs
        reached: dict[int, tuple[int, int, _Arc | None]] = {source: (0, source, None)}
        done = [False] * len(arcs)
        waiting = [(0, source)]
        while waiting:
            so_far, node = heappop(waiting)
            if node == goal:
                return so_far, self._back(reached, goal)
            if done[node]:
                continue
            done[node] = True
            for arc in arcs[node]:
                other, number, _ = arc
                if done[other] or number in barred or (free and prices[number]):
                    continue
                cost = so_far + prices[number]
                if other not in reached or cost < reached[other][0]:
                    reached[other] = (cost, node, arc)
                    heappush(waiting, (cost, other))
        return None

    def _back(self, reached: dict[int, tuple[int, int, _Arc | None]], goal: int) -> Cycle:
        steps = []
        _, node, arc = reached[goal]
        while arc is not None:
            steps.append(Step(self._places[arc[1]], arc[2]))
            _, node, arc = reached[node]
        return tuple(reversed(steps))


def price(table: Table, place: Place, loss: Mapping[Place, int]) -> int:
    """What readers lose with a cell, as one number: totals, which they look for first, cost most, then zeros, then each
    further cell, then what the cell is of the whole."""
    return (int(place[0] == DISTRICT) << 192) + (int(not table.cells[place]) << 160) + (1 << 128) + loss[place]


def losses(tables: Collection[Table]) -> dict[Place, int]:
    """Millionths that each cell is of its table's total, in all tables together, for they hide the same cells."""
    found: dict[Place, int] = {}
    for table in tables:
        whole = sum(abs(v) for (town, _), v in table.cells.items() if town == DISTRICT or not table.has_total) or 1
        for place, value in table.cells.items():
            found[place] = found.get(place, 0) + abs(value) * 1_000_000 // whole
    return found
