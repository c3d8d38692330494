"""Whether a district states an indicator of a quarter, and if not why, in one sentence that says what to do.

The one place that decides it (of single towns unstated_towns.py), for figures, reports and commands alike. Unknown is
not zero: what an indicator reads (from its declaration, expression_shapes.py) must be supplied (supplied.py).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from govreport.canonical import EXTRACTS
from govreport.canonical.codes import CodeList
from govreport.district.folder import District
from govreport.district.given import REPORTS_DUE
from govreport.district.parameters import PARAMETERS
from govreport.errors import Message
from govreport.indicators.expression_shapes import Need
from govreport.indicators.model import Indicator
from govreport.indicators.scoring import MISSING
from govreport.indicators.supplied import Supplied, breakdown_needs, indicator_needs
from govreport.indicators.unstated_towns import counts_towns, lacking_in_towns, order_of, towns_without
from govreport.indicators.warehouse import reference_rows
from govreport.quarter import Quarter


def stated_indicators(
    indicators: Mapping[str, Indicator], available: Collection[str], supplied: Supplied | None = None
) -> dict[str, Indicator]:
    """Those of ``indicators`` whose tables are ``available`` and whose columns and kinds are supplied, each with the
    breakdowns that are (all of them where ``supplied`` is None)."""
    ready = set(available)
    stated = {}
    for key, indicator in indicators.items():
        if not indicator.tables <= ready:
            continue
        if supplied is None:
            stated[key] = indicator
        elif not (
            supplied.lacking(indicator_needs(indicator))
            or supplied.unmeant(indicator)
            or supplied.mixes_bodies(indicator)
            or (counts_towns(indicator) and towns_without(indicator, supplied))
        ):
            kept = tuple(b for b in indicator.breakdowns if not supplied.lacking(breakdown_needs(indicator, b)))
            stated[key] = indicator if kept == indicator.breakdowns else replace(indicator, breakdowns=kept)
    return stated


def what_is_lacking(indicators: Iterable[Indicator], supplied: Supplied) -> dict[Need, list[str]]:
    """What no extract supplies -> the indicators that aren't stated for want of it; of an extract that isn't there at
    all nothing is said here."""
    lacking: dict[Need, list[str]] = {}
    for indicator in indicators:
        for need in supplied.lacking(indicator_needs(indicator)):
            lacking.setdefault(need, []).append(indicator.id)
    return dict(sorted(lacking.items(), key=lambda item: order_of(item[0])))


def piece_name(need: Need, district: District, codes: Mapping[str, CodeList]) -> Message:
    """What is lacking, in words: a column, or a kind of records."""
    pieces = sorted(need)
    zh, en = [], []
    for piece in pieces:
        column = EXTRACTS[piece.extract].c[piece.column]
        if piece.code:
            code = codes[column.info["codes"]].codes.get(piece.code)
            zh.append(code.zh if code else piece.code)
            en.append(code.en if code else piece.code)
        else:
            title = district.identifiers_in(piece.extract).title(piece.column, str(column.info["zh"]))
            zh.append(title.zh)
            en.append(title.en.removesuffix("_fen").replace("_", " "))
    if pieces[0].code:
        return Message(f"“{'、'.join(zh)}”类记录", f"records of the kind {' or '.join(en)}")
    return Message(f"“{'、'.join(zh)}”一列", f"the column {' or '.join(en)}")


EXITS_DERIVED = Message(
    "退出由前后两季的名册相比得出，须有上季的名册",
    "exits are derived from this quarter's register and that of the quarter before, which must have been run",
)


def remedy(need: Need, district: District) -> Message:
    """What it would take for the need to be met."""
    pieces = sorted(need)
    first = pieces[0]
    file = f"sources/{first.extract}.yaml"
    names = [piece.code or piece.column for piece in pieces]
    zh, en = "、".join(names), ", ".join(names)
    if first.code:
        return Message(
            f"请提供这类记录；确实一件也没有、而该数据本应收全的，请在 {file} 写 covers: [{zh}]",
            f"supply such records; where there are none and the extract would hold them all, write covers: [{en}] into "
            f"{file}",
        )
    source = district.sources.get(first.extract)
    if source is not None and source.exits is not None and names == ["exited_on"]:
        return EXITS_DERIVED
    mapped = source is not None and any(name in source.layout.columns for name in names)
    if mapped and names == ["community_code"] and not district.communities:
        return Message(
            "文件中的这一列须有 communities.csv 才能读，请将其放入本区文件夹",
            "the file's column can be read only by communities.csv: put one into the district's folder",
        )
    if mapped:
        return Message(
            f"请填写该列；确实无一可填的，请在 {file} 写 covers: [{zh}]",
            f"fill the column in; where there is nothing to fill in, write covers: [{en}] into {file}",
        )
    return Message(
        f"请在 {file} 的 layout.columns 中登记 {zh} 的表头",
        f"name the header of {en} in layout.columns of {file}",
    )


def said_lacking(need: Need, district: District, codes: Mapping[str, CodeList]) -> Message:
    """What is lacking, where, and what to do, as half a sentence."""
    extract = min(need).extract
    title = district.sources[extract].title if extract in district.sources else None
    name, do = piece_name(need, district, codes), remedy(need, district)
    return Message(
        f"{title.zh if title else extract}没有提供{name.zh}，不作统计，{do.zh}",
        f"{title.en if title else extract} doesn't supply {name.en}, so it isn't stated: {do.en}",
    )


def why_unstated(
    indicator: Indicator,
    district: District,
    quarter: Quarter | None = None,
    available: Collection[str] | None = None,
    supplied: Supplied | None = None,
    codes: Mapping[str, CodeList] | None = None,
) -> Message | None:
    """The first reason why ``indicator`` isn't stated, None where nothing keeps it from being so.

    With ``quarter`` the day from which a definition holds is looked at too; with ``available`` (Warehouse.available_on)
    whether a return was made for that quarter; with ``supplied`` and ``codes`` what the extracts hold.
    """
    from_day = indicator.valid_from
    if quarter is not None and from_day is not None and quarter.end < from_day:
        return Message(
            f"{indicator.id} {indicator.name.zh}：该口径自{from_day.year}年{from_day.month}月{from_day.day}日起施行，"
            f"{quarter.zh}不作统计。",
            f"{indicator.id} {indicator.name.en}: the definition is in force from {from_day.isoformat()}; it isn't "
            f"stated for {quarter.en}.",
        )
    if "town_scores" in indicator.tables and district.scoring is None:
        return Message(f"{indicator.id} {MISSING.zh}", f"{indicator.id}: {MISSING.en}")
    lacking = district.given.lacks(indicator.parameters)
    if lacking and lacking[0] == REPORTS_DUE:
        return Message(
            f"{indicator.id} {indicator.name.zh}：本区没有写明年度报告何时报送，不作统计；请在 district.yaml 写 "
            f"annual_reports。",
            f"{indicator.id} {indicator.name.en}: the district doesn't say when annual reports are due, so it "
            f"isn't stated; "
            "write annual_reports in district.yaml.",
        )
    if lacking:
        meaning = PARAMETERS[lacking[0]].meaning
        return Message(
            f"{indicator.id} {indicator.name.zh}：本区没有写明“{meaning.zh}”，不作统计；"
            f"请在 district.yaml 的 parameters 中写 {lacking[0]}。",
            f"{indicator.id} {indicator.name.en}: the district doesn't state {lacking[0]} ({meaning.en[0].lower()}"
            f"{meaning.en[1:]}), so it isn't stated; write it under parameters in district.yaml.",
        )
    for extract, table in EXTRACTS.items():
        if table.name in indicator.tables and extract not in district.extracts:
            return Message(
                f"{indicator.id} {indicator.name.zh}：本区没有 {extract} 数据的来源，不作统计；"
                f"请在本区文件夹的 sources 中补一个 {extract}.yaml。",
                f"{indicator.id} {indicator.name.en}: the district has no source for {extract}, so it isn't stated; "
                f"add sources/{extract}.yaml to the district's folder.",
            )
    for name, rows in reference_rows(district).items():
        if name in indicator.tables and not rows and name != "town_scores":
            return Message(
                f"{indicator.id} {indicator.name.zh}：本区没有提供 {name}.csv，不作统计；请将其放入本区文件夹。",
                f"{indicator.id} {indicator.name.en}: the district has no {name}.csv, so it isn't stated; put one into "
                "the district's folder.",
            )
    silent = sorted(n for n in indicator.tables - set(available) if n != "town_scores") if available is not None else []
    if silent and quarter is not None and silent[0] == "organizations":
        return Message(
            f"{indicator.id} {indicator.name.zh}：登记名册只列当时在册的组织，"
            f"{quarter.zh}在册的有哪些不得而知，不作统计。",
            f"{indicator.id} {indicator.name.en}: the register lists only who is on it; who was in {quarter.en} isn't "
            "known, so it isn't stated.",
        )
    if silent and quarter is not None:
        extracts = {table.name: extract for extract, table in EXTRACTS.items()}
        named = extracts.get(silent[0], silent[0])
        return Message(
            f"{indicator.id} {indicator.name.zh}：{named} 数据中没有{quarter.zh}的记录，不作统计；请向填报单位催报。",
            f"{indicator.id} {indicator.name.en}: {named} holds no return for {quarter.en}, so it isn't stated; ask "
            "the office that makes it.",
        )
    if supplied is not None and supplied.mixes_bodies(indicator):
        title = district.sources["evaluation"].title
        return Message(
            f"{indicator.id} {indicator.name.zh}：{title.zh}的对象不是登记名册中的组织（population: own），"
            "不能与名册相除、相对照，不作统计。",
            f"{indicator.id} {indicator.name.en}: {title.en} is about other bodies than the register's "
            "(population: own), which can't be divided by it or looked up in it, so it isn't stated.",
        )
    if supplied is not None and (nobody := supplied.unmeant(indicator)):
        listed, named = nobody[0].codes, ", ".join(nobody[0].values)
        return Message(
            f"{indicator.id} {indicator.name.zh}：本区代码表 {listed} 没有代码表示 {named}，不作统计；"
            "有这类代码的，请在 codes.yaml 写明 means。",
            f"{indicator.id} {indicator.name.en}: no code of the district's own list {listed} means {named}, so it "
            "isn't stated; if one does, say so by means: in codes.yaml.",
        )
    if supplied is not None and codes is not None and counts_towns(indicator):
        for said in said_of_towns(indicator, supplied, district, codes):
            return said
    if supplied is not None and codes is not None:
        reasons = [said_lacking(need, district, codes) for need in supplied.lacking(indicator_needs(indicator))]
        if reasons:
            return Message(
                f"{indicator.id} {indicator.name.zh}：{'；'.join(r.zh for r in reasons)}。",
                f"{indicator.id} {indicator.name.en}: {'; '.join(r.en for r in reasons)}.",
            )
    return None


def said_of_towns(
    indicator: Indicator, supplied: Supplied, district: District, codes: Mapping[str, CodeList]
) -> list[Message]:
    """Of which towns alone the indicator isn't stated and why, a sentence each lack; where it counts towns, it isn't
    stated of the district either."""
    said = []
    for need, wanting in lacking_in_towns([indicator], supplied).items():
        places = [district.town_by_code[town] for town in wanting[indicator.id]]
        what, all_of_it = piece_name(need, district, codes), counts_towns(indicator)
        zh = "镇街数不得而知，不作统计" if all_of_it else "该镇街不作统计"
        en = "how many towns there are isn't known: it isn't stated" if all_of_it else "it isn't stated of them"
        names = "、".join(t.short_name for t in places)
        said.append(
            Message(
                f"{indicator.id} {indicator.name.zh}：{names}没有提供{what.zh}，{zh}。",
                f"{indicator.id} {indicator.name.en}: {', '.join(t.en for t in places)} didn't supply {what.en}; {en}.",
            )
        )
    return said
