"""Whether districts' figures of an indicator make a city's figure. Follows from the declaration, and from what the
districts state of it.

Counts and amounts add up, and rates are computed again from added numerators and denominators. Does not belong here:
adding (rollup.py).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from govreport.district.given import Given
from govreport.district.parameters import PARAMETERS
from govreport.errors import Message
from govreport.indicators.model import Indicator, Measure

_DUE: Final = Message("年度报告的报送期限", "The day by which annual reports are due")
_PEOPLE: Final = frozenset({"people", "volunteers", "leaders"})
INDEX = Message("指数、评分、密度由各区自己的构成得出，不能相加", "made from each district's own composition")
WHOLE = Message("按全区排名或汇总得出，全市须另行排名", "ranked within a district; the city's ranking is another")
PEOPLE = Message("同一人可在几个区出现", "one person may appear in several districts")
CURRENCIES = Message("各区货币不同，金额不能相加", "the districts' amounts are in different currencies")
REGISTRARS = Message("各区登记机关有重复，同一组织会计两次", "registrars overlap: an organization would count twice")


def defined_otherwise(indicator: Indicator, stated: Sequence[Given], definitions: Collection[str]) -> Message | None:
    """That the districts' figures were computed by different definitions, with the numbers that differ; None where
    they are one."""
    if len(set(definitions)) < 2:
        return None
    differ = [n for n in sorted(indicator.parameters) if len({given.values([n]).get(n) for given in stated}) > 1]
    meanings = [PARAMETERS[n].meaning if n in PARAMETERS else _DUE for n in differ]
    zh, en = "、".join(m.zh for m in meanings), "; ".join(m.en[0].lower() + m.en[1:] for m in meanings)
    return Message(
        "各区口径不同" + (f"（{zh}）" if zh else "") + "，不能相加",
        "the districts define it differently" + (f" ({en})" if en else ""),
    )


def why_not(indicator: Indicator, *, registrars_disjoint: bool, one_currency: bool = True) -> Message | None:
    """Why districts' figures can't be added; None where they can."""
    if not indicator.numerator_adds_up:
        return INDEX
    if not one_currency and any(m is not None and m.is_money for m in (indicator.numerator, indicator.denominator)):
        return CURRENCIES
    for measure in (indicator.numerator, indicator.denominator):
        if measure is not None and (reason := _of(measure, registrars_disjoint)) is not None:
            return reason
    return None


def _of(measure: Measure, registrars_disjoint: bool) -> Message | None:
    if measure.records is not None and not measure.by_town:
        return WHOLE
    if getattr(measure.value, "name", "") in _PEOPLE:
        return PEOPLE
    if "organizations" in measure.tables and not registrars_disjoint:
        return REGISTRARS
    # Towns, communities, projects and activities are counted once by numbers that a district gives: no two districts
    # share one.
    return None
