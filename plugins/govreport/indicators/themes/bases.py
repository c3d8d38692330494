"""Incubation bases: how many, where, at what cost, how full (domain theme 1.10). Residents and graduates are in
incubation.py."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import and_

from govreport.canonical import bases, towns
from govreport.errors import Message
from govreport.indicators.dates import QUARTER_END
from govreport.indicators.model import Indicator, Measure
from govreport.indicators.relations.money import open_base
from govreport.indicators.themes.incubation import RESIDENT

_c = bases.c
_PERCENT = Message("%", "%")
_SOURCE = "reply"
_open = open_base(QUARTER_END)
_measured = and_(_open, _c.investment_fen.is_not(None), _c.area_m2.is_not(None))

INDICATORS = (
    Indicator(
        id="I05",
        name=Message("孵化基地单位面积投资", "Investment in incubation bases per m²"),
        unit=Message("{one}/平方米", "{one} per m²"),
        kind="unit_cost",
        basis="stock",
        direction="neutral",
        numerator=Measure(bases, _measured, value=_c.investment_fen, by_town=False),
        denominator=Measure(bases, _measured, value=_c.area_m2, by_town=False),
        formula=Message(
            "投资额 ÷ 建筑面积，仅计两者均已公布的在用基地",
            "Investment over floor space of the open bases for which both are known",
        ),
        source=_SOURCE,
        by_town=False,
    ),
    Indicator(
        id="I06",
        name=Message("镇街孵化基地覆盖率", "Towns with an incubation base"),
        unit=_PERCENT,
        kind="percent",
        basis="stock",
        direction="more_is_better",
        numerator=Measure(bases, and_(_open, _c.counts_for_town), distinct=_c.town_code),
        denominator=Measure(towns, towns.c.town_code.is_not(None)),
        formula=Message(
            "期末有镇街孵化基地的镇街数 ÷ 全区镇街数",
            "Towns with a base of their own at quarter end over all towns",
        ),
        source=_SOURCE,
        floor_applies=False,
    ),
    Indicator(
        id="I07",
        name=Message("区孵化基地利用率", "District base in use"),
        unit=_PERCENT,
        kind="percent",
        basis="stock",
        direction="more_is_better",
        numerator=replace(RESIDENT, by_town=False),
        denominator=Measure(bases, and_(_open, _c.level == "district"), value=_c.capacity, by_town=False),
        formula=Message(
            "期末在孵社会组织数 ÷ 区级孵化基地可容纳的组织数",
            "Residents at quarter end over the organizations that the district base can house",
        ),
        source=_SOURCE,
        by_town=False,
        caveat=Message(
            "在孵数据不分基地，均计为区级基地；基地未填报容量的不作统计",
            "Residents aren't recorded by base and are taken as the district base's; no figure without a capacity",
        ),
    ),
    Indicator(
        id="I08",
        name=Message("镇街及专业孵化基地", "Town and sector incubation bases"),
        unit=Message("个", "bases"),
        kind="count",
        basis="stock",
        direction="more_is_better",
        numerator=Measure(bases, and_(_open, _c.level.in_(("sector", "town"))), by_town=False),
        formula=Message(
            "期末在用的镇街孵化基地和区级专业孵化基地数，不含区孵化基地本身",
            "Open bases of towns and sectors at quarter end, the district's own base apart",
        ),
        source=_SOURCE,
        breakdowns=("level",),
        by_town=False,
    ),
)
