"""The suite of the evaluation extract: checks, annual reports, assessments, listings, incubation."""

from __future__ import annotations

from govreport.errors import Message
from govreport.quality.conditions import (
    between,
    cutoff_of,
    dated_since,
    empty,
    expectation,
    filled_in,
    not_below,
)
from govreport.quality.rule import Rule
from govreport.quality.rules.every_file import BESIDE_PREDECESSORS, EVERY_FILE, STATED_TOTAL
from govreport.quality.rules.factories import IN_FORCE, TOWN, alike_rule, once_rule
from govreport.quality.rules.identifiers import identifier_rules
from govreport.quality.rules.serious_list import SERIOUS

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


RULES: list[Rule] = [
    *EVERY_FILE,
    STATED_TOTAL,
    *BESIDE_PREDECESSORS,
    once_rule(
        id="E12V",
        column="event_no",
        zh="记录编号只出现一次",
        en="a record number stands once",
        repeated=Message("记录编号{event_no}", "the record number {event_no}"),
        why=Message(
            "重复的记录会使检查、评估次数虚增；只计第一行。",
            "Repetitions would inflate the number of events; the first row counts.",
        ),
        fix=Message(
            "请保留正确的一行，删去其余；若为两件事项，请改正编号。",
            "Keep the right row and delete the others; if they are two events, correct the number.",
        ),
    ),
    alike_rule(
        id="E12V-ALIKE",
        column="event_no",
        zh="同一个抽查问题没有以两个编号登记",
        en="no finding of a check is entered under two numbers",
        what=Message(
            "“{name}”{event_on}的抽查问题及其整改期限", "the finding of {event_on} at “{name}” with its deadline"
        ),
        why=Message(
            "同一个问题登记两次，整改件数和逾期件数会虚增；也可能一次查出两个问题，故都计入。",
            "One finding entered twice inflates rectifications due and overdue; but a check may have two, so both "
            "count.",
        ),
        shows=("name", "event_on", "due_on"),
    ),
    *identifier_rules(
        extract="evaluation",
        column="uscc",
        sets_aside=True,
        why=Message(
            "代码有误的记录对不上登记名册，会使分子多于分母。",
            "With a wrong code the record matches nobody, and a rate's numerator would outgrow its denominator.",
        ),
    ),
    TOWN,
    IN_FORCE,
    Rule(
        id="E24",
        severity="warn",
        sets_aside=True,
        zh="评估得分在0至1000之间",
        en="the score lies between 0 and 1000",
        why=Message(
            "评估总分为1000分，之外的得分说明录入有误，等级也不可信。",
            "An assessment has 1000 points; another score is a slip and the grade is in doubt.",
        ),
        expect=between("score", low=0, high=1000),
        shows=("event_no", "grade"),
    ),
    Rule(
        id="E24-GRADE",
        severity="warn",
        sets_aside=True,
        zh="得分与等级一致（5A不低于951分，4A为901至950分）",
        en="the score fits the grade (5A from 951, 4A 901 to 950)",
        why=Message(
            "等级与得分不一致，不知该信哪一个；3A及以下的分数线待定，不作判断。",
            "Nobody can say which of the two is right; 3A and below have no agreed bounds and aren't judged.",
        ),
        fix=Message("请对照评估文件核对等级与得分。", "Compare grade and score with the assessment document."),
        expect=expectation(
            "ExpectNumberInBandOfKind", column_A="score", column_B="grade", bands={"5A": [951, 1000], "4A": [901, 950]}
        ),
        column="grade",
        shows=("event_no", "score"),
    ),
    Rule(
        id="E25",
        severity="warn",
        sets_aside=True,
        zh="等级有效期为评定后{grade_years:word}年",
        en="a grade is valid for {grade_years:word} years",
        why=Message(
            "有效期决定该等级在哪些季度仍然有效；按{grade_years:word}年计，到期日可差一天。",
            "It decides in which quarters the grade still holds; {grade_years:word} years, a day either way.",
        ),
        fix=Message("请对照等级证书核对办理日期与有效期。", "Compare the dates with the grade's certificate."),
        parameters=("grade_years",),
        expect=expectation(
            "ExpectDatesToBeYearsApart",
            column_A="event_on",
            column_B="valid_to",
            years=lambda s: s.district.parameters["grade_years"],
            tolerance=1,
            where=(("event_kind", "==", "assessment"),),
        ),
        column="valid_to",
        shows=("event_no", "event_on"),
    ),
    Rule(
        id="E25-RANGE",
        severity="warn",
        sets_aside=True,
        zh="办理日期在{events_from_year}年至数据截止日期之间",
        en="the event date lies between {events_from_year} and the cut-off",
        why=_DATES,
        expect=dated_since("event_on", "events_from_year"),
        parameters=("events_from_year",),
        shows=("event_no",),
    ),
    Rule(
        id="E25-CLOSED",
        severity="warn",
        sets_aside=True,
        zh="办结日期不早于办理日期",
        en="the closing date is not before the event",
        why=_DATES,
        expect=not_below("closed_on", "event_on"),
        shows=("event_no", "event_on"),
    ),
    Rule(
        id="E25-CUTOFF",
        severity="warn",
        sets_aside=True,
        zh="办结日期不晚于数据截止日期",
        en="the closing date is not after the cut-off",
        why=_DATES,
        expect=between("closed_on", high=cutoff_of),
        shows=("event_no",),
    ),
    Rule(
        id="E25-DUE",
        severity="warn",
        zh="整改期限不早于检查日期",
        en="a rectification deadline is not before the check",
        why=Message(
            "期限有误会影响按期整改率；检查本身属实，故仍计入。",
            "A wrong deadline touches the on-time rate; the check took place, so the row stays.",
        ),
        expect=not_below("due_on", "event_on", where=(("event_kind", "in", ["regular_check", "ad_hoc_check"]),)),
        shows=("event_no", "event_on"),
    ),
    Rule(
        id="E25-YEAR",
        severity="warn",
        sets_aside=True,
        zh="所属年度在{events_from_year}年至截止日期所在年之间",
        en="the year lies between {events_from_year} and the cut-off's",
        why=Message("年度有误，年报参报率等会算错年份。", "A wrong year moves the event into another year's rates."),
        expect=between(
            "report_year", low=lambda s: s.district.parameters["events_from_year"], high=lambda s: s.cutoff.year
        ),
        parameters=("events_from_year",),
        shows=("event_no",),
    ),
    Rule(
        id="E25-REPORT",
        severity="warn",
        sets_aside=True,
        zh="年度报告和信息公开写明所属年度",
        en="an annual report and a disclosure name their year",
        why=Message(
            "不写年度的年报、信息公开无法归入任何一年的比率。",
            "Without its year an annual report or a disclosure belongs to no year's rate.",
        ),
        expect=filled_in("report_year", where=(("event_kind", "in", ["annual_report", "disclosure"]),)),
        shows=("event_no", "event_kind"),
    ),
    Rule(
        id="E27V",
        severity="warn",
        sets_aside=True,
        zh="信息公开写明公开事项",
        en="a disclosure names what was disclosed",
        why=Message(
            "三项都公开才算达标，不写事项就无法判断。",
            "An organization must disclose all three items; without its item the row can't be counted.",
        ),
        expect=filled_in("disclosure_item", where=(("event_kind", "==", "disclosure"),)),
        shows=("event_no",),
    ),
    Rule(
        id="E26V",
        severity="warn",
        sets_aside=True,
        zh="办理结果与事项类别相符",
        en="the result belongs to the kind of event",
        why=Message("结果与类别不符，不知该信哪一个。", "Nobody can say which of the two is right."),
        expect=expectation(
            "ExpectColumnPairToBeAllowed", column_A="event_kind", column_B="event_result", allowed=RESULTS
        ),
        column="event_result",
        shows=("event_no", "event_kind"),
    ),
    Rule(
        id="E26V-ENDED",
        severity="warn",
        zh="已移出、出壳、退出、录入的有办结日期",
        en="what was removed, graduated, left or entered has its day",
        why=Message(
            "没有办结日期，该事项会一直算作在列、在孵或未录入；事项属实，故仍计入。",
            "Without the day it counts as still listed, resident or not entered; the event is real, so the row stays.",
        ),
        expect=filled_in("closed_on", where=(("event_result", "in", ["removed", "graduated", "left", "entered"]),)),
        shows=("event_no", "event_result"),
    ),
    Rule(
        id="E26V-OPEN",
        severity="warn",
        zh="仍在列、在孵的没有办结日期",
        en="what is still listed or resident has no closing date",
        why=Message(
            "有办结日期就不再算在列、在孵，与办理结果矛盾；事项属实，故仍计入。",
            "With the day it no longer counts as listed or resident, against its result; the event is real, so the row "
            "stays.",
        ),
        expect=empty("closed_on", where=(("event_result", "in", ["listed", "resident"]),)),
        shows=("event_no", "event_result"),
    ),
    *SERIOUS,
]
"""The suite, in the order in which it is reported."""
