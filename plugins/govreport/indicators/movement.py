"""E42: whether a figure's change over the quarter is one that its own history makes plausible.

The band is made of the changes of the quarters before, as they are known now, and of nothing else; a change outside it
isn't wrong, it needs an explanation before somebody signs.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from math import isqrt

from govreport.errors import Message
from govreport.indicators.model import Figures, Indicator
from govreport.manifests.measurements import Identity
from govreport.quarter import Quarter

YEARS = 2
"""A band is made of the changes of at most so many years, and of at least one, so that every season is in it."""
SPREADS = 2
"""How many times its own spread a band is widened on either side."""
FEW = 5
"""A change of a count by no more than this is never remarkable."""
RULE = "E42"

Explained = Mapping[tuple[str, Fraction], Message]
"""(indicator, change in its printed unit) -> who explained it, and how."""


def reach(quarter: Quarter) -> int:
    """So many periods a band looks back at, the one whose change is judged among them."""
    return YEARS * quarter.in_a_year + 1


def check_movement(figures: Figures, quarter: Quarter, explained: Explained) -> list[Identity]:
    """One line for each district figure whose change is outside its band, and one that counts those inside it."""
    outside, judged = [], 0
    for indicator in figures.indicators.values():
        if indicator.denominator is not None:
            continue
        series = _series(figures, indicator.id, quarter)
        if len(series) < quarter.in_a_year + 2 or _has_no_band(indicator, series[:-1]):
            continue
        judged += 1
        change = series[-1] - series[-2]
        low, high = band(series[:-1], counts=not indicator.numerator.is_money)
        if not low <= change <= high:
            said = explained.get((indicator.id, change * indicator.scale))
            outside.append(_line(indicator, change, low, high, said))
    if not judged:
        return []
    inside = judged - len(outside)
    return [
        Identity(
            name="band",
            rule=RULE,
            zh="各项指标的环比变动在历来范围内",
            en="Changes over the quarter are within what history makes plausible",
            holds=True,
            detail_zh=f"{judged}项中{inside}项",
            detail_en=f"{inside} of {judged}",
        ),
        *outside,
    ]


def _has_no_band(indicator: Indicator, before: list[int]) -> bool:
    """Sums of what should not be, whose records are each told by a rule and a matter, and sums that have been nothing:
    neither has a spread to judge its next movement by."""
    return indicator.numerator.is_money and (indicator.direction == "less_is_better" or not any(before))


def band(series: list[int], *, counts: bool) -> tuple[int, int]:
    """Smallest and largest plausible next change: those seen, widened by twice their own spread (for counts at least by
    the root of the level, which is how far chance alone moves a count, and by FEW)."""
    changes = [after - before for before, after in pairwise(series)]
    margin = SPREADS * (max(changes) - min(changes))
    if counts:
        margin = max(margin, isqrt(abs(series[-1])), FEW)
    return min(changes) - margin, max(changes) + margin


def _series(figures: Figures, indicator: str, quarter: Quarter) -> list[int]:
    """The district's figure in the unbroken run of quarters that ends with ``quarter``, oldest first."""
    found: list[int] = []
    for past in reversed(quarter.back(reach(quarter))):
        observation = figures.get(indicator, past)
        if observation is None:
            break
        found.insert(0, observation.numerator)
    return found


def _line(indicator: Indicator, change: int, low: int, high: int, said: Message | None) -> Identity:
    def shown(number: int) -> str:
        exact = abs(number) * indicator.scale
        digits = f"{float(exact):,.2f}".rstrip("0").rstrip(".")
        return f"{'−' if number < 0 else '+'}{digits}"

    unit = indicator.unit
    zh = f"变动{shown(change)}{unit.zh}，历来{shown(low)}{unit.zh}至{shown(high)}{unit.zh}"
    en = f"{shown(change)}; so far {shown(low)} to {shown(high)} ({unit.en})"
    if said is not None:
        zh, en = f"{zh}；{said.zh}", f"{en}; {said.en}"
    return Identity(
        name=f"band:{indicator.id}",
        rule=RULE,
        zh=f"{indicator.name.zh}：环比变动在历来范围内，或已说明",
        en=f"{indicator.name.en}: the change is within its history, or explained",
        holds=said is not None,
        detail_zh=zh,
        detail_en=en,
    )
