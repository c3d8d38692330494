"""Trainings and talent: who is trained, who holds a social worker's certificate (domain themes 1.4 S13 and 1.11 T)."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_

from govreport.errors import Message
from govreport.indicators.dates import QUARTER_END, QUARTER_START, YEAR_START
from govreport.indicators.model import Indicator, Measure
from govreport.indicators.relations import registered
from govreport.indicators.relations.party import PARTY
from govreport.indicators.relations.register import REGISTERED
from govreport.indicators.relations.supervision import TRAININGS

_t = TRAININGS.c
_p = PARTY.c
_TIMES = Message("人次", "attendances")
_PEOPLE = Message("人", "people")
_PERCENT = Message("%", "%")
_SOURCE = "reply"
_MEMBERS = Message(
    "同一人参加多次培训的，每次培训各计一人", "Somebody who takes part in several trainings counts once in each"
)
_STAFF = Message(
    "按各组织报送的期末人数汇总，未报送的不计", "As organizations return it; without a return nothing counts"
)
_in_quarter = _t.held_on.between(QUARTER_START, QUARTER_END)
_this_year = _t.held_on.between(YEAR_START, QUARTER_END)
_people_this_year = Measure(TRAININGS, _this_year, value=_t.people)
_licensed = Measure(PARTY, _p.social_workers > 0, value=_p.social_workers)


def _sum(id: str, name: Message, unit: Message, when: ColumnElement[bool], column: str, formula: Message) -> Indicator:
    whole_year = when is _this_year
    return Indicator(
        id=id,
        name=name,
        unit=unit,
        kind="count",
        basis="year_to_date" if whole_year else "flow",
        direction="more_is_better",
        numerator=_people_this_year
        if whole_year and column == "people"
        else Measure(TRAININGS, when, value=_t[column]),
        formula=formula,
        source=_SOURCE,
        caveat=_MEMBERS if column == "people" else None,
    )


TRAINING = (
    Indicator(
        id="S13E",
        name=Message("本季培训场次", "Trainings in the quarter"),
        unit=Message("场", "trainings"),
        kind="count",
        basis="flow",
        direction="more_is_better",
        numerator=Measure(TRAININGS, _in_quarter, distinct=_t.activity_no),
        formula=Message("举办日期在本季度内的培训场次", "Trainings held in the quarter"),
        source=_SOURCE,
        towns_add_up=False,
        caveat=Message(
            "一场培训有几个镇街的组织参加，在各镇街各计一次",
            "A training with organizations of several towns counts once in each of them",
        ),
    ),
    _sum(
        "S13A",
        Message("本季培训人次", "Training attendances in the quarter"),
        _TIMES,
        _in_quarter,
        "attendances",
        Message("本季度培训的参加人次", "Attendances of the quarter's trainings"),
    ),
    _sum(
        "S13P",
        Message("本季培训人数", "People trained in the quarter"),
        _PEOPLE,
        _in_quarter,
        "people",
        Message(
            "本季度培训的参加人数，同一场培训内不重复计", "People in the quarter's trainings, once in each training"
        ),
    ),
    Indicator(
        id="S13",
        name=Message("培训覆盖率", "Organizations reached by training"),
        unit=_PERCENT,
        kind="percent",
        basis="year_to_date",
        direction="more_is_better",
        numerator=Measure(TRAININGS, and_(_this_year, registered(QUARTER_END, TRAININGS)), distinct=_t.uscc),
        denominator=REGISTERED,
        formula=Message(
            "本年至季末参加过培训的在册社会组织数 ÷ 期末登记社会组织数",
            "Registered organizations that took part in a training this year over registered organizations",
        ),
        source=_SOURCE,
        breakdowns=("legal_type",),
    ),
)

INDICATORS = (
    _sum(
        "T01",
        Message("本年培训人次", "Training attendances this year"),
        _TIMES,
        _this_year,
        "attendances",
        Message("本年至季末培训的参加人次", "Attendances of this year's trainings so far"),
    ),
    _sum(
        "T01P",
        Message("本年培训人数", "People trained this year"),
        _PEOPLE,
        _this_year,
        "people",
        Message(
            "本年至季末培训的参加人数，同一场培训内不重复计", "People in this year's trainings, once in each training"
        ),
    ),
    Indicator(
        id="T02",
        name=Message("负责人（骨干）参训占比", "Share of leaders among those trained"),
        unit=_PERCENT,
        kind="percent",
        basis="year_to_date",
        direction="more_is_better",
        numerator=Measure(TRAININGS, and_(_this_year, _t.people.is_not(None)), value=_t.leaders),
        denominator=_people_this_year,
        formula=Message(
            "本年至季末参训人数中的负责人（骨干）人数 ÷ 参训人数",
            "Leaders among the people trained this year so far over all of them",
        ),
        source=_SOURCE,
        caveat=_MEMBERS,
    ),
    Indicator(
        id="T03",
        name=Message("持证社会工作者", "Licensed social workers"),
        unit=_PEOPLE,
        kind="count",
        basis="stock",
        direction="more_is_better",
        numerator=_licensed,
        formula=Message(
            "期末运作中的社会组织持社会工作者职业资格证的人数",
            "People with a social worker's certificate in organizations in operation at quarter end",
        ),
        source=_SOURCE,
        breakdowns=("legal_type",),
        caveat=_STAFF,
    ),
    Indicator(
        id="T03N",
        name=Message("本季新增持证社会工作者", "Newly licensed social workers"),
        unit=_PEOPLE,
        kind="count",
        basis="flow",
        direction="more_is_better",
        numerator=Measure(PARTY, _p.new_social_workers > 0, value=_p.new_social_workers),
        formula=Message(
            "期末运作中的社会组织本季度新取得社会工作者职业资格证的人数",
            "People of organizations in operation at quarter end who got a social worker's certificate in the quarter",
        ),
        source=_SOURCE,
        caveat=_STAFF,
    ),
    Indicator(
        id="T04",
        name=Message("持证人员占专职比例", "Share of full-time staff licensed"),
        unit=_PERCENT,
        kind="percent",
        basis="stock",
        direction="more_is_better",
        numerator=Measure(PARTY, _p.full_time_staff > 0, value=_p.social_workers),
        denominator=Measure(PARTY, _p.full_time_staff > 0, value=_p.full_time_staff),
        formula=Message(
            "期末运作中、有专职人员的社会组织持社会工作者职业资格证的人数 ÷ 其专职工作人员数",
            "People with a social worker's certificate over full-time staff, in organizations in operation that have "
            "any",
        ),
        source=_SOURCE,
        breakdowns=("legal_type",),
        caveat=_STAFF,
    ),
)
