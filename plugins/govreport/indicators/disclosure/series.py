"""One indicator's tables over time, and what keeps each of their hidden cells from being worked out.

What protects a cell is a witness: other values for hidden cells, each one higher or lower from some quarter on, with
which every printed number agrees, and so does what readers know of the figure (a cumulative count doesn't fall).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from govreport.indicators.disclosure.network import Cycle, Network
from govreport.indicators.disclosure.table import DISTRICT, Place, Table
from govreport.quarter import Quarter

SeriesName = tuple[str, str]
"""(indicator, "numerator" or "denominator")."""


@dataclass(frozen=True)
class Before:
    """What readers were told of one breakdown by earlier editions, of any quarter."""

    withheld: Mapping[Quarter, Collection[Place]] = field(default_factory=dict)
    printed: Mapping[SeriesName, Mapping[Quarter, Mapping[Place, frozenset[int]]]] = field(default_factory=dict)


class Reader(NamedTuple):
    """How much a reader is taken to know."""

    in_towns: int
    """What he takes a hidden figure of a sensitive member in a town to be at least, where it isn't zero."""
    elsewhere: int
    """The same for other hidden figures."""
    recalls: bool
    """Whether he takes a figure that an earlier edition printed, and that is still so, as known."""


READERS: Final = (Reader(1, 1, True), Reader(0, 1, True), Reader(0, 0, True), Reader(0, 0, False))
"""From the one who knows most; a cell is protected against the first against whom anything protects it.

The first knows that zeros are printed, so that whatever is hidden counts something. Where a town's only new project is
a sensitive one, nothing helps against him. The others have seen that zeros are hidden for company.
"""


class Witness(NamedTuple):
    """Values that the cells of ``cycle`` could have as well, from quarter ``since`` (its number) on."""

    since: int
    lasting: bool
    """Whether those of later quarters move along."""
    reader: Reader
    cycle: Cycle


class Window(NamedTuple):
    """Quarters whose cells move together, from ``since`` to ``now``, or on from there."""

    since: int
    now: int
    lasting: bool
    reader: Reader


