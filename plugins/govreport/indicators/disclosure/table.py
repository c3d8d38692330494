"""One table of figures by town and member, as readers meet it: what each cell flows between, and which are small."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from govreport.indicators.model import Basis

SMALLEST_SHOWN: Final = 3
"""A sensitive count below this, and above zero, is hidden."""
DISTRICT = ""

Place = tuple[str, str]
"""(town_code, member); the town is "" for the district."""
Node = str
"""A line of the table whose sum is printed, or a member whose total is itself a cell."""
_ALL: Final = "d:"
_ONLY_TOTALS: Final = "m:"


@dataclass(frozen=True)
class Table:
    """One set of integers by town and member in one quarter, whose totals by town and of the district are printed."""

    cells: Mapping[Place, int]
    is_count: bool
    """False for money: how many people or projects are behind an amount isn't known from it."""
    basis: Basis = "stock"

    @cached_property
    def split_by_town(self) -> bool:
        """Whether it has cells of towns beside the district's."""
        return any(town for town, _ in self.cells)

    @cached_property
    def has_total(self) -> bool:
        """Whether it has the district's cells."""
        return any(not town for town, _ in self.cells)

    @cached_property
    def ends(self) -> Mapping[Place, tuple[Node, Node]]:
        """A town's cell flows from the town to the member, a member's total from the member to the district."""
        found = {}
        for place in self.cells:
            member = f"m:{place[1]}" if self.split_by_town else _ONLY_TOTALS
            found[place] = (member, _ALL) if place[0] == DISTRICT else (f"t:{place[0]}", member)
        return found

    def small(self, sensitive: Collection[str]) -> Iterator[Place]:
        """Counts of sensitive members that mustn't be read."""
        if self.is_count:
            yield from (p for p, v in self.cells.items() if p[1] in sensitive and 0 < v < SMALLEST_SHOWN)

    def amounts(self, sensitive: Collection[str]) -> Iterator[Place]:
        """Amounts of sensitive members: without a count beside it any may be about one person."""
        if not self.is_count:
            yield from (p for p, v in self.cells.items() if p[1] in sensitive and v)
