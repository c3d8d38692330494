"""The suite of the ventures extract: 公益微创投 projects, stage by stage."""

from __future__ import annotations

from govreport.errors import Message
from govreport.quality.conditions import dated_since, empty, expectation, filled_in, flagged, not_below, one_of
from govreport.quality.rule import FrameName, Rule, sentence
from govreport.quality.rules.every_file import BESIDE_PREDECESSORS, EVERY_FILE, STATED_TOTAL
from govreport.quality.rules.factories import IN_FORCE, TOWN, alike_rule, negative_rule, once_rule

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


RULES: list[Rule] = [
    *EVERY_FILE,
    STATED_TOTAL,
    *BESIDE_PREDECESSORS,
    once_rule(
        id="E12-VENTURES",
        column="project_no",
        zh="同一项目的同一环节只出现一次",
        en="a stage of a project stands once",
        repeated=Message("同一项目的同一环节", "the same stage of a project"),
        why=Message(
            "重复的环节会使申报、立项、结项数虚增；只计第一行。",
            "Repetitions would inflate the numbers of applications, awards and closings; the first row counts.",
        ),
        shows=("project_no",),
    ),
    alike_rule(
        id="E12-VENTURES-ALIKE",
        column="project_no",
        zh="同一项目没有以两个编号登记",
        en="no project is entered under two numbers",
        what=Message(
            "“{project_name}”的届次、村（社区）、申报单位、环节和日期",
            "round, community, applicant, stage and day of “{project_name}”",
        ),
        why=Message(
            "同一项目登记两个编号，申报、立项、结项数会虚增；也可能确是两个项目，故都计入。",
            "One project under two numbers inflates applications, awards and closings; but there may be two, so both "
            "count.",
        ),
        shows=("project_name", "stage"),
    ),
    TOWN,
    IN_FORCE,
    negative_rule(shows=_WHO),
    Rule(
        id="E21-DONE",
        severity="warn",
        sets_aside=True,
        zh="实际完成日期在{returns_from_year}年至数据截止日期之间",
        en="a stage was done between {returns_from_year} and the cut-off",
        why=Message(
            "日期不合理，环节会被算进错误的季度。", "With an impossible date the stage falls into a wrong quarter."
        ),
        expect=dated_since("done_on", "returns_from_year"),
        parameters=("returns_from_year",),
        shows=_WHO,
    ),
    Rule(
        id="E38-REVIEWED",
        severity="warn",
        zh="已完成的评审有结果",
        en="a review that was held has a result",
        why=Message(
            "没有评审结果，就不知项目是否立项，立项率算不出来。",
            "Without it nobody knows whether the project was approved.",
        ),
        expect=filled_in("stage_result", where=(("stage", "==", "review"), ("done_on", "not null", None))),
        shows=("project_no", "done_on"),
    ),
    Rule(
        id="E38-RESULT",
        severity="warn",
        zh="环节结果与环节相符",
        en="the result belongs to the stage",
        why=Message(
            "结果与环节不符，不知该信哪一个；环节本身属实，故仍计入。",
            "Nobody can say which of the two is right; the stage took place, so the row stays.",
        ),
        expect=expectation("ExpectColumnPairToBeAllowed", column_A="stage", column_B="stage_result", allowed=RESULTS),
        column="stage_result",
        shows=_WHO,
    ),
    Rule(
        id="E38-GRANT",
        severity="warn",
        zh="只有评审立项的行有资助金额",
        en="a grant stands only where the review approved the project",
        why=Message(
            "未立项却有资助，或金额填在别的环节上，资助总额会算错。",
            "A grant without approval, or on another stage, falsifies the sum of grants.",
        ),
        fix=Message("请核对评审结果与资助金额。", "Check the review's result and the grant."),
        expect=one_of("outcome", ["review:approved"], where=(("grant_fen", ">", 0),)),
        column="grant_fen",
        shows=(*_WHO, "stage_result"),
    ),
    Rule(
        id="E38-SERVED",
        severity="warn",
        zh="已结项的项目有服务人次",
        en="a closed project states how many people it served",
        why=Message(
            "没有服务人次，单位资助的服务人次会偏低。",
            "Without it the number of people served for the money granted is understated.",
        ),
        fix=Message("请补填服务人次；确无服务的填0。", "Fill it in; 0 where nobody was served."),
        expect=filled_in(
            "people_served",
            where=(("stage", "==", "closing"), ("done_on", "not null", None), ("outcome", "!=", "closing:stopped")),
        ),
        shows=("project_no",),
    ),
    Rule(
        id="E38-BECAME",
        severity="warn",
        zh="填了转化登记（备案）号的有转化日期",
        en="where a project became an organization, the day is stated",
        why=Message("没有日期，转化算不进任何一个季度。", "Without its day the conversion belongs to no quarter."),
        expect=filled_in("became_on", where=(("became_no", "not null", None),)),
        shows=("project_no", "became_no"),
    ),
    Rule(
        id="E38-ORDER",
        severity="warn",
        zh="各环节按先后顺序完成",
        en="a project's stages were done in their order",
        why=Message(
            "后面的环节比前面的先完成，日期或环节必有一个填错，按期率会失真；环节属实，故仍计入。",
            "A later stage done before an earlier one: a date or a stage is wrong and the on-time rate with it; the "
            "stage is real, so the row stays.",
        ),
        expect=not_below("done_on", "earlier_done_on"),
        frame=FrameName.GROUPS,
        shows=_WHO,
        observed=sentence(
            "本环节{done_on}完成，而较早的环节{earlier_done_on}才完成",
            "this stage was done on {done_on}, an earlier one only on {earlier_done_on}",
        ),
    ),
    Rule(
        id="E38-APPROVED",
        severity="warn",
        zh="评审未立项的项目没有后续环节",
        en="a project that wasn't approved reaches no later stage",
        why=Message(
            "未立项却有培训、督导、评估或结项，立项率和完成率必有一个不对。",
            "Training, supervision, evaluation or closing without approval: one of the two rates is wrong.",
        ),
        fix=Message("请核对评审结果。", "Check the review's result."),
        expect=flagged("rejected_before", expected=0, where=(("done_on", "not null", None),)),
        column="stage",
        frame=FrameName.GROUPS,
        shows=("project_no",),
        observed=sentence(
            "项目{project_no}评审未立项，却有本环节",
            "project {project_no} was not approved in its review and yet reached this stage",
        ),
    ),
    Rule(
        id="E38-SAME",
        severity="warn",
        zh="同一项目各行的届次、领域、镇街、村（社区）一致",
        en="a project's rows agree on its round, field, town and community",
        why=Message(
            "不一致会使同一项目在分类数字中被数两次；环节属实，故仍计入。",
            "Otherwise one project counts in two classes; the stage is real, so the row stays.",
        ),
        expect=empty("attributes_differ"),
        column="project_no",
        frame=FrameName.GROUPS,
        observed=sentence(
            "项目{project_no}本行的{attributes_differ}与该项目第一行不一致",
            "project {project_no}: {attributes_differ} differ from the project's first row",
        ),
    ),
]
"""The suite, in the order in which it is reported."""
