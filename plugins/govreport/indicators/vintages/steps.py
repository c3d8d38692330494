"""Measuring and verifying the quarter of a context, and recording that it was done."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Literal

from govreport.context import Context
from govreport.indicators.catalogue import catalogue_of, catalogue_sha256
from govreport.indicators.identities import check_identities
from govreport.indicators.model import Figures
from govreport.indicators.movement import check_movement, reach
from govreport.indicators.themes.commitments import check_commitments
from govreport.indicators.vintages.longer import measure_longer, quarters_may_be_signed
from govreport.indicators.vintages.measuring import history, load_observations, measure_quarter
from govreport.indicators.vintages.revision_kind import NOTHING_SAID, Statement
from govreport.indicators.vintages.revision_list import list_revisions
from govreport.manifests.documents import Report
from govreport.manifests.measurements import Measurement, VintageRef
from govreport.manifests.verdicts import Verdict, require_unblocked
from govreport.sources.references import explained_changes
from govreport.store.records import NewRun
from govreport.store.writing import utc_now


def measure(context: Context, verdict: Verdict, statement: Statement | None = None) -> Measurement:
    """Compute the quarter's observations, and restate the quarters it is compared with. Raises BlockedError.

    ``statement`` is what an operator says of a revision.
    """
    require_unblocked(verdict)
    if context.is_longer:
        return measure_longer(context, verdict, replace(statement or NOTHING_SAID, roles=context.signers))
    return measure_quarter(
        context.district,
        verdict,
        context.files,
        context.results,
        context.codes_path,
        context.settings.duckdb_memory,
        context.product_version,
        replace(statement or NOTHING_SAID, roles=context.signers),
    )


def verify(context: Context, measurement: Measurement) -> Measurement:
    """Check the identities and list the revisions."""
    vintages, started = context.vintages, utc_now()
    past = history(vintages, context.district.id, context.quarter, reach(context.quarter))
    # Most of the run's own vintages are part of the history too: each is read once.
    stated = {
        v.id: load_observations(vintages, [v]) for v in {v.id: v for v in [*past, *measurement.vintages]}.values()
    }

    catalogue = catalogue_of(context.district.given)

    def figures(of: list[VintageRef]) -> Figures:
        return Figures(catalogue, [o for v in of for o in stated[v.id]])

    own = figures(measurement.vintages)
    identities = check_identities(own, context.quarter, [t.code for t in context.district.towns])
    identities += check_commitments(own, context.quarter, context.district.commitments)
    if context.is_longer:  # how its quarters moved was asked of each of them
        identities.append(quarters_may_be_signed(context))
    else:
        explained = explained_changes(context.settings, context.district, context.quarter)
        identities += check_movement(figures(past), context.quarter, explained)
    revised = list_revisions(vintages, context.revisions, measurement, stated, context.district.timing)
    record_run(context, "verify", measurement, started)
    return measurement.model_copy(update={"identities": identities, "revisions": revised})


def record_run(
    context: Context,
    stage: Literal["verify", "render"],
    measurement: Measurement,
    started: datetime,
    vintages: list[VintageRef] | None = None,
    reports: list[Report] | None = None,
) -> None:
    """Record that a stage was done, with what it used and stated."""
    context.runs.record(
        NewRun(
            district=context.district.id,
            quarter=context.quarter,
            stage=stage,
            verdict_sha256=measurement.verdict_sha256,
            catalogue_sha256=catalogue_sha256(context.district.given),
            product_version=context.product_version,
            vintages=[v.id for v in vintages or measurement.vintages],
            reports=[r.sha256 for r in reports or []],
            started_at=started,
        )
    )
