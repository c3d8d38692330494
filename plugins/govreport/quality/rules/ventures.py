"""The suite of the ventures extract: 公益微创投 projects, stage by stage.

Belongs here: the declared rules. Does not belong here: what is known of a whole project beside each stage (stages of
one project: derived.py), what a project became (returns_across.py).
"""

from __future__ import annotations

from govreport.errors import Message
from govreport.quality.rule import Record, Rule, Scope, expectation, flagged
from govreport.quality.rules.common import FIX_SOURCE, file_rules, town_rule
from govreport.quality.rules.factories import dated, filled, in_force_rule, negative_rule, once_rule
from govreport.quality.rules.history import size_rules

STAGES = ("application", "improvement", "review", "training", "supervision", "evaluation", "closing")
"""In the order of time."""
_GRADES = ["excellent", "good", "passable", "poor"]
RESULTS = {
    "application": ["done", "stopped"],
    "improvement": ["done", "stopped"],
    "review": ["approved", "rejected", "stopped"],
    "training": ["done", "stopped"],
    "supervision": ["done", "stopped", *_GRADES],
    "evaluation": ["done", "stopped", *_GRADES],
    "closing": ["done", "stopped", *_GRADES],
}
"""Which results a stage may have, besides none."""
_WHO = ("project_no", "stage")


def _before(record: Record, scope: Scope) -> Message:
    return Message(
        f"本环节{record['done_on']}完成，而较早的环节{record['earlier_done_on']}才完成",
        f"this stage was done on {record['done_on']}, an earlier one only on {record['earlier_done_on']}",
    )


def _unapproved(record: Record, scope: Scope) -> Message:
    return Message(
        f"项目{record['project_no']}评审未立项，却有本环节",
        f"project {record['project_no']} was not approved in its review and yet reached this stage",
    )


def _differs(record: Record, scope: Scope) -> Message:
    return Message(
        f"项目{record['project_no']}本行的{record['attributes_differ']}与该项目第一行不一致",
        f"project {record['project_no']}: {record['attributes_differ']} differ from the project's first row",
    )


