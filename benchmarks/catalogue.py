"""Measures the catalogue: every indicator over large extracts, and part of it beside SQL written by hand.

``section`` makes the rows once (generate.py) and measures each engine in processes of its own. The hand-written SQL
asks DuckDB for the same aggregates of the same Parquet files with GROUPING SETS; its figures must be the engine's. Does
not belong here: making rows, the engine.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.generate import LARGE, QUARTER, write
from govreport.canonical import EXTRACTS
from govreport.canonical.codes import load_codes
from govreport.district.folder import District
from govreport.district.reading import load_district
from govreport.indicators.catalogue import CATALOGUE
from govreport.indicators.dates import day_values
from govreport.indicators.engine import compute
from govreport.indicators.model import Indicator, Observation
from govreport.indicators.vintages.measuring import state
from govreport.indicators.warehouse import AcceptedExtract, Warehouse, open_warehouse
from govreport.store.files import FileStore

_ROOT = Path(__file__).resolve().parents[1]
_INCLUDE = _ROOT / "include"
ROWS = {"registration": 900_000, "funding": 5_000_000, "evaluation": 3_000_000}
MEMORY = "2GB"
ASIDE = 500
"""Every so many rows is set aside, as rules would."""

_ON_REGISTER = "registered_on <= $end AND (exited_on IS NULL OR exited_on > $end) AND status <> 'preparing'"
_FUND = "fund = 'special_fund'"
_LEFT = "status IN ('deregistered', 'revoked', 'licence_revoked')"
BY_HAND: dict[str, tuple[str, str, dict[str, str]]] = {
    "organizations": (
        "organizations",
        "legal_type",
        {
            "R01": f"count(*) FILTER (WHERE {_ON_REGISTER})",
            "R03": "count(*) FILTER (WHERE registered_on BETWEEN $start AND $end AND status <> 'preparing')",
            "R04": f"count(*) FILTER (WHERE exited_on BETWEEN $start AND $end AND {_LEFT})",
            "R14": f"count(*) FILTER (WHERE {_ON_REGISTER} AND is_charity)",
            "R15": f"count(*) FILTER (WHERE {_ON_REGISTER} AND is_hub)",
        },
    ),
    "funding": (
        "funding",
        "purpose",
        {
            "G01": f"count(DISTINCT project_no) FILTER (WHERE {_FUND} AND approved_on <= $end)",
            "G02": f"coalesce(sum(paid_fen) FILTER (WHERE {_FUND} AND paid_on <= $end), 0)",
            "G10": f"coalesce(sum(paid_fen) FILTER (WHERE {_FUND} AND paid_on BETWEEN $start AND $end), 0)",
            "G11": f"count(DISTINCT project_no) FILTER (WHERE {_FUND} AND approved_on BETWEEN $start AND $end)",
        },
    ),
    "evaluations": (
        """(SELECT e.* EXCLUDE (town_code), o.registered_on, o.exited_on, o.status,
            coalesce(o.town_code, e.town_code) AS town_code
            FROM evaluations e LEFT JOIN organizations o ON e.uscc = o.uscc)""",
        "",
        {
            "S01N": "count(DISTINCT uscc) FILTER (WHERE event_kind = 'regular_check' "
            "AND event_on BETWEEN $year AND $end)",
            "S08": "count(DISTINCT uscc) FILTER (WHERE event_kind = 'abnormal_list' AND event_on <= $end "
            f"AND (closed_on IS NULL OR closed_on > $end) AND {_ON_REGISTER})",
        },
    ),
}
"""Canonical table -> what to read, what to split by, indicator -> its aggregate; all split by town as well."""
Figures = dict[tuple[str, str, str], int]


def comparable() -> dict[str, Indicator]:
    """The indicators that are written by hand too, split as there."""
    return {
        id: replace(CATALOGUE[id], breakdowns=(by,) if by in CATALOGUE[id].breakdowns else ())
        for _, by, aggregates in BY_HAND.values()
        for id in aggregates
    }


def files_of(folder: Path) -> tuple[FileStore, list[AcceptedExtract]]:
    """The extracts in a store, made the first time; those without large rows are there and empty."""
    import io

    import pyarrow as pa
    import pyarrow.parquet as pq

    files = FileStore(str(folder / "store"))
    listed = folder / "extracts.json"
    if listed.exists():
        return files, [AcceptedExtract(*entry) for entry in json.loads(listed.read_text())]
    found = []
    for name, table in EXTRACTS.items():
        path = folder / f"{name}.parquet"
        rows = pq.read_metadata(path).num_rows
        buffer = io.BytesIO()
        pq.write_table(pa.table({"_row": pa.array(range(5, 5 + rows, ASIDE), pa.int32())}), buffer)
        key = files.put("tidy", path.read_bytes(), ".parquet")
        found.append((table.name, key, files.put("set-aside-rows", buffer.getvalue(), ".parquet")))
    listed.write_text(json.dumps(found))
    return files, [AcceptedExtract(*entry) for entry in found]


def by_hand(folder: Path) -> tuple[float, Figures]:
    """Seconds and figures of the SQL above."""
    import duckdb

    files, extracts = files_of(folder)
    values = day_values(QUARTER)
    named = {"start": values["quarter_start"], "end": values["quarter_end"], "year": values["year_start"]}
    found: Figures = {}
    with duckdb.connect(":memory:", config={"memory_limit": MEMORY}) as connection:
        connection.execute("SET preserve_insertion_order = false")
        for extract in extracts:
            connection.execute(
                f"CREATE VIEW {extract.table} AS SELECT * FROM read_parquet('{files.path(extract.rows_key)}') "
                f"WHERE _row NOT IN (SELECT _row FROM read_parquet('{files.path(extract.set_aside_key)}'))"
            )
        start = time.perf_counter()
        for relation, by, aggregates in BY_HAND.values():
            columns = ["town_code", *([by] if by else [])]
            sets = "(), (town_code)" + (f", ({by}), (town_code, {by})" if by else "")
            query = (
                f"SELECT {', '.join(f'grouping({c}), {c}' for c in columns)}, {', '.join(aggregates.values())} "
                f"FROM {relation} GROUP BY GROUPING SETS ({sets})"
            )
            used = {name: value for name, value in named.items() if f"${name}" in query}
            for row in connection.execute(query, used).fetchall():
                keys = [(row[2 * n], row[2 * n + 1]) for n in range(len(columns))]
                if any(not absent and value is None for absent, value in keys):
                    continue
                town, member = (["" if absent else value for absent, value in keys] + [""])[:2]
                for id, number in zip(aggregates, row[2 * len(columns) :], strict=True):
                    found[id, town, member] = int(number)
        return time.perf_counter() - start, found


def by_engine(folder: Path) -> tuple[float, Figures]:
    """Seconds and figures of the product's engine for the same indicators."""
    with _opened(folder) as (warehouse, district):
        codes = load_codes(_INCLUDE / "reference" / "codes.yaml")
        start = time.perf_counter()
        found = compute(warehouse, comparable(), QUARTER, [t.code for t in district.towns], codes)
        seconds = time.perf_counter() - start
    return seconds, {(o.indicator, o.town_code, o.member): o.numerator for o in found}


