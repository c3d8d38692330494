"""Lists every text of a sample quarter's documents that isn't borne out by what is stored (reports/statements).

    python -m scripts.list_doubts 2019-Q3 [--document report] [--language zh]

Runs the sample's quarters before it once and keeps them in .run/doubts, so that a second call takes seconds.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from govreport import stages
from govreport.context import Context
from govreport.manifests.documents import Report
from govreport.manifests.measurements import Measurement
from govreport.manifests.verdicts import Verdict
from govreport.quarter import Quarter
from govreport.reports.build import build_model
from govreport.reports.material import gather_material
from govreport.reports.proving import document_doubts
from govreport.settings import Settings

REPOSITORY = Path(__file__).resolve().parents[1]
FIRST = Quarter(2017, 4)


def main(arguments: list[str] | None = None) -> int:
    """Print the doubts, one a line; the exit code is 1 where there are any."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("quarter")
    parser.add_argument("--document", default="")
    parser.add_argument("--language", default="")
    chosen = parser.parse_args(arguments)
    settings = Settings(var=REPOSITORY / ".run" / "doubts")
    last, quarter = Quarter.parse(chosen.quarter), FIRST
    count = 0
    while quarter <= last:
        context = Context.make(settings, "panyu", str(quarter))
        if quarter == last or not context.results.reports("panyu", quarter):
            extracts = [stages.tidy(context, stages.collect(context, name)) for name in context.district.extracts]
            verdict = stages.conclude(context, stages.check(context, extracts))
            measurement = stages.verify(context, stages.measure(context, verdict))
            if quarter == last:
                for doubt in document_doubts(context, measurement, verdict):
                    wanted = doubt.document.startswith(chosen.document) and doubt.document.endswith(chosen.language)
                    if wanted:
                        count += 1
                        print(f"{doubt.document}\t{doubt.where}\t{doubt.why.en}\t{doubt.text}")
            else:
                keep_issue(context, measurement, verdict)
        quarter = quarter.next
    print(f"{count} doubts", file=sys.stderr)
    return 1 if count else 0


def keep_issue(context: Context, measurement: Measurement, verdict: Verdict) -> None:
    """Keep the models of an earlier quarter's reports, as rendering would: the next issue follows up their matters."""
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
