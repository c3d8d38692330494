"""Great Expectations' engines on the same rows: pandas in pieces, and SQLAlchemy on SQLite.

``python -m benchmarks.engines FOLDER pandas|sqlite`` judges the funding extract of generate.py by the rules of the
``rows`` frame that need none of our own expectations (SQL has no check characters). Does not belong here: judging
(govreport.quality).
"""

from __future__ import annotations

import argparse
import json
import resource
import sqlite3
import time
from pathlib import Path
from typing import Any

from benchmarks.gate import _INCLUDE, stored
from govreport.district.reading import load_district
from govreport.quality.catalogue import SUITES
from govreport.quality.conditions import Scope
from govreport.store.files import FileStore

RULES = [r for r in SUITES["funding"] if r.frame == "rows" and r.id not in ("E11R", "E20-TOWN")]
_FORMAT = {"result_format": "COMPLETE", "unexpected_index_column_names": ["_row"], "exclude_unexpected_values": True}


def sqlite(folder: Path, scope: Scope, path: str) -> tuple[float, int]:
    """Load the rows, judge them; returns seconds of loading and failing rows."""
    import great_expectations as gx
    import pyarrow.parquet as pq

    columns = ["_row", "project_no", "approved_on", "paid_on", "paid_fen", "awarded_fen"]
    start = time.process_time()
    database = folder / "engines.sqlite"
    database.unlink(missing_ok=True)
    with sqlite3.connect(database) as connection:
        connection.execute(
            "CREATE TABLE funding (_row INTEGER, project_no TEXT, approved_on DATE, paid_on DATE, paid_fen BIGINT, "
            "awarded_fen BIGINT)"
        )
        for batch in pq.ParquetFile(path).iter_batches(100_000, columns=columns):
            lists = (batch.column(n).cast("string") if "_on" in n else batch.column(n) for n in columns)
            rows = zip(*(values.to_pylist() for values in lists), strict=True)
            connection.executemany("INSERT INTO funding VALUES (?, ?, ?, ?, ?, ?)", rows)
    loading = time.process_time() - start
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    source = context.data_sources.add_sqlite("engines", connection_string=f"sqlite:///{database}")
    batch = source.add_table_asset("funding", table_name="funding").add_batch_definition_whole_table("all").get_batch()
    expectations = []
    for rule in RULES:
        built = rule.expect(scope)
        built.meta = {"rule": rule.id}
        expectations.append(built)
    results = batch.validate(gx.ExpectationSuite(name="rows", expectations=expectations), result_format=_FORMAT).results
    for result in results:
        rule, count = result.expectation_config.meta["rule"], result.result.get("unexpected_count")
        if result.exception_info.get("raised_exception") is not False or count:
            print(rule, count, str(result.exception_info)[:200])
    return loading, sum(int(r.result.get("unexpected_count", 0)) for r in results)


def pandas(scope: Scope, files: FileStore, key: str, tidy: Any) -> tuple[float, int]:
    """The gate's own way: pieces of a few columns."""
    from govreport.quality.frames.row_frames import row_frames
    from govreport.quality.frames.stored_rows import StoredRows
    from govreport.quality.suite import judge

    failed = 0
    for frame in row_frames("rows", tidy, RULES, StoredRows(files, key), set()):
        failed += sum(len(j.rows) for j in judge(frame.data, RULES, scope))
    return 0.0, failed


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Great Expectations' engines on the same rows.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("engine", choices=["pandas", "sqlite"])
    arguments = parser.parse_args()
    district = load_district(_INCLUDE / "districts", "panyu")
    files = FileStore(str(arguments.folder / "store"))
    tidy = stored(arguments.folder, "funding", files)
    scope = Scope(district, tidy.quarter, tidy.cutoff or tidy.quarter.end)
    import great_expectations  # noqa: F401 - importing it isn't what is measured

    start, cpu = time.perf_counter(), time.process_time()
    if arguments.engine == "sqlite":
        loading, failed = sqlite(arguments.folder, scope, files.local_path(tidy.key))
    else:
        loading, failed = pandas(scope, files, tidy.key, tidy)
    print(
        json.dumps(
            {
                "engine": arguments.engine,
                "rules": len(RULES),
                "seconds": round(time.perf_counter() - start, 1),
                "cpu_seconds": round(time.process_time() - cpu, 1),
                "loading_cpu_seconds": round(loading, 1),
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
                "failed": failed,
            }
        )
    )


if __name__ == "__main__":
    main()
