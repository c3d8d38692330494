"""Credit and openness: lists, dormancy, disclosure, credit entries in time (domain theme 1.4, S08-S12 and S14)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from govreport.district.given import REPORTS_DUE
from govreport.errors import Message
from govreport.indicators.dates import (
    ABNORMAL_YEARS_BEFORE,
    ABNORMAL_YEARS_BEFORE_HORIZON,
    QUARTER_END,
    YEAR_START,
    parameter,
)
from govreport.indicators.model import Indicator, Measure
from govreport.indicators.relations import EVENTS, open_on, registered
from govreport.indicators.relations.register import REGISTERED
from govreport.indicators.relations.supervision import CREDIT_ENTRIES, STANDING

_e = EVENTS.c
_s = STANDING.c
_c = CREDIT_ENTRIES.c
_PERCENT = Message("%", "%")
_UNIT = Message("家", "organizations")
_CREDIT_RULE = "credit"
_DORMANCY_RULE = "dormancy"


_abnormal = and_(open_on(QUARTER_END, EVENTS, "abnormal_list"), registered(QUARTER_END, EVENTS))
_listed = Measure(EVENTS, _abnormal, distinct=_e.uscc)
_nearly_through = and_(_e.event_on > ABNORMAL_YEARS_BEFORE, _e.event_on <= ABNORMAL_YEARS_BEFORE_HORIZON)
_here = registered(QUARTER_END, STANDING)
_entered = and_(_c.closed_on.between(YEAR_START, QUARTER_END), _c.working_days >= 0)


def _dormant(
    id: str,
    zh: str,
    en: str,
    formula: Message,
    where: ColumnElement[Any],
    caveat: Message | None = None,
    source: str = _DORMANCY_RULE,
    rests_on: frozenset[str] = frozenset(),
) -> Indicator:
    return Indicator(
        id=id,
        name=Message(zh, en),
        unit=_UNIT,
        kind="count",
        basis="stock",
        direction="less_is_better",
        numerator=Measure(STANDING, and_(_here, where)),
        formula=formula,
        source=source,
        breakdowns=("legal_type",),
        caveat=caveat,
        rests_on=rests_on,
    )


INDICATORS = (
    Indicator(
        id="S08",
        name=Message("活动异常名录在列", "On the list of abnormal activity"),
        unit=_UNIT,
        kind="count",
        basis="stock",
        direction="less_is_better",
        numerator=_listed,
        formula=Message(
            "期末在册、列入活动异常名录而尚未移出的社会组织数",
            "Registered organizations on the list of abnormal activity at quarter end",
        ),
        source=_CREDIT_RULE,
    ),
    Indicator(
        id="S08R",
        name=Message("活动异常名录占比", "Share on the list of abnormal activity"),
        unit=_PERCENT,
        kind="percent",
        basis="stock",
        direction="less_is_better",
        numerator=_listed,
        denominator=REGISTERED,
        formula=Message(
            "期末在册、活动异常名录在列的社会组织数 ÷ 期末登记社会组织数",
            "Registered organizations on the list of abnormal activity at quarter end over all registered ones",
        ),
        source=_CREDIT_RULE,
    ),
    Indicator(
        id="S09",
        name=Message(
            "异常名录即将满{abnormal_list_years:word}年", "Nearly {abnormal_list_years:word} years on the abnormal list"
        ),
        unit=_UNIT,
        kind="count",
        basis="stock",
        direction="less_is_better",
        numerator=Measure(EVENTS, and_(_abnormal, _nearly_through), distinct=_e.uscc),
        formula=Message(
            "期末在册、活动异常名录在列、将在今后两个季度内列满{abnormal_list_years:word}年的社会组织数",
            "Registered organizations on the list of abnormal activity that within two quarters will have been on it "
            "for {abnormal_list_years:word} years",
        ),
        source=_CREDIT_RULE,
        caveat=Message(
            "列满{abnormal_list_years:word}年的应列入严重违法失信名单，属预警；已经列满的另计",
            "An early warning: after {abnormal_list_years:word} years an organization goes on the list of "
            "serious breaches; those already "
            "past {abnormal_list_years:word} years are counted apart",
        ),
    ),
    Indicator(
        id="S08Y",
        name=Message(
            "异常名录列满{abnormal_list_years:word}年未移出",
            "{abnormal_list_years:Word} years or more on the abnormal list",
        ),
        unit=_UNIT,
        kind="count",
        basis="stock",
        direction="less_is_better",
        numerator=Measure(EVENTS, and_(_abnormal, _e.event_on <= ABNORMAL_YEARS_BEFORE), distinct=_e.uscc),
        formula=Message(
            "期末在册、活动异常名录在列、列入已满{abnormal_list_years:word}年的社会组织数",
            "Registered organizations on the list of abnormal activity at quarter end that were put on it "
            "{abnormal_list_years:word} years "
            "before or earlier",
        ),
        source=_CREDIT_RULE,
        caveat=Message(
            "为活动异常名录在列的其中数；列满{abnormal_list_years:word}年的应列入严重违法失信名单",
            "Part of those on the list; after {abnormal_list_years:word} years an organization belongs on the "
            "list of serious breaches",
        ),
    ),
    Indicator(
        id="S10",
        name=Message("严重违法失信名单在列", "On the list of serious breaches"),
        unit=_UNIT,
        kind="count",
        basis="stock",
        direction="less_is_better",
        numerator=Measure(EVENTS, open_on(QUARTER_END, EVENTS, "serious_list"), distinct=_e.uscc),
        formula=Message(
            "期末列入严重违法失信名单、尚未移出的社会组织数",
            "Organizations on the list of serious breaches at quarter end",
        ),
        source=_CREDIT_RULE,
        caveat=Message(
            "含已撤销、吊销登记而仍在名单上的组织",
            "Includes organizations that lost their registration and are still listed",
        ),
    ),
    _dormant(
        "S11",
        "僵尸型社会组织",
        "Dormant organizations",
        Message(
            "期末在册、符合四种情形之一的社会组织数：连续两个年度未报送年度报告；取证后一年未活动；连续未开展业务活动；"
            "无法联系",
            "Registered organizations that meet any of four criteria: no report for two years running, no activity in "
            "the first year, no activity within the charter, unreachable",
        ),
        or_(_s.unreported, _s.never_active, _s.inactive, _s.unreachable),
        Message(
            "第一种情形看最近两个应报年度，该两个年度没有任何报告记录的不判断；其余三种以排查记录为准；"
            "本数用于摸排，是否处置须逐家依法认定",
            "The first criterion looks at the last two years due and isn't judged where no reports of those years are "
            "on record at all; the others are as inspections found them. A figure to look into: what follows for an "
            "organization is decided by law, one by one",
        ),
    ),
    _dormant(
        "S11A",
        "连续两个年度未报送年度报告",
        "No annual report for two years",
        Message(
            "期末在册、最近两个应报年度均未报送年度报告的社会组织数",
            "Registered organizations that handed in neither of the last two annual reports that were due",
        ),
        _s.unreported,
        source=f"annual_reports；{_DORMANCY_RULE}",
        rests_on=frozenset({REPORTS_DUE}),
    ),
    _dormant(
        "S11B",
        "取证后一年未活动",
        "No activity in the first year",
        Message(
            "期末在册、经排查取得登记证书后一年未活动且尚未处置的社会组织数",
            "Registered organizations found without activity in the year after registration, not settled",
        ),
        _s.never_active,
    ),
    _dormant(
        "S11C",
        "连续未开展业务活动",
        "No activity within the charter",
        Message(
            "期末在册、经排查连续未按章程业务范围开展活动且尚未处置的社会组织数",
            "Registered organizations found without activity within their charter's scope, not settled",
        ),
        _s.inactive,
    ),
    _dormant(
        "S11D",
        "无法联系",
        "Unreachable organizations",
        Message(
            "期末在册、经排查通过登记住所和法定代表人均无法联系且尚未处置的社会组织数",
            "Registered organizations found unreachable through domicile and legal representative, not settled",
        ),
        _s.unreachable,
    ),
    Indicator(
        id="S12",
        name=Message("信息公开达标率", "Organizations that disclose all items"),
        unit=_PERCENT,
        kind="percent",
        basis="stock",
        direction="more_is_better",
        numerator=Measure(STANDING, and_(_here, _s.disclosed)),
        denominator=Measure(STANDING, and_(_here, _s.disclosures_known)),
        formula=Message(
            "期末在册、至季末已公开上年度组织人员、重大活动、收费标准三项信息的社会组织数 ÷ 期末登记社会组织数",
            "Registered organizations that by quarter end had disclosed last year's staff, activities and charges over "
            "all registered ones",
        ),
        source="reply",
        breakdowns=("legal_type",),
        caveat=Message(
            "本年新成立的组织在分母内；没有任何上年度公开记录的，不作统计",
            "Organizations registered this year are in the denominator; where nothing of last year's is on record as "
            "disclosed, no figure is given",
        ),
    ),
    Indicator(
        id="S14",
        name=Message("信用信息按时录入率", "Credit information entered in time"),
        unit=_PERCENT,
        kind="percent",
        basis="year_to_date",
        direction="more_is_better",
        numerator=Measure(CREDIT_ENTRIES, and_(_entered, _c.working_days <= parameter("credit_entry_working_days"))),
        denominator=Measure(CREDIT_ENTRIES, _entered),
        formula=Message(
            "本年至季末录入的信用信息中，形成后{credit_entry_working_days}个工作日内录入的条数 ÷ 录入的条数",
            "Of the credit information entered this year so far, what was entered within "
            "{credit_entry_working_days:word} working days after it "
            "arose over all of it",
        ),
        source=_CREDIT_RULE,
        caveat=Message(
            "工作日按{working_days:law}；节假日表以外的日期和早于形成日的录入不计",
            "Working days follow {working_days:law}; days outside the holiday table, and entries dated "
            "before the information arose, don't count",
        ),
    ),
)
