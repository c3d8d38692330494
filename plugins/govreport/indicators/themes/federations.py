"""Federations of community organizations in towns and streets (domain theme 1.3)."""

from __future__ import annotations

from sqlalchemy import and_

from govreport.errors import Message
from govreport.indicators.dates import QUARTER_END
from govreport.indicators.model import Indicator, Measure
from govreport.indicators.relations import registered, towns
from govreport.indicators.relations.register import REGISTER

_c = REGISTER.c
_here = and_(_c.is_federation, registered(QUARTER_END, REGISTER))
_eligible = and_(_c.is_community_org, _c.is_federation.is_not(True), registered(QUARTER_END, REGISTER))
_joined = and_(_eligible, _c.joined_federation_on <= QUARTER_END)
_joined_ones = Measure(REGISTER, _joined)
_SOURCE = "reply"

INDICATORS = (
    Indicator(
        id="F01",
        name=Message("镇街联合会覆盖率", "Towns with a federation"),
        unit=Message("%", "%"),
        kind="percent",
        basis="stock",
        direction="more_is_better",
        numerator=Measure(REGISTER, _here, distinct=_c.town_code),
        denominator=Measure(towns, towns.c.town_code.is_not(None)),
        formula=Message(
            "有至少一家已登记社区社会组织联合会的镇街数 ÷ 全区镇街数",
            "Towns with at least one registered federation of community organizations over all towns",
        ),
        source=_SOURCE,
        floor_applies=False,
        caveat=Message("筹备中的联合会不计入", "Federations in preparation don't count"),
    ),
    Indicator(
        id="F02",
        name=Message("社区社会组织（登记）入会率", "Community organizations (registered) that joined"),
        unit=Message("%", "%"),
        kind="percent",
        basis="stock",
        direction="more_is_better",
        numerator=_joined_ones,
        denominator=Measure(REGISTER, _eligible),
        formula=Message(
            "已加入镇街联合会的登记社区社会组织数 ÷ 登记的社区社会组织数（不含联合会本身）",
            "Registered community organizations that have joined a federation over all of them, federations apart",
        ),
        source=_SOURCE,
    ),
    Indicator(
        id="F03",
        name=Message("每家联合会平均会员", "Members per federation"),
        unit=Message("家", "organizations"),
        kind="average",
        basis="stock",
        direction="more_is_better",
        numerator=_joined_ones,
        denominator=Measure(REGISTER, _here),
        formula=Message(
            "已入会的登记社区社会组织数 ÷ 已登记的联合会数",
            "Registered community organizations that have joined over registered federations",
        ),
        source=_SOURCE,
    ),
)
