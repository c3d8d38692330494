"""Draws what organizations return of party building and staff, quarter by quarter.

Each organization has a stream of its own, so that its returns don't change when others come or go. Belongs here: the
returns' truth. Does not belong here: which quarters an extract states (plan_further.py).
"""

from __future__ import annotations

import random
from datetime import date, timedelta

from include.sample import plan, plan_further
from include.sample.records import PartyQuarter
from include.sample.world import Organization

_MEMBERS = {0: 30.0, 1: 16.0, 2: 12.0, 3: 12.0, 4: 9.0, 5: 7.0, 7: 6.0, 9: 4.0, 12: 2.0, 18: 2.0}
_ENOUGH = 3
"""Formal members from which an organization should have a party organization of its own."""
_FORMS = {
    True: {"sole": 56.0, "joint": 14.0, "attached": 8.0, "none": 22.0},
    False: {"joint": 22.0, "attached": 12.0, "none": 66.0},
}
"""Of organizations with enough members, of the others."""
_SECURED = (0.84, 0.70, 0.74, 0.60)
"""Shares at the first quarter; each quarter adds a hundredth."""
_MEETINGS = 5
"""三会一课 of a quarter: one members' meeting, three committee meetings, one lecture."""


def draw(organizations: list[Organization]) -> list[PartyQuarter]:
    """Every organization's returns, in the order of quarters and organizations."""
    returns = [quarter for o in organizations for quarter in _returns(o)]
    return sorted(returns, key=lambda r: (r.as_of, r.organization.number))


def _returns(o: Organization) -> list[PartyQuarter]:
    rng = plan.stream(f"party/{o.number}")
    members = rng.choices(list(_MEMBERS), list(_MEMBERS.values()))[0]
    forms = _FORMS[members >= _ENOUGH]
    form = rng.choices(list(forms), list(forms.values()))[0]
    founded_on = _founded(rng, o)
    marks = [rng.random() for _ in _SECURED]
    instructor, union = rng.random(), rng.random()
    staff = _staff(rng, o)
    workers = min(staff, rng.choice((0, 0, 0, 1, 1, 2, 3) if o.is_community else (0, 0, 0, 0, 0, 1)))
    returns = []
    for index, quarter in enumerate(plan_further.RETURNED):
        drift = rng.choice((-1, 1)) if rng.random() < 0.06 else 0
        passed = 1 if rng.random() < (0.07 if quarter.number >= 3 else 0.01) and workers < staff else 0
        diligence, missed, no_staff = rng.random(), rng.choice((1, 1, 2)), rng.random()
        if o.registered_on > quarter.end or not o.active(quarter.end):
            continue
        members = max(members + drift, _ENOUGH if form == "sole" else 0)
        workers += passed
        has = form != "none" and founded_on <= quarter.end
        meets = has and form != "attached"
        held = _MEETINGS if diligence < 0.74 + index / 100 else _MEETINGS - missed
        returns.append(
            PartyQuarter(
                organization=o,
                as_of=quarter.end,
                form=form if has else "none",
                founded_on=founded_on if has else None,
                reason=None if has else _reason(o, quarter.end, members, no_staff),
                members=members,
                instructor=instructor < (0.15 if has else 0.34 + index / 60),
                union=union < (0.06 if has else 0.14),
                secured=_secured(marks, index) if has else None,
                due=_MEETINGS if meets else None,
                held=held if meets else None,
                staff=staff,
                social_workers=workers,
                new_workers=passed,
            )
        )
    return returns


def _founded(rng: random.Random, o: Organization) -> date:
    """Most before there were extracts, the others since; never before the organization itself."""
    earliest = max(o.registered_on + timedelta(days=90), date(2008, 7, 1))
    latest = date(2017, 9, 30) if rng.random() < 0.72 else date(2019, 12, 20)
    first = date(2017, 10, 9) if latest.year == 2019 else date(2008, 7, 1)
    first = max(first, earliest)
    return plan.workday(rng, first, max(latest, first + timedelta(days=30 + rng.randrange(400))))


def _secured(marks: list[float], index: int) -> tuple[bool, bool, bool, bool]:
    organization, funds, staff, venue = (m < s + index / 100 for m, s in zip(marks, _SECURED, strict=True))
    return organization, funds, staff, venue


def _reason(o: Organization, day: date, members: int, no_staff: float) -> str:
    if o.registered_on > day - timedelta(days=180):
        return "newly_registered"
    if members < _ENOUGH:
        return "no_staff" if no_staff < 0.06 else "too_few_members"
    return "other"


def _staff(rng: random.Random, o: Organization) -> int:
    if o.legal_type == "service_institution":
        return rng.choice((2, 3, 3, 4, 5, 6, 8, 12, 20, 28))
    return rng.choice((1, 2, 3)) if o.legal_type == "foundation" else rng.choice((0, 0, 1, 1, 2))
