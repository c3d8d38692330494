"""Community funds of the 五社联动 model (domain theme 1.6). Awarded (立项) and paid (拨付) are kept apart."""

from __future__ import annotations

from sqlalchemy import and_

from govreport.errors import Message
from govreport.indicators.dates import QUARTER_END
from govreport.indicators.model import Indicator, Measure
from govreport.indicators.relations import communities, funding

_c = funding.c
_approved = and_(_c.fund == "community_fund", _c.approved_on <= QUARTER_END)
_SOURCE = "区政府对第41号提案的答复（2019年）"
_PILOTS = Message("仅试点镇街的社区设有社区基金", "Only communities of the pilot towns have funds")
_projects = Measure(funding, _approved, distinct=_c.project_no)
_awarded = Measure(funding, _approved, value=_c.awarded_fen)

INDICATORS = (
    Indicator(
        id="B00",
        name=Message("社区基金资助项目", "Community-fund projects"),
        unit=Message("个", "projects"),
        kind="count",
        basis="cumulative",
        direction="more_is_better",
        numerator=_projects,
        formula=Message("历年由社区基金立项资助的项目数", "Projects that community funds have approved to date"),
        source=_SOURCE,
        breakdowns=("purpose",),
        caveat=_PILOTS,
    ),
    Indicator(
        id="B02A",
        name=Message("社区基金立项金额", "Community-fund awards"),
        unit=Message("万元", "10,000 yuan"),
        kind="money",
        basis="cumulative",
        direction="more_is_better",
        numerator=_awarded,
        formula=Message("历年社区基金立项金额合计", "Sum awarded by community funds to date"),
        source=_SOURCE,
        caveat=_PILOTS,
    ),
    Indicator(
        id="B01",
        name=Message("社区基金单项平均资助", "Average community-fund award"),
        unit=Message("万元", "10,000 yuan"),
        kind="money_average",
        basis="cumulative",
        direction="neutral",
        numerator=_awarded,
        denominator=_projects,
        formula=Message("社区基金立项金额 ÷ 立项项目数", "Sum awarded by community funds over their projects"),
        source=_SOURCE,
        caveat=_PILOTS,
    ),
    Indicator(
        id="B03",
        name=Message("社区基金覆盖率", "Communities with a fund"),
        unit=Message("%", "%"),
        kind="percent",
        basis="cumulative",
        direction="more_is_better",
        numerator=Measure(funding, and_(_approved, _c.community_code.is_not(None)), distinct=_c.community_code),
        denominator=Measure(communities, communities.c.community_code.is_not(None)),
        formula=Message(
            "社区基金资助过项目的村（社区）数 ÷ 全区村（社区）数",
            "Villages and communities in which a fund has approved a project over all of them",
        ),
        source=_SOURCE,
        caveat=Message(
            "村（社区）数按现行名单计，2019年名单未公开", "Communities by today's list; the list of 2019 isn't public"
        ),
    ),
)
