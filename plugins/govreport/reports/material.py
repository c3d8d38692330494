"""What the reports of a run are made from, gathered once: presented figures, statuses, triangles, the fingerprint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from govreport.canonical.codes import CodeList
from govreport.context import Context
from govreport.indicators.catalogue import CATALOGUE
from govreport.indicators.disclosure.hiding import Key, hidden_keys
from govreport.indicators.disclosure.longer import hidden_with_their_quarters
from govreport.indicators.disclosure.members import sensitive_breakdowns
from govreport.indicators.disclosure.proxies import find_proxies
from govreport.indicators.model import Observation
from govreport.indicators.presentation import PresentedFigures, present
from govreport.indicators.vintages.measuring import earlier_history, history, load_observations
from govreport.indicators.vintages.revision_stats import series_breaks
from govreport.indicators.vintages.status import status_letters, vintage_status
from govreport.language import Language
from govreport.manifests.measurements import Measurement, VintageRef
from govreport.manifests.verdicts import Verdict
from govreport.quality.summary import left_out
from govreport.reports.cases import gather_cases
from govreport.reports.holding import Standing, standing
from govreport.reports.identity.fingerprint import ACCEPTED, REPLACES, fingerprint_parts, sealed_parts
from govreport.reports.identity.replaced_edition import replaced_edition, replaced_model
from govreport.reports.inputs import EarlierFigures, ReportInputs, SetAside
from govreport.reports.lacking import gather_lacking
from govreport.reports.last_issue import last_issue
from govreport.reports.terms import catalogue_in
from govreport.reports.told_before import ToldBefore, disclosure_of, told_before
from govreport.reports.triangle import headline_triangles, known_then
from govreport.store.records import VintageRecord
from govreport.store.vintages import VintageStore


class LanguageMaterial(NamedTuple):
    """What one language's report is made from."""

    language: Language
    inputs: ReportInputs
    parts: dict[str, Any]
    """Hashed, they are the fingerprint."""


@dataclass(frozen=True)
class Material:
    """What all documents of a run are made from, read from the stores once."""

    languages: list[LanguageMaterial]
    """The district's languages, in its order."""
    earlier: list[VintageRef]
    """The vintages of all stored quarters before those shown, as far back as none is missing, oldest first."""
    past: list[VintageRef]
    """The history that the report shows, as it was known before and with this run."""
    vintages: list[VintageRef]
    """Every vintage that the report shows, one a quarter, oldest quarter first."""
    records: list[VintageRecord]
    """The same, with what they were computed from."""
    figures: PresentedFigures
    """What may be shown of them."""
    hidden: frozenset[Key]
    """What may not, of all quarters that are shown or looked back at."""
    told: ToldBefore
    """What readers were told before."""
    codes: Mapping[str, CodeList]
    standing: Standing
    """What keeps the report from being signed, and what somebody has accepted of it."""


