"""What the quarter's extracts don't supply, and which indicators therefore aren't stated: for the technical annex."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from govreport.canonical import EXTRACTS
from govreport.canonical.codes import CodeList, load_codes
from govreport.context import Context
from govreport.district.folder import District
from govreport.district.given import REPORTS_DUE
from govreport.district.parameters import PARAMETERS
from govreport.errors import Message
from govreport.indicators.availability import EXITS_DERIVED, piece_name, what_is_lacking
from govreport.indicators.catalogue import CATALOGUE, catalogue_of
from govreport.indicators.expression_shapes import Need
from govreport.indicators.model import Indicator
from govreport.indicators.supplied import Supplied, Supply, indicator_needs
from govreport.indicators.unstated_towns import counts_towns, lacking_in_towns
from govreport.indicators.warehouse import accepted_extracts, open_warehouse, reference_rows
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
    towns: tuple[str, ...] = ()
    """Codes of the towns that alone lack it."""
    stated: bool = False
    """Whether the district's figure is stated all the same, of the other towns."""


_FILL: Mapping[str, Message] = {
    "bool": Message("由镇街逐行填写“是”“否”", "have the town write yes or no in every row"),
    "int": Message("由镇街填写，没有的填0", "have the town fill it in, with 0 where there is nothing"),
    "": Message("由镇街填写", "have the town fill it in"),
}
"""Kind of column -> what a town that leaves it empty does; amounts and scores as counts."""
_OR_CLAIM = Message("；空白即没有的，在数据来源中声明", ", or state in the source that an empty cell means none")
_RETURN, _MAKE = Message("本期报表", "the return for the period"), Message("催报", "ask the town for its return")
_OTHERS = Message("不以登记名册中的组织为对象", "about other bodies than the register's")
_REGISTERED = Message("另行提供对登记组织的监管评估", "supply evaluations of those on the register")
_FILES: Mapping[str, Message] = {
    "population": Message("各年常住人口", "residents by year"),
    "communities": Message("村（社区）名录", "the list of communities"),
    "budgets": Message("资金的年度预算", "the funds' yearly budgets"),
    "bases": Message("孵化基地名录", "the list of incubation bases"),
    "commitments": Message("公开承诺事项", "promises made in public"),
}
"""Reference file -> what it says. How towns are scored isn't here: a district that scores none lacks nothing."""


def gather_lacking(context: Context, verdict: Verdict) -> tuple[Lacking, ...]:
    """Of the definitions in force, extract by extract; each indicator is listed under what it would take first: rows,
    then files and settings of the district. Raises IntegrityError where a stored file is gone."""
    district, quarter = context.district, context.quarter
    in_force = [i for i in catalogue_of(district.given).values() if i.valid_from is None or i.valid_from <= quarter.end]
    found = []
    for extract, table in EXTRACTS.items():
        if extract not in district.extracts:
            reading = tuple(i.id for i in in_force if table.name in i.tables)
            whole = Message("整份数据", "the whole extract")
            found.append(Lacking(extract, whole, reading, Message("提供这份数据", "supply the extract"), whole=True))
    rest = [i for i in in_force if i.tables.isdisjoint(_absent(context))]
    extracts = accepted_extracts(verdict)
    with open_warehouse(context.files, district, extracts, context.settings.duckdb_memory) as warehouse:
        supplied = Supply(warehouse, district).on(quarter)
        available = warehouse.available_on(quarter)
        own = _of_rows([i for i in rest if i.tables <= available | set(_FILES)], supplied, context)
        own += _of_files(_without(rest, own), district)
        readable = [i for i in rest if i.tables <= available]
        own += _not_said(context, _without(rest, own))
        own += _without_meaning(_without(readable, own), supplied, _in_words(context))
        own += _of_towns(_without(readable, own), supplied, context)
    listed = (*sorted(own, key=lambda one: not one.extract), *found)
    beside = set(district.not_expected)  # what this place doesn't have, nobody misses
    kept = [one._replace(indicators=tuple(i for i in one.indicators if i not in beside)) for one in listed]
    return tuple(one for one in kept if one.indicators)


def _without(indicators: Sequence[Indicator], lacking: Sequence[Lacking]) -> list[Indicator]:
    listed = {i for one in lacking for i in one.indicators}
    return [i for i in indicators if i.id not in listed]


