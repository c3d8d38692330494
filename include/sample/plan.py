"""What the sample is calibrated to: how many of what happen when. Everything else is drawn at random around it.

Belongs here: counts by period, shares, and the few events that are set by hand. Does not belong here: code that draws.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TypeVar

from govreport.quarter import Quarter

T = TypeVar("T")

QUARTERS = list(Quarter.span(Quarter(2017, 4), Quarter(2019, 4)))
"""The quarters that have extracts."""

CALIBRATED = date(2019, 9, 30)
"""The day at which the money figures come out exactly."""


def stream(name: str) -> random.Random:
    """A random stream of its own for every part, so that changing one part leaves the others' records alone."""
    return random.Random(f"govreport/sample/{name}")  # noqa: S311


def proportioned(rng: random.Random, shares: dict[T, float], count: int) -> list[T]:
    """``count`` values in nearly exact proportions, shuffled."""
    total = sum(shares.values())
    values: list[T] = []
    running = 0.0
    for value, share in shares.items():
        running += share
        values += [value] * (round(count * running / total) - len(values))
    rng.shuffle(values)
    return values


_HOLIDAYS = {(1, 1), (5, 1), *((10, day) for day in range(1, 8))}


def workday(rng: random.Random, first: date, last: date) -> date:
    """A day from Monday to Friday in the period, outside the public holidays whose dates are the same every year."""
    days = [first + timedelta(i) for i in range((last - first).days + 1)]
    return rng.choice([d for d in days if d.weekday() < 5 and (d.month, d.day) not in _HOLIDAYS])


def periods() -> list[tuple[date, date, int, int]]:
    """(first day, last day, registrations, exits): years up to 2016, quarters after that."""
    result = []
    early = (6, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16, 18, 20, 22, 24, 26, 28, 30, 34, 38, 40, 46)
    for year, new in zip(range(1990, 2012), early, strict=True):
        result.append((date(year, 1, 1), date(year, 12, 31), new, 0 if year < 2005 else 4 if year < 2011 else 6))
    for year, new, gone in ((2012, 58, 5), (2013, 70, 12), (2014, 74, 13), (2015, 80, 15), (2016, 84, 17)):
        result.append((date(year, 1, 1), date(year, 12, 31), new, gone))
    by_quarter = {
        2017: ((16, 4), (20, 5), (18, 5), (22, 5)),
        2018: ((14, 5), (19, 6), (17, 7), (20, 8)),
        2019: ((13, 6), (18, 8), (15, 6), (18, 8)),
    }
    for year, counts in by_quarter.items():
        for number, (new, gone) in enumerate(counts, start=1):
            result.append((Quarter(year, number).start, Quarter(year, number).end, new, gone))
    return result


TOWN_WEIGHTS = {
    "440113007": 14.0, "440113008": 4.0, "440113009": 8.0, "440113010": 8.0, "440113011": 4.0, "440113012": 9.0,
    "440113013": 8.0, "440113014": 3.0, "440113015": 7.0, "440113016": 7.0, "440113017": 6.0, "440113102": 10.0,
    "440113103": 2.5, "440113104": 3.0, "440113105": 5.0, "440113120": 4.5,
}  # fmt: skip
"""How unevenly organizations lie over the towns."""

DECLINING = {"440113104": (1, 1, 1, 0), "440113014": (0, 0, 1, 1)}
"""Exits in 2018-Q4 … 2019-Q3 of the towns that register nobody new in that year."""
DECLINE_FIRST, DECLINE_LAST = date(2018, 10, 1), date(2019, 9, 30)

