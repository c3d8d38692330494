"""The suite of the party extract: party building and staff, organization by organization, quarter by quarter."""

from __future__ import annotations

from govreport.errors import Message
from govreport.quality.conditions import between, empty, filled_in, not_below
from govreport.quality.rule import Rule
from govreport.quality.rules.every_file import BESIDE_PREDECESSORS, EVERY_FILE, STATED_TOTAL
from govreport.quality.rules.factories import (
    CURRENT_QUARTER,
    IN_FORCE,
    TOWN,
    negative_rule,
    once_rule,
    quarter_end_rule,
)
from govreport.quality.rules.identifiers import identifier_rules

LEAST_MEMBERS = 3
"""Formal members that an organization needs for a party organization of its own."""
_WHO = ("name", "as_of")
_STAFF = Message(
    "人数前后矛盾，持证占比会失真；党建情况属实，故仍计入。",
    "The headcounts contradict each other and distort the share of certified staff; the rest is real, so the row "
    "stays.",
)
_ANSWER = Message(
    "不知未建的原因，就无法判断应建未建。", "Without the reason nobody can say whether one should have been founded."
)

RULES: list[Rule] = [
    *EVERY_FILE,
    STATED_TOTAL,
    *BESIDE_PREDECESSORS,
    CURRENT_QUARTER,
    quarter_end_rule(shows=("name",)),
    once_rule(
        id="E12-PARTY",
        column="uscc",
        zh="同一组织同一季度只出现一次",
        en="an organization and quarter stands once",
        repeated=Message("同一组织同一季度", "the same organization and quarter"),
        why=Message(
            "一家组织在一个季度数两次，覆盖率就不可信；只计第一行。",
            "An organization counted twice in a quarter spoils the coverage; the first row counts.",
        ),
        shows=("uscc",),
    ),
    *identifier_rules(
        extract="party",
        column="uscc",
        sets_aside=True,
        why=Message(
            "代码有误的行对不上登记名册，会使分子多于分母。",
            "With a wrong code the row matches no organization, and a rate's numerator would outgrow its denominator.",
        ),
    ),
    TOWN,
    IN_FORCE,
    negative_rule(shows=_WHO),
    Rule(
        id="E36-MEMBERS",
        severity="warn",
        zh=f"单独组建党组织的，正式党员不少于{LEAST_MEMBERS}人",
        en=f"an organization with a party organization of its own has at least {LEAST_MEMBERS} formal members",
        why=Message(
            "不足三人不具备单独组建条件，不是人数漏填就是类别填错；也可能刚有党员转出，故仍计入。",
            "With fewer it can't have one: the members are incomplete or the form is wrong. Members may also just have "
            "left, so the row stays.",
        ),
        fix=Message("请核对正式党员人数与党组织类别。", "Check the number of formal members and the form."),
        expect=between("members", low=LEAST_MEMBERS, where=(("party_form", "==", "sole"),)),
        shows=_WHO,
    ),
    Rule(
        id="E36-REASON",
        severity="warn",
        zh="未建立党组织的填明原因",
        en="where there is no party organization, the reason is stated",
        why=_ANSWER,
        fix=Message("请补填未建立党组织原因。", "State the reason."),
        expect=filled_in("no_party_reason", where=(("party_form", "==", "none"),)),
        shows=_WHO,
    ),
    Rule(
        id="E36-BOTH",
        severity="warn",
        zh="已建立党组织的不填未建原因",
        en="where there is a party organization, no reason for having none is stated",
        why=Message(
            "已建与未建两说并存，不知该信哪一个；按党组织类别计入。",
            "It can't both have one and not; the row counts by its form.",
        ),
        fix=Message("请核对党组织类别与未建立原因。", "Check the form and the reason."),
        expect=empty("no_party_reason", where=(("party_form", "!=", "none"),)),
        shows=_WHO,
    ),
    Rule(
        id="E36-NONE",
        severity="warn",
        zh="未建立党组织的没有党组织成立时间",
        en="where there is no party organization, no founding date is stated",
        why=Message(
            "已建与未建两说并存，不知该信哪一个；按党组织类别计入。",
            "It can't both have one and not; the row counts by its form.",
        ),
        fix=Message("请核对党组织类别与成立时间。", "Check the form and the founding date."),
        expect=empty("party_founded_on", where=(("party_form", "==", "none"),)),
        shows=_WHO,
    ),
    Rule(
        id="E36-FOUNDED",
        severity="warn",
        zh="党组织成立时间不晚于统计截止日期",
        en="a party organization was founded by the day of the return",
        why=Message(
            "季度末还没有成立的党组织，不应算在该季度。",
            "One that wasn't founded by the quarter's end shouldn't count in that quarter.",
        ),
        expect=not_below("as_of", "party_founded_on"),
        column="party_founded_on",
        shows=("name", "as_of"),
    ),
    Rule(
        id="E36-MEETINGS",
        severity="warn",
        zh="按期开展的三会一课次数不多于应开展次数",
        en="no more meetings were held on time than were due",
        why=Message(
            "按期率会超过百分之百；党建情况属实，故仍计入。",
            "The rate would exceed a hundred per cent; the rest is real, so the row stays.",
        ),
        expect=not_below("meetings_due", "meetings_held"),
        column="meetings_held",
        shows=(*_WHO, "meetings_due"),
    ),
    Rule(
        id="E36-STAFF",
        severity="warn",
        zh="持证社会工作者不多于专职工作人员",
        en="certified social workers are no more than the full-time staff",
        why=_STAFF,
        expect=not_below("full_time_staff", "social_workers"),
        column="social_workers",
        shows=(*_WHO, "full_time_staff"),
    ),
    Rule(
        id="E36-NEW",
        severity="warn",
        zh="本季新取得资格证人数不多于持证人数",
        en="new certificates are no more than all certificates",
        why=_STAFF,
        expect=not_below("social_workers", "new_social_workers"),
        column="new_social_workers",
        shows=(*_WHO, "social_workers"),
    ),
]
"""The suite, in the order in which it is reported."""
