"""The suite of the filing extract: groups filed with a town or street, since when, until when.

Belongs here: the declared rules. Does not belong here: makers of rules shared with other extracts (common.py,
makers.py), groups that vanish from the list (history.py).
"""

from __future__ import annotations

from govreport.errors import Message
from govreport.quality.rule import Record, Rule, Scope, expectation
from govreport.quality.rules.common import FIX_SOURCE, cutoff_of, file_rules, town_rule
from govreport.quality.rules.factories import dated, filled, in_force_rule, not_before, once_rule
from govreport.quality.rules.history import FILED, size_rules

_WHEN = Message(
    "备案和终止日期决定该组织在哪个季度仍算在册。", "The dates decide in which quarters the group still counts."
)


def _namesake(record: Record, scope: Scope) -> Message:
    row, community = int(record["namesake_row"]), record["namesake_community"]
    name = next((c.name for c in scope.district.communities if c.code == community), community)
    return Message(
        f"“{record['name']}”又见于第{row}行，备案在{name}",
        f"“{record['name']}” also stands in row {row}, filed in {name}",
    )


_OWN: list[Rule] = [
    once_rule(
        "filing",
        "E12-FILING",
        "filing_no",
        Message("备案号", "filing number"),
        why=Message(
            "重复的行会使备案组织数虚增；只计第一行。",
            "Repetitions would inflate the number of filed groups; the first row counts.",
        ),
    ),
    town_rule("filing"),
    dated(
        "filing",
        "E21-FILED",
        "filed_on",
        1990,
        Message("备案日期在1990年至数据截止日期之间", "the filing date lies between 1990 and the cut-off"),
        _WHEN,
        ("filing_no", "name"),
    ),
    not_before(
        "filing",
        "E22-ENDED",
        "ended_on",
        "filed_on",
        Message("终止备案日期不早于备案日期", "a filing ends no earlier than it began"),
        _WHEN,
        sets_aside=True,
        shows=("filing_no",),
    ),
    Rule(
        "E22-CUTOFF",
        "filing",
        "warn",
        True,
        zh="终止备案日期不晚于数据截止日期",
        en="a filing's end is not after the cut-off",
        why=_WHEN,
        fix=FIX_SOURCE,
        column="ended_on",
        expect=expectation("ExpectColumnValuesToBeBetween", column="ended_on", max_value=cutoff_of),
        shows=("filing_no",),
    ),
    filled(
        "filing",
        "E20-CATEGORY",
        "category",
        Message("社区社会组织填明类别", "a community organization has its category"),
        Message(
            "未填类别的组织只进总数，不进分类，各类之和会小于总数。",
            "It enters the total but no category, so the categories sum to less.",
        ),
        where=(("ended_on", "null", None),),
        fix=Message("请补填社区社会组织类别。", "Fill in the category."),
        shows=("filing_no", "name"),
    ),
    in_force_rule("filing"),
    Rule(
        "E12-NAMESAKE",
        "filing",
        "info",
        False,
        zh="同名组织没有同时备案在两个村（社区）",
        en="no name is filed in two communities at once",
        why=Message(
            "同一支队伍在两处备案会被数两次；同名也可能确是两家，故只提请核对，均计入。",
            "One group filed twice is counted twice; but namesakes may be two groups, so both count and somebody "
            "should look.",
        ),
        fix=Message(
            "请两处核对是否同一组织；是的，请终止其中一处备案。",
            "Find out whether they are one group; if so, end one of the filings.",
        ),
        column="name",
        expect=expectation("ExpectColumnValuesToBeNull", column="namesake_row"),
        frame="groups",
        shows=("filing_no",),
        observed=_namesake,
    ),
]

RULES: list[Rule] = [*file_rules("filing", totals=False), *size_rules("filing"), *_OWN, *FILED]
"""The suite, in the order in which it is reported."""
