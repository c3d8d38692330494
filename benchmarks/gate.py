"""Measures the gate: seconds and peak memory of judging large extracts, each in a process of its own.

``python -m benchmarks.gate FOLDER`` with the files of generate.py. Does not belong here: making rows (generate.py).
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.generate import LARGE, QUARTER
from govreport.canonical import EXTRACTS
from govreport.district.reading import load_district
from govreport.manifests.extracts import TidyExtract
from govreport.manifests.verdicts import ExtractCheck
from govreport.quality.check import check_extract
from govreport.store.files import FileStore

_INCLUDE = Path(__file__).resolve().parents[1] / "include"


def stored(folder: Path, extract: str, files: FileStore) -> TidyExtract:
    """The generated file as tidy would hand it over."""
    import pyarrow.parquet as pq

    path = folder / f"{extract}.parquet"
    rows = pq.read_metadata(path).num_rows
    table = EXTRACTS[extract]
    key = files.put("tidy", path.read_bytes(), ".parquet")
    return TidyExtract(
        district="panyu", extract=extract, quarter=QUARTER, filename=f"{extract}.csv", snapshot_sha256="0" * 64,
        table=table.name, key=key, sha256="0" * 64, set_aside_key=key, rows_in=rows, rows_kept=rows, rows_set_aside=0,
        cutoff=QUARTER.end, encoding="utf-8", sheet=None, header_row=4,
        columns={c.name: c.info["zh"] for c in table.columns if c.name != "_row"}, ignored=[], unknown=[], totals=[],
    )  # fmt: skip


def judge(folder: Path, extract: str) -> dict[str, object]:
    """Judge one extract, or all of them together (``across``, after each was judged), in this process."""
    district = load_district(_INCLUDE / "districts", "panyu")
    files = FileStore(str(folder / "store"))
    kept = folder / f"{extract}.check.json"
    if extract == "across":
        from govreport.quality.conclude import judge_quarter

        checks = [ExtractCheck.model_validate_json((folder / f"{n}.check.json").read_text()) for n in LARGE]
        start, cpu = time.perf_counter(), time.process_time()
        verdict = judge_quarter(district, QUARTER, checks, files)
        found = verdict.outcomes
    else:
        tidy = stored(folder, extract, files)
        start, cpu = time.perf_counter(), time.process_time()
        check = check_extract(district, tidy, files)
        kept.write_text(check.model_dump_json())
        found = check.outcomes
    return {
        "suite": extract,
        "seconds": round(time.perf_counter() - start, 1),
        "cpu_seconds": round(time.process_time() - cpu, 1),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "failed": sum(o.failed for o in found),
        "errors": [f"{o.rule}: {o.error}" for o in found if o.error],
    }


def main() -> None:
    """The command line: without ``--suite`` each suite is judged in a process of its own."""
    parser = argparse.ArgumentParser(description="Seconds and peak memory of judging large extracts.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--suite", choices=[*LARGE, "across"])
    arguments = parser.parse_args()
    if arguments.suite:
        print(json.dumps(judge(arguments.folder, arguments.suite)))
        return
    for suite in (*LARGE, "across"):
        command = [sys.executable, "-m", "benchmarks.gate", str(arguments.folder), "--suite", suite]
        subprocess.run(command, check=True)  # noqa: S603


if __name__ == "__main__":
    main()