class Series:
    """The tables of one indicator's numerator or denominator, quarter by quarter."""

    def __init__(
        self,
        name: SeriesName,
        quarters: Sequence[Quarter],
        tables: Sequence[Table | None],
        patterns: Sequence[set[Place]],
        sensitive: Collection[str],
        before: Before,
        losses: Sequence[Mapping[Place, int]],
        subtotals: Collection[frozenset[str]] = (),
    ) -> None:
        """``patterns`` are the hidden cells of each quarter, filled as the quarters are gone through; ``losses``: what
        readers lose with each cell in each quarter; ``subtotals`` are the members that another printed figure adds up.
        """
        self._losses = losses
        self._ordinary = any(m not in sensitive for table in tables if table is not None for _, m in table.cells)
        self._subtotals = sorted(subtotals, key=sorted)
        self._quarters, self._tables, self._patterns, self._sensitive = quarters, tables, patterns, sensitive
        self._printed = before.printed.get(name, {})
        self._withheld = before.withheld
        self._basis = next(t.basis for t in tables if t is not None)
        told = {*self._printed, *self._withheld}
        self._known_later = [sorted(q for q in told if q > now and self._same_run(q, now)) for now in quarters]
        """For each quarter those after it of which readers know something."""
        self._witnesses: dict[Place, Witness] = {}
        self._open: set[Place] = set()
        self._networks: dict[Window, Network] = {}
        self._at = -1

    def protect(self, now: int) -> bool:
        """Hide what the hidden cells of a quarter need for company; whether anything was added to its pattern."""
        table, pattern = self._table(now), self._patterns[now]
        if now != self._at:
            self._at, self._networks, self._open = now, {}, set()
            self._witnesses = {p: w for p, w in self._witnesses.items() if self._still_holds(w, now)}
        before = len(pattern)
        for place in sorted(p for p in pattern if p[1] in self._sensitive and table.cells.get(p)):
            if place in self._witnesses or place in self._open:
                continue
            witness = self._found(place, now, table)
            if witness is None:
                self._open.add(place)
                continue
            self._keep(witness, now, place)
            if witness.reader != READERS[0]:
                self._hide_a_zero(now, table)
        return len(pattern) > before

    def _keep(self, witness: Witness, now: int, found_for: Place) -> None:
        """Hide the cells of a cycle. It speaks for all of them where the reader is the one who knows most; other cells
        than the one it was found for may do better against a weaker one."""
        for step in witness.cycle:
            beside = [s.place[1] for s in witness.cycle if s.place[0] == step.place[0] and s.place != step.place]
            covered = not self._ordinary or all(self._is_cover(member, step.place[1]) for member in beside)
            if step.place == found_for or (covered and witness.reader == READERS[0]):
                self._witnesses.setdefault(step.place, witness)
            self._patterns[now].add(step.place)

    def _is_ordinary(self, member: str) -> bool:
        return member not in self._sensitive

    def _is_cover(self, other: str, member: str) -> bool:
        """Whether a member beside another one leaves readers in doubt: it isn't sensitive (or they would know that a
        town's only project is for one of two such groups), and the same printed subtotals hold it."""
        return self._is_ordinary(other) and all((other in of) == (member in of) for of in self._subtotals)

    def _hide_a_zero(self, now: int, table: Table) -> None:
        """See to it that some hidden cell counts nothing and can't be told from the others, if there is such a cell."""
        pattern, reader = self._patterns[now], READERS[-2]
        zeros = [p for p, v in table.cells.items() if not v and p[0] != DISTRICT and p[1] in self._sensitive]
        network = self._network(Window(now, now, True, reader))
        if any(p in pattern and (p in self._witnesses or network.cycle(p, free=True)) for p in zeros):
            return
        found = [(*cycle, p) for p in sorted(zeros) if (cycle := network.cycle(p, fits=self._is_ordinary)) is not None]
        if found:
            _, way, zero = min(found)
            self._keep(Witness(now, True, reader, way), now, zero)

    def _found(self, place: Place, now: int, table: Table) -> Witness | None:
        """What protects a cell: beside it members that cover it; else any that aren't sensitive, else any."""
        covers = (lambda other: self._is_cover(other, place[1]), self._is_ordinary) if self._ordinary else ()
        for fits in (*covers, None):
            witness = self._find(place, now, table, fits)
            if witness is not None:
                return witness
        return None

    def _find(self, place: Place, now: int, table: Table, fits: Callable[[str], bool] | None) -> Witness | None:
        """What protects a cell, at the lowest price."""
        for reader in READERS:
            for window in self._windows(now, reader):
                found = self._network(window).cycle(place, free=True, fits=fits)
                if found is not None:
                    return Witness(window.since, window.lasting, reader, found[1])
            at_a_price = [
                (*found, window.lasting)
                for window in self._windows(now, reader)
                if window.since == now and (found := self._network(window).cycle(place, fits=fits)) is not None
            ]
            if at_a_price:
                _, cycle, lasting = min(at_a_price)
                return Witness(now, lasting, reader, cycle)
        return None

    def _windows(self, now: int, reader: Reader) -> list[Window]:
        """The newest first: in it all cells of the quarter may be hidden, in older ones what was hidden then."""
        since = [s for s in range(now, -1, -1) if self._related(s, now) and self._tables[s] is not None]
        lastings = (True, False) if self._known_later[now] else (True,)
        return [Window(s, now, lasting, reader) for s in since for lasting in lastings]

    def _network(self, window: Window) -> Network:
        table, pattern = self._table(window.now), self._patterns[window.now]
        network = self._networks.get(window)
        if network is None:
            old = self._patterns[window.since]
            places = table.cells if window.since == window.now else [p for p in table.cells if p in old]
            losses = self._losses[window.now]
            network = Network(table, places, lambda place, change: self._may_move(place, change, window), losses)
            self._networks[window] = network
        network.hide(pattern)
        return network

    def _may_move(self, place: Place, change: int, window: Window) -> bool:
        """Whether a cell could be one higher or lower in the whole window, for all that the reader knows."""
        for at in range(window.since, window.now + 1):
            table = self._tables[at]
            if table is not None and not self._may_be(place, change, table, at, window.reader):
                return False
        if not self._later_allows(place, change, window):
            return False
        floor = self._floor(place, window.since)
        return change > 0 or floor is None or self._table(window.since).cells[place] + change >= floor

    def _may_be(self, place: Place, change: int, table: Table, at: int, reader: Reader) -> bool:
        value = table.cells.get(place)
        if value is None or (reader.recalls and value in self._told(place, self._quarters[at])):
            return False
        in_town = place[0] != DISTRICT and place[1] in self._sensitive
        least = min(value, reader.in_towns if in_town else reader.elsewhere)
        return change > 0 or value + change >= max(least, 0)

    def _floor(self, place: Place, since: int) -> int | None:
        """What the value in the quarter ``since`` can't be below: that of a quarter before, if it doesn't fall."""
        quarter = self._quarters[since]
        known = [v for q in self._printed if q < quarter and self._same_run(q, quarter) for v in self._told(place, q)]
        for at in range(since - 1, -1, -1):
            table = self._tables[at]
            if table is not None and self._related(at, since):
                known += [table.cells[place]] if place in table.cells else []
                break
        return max(known, default=None)

    def _later_allows(self, place: Place, change: int, window: Window) -> bool:
        """Whether what later quarters' editions said leaves room."""
        value, later = self._table(window.now).cells[place], self._known_later[window.now]
        told = [v for q in later for v in self._told(place, q)]
        if window.lasting:
            return not told  # or it would have to move there too
        held = any(place in self._withheld.get(q, ()) for q in later)
        return change < 0 or (not held and (not told or value + change <= min(told)))

    def _told(self, place: Place, quarter: Quarter) -> frozenset[int]:
        return self._printed.get(quarter, {}).get(place, frozenset())

    def _still_holds(self, witness: Witness, now: int) -> bool:
        if not witness.lasting or not self._related(witness.since, now):
            return False
        window = Window(now, now, witness.lasting, witness.reader)
        return all(
            self._may_be(place, change, self._table(now), now, witness.reader)
            and self._later_allows(place, change, window)
            for place, change in witness.cycle
            if place in self._table(now).cells
        )

    def _related(self, one: int, other: int) -> bool:
        return self._same_run(self._quarters[one], self._quarters[other])

    def _same_run(self, one: Quarter, other: Quarter) -> bool:
        """Whether the figure of the later quarter contains that of the earlier one."""
        return one == other or self._basis == "cumulative" or (self._basis == "year_to_date" and one.year == other.year)

    def _table(self, at: int) -> Table:
        table = self._tables[at]
        if table is None:
            raise ValueError(f"nothing is stated for {self._quarters[at]}")
        return table
