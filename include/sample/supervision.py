"""Draws the further supervision events: applications, penalties, serious breaches, dormancy, credit, disclosure.

They follow from the events that events.py draws and leave those alone. Belongs here: what happened to whom when. Does
not belong here: how many (plan_further.py), file forms.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from govreport.quarter import Quarter
from include.sample import plan, plan_further
from include.sample.world import Event, Organization

ITEMS = ("staff", "major_activities", "charges")
_CREDIT_SINCE = date(2018, 1, 24)
"""From when credit information is entered within five working days (民政部令第60号)."""
_HORIZON = date(2019, 12, 31)


def draw(organizations: list[Organization], events: list[Event]) -> list[Event]:
    """The further events, not numbered yet."""
    drawn = _applications(organizations, events) + _serious(events) + _penalties(organizations)
    drawn += _credit_entries([*events, *drawn])
    return drawn + _dormancy(organizations, events) + _disclosures(organizations)


def _anniversary(day: date, years: int) -> date:
    return day.replace(year=day.year + years, day=min(day.day, 28))


def _applications(organizations: list[Organization], events: list[Event]) -> list[Event]:
    """One before each assessment, once the organization was two years old; a few that came to nothing so far."""
    rng = plan.stream("applications")
    drawn: list[Event] = []
    graded: set[int] = set()
    for event in (e for e in events if e.kind == "assessment"):
        graded.add(event.organization.number)
        able = max(_anniversary(event.organization.registered_on, 2), event.event_on - timedelta(days=150))
        first = min(able, event.event_on - timedelta(days=1))
        last = max(first, event.event_on - timedelta(days=30))
        day = first + timedelta(days=rng.randint(0, (last - first).days))
        drawn.append(Event("assessment_application", event.organization, day, "applied"))
    for year in (2017, 2018, 2019):
        able_then = [
            o for o in organizations
            if o.exited_on is None and o.number not in graded and o.registered_on < date(year - 2, 1, 1)
        ]  # fmt: skip
        for organization in rng.sample(able_then, 7):
            day = plan.workday(rng, date(year, 1, 8), date(year, 12, 20))
            drawn.append(Event("assessment_application", organization, day, "applied"))
    return drawn


def _serious(events: list[Event]) -> list[Event]:
    """Two years on the list of abnormal activity lead to the other list, for those that are still there."""
    rng = plan.stream("serious")
    drawn: list[Event] = []
    for event in (e for e in events if e.kind == "abnormal_list"):
        listed = _anniversary(event.event_on, 2) + timedelta(days=rng.randint(4, 40))
        o = event.organization
        gone = o.exited_on is not None and o.exited_on <= listed
        if event.closed_on is None and listed <= _HORIZON and not gone and len(drawn) < 4:
            drawn.append(Event("serious_list", o, listed, "listed", closed_result="removed"))
    return drawn


def _penalties(organizations: list[Organization]) -> list[Event]:
    rng = plan.stream("penalties")
    drawn = []
    for quarter, count in _by_quarter(plan_further.PENALTIES):
        steady = [o for o in organizations if o.exited_on is None and o.registered_on < date(2014, 1, 1)]
        for organization in rng.sample(steady, count):
            day = plan.workday(rng, quarter.start, quarter.end)
            drawn.append(Event("penalty", organization, day, rng.choice(("warned", "warned", "fined"))))
    return drawn


def _credit_entries(events: list[Event]) -> list[Event]:
    """One for each finding, penalty and listing since the rule is in force; most within five working days."""
    rng = plan.stream("credit")
    drawn = []
    for event in sorted(events, key=lambda e: (e.event_on, e.kind, e.organization.number)):
        is_finding = event.kind in ("regular_check", "ad_hoc_check") and event.result == "finding"
        if event.event_on < _CREDIT_SINCE or not (
            is_finding or event.kind in ("penalty", "abnormal_list", "serious_list")
        ):
            continue
        days = rng.randint(1, 6) if rng.random() < 0.84 else rng.randint(10, 45)
        entered = event.event_on + timedelta(days=days)
        entry = Event("credit_entry", event.organization, event.event_on, "", closed_on=entered)
        entry.closed_result = "entered"
        drawn.append(entry)
    return drawn


def _dormancy(organizations: list[Organization], events: list[Event]) -> list[Event]:
    """Those that don't report are looked at, and a few others."""
    rng = plan.stream("dormancy")
    silent = {e.organization.number for e in events if e.kind == "abnormal_list" and e.closed_on is None}
    incubated = {e.organization.number for e in events if e.kind == "incubation"}
    drawn: list[Event] = []
    for quarter, count in _by_quarter(plan_further.DORMANCY):
        seen = {e.organization.number for e in drawn}
        able = [
            o for o in organizations
            if o.registered_on < quarter.start - timedelta(days=500) and o.number not in seen
            and (o.exited_on is None or o.exited_on > quarter.end) and not o.is_federation
            and o.number not in incubated
        ]  # fmt: skip
        able.sort(key=lambda o: o.number not in silent)
        first = [o for o in able if o.number in silent][: count // 2]
        others = rng.sample([o for o in able if o.number not in silent], count - len(first))
        for organization in first + others:
            day = plan.workday(rng, quarter.start, quarter.end)
            event = Event("dormancy", organization, day, rng.choice(("inactive", "inactive", "unreachable")))
            if organization.registered_on > day - timedelta(days=900):
                event.result = "never_active"
            if rng.random() < 0.45:
                settled = day + timedelta(days=rng.randint(40, 260))
                event.closed_on = settled if organization.active(settled) else None
            drawn.append(event)
    return drawn


def _disclosures(organizations: list[Organization]) -> list[Event]:
    """What organizations publish of a year in the course of the next."""
    rng = plan.stream("disclosure")
    drawn = []
    diligence = {o.number: rng.random() for o in organizations}
    for year, share in plan_further.DISCLOSING.items():
        for o in organizations:
            mark, part = diligence[o.number], rng.random()
            if o.registered_on > date(year, 12, 31) or not o.active(date(year + 1, 6, 30)):
                continue
            items = ITEMS if mark < share else ITEMS[: 1 + (part < 0.2)] if part < 0.35 else ()
            day = date(year + 1, 1, 20) + timedelta(days=int(rng.triangular(0, 240, 70)))
            for item in items:
                published = day if rng.random() < 0.8 else day + timedelta(days=rng.randint(1, 60))
                if o.active(published):
                    event = Event("disclosure", o, published, "published", report_year=year)
                    event.item = item
                    drawn.append(event)
    return drawn


def _by_quarter(counts: Mapping[int, tuple[int, ...]]) -> list[tuple[Quarter, int]]:
    return [(Quarter(y, n), c) for y, by_quarter in counts.items() for n, c in enumerate(by_quarter, start=1)]
