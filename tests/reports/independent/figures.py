"""Figures as a report of a quarter knows them: its own extract's where that states them, else the newest earlier's."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from tests.reports.independent import measures, money, supervision
from tests.reports.independent.days import QUARTERS, plus

_MEASURED_BY: dict[str, Callable[[str, str, str], measures.Measured]] = {
    "R01 R03 R04 R05 R14 R15 R09R R08 R09 R10 R11 R12R R12 F01 F02 F03": measures.of_register,
    "P01 P02 P03 P04 P04U P05 P06 T03": measures.of_party,
    "W01 W01T W02 W03 W04 W05 B03F": measures.of_linkage,
    "G01 G02 G03 G04A G04 G05 G06 G07 G07R G08 G10 G11 G13 B00 B02A B01 B03 B06 V01 V02 V03": money.of_funding,
    "B04 B05": money.of_gifts,
    "C02 I05 I06 I08": money.of_district,
    "G14 G14A G15 G15A": money.of_risky,
    "S01 S01N S02 S02B S02C S02Y S03 S03M S03R S03X": supervision.of_checks,
    "S05 S05A S07 S08 S08R S08Y S09 S10 S11 S14": supervision.of_standing,
    "I01 I02 I03": supervision.of_incubation,
    "M02 M06": supervision.of_ventures,
}
_PLACES = {name: function for names, function in _MEASURED_BY.items() for name in names.split()}
"""Indicator -> the function that measures it."""
INDICATORS = tuple(_PLACES)
WAN = frozenset(["G02", "G03", "G04A", "G10", "G14A", "G15A", "B01", "B02A", "B04", "B05", "B06", "V02"])
"""Printed in 万元."""
DECIMALS = {"G03": 2, "B01": 2, "R10": 1, "R11": 1, "F03": 1, "I05": 0}
YEAR_TO_DATE = frozenset(
    ["S01", "S01N", "S02", "S02B", "S03", "S03M", "S03R", "S03X", "S14", "G06", "G14", "G14A", "G15", "G15A"]
)
"""Counted from January: nothing before to compare with in the first quarter."""


class Part(NamedTuple):
    """A stored figure: its exact fraction; ``whole`` None where it is a plain number."""

    number: int
    whole: int | None


@cache
def _counted(indicator: str, source: str, quarter: str) -> tuple[dict[tuple[str, str], int], dict[str, int] | None]:
    top, bottom = _PLACES[indicator](indicator, source, quarter)
    numbers: dict[tuple[str, str], int] = {("", ""): int(top.amount.sum())}
    for town, amount in top[top.town != ""].groupby("town").amount.sum().items():
        numbers[str(town), ""] = int(amount)
    for member, amount in top[top.member.notna()].groupby("member").amount.sum().items():
        if member:
            numbers["", str(member)] = int(amount)
    if bottom is None:
        return numbers, None
    by_town = bottom[bottom.town != ""].groupby("town").amount.sum()
    return numbers, {"": int(bottom.amount.sum())} | {str(town): int(amount) for town, amount in by_town.items()}


@cache
def source_of(report: str, quarter: str) -> str:
    """Whose extract a report's figure of a quarter comes from; "" where it has none.

    A run states its own quarter and restates the one before and the same a year ago; the first one after the annual
    reports closed (31 March) restates all of last year.
    """
    for run in reversed(QUARTERS[: QUARTERS.index(report) + 1]):
        stated = {run, plus(run, -1), plus(run, -4)}
        if run.endswith("Q1"):
            stated |= {f"{int(run[:4]) - 1}-Q{n}" for n in (1, 2, 3, 4)}
        if quarter in stated:
            return run
    return ""


def history(report: str, longest: int = 0) -> list[str]:
    """Quarters in a row up to the report's that it has figures of, oldest first; all of them or the last few."""
    found: list[str] = []
    quarter = report
    while source_of(report, quarter) and not (longest and len(found) == longest):
        found.insert(0, quarter)
        quarter = plus(quarter, -1)
    return found


@cache
def part(indicator: str, report: str, quarter: str = "", town: str = "", member: str = "") -> Part | None:
    """A figure as a report knows it, of its own quarter or another; None where nothing is known."""
    quarter = quarter or report
    source = source_of(report, quarter)
    if not source:
        return None
    numbers, wholes = _counted(indicator, source, quarter)
    number = numbers.get((town, member), 0)
    return Part(number, None if wholes is None else wholes.get(town, 0))


@cache
def value(indicator: str, report: str, quarter: str = "", town: str = "", member: str = "") -> Fraction | None:
    """The exact value in the printed unit; None where unknown, or a rate of fewer than five."""
    found = part(indicator, report, quarter, town, member)
    if found is None:
        return None
    unit = Fraction(1, 1_000_000) if indicator in WAN else Fraction(1)
    if found.whole is None:
        return found.number * unit
    if indicator in ("F03", "R10", "R11", "G03", "B01"):
        return Fraction(found.number, found.whole) * unit if found.whole else None
    if indicator == "I05":
        return Fraction(found.number, found.whole) / 100 if found.whole else None
    return Fraction(found.number * 100, found.whole) if found.whole else None


@cache
def is_rate(indicator: str) -> bool:
    """Whether it is compared in percentage points."""
    if indicator in WAN or indicator in ("F03", "R10", "R11", "I05"):
        return False
    return _counted(indicator, QUARTERS[-1], QUARTERS[-1])[1] is not None


def decimals(indicator: str) -> int:
    """Digits that are printed after the point."""
    return DECIMALS.get(indicator, 1 if indicator in WAN or is_rate(indicator) else 0)


def base(indicator: str, report: str, against: str) -> str:
    """The quarter that a report compares with; "" where there is none."""
    if against == "previous" and indicator in YEAR_TO_DATE and report.endswith("Q1"):
        return ""
    return plus(report, -1 if against == "previous" else -4)
