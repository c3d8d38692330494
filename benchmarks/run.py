"""``make bench``: every section, or one, measured in turn; docs/benchmarks.md is written from what was measured.

``python -m benchmarks.run [--only SECTION ...] [--share 1.0] [--times 3] [--table docs/benchmarks.md]``. A section's
results are kept in .run/bench/results, so that sections can be run one at a time and the page shows them all. Things
that are compared are run alternately (A B A B), since a machine's speed changes over minutes. Does not belong here:
what is measured (the modules beside), the page (page.py).
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks import dbt_run
from benchmarks.catalogue import ROWS
from benchmarks.measuring import ROOT, Run, as_json, module
from benchmarks.page import write_page
from benchmarks.raw import deliver
from benchmarks.sql import catalogue_queries
from govreport.district.reading import load_district

PLACE = ROOT / ".run" / "bench"
GROWTH = (0.1, 0.3, 1.0)
"""Parts of the asked share that growth is measured at."""


def rows_at(share: float) -> dict[str, int]:
    """Rows an extract."""
    return {name: round(count * share) for name, count in ROWS.items()}


def folder_at(share: float) -> Path:
    """Where the files of a share are, made the first time.

    Made in a process of its own: the peak memory of a process counts from that of the one which started it.
    """
    folder = PLACE / "raw" / "-".join(str(n) for n in rows_at(share).values())
    if not (folder / "queries.json").exists():
        print(f"  making {rows_at(share)}", flush=True)
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
            pool.submit(make_files, folder, rows_at(share)).result()
    return folder


def make_files(folder: Path, rows: dict[str, int]) -> None:
    """The raw files, and what the catalogue asks of them."""
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    home = deliver(folder, rows)
    queries = catalogue_queries(load_district(home / "include" / "districts", "panyu"), folder / "tables")
    (folder / "queries.json").write_text(json.dumps(queries))


def said(name: str, run: Run) -> Run:
    """Tell how it went."""
    print(f"  {name:<24} {run.seconds:8.1f} s  cpu {run.cpu:8.1f} s  {run.peak_mb:6} MB", flush=True)
    return run


def require_same(name: str, run: Run, library: Run) -> None:
    """Raise where another way finds other figures, or other numbers of failing rows, than the product does."""
    theirs = {tuple(key): number for *key, number in run.said["figures"]}
    for *key, number in library.said["figures"]:
        assert theirs.get(tuple(key), 0) == number, (name, key, theirs.get(tuple(key)), number)
    for rule, failed in run.said.get("rules", {}).items():
        assert library.said["rules"][rule] == failed, (name, rule, failed, library.said["rules"][rule])


def library(share: float, times: int) -> dict[str, Any]:
    """The product beside hand-written SQL, dbt and pandas; pandas once where the files are large."""
    folder = folder_at(share)
    dbt_run.environment_ready()
    ways: dict[str, Callable[[], Run]] = {
        "hand": lambda: module("floor", str(folder), "hand"),
        "comparable": lambda: module("library", str(folder), "--comparable"),
        "floor": lambda: module("floor", str(folder), "catalogue"),
        "library": lambda: module("library", str(folder)),
        "dbt": lambda: module("dbt_run", str(folder), "--catalogue"),
        "plain": lambda: module("plain", str(folder)),
    }
    runs: dict[str, list[Run]] = {name: [] for name in ways}
    for turn in range(times):
        for name, way in ways.items():
            if not (name == "plain" and turn and share > 0.5):
                runs[name].append(said(name, way()))
        for name in ("hand", "comparable", "dbt", "plain"):
            if len(runs[name]) > turn:
                require_same(name, runs[name][turn], runs["library"][turn])
    first = runs["library"][0].said
    return {
        "rows": rows_at(share),
        "share": share,
        "runs": {name: [{**as_json(r), "said": None} for r in found] for name, found in runs.items()},
        "steps": [r.said["steps"] for r in runs["library"]],
        "figures": len(first["figures"]),
        "observed": first["observed"],
        "rules": {name: len(found[0].said["rules"]) for name, found in runs.items() if "rules" in found[0].said},
        "judged": first["judged"],
        "queries": runs["floor"][0].said["queries"],
    }


def growth(share: float, times: int) -> dict[str, Any]:
    """The product alone over more and more rows."""
    found: dict[str, list[dict[str, Any]]] = {}
    for _ in range(times):
        for part in GROWTH:
            run = said(f"library {part:g}", module("library", str(folder_at(share * part))))
            found.setdefault(str(part), []).append({**as_json(run), "said": run.said["steps"]})
    return {"share": share, "parts": found, "rows": {str(p): sum(rows_at(share * p).values()) for p in GROWTH}}


def catalogue(share: float, times: int) -> dict[str, Any]:
    """The catalogue alone, over canonical files."""
    from benchmarks.catalogue import section

    return {"text": section(PLACE, rows_at(share), times)}


def rendering(share: float, times: int) -> dict[str, Any]:
    """The documents of a sample quarter; no share of anything."""
    return {"text": module("rendering", "--json").said}


def suppression(share: float, times: int) -> dict[str, Any]:
    """The choice of hidden cells beside tau-Argus; no share of anything."""
    from benchmarks.suppression import section

    return {"text": section(times)}


def airflow(share: float, times: int) -> dict[str, Any]:
    """A sample quarter in Airflow beside an empty DAG of the same shape, and beside the command line."""
    from benchmarks.airflow_run import measure

    return measure(PLACE / "airflow", times)


def backfill(share: float, times: int) -> dict[str, Any]:
    """24 quarters by Airflow's backfill, with one worker and with two; ``share`` is that of the 24 quarters."""
    from benchmarks.backfill import measure

    return measure(PLACE / "backfill", max(2, round(24 * share)))


SECTIONS: dict[str, Callable[[float, int], dict[str, Any]]] = {
    "library": library,
    "growth": growth,
    "catalogue": catalogue,
    "airflow": airflow,
    "backfill": backfill,
    "rendering": rendering,
    "suppression": suppression,
}


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Measure, and write the page of what was measured.")
    parser.add_argument("--only", choices=list(SECTIONS), nargs="+", default=list(SECTIONS))
    parser.add_argument("--share", type=float, default=1.0, help="of national scale")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--table", type=Path, help="write the page here")
    arguments = parser.parse_args()
    results = PLACE / "results"
    results.mkdir(parents=True, exist_ok=True)
    for name in arguments.only:
        print(name, flush=True)
        found = SECTIONS[name](arguments.share, arguments.times)
        (results / f"{name}.json").write_text(json.dumps(found, ensure_ascii=False))
        if arguments.table:
            write_page(results, arguments.table)


if __name__ == "__main__":
    main()
