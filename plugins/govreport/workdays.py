"""Working days by country, with holidays that are moved and weekends that are worked in exchange (调休).

What decides a day, the first that knows its year: an official entry of the district's own working_days.yaml, or of the
installation's; the package `holidays`, where the year's days are published; an entry of those files with the law's days
only; what the package reckons from the law; Monday to Friday. docs/decisions/0016-working-days.md says why; what is due
on which working day is in district/schedule.py.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

import yaml

from govreport import strict_yaml
from govreport.errors import ConfigError, unstopped

log = logging.getLogger(__name__)
Basis = Literal["official", "statutory", "weekdays"]
"""How certain it is whether a day is worked: published, the law's days off only, Monday to Friday."""
DEFAULT_TABLE = Path(__file__).resolve().parents[2] / "include" / "reference" / "working_days.yaml"
_table = DEFAULT_TABLE
_COUNTED = range(2000, 2051)
"""Years that figures may count working days in; a country whose law fixes its days has no last year of its own."""
_WEEKEND = frozenset({5, 6})


class Year(NamedTuple):
    """A year's days, as a file states them or the package knows them."""

    official: bool
    source: tuple[str, str] | None
    """Where its days come from, zh and en; None: the package."""
    off: frozenset[date]
    worked: frozenset[date]
    weekend: frozenset[int] = _WEEKEND

    def works(self, day: date) -> bool:
        """Whether offices work on a day of the year."""
        return day in self.worked or (day.weekday() not in self.weekend and day not in self.off)


OwnYears = Mapping[int, Year]
"""Year -> its days, as one district's working_days.yaml states them."""


def use_table(path: Path) -> None:
    """Read the years that the package doesn't know from ``path``, from now on and in the whole process."""
    # Of the process and not a parameter: days are counted deep inside figures, reports and pages, which know a district
    # and a quarter but no installation; and a process serves one installation.
    global _table
    _table = path


