"""Draws the rounds of 公益微创投: applications, what was approved, the stages of each project and what came of it.

Belongs here: venture projects. Does not belong here: the community fund's and the special fund's grants (grants.py),
which are a ledger of their own.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from govreport.district.folder import Community, District
from include.sample import names, plan, plan_further
from include.sample.records import FiledGroup, Stage, Venture
from include.sample.world import Organization

_KINDS = {"organization": 30.0, "filed_group": 38.0, "party_branch": 12.0, "residents": 15.0, "person": 5.0}
_RESULTS = {"excellent": 25.0, "good": 45.0, "passable": 24.0, "poor": 6.0}
_GRANTS = (200_000, 300_000, 300_000, 400_000, 500_000)
_UNTIL_REVIEW = ("application", "improvement", "review")


def draw(district: District, organizations: list[Organization], filed: list[FiledGroup]) -> list[Venture]:
    """All projects in the order of their numbers."""
    rng = plan.stream("ventures")
    (home,) = (c for c in district.communities if c.name == plan_further.FIRST_PILOT)
    others = [c for c in district.communities if c.town_code in plan.PILOT_TOWNS and c is not home]
    ventures = []
    for number, (opened, applications, approved) in plan_further.ROUNDS.items():
        fates = iter(_fates(rng, applications, approved))
        fields = plan.proportioned(rng, dict.fromkeys(plan_further.FIELDS, 1.0), applications)
        kinds = iter(plan.proportioned(rng, _KINDS, applications))
        if number > 1:  # in 锦绣香江 every field is there and gets a project
            fields = [*plan_further.FIELDS, *fields[len(plan_further.FIELDS) :]]
        for serial, purpose in enumerate(fields, start=1):
            assured = number > 1 and serial <= len(plan_further.FIELDS)
            venture = Venture(
                number=f"WCT{number}-{serial:02d}",
                round=number,
                title=f"{plan_further.FIELDS[purpose]}计划",
                purpose=purpose,
                town="",
                community="",
                applicant="",
                kind=next(kinds),
                stages=[],
                approved=True if assured else next(fates),
            )
            place = home if assured or rng.random() < 0.3 else rng.choice(others)
            _settle(rng, venture, place, opened, organizations, filed)
            _proceed(rng, venture, opened)
            ventures.append(venture)
    _convert(rng, ventures, filed)
    return ventures


def _fates(rng: random.Random, applications: int, approved: int) -> Iterator[bool]:
    """Approved or not, for those that aren't assured."""
    assured = len(plan_further.FIELDS) if approved > 12 else 0
    left = applications - assured
    return iter(plan.proportioned(rng, {True: float(approved - assured), False: float(applications - approved)}, left))


def _settle(
    rng: random.Random,
    venture: Venture,
    place: Community,
    opened: date,
    organizations: list[Organization],
    filed: list[FiledGroup],
) -> None:
    """Where the project is and who carries it."""
    venture.town, venture.community = place.town_code, place.name
    short = names.place(place.name)
    groups = [g for g in filed if g.community == place.name and g.active(opened)]
    nearby = [
        o for o in organizations
        if o.town == place.town_code and o.is_community and not o.is_federation
        and o.registered_on < opened and o.exited_on is None
    ]  # fmt: skip
    if venture.kind == "filed_group" and not groups:
        venture.kind = "residents"
    if venture.kind == "organization":
        venture.applicant = rng.choice(nearby).name
    elif venture.kind == "filed_group":
        venture.applicant = rng.choice(groups).name
    elif venture.kind == "party_branch":
        venture.applicant = f"{short}{rng.choice(('长者', '示例一', '示例二'))}临时党支部"
    elif venture.kind == "residents":
        venture.applicant = f"{short}{rng.choice(('楼长', '家长', '阳台花友', '夜跑'))}小组"
    else:
        venture.applicant = "居民个人"


def _proceed(rng: random.Random, venture: Venture, opened: date) -> None:
    """The stages in their order; most in time, and each after the one before."""
    done = opened
    quality = rng.choices(list(_RESULTS), list(_RESULTS.values()))[0]
    stopped = rng.random() < 0.05
    for name, days in plan_further.STAGES.items():
        if name not in _UNTIL_REVIEW and not venture.approved:
            break
        due = _weekday(opened + timedelta(days=days))
        late = rng.randint(3, 25) if rng.random() < 0.14 else -rng.randint(0, 12)
        done = max(_weekday(due + timedelta(days=late)), done + timedelta(days=1))
        result = "done"
        if name == "review":
            result = "approved" if venture.approved else "rejected"
        elif name == "evaluation":
            result = quality
        elif name == "closing" and stopped:
            result = "stopped"
        venture.stages.append(Stage(name, due, done, result))
    if venture.approved:
        venture.grant = rng.choice(_GRANTS)
        venture.own_funds = rng.choice((0, 50_000, 100_000, 100_000, 200_000))
        sessions = rng.randint(4, 18)
        volunteers = rng.randint(6, 45)
        served = sessions * rng.randint(12, 60)
        venture.outputs = (sessions, served, volunteers, volunteers * rng.randint(6, 30))
        venture.brand = quality == "excellent" and rng.random() < 0.6


def _weekday(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def _convert(rng: random.Random, ventures: list[Venture], filed: list[FiledGroup]) -> None:
    """Projects of residents and branches now and then become a filed group of their community: 项目+转化."""
    taken: set[str] = set()
    for venture in ventures:
        closing = venture.stages[-1]
        if closing.name != "closing" or closing.result == "stopped" or venture.kind in ("organization", "filed_group"):
            continue
        for group in filed:
            new = timedelta(0) < group.filed_on - closing.done_on < timedelta(days=400)
            if new and group.community == venture.community and group.number not in taken:
                venture.became = group.number, group.filed_on
                taken.add(group.number)
                break
        else:
            if rng.random() < 0.3:  # some turn into a group while they still run
                mine = [
                    g for g in filed
                    if g.community == venture.community and g.number not in taken
                    and venture.stages[2].done_on < g.filed_on <= closing.done_on
                ]  # fmt: skip
                if mine:
                    venture.became = mine[0].number, mine[0].filed_on
                    taken.add(mine[0].number)
