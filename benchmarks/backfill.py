"""A backfill of many quarters in a real Airflow, with one worker and with two.

The scheduler, its LocalExecutor and its PostgreSQL are started for each measurement and stopped after. The extracts are
small ones of raw.py, another title line a quarter, since a file that came before is refused. Does not belong here:
starting Airflow (govreport_airflow.local).
"""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any

import psycopg
import yaml

from benchmarks.catalogue import ROWS
from benchmarks.generate import LARGE, QUARTER
from benchmarks.raw import ENCODINGS, deliver, extract_path
from govreport_airflow.local import LocalAirflow, postgres
from govreport_airflow.run import DAG_PREFIX

SHARE = 0.001
_LIMIT = 3600.0


def prepared(folder: Path, count: int) -> Path:
    """A home whose ``count`` quarters up to generate.py's each have extracts."""
    home = deliver(folder, {name: round(rows * SHARE) for name, rows in ROWS.items()})
    quarters = QUARTER.back(count)
    for quarter in quarters[:-1]:
        for name in LARGE:
            text = extract_path(home, name).read_text(encoding=ENCODINGS[name])
            path = extract_path(home, name, quarter)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.replace(",", f"（{quarter.zh}用）,", 1), encoding=ENCODINGS[name])
    settings = home / "include" / "districts" / "panyu" / "district.yaml"
    meant = yaml.safe_load(settings.read_text(encoding="utf-8"))
    meant["report"]["first_issue"] = str(quarters[0])
    settings.write_text(yaml.safe_dump(meant, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return home


def seconds(home: Path, folder: Path, count: int, workers: int) -> dict[str, float]:
    """From the order to backfill until the last run has ended."""
    shutil.rmtree(folder, ignore_errors=True)
    variables = {
        "GOVREPORT_HOME": str(home),
        "GOVREPORT_VAR": str(folder / "var"),
        "AIRFLOW__CORE__PARALLELISM": str(workers),
    }
    quarters = QUARTER.back(count)
    dag = f"{DAG_PREFIX}panyu"
    with postgres(folder / "postgres") as database:
        airflow = LocalAirflow(folder / "airflow", database, variables=variables)
        try:
            airflow.start()
            airflow.wait_until_ready()
            started = time.perf_counter()
            dates = ["--from-date", str(quarters[0].start), "--to-date", str(quarters[-1].start)]
            while True:
                order = ["backfill", "create", "--dag-id", dag, *dates, "--max-active-runs", str(workers)]
                ordered = airflow.command(*order)
                if ordered.returncode == 0:
                    break
                if time.perf_counter() - started > 120:  # until the DAG has been parsed
                    raise RuntimeError(ordered.stdout[-3000:])
                started = time.perf_counter()
            while True:
                # Asked of the database: Airflow's own command would take a core of those that are measured.
                with psycopg.connect(database.replace("+psycopg2", "")) as connection:
                    rows = connection.execute("SELECT state FROM dag_run WHERE dag_id = %s", [dag]).fetchall()
                states = [state for (state,) in rows]
                if len(states) >= count and not {"queued", "running"} & {*states}:
                    break
                if time.perf_counter() - started > _LIMIT:
                    raise TimeoutError(f"{states}")
                time.sleep(0.5)
            taken = time.perf_counter() - started
        finally:
            airflow.stop()
    if {*states} != {"success"}:
        raise RuntimeError(f"not every quarter succeeded: {states}")
    return {"seconds": taken, "runs": len(states)}


def measure(folder: Path, count: int) -> dict[str, Any]:
    """With one worker, then with two."""
    home = prepared(folder, count)
    found = {}
    for workers in (1, 2):
        found[str(workers)] = seconds(home, folder / f"workers-{workers}", count, workers)
        print(f"  {workers} worker(s) {found[str(workers)]['seconds']:.0f} s", flush=True)
    return {"quarters": count, "workers": found}
