"""Which cells stay hidden in which quarter, so that not even all quarters and editions together give one away.

Quarters are taken in the order of time, and a cell once hidden stays hidden: what protected it keeps protecting it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from govreport.indicators.disclosure.network import losses
from govreport.indicators.disclosure.series import Before, Series, SeriesName
from govreport.indicators.disclosure.table import SMALLEST_SHOWN, Place, Table
from govreport.quarter import Quarter

NOTHING_BEFORE: Final = Before()


def choose(
    tables: Mapping[Quarter, Mapping[SeriesName, Table]],
    sensitive: Collection[str],
    before: Before = NOTHING_BEFORE,
    subtotals: Collection[frozenset[str]] = (),
    *,
    stays: bool = True,
) -> dict[Quarter, frozenset[Place]]:
    """The cells to hide in each quarter of one breakdown, alike in all indicators: they describe the same records.

    ``subtotals`` are the members that other printed figures add up. ``stays``: what is hidden in one quarter is hidden
    in later ones; False for flows, each of which counts records of its own.
    """
    quarters = sorted(tables)
    patterns: list[set[Place]] = [set() for _ in quarters]
    names = sorted({name for of_quarter in tables.values() for name in of_quarter})
    lost = [losses(tables[q].values()) for q in quarters]
    series = {
        name: Series(
            name, quarters, [tables[q].get(name) for q in quarters], patterns, sensitive, before, lost, subtotals
        )
        for name in names
    }
    for now, quarter in enumerate(quarters):
        patterns[now] |= _for_their_own_sake([*tables[quarter].values()], sensitive)
        patterns[now] |= patterns[now - 1] if now and stays else set()
        withheld = (places for q, places in before.withheld.items() if q == quarter or (stays and q < quarter))
        patterns[now].update(place for places in withheld for place in places)
        growing = bool(patterns[now])
        while growing:
            before_all = len(patterns[now])
            for name in sorted(tables[quarter]):
                series[name].protect(now)
            growing = len(patterns[now]) > before_all
    return {quarter: frozenset(pattern) for quarter, pattern in zip(quarters, patterns, strict=True)}


def hidden(tables: Sequence[Table], sensitive: Collection[str]) -> frozenset[Place]:
    """The cells to hide in every one of ``tables`` where no other quarter was ever printed."""
    quarter = Quarter(2000, 1)
    return choose({quarter: {(f"{number:03}", ""): table for number, table in enumerate(tables)}}, sensitive)[quarter]


def _for_their_own_sake(tables: Collection[Table], sensitive: Collection[str]) -> set[Place]:
    chosen = {place for table in tables for place in table.small(sensitive)}
    # An amount behind which no count says that there are enough: also where the count is of this quarter's approvals
    # and the amount was paid for an earlier one.
    enough = {p for table in tables if table.is_count for p, v in table.cells.items() if v >= SMALLEST_SHOWN}
    return chosen | {place for table in tables for place in table.amounts(sensitive) if place not in enough}
