"""How long a vintage's observations take into the results database: COPY beside executemany, PostgreSQL beside SQLite.

``python -m benchmarks.loading [--table docs/postgresql.md]`` starts a PostgreSQL of its own and loads the same rows by
each way into the real table, each time in one transaction that is rolled back. Belongs here: measuring and the page's
section. Does not belong here: how rows get in (govreport.store.bulk).
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, insert, text

from benchmarks.rendering import with_section
from govreport.store import tables
from govreport.store.bulk import insert_many
from govreport.store.database import open_database
from govreport.store.results import StoredObservation
from govreport_airflow.local import postgres

HEAD = "## Loading"
SIZES = ((10_000, 5), (1_000_000, 1))
"""Observations, and how often they are loaded: about a quarter's vintage, and a province's."""
COLUMNS = ("vintage_id", *StoredObservation._fields)
Rows = Sequence[tuple[Any, ...]]


def rows(count: int) -> Rows:
    """Observations as a vintage has them: few indicators, towns, breakdowns, many members."""
    return [
        ("v", f"R{n % 97:02}", f"4401130{n % 16:02}", "community_code", f"{n:012}", n * 1009, n if n % 3 else None)
        for n in range(count)
    ]


def one_by_one(connection: Connection, given: Rows) -> None:
    """The driver's executemany, as SQLAlchemy calls it."""
    connection.execute(insert(tables.observations), [dict(zip(COLUMNS, row, strict=True)) for row in given])


def in_bulk(connection: Connection, given: Rows) -> None:
    """What the product does."""
    insert_many(connection, tables.observations, COLUMNS, given)


def seconds(engine: Engine, load: Callable[[Connection, Rows], None], given: Rows) -> float:
    """Of one load, foreign keys and index included; nothing is kept."""
    with engine.connect() as connection:
        began = time.perf_counter()
        load(connection, given)
        took = time.perf_counter() - began
        connection.rollback()
    return took


def measure(server: Engine, file: Engine) -> Iterator[tuple[int, int, dict[str, list[float]]]]:
    """(observations, times, way -> seconds); ways take turns, so that a busy moment falls on all of them."""
    for engine in (server, file):
        with engine.begin() as connection:
            connection.execute(text("INSERT INTO verdicts VALUES ('x', 'x', '', '', '{}', '2020-01-01')"))
            connection.execute(
                text(
                    "INSERT INTO vintages (id, district, quarter, source_quarter, verdict_sha256, catalogue_sha256,"
                    " reference_sha256, created_at) VALUES ('v', 'x', '', '', 'x', '', '', '2020-01-01')"
                )
            )
    for count, times in SIZES:
        given = rows(count)
        taken: dict[str, list[float]] = {"copy": [], "executemany": [], "sqlite": []}
        for _ in range(times):
            taken["copy"].append(seconds(server, in_bulk, given))
            taken["executemany"].append(seconds(server, one_by_one, given))
            taken["sqlite"].append(seconds(file, in_bulk, given))
        yield count, times, taken


def section(found: Sequence[tuple[int, int, dict[str, list[float]]]]) -> str:
    """The page's part."""
    lines = [
        HEAD,
        "",
        "One vintage's observations into the results database, in one transaction, foreign and primary keys included; "
        "median (least to most), the ways taking turns in one run.",
        "",
        "| observations | PostgreSQL, COPY | PostgreSQL, executemany | COPY is faster | SQLite, executemany |",
        "|---:|---:|---:|---:|---:|",
    ]
    for count, _, taken in found:
        shown = {
            way: f"{statistics.median(all_):.2f} s ({min(all_):.2f}–{max(all_):.2f})" for way, all_ in taken.items()
        }
        ratio = statistics.median(taken["executemany"]) / statistics.median(taken["copy"])
        lines.append(f"| {count:,} | {shown['copy']} | {shown['executemany']} | {ratio:.1f} × | {shown['sqlite']} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, print the table, and write it into a page where one is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--table", type=Path, help="the page whose section on loading is written")
    arguments = parser.parse_args()
    # Outside private folders: PostgreSQL runs as another user where this runs as root.
    with tempfile.TemporaryDirectory(prefix="govreport-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        with postgres(folder / "pg", "govreport") as url:
            server = open_database(url.replace("psycopg2", "psycopg"))
            file = open_database(f"sqlite:///{folder / 'results.sqlite'}")
            text_ = section(list(measure(server, file)))
            server.dispose()
            file.dispose()
    print(text_)
    if arguments.table:
        page = arguments.table.read_text(encoding="utf-8") if arguments.table.exists() else "# Benchmarks\n"
        arguments.table.write_text(with_section(page, HEAD, text_), encoding="utf-8")


if __name__ == "__main__":
    main()
