"""DuckDB by itself on the same raw files: read, type, leave out what the rules set aside, aggregate.

``python -m benchmarks.floor FOLDER hand|catalogue``: ``hand`` asks for the aggregates written by hand (catalogue.py),
``catalogue`` for every aggregate that a run of the product asks for, three quarters, as the engine words them. Belongs
here: that. Does not belong here: the SQL (sql.py).
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.catalogue import BY_HAND, MEMORY, Figures
from benchmarks.generate import LARGE, QUARTER
from benchmarks.library import as_lists
from benchmarks.raw import ENCODINGS, extract_path, home_of
from benchmarks.sql import BETWEEN, KEPT, typed
from govreport.district.reading import load_district

if TYPE_CHECKING:
    import duckdb

_STEP = 1 << 24


def as_utf8(home: Path, extract: str, folder: Path) -> Path:
    """The file as DuckDB can read it: in UTF-8. Its own encodings are an extension that has to be downloaded."""
    path = extract_path(home, extract)
    if ENCODINGS[extract].startswith("utf-8"):
        return path
    folder.mkdir(parents=True, exist_ok=True)
    into = folder / f"{extract}.csv"
    with path.open(encoding=ENCODINGS[extract], newline="") as source, into.open("w", newline="") as target:
        while part := source.read(_STEP):
            target.write(part)
    return into


def read(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Make the canonical tables of the raw files."""
    home = home_of(folder)
    district = load_district(home / "include" / "districts", "panyu")
    for extract in LARGE:
        path = as_utf8(home, extract, folder / "floor")
        connection.execute(f"CREATE TABLE typed_{extract} AS {typed(district, extract, str(path))}")
    for view, query in BETWEEN.items():
        connection.execute(f"CREATE VIEW {view} AS {query}")
    for table, query in KEPT.items():
        connection.execute(f"CREATE TABLE {table} AS {query}")


def day_parameters() -> dict[str, Any]:
    """The days that hand-written aggregates name."""
    from govreport.indicators.dates import day_values

    values = day_values(QUARTER)
    return {"start": values["quarter_start"], "end": values["quarter_end"], "year": values["year_start"]}


def hand_queries() -> list[tuple[str, list[str], list[str]]]:
    """(query, columns it is grouped by, indicators) a canonical table."""
    found = []
    for relation, by, aggregates in BY_HAND.values():
        columns = ["town_code", *([by] if by else [])]
        sets = "(), (town_code)" + (f", ({by}), (town_code, {by})" if by else "")
        keys = ", ".join(f"grouping({c}) AS g_{c}, {c}" for c in columns)
        numbers = ", ".join(f"{aggregate} AS {id}" for id, aggregate in aggregates.items())
        query = f"SELECT {keys}, {numbers} FROM {relation} GROUP BY GROUPING SETS ({sets})"
        found.append((query, columns, list(aggregates)))
    return found


def figures_of(rows: list[tuple[Any, ...]], columns: list[str], indicators: list[str]) -> Figures:
    """Figures of a hand-written query's rows."""
    found: Figures = {}
    for row in rows:
        keys = [(row[2 * n], row[2 * n + 1]) for n in range(len(columns))]
        if any(not absent and value is None for absent, value in keys):
            continue
        town, member = (["" if absent else value for absent, value in keys] + [""])[:2]
        for id, number in zip(indicators, row[2 * len(columns) :], strict=True):
            found[id, town, member] = int(number)
    return found


def run(folder: Path, what: str) -> dict[str, Any]:
    """Read the files and ask."""
    import duckdb

    figures: Figures = {}
    queries = json.loads((folder / "queries.json").read_text()) if what == "catalogue" else []
    scratch = folder / "floor"
    scratch.mkdir(parents=True, exist_ok=True)
    config = {"memory_limit": MEMORY, "temp_directory": str(scratch / "spill")}
    with duckdb.connect(":memory:", config=config) as connection:
        started = time.perf_counter()
        for path in (folder / "tables").glob("*.parquet") if what == "catalogue" else ():
            connection.execute(f"CREATE TABLE {path.stem} AS SELECT * FROM read_parquet('{path}')")
        read(connection, folder)
        reading = time.perf_counter() - started
        if what == "catalogue":
            for query in queries:
                connection.execute(query).fetchall()
            return {"reading": reading, "queries": len(queries)}
        days = day_parameters()
        for query, columns, indicators in hand_queries():
            used = {name: value for name, value in days.items() if f"${name}" in query}
            figures |= figures_of(connection.execute(query, used).fetchall(), columns, indicators)
    return {"reading": reading, "figures": as_lists(figures)}


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="DuckDB by itself on the same raw files.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("what", choices=["hand", "catalogue"])
    arguments = parser.parse_args()
    print(json.dumps(run(arguments.folder, arguments.what)))


if __name__ == "__main__":
    main()
