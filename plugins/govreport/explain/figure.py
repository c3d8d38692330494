"""One figure explained: what it is, what it counts, from which files, what was left out, what was said of it before.

Belongs here: gathering the facts from the store, the results database and the declarations. Does not belong here: the
words around them (say.py, cli/explain.py), what a record says (rows.py), the static pages (pages.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from govreport.canonical import EXTRACTS, REFERENCES, town_scores
from govreport.canonical.codes import CodeList, load_codes
from govreport.context import Context
from govreport.district.folder import District, Target
from govreport.errors import GovreportError, IntegrityError, Message
from govreport.explain.query import FigureQuery
from govreport.indicators.catalogue import CATALOGUE, catalogue_sha256
from govreport.indicators.labels import member_word
from govreport.indicators.model import Indicator, Measure, Observation
from govreport.indicators.record_counts import stated_totals
from govreport.indicators.record_lists import Lists
from govreport.indicators.record_places import Place, extracts_of
from govreport.indicators.records import Chosen
from govreport.indicators.scoring import score_rows
from govreport.indicators.warehouse import AcceptedExtract, Warehouse, open_warehouse, reference_rows
from govreport.manifests.documents import Report
from govreport.manifests.extracts import CorrectionRecord
from govreport.manifests.verdicts import ExtractCheck, RuleOutcome, Verdict
from govreport.quality.failure_files import read_table
from govreport.quarter import Quarter
from govreport.reports.model import ReportModel
from govreport.reports.numbers import Comparison
from govreport.reports.targets import target_in_force
from govreport.store.files import FileStore
from govreport.store.lookups import Lookups, Signature, StatedFigure, VintageRow
from govreport.store.results import ResultStore


@dataclass(frozen=True)
class ExplainContext:
    """What an explanation is made from: one district's folder, file store and results database."""

    district: District
    files: FileStore
    results: ResultStore
    codes_path: Path
    codes: Mapping[str, CodeList]
    memory_limit: str

    @classmethod
    def of(cls, context: Context) -> ExplainContext:
        """What explanations of a context's figures are made from."""
        return cls(
            district=context.district,
            files=context.files,
            results=context.results,
            codes_path=context.codes_path,
            codes=load_codes(context.codes_path),
            memory_limit=context.settings.duckdb_memory,
        )

    @property
    def lookups(self) -> Lookups:
        """Reads of the results database."""
        return Lookups(self.results.engine)


@dataclass(frozen=True)
class Side:
    """A numerator or a denominator: its amount and the records it is made of."""

    how: str
    """``count``, ``distinct`` or ``sum``."""
    is_money: bool
    amount: int
    chosen: list[Chosen]
    extracts: list[str]

    @property
    def places(self) -> list[Place]:
        """Where the records stand, each once."""
        return list(dict.fromkeys(place for c in self.chosen for place in c.places))


@dataclass(frozen=True)
class LeftOut:
    """A record that would count, had a rule not set it (or a record it depends on) aside."""

    place: Place
    reasons: tuple[tuple[str, Message], ...]
    """(rule, the whole sentence); none where another extract's row is what is missing."""


@dataclass(frozen=True)
class Printed:
    """A report of the figure's quarter, what it says of the figure, and who signed it."""

    report: Report
    same: bool
    """Whether it prints this vintage's numbers."""
    signatures: list[Signature]


