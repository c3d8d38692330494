"""The names of breakdowns and of their members, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from govreport.canonical import EXTRACTS
from govreport.canonical.codes import CodeList
from govreport.district.folder import District
from govreport.errors import Message
from govreport.indicators.engine import code_list_of
from govreport.indicators.model import Indicator

_COLUMN_WORDS: Mapping[str, str] = {
    column.name: column.info["zh"] for table in EXTRACTS.values() for column in table.columns if "zh" in column.info
}


_OTHER_WORDS: Mapping[str, Message] = {
    "cohort": Message("成立年份", "year of registration"),
    "community_code": Message("村(社区)", "village or community"),
    "level": Message("级别", "level"),
}
"""Breakdowns that no canonical column names, or each under another name."""


def breakdown_word(breakdown: str) -> Message:
    """The name of a breakdown's column."""
    if breakdown in _OTHER_WORDS:
        return _OTHER_WORDS[breakdown]
    return Message(_COLUMN_WORDS.get(breakdown, breakdown), breakdown.removesuffix("_code").replace("_", " "))


def member_word(
    indicator: Indicator, breakdown: str, member: str, district: District, codes: Mapping[str, CodeList]
) -> Message:
    """The printed name of a member: a code's word, a town's or a community's name, else the member itself."""
    named = code_list_of(indicator.numerator.relation.c[breakdown])
    if named is not None and named in codes and member in codes[named].codes:
        code = codes[named].codes[member]
        return Message(code.zh, code.en)
    for community in district.communities if breakdown == "community_code" else ():
        if community.code == member:
            return Message(community.name, community.name)
    return Message(member, member)
