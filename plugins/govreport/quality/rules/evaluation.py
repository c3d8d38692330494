"""The suite of the evaluation extract: checks, annual reports, assessments, listings, incubation.

Belongs here: the declared rules. Does not belong here: how they are run (suite.py), whether the organization is on the
register (across.py), rules shared with other extracts (common.py).
"""

from __future__ import annotations

from datetime import date

from govreport.errors import Message
from govreport.quality.rule import Record, Rule, Scope, expectation, flagged
from govreport.quality.rules.common import FIX_SOURCE, credit_code_rule, cutoff_of, file_rules, midnight, town_rule
from govreport.quality.rules.factories import filled, in_force_rule
from govreport.quality.rules.history import size_rules

_DATES = Message(
    "日期不合理，事项会被算进错误的季度。", "With an impossible date the event falls into the wrong quarter."
)
RESULTS = {
    "regular_check": ["no_finding", "finding"],
    "ad_hoc_check": ["no_finding", "finding"],
    "annual_report": ["submitted", "returned", "accepted"],
    "assessment": ["graded"],
    "abnormal_list": ["listed", "removed"],
    "incubation": ["resident", "graduated", "left"],
    "assessment_application": ["applied"],
    "serious_list": ["listed", "removed"],
    "penalty": ["warned", "fined"],
    "dormancy": ["never_active", "inactive", "unreachable"],
    "credit_entry": ["entered"],
    "disclosure": ["published"],
}
"""Which results an event of a kind may have."""


def _repetition(record: Record, scope: Scope) -> Message:
    first, differs = int(record["first_row"]), record["differs"]
    return Message(
        f"记录编号{record['event_no']}已见于第{first}行，"
        + (f"且两行的{differs}不一致" if differs else "两行内容相同"),
        f"the record number {record['event_no']} already stands in row {first}, "
        + (f"and the rows differ in {differs}" if differs else "and the rows are the same"),
    )


def _sudden(record: Record, scope: Scope) -> Message:
    return Message(
        f"“{record['name']}”{record['event_on']}列入严重违法失信名单，此前没有列于活动异常名录满两年的记录",
        f"“{record['name']}” was listed on {record['event_on']} without two years on the list of abnormal activity",
    )


def _stayed(record: Record, scope: Scope) -> Message:
    return Message(
        f"“{record['name']}”自{record['event_on']}列于活动异常名录已满两年，未移出，也未转入严重违法失信名单",
        f"“{record['name']}” has been on the list of abnormal activity since {record['event_on']}, more than two "
        "years, neither removed nor moved to the list of serious breaches",
    )