@dataclass(frozen=True)
class Explanation:
    """Everything that can be said of one figure."""

    asked: FigureQuery
    observation: Observation
    numerator: Side
    denominator: Side | None
    vintage: VintageRow
    stated: list[StatedFigure]
    """What every vintage of the quarter says of the figure, this one among them."""
    checks: list[ExtractCheck]
    """Of the extracts that the figure is made of."""
    references: list[str]
    """Files of the district's folder that it is made of."""
    outcomes: list[RuleOutcome]
    """Of the rules about those extracts, and of those across extracts."""
    corrections: list[tuple[str, CorrectionRecord]]
    left_out: list[LeftOut]
    comparisons: dict[str, tuple[Quarter, Comparison]]
    target: Target | None
    printed: list[Printed] = field(default_factory=list)
    scores: list[tuple[object, ...]] = field(default_factory=list)
    """Lines of the towns' score, which stand in no file."""
    definition_changed: bool = False
    """The indicator is declared otherwise now than when the vintage was computed."""
    matches: bool = True
    """Whether the listed records give the stored figure."""

    @property
    def value(self) -> Fraction | None:
        """The exact value in the printed unit."""
        return self.observation.value(self.asked.indicator)


def chosen_vintage(desk: ExplainContext, quarter: Quarter, vintage_id: str | None = None) -> VintageRow:
    """The vintage with that id (or its beginning); by default the one of the quarter's own report, else the latest."""
    known = desk.lookups.vintages(desk.district.id, quarter)
    if not known:
        raise GovreportError(
            f"{quarter.zh}尚未计算，请先运行 govreport run -d {desk.district.id} -q {quarter}。",
            f"{quarter.en} has no figures yet; run govreport run -d {desk.district.id} -q {quarter} first.",
        )
    if vintage_id is not None:
        fitting = [v for v in known if v.id.startswith(vintage_id.lower())]
        if len(fitting) == 1:
            return fitting[0]
        listed = "、".join(f"{v.id[:12]}（{v.source_quarter}）" for v in known)
        raise GovreportError(
            f"{quarter.zh}没有唯一以“{vintage_id}”开头的版本，现有：{listed}。",
            f"No single vintage of {quarter.en} begins with {vintage_id!r}; there are "
            + ", ".join(f"{v.id[:12]} ({v.source_quarter})" for v in known) + ".",
        )  # fmt: skip
    ref = desk.results.latest_vintage(desk.district.id, quarter, quarter)
    return next((v for v in known if ref is not None and v.id == ref.id), known[-1])


def accepted(verdict: Verdict) -> list[AcceptedExtract]:
    """The verdict's extracts as measure saw them."""
    return [AcceptedExtract(EXTRACTS[c.tidy.extract].name, c.tidy.key, c.set_aside_key) for c in verdict.checks]


@contextmanager
def records_of(
    desk: ExplainContext,
    verdict: Verdict,
    vintage_id: str,
    quarter: Quarter,
    *,
    indicators: Mapping[str, Indicator] = CATALOGUE,
    with_set_aside: bool = False,
    limit: int | None = None,
) -> Iterator[Lists]:
    """The listings of a vintage's records; raises IntegrityError where a stored file is missing, damaged or too old."""
    import duckdb

    try:
        with open_warehouse(
            desk.files, desk.district, accepted(verdict), desk.memory_limit, with_set_aside=with_set_aside
        ) as warehouse:
            read = (
                desk.results.observations(vintage_id) if desk.district.scoring is not None or limit is not None else ()
            )
            figures = [Observation(o[0], quarter, *o[1:]) for o in read]
            references = reference_rows(desk.district) | _scores(desk, warehouse, figures, quarter)
            # They say nothing of rows that the figures don't count.
            stated = {} if with_set_aside else stated_totals(indicators, figures)
            yield Lists(warehouse, indicators, quarter, references, limit, stated)
    except duckdb.BinderException:  # a column that the definitions name and the extract of that time doesn't have
        raise IntegrityError(
            f"版本 {vintage_id[:12]} 的数据由较早的程序整理，缺少现在口径所用的栏，列不出记录；"
            f"请重新运行{quarter.zh}。",
            f"The extracts of vintage {vintage_id[:12]} were tidied by an earlier version of the product and lack "
            f"columns that today's definitions use, so its records can't be listed; run {quarter.en} again.",
        ) from None


