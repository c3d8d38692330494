"""What the quarter's extracts don't supply, and which indicators therefore aren't stated: for the technical annex."""

from __future__ import annotations

from typing import NamedTuple

from govreport.canonical import EXTRACTS
from govreport.context import Context
from govreport.errors import Message
from govreport.indicators.availability import piece_name, remedy, what_is_lacking
from govreport.indicators.catalogue import CATALOGUE
from govreport.indicators.supplied import Supply
from govreport.indicators.warehouse import accepted_extracts, open_warehouse
from govreport.manifests.verdicts import Verdict


class Lacking(NamedTuple):
    """A column, a kind of records or a whole extract that isn't there."""

    extract: str
    what: Message
    indicators: tuple[str, ...]
    """Not stated for want of it."""
    remedy: Message
    """What it would take."""


def gather_lacking(context: Context, verdict: Verdict) -> tuple[Lacking, ...]:
    """Of the definitions in force, extract by extract. Raises IntegrityError where a stored file is gone."""
    district, quarter = context.district, context.quarter
    in_force = [i for i in CATALOGUE.values() if i.valid_from is None or i.valid_from <= quarter.end]
    found = []
    for extract, table in EXTRACTS.items():
        if extract not in district.extracts:
            reading = tuple(i.id for i in in_force if table.name in i.tables)
            whole = Message("整份数据", "the whole extract")
            do = Message(f"请补 sources/{extract}.yaml 和数据", f"add sources/{extract}.yaml and its data")
            found.append(Lacking(extract, whole, reading, do))
    extracts = accepted_extracts(verdict)
    with open_warehouse(context.files, district, extracts, context.settings.duckdb_memory) as warehouse:
        supplied = Supply(warehouse, district).on(quarter)
        available = warehouse.available_on(quarter)
        readable = [i for i in in_force if i.tables <= available]
        for need, indicators in what_is_lacking(readable, supplied).items():
            name = piece_name(need, context.codes)
            found.append(Lacking(min(need).extract, name, tuple(indicators), remedy(need, district)))
    return tuple(found)
