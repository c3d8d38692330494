"""What a report shows of its vintages, handed to the results database so that BI tools see the same and no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from govreport.canonical.codes import CodeList
from govreport.district.folder import District
from govreport.indicators.catalogue import CATALOGUE, catalogue_of
from govreport.indicators.engine import code_list_of
from govreport.indicators.labels import breakdown_word
from govreport.indicators.model import Indicator
from govreport.indicators.presentation import PresentedFigures
from govreport.indicators.vintages.status import vintage_status
from govreport.store.presented import PresentedStore, Shown
from govreport.store.records import VintageRecord


def publish_bi_rows(
    store: PresentedStore,
    figures: PresentedFigures,
    vintages: Sequence[VintageRecord],
    district: District,
    codes: Mapping[str, CodeList],
) -> None:
    """Record what ``figures``, made of ``vintages``, let readers see."""
    shown = [
        Shown(
            vintage_id=v.id,
            catalogue_sha256=v.catalogue_sha256,
            reference_sha256=v.reference_sha256,
            status=vintage_status(v.quarter, v.source_quarter, district.timing),
            hidden=[(i, town, by, member) for i, q, town, by, member in figures.suppressed if q == v.quarter],
        )
        for v in vintages
    ]
    store.keep(shown, [_described(i) for i in catalogue_of(district.given).values()], _words(district, codes))


def _described(i: Indicator) -> dict[str, Any]:
    texts = {"name": i.name, "unit": i.unit, "formula": i.formula}
    return {
        "indicator": i.id,
        "theme": i.theme,
        **{f"{name}_zh": text.zh for name, text in texts.items()},
        **{f"{name}_en": text.en for name, text in texts.items()},
        "kind": i.kind,
        "basis": i.basis,
        "direction": i.direction,
        "scale_numerator": i.scale.numerator,
        "scale_denominator": i.scale.denominator,
        "decimals": i.decimals,
        "currency": i.currency.code,
        "minor_units": i.currency.minor,
        "denominator_floor": i.denominator_floor if i.floor_applies and i.is_rate else 0,
    }


def _words(district: District, codes: Mapping[str, CodeList]) -> list[tuple[str, str, str, str]]:
    """(kind, code, zh, en), sorted: the district, its towns, the breakdowns and their members."""
    found = {("district", ""): (district.name.zh, district.name.en)}
    found |= {("town", t.code): (t.short_name, t.en) for t in district.towns}
    found |= {("community_code", c.code): (c.name, c.name) for c in district.communities}
    for indicator in CATALOGUE.values():
        for breakdown in indicator.breakdowns:
            word = breakdown_word(breakdown)
            found["breakdown", breakdown] = (word.zh, word.en)
            listed = code_list_of(indicator.numerator.relation.c[breakdown])
            for code in codes[listed].codes.values() if listed is not None else ():
                found[breakdown, code.code] = (code.zh, code.en)
    return [(*key, *value) for key, value in sorted(found.items())]
