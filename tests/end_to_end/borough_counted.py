"""The English sample counted anew from its raw files, with nothing but csv, json and decimal.

Belongs here: what a clerk would add up by hand. Doesn't: anything of plugins/govreport or of the script that made the
files, so that a mistake in either shows.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "include" / "sample" / "brackenford"

WANTING = ("Requires improvement", "Inadequate")
"""What an inspector says of a home that has to mend something."""


def ends(quarter: str) -> tuple[date, date]:
    """A quarter's first and last day: 2024-Q2."""
    year, number = int(quarter[:4]), int(quarter[-1])
    after = date(year + number // 4, number % 4 * 3 + 1, 1)
    return date(year, number * 3 - 2, 1), after - timedelta(days=1)


def before(quarter: str) -> str:
    """The quarter before."""
    year, number = int(quarter[:4]), int(quarter[-1])
    return f"{year}-Q{number - 1}" if number > 1 else f"{year - 1}-Q4"


def _day(text: str) -> date:
    day, month, year = text.split("/")
    return date(int(year), int(month), int(day))


def register(quarter: str) -> list[dict[str, str]]:
    """The register's rows, below its title."""
    text = (FOLDER / quarter / f"charities_{quarter}.csv").read_bytes().decode("cp1252")
    lines = text.split("\r\n")
    start = next(i for i, line in enumerate(lines) if line.startswith("Charity number"))
    return list(csv.DictReader(lines[start:]))


def grants(quarter: str) -> list[dict[str, Any]]:
    """The awards; amounts as exact decimals."""
    text = (FOLDER / quarter / f"grants_{quarter}.json").read_text(encoding="utf-8")
    return list(json.loads(text, parse_float=Decimal, parse_int=Decimal)["grants"])


def inspections(quarter: str) -> list[dict[str, str]]:
    """The inspections of care homes."""
    text = (FOLDER / quarter / f"care-homes_{quarter}.csv").read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


@dataclass
class Counted:
    """What a quarter's files say."""

    registered: int = 0
    by_ward: Counter[str] = field(default_factory=Counter)
    by_form: Counter[str] = field(default_factory=Counter)
    new: int = 0
    new_by_ward: Counter[str] = field(default_factory=Counter)
    left: set[str] | None = None
    """Numbers that the register before had and this one hasn't; None where there is no register before."""
    awards: int = 0
    awarded: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    paid_this_quarter: Decimal = Decimal(0)
    paid_by_fund_and_year: Counter[tuple[str, int]] = field(default_factory=Counter)
    paid_by_ward: Counter[str] = field(default_factory=Counter)
    awards_by_fund_and_year: Counter[tuple[str, int]] = field(default_factory=Counter)
    inspected: int = 0
    inspections_this_year: Counter[str] = field(default_factory=Counter)
    """Result -> inspections of the year up to the quarter's end."""
    inspections_by_ward: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Ward and result -> inspections of all days."""
    homes_by_ward: Counter[str] = field(default_factory=Counter)
    homes_with_findings: Counter[str] = field(default_factory=Counter)
    """Ward -> homes inspected in the year, and those of them that were found wanting."""
    homes_this_year: set[str] = field(default_factory=set)


def count(quarter: str) -> Counted:
    """The figures of a quarter."""
    first, last = ends(quarter)
    counted = Counted()
    rows = register(quarter)
    counted.registered = len({row["Charity number"] for row in rows})
    counted.by_ward.update(row["Ward"] for row in rows)
    counted.by_form.update(row["Legal form"] for row in rows)
    new = [row for row in rows if first <= _day(row["Date registered"]) <= last]
    counted.new, counted.new_by_ward = len(new), Counter(row["Ward"] for row in new)
    if (FOLDER / before(quarter)).is_dir():
        earlier = {row["Charity number"] for row in register(before(quarter))}
        counted.left = earlier - {row["Charity number"] for row in rows}
    wards = {g["beneficiaryLocation"][0]["geoCode"]: g["beneficiaryLocation"][0]["name"] for g in grants(quarter)}
    for grant in grants(quarter):
        fund, ward = grant["grantProgramme"][0]["title"], wards[grant["beneficiaryLocation"][0]["geoCode"]]
        counted.awards += 1
        counted.awarded += grant["amountAwarded"]
        counted.awards_by_fund_and_year[fund, int(grant["awardDate"][:4])] += 1
        paid = grant.get("amountDisbursed", Decimal(0))
        if not paid:
            continue
        day = date.fromisoformat(grant["dateDisbursed"])
        counted.paid += paid
        counted.paid_by_fund_and_year[fund, day.year] += paid
        counted.paid_by_ward[ward] += paid
        counted.paid_this_quarter += paid if first <= day <= last else 0
    homes: set[tuple[str, str, bool]] = set()
    for row in inspections(quarter):
        counted.inspected += 1
        counted.inspections_by_ward[row["Ward"], row["Overall rating"]] += 1
        day = _day(row["Date of inspection"])
        if day.year == last.year and day <= last:
            counted.inspections_this_year[row["Overall rating"]] += 1
            counted.homes_this_year.add(row["Location"])
            homes |= {(row["Ward"], row["Location"], found) for found in {False, row["Overall rating"] in WANTING}}
    counted.homes_by_ward.update(ward for ward, _, found in homes if not found)
    counted.homes_with_findings.update(ward for ward, _, found in homes if found)
    return counted
