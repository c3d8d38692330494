"""Remakes the invented English borough's extracts: ``python -m include.sample.make_brackenford`` from the root.

Belongs here: its charities, grants and care homes, and the three forms they are written in. Does not belong here: what
the product makes of them (tests/end_to_end/test_english_borough.py counts them anew).
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import random
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from govreport.quarter import Quarter

QUARTERS = tuple(Quarter.span(Quarter(2024, 1), Quarter(2024, 4)))
_INCLUDE = Path(__file__).resolve().parents[1]
_FOLDER = _INCLUDE / "sample_districts" / "brackenford"
_CAUSES = (
    "Almshouses", "Allotment Trust", "Arts Collective", "Athletics Club", "Bell Ringers", "Boxing Club", "Brass Band",
    "Bridge Project", "Café Together", "Carers’ Circle", "Children’s Fund", "Choral Society", "Community Association",
    "Community Garden", "Counselling Service", "Dementia Friends", "Disability Forum", "Drama Group", "Education Trust",
    "Family Centre", "Food Pantry", "Football Foundation", "Furniture Bank", "Good Neighbours", "Heritage Society",
    "History Trust", "Home Visiting", "Hospice Friends", "Housing Advice", "Language School", "Library Friends",
    "Lunch Club", "Men’s Shed", "Mosque Welfare Fund", "Music Trust", "Nature Reserve", "Night Shelter", "Nursery",
    "Parents’ Network", "Playing Fields", "Poor’s Charity", "Refugee Welcome", "Repair Café", "Rivers Trust",
    "School Fund", "Swimming Club", "Toy Library", "Village Hall", "Women’s Centre", "Youth Club",
)  # fmt: skip
_FORMS = ("CIO", "CIO", "Charitable company", "Charitable company", "Trust", "Unincorporated association")
_PROGRAMMES = {"WARD": "Ward Grants", "MAIN": "Main Grants", "HSF": "Household Support"}
_RATINGS = ("Outstanding", "Good", "Good", "Good", "Good", "Requires improvement", "Inadequate")


@dataclass(frozen=True)
class Charity:
    """One charity of the register."""

    number: str
    name: str
    form: str
    ward: str
    since: date
    gone: date | None
    income: int


def wards() -> dict[str, str]:
    """Code -> name."""
    with (_FOLDER / "towns.csv").open(encoding="utf-8") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}


def charities() -> list[Charity]:
    """Seven hundred, numbered by their day of registration as a register does; a few leave in each quarter."""
    rng = random.Random("brackenford charities")  # noqa: S311 - a sample, the same every time
    named = [(f"{ward} {cause}", ward) for ward in wards().values() for cause in _CAUSES]
    rng.shuffle(named)
    days = [date(1963, 1, 1) + timedelta(days=rng.randrange(22_200)) for _ in range(len(named) - 37)]
    days += [date(2024, 1, 1) + timedelta(days=rng.randrange(366)) for _ in range(37)]
    days.sort()
    found = []
    for serial, ((name, ward), since) in enumerate(zip(named, days, strict=True), start=1):
        gone = date(2024, 2, 1) + timedelta(days=rng.randrange(330)) if serial % 31 == 0 and since.year < 2023 else None
        income = rng.choice((0, rng.randrange(1, 90) * 517, rng.randrange(90, 4000) * 1_013))
        found.append(Charity(f"99{serial:05d}", name, rng.choice(_FORMS), ward, since, gone, income))
    return found


def register(everyone: list[Charity], day: date) -> bytes:
    """A register of the living in Windows' encoding, days first: who has left isn't in it, and nothing says why."""
    head = ["Charity number", "Charity name", "Legal form", "Date registered", "Ward", "Latest income (£)", "Contact"]
    rows = [
        [c.number, c.name, c.form, f"{c.since:%d/%m/%Y}", c.ward, f"£{c.income:,}", "(withheld)"]
        for c in everyone
        if c.since <= day and not (c.gone and c.gone <= day)
    ]
    return _csv([["Charities in the Borough of Brackenford"], [f"As of {day:%Y-%m-%d}"], [], head, *rows], "cp1252")


def grants(everyone: list[Charity], day: date) -> bytes:
    """Awards as 360Giving shapes them; what was paid stands beside each from its day on."""
    rng = random.Random("brackenford grants")  # noqa: S311
    codes = {name: code for code, name in wards().items()}
    old = [c for c in everyone if c.gone is None and c.since < date(2021, 1, 1)]
    entries = []
    for serial in range(1, 241):
        charity, programme = rng.choice(old), rng.choice(("WARD", "WARD", "WARD", "MAIN", "HSF"))
        awarded_on = _weekday(date(2021, 4, 6) + timedelta(days=rng.randrange(1_340)))
        pence = rng.randrange(10_000, 150_000) if programme == "WARD" else rng.randrange(4, 61) * 25_000
        paid_on = _weekday(awarded_on + timedelta(days=rng.randint(9, 70)))
        group = f"{charity.ward} Residents’ Group {serial % 7 + 1}" if serial % 6 == 0 else None
        if awarded_on > day:
            continue
        recipient = (
            {"id": f"360G-brackenford-org-{codes[charity.ward][-2:]}{serial % 7 + 1}", "name": group}
            if group
            else {"id": f"GB-CHC-{charity.number}", "name": charity.name, "charityNumber": charity.number}
        )
        entry = {
            "id": f"360G-brackenford-{awarded_on.year}-{serial:04d}",
            "title": f"{_PROGRAMMES[programme]} for {group or charity.name}",
            "description": "Towards running costs",
            "currency": "GBP",
            "amountAwarded": _pounds(pence),
            "awardDate": awarded_on.isoformat(),
            "recipientOrganization": [recipient],
            "fundingOrganization": [{"id": "360G-brackenford", "name": "Brackenford Borough Council"}],
            "grantProgramme": [{"code": programme, "title": _PROGRAMMES[programme]}],
            "beneficiaryLocation": [{"name": charity.ward, "geoCode": codes[charity.ward], "geoCodeType": "WD"}],
        }
        if paid_on <= day:
            entry |= {"amountDisbursed": _pounds(pence), "dateDisbursed": paid_on.isoformat()}
        entries.append(entry)
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
    return f'{{"version": "1.1", "dateModified": "{day}", "grants": [\n{lines}\n]}}\n'.encode()


def inspections(day: date) -> bytes:
    """Inspections of care homes, none of which is a charity of the register."""
    rng = random.Random("brackenford inspections")  # noqa: S311
    names = list(wards().values())
    homes = [(f"BKF-{n:03d}", f"{rng.choice(names)} {rng.choice(('Lodge', 'House', 'Court'))}") for n in range(1, 49)]
    rows = []
    for serial in range(1, 221):
        place, name = rng.choice(homes)
        seen = _weekday(date(2021, 6, 1) + timedelta(days=rng.randrange(1_300)))
        rating = rng.choice(_RATINGS)
        if seen <= day:
            ward = next(ward for ward in names if name.startswith(ward))
            rows.append([f"INS-{serial:04d}", place, f"{name} ({place[-3:]})", ward, f"{seen:%d/%m/%Y}", rating])
    head = ["Inspection", "Location", "Care home", "Ward", "Date of inspection", "Overall rating"]
    return _csv([head, *rows], "utf-8-sig")


def _weekday(day: date) -> date:
    """Nobody inspects or pays at a weekend, or between Christmas and New Year."""
    if day.month == 12 and day.day > 23:
        day -= timedelta(days=9)
    return day - timedelta(days=max(0, day.weekday() - 4))


def _pounds(pence: int) -> float | int:
    return pence // 100 if pence % 100 == 0 else pence / 100


def _csv(rows: list[list[str]], encoding: str) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue().encode(encoding)


def make(out: Path) -> list[Path]:
    """Write every quarter's files below ``out``; returns them."""
    files, everyone = [], charities()
    for quarter in QUARTERS:
        folder = out / str(quarter)
        folder.mkdir(parents=True, exist_ok=True)
        written = {
            f"charities_{quarter}.csv": register(everyone, quarter.end),
            f"grants_{quarter}.json": grants(everyone, quarter.end),
            f"care-homes_{quarter}.csv": inspections(quarter.end),
        }
        for name, content in written.items():
            (folder / name).write_bytes(content)
            files.append(folder / name)
    return files


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Remake the sample extracts of the invented borough Brackenford.")
    parser.add_argument("--out", type=Path, default=_INCLUDE / "sample" / "brackenford", help="folder to write into")
    files = make(parser.parse_args().out)
    print(f"{len(files)} files, {sum(f.stat().st_size for f in files) / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
