"""The suite of the activities extract: trainings, exchanges, commendations, publications, and who took part."""

from __future__ import annotations

from govreport.errors import Message
from govreport.quality.conditions import dated_since, empty, not_below
from govreport.quality.rule import FrameName, Rule, sentence
from govreport.quality.rules.every_file import BESIDE_PREDECESSORS, EVERY_FILE, STATED_TOTAL
from govreport.quality.rules.factories import IN_FORCE, TOWN, alike_rule, negative_rule, once_rule
from govreport.quality.rules.identifiers import identifier_rules

_WHO = ("activity_no", "name")
_HEADS = Message(
    "人次、人数、负责人数前后矛盾，培训指标会失真；活动属实，故仍计入。",
    "Attendances, people and leaders contradict each other; the activity took place, so the row stays.",
)


RULES: list[Rule] = [
    *EVERY_FILE,
    STATED_TOTAL,
    *BESIDE_PREDECESSORS,
    once_rule(
        id="E12-ACTIVITIES",
        column="activity_no",
        zh="同一活动的同一参加单位只出现一次",
        en="an organization's part in an activity stands once",
        repeated=Message("同一活动的同一参加单位", "the same organization's part in an activity"),
        why=Message(
            "重复的行会使参加人次、人数虚增；只计第一行。",
            "Repetitions would inflate attendances and people; the first row counts.",
        ),
        shows=("activity_no",),
    ),
    alike_rule(
        id="E12-ACTIVITIES-ALIKE",
        column="activity_no",
        zh="同一活动的同一参加单位没有以两个编号登记",
        en="no organization's part in an activity is entered under two numbers",
        what=Message("“{title}”的类别、日期和参加单位", "kind, day and participant of “{title}”"),
        why=Message(
            "同一活动登记两个编号，场次、人次会虚增；也可能一天办了两场，故都计入。",
            "One activity under two numbers inflates meetings and attendances; but there may be two on a day, so both "
            "count.",
        ),
        shows=("title", "held_on", "name"),
    ),
    *identifier_rules(
        extract="activities",
        column="uscc",
        sets_aside=False,
        why=Message(
            "代码有误的行对不上登记名册，参加单位数会失真；人数属实，故仍计入。",
            "With a wrong code the row matches no organization; the people are real, so the row stays.",
        ),
    ),
    TOWN,
    IN_FORCE,
    negative_rule(shows=_WHO),
    Rule(
        id="E21-HELD",
        severity="warn",
        sets_aside=True,
        zh="举办日期在{events_from_year}年至数据截止日期之间",
        en="an activity was held between {events_from_year} and the cut-off",
        why=Message("日期不合理，活动会被算进错误的季度。", "With an impossible date it falls into a wrong quarter."),
        expect=dated_since("held_on", "events_from_year"),
        parameters=("events_from_year",),
        shows=_WHO,
    ),
    Rule(
        id="E35-PEOPLE",
        severity="warn",
        zh="参加人数不多于参加人次",
        en="people are no more than attendances",
        why=_HEADS,
        expect=not_below("attendances", "people"),
        column="people",
        shows=(*_WHO, "attendances"),
    ),
    Rule(
        id="E35-LEADERS",
        severity="warn",
        zh="负责人（骨干）人数不多于参加人数",
        en="leaders are no more than people",
        why=_HEADS,
        expect=not_below("people", "leaders"),
        column="leaders",
        shows=(*_WHO, "people"),
    ),
    Rule(
        id="E35-SAME",
        severity="warn",
        zh="同一活动各行的类别和举办日期一致",
        en="an activity's rows agree on its kind and its day",
        why=Message(
            "不一致会使一场活动在不同类别或季度中各数一次；参加属实，故仍计入。",
            "Otherwise one activity counts in two kinds or quarters; the part was taken, so the row stays.",
        ),
        expect=empty("attributes_differ"),
        column="activity_no",
        frame=FrameName.GROUPS,
        observed=sentence(
            "活动{activity_no}本行的{attributes_differ}与该活动第一行不一致",
            "activity {activity_no}: {attributes_differ} differ from the activity's first row",
        ),
    ),
]
"""The suite, in the order in which it is reported."""
