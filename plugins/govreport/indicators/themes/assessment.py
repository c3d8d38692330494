"""Assessment of organizations: grades in force, who may take part and who does, grades about to expire (S05-S07)."""

from __future__ import annotations

from sqlalchemy import and_

from govreport.errors import Message
from govreport.indicators.dates import ASSESSABLE_BEFORE, HORIZON_END, QUARTER_END
from govreport.indicators.model import Indicator, Measure
from govreport.indicators.relations import in_force, registered
from govreport.indicators.relations.register import REGISTERED
from govreport.indicators.relations.supervision import GRADES, STANDING

_g = GRADES.c
_s = STANDING.c
_PERCENT = Message("%", "%")
_UNIT = Message("家", "organizations")
_RULE = "assessment"
_WHO_MAY = "assessment_eligible"
_valid = and_(in_force(GRADES), registered(QUARTER_END, GRADES))
_here = registered(QUARTER_END, STANDING)
_eligible = and_(_here, _s.registered_on <= ASSESSABLE_BEFORE, ~_s.grade_in_force, _s.reported_last, ~_s.penalized)
_may_apply = Measure(STANDING, _eligible)
_ELIGIBLE = Message(
    "可参评指期末在册、登记满{assessment_after_years:word}周年、没有评估过或本年以前取得的等级有效期（{grade_years:word}年）已满、已报送上年度报告、"
    "上年以来未受行政处罚；正在立案的情况未含在数据中；地方准许有效期内提前复评的，不在此列",
    "Eligible: registered at quarter end and for {assessment_after_years:word} years, never assessed or with "
    "no grade of earlier years still "
    "valid (grades hold {grade_years:word} years), last year's report handed in, no penalty since the "
    "beginning of last year; open "
    "cases aren't in the data, nor is what a place allows before a grade has run out",
)

INDICATORS = (
    Indicator(
        id="S05",
        name=Message("有效评估等级占比", "Organizations with a valid grade"),
        unit=_PERCENT,
        kind="percent",
        basis="stock",
        direction="more_is_better",
        numerator=Measure(GRADES, _valid, distinct=_g.uscc),
        denominator=REGISTERED,
        formula=Message(
            "期末在册、最近一次评估等级在有效期内的社会组织数 ÷ 期末登记社会组织数",
            "Registered organizations whose latest grade is valid at quarter end over all registered ones",
        ),
        source=_RULE,
        breakdowns=("grade",),
        share_of_total=True,
    ),
    Indicator(
        id="S05A",
        name=Message("3A级及以上占比", "Organizations graded 3A or better"),
        unit=_PERCENT,
        kind="percent",
        basis="stock",
        direction="more_is_better",
        numerator=Measure(GRADES, and_(_valid, _g.grade.in_(("3A", "4A", "5A"))), distinct=_g.uscc),
        denominator=REGISTERED,
        formula=Message(
            "期末在册、最近一次评估为3A级及以上且在有效期内的社会组织数 ÷ 期末登记社会组织数",
            "Registered organizations whose latest grade is 3A or better and valid at quarter end over all registered "
            "ones",
        ),
        source=_RULE,
        breakdowns=("legal_type",),
    ),
    Indicator(
        id="S06",
        name=Message("评估参评率", "Eligible organizations that applied"),
        unit=_PERCENT,
        kind="percent",
        basis="year_to_date",
        direction="more_is_better",
        numerator=Measure(STANDING, and_(_eligible, _s.applied)),
        denominator=Measure(STANDING, and_(_eligible, _s.applications_known)),
        formula=Message(
            "可参评的社会组织中本年已申请评估的 ÷ 期末可参评的社会组织数",
            "Eligible organizations that applied for an assessment this year over all eligible ones",
        ),
        source=_WHO_MAY,
        breakdowns=("legal_type",),
        caveat=_ELIGIBLE,
    ),
    Indicator(
        id="S06E",
        name=Message("评估可评率", "Organizations eligible for assessment"),
        unit=_PERCENT,
        kind="percent",
        basis="year_to_date",
        direction="more_is_better",
        numerator=_may_apply,
        denominator=REGISTERED,
        formula=Message(
            "可参评的社会组织数 ÷ 期末登记社会组织数", "Eligible organizations over registered organizations"
        ),
        source=_WHO_MAY,
        breakdowns=("legal_type",),
        caveat=_ELIGIBLE,
    ),
    Indicator(
        id="S07",
        name=Message("等级即将到期", "Grades about to expire"),
        unit=_UNIT,
        kind="count",
        basis="stock",
        direction="neutral",
        numerator=Measure(GRADES, and_(_valid, _g.valid_to <= HORIZON_END), distinct=_g.uscc),
        formula=Message(
            "期末在册、最近一次评估等级在有效期内而有效期止于今后第二个季度末或之前的社会组织数",
            "Registered organizations whose latest grade is valid at quarter end and runs out by the end of the "
            "quarter after next",
        ),
        source=_RULE,
    ),
)