def _scores(
    desk: ExplainContext, warehouse: Warehouse, found: list[Observation], quarter: Quarter
) -> dict[str, list[tuple[object, ...]]]:
    """The towns' points, made again from the vintage's own figures: they stand in no file."""
    if desk.district.scoring is None:
        return {}
    plain = {i.id: i for i in CATALOGUE.values() if town_scores.name not in i.tables}
    rows = score_rows(desk.district.scoring, plain, found, quarter, [t.code for t in desk.district.towns])
    warehouse.fill(town_scores.name, rows)
    return {town_scores.name: list(rows)}


def explain(desk: ExplainContext, asked: FigureQuery, vintage: VintageRow) -> Explanation:
    """Everything about one figure. Raises GovreportError where the vintage doesn't state it or its inputs are lost."""
    indicator, split = asked.indicator, (asked.town_code, asked.breakdown, asked.member)
    verdict = desk.results.verdict(vintage.verdict_sha256)
    if verdict is None:
        raise IntegrityError(
            f"结果数据库中没有版本 {vintage.id[:12]} 所依据的核查结论，请从备份恢复。",
            f"The results database lacks the verdict behind vintage {vintage.id[:12]}; restore it from backup.",
        )
    stated = desk.lookups.stated(desk.lookups.vintages(desk.district.id, asked.quarter), indicator.id, *split)
    own = next((s for s in stated if s.vintage.id == vintage.id), None)
    if own is None:
        raise not_stated(desk, asked, vintage)
    observation = Observation(indicator.id, asked.quarter, *split, own.numerator, own.denominator)
    own_only = {indicator.id: indicator}
    with records_of(desk, verdict, vintage.id, asked.quarter, indicators=own_only) as lists:
        top, below = lists.numerator(indicator, *split), lists.denominator(indicator, *split)
        matches = lists.recomputed(indicator, *split) == (own.numerator, own.denominator)
        scores = list(lists.references.get(town_scores.name, ()))
    with records_of(desk, verdict, vintage.id, asked.quarter, indicators=own_only, with_set_aside=True) as lists:
        every = [*lists.numerator(indicator, *split), *lists.denominator(indicator, *split)]
    read = extracts_of(indicator.numerator)
    if indicator.denominator is not None:
        read = [name for name in EXTRACTS if name in {*read, *extracts_of(indicator.denominator)}]
    checks = [c for c in verdict.checks if c.tidy.extract in read]
    counted = {place for c in [*top, *below] for place in c.places}
    missing = sorted({place for c in every for place in c.places} - counted)
    rows = {(place.extract, place.row) for place in counted}
    return Explanation(
        asked=asked,
        observation=observation,
        numerator=side(indicator.numerator, own.numerator, top),
        denominator=None
        if indicator.denominator is None
        else side(indicator.denominator, own.denominator or 0, below),
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
        left_out=_reasons(desk, verdict, missing),
        comparisons=_comparisons(desk, asked, vintage, observation),
        target=None if any(split) else target_in_force(desk.district.targets, indicator, asked.quarter),
        printed=_printed(desk, asked, own),
        scores=scores,
        definition_changed=vintage.catalogue_sha256 != catalogue_sha256(),
        matches=matches,
    )  # fmt: skip


def not_stated(desk: ExplainContext, asked: FigureQuery, vintage: VintageRow) -> GovreportError:
    """Why there is no such figure, as a sentence."""
    indicator = asked.indicator
    missing = [name for name in EXTRACTS if name in extracts_of(indicator.numerator)]
    absent = [name for name in missing if name not in desk.district.extracts]
    why = "、".join(absent)
    if absent:
        return GovreportError(
            f"{asked.quarter.zh}没有{indicator.id}“{indicator.name.zh}”的数值：本区没有它所需的数据（{why}）。",
            f"{asked.quarter.en} doesn't state {indicator.id} ({indicator.name.en}): the district has no source for "
            f"the extracts it needs ({', '.join(absent)}).",
        )
    return GovreportError(
        f"{asked.quarter.zh}的版本 {vintage.id[:12]} 没有{indicator.id}“{indicator.name.zh}”的这一数值。",
        f"Vintage {vintage.id[:12]} of {asked.quarter.en} doesn't state this figure of {indicator.id} "
        f"({indicator.name.en}).",
    )


