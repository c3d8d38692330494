"""Working days in mainland China, with the State Council's holiday swaps (调休).

What decides a day, the first that knows its year: an official entry of the installation's working_days.yaml, the
holiday library, an entry of that file with the law's days only, Monday to Friday. What is due on which working day is
in district/schedule.py.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

import yaml

from govreport.errors import ConfigError

log = logging.getLogger(__name__)
Basis = Literal["official", "statutory", "weekdays"]
"""How certain it is whether a day is worked: the State Council's table, the law's days off only, Monday to Friday."""
DEFAULT_TABLE = Path(__file__).resolve().parents[2] / "include" / "reference" / "working_days.yaml"
_table = DEFAULT_TABLE


class Year(NamedTuple):
    """A year as working_days.yaml states it."""

    official: bool
    source: tuple[str, str]
    """Where its days come from, zh and en."""
    off: frozenset[date]
    worked: frozenset[date]

    def works(self, day: date) -> bool:
        """Whether offices work on a day of the year."""
        return day in self.worked or (day.weekday() < 5 and day not in self.off)


def use_table(path: Path) -> None:
    """Read the years that the library doesn't know from ``path``, from now on and in the whole process."""
    # Of the process and not a parameter: days are counted deep inside figures, reports and pages, which know a district
    # and a quarter but no installation; and a process serves one installation.
    global _table
    _table = path


def is_working_day(day: date) -> bool:
    """Whether offices work on ``day``; where no table knows its year, Monday to Friday, with a warning said once."""
    stated = _stated(day.year)
    if stated is not None and stated.official:
        return stated.works(day)
    known = _library(day)
    if known is not None:
        return known
    _warn_once(day.year, "statutory" if stated is not None else "weekdays")
    return stated.works(day) if stated is not None else day.weekday() < 5


def basis_of(day: date) -> Basis:
    """How certain ``is_working_day(day)`` is."""
    stated = _stated(day.year)
    if (stated is not None and stated.official) or _library(day) is not None:
        return "official"
    return "weekdays" if stated is None else "statutory"


def source_of(year: int) -> tuple[str, str] | None:
    """Where the installation's file has a year's days from, zh and en; None where it doesn't state the year."""
    stated = _stated(year)
    return None if stated is None else stated.source


def working_day_after(day: date, count: int) -> date:
    """The ``count``-th working day after ``day`` (count >= 1)."""
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def working_day_before(day: date, count: int = 1) -> date:
    """The ``count``-th working day before ``day`` (count >= 1)."""
    while count:
        day -= timedelta(days=1)
        count -= is_working_day(day)
    return day


def first_working_day_of_week(day: date) -> date | None:
    """The first day of the week (Monday to Sunday) of ``day`` that is worked; None where none is."""
    monday = day - timedelta(days=day.weekday())
    return next((d for n in range(7) if is_working_day(d := monday + timedelta(days=n))), None)


def working_calendar() -> tuple[tuple[date, int], ...]:
    """Every day of the years that the holiday library knows, with the number of working days up to and including it.

    Figures are computed from it, so the installation's file has no part in it: it says what is to come.
    """
    return _working_calendar()


@cache
def _working_calendar() -> tuple[tuple[date, int], ...]:
    import chinese_calendar.constants as known  # slow to load, and most commands count no days

    first, last = min(known.holidays).year, max(known.holidays).year
    day, count, days = date(first, 1, 1), 0, []
    while day.year <= last:
        # As is_workday says it, which looks at every year there is each time it is asked.
        count += day in known.workdays or (day.weekday() < 5 and day not in known.holidays)
        days.append((day, count))
        day += timedelta(days=1)
    return tuple(days)


def _library(day: date) -> bool | None:
    import chinese_calendar  # 30 ms, and only release dates need it

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


@cache
def _warn_once(year: int, basis: Basis) -> None:
    if basis == "statutory":
        log.warning("No official table of working days for %s yet: the law's days off, without exchanged days.", year)
    else:
        log.warning("No holiday table for %s: counting Monday to Friday.", year)


def _stated(year: int) -> Year | None:
    try:
        changed = _table.stat().st_mtime_ns
    except OSError:
        return None
    return _load(_table, changed).get(year)


@lru_cache(maxsize=8)
def _load(path: Path, changed: int) -> Mapping[int, Year]:
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8-sig")) or {}
        return {int(year): _year(int(year), entry) for year, entry in entries.items()}
    except (OSError, AttributeError, KeyError, TypeError, ValueError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise ConfigError(
            f"{path} 不符合要求：{reason}。请按文件开头的说明改正。",
            f"{path} can't be read: {reason}. Correct it as the comment at its head says.",
        ) from None


def _year(year: int, entry: Mapping[str, Any]) -> Year:
    unknown = set(entry) - {"official", "source", "days_off", "days_worked"}
    if unknown:
        raise ValueError(f"{year}: unknown entries {sorted(unknown)}")
    if not isinstance(entry["official"], bool):
        raise ValueError(f"{year}: official must be true or false")
    off, worked = (frozenset(_days(entry.get(name) or [])) for name in ("days_off", "days_worked"))
    for day in off | worked:
        if day.year != year:
            raise ValueError(f"{day} stands under {year}")
    if off & worked:
        raise ValueError(f"{min(off & worked)} is both off and worked")
    if weekdays := sorted(day for day in worked if day.weekday() < 5):
        raise ValueError(f"{weekdays[0]} is no Saturday or Sunday, so it is worked anyway")
    return Year(entry["official"], (str(entry["source"]["zh"]), str(entry["source"]["en"])), off, worked)


def _days(entries: list[Any]) -> Iterator[date]:
    for entry in entries:
        if isinstance(entry, date):
            yield entry
            continue
        first, _, last = str(entry).partition("/")
        day, end = date.fromisoformat(first.strip()), date.fromisoformat((last or first).strip())
        if end < day:
            raise ValueError(f"{entry} ends before it begins")
        while day <= end:
            yield day
            day += timedelta(days=1)
