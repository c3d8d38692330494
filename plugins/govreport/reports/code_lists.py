"""The code lists of a report's figures: its indicators, towns, breakdowns and members, in both languages."""

from __future__ import annotations

from collections.abc import Iterable

from govreport.canonical.codes import load_codes
from govreport.district.folder import Bilingual
from govreport.indicators.catalogue import definition_hashes
from govreport.indicators.citations import cited
from govreport.indicators.labels import breakdown_word, member_word
from govreport.indicators.model import Indicator
from govreport.reports.data import DataPoints
from govreport.reports.data_set import DataSet, IndicatorEntry, MemberName, NamedCode, TrendPoint
from govreport.reports.inputs import ReportInputs


def data_set(inputs: ReportInputs, points: DataPoints) -> DataSet:
    """What the codes of ``points`` mean; only codes that stand in them are listed."""
    district, listed = inputs.district, [*points.shown, *points.zeros]
    declared = inputs.figures.indicators
    used = {p.indicator for p in listed}
    breakdowns = sorted({p.breakdown_code for p in listed if p.breakdown_code})
    return DataSet(
        district=_named(district.code, district.name),
        publisher=_named(district.id, district.publisher),
        title=_named(district.id, district.report.title),
        indicators=tuple(_entry(inputs, i) for i in declared.values() if i.id in used),
        towns=tuple(
            NamedCode(code=t.code, zh=t.short_name_on(inputs.quarter.end), en=t.en)
            for t in sorted(district.towns, key=lambda t: t.code)
        ),
        breakdowns=tuple(NamedCode(code=b, zh=w.zh, en=w.en) for b in breakdowns for w in (breakdown_word(b),)),
        members=tuple(_members(inputs, listed)),
        zeros=tuple(points.zeros),
    )


def _named(code: str, text: Bilingual) -> NamedCode:
    return NamedCode(code=code, zh=text.zh, en=text.en)


def _entry(inputs: ReportInputs, i: Indicator) -> IndicatorEntry:
    return IndicatorEntry(
        code=i.id,
        theme=i.theme,
        name_zh=i.name.zh,
        name_en=i.name.en,
        unit_zh=i.unit.zh,
        unit_en=i.unit.en,
        kind=i.kind,
        basis=i.basis,
        direction=i.direction,
        factor=str(i.scale),
        decimals=i.decimals,
        denominator_floor=i.denominator_floor if i.floor_applies and i.is_rate else 0,
        formula_zh=i.formula.zh,
        formula_en=i.formula.en,
        caveat_zh=i.caveat.zh if i.caveat else "",
        caveat_en=i.caveat.en if i.caveat else "",
        source=cited(i.source, inputs.district.code, inputs.quarter.end),
        definition_sha256=definition_hashes()[i.id],
    )


def _members(inputs: ReportInputs, points: Iterable[TrendPoint]) -> Iterable[MemberName]:
    codes = load_codes(inputs.settings.reference_dir / "codes.yaml")
    first = {(p.breakdown_code, p.member_code): p.indicator for p in points if p.breakdown_code}
    for (breakdown, member), indicator in sorted(first.items()):
        word = member_word(inputs.figures.indicators[indicator], breakdown, member, inputs.district, codes)
        yield MemberName(breakdown=breakdown, code=member, zh=word.zh, en=word.en)
