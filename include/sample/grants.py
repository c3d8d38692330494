"""Draws the grants: the special fund since 2014 and the community fund of the three pilot towns since 2016.

Belongs here: projects, recipients, amounts, instalments, and fitting the sums to plan.py. Does not belong here: how a
file spells them.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta

from govreport.quarter import Quarter
from include.sample import names, plan
from include.sample.organizations import Register
from include.sample.world import Event, Grant, Organization, Payment

CARE = ("elderly", "disabled", "orphans", "hardship")
_CARE_TITLES = {"elderly": "长者关怀", "disabled": "助残同行", "orphans": "护苗成长", "hardship": "济困帮扶"}
_OTHER = {"capacity": 34.0, "grading": 26.0, "innovation": 25.0, "training": 10.0, "volunteering": 5.0}
_OTHER_TITLES = {
    "capacity": "能力提升",
    "grading": "等级评估奖励",
    "innovation": "服务创新",
    "training": "骨干培训",
    "volunteering": "志愿队伍建设",
}
_FIELDS = {
    "party_building": "党群连心",
    "mental_health": "心灵驿站",
    "smart_eldercare": "智慧助老",
    "community_character": "特色印记",
    "training": "邻里课堂",
    "volunteering": "志愿同行",
    "recreation": "文体同乐",
}
_AWARDS = {"capacity": (2, 3, 5, 5, 8), "grading": (2, 3, 3, 5), "innovation": (3, 5, 5, 8), "training": (2, 3, 4.5),
           "volunteering": (1.5, 2, 3)}  # fmt: skip
_TENTH = 100_000
"""0.1万元 in 分: the step by which awards are fitted."""
_CORRECTION = (Quarter(2019, 2), Quarter(2019, 3))
"""A payment of the first quarter is stated too high there and rightly from the second on."""


def draw(register: Register, organizations: list[Organization], events: list[Event]) -> list[Grant]:
    """All grants of both funds, fitted to the plan."""
    special = _special(plan.stream("special"), organizations, events)
    _pay_after_exit(special, organizations)
    _fit(plan.stream("fit"), special)
    _misstate(special)
    return special + _community(plan.stream("community"), register, organizations)


def _approval_days(rng: random.Random, counts: Mapping[int, tuple[int, ...]]) -> list[date]:
    days = []
    for year, by_quarter in counts.items():
        for number, count in enumerate(by_quarter, start=1):
            quarter = Quarter(year, number)
            batches = sorted(plan.workday(rng, quarter.start, quarter.end - timedelta(days=20)) for _ in range(2))
            days += sorted(rng.choice(batches) for _ in range(count))
    return days


def _special(rng: random.Random, organizations: list[Organization], events: list[Event]) -> list[Grant]:
    # Some recipients return: a few organizations carry large weights.
    pool = [o for o in organizations if o.exited_on is None and not o.is_federation and o.registered_on.year < 2019]
    weights = {o.number: 1 / (1 + rng.randrange(60)) for o in pool}
    weights[700] = 0.5
    grades = [e for e in events if e.kind == "assessment" and e.organization.exited_on is None]
    days = _approval_days(rng, plan.SPECIAL_PROJECTS)
    before = sum(day <= plan.CALIBRATED for day in days)
    care = set(rng.sample(range(before), plan.CARE_PROJECTS)) | {before + 3}
    everywhere = set(rng.sample(sorted(care), plan.CARE_WITHOUT_COMMUNITY))
    others = iter(plan.proportioned(rng, _OTHER, len(days)))
    grants: list[Grant] = []
    for index, day in enumerate(days):
        purpose = rng.choices(CARE, (5, 3, 1, 3))[0] if index in care else next(others)
        graded = [e.organization for e in grades if timedelta(20) < day - e.event_on < timedelta(400)]
        if purpose == "grading" and graded:
            candidates = graded
        else:
            candidates = [o for o in pool if o.registered_on < day - timedelta(days=180)]
            if index in care:
                candidates = [o for o in candidates if o.is_community]
        recipient = rng.choices(candidates, [weights.get(o.number, 0.05) for o in candidates])[0]
        sequence = sum(g.approved_on.year == day.year for g in grants) + 1
        local = index not in everywhere if index in care else recipient.is_community and rng.random() < 0.5
        award = round(rng.choice((2, 3, 3, 4.5) if index in care else _AWARDS[purpose]) * 1_000_000)
        title = _CARE_TITLES[purpose] if index in care else _OTHER_TITLES[purpose]
        place = recipient.community if local else None
        grants.append(
            Grant(
                number=f"ZX{day.year}-{sequence:03d}",
                title=f"{names.place(place)}{title}项目" if place else f"{title}项目",
                fund="special_fund",
                purpose=purpose,
                approved_on=day,
                recipient_name=recipient.name,
                recipient_uscc=recipient.uscc,
                town=recipient.town,
                community=place,
                awarded=award,
                payments=_instalments(rng, day, award, two=award >= 3_000_000 and purpose != "grading"),
            )
        )
    return grants


def _pay_after_exit(grants: list[Grant], organizations: list[Organization]) -> None:
    """One recipient leaves the register between its two instalments and is paid all the same: money that counts."""
    for grant in grants:
        if len(grant.payments) == 2 and grant.approved_on.year == 2018 and grant.purpose == "innovation":
            first, second = (p.due_on for p in grant.payments)
            for o in organizations:
                if o.exited_on is not None and first < o.exited_on < second <= plan.CALIBRATED:
                    grant.recipient_name, grant.recipient_uscc, grant.town = o.name, o.uscc, o.town
                    grant.community, grant.title = None, f"{_OTHER_TITLES[grant.purpose]}项目"
                    return
    raise AssertionError("no grant fits")


def _instalments(rng: random.Random, day: date, award: int, *, two: bool) -> list[Payment]:
    first = day + timedelta(days=rng.randint(12, 45))
    if not two:
        return [Payment(first, award)]
    share = award * 6 // 10
    return [Payment(first, share), Payment(first + timedelta(days=rng.randint(220, 390)), award - share)]


def _fit(rng: random.Random, grants: list[Grant]) -> None:
    """Move awards by 0.1万元 at a time until the sums paid by the calibrated day are the plan's."""
    care = [g for g in grants if g.purpose in CARE and g.community]
    other = [g for g in grants if not (g.purpose in CARE and g.community)]
    _reach(rng, care, plan.SPECIAL_CARE_PAID)
    _reach(rng, other, plan.SPECIAL_PAID - plan.SPECIAL_CARE_PAID)


