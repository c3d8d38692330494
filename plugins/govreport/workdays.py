"""Working days in mainland China, with the State Council's holiday swaps (调休).

Belongs here: counting working days for release dates and deadlines. Does not belong here: quarters (quarter.py).
"""

from __future__ import annotations

import logging
from datetime import date, timedelta
from functools import cache

log = logging.getLogger(__name__)


def is_working_day(day: date) -> bool:
    """Whether offices work on ``day``; outside the years the holiday table knows, Monday to Friday, with a warning."""
    import chinese_calendar  # 30 ms, and only release dates need it

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        log.warning("No holiday table for %s: counting Monday to Friday.", day.year)
        return day.weekday() < 5


def working_day_after(day: date, count: int) -> date:
    """The ``count``-th working day after ``day`` (count >= 1)."""
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


@cache
def working_calendar() -> tuple[tuple[date, int], ...]:
    """Every day of the years the holiday table knows, with the number of working days up to and including it."""
    import chinese_calendar.constants as known

    first, last = min(known.holidays).year, max(known.holidays).year
    day, count, days = date(first, 1, 1), 0, []
    while day.year <= last:
        count += is_working_day(day)
        days.append((day, count))
        day += timedelta(days=1)
    return tuple(days)
