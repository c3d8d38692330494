"""How long the documents of one quarter take: every format of the report, sixteen town briefs, explanations, archive.

``python -m benchmarks.rendering`` runs a sample quarter (with two before it) through the real stages once, then times
each document five times after imports. Does not belong here: the catalogue's times (catalogue.py).
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from govreport import stages
from govreport.context import Context
from govreport.explain.pages import explain_pages
from govreport.manifests.measurements import Measurement
from govreport.manifests.verdicts import Verdict
from govreport.reports import publications
from govreport.reports.build import build_model
from govreport.reports.documents.town_brief import town_brief
from govreport.reports.formats.pdf import render_pdf, render_pdfs
from govreport.reports.formats.web import render_web
from govreport.reports.formats.word import render_docx
from govreport.reports.formats.workbook import render_workbook
from govreport.reports.material import gather_material
from govreport.reports.rendering import render_files
from govreport.settings import Settings

QUARTERS = ("2018-Q4", "2019-Q2", "2019-Q3")
TIMES = 5
HEAD = "## Rendering"
GOALS = {"all": 1.5, "towns": 5.0}
"""Seconds that were promised."""


def prepared(settings: Settings) -> tuple[Context, Verdict, Measurement]:
    """The sample's quarters, run up to verify; the last one's verdict and figures."""
    for quarter in QUARTERS:
        context = Context.make(settings, "panyu", quarter)
        extracts = context.district.extracts
        checks = stages.check(context, [stages.tidy(context, stages.collect(context, x)) for x in extracts])
        verdict = stages.conclude(context, checks)
        measurement = stages.verify(context, stages.measure(context, verdict))
    return context, verdict, measurement


def seconds(act: Callable[[], object]) -> float:
    """Median of five, after a first one that pays for imports and opens fonts."""
    act()
    taken = []
    for _ in range(TIMES):
        started = time.perf_counter()
        act()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def measure(settings: Settings, archive: Path) -> list[tuple[str, str, float]]:
    """(key, what, seconds) for everything that is made of a quarter."""
    context, verdict, measurement = prepared(settings)
    material = gather_material(context, measurement, verdict).languages[0]
    inputs, language = material.inputs, material.language
    model = build_model(inputs, language)
    towns = [t.code for t in context.district.towns]

    def everything() -> None:
        render_files(build_model(inputs, language), settings)

    def briefs() -> None:
        for _ in render_pdfs([town_brief(inputs, language, code) for code in towns], settings):
            pass

    found = [
        ("all", "**All formats of one quarter** (view model, PDF, web page, workbook, document)", everything),
        ("model", "of which the view model with its charts", lambda: build_model(inputs, language)),
        ("pdf", "PDF", lambda: render_pdf(model, settings)),
        ("web", "web page", lambda: render_web(model, settings)),
        ("xlsx", f"workbook with {len(model.data):,} rows of data", lambda: render_workbook(model)),
        ("docx", "editable document", lambda: render_docx(model, settings)),
        ("towns", f"**{len(towns)} town briefs as PDF**", briefs),
        ("material", "Reading the figures from the database, and what may be shown of them",
         lambda: gather_material(context, measurement, verdict)),
        ("annex", "Annex of a reply, PDF and document",
         lambda: publications.render_annex(context, measurement, verdict)),
        ("explain", f"Explanation pages of {len(inputs.figures.indicators)} indicators",
         lambda: explain_pages(context, measurement, verdict, inputs.figures, language)),
        ("archive", "Archive of the sample's quarters, with drafts",
         lambda: stages.publish(context, str(archive), with_drafts=True)),
    ]  # fmt: skip
    stages.render(context, measurement, verdict)  # the archive shows what was rendered
    return [(key, what, seconds(act)) for key, what, act in found]


def section(times: list[tuple[str, str, float]]) -> str:
    """The page's section on rendering."""
    lines = [
        HEAD,
        "",
        f"The sample's {QUARTERS[-1]}, one language, after imports; median of {TIMES} in one process.",
        "",
    ]
    lines += ["| What | Seconds | Goal |", "|---|---|---|"]
    lines += [f"| {what} | {taken:.2f} | {GOALS.get(key, '')} |" for key, what, taken in times]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the section as JSON, for run.py")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        times = measure(Settings(var=Path(folder) / "var"), Path(folder) / "archive")
    text = section(times)
    print(json.dumps(text) if arguments.json else text)


if __name__ == "__main__":
    main()
