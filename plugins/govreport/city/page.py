"""A city's figures as a web page and as CSV: every total with the districts' parts, vintages and reports."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from govreport.city.rollup import CityFigure, Member, Rollup
from govreport.html.page import PageWriter, place
from govreport.indicators.model import Indicator, Observation
from govreport.language import Language, pick, text_in
from govreport.reports.numbers import table_number
from govreport.vocabulary import REPORTS

HEAD = (
    "indicator", "name", "unit", "districts_stating", "districts_signed", "districts", "value", "numerator",
    "denominator", "not_stated_because", "parts",
)  # fmt: skip


def city_page(rollup: Rollup, templates_dir: Path, language: Language = "zh") -> bytes:
    """The page; the same roll-up gives the same bytes."""
    view = PageWriter(language).shell() | {
        "title": f"{text_in(language, rollup.city.name)} {text_in(language, rollup.quarter)}",
        "city": text_in(language, rollup.city.name),
        "publisher": text_in(language, rollup.city.publisher),
        "quarter": text_in(language, rollup.quarter),
        "coverage": coverage(rollup, language),
        "missing": pick(language, "、", ", ").join(text_in(language, m.district.name) for m in rollup.missing),
        "members": [
            {
                "name": text_in(language, m.district.name),
                "report": m.report_sha256[:12] or "—",
                "vintage": m.vintage.id[:12] if m.vintage else "—",
                "state": _state(m, language),
            }
            for m in rollup.members
        ],
        "districts": [text_in(language, m.district.short_name) for m in rollup.signed],
        "rows": [_row(rollup, f, language) for f in rollup.figures if f.why_not is None or f.partial],
        "left_out": [
            {"name": text_in(language, f.indicator.name), "why": text_in(language, f.why_not)}
            for f in rollup.figures
            if f.why_not
        ],
        "fingerprint": rollup.fingerprint,
    }
    return place(templates_dir, "city/page.html.j2", view, "city/city.css").encode()


def city_csv(rollup: Rollup, language: Language = "zh") -> bytes:
    """One line an indicator; ``parts`` leads to each district's vintage and from there to its records."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEAD)
    for f in rollup.figures:
        parts = [
            f"{m.district.id} {m.vintage.id if m.vintage else ''} {o.numerator}"
            f"{'' if o.denominator is None else f'/{o.denominator}'}"
            for m, o in f.parts
            if f.why_not is None or f.partial
        ]
        top, below = (f.total.numerator, f.total.denominator) if f.total else ("", "")
        why = text_in(language, f.why_not) if f.why_not else ""
        writer.writerow(
            [
                f.indicator.id, text_in(language, f.indicator.name), text_in(language, f.indicator.unit), len(f.parts),
                len(rollup.signed), len(rollup.members), _printed(f.indicator, f.total), top,
                "" if below is None else below, why, "; ".join(parts),
            ]
        )  # fmt: skip
    return out.getvalue().encode("utf-8-sig")


def coverage(rollup: Rollup, language: Language = "zh") -> str:
    """How many of how many, in words that no total goes without."""
    signed, members = len(rollup.signed), len(rollup.members)
    return pick(language, f"{members} 个区中的 {signed} 个", f"{signed} of {members} districts")


def _state(member: Member, language: Language) -> str:
    """As the district's own archive calls it."""
    if member.vintage is None:
        return pick(language, "未签发，未计入", "not signed, not included")
    return text_in(language, REPORTS["signed" if member.district.signoff else "issued"])


def _row(rollup: Rollup, figure: CityFigure, language: Language) -> dict[str, Any]:
    stated = {m.district.id: o for m, o in figure.parts}
    return {
        "id": figure.indicator.id,
        "name": text_in(language, figure.indicator.name),
        "unit": text_in(language, figure.indicator.unit),
        "value": _printed(figure.indicator, figure.total),
        "of": f"{len(figure.parts)}/{len(rollup.members)}",
        "parts": [_printed(figure.indicator, stated.get(m.district.id)) for m in rollup.signed],
    }


def _printed(indicator: Indicator, observation: Observation | None) -> str:
    value = observation.value(indicator) if observation is not None and observation.shown(indicator) else None
    return "—" if value is None else table_number(value, indicator.decimals)