FEDERATIONS = {
    "440113007": (date(2017, 3, 16), None),
    "440113102": (date(2017, 9, 21), None),
    "440113010": (date(2018, 5, 24), date(2018, 2, 6)),
    "440113012": (date(2018, 8, 15), date(2018, 5, 10)),
    "440113009": (date(2018, 11, 8), date(2018, 7, 12)),
    "440113015": (date(2018, 12, 13), date(2018, 8, 23)),
    "440113013": (date(2019, 1, 17), date(2018, 10, 18)),
    "440113105": (date(2019, 3, 14), date(2018, 11, 22)),
    "440113011": (date(2019, 5, 9), date(2019, 2, 21)),
    "440113008": (date(2019, 5, 28), date(2019, 3, 5)),
    "440113120": (date(2019, 6, 20), date(2019, 3, 20)),
    "440113016": (date(2019, 7, 18), date(2019, 4, 11)),
    "440113017": (date(2019, 8, 22), date(2019, 5, 16)),
    "440113103": (date(2019, 9, 19), date(2019, 6, 6)),
    "440113014": (date(2019, 10, 15), date(2019, 7, 11)),
    "440113104": (date(2019, 10, 28), date(2019, 8, 8)),
}
"""Town -> (registered, listed as in preparation since)."""

LATE_REGISTRATIONS = ((date(2018, 6, 28), date(2018, 7, 6)), (date(2019, 6, 26), date(2019, 7, 8)),
                      (date(2019, 6, 28), date(2019, 7, 9)))  # fmt: skip
"""(registered, entered into the register): they turn up one extract later than they should."""

LEGAL_TYPES = {
    True: {"association": 45.0, "service_institution": 55.0},
    False: {"association": 40.0, "service_institution": 59.0, "foundation": 1.1},
}
"""Of community organizations, of the others."""
CATEGORIES = {"recreation": 48.0, "community_service": 24.0, "charity": 16.0, "social_affairs": 12.0}
DELIBERATION_UNTIL = date(2017, 6, 30)
"""Nobody registers for 议事协调 between this day and the last quarter of 2019."""

SPECIAL_PROJECTS = {
    2014: (4, 8, 9, 7), 2015: (5, 10, 10, 9), 2016: (7, 11, 12, 10), 2017: (8, 13, 15, 12), 2018: (9, 14, 17, 15),
    2019: (11, 16, 15, 12),
}  # fmt: skip
"""Projects of the special fund approved by quarter: 247 up to 2019-Q3."""
SPECIAL_PAID, SPECIAL_CARE_PAID = 920_000_000, 53_000_000
"""分 paid by CALIBRATED, and how much of it for 扶老、助残、救孤、济困 in communities."""
CARE_PROJECTS, CARE_WITHOUT_COMMUNITY = 18, 3

PILOT_TOWNS = ("440113102", "440113010", "440113015")
COMMUNITY_PROJECTS = {
    2016: (0, 0, 0, 3), 2017: (1, 2, 3, 3), 2018: (2, 3, 3, 3), 2019: (2, 4, 3, 3),
}  # fmt: skip
"""Projects of the community fund approved by quarter: 32 up to 2019-Q3."""
COMMUNITY_AWARDED = 30_000_000
"""分 awarded by CALIBRATED."""

REGULAR_CHECKS = {
    2015: (3, 5, 5, 6), 2016: (4, 5, 6, 6), 2017: (4, 6, 6, 8), 2018: (4, 6, 7, 9), 2019: (5, 7, 16, 7),
}  # fmt: skip
ASSESSMENTS = {
    2015: (4, 6, 2, 7), 2016: (3, 8, 2, 9), 2017: (2, 9, 3, 10), 2018: (3, 9, 3, 11), 2019: (3, 10, 4, 9),
}  # fmt: skip
REPORT_YEARS = (2016, 2017, 2018)
SCORES = {"5A": (951, 985), "4A": (901, 950), "3A": (851, 900), "2A": (801, 850)}
"""Lowest and highest score of a grade; those below 4A are sample values."""

MOVED_IN = {2015: (2, 3, 2, 2), 2016: (2, 2, 1, 2), 2017: (1, 2, 2, 1), 2018: (1, 2, 2, 1), 2019: (2, 2, 3, 2)}
GRADUATED = {2016: (0, 0, 0, 1), 2017: (1, 1, 1, 1), 2018: (1, 1, 1, 1), 2019: (1, 2, 2, 1)}
LEFT = {2017: (0, 1, 0, 0), 2018: (0, 0, 1, 0), 2019: (1, 0, 0, 0)}
