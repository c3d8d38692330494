"""Brand: projects that bear the mark, exchanges, commendations, disclosure (domain theme 1.11)."""

from __future__ import annotations

from sqlalchemy import and_

from govreport.canonical import activities, venture_stages
from govreport.errors import Message
from govreport.indicators.dates import QUARTER_END, YEAR_START
from govreport.indicators.model import Indicator, Measure
from govreport.indicators.relations.money import CLOSED, VENTURES

_a = activities.c
_SOURCE = "reply"
_this_year = _a.held_on.between(YEAR_START, QUARTER_END)
_disclosed = and_(_a.activity_kind.in_(("decision_disclosure", "accounts_disclosure")), _this_year)

INDICATORS = (
    Indicator(
        id="Q01",
        name=Message("品牌项目", "Brand projects"),
        unit=Message("个", "projects"),
        kind="count",
        basis="cumulative",
        direction="more_is_better",
        numerator=Measure(
            VENTURES,
            and_(CLOSED, VENTURES.c.is_brand),
            distinct=VENTURES.c.project_no,
            records=venture_stages,
            record_key="project_no",
        ),
        formula=Message(
            "历届已结项（终止的除外）、结项时列为品牌项目的公益微创投项目数",
            "Venture projects closed to date, not stopped, that were marked as brand projects on closing",
        ),
        source=_SOURCE,
        breakdowns=("field",),
    ),
    Indicator(
        id="Q02",
        name=Message("项目交流会", "Exchange meetings"),
        unit=Message("次", "meetings"),
        kind="count",
        basis="year_to_date",
        direction="more_is_better",
        numerator=Measure(activities, and_(_a.activity_kind == "exchange", _this_year), distinct=_a.activity_no),
        formula=Message(
            "本年至季末举办的项目交流会次数；镇街数为其社会组织参加的次数",
            "Exchange meetings held this year so far; a town's are those its organizations took part in",
        ),
        source=_SOURCE,
        towns_add_up=False,
        caveat=Message(
            "一次交流会可有多个镇街参加，各镇街之和大于全区数",
            "Several towns may take part in one meeting: the towns add up to more than the district",
        ),
    ),
    Indicator(
        id="Q03",
        name=Message("社会组织获表彰", "Commendations"),
        unit=Message("项", "commendations"),
        kind="count",
        basis="year_to_date",
        direction="more_is_better",
        numerator=Measure(activities, and_(_a.activity_kind == "commendation", _this_year)),
        formula=Message(
            "本年至季末社会组织（项目）获得的表彰项数，每家获奖单位计一项",
            "Commendations this year so far, one for each organization commended",
        ),
        source=_SOURCE,
    ),
    Indicator(
        id="Q04",
        name=Message("决策公开、资金公开", "Disclosure of decisions and accounts"),
        unit=Message("次", "disclosures"),
        kind="count",
        basis="year_to_date",
        direction="more_is_better",
        numerator=Measure(activities, _disclosed),
        formula=Message(
            "本年至季末社会组织公开决策、资金情况的次数", "Publications of decisions and of accounts this year so far"
        ),
        source=_SOURCE,
        breakdowns=("activity_kind",),
    ),
)
