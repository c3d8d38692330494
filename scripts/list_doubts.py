"""Lists every text of the sample's documents that isn't borne out by what is stored (reports/statements).

    python -m scripts.list_doubts 2019-Q3 [--document report] [--all]

In Chinese and English. Runs the sample's quarters before it once and keeps them in .run/doubts, with the models of
their reports, which the next issue follows up; ``--all`` lists the doubts of every quarter up to it.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from govreport import stages
from govreport.context import Context
from govreport.indicators.vintages import steps
from govreport.manifests.documents import Report
from govreport.manifests.measurements import Measurement
from govreport.manifests.verdicts import Verdict
from govreport.quarter import Quarter
from govreport.reports.build import build_model
from govreport.reports.material import gather_material
from govreport.reports.proving.documents import document_doubts, with_identity
from govreport.settings import Settings

REPOSITORY = Path(__file__).resolve().parents[1]
FIRST = Quarter(2017, 4)


def main(arguments: list[str] | None = None) -> int:
    """Print the doubts, one a line; the exit code is 1 where there are any."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("quarter")
    parser.add_argument("--document", default="", help="only documents whose name begins so")
    parser.add_argument("--all", action="store_true", help="every quarter up to it")
    chosen = parser.parse_args(arguments)
    settings = Settings(var=REPOSITORY / ".run" / "doubts")
    last, quarter, count = Quarter.parse(chosen.quarter), FIRST, 0
    while quarter <= last:
        context = Context.make(settings, "panyu", str(quarter))
        context = replace(context, district=context.district.model_copy(update={"languages": ("zh", "en")}))
        asked = chosen.all or quarter == last
        if asked or context.vintages.latest("panyu", quarter, quarter) is None:
            count += _run(context, chosen.document, asked=asked)
        quarter = quarter.next
    print(f"{count} doubts", file=sys.stderr)
    return 1 if count else 0


def _run(context: Context, document: str, *, asked: bool) -> int:
    """Run a quarter up to its figures and keep its issue; print its doubts where ``asked``."""
    extracts = [stages.tidy(context, stages.collect(context, name)) for name in context.district.extracts]
    verdict = stages.conclude(context, stages.check(context, extracts))
    measurement = with_identity(steps.verify(context, stages.measure(context, verdict)))
    found = list(document_doubts(context, measurement, verdict)) if asked else []
    for doubt in found:
        if doubt.document.startswith(document):
            print(f"{context.quarter}\t{doubt.document}\t{doubt.where}\t{doubt.why.en}\t{doubt.text}")
    keep_issue(context, measurement, verdict)
    return sum(doubt.document.startswith(document) for doubt in found)


def keep_issue(context: Context, measurement: Measurement, verdict: Verdict) -> None:
    """Keep the models of a quarter's reports, as rendering would: the next issue follows up their matters."""
    for language, inputs, _ in gather_material(context, measurement, verdict).languages:
        key = context.files.put("models", build_model(inputs, language).model_dump_json().encode(), ".json")
        context.results.add_report(
            Report(
                district=context.district.id, quarter=context.quarter, language=language, files=[],
                fingerprint=inputs.fingerprint, sha256=inputs.fingerprint, held=inputs.held, model_key=key,
            )
        )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
