"""Draws the groups that towns keep on file: which village or community has which, from when to when.

Belongs here: filed groups. Does not belong here: registered organizations (organizations.py).
"""

from __future__ import annotations

from datetime import date, timedelta

from govreport.district.folder import District
from include.sample import names, plan, plan_further
from include.sample.records import FiledGroup

_PURPOSES: dict[str, tuple[tuple[str, str], ...]] = {
    "recreation": (
        ("舞蹈队", "team"), ("合唱队", "team"), ("曲艺社", "society"), ("书画社", "society"), ("太极队", "team"),
        ("诗词社", "society"), ("乒乓球队", "team"), ("醒狮队", "team"),
    ),
    "community_service": (("邻里互助站", "station"), ("长者关怀站", "station"), ("便民服务队", "team")),
    "charity": (("志愿服务队", "team"), ("爱心互助组", "group")),
    "social_affairs": (("平安巡防队", "team"), ("环境监督组", "group"), ("家风促进中心", "centre")),
    "deliberation": (("邻里议事组", "group"),),
}  # fmt: skip


def draw(district: District) -> list[FiledGroup]:
    """All filed groups in the order of their numbers."""
    rng = plan.stream("filed")
    styles = names.styles(plan.stream("filed/styles"))
    homes = []
    for community in district.communities:
        counts = plan_further.GROUPS_URBAN if community.kind == "urban" else plan_further.GROUPS_RURAL
        homes += [community] * rng.choices(list(counts), list(counts.values()))[0]
    categories = plan.proportioned(rng, plan_further.FORMS, len(homes))
    drawn = []
    for community, category, style in zip(homes, categories, styles, strict=False):
        purpose, form = rng.choice(_PURPOSES[category])
        # Filing began in 2008 and quickened with every year.
        year = rng.choices(range(2009, 2020), range(2, 13))[0]
        filed_on = plan.workday(rng, date(year, 1, 4), date(year, 12, 28))
        group = FiledGroup(
            number="",
            name=f"{names.place(community.name)}{style}{purpose}",
            form=form,
            town=community.town_code,
            community=community.name,
            category=category,
            filed_on=filed_on,
        )
        if rng.random() < 0.09:
            ended = filed_on + timedelta(days=rng.randint(400, 2600))
            group.ended_on = ended if ended <= date(2019, 12, 31) else None
        drawn.append(group)
    drawn.sort(key=lambda g: (g.filed_on, g.town, g.name))
    counts_by_town: dict[tuple[str, int], int] = {}
    for group in drawn:
        key = group.town, group.filed_on.year
        counts_by_town[key] = counts_by_town.get(key, 0) + 1
        group.number = f"番备{group.town[-3:]}第{group.filed_on.year}{counts_by_town[key]:03d}号"
    return drawn