_OWN: list[Rule] = [
    once_rule(
        "ventures",
        "E12-VENTURES",
        "project_no",
        Message("项目的同一环节", "stage of a project"),
        why=Message(
            "重复的环节会使申报、立项、结项数虚增；只计第一行。",
            "Repetitions would inflate the numbers of applications, awards and closings; the first row counts.",
        ),
    ),
    town_rule("ventures"),
    in_force_rule("ventures"),
    negative_rule("ventures", _WHO),
    dated(
        "ventures",
        "E21-DONE",
        "done_on",
        2010,
        Message("实际完成日期在2010年至数据截止日期之间", "a stage was done between 2010 and the cut-off"),
        Message(
            "日期不合理，环节会被算进错误的季度。", "With an impossible date the stage falls into a wrong quarter."
        ),
        _WHO,
    ),
    filled(
        "ventures",
        "E38-REVIEWED",
        "stage_result",
        Message("已完成的评审有结果", "a review that was held has a result"),
        Message(
            "没有评审结果，就不知项目是否立项，立项率算不出来。",
            "Without it nobody knows whether the project was approved.",
        ),
        where=(("stage", "==", "review"), ("done_on", "not null", None)),
        shows=("project_no", "done_on"),
    ),
    Rule(
        "E38-RESULT",
        "ventures",
        "warn",
        False,
        zh="环节结果与环节相符",
        en="the result belongs to the stage",
        why=Message(
            "结果与环节不符，不知该信哪一个；环节本身属实，故仍计入。",
            "Nobody can say which of the two is right; the stage took place, so the row stays.",
        ),
        fix=FIX_SOURCE,
        column="stage_result",
        expect=expectation("ExpectColumnPairToBeAllowed", column_A="stage", column_B="stage_result", allowed=RESULTS),
        shows=_WHO,
    ),
    Rule(
        "E38-GRANT",
        "ventures",
        "warn",
        False,
        zh="只有评审立项的行有资助金额",
        en="a grant stands only where the review approved the project",
        why=Message(
            "未立项却有资助，或金额填在别的环节上，资助总额会算错。",
            "A grant without approval, or on another stage, falsifies the sum of grants.",
        ),
        fix=Message("请核对评审结果与资助金额。", "Check the review's result and the grant."),
        column="grant_fen",
        expect=expectation(
            "ExpectColumnValuesToBeInSet",
            column="outcome",
            value_set=["review:approved"],
            where=(("grant_fen", ">", 0),),
        ),
        shows=(*_WHO, "stage_result"),
    ),
    filled(
        "ventures",
        "E38-SERVED",
        "people_served",
        Message("已结项的项目有服务人次", "a closed project states how many people it served"),
        Message(
            "没有服务人次，每万元服务人次会偏低。",
            "Without it the number of people served per 10,000 yuan is understated.",
        ),
        where=(("stage", "==", "closing"), ("done_on", "not null", None), ("outcome", "!=", "closing:stopped")),
        fix=Message("请补填服务人次；确无服务的填0。", "Fill it in; 0 where nobody was served."),
        shows=("project_no",),
    ),
    filled(
        "ventures",
        "E38-BECAME",
        "became_on",
        Message("填了转化登记（备案）号的有转化日期", "where a project became an organization, the day is stated"),
        Message("没有日期，转化算不进任何一个季度。", "Without its day the conversion belongs to no quarter."),
        where=(("became_no", "not null", None),),
        shows=("project_no", "became_no"),
    ),
    Rule(
        "E38-ORDER",
        "ventures",
        "warn",
        False,
        zh="各环节按先后顺序完成",
        en="a project's stages were done in their order",
        why=Message(
            "后面的环节比前面的先完成，日期或环节必有一个填错，按期率会失真；环节属实，故仍计入。",
            "A later stage done before an earlier one: a date or a stage is wrong and the on-time rate with it; the "
            "stage is real, so the row stays.",
        ),
        fix=FIX_SOURCE,
        column="done_on",
        expect=expectation(
            "ExpectColumnPairValuesAToBeGreaterThanB",
            column_A="done_on",
            column_B="earlier_done_on",
            or_equal=True,
            ignore_row_if="either_value_is_missing",
        ),
        frame="groups",
        shows=_WHO,
        observed=_before,
    ),
    Rule(
        "E38-APPROVED",
        "ventures",
        "warn",
        False,
        zh="评审未立项的项目没有后续环节",
        en="a project that wasn't approved reaches no later stage",
        why=Message(
            "未立项却有培训、督导、评估或结项，立项率和完成率必有一个不对。",
            "Training, supervision, evaluation or closing without approval: one of the two rates is wrong.",
        ),
        fix=Message("请核对评审结果。", "Check the review's result."),
        column="stage",
        expect=flagged("rejected_before", expected=0, where=(("done_on", "not null", None),)),
        frame="groups",
        shows=("project_no",),
        observed=_unapproved,
    ),
    Rule(
        "E38-SAME",
        "ventures",
        "warn",
        False,
        zh="同一项目各行的届次、领域、镇街、村（社区）一致",
        en="a project's rows agree on its round, field, town and community",
        why=Message(
            "不一致会使同一项目在分类数字中被数两次；环节属实，故仍计入。",
            "Otherwise one project counts in two classes; the stage is real, so the row stays.",
        ),
        fix=FIX_SOURCE,
        column="project_no",
        expect=expectation("ExpectColumnValuesToBeNull", column="attributes_differ"),
        frame="groups",
        observed=_differs,
    ),
]

RULES: list[Rule] = [*file_rules("ventures", totals=True), *size_rules("ventures"), *_OWN]
"""The suite, in the order in which it is reported."""
