"""How long a vintage's observations take into the results database: COPY beside executemany, PostgreSQL beside SQLite.

``python -m benchmarks.loading [--docs docs]`` starts a PostgreSQL of its own and loads the same rows by each way into
the real table, each time in one transaction that is rolled back. Does not belong here: how rows get in
(govreport.store.bulk).
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

from govreport.store import tables
from govreport.store.bulk import insert_many
from govreport.store.database import open_database
from govreport.store.records import StoredObservation
from govreport_airflow.local import postgres

HEADS = {"zh": "## 装入用时", "en": "## Loading times"}
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


def section(found: Sequence[tuple[int, int, dict[str, list[float]]]], language: str) -> str:
    """The page's part in one language, its heading included."""
    zh = language == "zh"
    if zh:
        said = (
            "一个数据版本的数字装入结果库，在同一事务中，含外键和主键；各列为中位数（最小至最大），"
            "几种办法在同一次测量中轮流进行。"
        )
        head = "| 数字个数 | PostgreSQL，COPY | PostgreSQL，executemany | 用时之比 | SQLite，executemany |"
    else:
        said = (
            "One vintage's observations into the results database, in one transaction, foreign and primary keys "
            "included; median (least to most), the ways taking turns in one run."
        )
        head = "| observations | PostgreSQL, COPY | PostgreSQL, executemany | COPY is faster | SQLite, executemany |"
    lines = [HEADS[language], "", said, "", head, "|---:|---:|---:|---:|---:|"]
    for count, _, taken in found:
        shown = {way: _spread(all_, zh) for way, all_ in taken.items()}
        ratio = (
            f"{statistics.median(taken['executemany']) / statistics.median(taken['copy']):.1f} {'倍' if zh else '×'}"
        )
        lines.append(f"| {count:,} | {shown['copy']} | {shown['executemany']} | {ratio} | {shown['sqlite']} |")
    return "\n".join(lines) + "\n"


def _spread(seconds_: Sequence[float], zh: bool) -> str:
    middle, low, high = statistics.median(seconds_), min(seconds_), max(seconds_)
    return f"{middle:.2f} 秒（{low:.2f}–{high:.2f}）" if zh else f"{middle:.2f} s ({low:.2f}–{high:.2f})"


def with_section(page: str, head: str, text_: str) -> str:
    """``page`` with its section under ``head`` replaced by ``text_``, or with ``text_`` at its end."""
    before, found, after = page.partition(f"\n{head}\n")
    following = after[after.index("\n## ") :] if found and "\n## " in after else ""
    return before.rstrip("\n") + "\n\n" + text_ + following


def main() -> None:
    """Measure, print the table, and write it into the page in both languages where the folder of pages is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--docs", type=Path, help="the folder with en/postgresql.md and zh/postgresql.md, to write into"
    )
    arguments = parser.parse_args()
    # Outside private folders: PostgreSQL runs as another user where this runs as root.
    with tempfile.TemporaryDirectory(prefix="govreport-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        with postgres(folder / "pg", "govreport") as url:
            server = open_database(url.replace("psycopg2", "psycopg"))
            file = open_database(f"sqlite:///{folder / 'results.sqlite'}")
            found = list(measure(server, file))
            server.dispose()
            file.dispose()
    print(section(found, "en"))
    for language, head in HEADS.items() if arguments.docs else ():
        path = arguments.docs / language / "postgresql.md"
        page = with_section(path.read_text(encoding="utf-8"), head, section(found, language))
        path.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
