"""The city's 公益创投 in the district: context for the district's own funding (domain theme 1.9)."""

from __future__ import annotations

from sqlalchemy import and_

from govreport.errors import Message
from govreport.indicators.dates import QUARTER_END, parameter
from govreport.indicators.model import MONEY, Indicator, Measure
from govreport.indicators.relations import funding

_c = funding.c
_approved = and_(_c.fund == "city_venture", _c.approved_on <= QUARTER_END)
_SOURCE = "city_venture"
_limited = and_(_approved, _c.approved_on >= parameter("city_venture_limits_since"))
_share = parameter("city_venture_share")
"""In hundredths of a per cent."""

INDICATORS = (
    Indicator(
        id="V01",
        name=Message("市公益创投项目", "City venture projects"),
        unit=Message("个", "projects"),
        kind="count",
        basis="cumulative",
        direction="more_is_better",
        numerator=Measure(funding, _approved, distinct=_c.project_no),
        formula=Message(
            "历年在本区实施的市公益创投立项项目数", "Projects in the district that the city has approved to date"
        ),
        source=_SOURCE,
        breakdowns=("purpose",),
    ),
    Indicator(
        id="V02",
        name=Message("市公益创投资助金额", "City venture grants"),
        unit=MONEY,
        kind="money",
        basis="cumulative",
        direction="more_is_better",
        numerator=Measure(funding, _approved, value=_c.awarded_fen),
        formula=Message(
            "历年在本区实施的市公益创投立项金额合计", "Sum awarded by the city to projects in the district to date"
        ),
        source=_SOURCE,
    ),
    Indicator(
        id="V03",
        name=Message(
            "市公益创投资助超预算{city_venture_share:tenths}",
            "City venture grants above {city_venture_share}% of the budget",
        ),
        unit=Message("个", "projects"),
        kind="count",
        basis="cumulative",
        direction="less_is_better",
        numerator=Measure(
            funding, and_(_limited, _c.awarded_fen * 10_000 > _c.budget_fen * _share), distinct=_c.project_no
        ),
        formula=Message(
            "{city_venture_limits_since:since}立项金额超过项目预算{city_venture_share}%的市公益创投项目数，应为0",
            "City venture projects approved{city_venture_limits_since:since} for more than "
            "{city_venture_share}% of their budget; must be 0",
        ),
        source=_SOURCE,
        caveat=Message("没有填报预算的项目无从判断，不计入", "A project without a stated budget can't be judged"),
    ),
)
