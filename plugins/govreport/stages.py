"""The story of a quarter: collect, tidy, check, measure, verify, render, sign, deliver. One short function a stage.

The command line and Airflow call these. Each takes what the one before returned and a Context, and may be repeated
without harm. Rooms are imported inside the functions because start-up counts: a process that collects must not load the
engines of the other stages (Great Expectations alone takes seconds). Does not belong here: how a stage does its work.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from govreport.context import Context
    from govreport.indicators.vintages.revision_kind import Statement
    from govreport.manifests.base import ExtractName
    from govreport.manifests.deliveries import DeliveryRow
    from govreport.manifests.documents import Archive, Report
    from govreport.manifests.extracts import Snapshot, TidyExtract
    from govreport.manifests.measurements import Measurement
    from govreport.manifests.verdicts import ExtractCheck, Verdict


def collect(context: Context, extract: ExtractName) -> Snapshot:
    """Fetch one extract and keep its bytes. Raises SourceError: WaitingError before its deadline, LateError after."""
    from govreport.sources.collect import collect_extract

    return collect_extract(context, extract)


def tidy(context: Context, snapshot: Snapshot) -> TidyExtract:
    """Bring one snapshot to its canonical table. Raises ReadError."""
    from govreport.tidy.tidy import tidy_snapshot

    return tidy_snapshot(context, snapshot)


def check(context: Context, extracts: Sequence[TidyExtract]) -> list[ExtractCheck]:
    """Judge every extract by its suite, large ones side by side."""
    from govreport.quality.gate import check_each

    return check_each(context, extracts)


def conclude(context: Context, checks: Sequence[ExtractCheck]) -> Verdict:
    """Judge the extracts together and keep the verdict. Raises nothing for bad data."""
    from govreport.quality import gate

    return gate.conclude(context, list(checks))


def conclude_longer(context: Context) -> Verdict:
    """Of a half-year or a year: the verdict of its last quarter. Raises GovreportError where a quarter wasn't run."""
    from govreport.indicators.vintages.longer import last_verdict

    return last_verdict(context)


def measure(context: Context, verdict: Verdict, statement: Statement | None = None) -> Measurement:
    """Compute the quarter's observations, and restate the quarters it is compared with. Raises BlockedError.

    ``statement`` is what an operator says of a revision.
    """
    from govreport.indicators.vintages import steps

    return steps.measure(context, verdict, statement)


def verify(context: Context, measurement: Measurement) -> Measurement:
    """Check the identities, list the revisions, and ask of every text of the documents whether it is so."""
    from govreport.indicators.vintages import steps
    from govreport.reports.proving.documents import prove_documents

    return prove_documents(context, steps.verify(context, measurement))


def render(context: Context, measurement: Measurement, verdict: Verdict) -> list[Report]:
    """One report a language, in every format, and the pages that explain its figures; kept under their hashes."""
    from govreport.explain.pages import explain_pages
    from govreport.reports.rendering import render_reports

    return render_reports(context, measurement, verdict, partial(explain_pages, context, measurement, verdict))


def sign(context: Context, report: Report) -> Report:
    """See that the report may go out. Raises BlockedError where it is held, DeliveryError where it isn't signed."""
    from govreport.release.signing import require_issuable

    return require_issuable(context, report)


def deliver(context: Context, report: Report, *, supersede: bool = False) -> list[DeliveryRow]:
    """Mail the report, and then its towns' briefs, to every recipient who hasn't had them.

    Raises DeliveryError where the report isn't signed. Somebody who has another edition of the quarter's report (other
    data, another version of the product) isn't sent a second one by a mere rerun: the copy is withheld, unless
    ``supersede`` says that an operator wants it.
    """
    from govreport.delivery.send_report import send_report
    from govreport.release.signing import require_signatures

    require_signatures(context, report)
    return send_report(context, report, supersede=supersede)


def publish(context: Context, to: str | None = None, *, with_drafts: bool = False) -> Archive:
    """Bring the district's static archive up to date: all quarters, not only the context's."""
    from govreport.archive.build import update_archive

    return update_archive(context, to, with_drafts=with_drafts)