def whole_catalogue(folder: Path) -> dict[str, Any]:
    """Seconds of every indicator, and of the slowest passes."""
    passes: dict[str, float] = defaultdict(float)
    opening = time.perf_counter()
    with _opened(folder) as (warehouse, district):
        codes = load_codes(_INCLUDE / "reference" / "codes.yaml")
        start = time.perf_counter()
        ask = warehouse.execute

        def timed(query: Any, values: Any) -> list[tuple[Any, ...]]:
            began = time.perf_counter()
            rows = ask(query, values)
            passes[_relation(query)] += time.perf_counter() - began
            return rows

        warehouse.execute = timed  # type: ignore[method-assign]
        every = {t.name for t in EXTRACTS.values()} | warehouse.available
        found: list[Observation] = state(warehouse, district, QUARTER, codes, every)
        seconds = time.perf_counter() - start
    slowest = sorted(passes.items(), key=lambda p: -p[1])[:6]
    return {
        "seconds": seconds,
        "opening": start - opening,
        "figures": len(found),
        "indicators": len({o.indicator for o in found}),
        "slowest": slowest,
    }


def _relation(query: Any) -> str:
    """What a pass ranges over; distinct counts range over it in a query inside."""
    source = query.get_final_froms()[0]
    return str(source.name) if source.name != "once" else str(source.element.get_final_froms()[0].name)


@contextmanager
def _opened(folder: Path) -> Iterator[tuple[Warehouse, District]]:
    files, extracts = files_of(folder)
    district = load_district(_INCLUDE / "districts", "panyu")
    with open_warehouse(files, district, extracts, MEMORY) as warehouse:
        yield warehouse, district


def _same(hand: Figures, engine: Figures) -> None:
    """The engine's figures are the hand-written ones; what has no records is zero there and absent here."""
    for key, number in engine.items():
        assert hand.get(key, 0) == number, (key, hand.get(key, 0), number)