def _absent(context: Context) -> set[str]:
    """The tables of the extracts that the district hasn't."""
    return {table.name for extract, table in EXTRACTS.items() if extract not in context.district.extracts}


def _of_rows(indicators: Sequence[Indicator], supplied: Supplied, context: Context) -> list[Lacking]:
    """Columns and kinds of records; inspections of other bodies lack nothing that the register's would need."""
    apart = [i for i in indicators if supplied.others and "evaluations" in i.tables and _wants(i, supplied)]
    found = [Lacking("evaluation", _OTHERS, tuple(i.id for i in apart), _REGISTERED, whole=True)] if apart else []
    words = _in_words(context)
    for need, wanting in what_is_lacking(_without(indicators, found), supplied).items():
        named = [i for i in wanting if need in _foremost(CATALOGUE[i], supplied)]
        if named:
            name = piece_name(need, context.district, words)
            found.append(Lacking(min(need).extract, name, tuple(named), _remedy(need, context.district)))
    return found


def _of_towns(indicators: Sequence[Indicator], supplied: Supplied, context: Context) -> list[Lacking]:
    """Columns that single towns leave empty, and returns that they haven't made."""
    found: dict[Lacking, list[str]] = {}
    for need, wanting in lacking_in_towns(indicators, supplied).items():
        extract = min(need).extract
        for indicator, towns in wanting.items():
            stated = not counts_towns(CATALOGUE[indicator])
            silent = tuple(town for town in towns if extract in supplied.towns[town].silent)
            empty = tuple(town for town in towns if town not in silent)
            if empty:
                name = piece_name(need, context.district, _in_words(context))
                one = Lacking(extract, name, (), _filling(need), towns=empty, stated=stated)
                found.setdefault(one, []).append(indicator)
            if silent:
                one = Lacking(extract, _RETURN, (), _MAKE, towns=silent, stated=stated)
                found.setdefault(one, []).append(indicator)
    return [one._replace(indicators=tuple(dict.fromkeys(wanting))) for one, wanting in found.items()]


def _filling(need: Need) -> Message:
    first = min(need)
    kind = str(EXTRACTS[first.extract].c[first.column].info["kind"])
    do = _FILL.get({"money": "int", "score": "int"}.get(kind, kind), _FILL[""])
    return Message(do.zh + _OR_CLAIM.zh, do.en + _OR_CLAIM.en)


def _wants(indicator: Indicator, supplied: Supplied) -> bool:
    lacking = supplied.lacking(indicator_needs(indicator)) or supplied.unmeant(indicator)
    return bool(lacking) or supplied.mixes_bodies(indicator)


def _foremost(indicator: Indicator, supplied: Supplied) -> list[Need]:
    """What it lacks; of an extract without the very records, not what their columns would hold too."""
    lacking = supplied.lacking(indicator_needs(indicator))
    without = {piece.extract for need in lacking for piece in need if piece.code}
    return [need for need in lacking if min(need).code or min(need).extract not in without]


def _of_files(indicators: Sequence[Indicator], district: District) -> list[Lacking]:
    """What a district's folder may say beside its settings, and doesn't."""
    rows = reference_rows(district)
    lacking = {name: tuple(i.id for i in indicators if name in i.tables) for name in _FILES if not rows[name]}
    do = Message("由本区提供", "supply it for the district")
    return [Lacking("", _FILES[name], wanting, do) for name, wanting in lacking.items() if wanting]


def _not_said(context: Context, indicators: Sequence[Indicator]) -> list[Lacking]:
    """What definitions rest on and the district doesn't state."""
    lacking: dict[str, list[str]] = {}
    for indicator in indicators:
        for name in context.district.given.lacks(indicator.parameters):
            lacking.setdefault(name, []).append(indicator.id)
    due = Message("年度报告何时报送", "when annual reports are due")
    do = Message("由本区写明", "state it for the district")
    return [
        Lacking("", due if name == REPORTS_DUE else PARAMETERS[name].meaning, tuple(wanting), do)
        for name, wanting in sorted(lacking.items())
    ]


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


def _in_words(context: Context) -> Mapping[str, CodeList]:
    """The code lists with the product's words for those of its codes that aren't among the district's own."""
    product = load_codes(context.codes_path)
    return {
        name: replace(own, codes={**product[name].codes, **own.codes}) if name in product else own
        for name, own in context.codes.items()
    }


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
