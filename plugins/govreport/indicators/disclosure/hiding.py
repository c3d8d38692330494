"""From observations to the keys that no reader may see."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from govreport.canonical.codes import CodeList
from govreport.indicators.disclosure.known import NOTHING_KNOWN, Disclosure
from govreport.indicators.disclosure.members import sensitive_members, subtotals
from govreport.indicators.disclosure.over_time import choose
from govreport.indicators.disclosure.series import Before, SeriesName
from govreport.indicators.disclosure.table import Place, Table
from govreport.indicators.model import Indicator, Observation
from govreport.quarter import Quarter

Key = tuple[str, Quarter, str, str, str]
"""(indicator, quarter, town_code, breakdown, member) of an observation."""
Records = tuple[str, str, bool]
"""(breakdown, relation, whether each quarter has its own)."""
_NUMERATOR, _DENOMINATOR = "numerator", "denominator"


def hidden_keys(
    observations: Iterable[Observation],
    indicators: Mapping[str, Indicator],
    codes: Mapping[str, CodeList],
    disclosure: Disclosure = NOTHING_KNOWN,
) -> frozenset[Key]:
    """Keys of the observations that may not be shown; ``observations`` are of all quarters that are shown together."""
    sensitive: dict[str, frozenset[str]] = {}
    split: dict[Records, list[Observation]] = {}
    for o in observations:
        if not o.breakdown or o.indicator not in indicators:
            continue
        if o.breakdown not in sensitive:
            sensitive[o.breakdown] = sensitive_members(indicators, codes, o.breakdown, disclosure.proxies)
        if sensitive[o.breakdown]:
            split.setdefault(_records(indicators[o.indicator], o.breakdown), []).append(o)
    found: set[Key] = set()
    for (breakdown, _, is_flow), listed in split.items():
        patterns = choose(
            _tables(listed, indicators),
            sensitive[breakdown],
            _before(disclosure, breakdown, {o.indicator for o in listed}),
            subtotals(indicators, breakdown, codes),
            stays=not is_flow,
        )
        found |= {
            (o.indicator, o.quarter, o.town_code, breakdown, o.member)
            for o in listed
            if (o.town_code, o.member) in patterns[o.quarter]
        }
    return frozenset(found)


def _records(indicator: Indicator, breakdown: str) -> Records:
    """Which records the indicator's figures describe: indicators of the same ones share what is hidden. Those of one
    quarter alone are others in every quarter."""
    return breakdown, str(indicator.numerator.relation), indicator.basis == "flow"


def _tables(
    observations: Iterable[Observation], indicators: Mapping[str, Indicator]
) -> dict[Quarter, dict[SeriesName, Table]]:
    cells: dict[Quarter, dict[SeriesName, dict[Place, int]]] = {}
    for o in observations:
        for part, value in _parts(indicators[o.indicator], o.numerator, o.denominator):
            series = cells.setdefault(o.quarter, {}).setdefault((o.indicator, part), {})
            series[o.town_code, o.member] = value
    return {
        quarter: {name: _table(indicators[name[0]], name[1], values) for name, values in of_quarter.items()}
        for quarter, of_quarter in cells.items()
    }


def _table(indicator: Indicator, part: str, values: Mapping[Place, int]) -> Table:
    measure = indicator.denominator if part == _DENOMINATOR else indicator.numerator
    return Table(values, is_count=measure is None or not measure.is_money, basis=indicator.basis)


def _parts(indicator: Indicator, numerator: int, denominator: int | None) -> Iterator[tuple[str, int]]:
    yield _NUMERATOR, numerator
    # A share's denominator is the indicator's own total, which is printed as such.
    if denominator is not None and indicator.denominator is not None and not indicator.share_of_total:
        yield _DENOMINATOR, denominator


def _before(disclosure: Disclosure, breakdown: str, indicators: Collection[str]) -> Before:
    withheld: dict[Quarter, set[Place]] = {}
    for cell in disclosure.withheld:
        if cell.breakdown == breakdown and cell.indicator in indicators:
            withheld.setdefault(cell.quarter, set()).add((cell.town_code, cell.member))
    printed: dict[SeriesName, dict[Quarter, dict[Place, frozenset[int]]]] = {}
    for cell, values in disclosure.printed.items():
        if cell.breakdown != breakdown or cell.indicator not in indicators:
            continue
        for value in values:
            for part, number in ((_NUMERATOR, value.numerator), (_DENOMINATOR, value.denominator)):
                if number is not None:
                    told = printed.setdefault((cell.indicator, part), {}).setdefault(cell.quarter, {})
                    place = (cell.town_code, cell.member)
                    told[place] = told.get(place, frozenset()) | {number}
    return Before(withheld, printed)