_OWN: list[Rule] = [
    Rule(
        "E12V",
        "evaluation",
        "warn",
        True,
        zh="记录编号只出现一次",
        en="a record number stands once",
        why=Message(
            "重复的记录会使检查、评估次数虚增；只计第一行。",
            "Repetitions would inflate the number of events; the first row counts.",
        ),
        fix=Message(
            "请保留正确的一行，删去其余；若为两件事项，请改正编号。",
            "Keep the right row and delete the others; if they are two events, correct the number.",
        ),
        column="event_no",
        expect=expectation(
            "ExpectColumnValuesToBeFirstOfTheirKind",
            column="repeat_key",
        ),
        frame="repeats",
        observed=_repetition,
    ),
    credit_code_rule(
        "evaluation",
        "uscc",
        sets_aside=True,
        why=Message(
            "代码有误的记录对不上登记名册，会使分子多于分母。",
            "With a wrong code the record matches no organization, and a rate's numerator would outgrow its "
            "denominator.",
        ),
    ),
    town_rule("evaluation"),
    in_force_rule("evaluation"),
    Rule(
        "E24",
        "evaluation",
        "warn",
        True,
        zh="评估得分在0至1000之间",
        en="the score lies between 0 and 1000",
        why=Message(
            "评估总分为1000分，之外的得分说明录入有误，等级也不可信。",
            "An assessment has 1000 points; another score is a slip and the grade is in doubt.",
        ),
        fix=FIX_SOURCE,
        column="score",
        expect=expectation(
            "ExpectColumnValuesToBeBetween",
            column="score",
            min_value=0,
            max_value=1000,
        ),
        shows=("event_no", "grade"),
    ),
    Rule(
        "E24-GRADE",
        "evaluation",
        "warn",
        True,
        zh="得分与等级一致（5A不低于951分，4A为901至950分）",
        en="the score fits the grade (5A from 951, 4A 901 to 950)",
        why=Message(
            "等级与得分不一致，不知该信哪一个；3A及以下的分数线待定，不作判断。",
            "Nobody can say which of the two is right; 3A and below have no agreed bounds and aren't judged.",
        ),
        fix=Message("请对照评估文件核对等级与得分。", "Compare grade and score with the assessment document."),
        column="grade",
        expect=expectation(
            "ExpectNumberInBandOfKind",
            column_A="score",
            column_B="grade",
            bands={"5A": [951, 1000], "4A": [901, 950]},
        ),
        shows=("event_no", "score"),
    ),
    Rule(
        "E25",
        "evaluation",
        "warn",
        True,
        zh="等级有效期为评定后五年",
        en="a grade is valid for five years",
        why=Message(
            "有效期决定该等级在哪些季度仍然有效；按五年计，到期日可差一天。",
            "It decides in which quarters the grade still holds; five years, a day either way.",
        ),
        fix=Message("请对照等级证书核对办理日期与有效期。", "Compare the dates with the grade's certificate."),
        column="valid_to",
        expect=expectation(
            "ExpectDatesToBeYearsApart",
            column_A="event_on",
            column_B="valid_to",
            years=5,
            tolerance=1,
            where=(("event_kind", "==", "assessment"),),
        ),
        shows=("event_no", "event_on"),
    ),
    Rule(
        "E25-RANGE",
        "evaluation",
        "warn",
        True,
        zh="办理日期在2000年至数据截止日期之间",
        en="the event date lies between 2000 and the cut-off",
        why=_DATES,
        fix=FIX_SOURCE,
        column="event_on",
        expect=expectation(
            "ExpectColumnValuesToBeBetween",
            column="event_on",
            min_value=midnight(date(2000, 1, 1)),
            max_value=cutoff_of,
        ),
        shows=("event_no",),
    ),
    Rule(
        "E25-CLOSED",
        "evaluation",
        "warn",
        True,
        zh="办结日期不早于办理日期",
        en="the closing date is not before the event",
        why=_DATES,
        fix=FIX_SOURCE,
        column="closed_on",
        expect=expectation(
            "ExpectColumnPairValuesAToBeGreaterThanB",
            column_A="closed_on",
            column_B="event_on",
            or_equal=True,
            ignore_row_if="either_value_is_missing",
        ),
        shows=("event_no", "event_on"),
    ),
    Rule(
        "E25-CUTOFF",
        "evaluation",
        "warn",
        True,
        zh="办结日期不晚于数据截止日期",
        en="the closing date is not after the cut-off",
        why=_DATES,
        fix=FIX_SOURCE,
        column="closed_on",
        expect=expectation(
            "ExpectColumnValuesToBeBetween",
            column="closed_on",
            max_value=cutoff_of,
        ),
        shows=("event_no",),
    ),
    Rule(
        "E25-DUE",
        "evaluation",
        "warn",
        False,
        zh="整改期限不早于检查日期",
        en="a rectification deadline is not before the check",
        why=Message(
            "期限有误会影响按期整改率；检查本身属实，故仍计入。",
            "A wrong deadline touches the on-time rate; the check took place, so the row stays.",
        ),
        fix=FIX_SOURCE,
        column="due_on",
        expect=expectation(
            "ExpectColumnPairValuesAToBeGreaterThanB",
            column_A="due_on",
            column_B="event_on",
            or_equal=True,
            ignore_row_if="either_value_is_missing",
            where=(("event_kind", "in", ["regular_check", "ad_hoc_check"]),),
        ),
        shows=("event_no", "event_on"),
    ),
    Rule(
        "E25-YEAR",
        "evaluation",
        "warn",
        True,
        zh="所属年度在2000年至截止日期所在年之间",
        en="the year lies between 2000 and the cut-off's",
        why=Message("年度有误，年报参报率等会算错年份。", "A wrong year moves the event into another year's rates."),
        fix=FIX_SOURCE,
        column="report_year",
        expect=expectation(
            "ExpectColumnValuesToBeBetween",
            column="report_year",
            min_value=2000,
            max_value=lambda s: s.cutoff.year,
        ),
        shows=("event_no",),
    ),
    Rule(
        "E25-REPORT",
        "evaluation",
        "warn",
        True,
        zh="年度报告和信息公开写明所属年度",
        en="an annual report and a disclosure name their year",
        why=Message(
            "不写年度的年报、信息公开无法归入任何一年的比率。",
            "Without its year an annual report or a disclosure belongs to no year's rate.",
        ),
        fix=FIX_SOURCE,
        column="report_year",
        expect=expectation(
            "ExpectColumnValuesToNotBeNull",
            column="report_year",
            where=(("event_kind", "in", ["annual_report", "disclosure"]),),
        ),
        shows=("event_no", "event_kind"),
    ),
    filled(
        "evaluation",
        "E27V",
        "disclosure_item",
        Message("信息公开写明公开事项", "a disclosure names what was disclosed"),
        Message(
            "三项都公开才算达标，不写事项就无法判断。",
            "An organization must disclose all three items; without its item the row can't be counted.",
        ),
        where=(("event_kind", "==", "disclosure"),),
        sets_aside=True,
        shows=("event_no",),
    ),
    Rule(
        "E26V",
        "evaluation",
        "warn",
        True,
        zh="办理结果与事项类别相符",
        en="the result belongs to the kind of event",
        why=Message("结果与类别不符，不知该信哪一个。", "Nobody can say which of the two is right."),
        fix=FIX_SOURCE,
        column="event_result",
        expect=expectation(
            "ExpectColumnPairToBeAllowed",
            column_A="event_kind",
            column_B="event_result",
            allowed=RESULTS,
        ),
        shows=("event_no", "event_kind"),
    ),
    filled(
        "evaluation",
        "E26V-ENDED",
        "closed_on",
        Message("已移出、出壳、退出、录入的有办结日期", "what was removed, graduated, left or entered has its day"),
        Message(
            "没有办结日期，该事项会一直算作在列、在孵或未录入；事项属实，故仍计入。",
            "Without the day it counts as still listed, resident or not entered; the event is real, so the row stays.",
        ),
        where=(("event_result", "in", ["removed", "graduated", "left", "entered"]),),
        shows=("event_no", "event_result"),
    ),
    Rule(
        "E26V-OPEN",
        "evaluation",
        "warn",
        False,
        zh="仍在列、在孵的没有办结日期",
        en="what is still listed or resident has no closing date",
        why=Message(
            "有办结日期就不再算在列、在孵，与办理结果矛盾；事项属实，故仍计入。",
            "With the day it no longer counts as listed or resident, against its result; the event is real, so the row "
            "stays.",
        ),
        fix=FIX_SOURCE,
        column="closed_on",
        expect=expectation(
            "ExpectColumnValuesToBeNull",
            column="closed_on",
            where=(("event_result", "in", ["listed", "resident"]),),
        ),
        shows=("event_no", "event_result"),
    ),
    Rule(
        "E28V",
        "evaluation",
        "info",
        False,
        zh="列入严重违法失信名单前，已列于活动异常名录满两年",
        en="a serious listing follows two years on the list of abnormal activity",
        why=Message(
            "满两年未移出是列入的主要情形；另有其他法定情形，故只提请核对。",
            "Two years unmended are the usual ground; the law has others, so somebody should only look.",
        ),
        fix=Message("请核对列入依据与活动异常名录的日期。", "Check the ground and the dates of the other list."),
        column="event_on",
        expect=flagged("long_listed", where=(("event_kind", "==", "serious_list"),)),
        frame="groups",
        shows=("event_no", "name"),
        observed=_sudden,
    ),
    Rule(
        "E28V-MOVED",
        "evaluation",
        "info",
        False,
        zh="列于活动异常名录满两年的，已转入严重违法失信名单",
        en="after two years on the list of abnormal activity a serious listing follows",
        why=Message(
            "满两年仍未移出的应转入，漏转会少算严重违法失信单位。",
            "An organization not removed within two years goes to the other list; one left behind isn't counted there.",
        ),
        fix=Message("请核对是否应转入，或补填移出日期。", "See whether it should move, or fill in the removal."),
        column="event_on",
        expect=flagged("moved_on", where=(("event_kind", "==", "abnormal_list"),)),
        frame="groups",
        shows=("event_no", "name"),
        observed=_stayed,
    ),
]

RULES: list[Rule] = [*file_rules("evaluation", totals=False), *size_rules("evaluation"), *_OWN]
"""The suite, in the order in which it is reported."""
