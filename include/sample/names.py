"""Names of invented organizations: a town, an invented two-character style, a purpose. No person's name, no real one's.

Belongs here: words. Does not belong here: who gets which type or town (organizations.py).
"""

from __future__ import annotations

import random

_FIRST = "云沐禾榕岭荔珠晴和雅青朗星海竹兰泽嘉泓溪棠岚汀蔚芷晖霁澄苇桂枫莲翠昕煦暖"
_SECOND = "岫荫穗澜舟笙埠蔼屿蕴陌砚帆禾渡苑圃阡廊窗桐茵畔坞堤泮芃籁朵渚簇蓠曦野汐槐"

_PURPOSES: dict[tuple[str, str | None], tuple[str, ...]] = {
    ("association", "recreation"): (
        "粤曲协会", "舞蹈协会", "书画协会", "合唱协会", "乒乓球协会", "龙舟协会", "摄影协会", "太极协会", "棋艺协会",
        "花艺协会",
    ),
    ("association", "charity"): ("志愿者协会", "爱心互助会", "公益促进会"),
    ("association", "community_service"): ("邻里互助会", "居家服务协会", "长者互助会"),
    ("association", "social_affairs"): ("平安促进会", "环境促进会", "家风促进会"),
    ("association", "deliberation"): ("议事协调会", "邻里议事会"),
    ("association", None): (
        "餐饮业交流协会", "园艺行业协会", "动漫产业促进会", "水产养殖协会", "教育促进会", "青年创业协会", "科普协会",
        "体育舞蹈协会", "民间工艺协会", "电子商务协会", "骑行运动协会", "医药交流协会",
    ),
    ("service_institution", "recreation"): ("文化活动中心", "曲艺文化社", "群众艺术中心", "健身服务中心"),
    ("service_institution", "charity"): ("公益服务中心", "爱心服务社", "志愿服务中心"),
    ("service_institution", "community_service"): ("邻里服务中心", "长者服务中心", "社会工作服务中心", "社区支持中心"),
    ("service_institution", "social_affairs"): ("社区事务服务中心", "矛盾调处服务中心", "平安服务中心"),
    ("service_institution", "deliberation"): ("议事协调服务中心",),
    ("service_institution", None): (
        "幼儿园", "幼儿园", "幼儿园", "教育培训中心", "艺术培训中心", "职业培训学校", "颐养院", "康复服务中心",
        "体育俱乐部", "科普服务中心", "文化研究中心",
    ),
    ("foundation", None): ("公益基金会", "教育发展基金会", "社区发展基金会"),
}  # fmt: skip

RARE_STYLE = "䶮泽"
"""One style has a character that GBK lacks, so a reader must decode GB18030 as such."""


def styles(rng: random.Random) -> list[str]:
    """Two-character styles, each once, in random order."""
    pairs = [a + b for a in _FIRST for b in _SECOND if a != b]
    rng.shuffle(pairs)
    return pairs


def compose(rng: random.Random, style: str, legal_type: str, category: str | None, town: str | None) -> str:
    """A full name; ``town`` is the short name printed in it, None for an organization of the whole district."""
    name = f"广州市番禺区{town or ''}{style}{rng.choice(_PURPOSES[legal_type, category])}"
    return f"{name}（番禺）".replace("广州市番禺区", "广州市", 1) if town is None and rng.random() < 0.04 else name


def place(community: str) -> str:
    """A village's or community's everyday name: 锦绣香江社区居民委员会 becomes 锦绣香江社区."""
    for ending in ("居民委员会", "居委会", "民委员会"):
        if community.endswith(ending):
            return community.removesuffix(ending)
    return community


def federation(town: str) -> str:
    """The name of a town's federation of community organizations."""
    return f"番禺区{town}社区社会组织联合会"


def supervisor(rng: random.Random, name: str, town: str, year: int, *, community: bool) -> str:
    """The supervising unit, or 直接登记 where there is none."""
    if "幼儿园" in name or "培训" in name or "教育" in name:
        return "番禺区教育局"
    if community and not (year >= 2012 and rng.random() < 0.5):
        return f"番禺区{town}人民政府" if town.endswith("镇") else f"番禺区{town}道办事处"
    if year >= 2012 and rng.random() < 0.45:
        return "直接登记"
    return rng.choice(("番禺区民政局", "番禺区文化广电旅游体育局", "番禺区科技工业商务和信息化局", "番禺区卫生健康局"))
