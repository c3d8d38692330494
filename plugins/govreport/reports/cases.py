"""The few records behind the figures that a matter for attention names: which organizations, since which day.

Listed by the indicators' own predicates (indicators/record_lists.py), so that names and counts can't part. Whether a
name may be printed is asked here as well; what is said with it is attention/'s.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import literal, select

from govreport.canonical import EXTRACTS, ROW, organizations
from govreport.context import Context
from govreport.district.folder import District
from govreport.indicators.catalogue import CATALOGUE
from govreport.indicators.presentation import PresentedFigures
from govreport.indicators.record_lists import Lists
from govreport.indicators.record_places import Place
from govreport.indicators.warehouse import Warehouse, accepted_extracts, open_warehouse, reference_rows
from govreport.manifests.verdicts import Verdict

NAMED = ("G14", "G15", "S10")
"""Figures whose organizations are named where they are few: grave ones, that leaders ask about first."""
DATED = ("S02C",)
"""Figures of which the oldest deadline is told."""
FEW = 5
"""So many organizations are named; of more only the count is told, and none of their names."""


@dataclass(frozen=True)
class Case:
    """One record behind a figure."""

    organization: str
    """Name of the organization that it is about; "" where the record has none and the register doesn't know it."""
    uscc: str
    due_on: date | None = None
    """Its deadline, where the figure is one of ``DATED``."""


Cases = Mapping[str, tuple[Case, ...]]
"""Indicator -> the records of its district figure, in the order of the files."""


def gather_cases(context: Context, verdict: Verdict, figures: PresentedFigures) -> Cases:
    """The records of the figures above that count anything this quarter. Raises IntegrityError where a file is gone."""
    quarter = context.quarter
    wanted = {}
    for name in (*NAMED, *DATED):
        found = figures.get(name, quarter) if name in figures.indicators else None
        if name in CATALOGUE and found is not None and found.numerator:
            wanted[name] = CATALOGUE[name]
    if not wanted:
        return {}
    extracts = accepted_extracts(verdict)
    with open_warehouse(context.files, context.district, extracts, context.settings.duckdb_memory) as warehouse:
        lists = Lists(warehouse, wanted, quarter, reference_rows(context.district))
        places = {n: [p for c in lists.numerator(i) for p in c.places] for n, i in wanted.items()}
        return {name: tuple(_cases(warehouse, name, where)) for name, where in places.items()}


def _cases(warehouse: Warehouse, name: str, places: Sequence[Place]) -> list[Case]:
    found: dict[Place, Case] = {}
    for extract in {place.extract for place in places}:
        table = EXTRACTS[extract]
        code = table.c["recipient_uscc" if "recipient_uscc" in table.c else "uscc"]
        said: Any = table.c.get("recipient_name", organizations.c.name)
        due = table.c["due_on"] if name in DATED else literal(None)
        rows = sorted(place.row for place in places if place.extract == extract)
        source = table if "recipient_name" in table.c else table.outerjoin(organizations, code == organizations.c.uscc)
        query = select(table.c[ROW], said, code, due).select_from(source).where(table.c[ROW].in_(rows))
        if source is not table:  # registered again under the same code: the later name
            query = query.order_by(organizations.c[ROW])
        for row, organization, uscc, day in warehouse.execute(query, {}):
            found[Place(extract, row)] = Case(organization or "", uscc or "", day)
    return [found[place] for place in sorted(set(places)) if place in found]


def names_allowed(district: District) -> bool:
    """Whether documents of the district may name organizations among the matters for attention: that section is
    internal unless the district made it public."""
    return district.mail.class_of("attention") != "public"


def few_names(cases: Cases, indicator: str, district: District) -> list[str]:
    """The organizations behind a figure, sorted, where they may be named: the attention section is internal, they are
    few, and every record has a name. Else none of them."""
    named = sorted({case.organization for case in cases.get(indicator, ())})
    return named if names_allowed(district) and 0 < len(named) <= FEW and all(named) else []
