"""The suite of the filing extract: groups filed with a town or street, since when, until when."""

from __future__ import annotations

from govreport.errors import Message
from govreport.quality.conditions import Scope, between, cutoff_of, dated_since, empty, filled_in, not_below
from govreport.quality.rule import FrameName, Record, Rule
from govreport.quality.rules.every_file import BESIDE_PREDECESSORS, EVERY_FILE, STATED_TOTAL
from govreport.quality.rules.factories import IN_FORCE, TOWN, alike_rule, once_rule
from govreport.quality.rules.history import FILED

_WHEN = Message(
    "备案和终止日期决定该组织在哪个季度仍算在册。", "The dates decide in which quarters the group still counts."
)


def _namesake(record: Record, scope: Scope) -> Message:
    where, community = scope.place(int(record["namesake_row"])), record["namesake_community"]
    name = next((c.name for c in scope.district.communities if c.code == community), community)
    return Message(
        f"“{record['name']}”又见于{where.zh}，备案在{name}",
        f"“{record['name']}” also stands in {where.en}, filed in {name}",
    )


RULES: list[Rule] = [
    *EVERY_FILE,
    STATED_TOTAL,
    *BESIDE_PREDECESSORS,
    once_rule(
        id="E12-FILING",
        column="filing_no",
        zh="同一备案号只出现一次",
        en="a filing number stands once",
        repeated=Message("同一备案号", "the same filing number"),
        why=Message(
            "重复的行会使备案组织数虚增；只计第一行。",
            "Repetitions would inflate the number of filed groups; the first row counts.",
        ),
        shows=("filing_no",),
    ),
    alike_rule(
        id="E12-FILED-ALIKE",
        column="name",
        zh="同一组织没有以两个备案号备案在同一个村（社区）",
        en="no group is filed under two numbers in one community",
        what=Message("“{name}”的名称、村（社区）和备案日期", "the name, community and day of “{name}”"),
        why=Message(
            "同一支队伍登记两行会被数两次；也可能确是两家，故都计入。",
            "One group in two rows counts twice; but there may be two of the name, so both count.",
        ),
        shows=("filing_no",),
    ),
    TOWN,
    Rule(
        id="E21-FILED",
        severity="warn",
        sets_aside=True,
        zh="备案日期在{filings_from_year}年至数据截止日期之间",
        en="the filing date lies between {filings_from_year} and the cut-off",
        why=_WHEN,
        expect=dated_since("filed_on", "filings_from_year"),
        parameters=("filings_from_year",),
        shows=("filing_no", "name"),
    ),
    Rule(
        id="E22-ENDED",
        severity="warn",
        sets_aside=True,
        zh="终止备案日期不早于备案日期",
        en="a filing ends no earlier than it began",
        why=_WHEN,
        expect=not_below("ended_on", "filed_on"),
        shows=("filing_no", "filed_on"),
    ),
    Rule(
        id="E22-CUTOFF",
        severity="warn",
        sets_aside=True,
        zh="终止备案日期不晚于数据截止日期",
        en="a filing's end is not after the cut-off",
        why=_WHEN,
        expect=between("ended_on", high=cutoff_of),
        shows=("filing_no",),
    ),
    Rule(
        id="E20-CATEGORY",
        severity="warn",
        zh="社区社会组织填明类别",
        en="a community organization has its category",
        why=Message(
            "未填类别的组织只进总数，不进分类，各类之和会小于总数。",
            "It enters the total but no category, so the categories sum to less.",
        ),
        fix=Message("请补填社区社会组织类别。", "Fill in the category."),
        expect=filled_in("category", where=(("ended_on", "null", None),)),
        shows=("filing_no", "name"),
    ),
    IN_FORCE,
    Rule(
        id="E12-NAMESAKE",
        severity="info",
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
        expect=empty("namesake_row"),
        column="name",
        frame=FrameName.GROUPS,
        shows=("filing_no",),
        observed=_namesake,
    ),
    *FILED,
]
"""The suite, in the order in which it is reported."""
