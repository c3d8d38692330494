"""The district's special fund for developing social organizations, since 2014 (domain theme 1.8)."""

from __future__ import annotations

from sqlalchemy import and_

from govreport.errors import Message
from govreport.indicators.dates import QUARTER_END, QUARTER_START
from govreport.indicators.model import Indicator, Measure
from govreport.indicators.relations import RECIPIENTS, funding

_c = funding.c
_special = _c.fund == "special_fund"
_approved = and_(_special, _c.approved_on <= QUARTER_END)
_paid = and_(_special, _c.paid_on <= QUARTER_END)
_relief = and_(_paid, _c.purpose.in_(("elderly", "disabled", "orphans", "hardship")), _c.community_code.is_not(None))
_SOURCE = "《广州市番禺区社会组织培育发展专项资金管理暂行办法》"
_MONEY = Message("万元", "10,000 yuan")
_PERCENT = Message("%", "%")
_PROJECTS = Message("个", "projects")
_projects = Measure(funding, _approved, distinct=_c.project_no)
_paid_sum = Measure(funding, _paid, value=_c.paid_fen)
_relief_sum = Measure(funding, _relief, value=_c.paid_fen)
_all_recipients = RECIPIENTS.c.place >= 1

INDICATORS = (
    Indicator(
        id="G01",
        name=Message("专项资金资助项目", "Special-fund projects"),
        unit=_PROJECTS,
        kind="count",
        basis="cumulative",
        direction="more_is_better",
        numerator=_projects,
        formula=Message("2014年以来专项资金立项资助的项目数", "Projects the special fund has approved since 2014"),
        source=_SOURCE,
    ),
    Indicator(
        id="G02",
        name=Message("专项资金拨付", "Special fund paid"),
        unit=_MONEY,
        kind="money",
        basis="cumulative",
        direction="more_is_better",
        numerator=_paid_sum,
        formula=Message("2014年以来专项资金实际拨付金额合计", "Sum the special fund has paid since 2014"),
        source=_SOURCE,
    ),
    Indicator(
        id="G03",
        name=Message("专项资金单项平均资助", "Average paid per project"),
        unit=_MONEY,
        kind="money_average",
        basis="cumulative",
        direction="neutral",
        numerator=_paid_sum,
        denominator=_projects,
        formula=Message("累计拨付金额 ÷ 累计资助项目数", "Sum paid over projects approved, both since 2014"),
        source=_SOURCE,
    ),
    Indicator(
        id="G04A",
        name=Message("社区扶老助残救孤济困拨付", "Paid for relief work in communities"),
        unit=_MONEY,
        kind="money",
        basis="cumulative",
        direction="more_is_better",
        numerator=_relief_sum,
        formula=Message(
            "累计拨付金额中用于村（社区）扶老、助残、救孤、济困服务项目的部分",
            "Of the sum paid, what went to services for the elderly, disabled, orphans and the poor in communities",
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
            "村（社区）扶老、助残、救孤、济困服务项目拨付 ÷ 累计拨付金额",
            "Paid for relief work in communities over sum paid",
        ),
        source=_SOURCE,
    ),
    Indicator(
        id="G05",
        name=Message("专项资金拨付进度", "Paid of what was awarded"),
        unit=_PERCENT,
        kind="percent",
        basis="cumulative",
        direction="more_is_better",
        numerator=_paid_sum,
        denominator=Measure(funding, _approved, value=_c.awarded_fen),
        formula=Message("累计拨付金额 ÷ 累计立项金额", "Sum paid over sum awarded, both since 2014"),
        source=_SOURCE,
    ),
    Indicator(
        id="G07",
        name=Message("前十家受助单位占比", "Share of the ten largest recipients"),
        unit=_PERCENT,
        kind="percent",
        basis="cumulative",
        direction="neutral",
        numerator=Measure(RECIPIENTS, RECIPIENTS.c.place <= 10, value=RECIPIENTS.c.paid_fen, by_town=False),
        denominator=Measure(RECIPIENTS, _all_recipients, value=RECIPIENTS.c.paid_fen, by_town=False),
        formula=Message(
            "累计获拨付最多的十家单位所得 ÷ 累计拨付金额",
            "Paid to the ten largest recipients over sum paid, since 2014",
        ),
        source=_SOURCE,
        by_town=False,
    ),
    Indicator(
        id="G10",
        name=Message("专项资金本季拨付", "Special fund paid in the quarter"),
        unit=_MONEY,
        kind="money",
        basis="flow",
        direction="neutral",
        numerator=Measure(funding, and_(_special, _c.paid_on.between(QUARTER_START, QUARTER_END)), value=_c.paid_fen),
        formula=Message("拨付日期在本季度内的专项资金拨付金额", "Sum of the special fund's payments in the quarter"),
        source=_SOURCE,
        breakdowns=("purpose",),
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
)
