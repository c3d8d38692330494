"""The product over raw files: every stage from collect to render, in one process, as ``govreport run`` does it.

``python -m benchmarks.library FOLDER [--until check|measure|render] [--comparable]`` on what raw.py delivered prints
seconds and processor seconds of each stage, the figures that are also written by hand, and how many rows fail each
rule. ``--comparable`` measures only those figures. Does not belong here: the others it is compared with (floor.py,
plain.py, dbt_run.py), the order of measuring (run.py).
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from benchmarks.catalogue import Figures, comparable
from benchmarks.generate import QUARTER
from benchmarks.raw import home_of, settings_of
from govreport import stages
from govreport.canonical import EXTRACTS
from govreport.context import Context
from govreport.indicators.model import Observation
from govreport.manifests.verdicts import Verdict, require_unblocked
from govreport.quality.gate import tidy_and_check

T = TypeVar("T")


class Clock:
    """Seconds, processor seconds and peak memory at the end of each step."""

    def __init__(self) -> None:
        self.steps: dict[str, list[float]] = {}

    def step(self, name: str, act: Callable[[], T]) -> T:
        """Do it and keep its times under ``name``; several of one name add up."""
        wall, cpu = time.perf_counter(), time.process_time()
        done = act()
        before = self.steps.get(name, [0.0, 0.0, 0.0])
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        self.steps[name] = [before[0] + time.perf_counter() - wall, before[1] + time.process_time() - cpu, peak]
        return done


def as_lists(figures: Figures) -> list[list[Any]]:
    """For JSON."""
    return sorted([*key, number] for key, number in figures.items())


def failures(verdict: Verdict) -> dict[str, int]:
    """Extract and rule -> failing rows; rules across extracts under the extract whose rows they look at."""
    found = {f"{c.tidy.extract} {o.rule}": o.failed for c in verdict.checks for o in c.outcomes}
    beside = {"E30": "evaluation", "E32-ASSESSED": "evaluation", "E33": "evaluation"}
    return found | {f"{beside.get(o.rule, 'funding')} {o.rule}": o.failed for o in verdict.outcomes}


def judged(verdict: Verdict) -> int:
    """Rules that had something to look at."""
    return sum(
        o.evaluated > 0 for outcomes in (*(c.outcomes for c in verdict.checks), verdict.outcomes) for o in outcomes
    )


def comparable_only(context: Context, verdict: Verdict) -> list[Observation]:
    """The comparable indicators of the quarter alone."""
    from govreport.canonical.codes import load_codes
    from govreport.indicators.engine import compute
    from govreport.indicators.warehouse import AcceptedExtract, open_warehouse

    extracts = [AcceptedExtract(EXTRACTS[c.tidy.extract].name, c.tidy.key, c.set_aside_key) for c in verdict.checks]
    towns = [t.code for t in context.district.towns]
    with open_warehouse(context.files, context.district, extracts, context.settings.duckdb_memory) as warehouse:
        return compute(warehouse, comparable(), QUARTER, towns, load_codes(context.codes_path))


def run(folder: Path, until: str, *, only_comparable: bool) -> dict[str, Any]:
    """All stages up to ``until``."""
    var = folder / "var"
    shutil.rmtree(var, ignore_errors=True)
    clock = Clock()
    context = Context.make(settings_of(home_of(folder), var), "panyu", QUARTER)
    snapshots = clock.step("collect", lambda: [stages.collect(context, e) for e in context.district.extracts])
    checks = clock.step("tidy and check", lambda: tidy_and_check(context, snapshots))
    verdict = clock.step("conclude", lambda: stages.conclude(context, checks))
    require_unblocked(verdict)
    said: dict[str, Any] = {
        "rules": failures(verdict),
        "judged": judged(verdict),
        "rows": {c.tidy.extract: c.tidy.rows_in for c in checks},
    }
    observed: list[Observation] = []
    if only_comparable:
        observed = clock.step("measure", lambda: comparable_only(context, verdict))
    elif until != "check":
        measurement = clock.step("measure", lambda: stages.measure(context, verdict))
        measurement = clock.step("verify", lambda: stages.verify(context, measurement))
        if until == "render":
            reports = clock.step("render", lambda: stages.render(context, measurement, verdict))
            said["report"] = reports[0].sha256
        own = next(v for v in measurement.vintages if v.quarter == QUARTER)
        observed = [Observation(o[0], QUARTER, *o[1:]) for o in context.vintages.observations(own.id)]
    asked = comparable()
    figures = {
        (o.indicator, o.town_code, o.member): o.numerator
        for o in observed
        if o.indicator in asked and (not o.breakdown or o.breakdown in asked[o.indicator].breakdowns)
    }
    return said | {"steps": clock.steps, "figures": as_lists(figures), "observed": len(observed)}


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="The product over raw files, in one process.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--until", choices=["check", "measure", "render"], default="render")
    parser.add_argument("--comparable", action="store_true", help="measure only what is written by hand too")
    arguments = parser.parse_args()
    print(json.dumps(run(arguments.folder, arguments.until, only_comparable=arguments.comparable)))


if __name__ == "__main__":
    main()