def _reach(rng: random.Random, grants: list[Grant], total: int) -> None:
    def paid() -> int:
        return sum(g.paid(plan.CALIBRATED) for g in grants)

    movable = [g for g in grants if len(g.payments) == 1 and g.payments[0].due_on <= plan.CALIBRATED] or [
        g for g in grants if all(p.due_on <= plan.CALIBRATED for p in g.payments)
    ]
    while difference := total - paid():
        step = min(abs(difference), _TENTH) * (1 if difference > 0 else -1)
        grant = rng.choice([g for g in movable if 800_000 <= g.awarded + step <= 9_000_000])
        grant.awarded += step
        grant.payments[-1].amount += step


def _misstate(grants: list[Grant]) -> None:
    first, later = _CORRECTION
    grant = next(
        g
        for g in grants
        if first.start <= g.payments[0].due_on <= first.end and len(g.payments) == 1 and g.purpose not in CARE
    )
    payment = grant.payments[0]
    grant.awarded += 300_000
    payment.misstated = (grant.awarded, later.end)


def _community(rng: random.Random, register: Register, organizations: list[Organization]) -> list[Grant]:
    days = _approval_days(rng, plan.COMMUNITY_PROJECTS)
    before = sum(day <= plan.CALIBRATED for day in days)
    fields = plan.proportioned(rng, dict.fromkeys(_FIELDS, 1.0), len(days))
    awards = [rng.choice((600_000, 800_000, 1_000_000, 1_000_000, 1_200_000)) for _ in days]
    while difference := plan.COMMUNITY_AWARDED - sum(awards[:before]):
        index = rng.randrange(before)
        step = min(abs(difference), _TENTH) * (1 if difference > 0 else -1)
        if 500_000 <= awards[index] + step <= 1_500_000:
            awards[index] += step
    grants: list[Grant] = []
    for index, (day, purpose, award) in enumerate(zip(days, fields, awards, strict=True)):
        town = plan.PILOT_TOWNS[index % 3]
        place = rng.choice(register.communities[town]).name
        federation = next(o for o in organizations if o.is_federation and o.town == town)
        members = [
            o for o in organizations
            if o.town == town and o.is_community and not o.is_federation and o.exited_on is None
            and o.registered_on < day - timedelta(days=90)
        ]  # fmt: skip
        recipient = federation if index % 8 == 7 and federation.active(day) else rng.choice(members)
        filed = index % 4 == 1
        late = index in (before - 1, before - 2)
        paid_on = day + timedelta(days=rng.randint(70, 85) if late else rng.randint(10, 19))
        grants.append(
            Grant(
                number=f"SQ{day.year}-{sum(g.approved_on.year == day.year for g in grants) + 1:02d}",
                title=f"{_FIELDS[purpose]}微创投",
                fund="community_fund",
                purpose=purpose,
                approved_on=day,
                recipient_name=f"{names.place(place)}{_FIELDS[purpose]}小组" if filed else recipient.name,
                recipient_uscc=None if filed else recipient.uscc,
                town=town,
                community=place,
                awarded=award,
                payments=[Payment(paid_on, award)],
            )
        )
    return grants
