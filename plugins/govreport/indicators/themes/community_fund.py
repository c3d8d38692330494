"""Community funds of the 五社联动 model (domain theme 1.6). Raised (筹集), awarded (立项) and paid (拨付) are kept
apart."""

from __future__ import annotations

from sqlalchemy import and_

from govreport.canonical import donations
from govreport.errors import Message
from govreport.indicators.dates import QUARTER_END, QUARTER_START
from govreport.indicators.model import MONEY, Indicator, Measure
from govreport.indicators.relations import communities, funding
from govreport.indicators.relations.money import FUND_MOVES, LINKAGE, RETURNS

_c = funding.c
_approved = and_(_c.fund == "community_fund", _c.approved_on <= QUARTER_END)
_SOURCE = "reply"
_projects = Measure(funding, _approved, distinct=_c.project_no)
_awarded = Measure(funding, _approved, value=_c.awarded_fen)
_d = donations.c
_received = _d.received_on <= QUARTER_END
_raised = Measure(donations, _received, value=_d.cash_fen)
_PERCENT = Message("%", "%")
_communities = Measure(communities, communities.c.community_code.is_not(None))

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
    ),
    Indicator(
        id="B02A",
        name=Message("社区基金立项金额", "Community-fund awards"),
        unit=MONEY,
        kind="money",
        basis="cumulative",
        direction="more_is_better",
        numerator=_awarded,
        formula=Message("历年社区基金立项金额合计", "Sum awarded by community funds to date"),
        source=_SOURCE,
    ),
    Indicator(
        id="B01",
        name=Message("社区基金单项平均资助", "Average community-fund award"),
        unit=MONEY,
        kind="money_average",
        basis="cumulative",
        direction="neutral",
        numerator=_awarded,
        denominator=_projects,
        formula=Message("社区基金立项金额 ÷ 立项项目数", "Sum awarded by community funds over their projects"),
        source=_SOURCE,
    ),
    Indicator(
        id="B03",
        name=Message("社区基金覆盖率", "Communities with a fund"),
        unit=Message("%", "%"),
        kind="percent",
        basis="cumulative",
        direction="more_is_better",
        numerator=Measure(funding, and_(_approved, _c.community_code.is_not(None)), distinct=_c.community_code),
        denominator=_communities,
        formula=Message(
            "社区基金资助过项目的村（社区）数 ÷ 全区村（社区）数",
            "Villages and communities in which a fund has approved a project over all of them",
        ),
        source=_SOURCE,
    ),
    Indicator(
        id="B03F",
        name=Message("设有社区基金的村（社区）占比", "Communities that state they have a fund"),
        unit=_PERCENT,
        kind="percent",
        basis="stock",
        direction="more_is_better",
        numerator=Measure(LINKAGE, LINKAGE.c.has_fund, distinct=LINKAGE.c.community_code),
        denominator=_communities,
        formula=Message(
            "五社联动季报中填报设有社区基金的村（社区）数 ÷ 全区村（社区）数",
            "Villages and communities that returned having a fund over all of them",
        ),
        source=_SOURCE,
        caveat=Message(
            "与社区基金覆盖率不同：已设立而尚未资助项目的基金也计入；村（社区）数按现行名单计",
            "Unlike the share with a funded project, a fund that has funded nothing yet counts; communities by today's "
            "list",
        ),
    ),
    Indicator(
        id="B04",
        name=Message("社区基金筹集资金", "Cash raised by community funds"),
        unit=MONEY,
        kind="money",
        basis="cumulative",
        direction="more_is_better",
        numerator=_raised,
        formula=Message("历年社区基金收到的捐赠资金合计", "Cash given to community funds to date"),
        source=_SOURCE,
        breakdowns=("donor_class",),
        caveat=Message("不含捐赠物资", "Gifts in kind apart"),
    ),
    Indicator(
        id="B05",
        name=Message("社区基金筹集物资折价", "Gifts in kind to community funds"),
        unit=MONEY,
        kind="money",
        basis="cumulative",
        direction="more_is_better",
        numerator=Measure(donations, _received, value=_d.in_kind_fen),
        formula=Message("历年社区基金收到的捐赠物资折价合计", "Value of gifts in kind to community funds to date"),
        source=_SOURCE,
        breakdowns=("donor_class",),
        caveat=Message("折价由受赠方填报", "Valued by those who received them"),
    ),
    Indicator(
        id="B06",
        name=Message("社区基金拨付", "Paid by community funds"),
        unit=MONEY,
        kind="money",
        basis="cumulative",
        direction="more_is_better",
        numerator=Measure(funding, and_(_c.fund == "community_fund", _c.paid_on <= QUARTER_END), value=_c.paid_fen),
        formula=Message(
            "历年社区基金实际拨付金额合计，扣除已退回的金额",
            "Sum community funds have paid to date, less what was returned",
        ),
        source=_SOURCE,
        caveat=Message("拨付不同于立项：立项而未拨付的不计入", "Paid isn't awarded: awards not yet paid are left out"),
    ),
    Indicator(
        id="B06R",
        name=Message("社区基金本季退款", "Returned to community funds in the quarter"),
        unit=MONEY,
        kind="money",
        basis="flow",
        direction="neutral",
        numerator=Measure(
            RETURNS,
            and_(RETURNS.c.fund == "community_fund", RETURNS.c.paid_on.between(QUARTER_START, QUARTER_END)),
            value=RETURNS.c.returned_fen,
        ),
        formula=Message(
            "退款日期在本季度内、社区基金已拨付而退回的金额",
            "What of community funds' payments was returned in the quarter",
        ),
        source=_SOURCE,
        caveat=Message("已从拨付金额中扣除，不再另减", "Already taken off the sums paid"),
    ),
    Indicator(
        id="B02",
        name=Message("社区基金资金沉淀率", "Cash that community funds hold unspent"),
        unit=_PERCENT,
        kind="percent",
        basis="cumulative",
        direction="less_is_better",
        numerator=Measure(FUND_MOVES, FUND_MOVES.c.moved_on <= QUARTER_END, value=FUND_MOVES.c.balance_fen),
        denominator=_raised,
        formula=Message(
            "（累计筹集资金 − 累计拨付，退款加回）÷ 累计筹集资金",
            "Cash raised less sum paid, refunds added back, over cash raised, all to date",
        ),
        source=_SOURCE,
        floor_applies=False,
        caveat=Message(
            "不计捐赠物资；财政注入资金若未列入捐赠数据，沉淀率可能偏低甚至为负",
            "Gifts in kind apart; public money that isn't among the gifts makes it low, even negative",
        ),
    ),
)
