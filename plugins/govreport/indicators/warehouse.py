"""The in-process engine over a quarter's Parquet files: DuckDB, in memory, opened for one computation.

Belongs here: opening the canonical tables as views, set-aside rows left out. Does not belong here: what is asked of
them (engine.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool

from govreport.district import District
from govreport.store.files import FileStore


@dataclass(frozen=True)
class AcceptedExtract:
    """A canonical table as measure may see it: the tidy rows, and those that rules set aside."""

    table: str
    rows_key: str
    set_aside_key: str


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@contextmanager
def open_warehouse(
    files: FileStore, district: District, extracts: list[AcceptedExtract], memory_limit: str
) -> Iterator[Connection]:
    """A connection on which the canonical tables and the reference tables of ``district`` can be queried.

    Raises IntegrityError where a stored file is missing or damaged.
    """
    engine = create_engine("duckdb:///:memory:", poolclass=StaticPool)
    with engine.connect() as connection:
        run = connection.exec_driver_sql
        run(f"SET memory_limit = {_quoted(memory_limit)}")
        run("SET preserve_insertion_order = false")
        for extract in extracts:
            rows = _quoted(files.local_path(extract.rows_key))
            aside = _quoted(files.local_path(extract.set_aside_key))
            run(
                f"CREATE VIEW {extract.table} AS SELECT * FROM read_parquet({rows}) AS kept "  # noqa: S608 - paths of ours
                f"ANTI JOIN read_parquet({aside}) AS aside ON kept._row = aside._row"
            )
        run("CREATE TABLE towns (town_code VARCHAR, name VARCHAR)")
        run("INSERT INTO towns VALUES (?, ?)", [(t.code, t.name) for t in district.towns])
        run("CREATE TABLE communities (community_code VARCHAR, town_code VARCHAR, name VARCHAR, kind VARCHAR)")
        run(
            "INSERT INTO communities VALUES (?, ?, ?, ?)",
            [(c.code, c.town_code, c.name, c.kind) for c in district.communities],
        )
        yield connection
    engine.dispose()
