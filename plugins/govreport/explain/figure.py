"""One figure explained: what it is, what it counts, from which files, what was left out, what was said of it before.

The facts come from the store, the results database and the declarations; facts.py and words.py word them.
"""

from __future__ import annotations

from collections.abc import Mapping

from govreport.canonical import EXTRACTS, REFERENCES, town_scores
from govreport.errors import GovreportError, IntegrityError, Message, enumerated
from govreport.explain.explanation import ExplainContext, Explanation, LeftOut, Printed, make_side
from govreport.explain.facts import compared_quarters
from govreport.explain.marks import is_withheld
from govreport.explain.query import FigureQuery
from govreport.explain.vintage_records import records_of
from govreport.indicators.catalogue import catalogue_sha256
from govreport.indicators.disclosure.proxies import find_proxies
from govreport.indicators.labels import breakdown_word, member_word
from govreport.indicators.model import Observation
from govreport.indicators.record_places import Place, extracts_of
from govreport.manifests.verdicts import Verdict
from govreport.quality.failure_files import read_table
from govreport.quarter import Quarter
from govreport.reports.model import ReportModel
from govreport.reports.numbers import Comparison
from govreport.reports.quantities import is_money
from govreport.reports.targets import target_in_force
from govreport.store.records import StatedFigure, VintageRow


def chosen_vintage(context: ExplainContext, quarter: Quarter, vintage_id: str | None = None) -> VintageRow:
    """The vintage with that id (or its beginning); by default the one of the quarter's own report, else the latest."""
    known = context.vintages.of_quarter(context.district.id, quarter)
    if not known:
        raise GovreportError(
            f"{quarter.zh}尚未计算，请先运行 govreport run -d {context.district.id} -q {quarter}。",
            f"{quarter.en} has no figures yet; run govreport run -d {context.district.id} -q {quarter} first.",
        )
    if vintage_id is not None:
        fitting = [v for v in known if v.id.startswith(vintage_id.lower())]
        if len(fitting) == 1:
            return fitting[0]
        listed = enumerated(f"{v.id[:12]} ({v.source_quarter})" for v in known)
        raise GovreportError(
            f"{quarter.zh}没有唯一以“{vintage_id}”开头的版本，现有：{listed.zh}。",
            f"No single vintage of {quarter.running_en} begins with {vintage_id!r}; there are {listed.en}.",
        )
    ref = context.vintages.latest(context.district.id, quarter, quarter)
    return next((v for v in known if ref is not None and v.id == ref.id), known[-1])


def explain(context: ExplainContext, query: FigureQuery, vintage: VintageRow) -> Explanation:
    """Everything about one figure. Raises GovreportError where the vintage doesn't state it or its inputs are lost."""
    indicator, split = query.indicator, (query.town_code, query.breakdown, query.member)
    verdict = context.results.verdict(vintage.verdict_sha256)
    if verdict is None:
        raise IntegrityError(
            f"结果数据库中没有版本 {vintage.id[:12]} 所依据的核查结论，请从备份恢复。",
            f"The results database lacks the verdict behind vintage {vintage.id[:12]}; restore it from backup.",
        )
    stated = context.vintages.stated(
        context.vintages.of_quarter(context.district.id, query.quarter), indicator.id, *split
    )
    own = next((s for s in stated if s.vintage.id == vintage.id), None)
    if own is None:
        raise not_stated(context, query, vintage)
    observation = Observation(indicator.id, query.quarter, *split, own.numerator, own.denominator)
    own_only = {indicator.id: indicator}
    with records_of(context, verdict, vintage.id, query.quarter, indicators=own_only) as lists:
        top, below = lists.numerator(indicator, *split), lists.denominator(indicator, *split)
        matches = lists.recomputed(indicator, *split) == (own.numerator, own.denominator)
        scores = list(lists.references.get(town_scores.name, ()))
    with records_of(context, verdict, vintage.id, query.quarter, indicators=own_only, with_set_aside=True) as lists:
        every = [*lists.numerator(indicator, *split), *lists.denominator(indicator, *split)]
    read = extracts_of(indicator.numerator)
    if indicator.denominator is not None:
        read = [name for name in EXTRACTS if name in {*read, *extracts_of(indicator.denominator)}]
    checks = [c for c in verdict.checks if c.tidy.extract in read]
    counted = {place for c in [*top, *below] for place in c.places}
    missing = sorted({place for c in every for place in c.places} - counted)
    rows = {(place.extract, place.row) for place in counted}
    past = _past(context, query, vintage)
    reports = _printed(context, query, own)
    proxies = find_proxies(context.files, [verdict], context.codes, context.memory_limit)
    shown_together = {query.quarter: vintage.id} | {quarter: row.id for quarter, row in past.values()}
    return Explanation(
        asked=query,
        observation=observation,
        numerator=make_side(indicator.numerator, own.numerator, top),
        denominator=None
        if indicator.denominator is None
        else make_side(indicator.denominator, own.denominator or 0, below),
        vintage=vintage,
        stated=stated,
        checks=checks,
        references=[f"{n}.csv" for n in REFERENCES if n in indicator.tables and n not in ("calendar", "town_scores")]
        + (["scoring.yaml"] if town_scores.name in indicator.tables else []),
        outcomes=[o for c in checks for o in c.outcomes] + verdict.outcomes,
        corrections=[
            (c.tidy.extract, done) for c in checks for done in c.tidy.corrections_applied
            if (c.tidy.extract, done.row) in rows
        ],
        left_out=_reasons(context, verdict, missing),
        comparisons=_comparisons(context, query, past, observation),
        target=None if any(split) else target_in_force(context.district, indicator, query.quarter),
        printed=reports,
        proxies=proxies,
        not_for_print=is_withheld(context, query, shown_together, reports, proxies),
        scores=scores,
        definition_changed=vintage.catalogue_sha256 != catalogue_sha256(context.district.given),
        matches=matches,
    )  # fmt: skip


