"""What goes with a report's figures as data: code lists in both languages, licence, version, and what changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from govreport.district.folder import Bilingual, DataLicence
from govreport.district.words import district_codes
from govreport.indicators.catalogue import definition_sha256
from govreport.indicators.citations import cited
from govreport.indicators.labels import breakdown_word, member_word
from govreport.indicators.model import Indicator
from govreport.reports.data import DataPoints
from govreport.reports.data_changes import Relation
from govreport.reports.data_set import DataSet, IndicatorEntry, Licence, MemberName, NamedCode, TrendPoint, Zero
from govreport.reports.inputs import ReportInputs
from govreport.reports.open_data.changes import compare, version_after
from govreport.reports.open_data.edition import DataEdition, edition_of
from govreport.reports.period_words import period_words


def data_set(inputs: ReportInputs, points: DataPoints) -> DataSet:
    """What the codes of ``points`` mean; only codes that stand in them are listed."""
    district, listed = inputs.district, [*points.shown, *points.zeros]
    declared, stated = inputs.figures.indicators, district.open_data
    used = {p.indicator for p in listed}
    breakdowns = sorted({p.breakdown_code for p in listed if p.breakdown_code})
    lists = DataSet(
        district=_named(district.code, district.name),
        publisher=_named(district.id, district.publisher),
        title=_named(district.id, district.report.title_of(inputs.quarter.kind)),
        contact=_named(district.id, district.report.contact),
        note=_named(district.id, district.note) if district.note else None,
        licence=_licence(stated.licence) if stated.licence else None,
        agency=stated.agency or district.id.upper(),
        currency=district.currency,
        indicators=tuple(_entry(inputs, i) for i in declared.values() if i.id in used),
        towns=tuple(
            NamedCode(code=t.code, zh=t.short_name_on(inputs.quarter.end), en=t.en)
            for t in sorted(district.towns, key=lambda t: t.code)
        ),
        breakdowns=tuple(NamedCode(code=b, zh=w.zh, en=w.en) for b in breakdowns for w in (breakdown_word(b),)),
        members=tuple(_members(inputs, listed)),
        zeros=tuple(
            Zero(
                p.indicator, p.town_code, p.breakdown_code, p.member_code, p.denominator, p.letters, p.value is not None
            )
            for p in points.zeros
        ),
    )
    now = DataEdition(str(inputs.quarter), inputs.release.isoformat(), lists, listed)
    changes = tuple(compare(before, now, relation) for relation, before in _earlier(inputs))
    return lists.model_copy(update={"version": version_after(changes), "changes": changes})


def _earlier(inputs: ReportInputs) -> Iterator[tuple[Relation, DataEdition]]:
    """What the data is compared with: the edition that this one replaces, and the issue before it."""
    replaced, last = inputs.replaced, inputs.last_issue
    if replaced is not None and replaced.data_set.version:
        yield "same_quarter", edition_of(replaced)
    if last is not None and last.data is not None:
        yield "last_quarter", last.data


def _licence(stated: DataLicence) -> Licence:
    return Licence(name=stated.name, title_zh=stated.title.zh, title_en=stated.title.en, path=stated.path)


def _named(code: str, text: Bilingual) -> NamedCode:
    return NamedCode(code=code, zh=text.zh, en=text.en)


def _entry(inputs: ReportInputs, i: Indicator) -> IndicatorEntry:
    templates, period = inputs.settings.templates_dir, inputs.quarter
    zh, en = (period_words(templates, language, period).said for language in ("zh", "en"))
    return IndicatorEntry(
        code=i.id,
        theme=i.theme,
        name_zh=zh(i.name.zh),
        name_en=en(i.name.en),
        unit_zh=i.unit.zh,
        unit_en=i.unit.en,
        kind=i.kind,
        basis=i.basis,
        direction=i.direction,
        factor=str(i.scale),
        decimals=i.decimals,
        denominator_floor=i.denominator_floor if i.floor_applies and i.is_rate else 0,
        formula_zh=zh(i.formula.zh),
        formula_en=en(i.formula.en),
        caveat_zh=zh(i.caveat.zh) if i.caveat else "",
        caveat_en=en(i.caveat.en) if i.caveat else "",
        source=cited(i.source, inputs.district.given, inputs.quarter.end),
        definition_sha256=definition_sha256(i, inputs.district.given),
    )


def _members(inputs: ReportInputs, points: Iterable[TrendPoint]) -> Iterable[MemberName]:
    codes = district_codes(inputs.settings.reference_dir / "codes.yaml", inputs.district)
    first = {(p.breakdown_code, p.member_code): p.indicator for p in points if p.breakdown_code}
    for (breakdown, member), indicator in sorted(first.items()):
        word = member_word(inputs.figures.indicators[indicator], breakdown, member, inputs.district, codes)
        yield MemberName(breakdown=breakdown, code=member, zh=word.zh, en=word.en)
