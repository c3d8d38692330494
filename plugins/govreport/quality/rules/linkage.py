"""The suite of the linkage extract: the five-actor model, community by community, quarter by quarter.

Belongs here: the declared rules. Does not belong here: makers of rules shared with other extracts (common.py,
makers.py).
"""

from __future__ import annotations

from govreport.errors import Message
from govreport.quality.rule import Record, Rule, Scope, flagged
from govreport.quality.rules.common import file_rules, town_rule
from govreport.quality.rules.factories import filled, in_force_rule, negative_rule, not_before, once_rule, quarter_rules
from govreport.quality.rules.history import size_rules

_WHO = ("community_code", "as_of")
_WHEN = Message(
    "日期前后矛盾，覆盖率会算错季度；其余情况属实，故仍计入。",
    "Contradicting dates move the coverage into the wrong quarter; the rest is real, so the row stays.",
)


def _unanswered(record: Record, scope: Scope) -> Message:
    return Message(
        f"没有{record['value']}在{scope.quarter.end.isoformat()}的行",
        f"there is no row of {record['value']} as of {scope.quarter.end.isoformat()}",
    )


_OWN: list[Rule] = [
    *quarter_rules("linkage", ("community_code",)),
    once_rule(
        "linkage",
        "E12-LINKAGE",
        "community_code",
        Message("村（社区）同一季度", "community and quarter"),
        why=Message(
            "一个村（社区）在一个季度数两次，覆盖率就不可信；只计第一行。",
            "A community counted twice in a quarter spoils the coverage; the first row counts.",
        ),
    ),
    Rule(
        "E47-COMMUNITY",
        "linkage",
        "warn",
        False,
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
        column="value",
        expect=flagged("known", where=(("kind", "==", "community"),)),
        frame="facts",
        observed=_unanswered,
    ),
    town_rule("linkage"),
    in_force_rule("linkage"),
    negative_rule("linkage", _WHO),
    not_before(
        "linkage",
        "E37-STARTED",
        "as_of",
        "started_on",
        Message("五社联动启动日期不晚于统计截止日期", "the five-actor model had started by the day of the return"),
        _WHEN,
        column="started_on",
        shows=("community_code",),
    ),
    not_before(
        "linkage",
        "E37-COMMITTEE",
        "committee_on",
        "started_on",
        Message(
            "委员会成立日期不早于五社联动启动日期",
            "a committee is founded no earlier than the five-actor model started",
        ),
        _WHEN,
        shows=_WHO,
    ),
    not_before(
        "linkage",
        "E37-FOUNDED",
        "as_of",
        "committee_on",
        Message("委员会成立日期不晚于统计截止日期", "a committee was founded by the day of the return"),
        _WHEN,
        column="committee_on",
        shows=("community_code",),
    ),
    filled(
        "linkage",
        "E37-RUNNING",
        "started_on",
        Message(
            "试点社区和已成立委员会的社区有启动日期",
            "a pilot or a community with a committee has a starting date",
        ),
        Message(
            "没有启动日期就不算开展，试点却不在覆盖之内，两个数必有一个不对。",
            "Without the date it doesn't count as running: a pilot outside the coverage is a contradiction.",
        ),
        where=(("claims_running", "==", 1),),
        fix=Message("请补填启动日期，或更正试点标记。", "Fill in the date, or correct the mark."),
        shows=_WHO,
    ),
    Rule(
        "E37-SHOWCASE",
        "linkage",
        "warn",
        False,
        zh="示范镇街至少有一个村（社区）已启动",
        en="in a showcase town at least one community has started",
        why=Message(
            "一个村（社区）都没有启动的镇街不成其为示范，示范镇街数会虚高。",
            "A town in which none has started is no showcase, and the number of showcases is overstated.",
        ),
        fix=Message("请核对示范标记与启动日期。", "Check the mark and the starting dates."),
        column="is_showcase",
        expect=flagged("started_in_town", where=(("is_showcase", "==", 1),)),
        frame="groups",
        shows=("town_code", "as_of"),
    ),
]

RULES: list[Rule] = [*file_rules("linkage", totals=False), *size_rules("linkage"), *_OWN]
"""The suite, in the order in which it is reported."""
