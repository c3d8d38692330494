"""Draws the grants of the city's venture philanthropy: few, larger, each at most 60 % of its project's budget.

Belongs here: those grants. Does not belong here: the district's funds (grants.py), which they leave alone.
"""

from __future__ import annotations

from datetime import date, timedelta

from include.sample import plan, plan_further
from include.sample.world import Event, Grant, Organization, Payment

_TITLES = {"smart_eldercare": "智慧助老", "mental_health": "心灵驿站", "community_character": "特色印记",
           "volunteering": "志愿同行"}  # fmt: skip


def draw(organizations: list[Organization], events: list[Event]) -> list[Grant]:
    """All grants; every third goes to a town's federation, which applies for groups that aren't registered."""
    rng = plan.stream("city")
    doubtful = {e.organization.number for e in events if e.kind in ("abnormal_list", "serious_list", "penalty")}
    grants: list[Grant] = []
    for year, count in plan_further.CITY_VENTURES.items():
        day = plan.workday(rng, date(year, 6, 4), date(year, 6, 22))
        federations = [o for o in organizations if o.is_federation and o.registered_on < date(year, 3, 1)]
        steady = [
            o for o in organizations
            if o.is_community and not o.is_federation and o.exited_on is None and o.number not in doubtful
            and o.registered_on < date(year - 3, 1, 1)
        ]  # fmt: skip
        for serial in range(1, count + 1):
            recipient = rng.choice(federations) if serial % 3 == 2 and federations else rng.choice(steady)
            purpose = rng.choice(list(_TITLES))
            awarded = rng.randrange(8, 25) * 1_000_000
            first = awarded * 7 // 10
            paid_on = day + timedelta(days=rng.randint(25, 60))
            grants.append(
                Grant(
                    number=f"CT{year}-{serial:02d}",
                    title=f"{_TITLES[purpose]}公益创投项目",
                    fund="city_venture",
                    purpose=purpose,
                    approved_on=day,
                    recipient_name=recipient.name,
                    recipient_uscc=recipient.uscc,
                    town=recipient.town,
                    community=None,
                    awarded=awarded,
                    payments=[
                        Payment(paid_on, first),
                        Payment(paid_on + timedelta(days=rng.randint(240, 330)), awarded - first),
                    ],
                    budget=awarded * rng.randint(170, 260) // 100 // 100_000 * 100_000,
                )
            )
    return grants
