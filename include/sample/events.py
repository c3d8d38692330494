"""Draws the supervision events: checks, annual reports, assessments, the abnormal list, incubation; numbers them all.

Belongs here: what happened to whom when. Does not belong here: counts (plan.py), file forms.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import TypeVar

from govreport.quarter import Quarter
from include.sample import plan, supervision
from include.sample.world import Event, Organization

T = TypeVar("T")
_PREFIX = {
    "regular_check": "DC", "ad_hoc_check": "BD", "annual_report": "NB", "assessment": "PG", "abnormal_list": "YC",
    "incubation": "FH", "assessment_application": "PS", "serious_list": "SX", "penalty": "CF", "dormancy": "JS",
    "credit_entry": "XY", "disclosure": "GK",
}  # fmt: skip
EARLIER = ("regular_check", "ad_hoc_check", "annual_report", "assessment", "abnormal_list", "incubation")
"""Kinds that are drawn here; the others are drawn from them (supervision.py)."""
_HORIZON = date(2019, 12, 31)


def draw(organizations: list[Organization]) -> list[Event]:
    """All events, numbered by kind and day."""
    incubated = _incubation(plan.stream("incubation"), organizations)
    models = {e.organization.number for e in incubated}
    reports, missing = _annual_reports(plan.stream("reports"), organizations, models)
    abnormal = _abnormal(plan.stream("abnormal"), missing)
    events = incubated + reports + abnormal
    events += _checks(plan.stream("checks"), organizations)
    events += _assessments(plan.stream("assessments"), organizations, {e.organization.number for e in abnormal})
    events += supervision.draw(organizations, events)
    events.sort(key=lambda e: (e.event_on, e.kind, e.organization.number, e.report_year or 0))
    counts: dict[tuple[str, int], int] = {}
    for event in events:
        key = _PREFIX[event.kind], event.event_on.year
        counts[key] = counts.get(key, 0) + 1
        event.number = f"{key[0]}{key[1]}-{counts[key]:04d}"
    return events


def _on_work(organizations: list[Organization], since: date, day: date) -> list[Organization]:
    """Registered by ``since``, in place until well after ``day``, and known by then."""
    return [
        o
        for o in organizations
        if o.registered_on <= since and (o.exited_on is None or o.exited_on > day) and o.known_from <= day
    ]


def _checks(rng: random.Random, organizations: list[Organization]) -> list[Event]:
    events = []
    fates = _deck(rng, {"in_time": 70.0, "late": 20.0, "open": 10.0})
    findings = {"regular_check": _deck(rng, {True: 30.0, False: 70.0}), "ad_hoc_check": _deck(rng, {True: 1, False: 1})}

    def check(kind: str, organization: Organization, quarter: Quarter) -> Event:
        event = Event(kind, organization, plan.workday(rng, quarter.start, quarter.end), "no_finding")
        if next(findings[kind]):
            event.result, fate = "finding", next(fates)
            event.due_on = event.event_on + timedelta(days=rng.choice((30, 30, 60)))
            days = {"in_time": rng.randint(8, 28), "late": rng.randint(65, 110)}.get(fate)
            if days is not None:
                event.closed_on = _while_in_place(organization, event.event_on + timedelta(days=days))
        return event

    for year, by_quarter in plan.REGULAR_CHECKS.items():
        drawn: set[int] = set()
        for number, count in enumerate(by_quarter, start=1):
            quarter = Quarter(year, number)
            regular = _on_work(organizations, date(year - 1, 12, 31), quarter.end)
            some = rng.sample([o for o in regular if o.number not in drawn], count)
            drawn |= {o.number for o in some}
            events += [check("regular_check", o, quarter) for o in some]
            others = _on_work(organizations, quarter.start - timedelta(days=200), quarter.end)
            events += [check("ad_hoc_check", o, quarter) for o in rng.sample(others, rng.randint(3, 6))]
    return events


def _deck(rng: random.Random, shares: dict[T, float]) -> Iterator[T]:
    """Values without end, in exact proportions within every ten."""
    while True:
        yield from plan.proportioned(rng, shares, 10)


def _while_in_place(organization: Organization, day: date) -> date | None:
    return day if organization.exited_on is None or day < organization.exited_on else None


def _annual_reports(
    rng: random.Random, organizations: list[Organization], models: set[int]
) -> tuple[list[Event], list[tuple[int, Organization]]]:
    events, missing = [], []
    careless = {o.number for o in organizations if rng.random() < 0.05}
    for year in plan.REPORT_YEARS:
        deadline = date(year + 1, 3, 31)
        for organization in organizations:
            in_place = organization.exited_on is None or organization.exited_on > deadline
            if organization.registered_on > date(year, 12, 31) or not in_place:
                continue
            model = organization.number in models
            never = 0.5 if organization.number in careless else 0.035
            late = 0.12 if organization.town in ("440113105", "440113104", "440113012") else 0.045
            if not model and rng.random() < never:
                missing.append((year, organization))
                continue
            if model or rng.random() >= late:
                days = int(rng.triangular(0, 75, 62))
                submitted = date(year + 1, 1, 15) + timedelta(days=20 if model else days)
            else:
                submitted = deadline + timedelta(days=rng.randint(1, 120))
            if organization.exited_on is not None and submitted >= organization.exited_on:
                missing.append((year, organization))
                continue
            event = Event("annual_report", organization, submitted, "submitted", report_year=year, due_on=deadline)
            event.closed_on = _while_in_place(organization, submitted + timedelta(days=rng.randint(3, 14)))
            event.closed_result = "accepted"
            if not model and rng.random() < 0.04:
                event.returned_on = submitted + timedelta(days=rng.randint(3, 12))
                event.closed_on = None
                if rng.random() < 0.7:
                    again = event.returned_on + timedelta(days=rng.randint(15, 60))
                    event.closed_on = _while_in_place(organization, again)
            events.append(event)
    return events, missing


def _abnormal(rng: random.Random, missing: list[tuple[int, Organization]]) -> list[Event]:
    """Some of those that never reported are listed in the summer after, once at a time; most come off again."""
    events: list[Event] = []
    open_until: dict[int, date] = {}
    for year, organization in missing:
        listed = plan.workday(rng, date(year + 1, 7, 1), date(year + 1, 8, 31))
        gone = organization.exited_on is not None and organization.exited_on <= listed
        if gone or rng.random() > 0.3 or open_until.get(organization.number, date.min) >= listed:
            continue
        event = Event("abnormal_list", organization, listed, "listed", closed_result="removed")
        if rng.random() < 0.6:
            event.closed_on = _while_in_place(organization, listed + timedelta(days=rng.randint(60, 420)))
        open_until[organization.number] = event.closed_on or date.max
        events.append(event)
    return events


def _assessments(rng: random.Random, organizations: list[Organization], abnormal: set[int]) -> list[Event]:
    total = sum(map(sum, plan.ASSESSMENTS.values()))
    grades = iter(plan.proportioned(rng, {"5A": 12.0, "4A": 27.0, "3A": 42.0, "2A": 19.0}, total))
    events: list[Event] = []
    assessed = set(abnormal)
    for year, by_quarter in plan.ASSESSMENTS.items():
        for number, count in enumerate(by_quarter, start=1):
            quarter = Quarter(year, number)
            able = _on_work(organizations, date(quarter.start.year - 2, quarter.start.month, 1), quarter.end)
            for organization in rng.sample([o for o in able if o.number not in assessed], count):
                assessed.add(organization.number)
                day, grade = plan.workday(rng, quarter.start, quarter.end), next(grades)
                score = rng.randint(*plan.SCORES[grade])
                valid_to = day.replace(year=year + 5, day=min(day.day, 28) if day.month == 2 else day.day)
                events.append(
                    Event("assessment", organization, day, "graded", grade=grade, score=score, valid_to=valid_to)
                )
    return events


def _incubation(rng: random.Random, organizations: list[Organization]) -> list[Event]:
    """Move-ins in order of time; those that graduate are the longest resident and long registered."""
    able = [
        o for o in organizations
        if o.exited_on is None and o.is_community and not o.is_federation and o.category != "recreation"
        and date(2012, 1, 1) <= o.registered_on <= date(2014, 12, 31)
    ]  # fmt: skip
    days = sorted(_days(rng, plan.MOVED_IN))
    tenants = rng.sample(able, len(days))
    events = [Event("incubation", o, day, "resident") for o, day in zip(tenants, days, strict=True)]
    ends = [(day, "graduated") for day in _days(rng, plan.GRADUATED)] + [(day, "left") for day in _days(rng, plan.LEFT)]
    for event, (day, result) in zip(events, sorted(ends), strict=False):
        event.closed_on, event.closed_result = day, result
    return events


def _days(rng: random.Random, counts: Mapping[int, tuple[int, ...]]) -> list[date]:
    quarters = [(Quarter(y, n), c) for y, by_quarter in counts.items() for n, c in enumerate(by_quarter, start=1)]
    return [plan.workday(rng, quarter.start, quarter.end) for quarter, count in quarters for _ in range(count)]
