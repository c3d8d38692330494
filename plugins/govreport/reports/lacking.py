"""What the quarter's extracts don't supply, and which indicators therefore aren't stated: for the technical annex."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from govreport.canonical import EXTRACTS
from govreport.context import Context
from govreport.district.folder import District
from govreport.district.given import REPORTS_DUE
from govreport.district.parameters import PARAMETERS
from govreport.errors import Message
from govreport.indicators.availability import EXITS_DERIVED, piece_name, what_is_lacking
from govreport.indicators.catalogue import catalogue_of
from govreport.indicators.expression_shapes import Need
from govreport.indicators.model import Indicator
from govreport.indicators.supplied import Supplied, Supply
from govreport.indicators.warehouse import accepted_extracts, open_warehouse
from govreport.manifests.verdicts import Verdict


class Lacking(NamedTuple):
    """A column, a kind of records or a whole extract that isn't there."""

    extract: str
    """"" where the district's own files lack it."""
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
    in_force = [i for i in catalogue_of(district.given).values() if i.valid_from is None or i.valid_from <= quarter.end]
    found = []
    for extract, table in EXTRACTS.items():
        if extract not in district.extracts:
            reading = tuple(i.id for i in in_force if table.name in i.tables)
            whole = Message("整份数据", "the whole extract")
            found.append(Lacking(extract, whole, reading, Message("提供这份数据", "supply the extract"), whole=True))
    found += _not_said(context, [i for i in in_force if i.tables.isdisjoint(_absent(context))])
    extracts = accepted_extracts(verdict)
    with open_warehouse(context.files, district, extracts, context.settings.duckdb_memory) as warehouse:
        supplied = Supply(warehouse, district).on(quarter)
        available = warehouse.available_on(quarter)
        readable = [i for i in in_force if i.tables <= available]
        for need, indicators in what_is_lacking(readable, supplied).items():
            name = piece_name(need, context.codes)
            found.append(Lacking(min(need).extract, name, tuple(indicators), _remedy(need, district)))
        found += _without_meaning(readable, supplied)
    return tuple(found)


def _absent(context: Context) -> set[str]:
    """The tables of the extracts that the district hasn't."""
    return {table.name for extract, table in EXTRACTS.items() if extract not in context.district.extracts}


def _not_said(context: Context, indicators: Sequence[Indicator]) -> list[Lacking]:
    """What definitions rest on and the district doesn't state."""
    lacking: dict[str, list[str]] = {}
    for indicator in indicators:
        for name in context.district.given.lacks(indicator.parameters):
            lacking.setdefault(name, []).append(indicator.id)
    found = []
    for name, wanting in sorted(lacking.items()):
        if name == REPORTS_DUE:
            what = Message("年度报告何时报送", "when annual reports are due")
            do = Message("请在 district.yaml 写 annual_reports", "write annual_reports into district.yaml")
        else:
            what = PARAMETERS[name].meaning
            do = Message(
                f"请在 district.yaml 的 parameters 中写 {name}", f"write {name} under parameters in district.yaml"
            )
        found.append(Lacking("", what, tuple(wanting), do))
    return found


def _without_meaning(indicators: Sequence[Indicator], supplied: Supplied) -> list[Lacking]:
    """Codes that definitions speak of and that none of the district's own codes means."""
    lacking: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for indicator in indicators:
        for wanted in supplied.unmeant(indicator):
            lacking.setdefault((wanted.codes, wanted.values), []).append(indicator.id)
    found = []
    for (codes, values), wanting in sorted(lacking.items()):
        named = ", ".join(values)
        what = Message(f"代码表 {codes} 中相当于 {named} 的代码", f"a code of {codes} that means {named}")
        do = Message(
            f"请在 codes.yaml 的 {codes} 中给相当的代码写 means", f"give a code of {codes} in codes.yaml its means"
        )
        found.append(Lacking("", what, tuple(wanting), do))
    return found


def _remedy(need: Need, district: District) -> Message:
    first = min(need)
    source = district.sources.get(first.extract)
    if first.code:
        return Message(
            "提供这类记录；确无这类事项的，在数据来源中声明已收全",
            "supply such records, or state in the source that it holds all there are",
        )
    if source is not None and source.exits is not None and first.column == "exited_on":
        return EXITS_DERIVED
    return Message(
        "在文件中提供这一栏；确无可填的，在数据来源中声明", "supply the column, or state that it has nothing to hold"
    )
