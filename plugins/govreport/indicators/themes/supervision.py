"""Supervision: spot checks and annual reports (domain theme 1.4, S01-S04).

Annual *reports* are counted, not annual inspections, so there is no 年检合格率 here. Assessment is in assessment.py,
lists, dormancy, disclosure and credit entries in credit.py.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_

from govreport.district.given import REPORTS_DUE
from govreport.errors import Message
from govreport.indicators.dates import (
    ONE_YEAR_BEFORE,
    PREVIOUS_YEAR_END,
    QUARTER_END,
    REPORT_DEADLINE,
    YEAR_START,
)
from govreport.indicators.model import Indicator, Measure
from govreport.indicators.relations import EVENTS, accepted, handed_in, registered
from govreport.indicators.relations.register import REGISTERED_LAST_YEAR
from govreport.indicators.relations.supervision import STANDING

_e = EVENTS.c
_s = STANDING.c
_PERCENT = Message("%", "%")
_UNIT = Message("家", "organizations")
_CHECK_RULE = "checks"
_REPORT_RULE = "annual_reports"

_this_year = _e.event_on.between(YEAR_START, QUARTER_END)
_checked = and_(_e.event_kind.in_(("regular_check", "ad_hoc_check")), _this_year)
_regular = and_(_e.event_kind == "regular_check", _this_year)
_regularly_checked = Measure(EVENTS, _regular, distinct=_e.uscc)
_due = and_(_checked, _e.event_result == "finding", _e.due_on <= QUARTER_END)
_overdue = and_(
    _e.event_kind.in_(("regular_check", "ad_hoc_check")),
    _e.event_result == "finding",
    _e.due_on <= QUARTER_END,
    or_(_e.closed_on.is_(None), _e.closed_on > QUARTER_END),
    registered(QUARTER_END, EVENTS),
)
# Who owes last year's report is said once, of the register and of the reports: so a rate and its rest add up.
_owing = registered(PREVIOUS_YEAR_END, EVENTS)
_outstanding = and_(registered(PREVIOUS_YEAR_END, STANDING), ~_s.accepted_last)
_still_here = registered(QUARTER_END, STANDING)


def _unreported(letter: str, name: Message, formula: Message, where: ColumnElement[bool], caveat: Message) -> Indicator:
    return Indicator(
        id=f"S03{letter}",
        name=name,
        unit=_UNIT,
        kind="count",
        basis="year_to_date",
        direction="less_is_better",
        numerator=Measure(STANDING, and_(_outstanding, where)),
        entered_by="S03",
        rests_on=frozenset({REPORTS_DUE}),
        formula=formula,
        source=_REPORT_RULE,
        caveat=caveat,
    )


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
        entered_by="S01",
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
            "本年至季末抽查（含不定期）中发现问题的社会组织数 ÷ 受查社会组织数；同一组织受查几次的计一家",
            "Organizations with findings over organizations checked this year so far, ad hoc checks included; one that "
            "was checked several times counts once",
        ),
        source=_CHECK_RULE,
    ),
    Indicator(
        id="S02B",
        name=Message("按期整改率", "Findings rectified in time"),
        unit=_PERCENT,
        kind="percent",
        basis="year_to_date",
        direction="more_is_better",
        numerator=Measure(EVENTS, and_(_due, _e.closed_on <= _e.due_on)),
        denominator=Measure(EVENTS, _due),
        formula=Message(
            "本年抽查发现的问题中，按期完成整改的件数 ÷ 整改期限在季末或之前的件数",
            "Of the findings of this year's checks, those rectified by their deadline over those whose deadline is the "
            "quarter's last day or earlier",
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
        numerator=Measure(EVENTS, _overdue),
        formula=Message(
            "期末在册社会组织的历年抽查问题中，整改期限在季末或之前而期末尚未完成整改的件数",
            "Findings of this and earlier years' checks on organizations still registered whose deadline is the "
            "quarter's last day or earlier and which aren't rectified at quarter end",
        ),
        source=_CHECK_RULE,
    ),
    Indicator(
        id="S02Y",
        name=Message("逾期一年以上未整改", "Rectifications overdue for more than a year"),
        unit=Message("件", "cases"),
        kind="count",
        basis="stock",
        direction="less_is_better",
        numerator=Measure(EVENTS, and_(_overdue, _e.due_on < ONE_YEAR_BEFORE)),
        formula=Message(
            "期末逾期未整改的抽查问题中，整改期限已过一年以上的件数",
            "Of the rectifications overdue at quarter end, those whose deadline passed more than a year before it",
        ),
        source=_CHECK_RULE,
        caveat=Message("为逾期未整改的其中数", "Part of the rectifications overdue"),
    ),
    Indicator(
        id="S03",
        name=Message("年度报告参报率", "Annual reports accepted"),
        unit=_PERCENT,
        kind="percent",
        basis="year_to_date",
        direction="more_is_better",
        numerator=Measure(EVENTS, and_(accepted(EVENTS), _owing), distinct=_e.uscc),
        denominator=REGISTERED_LAST_YEAR,
        entered_by="S03",
        formula=Message(
            "上年末登记社会组织中季末前上年度报告已受理的 ÷ 上年末登记社会组织数",
            "Of the organizations registered at the end of last year, those whose report for that year is accepted by "
            "the quarter's end, over all of them",
        ),
        source=_REPORT_RULE,
        caveat=Message(
            "分母含此后退出登记的组织；未受理的分为未报送、已报送未受理、已退出登记三部分",
            "The denominator keeps organizations that left the register since; those without an accepted report are "
            "counted apart: nothing handed in, handed in and not accepted, left the register",
        ),
    ),
    _unreported(
        "M",
        Message("上年度报告未报送", "Annual report not handed in"),
        Message(
            "上年末登记、期末仍在册的社会组织中，至季末没有报送上年度报告的",
            "Organizations registered at the end of last year and still at quarter end that have handed in no report "
            "for that year",
        ),
        and_(_still_here, ~_s.reported_last),
        Message("退回补正或待受理的不计入", "Reports that were returned or await acceptance aren't among them"),
    ),
    _unreported(
        "R",
        Message("上年度报告已报送未受理", "Annual report handed in, not accepted"),
        Message(
            "上年末登记、期末仍在册的社会组织中，已报送上年度报告而至季末尚未受理的",
            "Organizations registered at the end of last year and still at quarter end whose report for that year is "
            "handed in and not accepted by the quarter's end",
        ),
        and_(_still_here, _s.reported_last),
        Message("包括退回补正和待受理的", "Returned for correction or awaiting acceptance"),
    ),
    _unreported(
        "X",
        Message("应报未受理而已退出登记", "Report due, left the register"),
        Message(
            "上年末登记、期末已不在册的社会组织中，至季末没有已受理的上年度报告的",
            "Organizations registered at the end of last year and no longer at quarter end without an accepted report "
            "for that year",
        ),
        ~_still_here,
        Message("已不在册，无从催报", "No longer registered: there is nobody to remind"),
    ),
    Indicator(
        id="S04",
        name=Message("年度报告按期率", "Annual reports in time"),
        unit=_PERCENT,
        kind="percent",
        basis="year_to_date",
        direction="more_is_better",
        numerator=Measure(EVENTS, and_(handed_in(EVENTS), _owing, _e.event_on <= REPORT_DEADLINE), distinct=_e.uscc),
        denominator=REGISTERED_LAST_YEAR,
        entered_by="S03",
        formula=Message(
            "上年末登记社会组织中{annual_reports:day}或之前报送上年度报告的 ÷ 上年末登记社会组织数",
            "Of the organizations registered at the end of last year, those that handed in their report for that year "
            "by {annual_reports:day}, over all of them",
        ),
        source=_REPORT_RULE,
    ),
)
