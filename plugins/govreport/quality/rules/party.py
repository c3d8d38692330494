"""The suite of the party extract: party building and staff, organization by organization, quarter by quarter.

Belongs here: the declared rules. Does not belong here: makers of rules shared with other extracts (common.py,
makers.py), whether the organization is on the register and whether all have answered (returns_across.py).
"""

from __future__ import annotations

from govreport.errors import Message
from govreport.quality.rule import Rule, expectation
from govreport.quality.rules.common import credit_code_rule, file_rules, town_rule
from govreport.quality.rules.factories import filled, in_force_rule, negative_rule, not_before, once_rule, quarter_rules
from govreport.quality.rules.history import size_rules

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

_OWN: list[Rule] = [
    *quarter_rules("party", ("name",)),
    once_rule(
        "party",
        "E12-PARTY",
        "uscc",
        Message("组织同一季度", "organization and quarter"),
        why=Message(
            "一家组织在一个季度数两次，覆盖率就不可信；只计第一行。",
            "An organization counted twice in a quarter spoils the coverage; the first row counts.",
        ),
    ),
    credit_code_rule(
        "party",
        "uscc",
        sets_aside=True,
        why=Message(
            "代码有误的行对不上登记名册，会使分子多于分母。",
            "With a wrong code the row matches no organization, and a rate's numerator would outgrow its denominator.",
        ),
    ),
    town_rule("party"),
    in_force_rule("party"),
    negative_rule("party", _WHO),
    Rule(
        "E36-MEMBERS",
        "party",
        "warn",
        False,
        zh=f"单独组建党组织的，正式党员不少于{LEAST_MEMBERS}人",
        en=f"an organization with a party organization of its own has at least {LEAST_MEMBERS} formal members",
        why=Message(
            "不足三人不具备单独组建条件，不是人数漏填就是类别填错；也可能刚有党员转出，故仍计入。",
            "With fewer it can't have one: the members are incomplete or the form is wrong. Members may also just have "
            "left, so the row stays.",
        ),
        fix=Message("请核对正式党员人数与党组织类别。", "Check the number of formal members and the form."),
        column="members",
        expect=expectation(
            "ExpectColumnValuesToBeBetween",
            column="members",
            min_value=LEAST_MEMBERS,
            where=(("party_form", "==", "sole"),),
        ),
        shows=_WHO,
    ),
    filled(
        "party",
        "E36-REASON",
        "no_party_reason",
        Message("未建立党组织的填明原因", "where there is no party organization, the reason is stated"),
        _ANSWER,
        where=(("party_form", "==", "none"),),
        fix=Message("请补填未建立党组织原因。", "State the reason."),
        shows=_WHO,
    ),
    Rule(
        "E36-BOTH",
        "party",
        "warn",
        False,
        zh="已建立党组织的不填未建原因",
        en="where there is a party organization, no reason for having none is stated",
        why=Message(
            "已建与未建两说并存，不知该信哪一个；按党组织类别计入。",
            "It can't both have one and not; the row counts by its form.",
        ),
        fix=Message("请核对党组织类别与未建立原因。", "Check the form and the reason."),
        column="no_party_reason",
        expect=expectation(
            "ExpectColumnValuesToBeNull", column="no_party_reason", where=(("party_form", "!=", "none"),)
        ),
        shows=_WHO,
    ),
    Rule(
        "E36-NONE",
        "party",
        "warn",
        False,
        zh="未建立党组织的没有党组织成立时间",
        en="where there is no party organization, no founding date is stated",
        why=Message(
            "已建与未建两说并存，不知该信哪一个；按党组织类别计入。",
            "It can't both have one and not; the row counts by its form.",
        ),
        fix=Message("请核对党组织类别与成立时间。", "Check the form and the founding date."),
        column="party_founded_on",
        expect=expectation(
            "ExpectColumnValuesToBeNull", column="party_founded_on", where=(("party_form", "==", "none"),)
        ),
        shows=_WHO,
    ),
    not_before(
        "party",
        "E36-FOUNDED",
        "as_of",
        "party_founded_on",
        Message("党组织成立时间不晚于统计截止日期", "a party organization was founded by the day of the return"),
        Message(
            "季度末还没有成立的党组织，不应算在该季度。",
            "One that wasn't founded by the quarter's end shouldn't count in that quarter.",
        ),
        column="party_founded_on",
        shows=("name",),
    ),
    not_before(
        "party",
        "E36-MEETINGS",
        "meetings_due",
        "meetings_held",
        Message("按期开展的三会一课次数不多于应开展次数", "no more meetings were held on time than were due"),
        Message(
            "按期率会超过百分之百；党建情况属实，故仍计入。",
            "The rate would exceed a hundred per cent; the rest is real, so the row stays.",
        ),
        column="meetings_held",
        shows=_WHO,
    ),
    not_before(
        "party",
        "E36-STAFF",
        "full_time_staff",
        "social_workers",
        Message("持证社会工作者不多于专职工作人员", "certified social workers are no more than the full-time staff"),
        _STAFF,
        column="social_workers",
        shows=_WHO,
    ),
    not_before(
        "party",
        "E36-NEW",
        "social_workers",
        "new_social_workers",
        Message("本季新取得资格证人数不多于持证人数", "new certificates are no more than all certificates"),
        _STAFF,
        column="new_social_workers",
        shows=_WHO,
    ),
]

RULES: list[Rule] = [*file_rules("party", totals=False), *size_rules("party"), *_OWN]
"""The suite, in the order in which it is reported."""
