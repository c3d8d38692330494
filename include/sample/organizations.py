"""Draws the organizations: who registers and leaves when, in which town, of which type and category.

Belongs here: the register's truth. Does not belong here: the counts (plan.py), words (names.py), file forms.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from govreport.district.folder import Community, District
from include.sample import credit, names, plan
from include.sample.world import Organization

_CAPITAL: dict[str, dict[float, float]] = {
    "association": {3: 60.0, 5: 20.0, 10: 15.0, 50: 5.0},
    "service_institution": {3: 30.0, 5: 15.0, 10: 25.0, 30: 14.0, 50: 8.0, 100: 4.0, 200: 2.0, 1200: 1.2, 1580.5: 0.8},
    "foundation": {200: 70.0, 400: 30.0},
}
_EXITS = {"deregistered": 80.0, "revoked": 13.0, "licence_revoked": 7.0}


class Register:
    """Hands out numbers, names and codes, so that none is given twice."""

    def __init__(self, district: District) -> None:
        self.rng = plan.stream("register")
        self.district = district
        self.styles = names.styles(plan.stream("styles"))
        self.serials = plan.stream("serials").sample(range(100, 9900), 2000)
        self.legal_types = {c: plan.proportioned(self.rng, shares, 700) for c, shares in plan.LEGAL_TYPES.items()}
        self.communities: dict[str, list[Community]] = {}
        for community in district.communities:
            self.communities.setdefault(community.town_code, []).append(community)
        self.count = 0

    def town_name(self, code: str) -> str:
        """The short name of a town as it was when the sample plays."""
        return self.district.town_by_code[code].short_name_on(date(2019, 9, 30))

    def new(
        self, registered_on: date, legal_type: str, town: str, *, category: str | None = None, community: bool = False
    ) -> Organization:
        """A new organization with everything but its later life."""
        rng = self.rng
        self.count += 1
        short = self.town_name(town)
        style = names.RARE_STYLE if self.count == 700 else self.styles[self.count]
        name = names.compose(rng, style, legal_type, category, short if community else None)
        place = rng.choice(self.communities[town])
        amounts, weights = zip(*_CAPITAL[legal_type].items(), strict=True)
        capital = 3 if community and rng.random() < 0.7 else rng.choices(amounts, weights)[0]
        old = registered_on < date(2016, 1, 1)
        return Organization(
            number=self.count,
            name=name,
            uscc=credit.make(legal_type, self.serials[self.count]),
            certificate_no=f"番民证字第{self.count:05d}号" if old and rng.random() < 0.9 else None,
            legal_type=legal_type,
            registrar="广州市番禺区民政局" if rng.random() < 0.06 else "番禺区民政局",
            registered_on=registered_on,
            known_from=registered_on,
            town=town,
            community=place.name if community or rng.random() < 0.5 else None,
            is_community=community,
            category=category,
            capital=round(capital * 1_000_000),
            domicile=f"广州市番禺区{short}示例路{rng.randint(1, 60)}号",
            supervisor=names.supervisor(rng, name, short, registered_on.year, community=community),
        )


def draw(register: Register) -> list[Organization]:
    """All organizations that ever registered, with exits, late entries and memberships."""
    organizations: list[Organization] = []
    for first, last, count, exits in plan.periods():
        organizations += _registered(register, first, last, count)
        _leave(register.rng, organizations, first, last, exits)
    _enter_late(organizations)
    _join_federations(plan.stream("members"), organizations)
    return organizations


def _registered(register: Register, first: date, last: date, count: int) -> Iterator[Organization]:
    rng = register.rng
    due = [(t, on, since) for t, (on, since) in plan.FEDERATIONS.items() if first <= on <= last]
    for town, on, since in due:
        federation = register.new(on, "association", town, category="community_service", community=True)
        federation.name = names.federation(register.town_name(town))
        federation.is_federation, federation.preparing_from = True, since
        federation.capital, federation.certificate_no = 3_000_000, None
        yield federation
    weights = dict(plan.TOWN_WEIGHTS)
    if plan.DECLINE_FIRST <= first <= plan.DECLINE_LAST:
        weights = {town: w for town, w in weights.items() if town not in plan.DECLINING}
    count -= len(due)
    towns = rng.choices(list(weights), list(weights.values()), k=count)
    share = 0.18 if first.year < 2008 else 0.40 if first.year < 2013 else 0.52
    community = plan.proportioned(rng, {True: share, False: 1 - share}, count)
    if plan.DELIBERATION_UNTIL < first < date(2019, 10, 1) or first.year < 2010:
        categories = plan.CATEGORIES
    else:
        categories = {**plan.CATEGORIES, "deliberation": 5.0}
    kinds = iter(plan.proportioned(rng, categories, sum(community)))
    for town, is_community in zip(towns, community, strict=True):
        yield register.new(
            plan.workday(rng, first, last),
            register.legal_types[is_community].pop(),
            town,
            category=next(kinds) if is_community else None,
            community=is_community,
        )


def _leave(rng: random.Random, organizations: list[Organization], first: date, last: date, exits: int) -> None:
    """``exits`` of those registered long enough leave in the period; the declining towns lose theirs first."""
    staying = [
        o
        for o in organizations
        if o.exited_on is None
        and o.registered_on < first - timedelta(days=540)
        and not (o.is_federation or o.legal_type == "foundation" or o.category == "deliberation")
    ]
    leaving: list[Organization] = []
    if plan.DECLINE_FIRST <= first <= plan.DECLINE_LAST:
        index = (first.year - 2018) * 4 + (first.month - 1) // 3 - 3
        for town, counts in plan.DECLINING.items():
            leaving += rng.sample([o for o in staying if o.town == town], counts[index])
    leaving += rng.sample([o for o in staying if o.town not in plan.DECLINING], exits - len(leaving))
    for organization, kind in zip(leaving, plan.proportioned(rng, _EXITS, exits), strict=True):
        organization.exited_on, organization.exit_kind = plan.workday(rng, first, last), kind
        if kind == "deregistered" and rng.random() < 0.4:
            organization.liquidating_from = organization.exited_on - timedelta(days=rng.randint(45, 120))


def _enter_late(organizations: list[Organization]) -> None:
    for registered_on, known_from in plan.LATE_REGISTRATIONS:
        quarter_start = date(registered_on.year, registered_on.month - 2, 1)
        late = next(
            o
            for o in organizations
            if quarter_start <= o.registered_on <= registered_on and not o.is_federation and o.known_from < known_from
        )
        late.registered_on, late.known_from = registered_on, known_from


def _join_federations(rng: random.Random, organizations: list[Organization]) -> None:
    for organization in organizations:
        founded = plan.FEDERATIONS[organization.town][0]
        if not organization.is_community or organization.is_federation:
            continue
        earliest = max(founded, organization.registered_on) + timedelta(days=7)
        joined = earliest + timedelta(days=int(rng.expovariate(1 / 240)))
        if rng.random() < 0.8 and (organization.exited_on is None or joined < organization.exited_on):
            organization.joined_on = joined
