"""What is written of quarters, said of months: 本季度 is 本月, last quarter the last month.

Indicators, rules and sentences are written of quarters, the period of most districts. A district that reports by month
is told the same of its months, by these words and nowhere else. What a report says otherwise altogether, and the words
of half-years and years, are in include/templates/periods.*.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from govreport.errors import Message
from govreport.period import PeriodKind

MONTHLY: Final[Mapping[str, Mapping[str, str]]] = {
    "zh": {
        "第二个季度末": "第六个月末",
        "前三季度": "年末以前",
        "两个季度": "六个月",
        "一季度内": "三个月内",
        "逐季": "逐月",
        "五社联动季报": "五社联动报表",
        "与季度同一年度": "与本月同一年度",
        "上一季度": "上月",
        "上季度": "上月",
        "上季": "上月",
        "同一季度": "同月",
        "同季": "同月",
        "本季度": "本月",
        "本季": "本月",
        "该季度": "该月",
        "该季": "该月",
        "某季度": "某月",
        "某季": "某月",
        "每季度": "每月",
        "每季": "每月",
        "各季度": "各月",
        "各季": "各月",
        "季度末": "月末",
        "季末": "月末",
        "个季度": "个月",
        "一季内": "一月内",
        "下一季度": "下月",
        "统计季度": "统计月份",
        "所属季度": "所属月份",
        "按季度": "按月",
        "按季": "按月",
        "两季": "两月",
        "季报": "月报",
        "季度运行说明": "月度运行说明",
        "季度": "月份",
    },
    "en": {
        "two quarters": "six months",
        "the quarter after next": "the sixth month after",
        "the first quarter": "the first three months",
        "the first three quarters": "the months before the year's end",
        "quarterly": "monthly",
        "Quarterly": "Monthly",
        "QoQ": "MoM",
        "this qtr": "this month",
        "qtr": "month",
        "quarters": "months",
        "Quarters": "Months",
        "quarter": "month",
        "Quarter": "Month",
    },
}
"""Language -> what is written -> what is said. Of several that fit the longest is taken."""
_NAMED: Final = r"(?<![第一二三四1-4])"
"""第三季度 and 一季度 are quarters of a year, in a month's report too."""
_NOT_OURS: Final = re.compile(r"(“[^”]*”|\{[^}]*\})")


def said_of(kind: PeriodKind, text: Message) -> Message:
    """A text that was written of quarters, as it is said where periods are of this kind. What stands in quotation marks
    is somebody else's, a column's title or a cell, and stays as it is; so do {places} that are yet to be filled."""
    if kind != "month":
        return text
    return Message(*(_of_ours(language, one) for language, one in (("zh", text.zh), ("en", text.en))))


def _of_ours(language: str, text: str) -> str:
    parts = _NOT_OURS.split(text)
    return "".join(part if index % 2 else said_monthly(language, part) for index, part in enumerate(parts))


def said_monthly(language: str, text: str) -> str:
    """The same of a text in one language, quotations too."""
    return _pattern(language).sub(lambda found: MONTHLY[language][found[0]], text)


@cache
def _pattern(language: str) -> re.Pattern[str]:
    words = sorted(MONTHLY[language], key=len, reverse=True)
    if language == "en":
        return re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + r")\b")
    named = [word for word in words if word != "季度"]
    return re.compile("|".join([*map(re.escape, named), _NAMED + "季度"]))
