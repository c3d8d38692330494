"""Remakes the sample extracts: ``python -m include.sample.make_sample`` from the repository's root.

Belongs here: the order of the work. Does not belong here: any of its parts.
"""

from __future__ import annotations

import argparse
from decimal import Decimal
from pathlib import Path

from govreport.canonical.codes import load_codes
from govreport.district.folder import District
from govreport.district.reading import load_district
from govreport.quarter import Quarter
from include.sample import city, events, further, grants, organizations, plan, writers
from include.sample.dirt import Dirt
from include.sample.faults import Faults
from include.sample.rows import Row, Speller
from include.sample.rows_further import FurtherSpeller
from include.sample.world import World

_INCLUDE = Path(__file__).resolve().parents[1]
_EXTRACTS = ("registration", "funding", "evaluation")


def draw_world(district: District) -> tuple[World, organizations.Register]:
    """The invented district, and the register that can hand out further names and codes."""
    register = organizations.Register(district)
    everyone = organizations.draw(register)
    happened = events.draw(everyone)
    given = grants.draw(register, everyone, happened) + city.draw(everyone, happened)
    return World(everyone, given, happened), register


def _dirty(world: World) -> World:
    """The records that dirt is planted on: the later parts' stay clean, so that they don't move it."""
    return World(
        world.organizations,
        [g for g in world.grants if g.fund != "city_venture"],
        [e for e in world.events if e.kind in events.EARLIER],
    )


def make(out: Path, include: Path = _INCLUDE) -> list[Path]:
    """Write all quarters' extracts below ``out`` (out/<quarter>/<extract>-<quarter>.*); returns the files."""
    district = load_district(include / "districts", "panyu")
    codes = load_codes(include / "reference" / "codes.yaml")
    speller = Speller(district, codes)
    world, register = draw_world(district)
    faults = Faults(register, speller, world)
    last = plan.QUARTERS[-1].end
    dirt = {extract: Dirt(extract, getattr(speller, extract)(_dirty(world), last)) for extract in _EXTRACTS}
    others = further.FurtherExtracts(FurtherSpeller(district, codes), further.draw(district, world))
    files = []
    for quarter in plan.QUARTERS:
        folder = out / str(quarter)
        folder.mkdir(parents=True, exist_ok=True)
        rows = {extract: _rows(extract, quarter, speller, world, faults, dirt[extract]) for extract in _EXTRACTS}
        paths = [folder / f"{e}-{quarter}.{'xlsx' if e == 'registration' else 'csv'}" for e in _EXTRACTS]
        writers.registration(paths[0], quarter, rows["registration"])
        writers.funding(paths[1], quarter, rows["funding"], _totals(quarter, speller, world, faults))
        writers.evaluation(paths[2], quarter, rows["evaluation"])
        files += [*paths, *others.write(folder, quarter)]
    return files


def _rows(extract: str, quarter: Quarter, speller: Speller, world: World, faults: Faults, dirt: Dirt) -> list[Row]:
    """One extract's records in its order, wrong ones among the right ones, dirt on the right ones."""
    rows: list[Row] = getattr(speller, extract)(world, quarter.end)
    for row in rows:
        if not faults.spoil(row, quarter):
            dirt.apply(row, quarter)
    return sorted(rows + faults.rows(extract, quarter), key=lambda row: row.order)


def _totals(quarter: Quarter, speller: Speller, world: World, faults: Faults) -> tuple[Decimal, Decimal]:
    """True sums of the ledger's two amounts in 万元, over every row that is written."""
    rows = speller.funding(world, quarter.end) + faults.rows("funding", quarter)

    def total(column: str) -> Decimal:
        return sum((Decimal(str(r.cells[column]).replace(",", "")) for r in rows if r.cells[column]), Decimal(0))

    return total("awarded_fen"), total("paid_fen")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Remake the sample extracts of the Panyu district.")
    parser.add_argument("--out", type=Path, default=_INCLUDE / "sample" / "panyu", help="folder to write into")
    files = make(parser.parse_args().out)
    print(f"{len(files)} files, {sum(f.stat().st_size for f in files) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
