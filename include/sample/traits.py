"""What follows from a record without drawing: an organization's sector, a grant's department and target group.

Belongs here: readings of names and purposes, so that every record has them without disturbing a random stream. Does not
belong here: anything that an extract doesn't show.
"""

from __future__ import annotations

import zlib

from include.sample.world import Grant, Organization

_SECTORS = (
    ("education", ("幼儿园", "教育", "培训", "学校")),
    ("sport", ("体育", "健身", "乒乓", "骑行", "龙舟", "太极", "棋艺")),
    ("culture", ("文化", "粤曲", "曲艺", "舞蹈", "书画", "合唱", "摄影", "花艺", "艺术", "工艺", "动漫")),
    ("health", ("医药", "康复", "卫生")),
    ("agriculture", ("园艺", "水产")),
    ("research", ("科普",)),
    ("business", ("餐饮", "电子商务", "创业", "行业")),
    ("environment", ("环境",)),
    ("law", ("矛盾调处", "平安")),
)
_GROUPS = {"disabled": "disabled", "orphans": "children", "hardship": "poor_families", "elderly": "general"}
"""Where the purpose says it."""
_OTHERS = {
    "mental_health": ("general", "general", "mental_disorder", "children"),
    "training": ("unemployed", "general", "unemployed"),
    "innovation": ("general", "children", "general", "poor_families", "community_correction", "general"),
    "volunteering": ("general", "general", "children", "poor_families"),
}
"""Where it doesn't: one of these. Capacity and assessment awards serve nobody in particular."""
_DEPARTMENTS = {"disabled": "disabled", "children": "youth_league", "community_correction": "justice"}


def _pick(key: str, count: int) -> int:
    return zlib.crc32(key.encode()) % count


def sector(o: Organization) -> str:
    """The sector of the ministry's list that the name speaks of."""
    for code, words in _SECTORS:
        if any(word in o.name for word in words):
            return code
    return "social_service"


def is_charity(o: Organization) -> bool:
    """Recognised as a charity: foundations, and some of those that do charity."""
    return o.legal_type == "foundation" or (o.category == "charity" and _pick(o.uscc, 5) == 0)


def is_hub(o: Organization) -> bool:
    """Federations of towns, and a few promotion societies that bring others together."""
    return o.is_federation or ("促进会" in o.name and _pick(o.uscc, 8) == 0)


def target_group(g: Grant) -> str | None:
    """Whom the project is for."""
    if g.purpose in _GROUPS:
        return _GROUPS[g.purpose]
    choices = _OTHERS.get(g.purpose)
    return choices[_pick(g.number, len(choices))] if choices else None


def department(g: Grant) -> str:
    """The department that looks after the project: mostly civil affairs, now and then the one of its people."""
    group = target_group(g)
    if g.fund == "special_fund" and group in _DEPARTMENTS and (group != "children" or _pick(g.number, 2)):
        return _DEPARTMENTS[group]
    if g.fund == "special_fund" and group == "poor_families" and _pick(g.number, 3) == 0:
        return "women"
    return "civil_affairs"