def measure(folder: Path, what: str) -> dict[str, Any]:
    """One measurement in this process."""
    if what == "same":
        hand, engine = by_hand(folder)[1], by_engine(folder)[1]
        _same(hand, engine)
        return {"figures": len(engine)}
    if what == "catalogue":
        result = whole_catalogue(folder)
    else:
        result = {"seconds": (by_hand if what == "hand" else by_engine)(folder)[0]}
    return result | {"peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}


def _apart(folder: Path, what: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.catalogue", "--folder", str(folder), "--one", what]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(_ROOT / "plugins"), str(_ROOT)])}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment, cwd=_ROOT)  # noqa: S603
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def section_text(rows: dict[str, int], results: dict[str, list[dict[str, Any]]], compared: int) -> str:
    """The page's section on the catalogue."""
    import duckdb

    def median(what: str) -> float:
        return statistics.median(r["seconds"] for r in results[what])

    def peak(what: str) -> int:
        return max(r["peak_mb"] for r in results[what])

    whole, hand, engine = (median(what) for what in ("catalogue", "hand", "engine"))
    one = results["catalogue"][0]
    counted = " + ".join(f"{n / 1e6:g} M {name}" for name, n in rows.items())
    subset = comparable()
    large = {EXTRACTS[name].name for name in LARGE}
    reading = sum(bool(i.tables & large) for i in CATALOGUE.values())
    slow: dict[str, list[float]] = defaultdict(list)
    for result in results["catalogue"]:
        for name, seconds in result["slowest"]:
            slow[name].append(seconds)
    lines = [
        "## Indicators alone",
        "",
        f"Rows: {counted}, as Parquet; one row in {ASIDE} set aside. Median of {len(results['hand'])} processes each; "
        f"DuckDB {duckdb.__version__}, engine's memory limit {MEMORY}.",
        "",
        "| What | Seconds | Peak memory, MB |",
        "|---|---|---|",
        f"| Whole catalogue, one quarter: {one['indicators']} indicators, {one['figures']:,} figures | {whole:.2f} | "
        f"{peak('catalogue')} |",
        f"| Comparable part by the engine: {len(subset)} indicators | {engine:.2f} | {peak('engine')} |",
        f"| The same by hand-written SQL | {hand:.2f} | {peak('hand')} |",
        f"| **Ratio, engine to hand** | **{engine / hand:.2f}** | |",
        "",
        f"The comparable part is {', '.join(subset)}: district, towns and one breakdown, {compared:,} figures that are "
        "the same number by number. The hand-written SQL (BY_HAND in benchmarks/catalogue.py) asks the same DuckDB for "
        "the same aggregates of the same Parquet files with GROUPING SETS, one statement a table.",
        "",
        f"What this doesn't say: of the {len(CATALOGUE)} indicators {reading} read at least one of the three large "
        "extracts; the tables of the other six extracts are there, but empty. Times are of computing alone; opening "
        f"the files and proving their hashes comes before it ({one['opening']:.1f} s). A run states three "
        "quarters, so it computes the catalogue three times.",
        "",
        "Slowest passes of the whole catalogue, one a relation:",
        "",
        "| Relation | Seconds |",
        "|---|---|",
        *(
            f"| {name} | {statistics.median(seconds):.2f} |"
            for name, seconds in sorted(slow.items(), key=lambda p: -statistics.median(p[1]))
        ),
    ]
    return "\n".join(lines) + "\n"


def section(place: Path, rows: dict[str, int], times: int) -> str:
    """Make the rows where they aren't there, measure in turn, and say."""
    folder = place / "-".join(str(n) for n in rows.values())
    if not (folder / "extracts.json").exists():
        folder.mkdir(parents=True, exist_ok=True)
        district = load_district(_INCLUDE / "districts", "panyu")
        for name in EXTRACTS:
            write(folder / f"{name}.parquet", name, rows.get(name, 0), rows["registration"], district)
        files_of(folder)
    compared = _apart(folder, "same")["figures"]
    results: dict[str, list[dict[str, Any]]] = {"hand": [], "engine": [], "catalogue": []}
    for _ in range(times):
        for what, found in results.items():
            found.append(_apart(folder, what))
    return section_text(rows, results, compared)


def main() -> None:
    """The command line: one measurement, as ``section`` starts it."""
    parser = argparse.ArgumentParser(description="One measurement of the catalogue over large extracts.")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--one", choices=["same", "hand", "engine", "catalogue"], required=True)
    arguments = parser.parse_args()
    print(json.dumps(measure(arguments.folder, arguments.one)))


if __name__ == "__main__":
    main()
