"""``revise``: measure a quarter again, see what changes, and only then keep it, with a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from govreport import stages
from govreport.context import Context
from govreport.currency import Currency
from govreport.errors import ConfigError
from govreport.indicators.catalogue import in_currency
from govreport.indicators.model import Indicator, Observation
from govreport.indicators.vintages.measuring import compute_vintages
from govreport.indicators.vintages.revision_kind import Statement
from govreport.indicators.vintages.revision_list import find_revisions
from govreport.indicators.vintages.revision_stats import Size
from govreport.manifests.documents import CorrectionNotice, Report
from govreport.manifests.extracts import Snapshot
from govreport.manifests.measurements import Measurement
from govreport.manifests.verdicts import Verdict, require_unblocked
from govreport.period import PERIOD_KINDS
from govreport.quality.gate import judge_together, keep_verdict, tidy_and_check
from govreport.reports.narrative import KPIS
from govreport.store.records import NewVintage

if TYPE_CHECKING:
    from govreport.sources.references import References


@dataclass(frozen=True)
class HeadlineFigure:
    """A district figure of the quarter as it is current, and as the proposal states it."""

    indicator: str
    size: Size


@dataclass(frozen=True)
class Proposal:
    """What a revision would do; nothing of it counts yet."""

    snapshots: Sequence[Snapshot]
    verdict: Verdict
    vintages: Sequence[NewVintage]
    headline: Sequence[HeadlineFigure]
    """Candidates for the report's first page that change."""
    changed: int
    """All figures that change, of towns and breakdowns and of the quarters that are restated too."""
    new: bool
    """Whether it states any vintage otherwise than the one that is current."""
    issued: Report | None
    """The signed report of the quarter, if there is one."""


@dataclass(frozen=True)
class Revised:
    """The outcome of a revision that was accepted: what was proposed, and what was made of it."""

    proposal: Proposal
    measurement: Measurement
    reports: Sequence[Report]
    notices: Sequence[CorrectionNotice]
    """Drafts about the report that had been signed; they go nowhere by themselves."""


def propose(context: Context, *, from_store: bool = False) -> Proposal:
    """Collect, or take the files that the current figures were computed from; check, compute, keep nothing.

    Raises SourceError, ReadError, BlockedError, and ConfigError where there is nothing to revise.
    """
    if context.is_longer:
        last, of = context.last_part, PERIOD_KINDS[context.district.base]
        raise ConfigError(
            f"{context.quarter.zh}的数字由各{of.zh}汇成，不能单独修订；"
            f"请修订其中的{of.zh}（如 govreport revise {last}），"
            f"再运行 govreport run -q {context.quarter}。",
            f"The figures of {context.quarter.running_en} are put together from its {of.en}s and aren't revised "
            "by themselves; "
            f"revise the {of.en} that changes (such as govreport revise {last}), then run {context.quarter} again.",
        )
    current = context.runs.last_run(context.district.id, context.quarter)
    before = context.results.verdict(current.verdict_sha256) if current is not None else None
    if before is None:
        raise ConfigError(
            f"{context.quarter.zh}尚未计算，没有可修订的数字，请先运行 govreport run。",
            f"{context.quarter.en} has no figures to revise yet; run it first.",
        )
    snapshots = _stored_snapshots(context, before) if from_store else _collect(context)
    checks = tidy_and_check(context, snapshots)
    verdict = judge_together(context, checks, _references(context, before) if from_store else None)
    require_unblocked(verdict)
    vintages = compute_vintages(
        context.district,
        verdict,
        context.files,
        context.codes_path,
        context.settings.duckdb_memory,
        context.product_version,
    )
    changed, headline, new = 0, [], False
    for vintage in vintages:
        quarter = vintage.record.quarter
        current_vintage = context.vintages.latest(context.district.id, quarter, context.quarter)
        new = new or current_vintage is None or current_vintage.id != vintage.record.id
        if current_vintage is None:
            continue
        before_it = [Observation(o[0], quarter, *o[1:]) for o in context.vintages.observations(current_vintage.id)]
        after_it = [Observation(o[0], quarter, *o[1:]) for o in vintage.observations]
        changed += len(find_revisions(before_it, after_it))
        if quarter == context.quarter:
            headline = _headline(before_it, after_it, context.district.money)
    issued = context.ledger.last_signed(context.district.id, context.quarter, context.signers)
    return Proposal(snapshots, verdict, vintages, headline, changed, new, issued)


def revise_quarter(
    context: Context,
    reason: str,
    *,
    kind: Literal["correction", "major"] | None = None,
    from_store: bool = False,
    known_since: date | None = None,
    confirm: Callable[[Proposal], bool] = lambda _: True,
) -> Revised | None:
    """Make a new vintage of the quarter with a reason; None where nothing would change or ``confirm`` says no.

    ``kind`` follows from the calendar and the data where it isn't stated. Raises as ``propose`` does.
    """
    if not reason.strip():
        raise ConfigError("请写明修订的原因。", "State the reason for the revision.")
    proposal = propose(context, from_store=from_store)
    if not confirm(proposal) or not proposal.new:
        return None
    for snapshot in proposal.snapshots:
        context.results.add_snapshot(snapshot)
    keep_verdict(context, proposal.verdict)
    before = {n.text.sha256 for n in context.notices.of(context.district.id, context.quarter)}
    statement = Statement(reason=reason.strip(), kind=kind, known_since=known_since)
    measurement = stages.verify(context, stages.measure(context, proposal.verdict, statement))
    reports = stages.render(context, measurement, proposal.verdict)
    notices = context.notices.of(context.district.id, context.quarter)
    return Revised(proposal, measurement, reports, [n for n in notices if n.text.sha256 not in before])


def _collect(context: Context) -> list[Snapshot]:
    # Imported here: a revision from the store reads no source.
    from govreport.sources.collect import collect

    settings, district, files = context.settings, context.district, context.files
    return [
        collect(settings, district, context.quarter, name, files, context.connections) for name in district.extracts
    ]


def _stored_snapshots(context: Context, verdict: Verdict) -> list[Snapshot]:
    stored = context.results.kept_snapshots(verdict)
    missing = sorted({c.tidy.extract for c in verdict.checks} - {s.extract for s in stored})
    if missing:
        raise ConfigError(
            f"存储中没有 {'、'.join(missing)} 的收取记录，请去掉 --from-store，从来源重新收取。",
            f"The store has no record of {', '.join(missing)}; collect from the sources, without --from-store.",
        )
    return stored


def _references(context: Context, verdict: Verdict) -> References:
    from govreport.sources.references import kept_references

    return kept_references(context.settings, context.district, verdict.references, context.files)


def _headline(old: Sequence[Observation], new: Sequence[Observation], own: Currency) -> list[HeadlineFigure]:
    before, after = _of_the_district(old), _of_the_district(new)
    figures = []
    for indicator in KPIS:
        declared = in_currency(own).get(indicator)
        if declared is None:
            continue
        size = Size(_stated(before.get(indicator), declared), _stated(after.get(indicator), declared))
        if size.old != size.new:
            figures.append(HeadlineFigure(indicator, size))
    return figures


def _of_the_district(observations: Sequence[Observation]) -> dict[str, Observation]:
    return {o.indicator: o for o in observations if not o.town_code and not o.breakdown}


def _stated(observation: Observation | None, indicator: Indicator) -> Fraction | None:
    """The figure as it may be shown; None where there is none."""
    return observation.value(indicator) if observation is not None and observation.shown(indicator) else None
