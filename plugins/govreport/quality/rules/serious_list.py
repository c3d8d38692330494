"""Rules of the evaluation extract about the list of serious breaches and what leads to it."""

from __future__ import annotations

from govreport.errors import Message
from govreport.quality.conditions import flagged
from govreport.quality.rule import FrameName, Rule, sentence

SERIOUS: list[Rule] = [
    Rule(
        id="E28V",
        severity="info",
        zh="列入严重违法失信名单前，已列于活动异常名录满{abnormal_list_years:word}年",
        en="a serious listing follows {abnormal_list_years:word} years on the list of abnormal activity",
        why=Message(
            "满{abnormal_list_years:word}年未移出是列入的主要情形；另有其他法定情形，故只提请核对。",
            "{abnormal_list_years:Word} years unmended are the usual ground; the law has others, so somebody "
            "should only look.",
        ),
        fix=Message("请核对列入依据与活动异常名录的日期。", "Check the ground and the dates of the other list."),
        parameters=("abnormal_list_years",),
        expect=flagged("long_listed", where=(("event_kind", "==", "serious_list"),)),
        column="event_on",
        frame=FrameName.GROUPS,
        shows=("event_no", "name"),
        observed=sentence(
            "“{name}”{event_on}列入严重违法失信名单，此前没有列于活动异常名录满{abnormal_list_years:word}年的记录",
            "“{name}” was listed on {event_on} without {abnormal_list_years:word} years on the list of "
            "abnormal activity",
        ),
    ),
    Rule(
        id="E28V-MOVED",
        severity="info",
        zh="列于活动异常名录满{abnormal_list_years:word}年的，已转入严重违法失信名单",
        en="after {abnormal_list_years:word} years on the list of abnormal activity a serious listing follows",
        why=Message(
            "满{abnormal_list_years:word}年仍未移出的应转入，漏转会少算严重违法失信单位。",
            "An organization not removed within {abnormal_list_years:word} years goes to the other list; one "
            "left behind isn't counted there.",
        ),
        fix=Message("请核对是否应转入，或补填移出日期。", "See whether it should move, or fill in the removal."),
        parameters=("abnormal_list_years",),
        expect=flagged("moved_on", where=(("event_kind", "==", "abnormal_list"),)),
        column="event_on",
        frame=FrameName.GROUPS,
        shows=("event_no", "name"),
        observed=sentence(
            "“{name}”自{event_on}列于活动异常名录已满{abnormal_list_years:word}年，未移出，也未转入严重违法失信名单",
            "“{name}” has been on the list of abnormal activity since {event_on}, more than "
            "{abnormal_list_years:word} years, neither removed "
            "nor moved to the list of serious breaches",
        ),
    ),
]
"""In the order in which they are reported."""