def gather_material(context: Context, measurement: Measurement, verdict: Verdict) -> Material:
    """Everything that is rendered after a run, from the measurement and the stores."""
    past = history(context.vintages, context.district.id, context.quarter)
    by_quarter = {v.quarter: v for v in past} | {v.quarter: v for v in measurement.vintages}
    vintages = [by_quarter[quarter] for quarter in sorted(by_quarter)]
    before = earlier_history(context.vintages, context.district.id, vintages[0].quarter, context.quarter)
    records = [record for v in vintages if (record := context.vintages.find(v.id)) is not None]
    codes = context.codes
    told = _told(context, verdict, vintages, before)
    observations = load_observations(context.vintages, vintages)
    if context.is_longer:
        hidden = hidden_with_their_quarters(observations, _hidden_of_quarters(context, told), context.district.base)
    else:
        hidden = _hidden(context, told, observations, before)
    declared = catalogue_in(context.district)
    earlier = EarlierFigures(
        tuple(v.quarter for v in before),
        present(_of_district(context.vintages, before), declared, codes, hidden=hidden),
    )
    letters = _letters(context, measurement, observations, vintages, records)
    figures = present(observations, declared, codes, letters, hidden)
    aside = tuple(SetAside(*counted) for counted in left_out(verdict, context.files))
    compared = known_then(context.vintages, context.district.id, vintages)
    triangles = headline_triangles(context.vintages, compared, context.district.money)
    cases = gather_cases(context, verdict, figures)
    lacking = gather_lacking(context, verdict)
    holds = standing(context, verdict, measurement)
    languages = []
    for language in context.district.languages:
        issue = last_issue(context, language)
        parts = fingerprint_parts(
            context.settings, context.district, language, measurement, vintages,
            [v.id for v in compared], [v.id for v in before], issue.model_key if issue else "",
            told.key,
            context.made_on,
        )  # fmt: skip
        replaced = replaced_edition(context, language, parts)
        parts |= {REPLACES: replaced} if replaced else {}
        parts |= {ACCEPTED: [h.model_dump(mode="json") for h in holds.accepted]} if holds.accepted else {}
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
            earlier=earlier,
            triangles=triangles,
            replaced=replaced_model(context, replaced),
            cases=cases,
            lacking=lacking,
            last_issue=issue,
            accepted=tuple(holds.accepted),
            settled=holds.settled,
        )
        languages.append(LanguageMaterial(language, inputs, parts))
    return Material(languages, before, past, vintages, records, figures, hidden, told, codes, holds)


def _of_district(store: VintageStore, vintages: list[VintageRef]) -> list[Observation]:
    return [Observation(o[0], v.quarter, *o[1:]) for v in vintages for o in store.observations(v.id, town_code="")]


def _told(
    context: Context, verdict: Verdict, vintages: Sequence[VintageRef], before: Sequence[VintageRef]
) -> ToldBefore:
    found = find_proxies(context.files, [verdict], context.codes, context.settings.duckdb_memory)
    deciding = {
        "district": context.district.id,
        "quarter": str(context.quarter),
        "reference": context.district.reference_sha256,
        "verdict": verdict.sha256,
        "vintages": sorted(v.id for v in vintages),
        **({"earlier": sorted(v.id for v in before)} if before else {}),
    }
    return told_before(context, deciding, found)


def _hidden(
    context: Context, told: ToldBefore, observations: list[Observation], before: Sequence[VintageRef]
) -> frozenset[Key]:
    """What stays hidden of all quarters that are known here, those before the report's history included."""
    breakdowns = sensitive_breakdowns(CATALOGUE, context.codes, told.proxies)
    quarters = {v.id: v.quarter for v in before}
    older = [
        Observation(o[0], quarters[vintage], *o[1:])
        for vintage, o in context.presented.figures(list(quarters), breakdowns)
    ]
    disclosure = disclosure_of(context, told, breakdowns)
    return hidden_keys([*older, *observations], CATALOGUE, context.codes, disclosure)


def _hidden_of_quarters(context: Context, told: ToldBefore) -> frozenset[Key]:
    """What stays hidden of all quarters up to the last one of a longer period, as that quarter's report has it."""
    last = context.last_part
    shown = history(context.vintages, context.district.id, last)
    before = earlier_history(context.vintages, context.district.id, shown[0].quarter, last) if shown else []
    return _hidden(context, told, load_observations(context.vintages, shown), before)


def _letters(
    context: Context,
    measurement: Measurement,
    observations: list[Observation],
    vintages: list[VintageRef],
    records: list[VintageRecord],
) -> dict[Key, str]:
    """The letters of the figures' status."""
    return status_letters(
        observations,
        CATALOGUE,
        {v.quarter: vintage_status(v.quarter, v.source_quarter, context.district.timing) for v in vintages},
        [(r.indicator, r.quarter, r.town_code, r.breakdown, r.member) for r in measurement.revisions],
        series_breaks(records, CATALOGUE),
    )
