"""The figures of a half-year or a year, put together from the stored figures of its quarters (its months, where the
district reports by month); no record is read.

A stock, a figure of the year to date and a cumulative one are those of the last quarter, for they are about its end. A
flow is the sum over the quarters, numerators and denominators apart, so that a rate is that of all of them together;
also where each quarter has a return of its own and no extract knows the whole period.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import pairwise

from govreport.context import Context
from govreport.errors import GovreportError, IntegrityError
from govreport.indicators.catalogue import CATALOGUE, catalogue_sha256, definition_hashes
from govreport.indicators.engine import code_list_of
from govreport.indicators.model import Indicator
from govreport.indicators.vintages.revision_kind import NOTHING_SAID, Statement, breaks_series, classify_revision
from govreport.manifests.measurements import Identity, Measurement, VintageRef
from govreport.manifests.verdicts import Verdict
from govreport.period import PERIOD_KINDS, Period
from govreport.store.records import NewRun, NewVintage, StoredObservation, VintageRecord, VintageRow
from govreport.store.writing import utc_now
from govreport.vocabulary import VERDICTS

LONGEST = 5
"""So many periods a longer report looks back at, its own among them, where their quarters are stored."""
Place = tuple[str, str, str, str]
"""(indicator, town_code, breakdown, member)."""


def quarters_of(context: Context, period: Period) -> list[VintageRef]:
    """The vintage of each quarter (or month) of a period as the report's last one knows it; fewer where some weren't
    run."""
    known_by, parts = context.last_part, context.district.parts_of(period)
    found = (context.vintages.latest(context.district.id, quarter, known_by) for quarter in parts)
    return [vintage for vintage in found if vintage is not None]


def made_of(context: Context, period: Period) -> list[VintageRef]:
    """The vintages of its quarters that a longer period's figures are made of; none for a base period."""
    return quarters_of(context, period) if context.district.is_longer(period) else []


def last_verdict(context: Context) -> Verdict:
    """The verdict on the data of the period's last quarter. Raises GovreportError where a quarter wasn't run."""
    context.require_one_base()
    period, district = context.quarter, context.district.id
    parts = quarters_of(context, period)
    stated = {part.quarter for part in parts}
    missing = [quarter for quarter in context.district.parts_of(period) if quarter not in stated]
    of = PERIOD_KINDS[context.district.base]
    if missing:
        first, zh, en = missing[0], "、".join(q.zh for q in missing), ", ".join(q.en for q in missing)
        raise GovreportError(
            f"{period.zh}的报告由各{of.zh}的数字汇成，而{zh}尚未计算；请先运行 govreport run -d {district} -q {first}"
            f"{' 等' if len(missing) > 1 else ''}。",
            f"The report of {period.running_en} is put together from its {of.en}s, and {en} "
            f"{'have' if len(missing) > 1 else 'has'} no figures; run govreport run -d {district} -q {first} first.",
        )
    record = context.vintages.find(parts[-1].id)
    verdict = None if record is None else context.results.verdict(record.verdict_sha256)
    if verdict is None:
        raise IntegrityError(
            f"{context.last_part.zh}的核查结论没有存下，请重新运行它。",
            f"The verdict of {context.last_part.en} isn't kept; run it again.",
        )
    return verdict


def measure_longer(context: Context, verdict: Verdict, statement: Statement = NOTHING_SAID) -> Measurement:
    """Put together the period's figures and those of the periods before it, and append them with the run."""
    started = utc_now()
    vintages = [
        _put_together(context, period, parts)
        for period in context.quarter.back(LONGEST)
        if len(parts := quarters_of(context, period)) == len(context.district.parts_of(period))
    ]
    run = NewRun(
        district=context.district.id,
        quarter=context.quarter,
        stage="measure",
        verdict_sha256=verdict.sha256,
        catalogue_sha256=catalogue_sha256(context.district.given),
        product_version=context.product_version,
        vintages=[v.record.id for v in vintages],
        started_at=started,
        revision_kind=statement.kind,
        reason=statement.reason,
        known_since=statement.known_since,
    )
    judging = partial(classify_revision, timing=context.district.timing, statement=statement)
    context.runs.record(run, vintages, judging, statement.roles)
    return Measurement(
        district=context.district.id,
        quarter=context.quarter,
        verdict_sha256=verdict.sha256,
        vintages=[v.ref for v in vintages],
    )


def quarters_may_be_signed(context: Context) -> Identity:
    """Whether the data of every quarter may be signed: a longer report is no better than its quarters."""
    held, each = [], PERIOD_KINDS[context.district.base]
    for part in quarters_of(context, context.quarter):
        record = context.vintages.find(part.id)
        verdict = None if record is None else context.results.verdict(record.verdict_sha256)
        if verdict is None or (verdict.state in ("hold", "block") and not _accepted(context, part.quarter, verdict)):
            held.append((part.quarter, VERDICTS[verdict.state if verdict else "hold"]))
    return Identity(
        name="quarters:verdicts",
        rule="E55",
        zh=f"各{each.zh}的数据均可签发",
        en=f"the data of every {each.en} may be signed",
        holds=not held,
        detail_zh="；".join(f"{q.zh}：{state.zh}" for q, state in held) or f"各{each.zh}均可签发",
        detail_en="; ".join(f"{q.en}: {state.en}" for q, state in held) or "all of them may",
    )


