"""A sample quarter in Airflow beside an empty DAG of the same shape, and beside the library without Airflow.

``python -m benchmarks.airflow_run FOLDER report|empty`` runs one DAG once by ``dag.test()``, on SQLite, in this
process, and prints its seconds without Airflow's start. Does not belong here: backfills (backfill.py).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.measuring import ROOT, Run, as_json, measured, module
from govreport_airflow.environment import airflow_environment

QUARTER = "2019-Q3"
_GOVREPORT = [sys.executable, "-c", "from govreport.cli import app; app()"]


def dag_seconds(folder: Path, what: str) -> float:
    """Run a DAG once; its seconds."""
    home = folder / "airflow"
    os.environ.update(airflow_environment(home), GOVREPORT_HOME=str(ROOT), GOVREPORT_VAR=str(folder / "var"))
    if what == "empty":
        os.environ["AIRFLOW__CORE__DAGS_FOLDER"] = str(ROOT / "benchmarks" / "dags")
    import pendulum
    from airflow.dag_processing.dagbag import DagBag
    from airflow.utils.db import initdb

    from govreport_airflow.run import DAG_PREFIX, YES

    initdb()
    bag = DagBag(os.environ["AIRFLOW__CORE__DAGS_FOLDER"])
    dag = bag.dags["empty_report" if what == "empty" else f"{DAG_PREFIX}panyu"]
    conf = {} if what == "empty" else {"quarter": QUARTER, "deliver": YES}
    started = time.perf_counter()
    run = dag.test(logical_date=pendulum.datetime(2019, 10, 23, 9, tz="Asia/Shanghai"), run_conf=conf)
    seconds = time.perf_counter() - started
    if run.state != "success":
        raise SystemExit(f"{what}: {run.state}")
    return seconds


def measure(folder: Path, times: int) -> dict[str, Any]:
    """Each ``times`` times, in turn."""
    found: dict[str, list[dict[str, Any]]] = {"empty": [], "report": [], "alone": []}
    for _ in range(times):
        for what, runs in found.items():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            if what == "alone":
                extra = {"GOVREPORT_HOME": str(ROOT), "GOVREPORT_VAR": str(folder / "var")}
                run = measured([*_GOVREPORT, "run", "--district", "panyu", "--quarter", QUARTER], extra)
            else:
                whole = module("airflow_run", str(folder), what)
                run = Run(float(whole.said), whole.cpu, whole.peak_mb, None)
            print(f"  {what:<10} {run.seconds:6.1f} s", flush=True)
            runs.append({**as_json(run), "said": None})
    return found


def main() -> None:
    """The command line: one run."""
    parser = argparse.ArgumentParser(description="One DAG, once, by dag.test().")
    parser.add_argument("folder", type=Path)
    parser.add_argument("what", choices=["report", "empty"])
    arguments = parser.parse_args()
    print(json.dumps(dag_seconds(arguments.folder, arguments.what)))


if __name__ == "__main__":
    main()