def side(measure: Measure, amount: int, chosen: list[Chosen]) -> Side:
    """A numerator or denominator of these records."""
    how = "sum" if measure.value is not None else "distinct" if measure.distinct is not None else "count"
    return Side(how, measure.is_money, amount, chosen, extracts_of(measure))


def _reasons(desk: ExplainContext, verdict: Verdict, missing: list[Place]) -> list[LeftOut]:
    """Why each of these rows is missing, from the rows that failed rules which set aside."""
    if not missing:
        return []
    wanted = set(missing)
    setting_aside = {o.rule for o in verdict.all_outcomes if o.sets_aside}
    said: dict[Place, dict[str, Message]] = {}
    for key in [c.failures_key for c in verdict.checks] + ([verdict.failures_key] if verdict.failures_key else []):
        table = read_table(desk.files, key, ["extract", "row", "rule", "zh", "en"]).to_pydict()
        for extract, row, rule, zh, en in zip(*(table[n] for n in ("extract", "row", "rule", "zh", "en")), strict=True):
            if rule in setting_aside and Place(extract, row) in wanted:
                said.setdefault(Place(extract, row), {}).setdefault(rule, Message(zh, en))
    return [LeftOut(place, tuple(sorted(said.get(place, {}).items()))) for place in missing]


def _comparisons(
    desk: ExplainContext, asked: FigureQuery, vintage: VintageRow, observation: Observation
) -> dict[str, tuple[Quarter, Comparison]]:
    """环比 and 同比 as the report of the vintage's extracts gives them; none where a value may not be shown."""
    indicator, found = asked.indicator, {}
    now = observation.value(indicator)
    for name, quarter in (("previous", asked.quarter.previous), ("year_ago", asked.quarter.year_ago)):
        if name == "previous" and indicator.basis == "year_to_date" and asked.quarter.number == 1:
            continue  # the year has just begun anew
        ref = desk.results.latest_vintage(desk.district.id, quarter, vintage.source_quarter)
        rows = [v for v in desk.lookups.vintages(desk.district.id, quarter) if ref is not None and v.id == ref.id]
        for past in desk.lookups.stated(rows, indicator.id, asked.town_code, asked.breakdown, asked.member):
            before = Observation(
                indicator.id, quarter, asked.town_code, asked.breakdown, asked.member, past.numerator, past.denominator
            )
            base = before.value(indicator)
            if now is not None and base is not None and observation.shown(indicator) and before.shown(indicator):
                found[name] = (quarter, Comparison(now, base, indicator.decimals, indicator.is_rate))
    return found


def _printed(desk: ExplainContext, asked: FigureQuery, own: StatedFigure) -> list[Printed]:
    """The reports of the quarter that hold the figure, and whether with this vintage's numbers."""
    words: Message | None = None
    if asked.breakdown:
        words = member_word(asked.indicator, asked.breakdown, asked.member, desk.district, desk.codes)
    found = []
    for report in desk.lookups.reports(desk.district.id, asked.quarter):
        model = ReportModel.model_validate_json(desk.files.get(report.model_key))
        for point in model.data:
            if (point.indicator, point.quarter, point.town_code, point.breakdown) == (
                asked.indicator.id, str(asked.quarter), asked.town_code, asked.breakdown,
            ) and (words is None or point.member in {asked.member, *words}):  # fmt: skip
                same = (point.numerator, point.denominator) == (own.numerator, own.denominator)
                found.append(Printed(report, same, desk.lookups.signatures(report.sha256)))
                break
    return found
