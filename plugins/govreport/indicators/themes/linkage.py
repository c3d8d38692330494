"""五社联动, the five-actor model in villages and communities (domain theme 1.5)."""

from __future__ import annotations

from sqlalchemy import and_

from govreport.canonical import communities, towns
from govreport.errors import Message
from govreport.indicators.dates import QUARTER_END
from govreport.indicators.model import Indicator, Measure
from govreport.indicators.relations.money import LINKAGE, RUNNING, RUNS, TOWN_LINKAGE

_c = LINKAGE.c
_PERCENT = Message("%", "%")
_SOURCE = "reply"
_NATIONAL = "five_actors"
_running = Measure(LINKAGE, RUNS, distinct=_c.community_code)
_communities = Measure(communities, communities.c.community_code.is_not(None))
_all_five = and_(
    RUNS, _c.has_residents_committee, _c.has_organization, _c.has_social_work, _c.has_enterprise, _c.has_fund
)
_all_five_national = and_(
    RUNS,
    _c.has_residents_committee,
    _c.has_organization,
    _c.has_social_work,
    _c.has_volunteers,
    _c.has_charity_resources,
)

INDICATORS = (
    Indicator(
        id="W01",
        name=Message("五社联动村（社区）覆盖率", "Communities that run the five-actor model"),
        unit=_PERCENT,
        kind="percent",
        basis="stock",
        direction="more_is_better",
        numerator=_running,
        denominator=_communities,
        formula=Message(
            "本季报送且期末已启动五社联动的村（社区）数 ÷ 全区村（社区）数",
            "Villages and communities whose return of the quarter says that they had started the model by then over "
            "all of them",
        ),
        source=_SOURCE,
    ),
    Indicator(
        id="W01T",
        name=Message("五社联动全覆盖镇街占比", "Towns that run the five-actor model throughout"),
        unit=_PERCENT,
        kind="percent",
        basis="stock",
        direction="more_is_better",
        numerator=Measure(
            TOWN_LINKAGE,
            TOWN_LINKAGE.c.running == TOWN_LINKAGE.c.communities,
            records=RUNNING,
            record_key="town_code",
        ),
        denominator=Measure(towns, towns.c.town_code.is_not(None)),
        formula=Message(
            "所辖村（社区）全部启动五社联动的镇街数 ÷ 全区镇街数",
            "Towns all of whose villages and communities run the model over all towns",
        ),
        source=_SOURCE,
        floor_applies=False,
    ),
    Indicator(
        id="W02",
        name=Message("五社联动示范镇街", "Showcase towns of the five-actor model"),
        unit=Message("个", "towns"),
        kind="count",
        basis="stock",
        direction="neutral",
        numerator=Measure(LINKAGE, _c.is_showcase, distinct=_c.town_code),
        formula=Message(
            "期末有村（社区）列为示范镇街所属的镇街数",
            "Towns with communities marked as belonging to a showcase town at quarter end",
        ),
        source=_SOURCE,
    ),
    Indicator(
        id="W03",
        name=Message("五社要素齐备率", "Communities with all five actors"),
        unit=_PERCENT,
        kind="percent",
        basis="stock",
        direction="more_is_better",
        numerator=Measure(LINKAGE, _all_five, distinct=_c.community_code),
        denominator=_running,
        formula=Message(
            "社区居委、社会组织、社会工作、社区企业、社区基金五要素齐备的村（社区）数 ÷ 已启动五社联动的村（社区）数",
            "Communities with residents' committee, organization, social work, enterprise and fund over those that run "
            "the model",
        ),
        source=_SOURCE,
    ),
    Indicator(
        id="W03N",
        name=Message("五社要素齐备率（全国口径）", "Communities with all five actors, national list"),
        unit=_PERCENT,
        kind="percent",
        basis="stock",
        direction="more_is_better",
        numerator=Measure(LINKAGE, _all_five_national, distinct=_c.community_code),
        denominator=_running,
        formula=Message(
            "社区、社会组织、社会工作者、社区志愿者、社会慈善资源五要素齐备的村（社区）数 ÷ "
            "已启动五社联动的村（社区）数",
            "Communities with the community itself, organization, social workers, volunteers and charitable resources "
            "over those that run the model",
        ),
        source=_NATIONAL,
        in_force_since="five_actors_national_since",
        caveat=Message(
            "全国口径自{five_actors_national_since:day}起有，此前的季度不作统计；“社区”以社区居委计，“社会工作者”以社会工作计",
            "The national list exists since {five_actors_national_since:day} and isn't applied to quarters "
            "before; the community is taken "
            "from the residents' committee, social workers from social work",
        ),
    ),
    Indicator(
        id="W04",
        name=Message("五社联动委员会建立率", "Communities with a five-actor committee"),
        unit=_PERCENT,
        kind="percent",
        basis="stock",
        direction="more_is_better",
        numerator=Measure(LINKAGE, and_(RUNS, _c.committee_on <= QUARTER_END), distinct=_c.community_code),
        denominator=_running,
        formula=Message(
            "期末已成立五社联动委员会的村（社区）数 ÷ 已启动五社联动的村（社区）数",
            "Communities whose committee was set up by quarter end over those that run the model",
        ),
        source="proposal_committee",
    ),
    Indicator(
        id="W05",
        name=Message("五社联动本季议事", "Deliberations in the quarter"),
        unit=Message("次", "meetings"),
        kind="count",
        basis="flow",
        direction="more_is_better",
        numerator=Measure(LINKAGE, RUNS, value=_c.deliberations),
        formula=Message(
            "已启动五社联动的村（社区）本季度议事次数合计",
            "Meetings held in the quarter by communities that run the model",
        ),
        source=_SOURCE,
        caveat=Message("未填报次数的村（社区）不计入", "Communities that returned no number add nothing"),
    ),
)
