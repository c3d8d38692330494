"""The suite of the activities extract: trainings, exchanges, commendations, publications, and who took part.

Belongs here: the declared rules. Does not belong here: makers of rules shared with other extracts (common.py,
makers.py), whether the organization is on the register (returns_across.py).
"""

from __future__ import annotations

from govreport.errors import Message
from govreport.quality.rule import Record, Rule, Scope, expectation
from govreport.quality.rules.common import FIX_SOURCE, credit_code_rule, file_rules, town_rule
from govreport.quality.rules.factories import dated, in_force_rule, negative_rule, not_before, once_rule
from govreport.quality.rules.history import size_rules

_WHO = ("activity_no", "name")
_HEADS = Message(
    "人次、人数、负责人数前后矛盾，培训指标会失真；活动属实，故仍计入。",
    "Attendances, people and leaders contradict each other; the activity took place, so the row stays.",
)


def _differs(record: Record, scope: Scope) -> Message:
    return Message(
        f"活动{record['activity_no']}本行的{record['attributes_differ']}与该活动第一行不一致",
        f"activity {record['activity_no']}: {record['attributes_differ']} differ from the activity's first row",
    )


_OWN: list[Rule] = [
    once_rule(
        "activities",
        "E12-ACTIVITIES",
        "activity_no",
        Message("活动的同一参加单位", "organization's part in an activity"),
        why=Message(
            "重复的行会使参加人次、人数虚增；只计第一行。",
            "Repetitions would inflate attendances and people; the first row counts.",
        ),
    ),
    credit_code_rule(
        "activities",
        "uscc",
        sets_aside=False,
        why=Message(
            "代码有误的行对不上登记名册，参加单位数会失真；人数属实，故仍计入。",
            "With a wrong code the row matches no organization; the people are real, so the row stays.",
        ),
    ),
    town_rule("activities"),
    in_force_rule("activities"),
    negative_rule("activities", _WHO),
    dated(
        "activities",
        "E21-HELD",
        "held_on",
        2000,
        Message("举办日期在2000年至数据截止日期之间", "an activity was held between 2000 and the cut-off"),
        Message("日期不合理，活动会被算进错误的季度。", "With an impossible date it falls into a wrong quarter."),
        _WHO,
    ),
    not_before(
        "activities",
        "E35-PEOPLE",
        "attendances",
        "people",
        Message("参加人数不多于参加人次", "people are no more than attendances"),
        _HEADS,
        column="people",
        shows=_WHO,
    ),
    not_before(
        "activities",
        "E35-LEADERS",
        "people",
        "leaders",
        Message("负责人（骨干）人数不多于参加人数", "leaders are no more than people"),
        _HEADS,
        column="leaders",
        shows=_WHO,
    ),
    Rule(
        "E35-SAME",
        "activities",
        "warn",
        False,
        zh="同一活动各行的类别和举办日期一致",
        en="an activity's rows agree on its kind and its day",
        why=Message(
            "不一致会使一场活动在不同类别或季度中各数一次；参加属实，故仍计入。",
            "Otherwise one activity counts in two kinds or quarters; the part was taken, so the row stays.",
        ),
        fix=FIX_SOURCE,
        column="activity_no",
        expect=expectation("ExpectColumnValuesToBeNull", column="attributes_differ"),
        frame="groups",
        observed=_differs,
    ),
]

RULES: list[Rule] = [*file_rules("activities", totals=True), *size_rules("activities"), *_OWN]
"""The suite, in the order in which it is reported."""