def _accepted(context: Context, quarter: Period, verdict: Verdict) -> bool:
    """Whether a report that may be signed was made of the verdict: then somebody has accepted all that it holds for."""
    runs = context.runs.runs(context.district.id, quarter)
    made = {sha256 for run in runs if run.verdict_sha256 == verdict.sha256 for sha256 in run.reports}
    return any(r.sha256 in made and not r.held for r in context.results.reports(context.district.id, quarter))


def _put_together(context: Context, period: Period, parts: Sequence[VintageRef]) -> NewVintage:
    records = [record for part in parts if (record := context.vintages.find(part.id)) is not None]
    stated = [
        {(o.indicator, o.town_code, o.breakdown, o.member): o for o in context.vintages.observations(part.id)}
        for part in parts
    ]
    last = records[-1]
    record = VintageRecord(
        id=_identity(
            context, period, parts, context.quarter, catalogue_sha256(context.district.given), context.product_version
        ),
        district=context.district.id,
        quarter=period,
        source_quarter=context.quarter,
        verdict_sha256=last.verdict_sha256,
        catalogue_sha256=catalogue_sha256(context.district.given),
        reference_sha256=last.reference_sha256,
        product_version=context.product_version,
        inputs=last.inputs,
        reference=last.reference,
        definitions=definition_hashes(context.district.given),
    )
    return NewVintage(record, figures_of(stated, CATALOGUE, _broken(records)))


def figures_of(
    quarters: Sequence[Mapping[Place, StoredObservation]],
    indicators: Mapping[str, Indicator],
    broken: frozenset[tuple[str, bool]] = frozenset(),
) -> list[StoredObservation]:
    """The figures of a period from those of its quarters, oldest first, in key order.

    ``broken``: (indicator, whether of towns) of flows that mean something else in some of the quarters; these, and what
    a quarter doesn't state, aren't stated: unknown is not zero.
    """
    last, found = quarters[-1], []
    flows: set[Place] = set()
    for place, o in last.items():
        declared = indicators.get(place[0])
        if declared is not None and declared.basis != "flow":
            found.append(o)
    for quarter in quarters:
        flows |= {place for place in quarter if place[0] in indicators and indicators[place[0]].basis == "flow"}
    split = [{place[:3] for place in quarter} for quarter in quarters]
    for place in flows:
        indicator, town, _, _ = place
        whole = (indicator, town, "", "")
        if (indicator, bool(town)) in broken or any(whole not in quarter for quarter in quarters):
            continue
        if any(place[:3] not in listed for listed in split) and _every_code(indicators[indicator], place[2]):
            continue  # a breakdown that a quarter's extracts didn't supply
        # A member that a quarter doesn't list had nothing in it; its total says that the quarter states the figure.
        there = [quarter[place] for quarter in quarters if place in quarter]
        below = [o.denominator for o in there]
        found.append(
            StoredObservation(
                *place,
                sum(o.numerator for o in there),
                None if any(d is None for d in below) else sum(d for d in below if d is not None),
            )
        )
    return sorted(found, key=lambda o: o[:4])


def _every_code(indicator: Indicator, breakdown: str) -> bool:
    """Whether a quarter lists all members of the breakdown, those that had nothing too."""
    return bool(breakdown) and code_list_of(indicator.numerator.relation.c[breakdown]) is not None


def _broken(records: Sequence[VintageRecord]) -> frozenset[tuple[str, bool]]:
    """Flows that are counted otherwise, or within other boundaries, in one quarter than in the next."""
    town = "any"
    return frozenset(
        (indicator, of_towns)
        for old, new in pairwise(records)
        for indicator, declared in CATALOGUE.items()
        if declared.basis == "flow"
        for of_towns in (False, True)
        if breaks_series(old, new, declared, town if of_towns else "")
    )


def identity_of(context: Context, period: Period, parts: Sequence[VintageRef], made: VintageRow) -> str:
    """The id that a vintage made like ``made`` has where it is put together from ``parts``."""
    return _identity(context, period, parts, made.source_quarter, made.catalogue_sha256, _version(context, made))


def _version(context: Context, made: VintageRow) -> str:
    record = context.vintages.find(made.id)
    return record.product_version if record is not None else context.product_version


def _identity(
    context: Context,
    period: Period,
    parts: Sequence[VintageRef],
    source: Period,
    catalogue: str,
    product_version: str,
) -> str:
    """Everything the figures depend on, hashed: the quarters' vintages, which say what they come from, and the code."""
    stated = {
        "district": context.district.id,
        "period": str(period),
        "source": str(source),
        "quarters": [part.id for part in parts],
        "catalogue": catalogue,
        "product": product_version,
    }
    return hashlib.sha256(json.dumps(stated, sort_keys=True).encode()).hexdigest()
