"""Grants that ask for a reason: paid to organizations that had left the register, awarded to listed ones."""

from __future__ import annotations

from sqlalchemy import ColumnElement

from govreport.errors import Message
from govreport.indicators.dates import QUARTER_END, YEAR_START
from govreport.indicators.model import MONEY, Indicator, Measure
from govreport.indicators.relations.recipients import AWARDED_TO_LISTED, PAID_AFTER_LEAVING

_p = PAID_AFTER_LEAVING.c
_a = AWARDED_TO_LISTED.c
_paid: ColumnElement[bool] = _p.paid_on.between(YEAR_START, QUARTER_END)
_approved: ColumnElement[bool] = _a.approved_on.between(YEAR_START, QUARTER_END)
_PAYMENT_RULE = "产品通用口径（核查规则E31）"
_AWARD_RULE = "产品通用口径（核查规则E32、E32-SERIOUS）"
_CODED = Message(
    "各项资金合计；受助单位没有填报代码的无法核对，不计入；是否应付须由财务部门逐笔说明",
    "All funds together; recipients without a code can't be looked up and aren't counted; whether a payment was due is "
    "for the finance office to say",
)
_LOOK_BACK = Message(
    "各项资金合计；受助单位没有填报代码的无法核对，不计入；立项依据须逐项说明",
    "All funds together; recipients without a code can't be looked up and aren't counted; the ground for "
    "each award is to be given",
)

INDICATORS = (
    Indicator(
        id="G14",
        name=Message("向已退出登记组织的拨付", "Payments after leaving the register"),
        unit=Message("笔", "payments"),
        kind="count",
        basis="year_to_date",
        direction="less_is_better",
        numerator=Measure(PAID_AFTER_LEAVING, _paid),
        formula=Message(
            "本年至季末的拨付中，拨付日期晚于受助单位退出登记日期的笔数",
            "Payments of this year so far that were made after the day on which the recipient left the register",
        ),
        source=_PAYMENT_RULE,
        caveat=_CODED,
    ),
    Indicator(
        id="G14A",
        name=Message("向已退出登记组织的拨付金额", "Paid after leaving the register"),
        unit=MONEY,
        kind="money",
        basis="year_to_date",
        direction="less_is_better",
        numerator=Measure(PAID_AFTER_LEAVING, _paid, value=_p.paid_fen),
        formula=Message(
            "本年至季末的拨付中，拨付日期晚于受助单位退出登记日期的金额合计",
            "Sum of this year's payments so far that were made after the day on which the recipient left the register",
        ),
        source=_PAYMENT_RULE,
        caveat=_CODED,
    ),
    Indicator(
        id="G15",
        name=Message("向列入名录组织的立项", "Projects awarded to listed organizations"),
        unit=Message("个", "projects"),
        kind="count",
        basis="year_to_date",
        direction="less_is_better",
        numerator=Measure(AWARDED_TO_LISTED, _approved, distinct=_a.project_no),
        formula=Message(
            "本年至季末立项的项目中，受助单位在立项日或此前{award_after_abnormal_years:word}年内列于活动异常名录、或此前{award_after_serious_years:word}年内列于严重违法失信名单的项目数",
            "Projects approved this year so far whose recipient was on the list of abnormal activity on the day of "
            "approval or {award_after_abnormal_years:before} it, or on the list of serious breaches "
            "{award_after_serious_years:before} it",
        ),
        source=_AWARD_RULE,
        caveat=_LOOK_BACK,
    ),
    Indicator(
        id="G15A",
        name=Message("向列入名录组织的立项金额", "Sum awarded to listed organizations"),
        unit=MONEY,
        kind="money",
        basis="year_to_date",
        direction="less_is_better",
        numerator=Measure(AWARDED_TO_LISTED, _approved, value=_a.awarded_fen),
        formula=Message(
            "本年至季末立项的项目中，受助单位在立项日或此前{award_after_abnormal_years:word}年内列于活动异常名录、或此前{award_after_serious_years:word}年内列于严重违法失信名单的立项金额合计",
            "Sum awarded this year so far to recipients that were on the list of abnormal activity on the day of "
            "approval or {award_after_abnormal_years:before} it, or on the list of serious breaches "
            "{award_after_serious_years:before} it",
        ),
        source=_AWARD_RULE,
        caveat=_LOOK_BACK,
    ),
)
