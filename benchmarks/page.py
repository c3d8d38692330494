"""docs/benchmarks.md from the results of the sections: one table with ratios and goals, then a section each.

Does not belong here: measuring (run.py).
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.measuring import ratio, spread

Results = dict[str, Any]
_HEAD = "| What | Seconds | Processor seconds | Peak memory, MB | Compared | Goal |\n|---|---|---|---|---|---|"


def _of(runs: list[Results], name: str) -> list[float]:
    return [float(run[name]) for run in runs]


def _row(what: str, runs: list[Results], compared: str = "", goal: str = "") -> str:
    peak = max(int(run["peak_mb"]) for run in runs)
    return f"| {what} | {spread(_of(runs, 'seconds'))} | {spread(_of(runs, 'cpu'))} | {peak:,} | {compared} | {goal} |"


def _ratios(a: list[Results], b: list[Results]) -> str:
    """Of processor seconds first: they depend less on what else the machine does."""
    few = min(len(a), len(b))
    cpu, wall = (ratio(_of(a[:few], name), _of(b[:few], name)) for name in ("cpu", "seconds"))
    return f"{cpu} × processor, {wall} × seconds"


def _without(run: Results, step: list[float]) -> Results:
    return run | {"seconds": run["seconds"] - step[0], "cpu": run["cpu"] - step[1]}


def library_rows(found: Results) -> list[str]:
    """The product beside the others."""
    runs = found["runs"]
    figures = [_without(r, s["render"]) for r, s in zip(runs["library"], found["steps"], strict=True)]
    scale = " + ".join(f"{n / 1e6:g} M" for n in found["rows"].values())
    return [
        _row(f"**Library**, raw files to report, {scale} rows", runs["library"], goal="≤ 4,096 MB"),
        _row("(a) DuckDB: reads the files, every aggregate of that run", runs["floor"],
             f"library is {_ratios(runs['library'], runs['floor'])} of (a)", "≤ 3"),
        _row("Library, only the 11 indicators written by hand, one quarter", runs["comparable"]),
        _row("(a) DuckDB: reads the files, those 11 by hand-written SQL", runs["hand"],
             f"library is {_ratios(runs['comparable'], runs['hand'])} of (a)", "≤ 3"),
        _row("(b) pandas, Great Expectations as it comes, to_sql; those 11", runs["plain"],
             f"(b) is {_ratios(runs['plain'], runs['comparable'])} of the library's 11", "≥ 5"),
        _row("(c) dbt-duckdb: the same rules as tests, every aggregate", runs["dbt"],
             f"(c) is {_ratios(runs['dbt'], runs['library'])} of the library", "≥ 1.5"),
        _row("Library without its documents, which (c) doesn't make", figures,
             f"(c) is {_ratios(runs['dbt'], figures)} of it"),
    ]  # fmt: skip


def library_text(found: Results) -> str:
    """What each of them did, and where the library's time goes."""
    steps = found["steps"]
    rules = found["rules"]
    lines = [
        "## Library, DuckDB, dbt, pandas",
        "",
        f"Rows: {', '.join(f'{n:,} {name}' for name, n in found['rows'].items())}; invented and seeded, delivered as "
        "CSV in the sample district's layouts (benchmarks/raw.py), the ledger of grants in GB18030. Each run is a "
        "process of its own and starts with an empty store; they were run in turn.",
        "",
        "- The library collects, tidies, checks, concludes, measures three quarters, verifies and renders "
        f"({found['observed']:,} figures of the quarter).",
        f"- (a) types the cells and leaves out the rows that the rules set aside in these files, then asks: once for "
        f"{found['queries']} aggregate queries, those that the engine asks for in such a run, and once for 11 "
        "indicators by hand-written SQL. It judges nothing else, lists no faulty row, renders nothing.",
        f"- (b) judges {rules['plain']} rules and loads the typed rows into SQLite; 11 indicators; renders nothing.",
        f"- (c) judges {rules['dbt']} rules as tests (every rule of rows that these files give something to look at), "
        "stores the numbers of the failing rows, builds once what several tests ask for, and builds all of (a)'s "
        "aggregates as tables; renders nothing. DuckDB reads UTF-8 only: (a) and (c) transcode the ledger.",
        "",
        f"The library asks {rules['library']} rules, of which {found['judged']} have something to look at here (there "
        "is no earlier quarter and no other office's table), words every failing row for those who mend it, keeps "
        "profiles for the next quarter, proves identities and makes documents. Two extracts at a time are tidied (in "
        "threads) and, each as soon as it is tidy, checked (in processes): the largest, more than half of all rows, is "
        "what the rest waits for. In Airflow every extract is tidied by a task of its own.",
        "",
        f"After each turn the {found['figures']} figures of the 11 indicators, and the number of failing rows of every "
        "rule that two sides judge, were compared and equal.",
        "",
        "Where the library's time goes:",
        "",
        "| Stage | Seconds | Processor seconds of the main process | Its peak memory so far, MB |",
        "|---|---|---|---|",
    ]
    for name in steps[0]:
        peak = max(s[name][2] for s in steps)
        lines.append(f"| {name} | {spread([s[name][0] for s in steps])} | {spread([s[name][1] for s in steps])} | "
                     f"{peak:,.0f} |")  # fmt: skip
    lines += [
        "",
        "Why (c) isn't slower, as its goal has it: measuring is DuckDB's work on both cores, here as there, and both "
        "sides keep the cores busy nearly all the time. What the library does beyond dbt (typing each distinct cell "
        "by parsers that can say what is wrong with it, wording failing rows, profiles, proofs, documents) costs about "
        "what dbt pays for a statement a test and a table an aggregate. The longest chain is the ledger of grants: "
        "read, typed, checked, put in the order of its projects by one process, while the other core does the other "
        "two files.",
    ]
    return "\n".join(lines)


