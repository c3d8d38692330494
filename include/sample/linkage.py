"""Draws the five-actor model (五社联动): where it started when, with whom, and which communities have a fund.

Belongs here: villages and communities quarter by quarter. Does not belong here: gifts to the funds (gifts.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from govreport.district.folder import Community, District
from include.sample import plan, plan_further
from include.sample.records import CommunityQuarter
from include.sample.world import Grant

_SHARES = {"has_organization": 0.86, "has_social_work": 0.80, "has_enterprise": 0.55}


@dataclass
class Place:
    """One village or community and its days."""

    community: Community
    started_on: date
    pilot: bool
    committee_on: date | None
    fund_on: date | None
    marks: dict[str, float]


def places(district: District, grants: list[Grant]) -> list[Place]:
    """Every village and community in the order of the district's list."""
    rng = plan.stream("linkage")
    starts: dict[str, date] = {}
    pilots = _pilots(district, grants)
    starts.update({c.code: day for c, day in zip(pilots, plan_further.PILOT_STARTS, strict=True)})
    waiting = [c for c in district.communities if c.code not in starts]
    rng.shuffle(waiting)
    waiting.sort(key=lambda c: c.town_code not in plan.PILOT_TOWNS)  # the showcase towns come first
    for quarter, running in plan_further.RUNNING.items():
        while len(starts) < min(running, len(district.communities)):
            starts[waiting.pop(0).code] = plan.workday(rng, quarter.start, quarter.end)
    known = {c.code for c in pilots}
    later = [c.code for c in district.communities if c.code not in known]
    rng.shuffle(later)
    later.sort(key=lambda code: (starts[code] > date(2019, 3, 31), code[:9] not in plan.PILOT_TOWNS))
    funded = set(later[: plan_further.LATER_FUNDS])
    made = []
    for community in district.communities:
        started = starts[community.code]
        committee = started + timedelta(days=rng.randint(10, 120)) if rng.random() < 0.88 else None
        fund = None
        if community.code in known:
            fund = started + timedelta(days=rng.randint(20, 40))
        elif community.code in funded:
            fund = max(started, plan_further.RAISED_BY) + timedelta(days=rng.randint(15, 200))
        marks = {column: rng.random() for column in _SHARES}
        made.append(Place(community, started, community.code in known, committee, fund, marks))
    return made


def _pilots(district: District, grants: list[Grant]) -> list[Community]:
    """锦绣香江, and the communities where the community fund's first projects were, one after the other."""
    by_place = {(c.town_code, c.name): c for c in district.communities}
    pilots = [c for c in district.communities if c.name == plan_further.FIRST_PILOT]
    for grant in sorted(grants, key=lambda g: (g.approved_on, g.number)):
        community = by_place.get((grant.town, grant.community or ""))
        if grant.fund == "community_fund" and community is not None and community not in pilots:
            pilots.append(community)
    return pilots[: plan_further.PILOTS]


def draw(all_places: list[Place]) -> list[CommunityQuarter]:
    """Each place at the end of each quarter."""
    rng = plan.stream("deliberations")
    quarters = []
    for index, quarter in enumerate(plan_further.RETURNED):
        for place in all_places:
            met = rng.choices((0, 1, 2, 3, 4), (8, 34, 34, 18, 6))[0]
            running = place.started_on <= quarter.end
            committee = place.committee_on if place.committee_on and place.committee_on <= quarter.end else None
            actors: dict[str, bool] = {}
            if running:
                actors = {"has_residents_committee": True}
                actors |= {c: place.marks[c] < share + index / 100 for c, share in _SHARES.items()}
                actors["has_fund"] = place.fund_on is not None and place.fund_on <= quarter.end
            quarters.append(
                CommunityQuarter(
                    community=place.community,
                    as_of=quarter.end,
                    started_on=place.started_on if running else None,
                    pilot=place.pilot and running,
                    showcase=running and place.community.town_code in plan.PILOT_TOWNS,
                    committee_on=committee,
                    deliberations=met if committee else None,
                    actors=actors,
                )
            )
    return quarters
