"""A city's figures as a web page and as CSV: every total with the districts' parts, vintages and reports."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from govreport.city.rollup import CityFigure, Member, Rollup
from govreport.html.page import PageWriter, place
from govreport.indicators.model import Indicator, Observation
from govreport.reports.numbers import table_number
from govreport.vocabulary import REPORTS

HEAD = (
    "indicator", "name", "unit", "districts_stating", "districts_signed", "districts", "value", "numerator",
    "denominator", "not_stated_because", "parts",
)  # fmt: skip


def city_page(rollup: Rollup, templates_dir: Path) -> bytes:
    """The page; the same roll-up gives the same bytes."""
    view = PageWriter("zh").shell() | {
        "title": f"{rollup.city.name.zh} {rollup.quarter.zh}",
        "city": rollup.city.name.zh,
        "publisher": rollup.city.publisher.zh,
        "quarter": rollup.quarter.zh,
        "coverage": coverage(rollup),
        "missing": "、".join(m.district.name.zh for m in rollup.missing),
        "members": [
            {
                "name": m.district.name.zh,
                "report": m.report_sha256[:12] or "—",
                "vintage": m.vintage.id[:12] if m.vintage else "—",
                "state": _state(m),
            }
            for m in rollup.members
        ],
        "districts": [m.district.short_name.zh for m in rollup.signed],
        "rows": [_row(rollup, f) for f in rollup.figures if f.why_not is None or f.partial],
        "left_out": [{"name": f.indicator.name.zh, "why": f.why_not.zh} for f in rollup.figures if f.why_not],
        "fingerprint": rollup.fingerprint,
    }
    return place(templates_dir, "city/page.html.j2", view, "city/city.css").encode()


def city_csv(rollup: Rollup) -> bytes:
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
        writer.writerow(
            [
                f.indicator.id, f.indicator.name.zh, f.indicator.unit.zh, len(f.parts), len(rollup.signed),
                len(rollup.members), _printed(f.indicator, f.total), top, "" if below is None else below,
                f.why_not.zh if f.why_not else "", "; ".join(parts),
            ]
        )  # fmt: skip
    return out.getvalue().encode("utf-8-sig")


def coverage(rollup: Rollup) -> str:
    """How many of how many, in words that no total goes without."""
    return f"{len(rollup.members)} 个区中的 {len(rollup.signed)} 个"


def _state(member: Member) -> str:
    """As the district's own archive calls it."""
    if member.vintage is None:
        return "未签发，未计入"
    return REPORTS["signed" if member.district.signoff else "issued"].zh


def _row(rollup: Rollup, figure: CityFigure) -> dict[str, Any]:
    stated = {m.district.id: o for m, o in figure.parts}
    return {
        "id": figure.indicator.id,
        "name": figure.indicator.name.zh,
        "unit": figure.indicator.unit.zh,
        "value": _printed(figure.indicator, figure.total),
        "of": f"{len(figure.parts)}/{len(rollup.members)}",
        "parts": [_printed(figure.indicator, stated.get(m.district.id)) for m in rollup.signed],
    }


def _printed(indicator: Indicator, observation: Observation | None) -> str:
    value = observation.value(indicator) if observation is not None and observation.shown(indicator) else None
    return "—" if value is None else table_number(value, indicator.decimals)
