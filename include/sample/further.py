"""The six further extracts from drawing to rows: filing, party, linkage, ventures, donations, activities.

Belongs here: the order of the work. Does not belong here: any of its parts; the first three extracts (make_sample.py).
"""

from __future__ import annotations

from pathlib import Path

from govreport.district.folder import District
from govreport.quarter import Quarter
from include.sample import (
    activities,
    dirt_further,
    filed,
    forms,
    gifts,
    layout_further,
    linkage,
    party,
    plan,
    plan_further,
    ventures,
)
from include.sample.dirt import Dirt
from include.sample.faults_further import FurtherFaults
from include.sample.records import Further
from include.sample.rows import Row
from include.sample.rows_further import EXTRACTS, FurtherSpeller
from include.sample.world import World


def draw(district: District, world: World) -> Further:
    """The records that go with the district's organizations and grants."""
    places = linkage.places(district, world.grants)
    groups = filed.draw(district)
    return Further(
        filed=groups,
        party=party.draw(world.organizations),
        linkage=linkage.draw(places),
        ventures=ventures.draw(district, world.organizations, groups),
        gifts=gifts.draw(places),
        activities=activities.draw(world.organizations, groups),
    )


class FurtherExtracts:
    """Writes a quarter's six extracts."""

    def __init__(self, speller: FurtherSpeller, further: Further) -> None:
        self.speller, self.further = speller, further
        self.faults = FurtherFaults(speller, further)
        self.dirt = {e: Dirt(e, self._ever(e), dirt_further.KINDS[e], dirt_further.NULL_WORDS[e]) for e in EXTRACTS}

    def write(self, folder: Path, quarter: Quarter) -> list[Path]:
        """Write them into ``folder``; returns the files."""
        files = []
        for extract in EXTRACTS:
            form = layout_further.FORMS[extract]
            path = folder / f"{extract}-{quarter}.{'xlsx' if form.sheet else 'csv'}"
            forms.write(path, form, quarter, self._rows(extract, quarter))
            files.append(path)
        return files

    def _rows(self, extract: str, quarter: Quarter) -> list[Row]:
        rows = self.speller.rows(extract, self.further, quarter.end)
        for row in rows:
            self.dirt[extract].apply(row, quarter)
        rows += self.faults.rows(extract, quarter)
        if extract == "filing":  # a town's groups stand together
            return sorted(rows, key=lambda row: row.key)
        if extract == "ventures":
            return sorted(rows, key=lambda row: (row.key.split("/")[0], row.order))
        return sorted(rows, key=lambda row: row.order)

    def _ever(self, extract: str) -> list[Row]:
        """Every row that any extract has."""
        if extract in ("party", "linkage"):
            ends = {q.end for quarter in plan.QUARTERS for q in plan_further.returned_with(quarter)}
            if extract == "party":
                return [self.speller.party(r) for r in self.further.party if r.as_of in ends]
            return [self.speller.place(r) for r in self.further.linkage if r.as_of in ends]
        return self.speller.rows(extract, self.further, plan.QUARTERS[-1].end)
