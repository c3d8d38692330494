"""Supervision: spot checks and annual reports (domain theme 1.4, S01-S04).

Guangzhou has annual *reports*, not annual inspections, so there is no 年检合格率 here. Assessment is in assessment.py,
lists, dormancy, disclosure and credit entries in credit.py.
"""

from __future__ import annotations

from sqlalchemy import and_, or_

from govreport.errors import Message
from govreport.indicators.dates import QUARTER_END, REPORT_DEADLINE, REPORT_YEAR, YEAR_START
from govreport.indicators.model import Indicator, Measure
from govreport.indicators.relations import EVENTS, registered
from govreport.indicators.relations.register import REGISTERED_LAST_YEAR

_e = EVENTS.c
_PERCENT = Message("%", "%")
_UNIT = Message("家", "organizations")
_CHECK_RULE = "《社会组织抽查暂行办法》（民发〔2017〕45号）"
_REPORT_RULE = "广州市社会组织年度报告制度（2015年起）"

_this_year = _e.event_on.between(YEAR_START, QUARTER_END)
_checked = and_(_e.event_kind.in_(("regular_check", "ad_hoc_check")), _this_year)
_regular = and_(_e.event_kind == "regular_check", _this_year)
_regularly_checked = Measure(EVENTS, _regular, distinct=_e.uscc)
_due = and_(_checked, _e.event_result == "finding", _e.due_on <= QUARTER_END)
_report = and_(_e.event_kind == "annual_report", _e.report_year == REPORT_YEAR)
_still_here = registered(QUARTER_END, EVENTS)


INDICATORS = (
    Indicator(
        id="S01",
        name=Message("定期抽查率", "Regular check rate"),
        unit=_PERCENT,
        kind="percent",
        basis="year_to_date",
        direction="more_is_better",
        numerator=_regularly_checked,
        denominator=REGISTERED_LAST_YEAR,
        formula=Message(
            "本年至季末接受定期抽查的社会组织数 ÷ 上年末登记社会组织数",
            "Organizations in this year's regular checks over organizations registered at the end of last year",
        ),
        source=_CHECK_RULE,
    ),
    Indicator(
        id="S01N",
        name=Message("定期抽查社会组织", "Organizations regularly checked"),
        unit=_UNIT,
        kind="count",
        basis="year_to_date",
        direction="neutral",
        numerator=_regularly_checked,
        formula=Message("本年至季末接受定期抽查的社会组织数", "Organizations in this year's regular checks so far"),
        source=_CHECK_RULE,
    ),
    Indicator(
        id="S02",
        name=Message("抽查问题率", "Checked organizations with findings"),
        unit=_PERCENT,
        kind="percent",
        basis="year_to_date",
        direction="less_is_better",
        numerator=Measure(EVENTS, and_(_checked, _e.event_result == "finding"), distinct=_e.uscc),
        denominator=Measure(EVENTS, _checked, distinct=_e.uscc),
        formula=Message(
            "本年抽查（含不定期）中发现问题的社会组织数 ÷ 受查社会组织数",
            "Organizations with findings over organizations checked this year, ad hoc checks included",
        ),
        source=_CHECK_RULE,
    ),
    Indicator(
        id="S02B",
        name=Message("按期整改率", "Rectified in time"),
        unit=_PERCENT,
        kind="percent",
        basis="year_to_date",
        direction="more_is_better",
        numerator=Measure(EVENTS, and_(_due, _e.closed_on <= _e.due_on)),
        denominator=Measure(EVENTS, _due),
        formula=Message(
            "本年抽查发现问题中按期完成整改的件数 ÷ 季末前应完成整改的件数",
            "Rectifications completed in time over rectifications due by the quarter's end, this year's checks",
        ),
        source=_CHECK_RULE,
    ),
    Indicator(
        id="S02C",
        name=Message("逾期未整改", "Rectifications overdue"),
        unit=Message("件", "cases"),
        kind="count",
        basis="stock",
        direction="less_is_better",
        numerator=Measure(
            EVENTS,
            and_(
                _e.event_kind.in_(("regular_check", "ad_hoc_check")),
                _e.event_result == "finding",
                _e.due_on <= QUARTER_END,
                or_(_e.closed_on.is_(None), _e.closed_on > QUARTER_END),
                _still_here,
            ),
        ),
        formula=Message(
            "期末已过整改期限而未完成整改的抽查问题件数",
            "Findings past their deadline and not rectified at quarter end",
        ),
        source=_CHECK_RULE,
    ),
    Indicator(
        id="S03",
        name=Message("年度报告参报率", "Annual reports accepted"),
        unit=_PERCENT,
        kind="percent",
        basis="year_to_date",
        direction="more_is_better",
        numerator=Measure(EVENTS, and_(_report, _e.closed_on <= QUARTER_END), distinct=_e.uscc),
        denominator=REGISTERED_LAST_YEAR,
        formula=Message(
            "季末前上年度报告已受理的社会组织数 ÷ 上年末登记社会组织数",
            "Organizations whose report for last year is accepted over those registered at the end of last year",
        ),
        source=_REPORT_RULE,
    ),
    Indicator(
        id="S04",
        name=Message("年度报告按期率", "Annual reports in time"),
        unit=_PERCENT,
        kind="percent",
        basis="year_to_date",
        direction="more_is_better",
        numerator=Measure(EVENTS, and_(_report, _e.event_on <= REPORT_DEADLINE), distinct=_e.uscc),
        denominator=REGISTERED_LAST_YEAR,
        formula=Message(
            "3月31日前报送上年度报告的社会组织数 ÷ 上年末登记社会组织数",
            "Organizations that handed in last year's report by 31 March over those registered at the end of last year",
        ),
        source=_REPORT_RULE,
    ),
)
