"""公益微创投: small ventures of community groups, from application to closing (domain theme 1.7).

Stages follow the source document: improvement, review, training, supervision, evaluation; an application precedes them
and a closing ends them.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from govreport.canonical import venture_stages
from govreport.errors import Message
from govreport.indicators.dates import QUARTER_END
from govreport.indicators.model import Indicator, Measure
from govreport.indicators.relations.money import APPROVALS, APPROVED, CLOSED, FIELDS, VENTURES

_c = VENTURES.c
_s = venture_stages.c
_PERCENT = Message("%", "%")
_PROJECTS = Message("个", "projects")
_SOURCE = "reply_ventures"
_evaluated = and_(APPROVED, _c.evaluation_result.in_(("excellent", "good", "passable", "poor")))
_stage_due = and_(_s.due_on <= QUARTER_END, or_(_s.stage_result.is_(None), _s.stage_result != "stopped"))


def _projects(where: ColumnElement[bool], value: ColumnElement[Any] | None = None) -> Measure:
    return Measure(VENTURES, where, value=value, records=venture_stages, record_key="project_no")


_all_approved = _projects(APPROVED)
_all_closed = _projects(CLOSED)


def _output(letter: str, name: Message, unit: Message, column: str, what: Message, caveat: Message | None) -> Indicator:
    return Indicator(
        id=f"M09{letter}",
        name=name,
        unit=unit,
        kind="count",
        basis="cumulative",
        direction="more_is_better",
        numerator=_projects(CLOSED, _c[column]),
        formula=Message(
            f"已结项公益微创投项目结项时填报的{what.zh}合计",
            f"Sum of {what.en} that closed venture projects stated on closing",
        ),
        source=_SOURCE,
        breakdowns=("field",),
        caveat=caveat,
    )


INDICATORS = (
    Indicator(
        id="M01",
        name=Message("微创投立项率", "Venture applications approved"),
        unit=_PERCENT,
        kind="percent",
        basis="cumulative",
        direction="neutral",
        numerator=_projects(and_(APPROVED, _c.applied_on.is_not(None))),
        denominator=_projects(_c.applied_on.is_not(None)),
        formula=Message("各届累计立项项目数 ÷ 申报项目数", "Projects approved over projects that applied, by round"),
        source=_SOURCE,
        breakdowns=("round",),
        caveat=Message(
            "评审未结束的届次，待评审的项目计入分母",
            "Where a round's review isn't over, projects that await it are in the denominator",
        ),
    ),
    Indicator(
        id="M02",
        name=Message("微创投环节按期率", "Venture stages done in time"),
        unit=_PERCENT,
        kind="percent",
        basis="cumulative",
        direction="more_is_better",
        numerator=Measure(venture_stages, and_(_stage_due, _s.done_on <= _s.due_on)),
        denominator=Measure(venture_stages, _stage_due),
        formula=Message(
            "按计划日期或之前完成的环节数 ÷ 季末前应完成的环节数；已终止的环节不计",
            "Stages done by their planned day over stages due by the quarter's end, stopped ones apart",
        ),
        source=_SOURCE,
        breakdowns=("stage",),
        caveat=Message("没有计划日期的环节不计", "Stages without a planned day aren't counted"),
    ),
    Indicator(
        id="M03",
        name=Message("微创投完成率", "Venture projects completed"),
        unit=_PERCENT,
        kind="percent",
        basis="cumulative",
        direction="more_is_better",
        numerator=_projects(and_(CLOSED, _c.evaluated_on.is_not(None))),
        denominator=_all_approved,
        formula=Message(
            "已评估并结项（终止的除外）的项目数 ÷ 立项项目数",
            "Projects evaluated and closed, not stopped, over projects approved, by round",
        ),
        source=_SOURCE,
        breakdowns=("round",),
        caveat=Message("仍在实施的项目计入分母", "Projects that still run are in the denominator"),
    ),
    Indicator(
        id="M04",
        name=Message("微创投评估优良率", "Venture projects rated excellent or good"),
        unit=_PERCENT,
        kind="percent",
        basis="cumulative",
        direction="more_is_better",
        numerator=_projects(and_(_evaluated, _c.evaluation_result.in_(("excellent", "good")))),
        denominator=_projects(_evaluated),
        formula=Message(
            "立项项目中评估结果为优秀或良好的 ÷ 已有评估结果的",
            "Of the projects approved, those rated excellent or good over those with a rating",
        ),
        source=_SOURCE,
        breakdowns=("round",),
    ),
    Indicator(
        id="M05",
        name=Message("微创投转化率", "Venture projects that became organizations"),
        unit=_PERCENT,
        kind="percent",
        basis="cumulative",
        direction="more_is_better",
        numerator=_projects(and_(CLOSED, _c.became_no.is_not(None), _c.became_on <= QUARTER_END)),
        denominator=_all_closed,
        formula=Message(
            "已结项项目中季末前已登记或备案为新组织的项目数 ÷ 已结项项目数（“项目+转化”）；终止的项目不算结项",
            "Closed projects that by quarter end had become a newly registered or filed organization over closed "
            "projects; a stopped one isn't closed",
        ),
        source="proposal_ventures",
        breakdowns=("implementer_kind",),
    ),
    Indicator(
        id="M06",
        name=Message("微创投立项项目", "Venture projects approved"),
        unit=_PROJECTS,
        kind="count",
        basis="cumulative",
        direction="more_is_better",
        numerator=_all_approved,
        formula=Message("历届累计立项的公益微创投项目数", "Venture projects approved in all rounds to date"),
        source=_SOURCE,
        breakdowns=("field",),
    ),
    Indicator(
        id="M06C",
        name=Message("微创投最大领域占比", "Share of the largest venture field"),
        unit=_PERCENT,
        kind="percent",
        basis="cumulative",
        direction="neutral",
        numerator=Measure(
            FIELDS,
            FIELDS.c.place == 1,
            value=FIELDS.c.projects,
            by_town=False,
            records=APPROVALS,
            record_key="field",
        ),
        denominator=Measure(
            FIELDS,
            FIELDS.c.place >= 1,
            value=FIELDS.c.projects,
            by_town=False,
            records=APPROVALS,
            record_key="field",
        ),
        formula=Message(
            "立项项目最多的领域的项目数 ÷ 全部立项项目数",
            "Projects of the field with most projects over all projects approved",
        ),
        source=_SOURCE,
        by_town=False,
    ),
    Indicator(
        id="M07",
        name=Message("微创投每{large}服务人次", "People served per {large} granted"),
        unit=Message("人次/{large}", "attendances per {large}"),
        kind="per_money",
        basis="cumulative",
        direction="more_is_better",
        numerator=_projects(and_(CLOSED, _c.grant_fen > 0), _c.people_served),
        denominator=_projects(and_(CLOSED, _c.grant_fen > 0), _c.grant_fen),
        formula=Message(
            "已结项、有资助的项目服务人次 ÷ 其资助金额（{large}）",
            "Attendances of closed projects that had a grant over these grants",
        ),
        source=_SOURCE,
        breakdowns=("field",),
        caveat=Message("不含没有资助的项目，不计自筹金额", "Projects without a grant and own funds are left out"),
    ),
    Indicator(
        id="M08",
        name=Message("微创投立项项目（按实施主体）", "Venture projects by implementer"),
        unit=_PROJECTS,
        kind="count",
        basis="cumulative",
        direction="neutral",
        numerator=_all_approved,
        formula=Message(
            "历届累计立项的公益微创投项目数，按实施主体类型分列",
            "Venture projects approved to date, by who carries them out",
        ),
        source=_SOURCE,
        breakdowns=("implementer_kind",),
        caveat=Message(
            "实施主体可以是党支部、居民小组或个人，不一定是社会组织",
            "An implementer may be a party branch, a residents' group or a person",
        ),
    ),
    _output(
        "A",
        Message("微创投活动场次", "Activities of venture projects"),
        Message("场次", "activities"),
        "activities",
        Message("活动场次", "activities"),
        None,
    ),
    _output(
        "B",
        Message("微创投服务人次", "Attendances at venture projects"),
        Message("人次", "attendances"),
        "people_served",
        Message("服务人次", "attendances"),
        None,
    ),
    _output(
        "C",
        Message("微创投志愿者", "Volunteers of venture projects"),
        Message("人", "volunteers"),
        "volunteers",
        Message("志愿者人数", "volunteers"),
        Message("同一人参加几个项目的，各项目分别计", "Somebody who took part in several projects counts in each"),
    ),
    _output(
        "D",
        Message("微创投志愿服务时长", "Volunteer hours of venture projects"),
        Message("小时", "hours"),
        "volunteer_hours",
        Message("志愿服务时长（小时）", "volunteer hours"),
        None,
    ),
)