def growth_rows(found: Results) -> list[str]:
    """How the library's time grows with its files."""
    parts = found["parts"]
    smallest, largest = min(parts, key=float), max(parts, key=float)
    a, b = (min(_of(parts[part], "cpu")) for part in (smallest, largest))
    rows = found["rows"]
    grown = rows[largest] / rows[smallest]
    made = [_row(f"Growth: library, {rows[part] / 1e6:g} M rows", parts[part]) for part in sorted(parts, key=float)]
    made[-1] = _row(
        f"Growth: library, {rows[largest] / 1e6:g} M rows", parts[largest],
        f"{grown:.1f} × the rows cost {b / a:.1f} × the processor seconds", f"≤ {grown:.0f}",
    )  # fmt: skip
    return made


def airflow_rows(found: Results) -> list[str]:
    """Airflow beside an empty DAG and beside the library alone."""
    report, empty, alone = (found[name] for name in ("report", "empty", "alone"))
    added = [r - a for r, a in zip(_of(report, "seconds"), _of(alone, "seconds"), strict=True)]
    many = f"{ratio(added, _of(empty, 'seconds'))} × the empty DAG is what Airflow adds to the library's seconds"
    return [
        _row("A sample quarter by its DAG (`dag.test`)", report, many, "≤ 1.3"),
        _row("An empty DAG of the same shape", empty),
        _row("The same quarter by `govreport run`", alone),
    ]


def backfill_rows(found: Results) -> list[str]:
    """Backfills with one worker and two."""
    one, two = found["workers"]["1"], found["workers"]["2"]
    seconds = f"one worker takes {one['seconds'] / two['seconds']:.2f} × the seconds of two"
    what = f"Backfill of {found['quarters']} quarters in Airflow (LocalExecutor, PostgreSQL)"
    return [
        f"| {what}, 1 worker | {one['seconds']:,.0f} | | | | |",
        f"| {what}, 2 workers | {two['seconds']:,.0f} | | | {seconds} | |",
    ]


ROWS: dict[str, Callable[[Results], list[str]]] = {
    "library": library_rows,
    "growth": growth_rows,
    "airflow": airflow_rows,
    "backfill": backfill_rows,
}


def page(found: dict[str, Results]) -> str:
    """The page; a section that wasn't measured is named as such."""
    missing = [name for name in (*ROWS, "catalogue", "rendering") if name not in found]
    lines = [
        "# Benchmarks",
        "",
        f"Written by `make bench` from what it measured; don't edit. Python {platform.python_version()}, "
        f"{os.cpu_count()} cores. A value is the median of its runs with the smallest and largest behind it; ratios "
        "are of runs made in turn. Seconds are of the clock and suffer from whatever else the machine does; processor "
        "seconds are those of the process and its children, imports included.",
        "",
    ]
    if missing:
        lines += [f"Not measured yet: {', '.join(missing)}.", ""]
    lines += [_HEAD, *(row for name, rows in ROWS.items() if name in found for row in rows(found[name])), ""]
    if "library" in found:
        lines += [library_text(found["library"]), ""]
    lines += [
        part
        for name in ("catalogue", "rendering", "suppression")
        if name in found
        for part in (found[name]["text"], "")
    ]
    return "\n".join(lines).rstrip("\n") + "\n"


def write_page(results: Path, page_path: Path) -> None:
    """Write the page from the sections' kept results."""
    found = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(results.glob("*.json"))}
    page_path.write_text(page(found), encoding="utf-8")