@dataclass(frozen=True)
class WorkCalendar:
    """The working days of a country, or of a part of it, and of the years that a district states itself."""

    country: str
    subdivision: str | None = None
    own: OwnYears = field(default_factory=dict, hash=False)

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on ``day``; where its year isn't published, as assumed, with a warning said once."""
        year = self._year(day.year)
        if not year.official:
            _warn_once(self.name, day.year, self._basis(day.year))
        return year.works(day)

    def basis_of(self, day: date) -> Basis:
        """How certain ``is_working_day(day)`` is."""
        return self._basis(day.year)

    def source_of(self, year: int) -> tuple[str, str] | None:
        """Where a file has the year's days from, zh and en; None where the package decides them, or nobody."""
        return self._year(year).source

    def working_day_after(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day`` (count >= 1)."""
        while count:
            day += timedelta(days=1)
            count -= self.is_working_day(day)
        return day

    def working_day_before(self, day: date, count: int = 1) -> date:
        """The ``count``-th working day before ``day`` (count >= 1)."""
        while count:
            day -= timedelta(days=1)
            count -= self.is_working_day(day)
        return day

    def first_working_day_of_week(self, day: date) -> date | None:
        """The first day of the week (Monday to Sunday) of ``day`` that is worked; None where none is."""
        monday = day - timedelta(days=day.weekday())
        return next((d for n in range(7) if self.is_working_day(d := monday + timedelta(days=n))), None)

    def counted(self) -> tuple[tuple[date, int], ...]:
        """Every day of the published years, with the number of working days up to and including it.

        Figures are computed from it, so the installation's file has no part in it: it says what is to come. A
        district's own file has, for its days are part of the district's reference data.
        """
        return _counted(self.country, self.subdivision, tuple(sorted(self.own.items())))

    def to_json(self) -> dict[str, Any]:
        """Plain values that ``from_json`` makes the calendar of again."""
        years = {
            str(number): {
                "official": year.official,
                "source": list(year.source or ("", "")),
                "off": sorted(map(str, year.off)),
                "worked": sorted(map(str, year.worked)),
            }
            for number, year in sorted(self.own.items())
        }
        return {"country": self.country, "subdivision": self.subdivision, "years": years}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> WorkCalendar:
        """The calendar that ``to_json`` wrote down."""
        own = {
            int(number): Year(
                year["official"],
                (year["source"][0], year["source"][1]),
                frozenset(map(date.fromisoformat, year["off"])),
                frozenset(map(date.fromisoformat, year["worked"])),
            )
            for number, year in values["years"].items()
        }
        return cls(values["country"], values["subdivision"], own)

    @property
    def name(self) -> str:
        """As files write it: GB-ENG."""
        return f"{self.country}-{self.subdivision}" if self.subdivision else self.country

    def _basis(self, year: int) -> Basis:
        known = self._year(year)
        if known.official:
            return "official"
        return "weekdays" if known is _WEEKDAYS else "statutory"

    def _year(self, year: int) -> Year:
        stated = [y for y in (self.own.get(year), _stated(self.name, year), _stated(self.country, year)) if y]
        published = [y for y in stated if y.official]
        package = _package(self.country, self.subdivision, year)
        if package is not None:
            (published if package.official else stated).append(package)
        return (*published, *stated, _WEEKDAYS)[0]


_WEEKDAYS = Year(False, None, frozenset(), frozenset())
"""A year of which nothing is known."""


@cache
def _counted(country: str, subdivision: str | None, own: tuple[tuple[int, Year], ...]) -> tuple[tuple[date, int], ...]:
    stated, count, days = {number: year for number, year in own if year.official}, 0, []
    for number in _COUNTED:
        year = stated.get(number) or _package(country, subdivision, number)
        if year is None or not year.official:
            continue
        day = date(number, 1, 1)
        while day.year == number:
            count += year.works(day)
            days.append((day, count))
            day += timedelta(days=1)
    return tuple(days)


@cache
def _warn_once(name: str, year: int, basis: Basis) -> None:
    if basis == "statutory":
        log.warning("%s: no official table of working days for %s yet; the law's days off are assumed.", name, year)
    else:
        log.warning("%s: no holiday table for %s; Monday to Friday is assumed.", name, year)


# -- the package -------------------------------------------------------------------------------------------------------


def subdivisions(country: str) -> tuple[str, ...] | None:
    """The parts of a country whose public holidays are known; None where the package doesn't know the country."""
    import holidays

    known = holidays.list_supported_countries().get(country)
    return None if known is None else tuple(known)


@cache
def _package(country: str, subdivision: str | None, year: int) -> Year | None:
    import holidays  # slow to load, and most commands count no days

    parts = subdivisions(country)
    if parts is None:
        return None
    # The year after belongs to it: the notice about a New Year may have a weekend worked in the December before.
    days = holidays.country_holidays(country, subdiv=subdivision, years=(year, year + 1))
    kind = type(days)
    if not kind.start_year <= year <= kind.end_year:
        return None
    off = frozenset(day for day in days if day.year == year)
    worked = frozenset(day for day in days.weekend_workdays if day.year == year)
    # Holidays by the moon that the package itself only reckons are marked so, in the language of their names.
    mark = str(getattr(kind, "estimated_label", None) or "%s (estimated)").replace("%s", "").strip()
    guessed = any(mark in name or "estimated" in name for day, name in days.items() if day.year == year)
    return Year(year <= _last_notice(country) and not guessed, None, off, worked, frozenset(days.weekend))


@cache
def _last_notice(country: str) -> int:
    """The last year for which a country that exchanges days year by year has said which; no end where none does."""
    import holidays

    special = vars(holidays.country_holidays(country))  # special_public_holidays: year -> days that were decided for it
    tables = [table for name, table in special.items() if name.startswith("special_") and isinstance(table, dict)]
    years = sorted({year for table in tables for year in table if isinstance(year, int)})
    exchanges = bool(years) and bool(holidays.country_holidays(country, years=years).weekend_workdays)
    return years[-1] if exchanges else date.max.year


# -- files -------------------------------------------------------------------------------------------------------------


def load_years(path: Path) -> OwnYears:
    """A district's working_days.yaml: year -> its days; raises ConfigError."""
    return _load(path, path.stat().st_mtime_ns)[""]


def _stated(place: str, year: int) -> Year | None:
    try:
        changed = _table.stat().st_mtime_ns
    except OSError:
        return None
    return _load(_table, changed, by_country=True).get(place, {}).get(year)


@lru_cache(maxsize=64)
def _load(path: Path, changed: int, *, by_country: bool = False) -> Mapping[str, OwnYears]:
    try:
        entries = strict_yaml.load(path.read_text(encoding="utf-8-sig")) or {}
        if not by_country:
            return {"": _years(entries)}
        if years := [place for place in entries if not isinstance(place, str)]:
            raise ValueError(f"{years[0]} is no country: years stand below the country's code, such as CN:")
        return {place: _years(stated) for place, stated in entries.items()}
    except (OSError, AttributeError, KeyError, TypeError, ValueError, yaml.YAMLError) as error:
        reason = unstopped(" ".join(str(error).split()))
        raise ConfigError(
            f"{path} 不符合要求：{reason}。请按 docs/zh/calendar.md 的写法改正。",
            f"{path} can't be read: {reason}. Correct it as docs/en/calendar.md says.",
        ) from None


def _years(entries: Mapping[Any, Any]) -> OwnYears:
    return {int(year): _year(int(year), entry) for year, entry in entries.items()}


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
    if weekdays := sorted(day for day in worked if day.weekday() not in _WEEKEND):
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
