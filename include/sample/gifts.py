"""Draws the gifts to community funds, fitted to what the press said the seven pilots had raised by the middle of 2018.

Belongs here: gifts. Does not belong here: which communities have a fund (linkage.py), grants out of it (grants.py).
"""

from __future__ import annotations

import random
from datetime import date, timedelta

from include.sample import plan, plan_further
from include.sample.linkage import Place
from include.sample.records import Gift

_DONORS = {"individual": 54.0, "enterprise": 24.0, "organization": 11.0, "event": 11.0}
_YUAN = {"individual": (50, 1500), "enterprise": (1000, 16000), "organization": (300, 4000), "event": (600, 9000)}
_STEP = 10_000
"""100元 in 分, by which gifts are fitted."""
_LAST = date(2019, 12, 31)


def draw(places: list[Place]) -> list[Gift]:
    """All gifts, numbered by year in the order of days."""
    rng = plan.stream("gifts")
    pilots = [p for p in places if p.pilot]
    early = [_gift(rng, rng.choice(pilots), date.min, plan_further.RAISED_BY) for _ in range(plan_further.PILOT_GIFTS)]
    _fit(rng, early)
    later = []
    for place in places:
        if place.fund_on is None:
            continue
        first = max(place.fund_on, plan_further.RAISED_BY + timedelta(days=1))
        quarters = max(1, (_LAST - first).days // 91)
        count = (7 if place.pilot else 3) * quarters
        later += [_gift(rng, place, first, _LAST) for _ in range(rng.randint(count // 2, count)) if first < _LAST]
    gifts = sorted(early + later, key=lambda g: (g.received_on, g.community, g.cash or 0, g.in_kind or 0))
    counts: dict[int, int] = {}
    for gift in gifts:
        year = gift.received_on.year
        counts[year] = counts.get(year, 0) + 1
        gift.number = f"JZ{year}-{counts[year]:04d}"
    return gifts


def _gift(rng: random.Random, place: Place, first: date, last: date) -> Gift:
    assert place.fund_on is not None  # noqa: S101 - only places with a fund get gifts
    donor = rng.choices(list(_DONORS), list(_DONORS.values()))[0]
    amount = rng.randrange(*_YUAN[donor], 50) * 100
    in_kind = donor in ("enterprise", "individual") and rng.random() < 0.16
    return Gift(
        number="",
        town=place.community.town_code,
        community=place.community.name,
        received_on=plan.workday(rng, max(first, place.fund_on), last),
        donor=donor,
        cash=None if in_kind else amount,
        in_kind=amount if in_kind else None,
    )


def _fit(rng: random.Random, gifts: list[Gift]) -> None:
    cash = [g for g in gifts if g.cash is not None]
    while difference := plan_further.RAISED_CASH - sum(g.cash or 0 for g in cash):
        gift = rng.choice(cash)
        gift.cash = _moved(gift.cash or 0, difference)
    kind = [g for g in gifts if g.in_kind is not None]
    while difference := plan_further.RAISED_IN_KIND - sum(g.in_kind or 0 for g in kind):
        gift = rng.choice(kind)
        gift.in_kind = _moved(gift.in_kind or 0, difference)


def _moved(amount: int, difference: int) -> int:
    step = min(abs(difference), _STEP) * (1 if difference > 0 else -1)
    return amount + step if amount + step >= _STEP // 2 else amount
