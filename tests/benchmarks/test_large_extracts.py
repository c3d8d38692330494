"""The benchmarks' raw files are what the product reads, and the SQL they are compared with says the same of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from benchmarks.floor import figures_of, hand_queries, read, run
from benchmarks.generate import QUARTER
from benchmarks.page import page
from benchmarks.raw import deliver, settings_of
from benchmarks.sql import KEPT, rule_queries
from govreport import stages
from govreport.canonical import EXTRACTS
from govreport.context import Context

ROWS = {"registration": 4_000, "funding": 2_000, "evaluation": 1_000}


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bench")
    deliver(folder, ROWS)
    return folder


@pytest.fixture(scope="module")
def floor(delivered: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    district = Context.make(settings_of(delivered / "home", delivered / "var"), "panyu", QUARTER).district
    with duckdb.connect(":memory:") as connection:
        connection.execute("CREATE TABLE towns AS SELECT unnest(?) AS town_code", [[t.code for t in district.towns]])
        read(connection, delivered)
        yield connection


def test_tidy_and_sql_read_the_same_rows(delivered: Path, floor: duckdb.DuckDBPyConnection) -> None:
    context = Context.make(settings_of(delivered / "home", delivered / "var"), "panyu", QUARTER)
    for name in context.district.extracts:
        tidied = stages.tidy(context, stages.collect(context, name))
        assert (tidied.rows_in, tidied.rows_kept) == (ROWS[name], ROWS[name])
        columns = ", ".join(f'"{c.name}"' for c in EXTRACTS[name].columns if c.name != "_row")
        ours = pq.read_table(context.files.local_path(tidied.key))
        (missing,) = floor.execute(
            f"SELECT count(*) FROM (SELECT {columns} FROM ours EXCEPT ALL SELECT {columns} FROM typed_{name})"  # noqa: S608
        ).fetchone() or (None,)
        assert (len(ours), missing) == (ROWS[name], 0)


def test_every_rule_in_sql_runs_and_what_is_set_aside_is_what_rules_name(floor: duckdb.DuckDBPyConnection) -> None:
    found = {key: {row for (row,) in floor.execute(query).fetchall()} for key, query in rule_queries().items()}
    assert found["registration", "E11"]
    assert found["funding", "E27"]
    aside = {
        "organizations": found["registration", "E11"],
        "funding": found["funding", "E27"],
        "evaluations": found["evaluation", "E11"] | found["evaluation", "E24"] | found["evaluation", "E24-GRADE"]
        | found["evaluation", "E30"],
    }  # fmt: skip
    for (table, rows), name in zip(aside.items(), ROWS, strict=True):
        assert table in KEPT
        kept = {row for (row,) in floor.execute(f"SELECT _row FROM {table}").fetchall()}  # noqa: S608
        assert kept == set(range(1, ROWS[name] + 1)) - rows


def test_the_command_reports_the_figures_of_its_own_queries(delivered: Path, floor: duckdb.DuckDBPyConnection) -> None:
    said = run(delivered, "hand")
    query, columns, indicators = hand_queries()[0]
    values = {"start": QUARTER.start, "end": QUARTER.end}
    figures = figures_of(floor.execute(query, values).fetchall(), columns, indicators)
    assert figures["R01", "", ""] > 0
    assert [["R01", "", "", figures["R01", "", ""]]] == [f for f in said["figures"] if f[:3] == ["R01", "", ""]]


def test_the_page_names_what_was_not_measured_and_compares_what_was() -> None:
    one = {"seconds": 10.0, "cpu": 12.0, "peak_mb": 900, "said": None}
    two = {"seconds": 20.0, "cpu": 36.0, "peak_mb": 700, "said": None}
    text = page({"airflow": {"report": [two, two], "empty": [one, one], "alone": [one, one]}})
    assert "Not measured yet: library, growth, backfill, catalogue, rendering." in text
    assert "1.00 (1.00 to 1.00) × the empty DAG is what Airflow adds" in text
