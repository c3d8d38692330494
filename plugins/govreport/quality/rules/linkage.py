"""The suite of the linkage extract: the five-actor model, community by community, quarter by quarter."""

from __future__ import annotations

from govreport.errors import Message
from govreport.quality.conditions import filled_in, flagged, not_below
from govreport.quality.rule import FrameName, Rule, sentence
from govreport.quality.rules.every_file import BESIDE_PREDECESSORS, EVERY_FILE, STATED_TOTAL
from govreport.quality.rules.factories import (
    CURRENT_QUARTER,
    IN_FORCE,
    TOWN,
    negative_rule,
    once_rule,
    quarter_end_rule,
)

_WHO = ("community_code", "as_of")
_WHEN = Message(
    "日期前后矛盾，覆盖率会算错季度；其余情况属实，故仍计入。",
    "Contradicting dates move the coverage into the wrong quarter; the rest is real, so the row stays.",
)


RULES: list[Rule] = [
    *EVERY_FILE,
    STATED_TOTAL,
    *BESIDE_PREDECESSORS,
    CURRENT_QUARTER,
    quarter_end_rule(shows=("community_code",)),
    once_rule(
        id="E12-LINKAGE",
        column="community_code",
        zh="同一村（社区）同一季度只出现一次",
        en="a community and quarter stands once",
        repeated=Message("同一村（社区）同一季度", "the same community and quarter"),
        why=Message(
            "一个村（社区）在一个季度数两次，覆盖率就不可信；只计第一行。",
            "A community counted twice in a quarter spoils the coverage; the first row counts.",
        ),
        shows=("community_code",),
    ),
    Rule(
        id="E47-COMMUNITY",
        severity="warn",
        zh="本区每个村（社区）都有本季度的行",
        en="every community of the district has a row of the quarter",
        why=Message(
            "没有报送的村（社区）在分母中，却不可能进分子，覆盖率会偏低。",
            "A community that didn't answer is in the denominator and can't be in the numerator: coverage is "
            "understated.",
        ),
        fix=Message(
            "请补报；已撤并的村（社区）请更新本区的 communities.csv。",
            "Supply its row; if it was merged or dissolved, update the district's communities.csv.",
        ),
        expect=flagged("known", where=(("kind", "==", "community"),)),
        column="value",
        frame=FrameName.FACTS,
        observed=sentence(
            "没有{value}在{scope.quarter.end}的行", "there is no row of {value} as of {scope.quarter.end}"
        ),
    ),
    TOWN,
    IN_FORCE,
    negative_rule(shows=_WHO),
    Rule(
        id="E37-STARTED",
        severity="warn",
        zh="五社联动启动日期不晚于统计截止日期",
        en="the five-actor model had started by the day of the return",
        why=_WHEN,
        expect=not_below("as_of", "started_on"),
        column="started_on",
        shows=("community_code", "as_of"),
    ),
    Rule(
        id="E37-COMMITTEE",
        severity="warn",
        zh="委员会成立日期不早于五社联动启动日期",
        en="a committee is founded no earlier than the five-actor model started",
        why=_WHEN,
        expect=not_below("committee_on", "started_on"),
        shows=(*_WHO, "started_on"),
    ),
    Rule(
        id="E37-FOUNDED",
        severity="warn",
        zh="委员会成立日期不晚于统计截止日期",
        en="a committee was founded by the day of the return",
        why=_WHEN,
        expect=not_below("as_of", "committee_on"),
        column="committee_on",
        shows=("community_code", "as_of"),
    ),
    Rule(
        id="E37-RUNNING",
        severity="warn",
        zh="试点社区和已成立委员会的社区有启动日期",
        en="a pilot or a community with a committee has a starting date",
        why=Message(
            "没有启动日期就不算开展，试点却不在覆盖之内，两个数必有一个不对。",
            "Without the date it doesn't count as running: a pilot outside the coverage is a contradiction.",
        ),
        fix=Message("请补填启动日期，或更正试点标记。", "Fill in the date, or correct the mark."),
        expect=filled_in("started_on", where=(("claims_running", "==", 1),)),
        shows=_WHO,
    ),
    Rule(
        id="E37-SHOWCASE",
        severity="warn",
        zh="示范镇街至少有一个村（社区）已启动",
        en="in a showcase town at least one community has started",
        why=Message(
            "一个村（社区）都没有启动的镇街不成其为示范，示范镇街数会虚高。",
            "A town in which none has started is no showcase, and the number of showcases is overstated.",
        ),
        fix=Message("请核对示范标记与启动日期。", "Check the mark and the starting dates."),
        expect=flagged("started_in_town", where=(("is_showcase", "==", 1),)),
        column="is_showcase",
        frame=FrameName.GROUPS,
        shows=("town_code", "as_of"),
    ),
]
"""The suite, in the order in which it is reported."""
