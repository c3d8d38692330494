"""What the quarter's extracts don't supply, and which indicators therefore aren't stated: for the technical annex."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from govreport.canonical import EXTRACTS
from govreport.canonical.codes import CodeList, load_codes
from govreport.context import Context
from govreport.district.given import REPORTS_DUE
from govreport.district.parameters import PARAMETERS
from govreport.errors import Message
from govreport.indicators.availability import piece_name, what_is_lacking
from govreport.indicators.catalogue import catalogue_of
from govreport.indicators.expression_shapes import Need
from govreport.indicators.model import Indicator
from govreport.indicators.supplied import Supplied, Supply, indicator_needs
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
    extracts = accepted_extracts(verdict)
    with open_warehouse(context.files, district, extracts, context.settings.duckdb_memory) as warehouse:
        supplied = Supply(warehouse, district).on(quarter)
        available = warehouse.available_on(quarter)
    mixed = tuple(i.id for i in in_force if supplied.mixes_bodies(i) or _of_no_concern(i, supplied))
    if mixed:
        what = Message("登记名册中组织的记录", "records of the register's organizations")
        found.append(Lacking("evaluation", what, mixed, Message("提供这类记录", "supply such records"), whole=True))
    in_force = [i for i in in_force if i.id not in mixed]
    found += _not_said(context, [i for i in in_force if i.tables.isdisjoint(_absent(context))])
    readable = [i for i in in_force if i.tables <= available]
    named = _in_words(context)
    for need, indicators in what_is_lacking(readable, supplied).items():
        found.append(Lacking(min(need).extract, piece_name(need, district, named), tuple(indicators), _do(need)))
    return (*found, *_without_meaning(readable, supplied, named))


def _of_no_concern(indicator: Indicator, supplied: Supplied) -> bool:
    """Whether it is about a kind of events that other bodies than the register's have none of: nobody misses it."""
    if not supplied.others or "evaluations" not in indicator.tables:
        return False
    return any(piece.code for need in supplied.lacking(indicator_needs(indicator)) for piece in need)


def _in_words(context: Context) -> Mapping[str, CodeList]:
    """The code lists with the product's words for those of its codes that aren't among the district's own."""
    product = load_codes(context.codes_path)
    return {
        name: replace(own, codes={**product[name].codes, **own.codes}) if name in product else own
        for name, own in context.codes.items()
    }


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


def _without_meaning(
    indicators: Sequence[Indicator], supplied: Supplied, named: Mapping[str, CodeList]
) -> list[Lacking]:
    """Codes that definitions speak of and that none of the district's own codes means."""
    lacking: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for indicator in indicators:
        for wanted in supplied.unmeant(indicator):
            lacking.setdefault((wanted.codes, wanted.values), []).append(indicator.id)
    found = []
    for (codes, values), wanting in sorted(lacking.items()):
        listed = named[codes].codes
        zh, en = "、".join(listed[v].zh for v in values), " or ".join(listed[v].en for v in values)
        extract, column = next((e, c) for e, t in EXTRACTS.items() for c in t.columns if c.info.get("codes") == codes)
        what = Message(
            f"“{column.info['zh']}”中相当于“{zh}”的一种", f"a value of {column.name.replace('_', ' ')} that means {en}"
        )
        do = Message("在代码表中写明哪个代码与之相当", "say in the list of codes which one means it")
        found.append(Lacking(extract, what, tuple(wanting), do))
    return found


def _do(need: Need) -> Message:
    if min(need).code:
        return Message(
            "提供这类记录；确无这类事项的，在数据来源中声明已收全",
            "supply such records, or state in the source that it holds all there are",
        )
    return Message(
        "在文件中提供这一栏；确无可填的，在数据来源中声明", "supply the column, or state that it has nothing to hold"
    )
