"""What stays hidden in a half-year or a year: whatever one of its quarters hides.

A cell that no quarter hides is the sum of cells that anybody can read, or the last quarter's own: a longer period then
says nothing that its quarters don't, so it can give nothing away, whatever is added or taken off.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from govreport.indicators.disclosure.hiding import Key
from govreport.indicators.model import Observation
from govreport.period import PeriodKind


def hidden_with_their_quarters(
    observations: Iterable[Observation], hidden: Collection[Key], base: PeriodKind
) -> frozenset[Key]:
    """Keys of a longer period's figures that may not be shown, given those of its quarters, or whatever is its base."""
    return frozenset(
        (o.indicator, o.quarter, o.town_code, o.breakdown, o.member)
        for o in observations
        if any((o.indicator, q, o.town_code, o.breakdown, o.member) in hidden for q in o.quarter.parts(base))
    )
