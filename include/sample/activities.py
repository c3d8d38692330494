"""Draws trainings, exchanges, commendations, and what organizations published of their decisions and accounts.

Belongs here: who took part in what. Does not belong here: supervision events (events.py, supervision.py).
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date

from govreport.quarter import Quarter
from include.sample import plan, plan_further
from include.sample.records import Activity, FiledGroup
from include.sample.world import Organization

_TRAININGS = (
    "社会组织年度报告填报培训", "社会组织财务管理培训", "社区社会组织骨干培训", "社会组织党务培训", "项目设计培训",
    "社会工作者职业资格考前培训", "等级评估培训", "法人治理培训",
)  # fmt: skip
_EXCHANGES = ("公益项目交流会", "社区基金项目交流会", "微创投项目交流会")
_COMMENDATIONS = ("优秀公益项目", "社会创新项目", "优秀社区社会组织")
_PUBLISHED = {"decision_disclosure": "重大决策公开", "accounts_disclosure": "资金使用情况公开"}


def draw(organizations: list[Organization], filed: list[FiledGroup]) -> list[Activity]:
    """All rows in the order of activities; rows of one activity share its number."""
    rng = plan.stream("activities")
    rows: list[Activity] = []
    for title, day in _held(rng, plan_further.TRAININGS, _TRAININGS):
        rows += _trained(rng, title, day, organizations, filed)
    for title, day in _held(rng, plan_further.EXCHANGES, _EXCHANGES):
        present = rng.sample(_there(organizations, day), rng.randint(14, 32))
        rows += [_part("exchange", title, day, o, *_heads(rng, 1)) for o in present]
    for title, day in _held(rng, plan_further.COMMENDATIONS, _COMMENDATIONS):
        rows += [_part("commendation", title, day, o) for o in rng.sample(_there(organizations, day), 1)]
    for year, share in plan_further.PUBLISHING.items():
        for o in _there(organizations, date(year, 12, 31)):
            if o.registered_on.year < year and rng.random() < share:
                for kind in rng.choice((("decision_disclosure", "accounts_disclosure"), ("accounts_disclosure",))):
                    day = plan.workday(rng, date(year, 3, 1), date(year, 12, 20))
                    rows.append(_part(kind, _PUBLISHED[kind], day, o))
    return _numbered(rows)


def _held(
    rng: random.Random, counts: Mapping[int, tuple[int, ...]], titles: tuple[str, ...]
) -> Iterator[tuple[str, date]]:
    for year, by_quarter in counts.items():
        for number, count in enumerate(by_quarter, start=1):
            quarter = Quarter(year, number)
            for _ in range(count):
                yield rng.choice(titles), plan.workday(rng, quarter.start, quarter.end)


def _there(organizations: list[Organization], day: date) -> list[Organization]:
    return [o for o in organizations if o.active(day) and o.known_from <= day]


def _trained(
    rng: random.Random, title: str, day: date, organizations: list[Organization], filed: list[FiledGroup]
) -> list[Activity]:
    sessions = rng.choice((1, 1, 2, 3))
    community = [o for o in _there(organizations, day) if o.is_community]
    everyone = _there(organizations, day)
    some = rng.sample(community, rng.randint(10, 22)) + rng.sample(everyone, rng.randint(4, 14))
    rows = [_part("training", title, day, o, *_heads(rng, sessions)) for o in {o.number: o for o in some}.values()]
    if "骨干" in title or "项目" in title:
        groups = [g for g in filed if g.active(day)]
        for group in rng.sample(groups, rng.randint(5, 12)):
            part = Activity("", "training", title, day, group.town, group.name, None, *_heads(rng, sessions))
            rows.append(part)
    return rows


def _heads(rng: random.Random, sessions: int) -> tuple[int, int, int]:
    """Attendances, people, leaders among them."""
    people = rng.choice((1, 1, 2, 2, 3, 4))
    leaders = rng.randint(0, min(people, 2))
    return sum(people if s == 0 else rng.randint(max(1, people - 1), people) for s in range(sessions)), people, leaders


def _part(
    kind: str, title: str, day: date, o: Organization, attendances: int | None = None, people: int | None = None,
    leaders: int | None = None,
) -> Activity:  # fmt: skip
    return Activity("", kind, title, day, o.town, o.name, o.uscc, attendances, people, leaders)


def _numbered(rows: list[Activity]) -> list[Activity]:
    rows.sort(key=lambda r: (r.held_on, r.kind, r.title, r.name))
    numbers: dict[tuple[date, str, str], str] = {}
    counts: dict[int, int] = {}
    for row in rows:
        key = row.held_on, row.kind, row.title
        if key not in numbers:
            counts[row.held_on.year] = counts.get(row.held_on.year, 0) + 1
            numbers[key] = f"HD{row.held_on.year}-{counts[row.held_on.year]:03d}"
        row.number = numbers[key]
    return list({(row.number, row.uscc or row.name): row for row in rows}.values())
