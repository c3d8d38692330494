"""What the reports of a run are made from: presented figures, statuses, triangles, the fingerprint.

Does not belong here: the view model (build.py), formats (formats/).
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from govreport.canonical.codes import load_codes
from govreport.context import Context
from govreport.indicators.catalogue import CATALOGUE
from govreport.indicators.presentation import present
from govreport.indicators.vintages.measuring import history, load_observations
from govreport.indicators.vintages.revision_stats import series_breaks
from govreport.indicators.vintages.status import status_letters, vintage_status
from govreport.manifests.measurements import Measurement, VintageRef
from govreport.manifests.verdicts import Verdict
from govreport.quality.summary import left_out
from govreport.reports.fingerprint import fingerprint_parts, sealed_parts
from govreport.reports.inputs import ReportInputs, SetAside
from govreport.reports.triangle import headline_triangles, known_then


class Material(NamedTuple):
    """What one language's report is made from."""

    language: Literal["zh", "en"]
    inputs: ReportInputs
    parts: dict[str, Any]
    """Hashed, they are the fingerprint."""


def gather_materials(
    context: Context, measurement: Measurement, verdict: Verdict
) -> tuple[list[Material], list[VintageRef]]:
    """What the reports of a run are made from, a language each, and every vintage they show."""
    past = history(context.results, context.district.id, context.quarter)
    used = {v.quarter: v for v in past} | {v.quarter: v for v in measurement.vintages}
    vintages = [used[quarter] for quarter in sorted(used)]
    figures = present(
        observations := load_observations(context.results, vintages),
        CATALOGUE,
        load_codes(context.codes_path),
        status_letters(
            observations,
            CATALOGUE,
            {v.quarter: vintage_status(v.quarter, v.source_quarter, context.release_days) for v in vintages},
            [(r.indicator, r.quarter, r.town_code, r.breakdown, r.member) for r in measurement.revisions],
            series_breaks([r for v in vintages if (r := context.runs.vintage(v.id)) is not None], CATALOGUE),
        ),
    )
    aside = tuple(SetAside(*counted) for counted in left_out(verdict, context.files))
    compared = known_then(context.runs, context.district.id, vintages)
    triangles = headline_triangles(context.runs, compared)
    materials = []
    for language in context.district.languages:
        parts = fingerprint_parts(
            context.settings, context.district, language, measurement, vintages, [v.id for v in compared]
        )
        inputs = ReportInputs(
            settings=context.settings,
            district=context.district,
            quarter=context.quarter,
            figures=figures,
            verdict=verdict,
            measurement=measurement,
            set_aside=aside,
            fingerprint=sealed_parts(parts),
            history=tuple(v.quarter for v in past),
            triangles=triangles,
        )
        materials.append(Material(language, inputs, parts))
    return materials, vintages
