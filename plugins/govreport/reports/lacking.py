"""What the quarter's extracts don't supply, and which indicators therefore aren't stated: for the technical annex."""

from __future__ import annotations

from typing import NamedTuple

from govreport.canonical import EXTRACTS
from govreport.context import Context
from govreport.errors import Message
from govreport.indicators.availability import piece_name, what_is_lacking
from govreport.indicators.catalogue import CATALOGUE
from govreport.indicators.expression_shapes import Need
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
    """What it would take, in a reader's words; ``govreport indicators`` names files and entries."""
    whole: bool = False
    """Whether it is an extract that the district has no source for."""


def gather_lacking(context: Context, verdict: Verdict) -> tuple[Lacking, ...]:
    """Of the definitions in force, extract by extract. Raises IntegrityError where a stored file is gone."""
    district, quarter = context.district, context.quarter
    in_force = [i for i in CATALOGUE.values() if i.valid_from is None or i.valid_from <= quarter.end]
    found = []
    for extract, table in EXTRACTS.items():
        if extract not in district.extracts:
            reading = tuple(i.id for i in in_force if table.name in i.tables)
            whole = Message("整份数据", "the whole extract")
            found.append(Lacking(extract, whole, reading, Message("提供这份数据", "supply the extract"), whole=True))
    extracts = accepted_extracts(verdict)
    with open_warehouse(context.files, district, extracts, context.settings.duckdb_memory) as warehouse:
        supplied = Supply(warehouse, district).on(quarter)
        available = warehouse.available_on(quarter)
        readable = [i for i in in_force if i.tables <= available]
        for need, indicators in what_is_lacking(readable, supplied).items():
            name = piece_name(need, context.codes)
            found.append(Lacking(min(need).extract, name, tuple(indicators), _do(need)))
    return tuple(found)


def _do(need: Need) -> Message:
    if min(need).code:
        return Message(
            "提供这类记录；确无这类事项的，在数据来源中声明已收全",
            "supply such records, or state in the source that it holds all there are",
        )
    return Message(
        "在文件中提供这一栏；确无可填的，在数据来源中声明", "supply the column, or state that it has nothing to hold"
    )
