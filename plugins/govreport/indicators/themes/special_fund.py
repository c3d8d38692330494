"""The district's special fund for developing social organizations (domain theme 1.8)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from govreport.canonical import budgets
from govreport.errors import Message
from govreport.indicators.dates import QUARTER_END, QUARTER_START, QUARTER_YEAR, YEAR_START
from govreport.indicators.model import MONEY, Indicator, Measure
from govreport.indicators.relations import funding
from govreport.indicators.relations.money import PAYMENTS, RECIPIENTS, RETURNS

_c = funding.c
_special = _c.fund == "special_fund"
_approved = and_(_special, _c.approved_on <= QUARTER_END)
_paid = and_(_special, _c.paid_on <= QUARTER_END)
_relief = and_(_paid, _c.purpose.in_(("elderly", "disabled", "orphans", "hardship")), _c.community_code.is_not(None))
_SOURCE = "special_fund"
_PERCENT = Message("%", "%")
_PROJECTS = Message("个", "projects")
_projects = Measure(funding, _approved, distinct=_c.project_no)
_paid_sum = Measure(funding, _paid, value=_c.paid_fen)
_relief_sum = Measure(funding, _relief, value=_c.paid_fen)
_r = RECIPIENTS.c
_back = RETURNS.c
_returned_now = _back.paid_on.between(QUARTER_START, QUARTER_END)
_NET = Message(
    "退款自退款日期起扣除，以前各季度的数不变", "A refund is taken off from its day on; earlier quarters' figures stay"
)
_unapproved = and_(_paid, _c.paid_fen > 0, or_(_c.approved_on.is_(None), _c.approved_on > _c.paid_on))


def _recipients(where: ColumnElement[bool], value: ColumnElement[Any] | None = None) -> Measure:
    return Measure(RECIPIENTS, where, value=value, by_town=False, records=PAYMENTS, record_key="recipient")


INDICATORS = (
    Indicator(
        id="G01",
        name=Message("专项资金累计资助项目", "Special-fund projects to date"),
        unit=_PROJECTS,
        kind="count",
        basis="cumulative",
        direction="more_is_better",
        numerator=_projects,
        formula=Message(
            "{special_fund_first_year:since}专项资金立项资助的项目数",
            "Projects the special fund has approved{special_fund_first_year:since}",
        ),
        source=_SOURCE,
    ),
    Indicator(
        id="G02",
        name=Message("专项资金累计拨付", "Special fund paid to date"),
        unit=MONEY,
        kind="money",
        basis="cumulative",
        direction="more_is_better",
        numerator=_paid_sum,
        formula=Message(
            "{special_fund_first_year:since}专项资金实际拨付金额合计，扣除已退回的金额",
            "Sum the special fund has paid{special_fund_first_year:since}, less what was returned",
        ),
        source=_SOURCE,
        caveat=_NET,
    ),
    Indicator(
        id="G03",
        name=Message("专项资金单项平均资助", "Average paid per project"),
        unit=MONEY,
        kind="money_average",
        basis="cumulative",
        direction="neutral",
        numerator=_paid_sum,
        denominator=_projects,
        formula=Message(
            "累计拨付金额（扣除退款）÷ 累计资助项目数",
            "Sum paid, less refunds, over projects approved, both{special_fund_first_year:since}",
        ),
        source=_SOURCE,
    ),
    Indicator(
        id="G04A",
        name=Message("社区扶老助残救孤济困拨付", "Paid for relief work in communities"),
        unit=MONEY,
        kind="money",
        basis="cumulative",
        direction="more_is_better",
        numerator=_relief_sum,
        formula=Message(
            "累计拨付金额（扣除退款）中用于村（社区）扶老、助残、救孤、济困服务项目的部分",
            "Of the sum paid, less refunds, what went to services for the elderly, disabled, orphans and the poor in "
            "communities",
        ),
        source=_SOURCE,
        caveat=Message("为累计拨付金额的其中数，不另加", "Part of the sum paid, not on top of it"),
    ),
    Indicator(
        id="G04",
        name=Message("社区扶老助残救孤济困占比", "Share for relief work in communities"),
        unit=_PERCENT,
        kind="percent",
        basis="cumulative",
        direction="more_is_better",
        numerator=_relief_sum,
        denominator=_paid_sum,
        formula=Message(
            "村（社区）扶老、助残、救孤、济困服务项目拨付 ÷ 累计拨付金额，均扣除退款",
            "Paid for relief work in communities over sum paid, both less refunds",
        ),
        source=_SOURCE,
    ),
    Indicator(
        id="G05",
        name=Message("专项资金拨付进度", "Share of special-fund awards paid"),
        unit=_PERCENT,
        kind="percent",
        basis="cumulative",
        direction="more_is_better",
        numerator=_paid_sum,
        denominator=Measure(funding, _approved, value=_c.awarded_fen),
        formula=Message(
            "累计拨付金额（扣除退款）÷ 累计立项金额",
            "Sum paid, less refunds, over sum awarded, both{special_fund_first_year:since}",
        ),
        source=_SOURCE,
    ),
    Indicator(
        id="G07",
        name=Message("前十家受助单位占比", "Share of the ten largest recipients"),
        unit=_PERCENT,
        kind="percent",
        basis="cumulative",
        direction="neutral",
        numerator=_recipients(_r.place <= 10, _r.paid_fen),
        denominator=_recipients(_r.place >= 1, _r.paid_fen),
        formula=Message(
            "累计获拨付最多的十家单位所得 ÷ 累计拨付金额，均扣除退款",
            "Paid to the ten largest recipients over sum paid, both less refunds,{special_fund_first_year:since}",
        ),
        source=_SOURCE,
        by_town=False,
    ),
    Indicator(
        id="G07R",
        name=Message("重复受助单位占比", "Recipients funded more than once"),
        unit=_PERCENT,
        kind="percent",
        basis="cumulative",
        direction="neutral",
        numerator=_recipients(_r.projects >= 2),
        denominator=_recipients(_r.place >= 1),
        formula=Message(
            "获两个及以上项目拨付的单位数 ÷ 获拨付的单位数",
            "Recipients paid for two or more projects over all recipients paid,{special_fund_first_year:since}",
        ),
        source=_SOURCE,
        by_town=False,
        caveat=Message(
            "受助单位可能是代其他组织申报的镇街联合会，不一定是实施单位",
            "A recipient may be a town's federation that applied for others, not the implementer",
        ),
    ),
    Indicator(
        id="G06",
        name=Message("专项资金预算执行率", "Share of the year's special-fund budget paid"),
        unit=_PERCENT,
        kind="percent",
        basis="year_to_date",
        direction="more_is_better",
        numerator=Measure(
            funding,
            and_(_special, _c.paid_on.between(YEAR_START, QUARTER_END)),
            value=_c.paid_fen,
            by_town=False,
        ),
        denominator=Measure(
            budgets,
            and_(budgets.c.fund == "special_fund", budgets.c.year == QUARTER_YEAR),
            value=budgets.c.budget_fen,
            by_town=False,
        ),
        formula=Message(
            "本年至季末拨付金额（扣除本年退款）÷ 本年全年预算",
            "Paid this year up to the quarter's end, less this year's refunds, over the whole year's budget",
        ),
        source=_SOURCE,
        by_town=False,
        floor_applies=False,
        caveat=Message(
            "分母为全年预算，前三季度自然偏低；没有预算数的年度不作统计",
            "The budget is the whole year's, so the first quarters are low by nature; no figure for a year without one",
        ),
    ),
    Indicator(
        id="G08",
        name=Message("未立项先拨付", "Payments before approval"),
        unit=Message("笔", "payments"),
        kind="count",
        basis="cumulative",
        direction="less_is_better",
        numerator=Measure(funding, _unapproved),
        formula=Message(
            "{special_fund_first_year:since}没有立项日期或拨付日期早于立项日期的专项资金拨付笔数，应为0",
            "Payments of the special fund{special_fund_first_year:since} without an approval or earlier than "
            "it; must be 0",
        ),
        source=_SOURCE,
    ),
    Indicator(
        id="G10",
        name=Message("专项资金本季拨付", "Special fund paid in the quarter"),
        unit=MONEY,
        kind="money",
        basis="flow",
        direction="neutral",
        numerator=Measure(funding, and_(_special, _c.paid_on.between(QUARTER_START, QUARTER_END)), value=_c.paid_fen),
        formula=Message(
            "拨付日期在本季度内的专项资金拨付金额，扣除本季度内的退款",
            "Sum of the special fund's payments in the quarter, less what was returned in it",
        ),
        source=_SOURCE,
        breakdowns=("purpose",),
    ),
    Indicator(
        id="G10R",
        name=Message("专项资金本季退款", "Special fund returned in the quarter"),
        unit=MONEY,
        kind="money",
        basis="flow",
        direction="neutral",
        numerator=Measure(RETURNS, and_(_back.fund == "special_fund", _returned_now), value=_back.returned_fen),
        formula=Message(
            "退款日期在本季度内、已拨付的专项资金退回的金额",
            "What of the special fund's payments was returned in the quarter",
        ),
        source=_SOURCE,
        caveat=Message("已从拨付金额中扣除，不再另减", "Already taken off the sums paid"),
    ),
    Indicator(
        id="G11",
        name=Message("专项资金本季立项", "Special-fund projects approved in the quarter"),
        unit=_PROJECTS,
        kind="count",
        basis="flow",
        direction="neutral",
        numerator=Measure(
            funding,
            and_(_special, _c.approved_on.between(QUARTER_START, QUARTER_END)),
            distinct=_c.project_no,
        ),
        formula=Message("立项日期在本季度内的专项资金项目数", "Special-fund projects approved in the quarter"),
        source=_SOURCE,
        breakdowns=("purpose",),
    ),
    Indicator(
        id="G12",
        name=Message("专项资金拨付（按主管部门）", "Special fund paid, by department"),
        unit=MONEY,
        kind="money",
        basis="cumulative",
        direction="neutral",
        numerator=Measure(funding, and_(_paid, _c.department.is_not(None)), value=_c.paid_fen),
        formula=Message(
            "{special_fund_first_year:since}已填报资金主管部门的专项资金拨付金额（扣除退款），按主管部门分列",
            "Sum paid{special_fund_first_year:since}, less refunds, for projects whose department is stated, "
            "by department",
        ),
        source=_SOURCE,
        breakdowns=("department",),
        caveat=Message("未填报主管部门的拨付不计入", "Payments without a stated department are left out"),
    ),
    Indicator(
        id="G13",
        name=Message("专项资金项目（按服务对象）", "Special-fund projects, by target group"),
        unit=_PROJECTS,
        kind="count",
        basis="cumulative",
        direction="neutral",
        numerator=Measure(funding, and_(_approved, _c.target_group.is_not(None)), distinct=_c.project_no),
        formula=Message(
            "{special_fund_first_year:since}已填报服务对象的立项项目数，按服务对象分列",
            "Projects approved{special_fund_first_year:since} whose target group is stated, by target group",
        ),
        source="proposal_targets",
        breakdowns=("target_group",),
        caveat=Message(
            "仅统计项目数，不涉及服务对象个人；敏感人群的小数值不公布",
            "Counts projects, never people; small numbers about sensitive groups aren't published",
        ),
    ),
)
