"""A quarter's figures as its last run stated them, computed again: for documents that are made later."""

from __future__ import annotations

from govreport.context import Context
from govreport.errors import GovreportError
from govreport.indicators.vintages.steps import measure, verify
from govreport.manifests.measurements import Measurement
from govreport.manifests.verdicts import Verdict
from govreport.reports.proving.documents import prove_documents


def latest_measurement(context: Context) -> tuple[Verdict, Measurement]:
    """The verdict and the figures of the quarter's last run. Raises GovreportError where there is none."""
    run = context.runs.last_run(context.district.id, context.quarter, "verify")
    verdict = context.results.verdict(run.verdict_sha256) if run is not None else None
    if run is None or verdict is None:
        raise GovreportError(
            f"{context.quarter.zh}尚未计算，请先运行 govreport run -d {context.district.id} -q {context.quarter}。",
            f"{context.quarter.en} has no figures yet; run govreport run -d {context.district.id} -q {context.quarter} "
            "first.",
        )
    return verdict, prove_documents(context, verify(context, measure(context, verdict)))
