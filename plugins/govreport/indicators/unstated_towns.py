"""Which figures of single towns a district doesn't state, because the town alone doesn't supply what they are made of.

What towns supply is asked in supplied_by_towns.py; here it is set against what indicators need. Why a district states
an indicator or not stands in availability.py.
"""

from __future__ import annotations

from collections.abc import Iterable

from govreport.canonical import EXTRACTS, towns
from govreport.indicators.expression_shapes import Need
from govreport.indicators.model import Indicator
from govreport.indicators.supplied import Supplied, breakdown_needs, indicator_needs

TownGap = tuple[str, str, str]
"""(indicator, town, breakdown)."""


def counts_towns(indicator: Indicator) -> bool:
    """Whether the district's figure counts its towns, so that it can't be stated while one of them is unknown."""
    below = indicator.denominator
    return getattr(indicator.numerator.distinct, "name", "") == "town_code" or (
        below is not None and below.relation is towns
    )


def towns_without(indicator: Indicator, supplied: Supplied) -> tuple[str, ...]:
    """The towns that alone don't supply what the indicator reads."""
    needs = indicator_needs(indicator)
    return tuple(town for town in supplied.towns if supplied.lacking_in(town, needs))


def unstated_in_towns(indicators: Iterable[Indicator], supplied: Supplied) -> frozenset[TownGap]:
    """The towns' figures that aren't stated though the district's are, breakdown "" being the town's figure itself:
    none of the town's rows fills a column that is read, or it made no return."""
    found = set()
    for indicator in (i for i in indicators if i.by_town):
        own = towns_without(indicator, supplied)
        for town in supplied.towns:
            if town in own:
                found |= {(indicator.id, town, breakdown) for breakdown in ("", *indicator.breakdowns)}
            else:
                found |= {
                    (indicator.id, town, b)
                    for b in indicator.breakdowns
                    if supplied.lacking_in(town, breakdown_needs(indicator, b))
                }
    return frozenset(found)


def lacking_in_towns(indicators: Iterable[Indicator], supplied: Supplied) -> dict[Need, dict[str, tuple[str, ...]]]:
    """What towns don't supply -> indicator -> the towns for which it therefore isn't stated."""
    lacking: dict[Need, dict[str, list[str]]] = {}
    for indicator in (i for i in indicators if i.by_town):
        for town in supplied.towns:
            for need in supplied.lacking_in(town, indicator_needs(indicator)):
                lacking.setdefault(need, {}).setdefault(indicator.id, []).append(town)
    ordered = sorted(lacking.items(), key=lambda item: order_of(item[0]))
    return {need: {i: tuple(towns) for i, towns in own.items()} for need, own in ordered}


def order_of(need: Need) -> tuple[int, int, str]:
    """In which order needs are listed: by extract and column."""
    first = min(need)
    columns = [c.name for c in EXTRACTS[first.extract].columns]
    return list(EXTRACTS).index(first.extract), columns.index(first.column), first.code
