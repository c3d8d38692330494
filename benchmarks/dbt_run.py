"""dbt-duckdb on the same raw files: the same tables, the same rules as tests, the same aggregates as models.

``python -m benchmarks.dbt_run FOLDER`` runs ``dbt build`` on a project written from sql.py and prints its figures and
how many rows fail each test. dbt has an environment of its own below .run/bench, made of benchmarks/dbt's lock by
``environment_ready``. Does not belong here: the SQL (sql.py), measuring.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.catalogue import MEMORY, Figures
from benchmarks.floor import as_utf8, day_parameters, figures_of, hand_queries
from benchmarks.generate import LARGE
from benchmarks.library import as_lists
from benchmarks.measuring import ROOT, environment
from benchmarks.raw import home_of
from benchmarks.sql import BETWEEN, KEPT, TABLES, rule_queries, typed
from govreport.district.reading import load_district

PROJECT = Path(__file__).resolve().parent / "dbt"
PLACE = ROOT / ".run" / "bench" / "dbt"
WAITS = {
    "projects": ["typed_funding"],
    "events": ["typed_evaluation"],
    "organizations": ["typed_registration"],
    "funding": ["projects"],
    "evaluations": ["events", "organizations"],
}
"""Model -> the models that it reads."""


def environment_ready() -> Path:
    """The folder of dbt's environment, made where it isn't there or its lock has changed."""
    lock, made = (PROJECT / "requirements.txt").read_text(), PLACE / "made-of.txt"
    if not (made.exists() and made.read_text() == lock):
        shutil.rmtree(PLACE, ignore_errors=True)
        uv = [sys.executable, "-m", "uv"]
        subprocess.run([*uv, "venv", "--quiet", str(PLACE / "venv")], check=True)  # noqa: S603
        install = ["pip", "install", "--quiet", "--require-hashes", "-r", str(PROJECT / "requirements.txt")]
        subprocess.run([*uv, *install, "--python", str(PLACE / "venv" / "bin" / "python")], check=True)  # noqa: S603
        made.write_text(lock)
    return PLACE / "venv"


def _after(query: str, names: list[str]) -> str:
    """A model or test that waits for the models that it reads."""
    waits = "".join(f"-- depends_on: {{{{ ref('{name}') }}}}\n" for name in names)
    return f"{waits}{query}\n"


def write_project(folder: Path, *, catalogue: bool) -> Path:
    """The project with its models and tests; ``catalogue`` adds every aggregate that a run of the product asks for."""
    project = folder / "dbt"
    shutil.rmtree(project, ignore_errors=True)
    shutil.copytree(PROJECT, project, ignore=shutil.ignore_patterns("requirements.*"))
    models, tests = project / "models", project / "tests"
    models.mkdir()
    tests.mkdir()
    home = home_of(folder)
    district = load_district(home / "include" / "districts", "panyu")
    raw = [f"typed_{name}" for name in LARGE]
    for path in (folder / "tables").glob("*.parquet"):
        (models / f"{path.stem}.sql").write_text(f"SELECT * FROM read_parquet('{path}')\n")
    for extract in LARGE:
        path = folder / "floor" / f"{extract}.csv" if extract == "funding" else as_utf8(home, extract, folder)
        (models / f"typed_{extract}.sql").write_text(typed(district, extract, str(path)) + "\n")
    for table, query in (BETWEEN | KEPT).items():
        (models / f"{table}.sql").write_text(_after(query, WAITS[table]))
    everything = [*raw, *BETWEEN, *TABLES.values(), *(p.stem for p in (folder / "tables").glob("*.parquet"))]
    days = {f"${name}": f"DATE '{day}'" for name, day in day_parameters().items()}
    for number, (query, _, _) in enumerate(hand_queries()):
        for name, day in days.items():
            query = query.replace(name, day)
        (models / f"figures_{number}.sql").write_text(_after(query, everything))
    queries = json.loads((folder / "queries.json").read_text()) if catalogue else []
    for number, query in enumerate(queries):
        (models / f"catalogue_{number:03}.sql").write_text(_after(query, everything))
    for (extract, rule), query in rule_queries().items():
        name = f"{extract}__{rule.replace('-', '_')}"
        configured = "{{ config(severity = 'warn', store_failures = true) }}\n"
        (tests / f"{name}.sql").write_text(configured + _after(query, everything))
    return project


def run(folder: Path, *, catalogue: bool) -> dict[str, Any]:
    """Transcode, ``dbt build``, read the results."""
    import duckdb

    as_utf8(home_of(folder), "funding", folder / "floor")
    project = write_project(folder, catalogue=catalogue)
    database = project / "bench.duckdb"
    command = [str(PLACE / "venv" / "bin" / "dbt"), "--quiet", "build", "--profiles-dir", ".", "--no-use-colors"]
    extra = {"BENCH_DATABASE": str(database), "BENCH_MEMORY": MEMORY}
    done = subprocess.run(command, cwd=project, env=environment(extra), capture_output=True, text=True, check=False)  # noqa: S603
    results = json.loads((project / "target" / "run_results.json").read_text())["results"]
    wrong = [r for r in results if r["status"] not in ("success", "pass", "warn")]
    if done.returncode or wrong:
        raise SystemExit("\n".join([done.stdout[-2000:], *(f"{r['unique_id']}: {r['message']}" for r in wrong[:5])]))
    rules = {}
    names = {f"{e}__{r.replace('-', '_')}": f"{e} {r}" for e, r in rule_queries()}
    for result in results:
        kind, _, name = result["unique_id"].split(".")[:3]
        if kind == "test":
            rules[names[name]] = int(result["failures"] or 0)
    figures: Figures = {}
    with duckdb.connect(str(database), read_only=True) as connection:
        for number, (_, columns, indicators) in enumerate(hand_queries()):
            rows = connection.execute(f"SELECT * FROM figures_{number}").fetchall()
            figures |= figures_of(rows, columns, indicators)
    return {"figures": as_lists(figures), "rules": rules, "nodes": len(results)}


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="dbt-duckdb on the same raw files.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--catalogue", action="store_true", help="every aggregate of a run, not only those by hand")
    arguments = parser.parse_args()
    print(json.dumps(run(arguments.folder, catalogue=arguments.catalogue)))


if __name__ == "__main__":
    main()