def not_stated(context: ExplainContext, query: FigureQuery, vintage: VintageRow) -> GovreportError:
    """Why there is no such figure, as a sentence."""
    indicator = query.indicator
    missing = [name for name in EXTRACTS if name in extracts_of(indicator.numerator)]
    absent = [name for name in missing if name not in context.district.extracts]
    why = "、".join(absent)
    if absent:
        return GovreportError(
            f"{query.quarter.zh}没有{indicator.id}“{indicator.name.zh}”的数值：本区没有它所需的数据（{why}）。",
            f"{query.quarter.en} doesn't state {indicator.id} ({indicator.name.en}): the district has no source for "
            f"the extracts it needs ({', '.join(absent)}).",
        )
    return GovreportError(
        f"{query.quarter.zh}的版本 {vintage.id[:12]} 没有{indicator.id}“{indicator.name.zh}”的这一数值。",
        f"Vintage {vintage.id[:12]} of {query.quarter.running_en} doesn't state this figure of {indicator.id} "
        f"({indicator.name.en}).",
    )


def _reasons(context: ExplainContext, verdict: Verdict, missing: list[Place]) -> list[LeftOut]:
    """Why each of these rows is missing, from the rows that failed rules which set aside."""
    if not missing:
        return []
    wanted = set(missing)
    setting_aside = {o.rule for o in verdict.all_outcomes if o.sets_aside}
    said: dict[Place, dict[str, Message]] = {}
    for key in [c.failures_key for c in verdict.checks] + ([verdict.failures_key] if verdict.failures_key else []):
        table = read_table(context.files, key, ["extract", "row", "rule", "zh", "en"]).to_pydict()
        for extract, row, rule, zh, en in zip(*(table[n] for n in ("extract", "row", "rule", "zh", "en")), strict=True):
            if rule in setting_aside and Place(extract, row) in wanted:
                said.setdefault(Place(extract, row), {}).setdefault(rule, Message(zh, en))
    return [LeftOut(place, tuple(sorted(said.get(place, {}).items()))) for place in missing]


def _past(context: ExplainContext, query: FigureQuery, vintage: VintageRow) -> dict[str, tuple[Quarter, VintageRow]]:
    """What the figure is compared with, as the report of the vintage's extracts knew it."""
    found = {}
    for name, quarter in compared_quarters(query.indicator, query.quarter):
        ref = context.vintages.latest(context.district.id, quarter, vintage.source_quarter)
        for row in context.vintages.of_quarter(context.district.id, quarter):
            if ref is not None and row.id == ref.id:
                found[name] = (quarter, row)
    return found


def _comparisons(
    context: ExplainContext,
    query: FigureQuery,
    past: Mapping[str, tuple[Quarter, VintageRow]],
    observation: Observation,
) -> dict[str, tuple[Quarter, Comparison]]:
    """环比 and 同比 as the report of the vintage's extracts gives them; none where a value may not be shown."""
    indicator, found = query.indicator, {}
    now = observation.value(indicator)
    for name, (quarter, row) in past.items():
        for stated in context.vintages.stated([row], indicator.id, query.town_code, query.breakdown, query.member):
            before = Observation(
                indicator.id, quarter, query.town_code, query.breakdown, query.member,
                stated.numerator, stated.denominator,
            )  # fmt: skip
            base = before.value(indicator)
            if now is not None and base is not None and observation.shown(indicator) and before.shown(indicator):
                compared = Comparison(now, base, indicator.decimals, indicator.is_rate, is_money(indicator))
                found[name] = (quarter, compared)
    return found


def _printed(context: ExplainContext, query: FigureQuery, own: StatedFigure) -> list[Printed]:
    """The reports of the quarter that hold the figure, and whether with this vintage's numbers."""
    columns, members = {query.breakdown}, {query.member}
    if query.breakdown:  # reports name both in words
        columns.update(breakdown_word(query.breakdown))
        members.update(member_word(query.indicator, query.breakdown, query.member, context.district, context.codes))
    found = []
    for report in context.results.reports(context.district.id, query.quarter):
        model = ReportModel.model_validate_json(context.files.get(report.model_key))
        for point in model.data:
            here = (point.indicator, point.quarter, point.town_code)
            if (
                here == (query.indicator.id, str(query.quarter), query.town_code)
                and point.breakdown in columns
                and point.member in members
            ):
                withheld = point.numerator is None
                same = withheld or (point.numerator, point.denominator) == (own.numerator, own.denominator)
                found.append(Printed(report, same, withheld, context.ledger.signatures(report.sha256)))
                break
    return found
