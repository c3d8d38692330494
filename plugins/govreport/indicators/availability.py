"""Why a district has no figure of an indicator, in one sentence that says what to do."""

from __future__ import annotations

from collections.abc import Collection

from govreport.canonical import EXTRACTS
from govreport.district.folder import District
from govreport.district.given import REPORTS_DUE
from govreport.district.parameters import PARAMETERS
from govreport.errors import Message
from govreport.indicators.model import Indicator
from govreport.indicators.scoring import MISSING
from govreport.indicators.warehouse import reference_rows
from govreport.quarter import Quarter


def why_unstated(
    indicator: Indicator, district: District, quarter: Quarter | None = None, available: Collection[str] | None = None
) -> Message | None:
    """The first reason why ``indicator`` isn't stated, None where nothing keeps it from being so.

    With ``quarter`` the day from which a definition holds is looked at too; with ``available`` (Warehouse.available_on)
    whether a return was made for that quarter.
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
    if silent and quarter is not None:
        extracts = {table.name: extract for extract, table in EXTRACTS.items()}
        named = extracts.get(silent[0], silent[0])
        return Message(
            f"{indicator.id} {indicator.name.zh}：{named} 数据中没有{quarter.zh}的记录，不作统计；请向填报单位催报。",
            f"{indicator.id} {indicator.name.en}: {named} holds no return for {quarter.en}, so it isn't stated; ask "
            "the office that makes it.",
        )
    return None
