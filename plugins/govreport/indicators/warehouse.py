"""The in-process engine over a quarter's Parquet files: DuckDB, in memory, opened for one computation.

Expressions are compiled by SQLAlchemy's PostgreSQL dialect, whose SQL DuckDB speaks, so what runs here runs unchanged
on a PostgreSQL connection. (The duckdb-sqlalchemy dialect does the same job but, in a process that has also run Great
Expectations, ends with forty lines of "leaked instance" on the operator's screen.)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, Table
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.sql.compiler import SQLCompiler

from govreport.canonical import EXTRACTS, REFERENCES
from govreport.district.folder import District
from govreport.district.given import Given
from govreport.district.own_codes import in_own_spelling
from govreport.district.words import inspects_others
from govreport.indicators.dates import given_values
from govreport.indicators.meanings import NONE, Meanings, in_own_codes, meanings_of
from govreport.indicators.own_bodies import apart_from_the_register
from govreport.manifests.extracts import Living
from govreport.manifests.verdicts import Verdict
from govreport.quarter import Quarter
from govreport.store.files import FileStore

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class AcceptedExtract:
    """A canonical table as measure may see it: the tidy rows, and those that rules set aside."""

    table: str
    rows_key: str
    set_aside_key: str
    living: Living | None = None
    """Of a register without exit dates: whom it no longer lists, and of which quarters it tells."""


def accepted_extracts(verdict: Verdict) -> list[AcceptedExtract]:
    """The verdict's extracts as measure sees them."""
    return [
        AcceptedExtract(EXTRACTS[c.tidy.extract].name, c.tidy.key, c.set_aside_key, c.tidy.living)
        for c in verdict.checks
    ]


class Warehouse:
    """The canonical and reference tables of one quarter, to be asked with SQLAlchemy expressions."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        available: frozenset[str],
        given: Given,
        meanings: Meanings = NONE,
        *,
        apart: bool = False,
    ) -> None:
        self._connection = connection
        self.given = given
        """What the district states of what definitions rest on."""
        self.available = available
        """The tables that hold something a district states; the others are there, empty, so that any query runs."""
        self.living: Mapping[str, Living] = {}
        """Table -> what it knows of the past, where it lists only who is there now."""
        self._meanings = meanings
        self._apart = apart
        """Whether evaluations are of other bodies than the register's."""
        self._dialect = PGDialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
        self._compiled: dict[Select[Any], SQLCompiler] = {}
        """What was asked before, of another quarter."""

    def execute(self, query: Select[Any], values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """The rows of ``query``; of ``values`` the query takes the parameters it names."""
        compiled = self._compiled.get(query)
        if compiled is None:
            written = in_own_codes(apart_from_the_register(query) if self._apart else query, self._meanings)
            compiled = self._compiled[query] = written.compile(dialect=self._dialect)
        ready = compiled.construct_expanded_state(given_values(self.given, values))
        return self._connection.execute(ready.statement, list(ready.positional_parameters)).fetchall()

    def available_on(self, quarter: Quarter) -> frozenset[str]:
        """The tables that hold something about ``quarter``: a return with a cut-off day only where it was made for that
        quarter, since a community that hasn't reported isn't one that does nothing."""
        dated = {t.name for t in EXTRACTS.values() if "as_of" in t.c} & self.available
        silent = {
            name
            for name in dated
            if not self._connection.execute(
                f"SELECT 1 FROM {name} WHERE as_of = ? LIMIT 1",  # noqa: S608 - names of ours
                [quarter.end],
            ).fetchall()
        }
        return self.available - silent - untold(self.living, quarter)

    def fill(self, name: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Replace the rows of a reference table, columns as in canonical/reference.py."""
        self._connection.execute(f"DELETE FROM {name}")  # noqa: S608 - names of ours
        if rows:  # column by column: row by row takes seconds
            lists = ", ".join(["unnest(?)"] * len(REFERENCES[name].columns))
            values = [list(column) for column in zip(*rows, strict=True)]
            self._connection.execute(f"INSERT INTO {name} SELECT {lists}", values)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@contextmanager
def open_extracts(
    files: FileStore, extracts: Sequence[AcceptedExtract], memory_limit: str, *, with_set_aside: bool = False
) -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB with a view of each extract, as ``open_warehouse`` has them, and nothing else."""
    # Loaded here and not above: it takes time, and most commands that import this file don't need it.
    import duckdb

    with duckdb.connect(":memory:", config={"memory_limit": memory_limit}) as connection:
        connection.execute("SET preserve_insertion_order = false")
        connection.execute("SET enable_progress_bar = false")  # a task's log is no terminal
        for extract in extracts:
            rows = _quoted(files.local_path(extract.rows_key))
            if with_set_aside:
                connection.execute(f"CREATE VIEW {extract.table} AS SELECT * FROM read_parquet({rows})")  # noqa: S608
                continue
            aside = _quoted(files.local_path(extract.set_aside_key))
            accepted = (
                f"SELECT * FROM read_parquet({rows}) AS kept "  # noqa: S608 - names of ours
                f"ANTI JOIN read_parquet({aside}) AS aside ON kept._row = aside._row"
            )
            if extract.living is not None:
                gone = _quoted(files.local_path(extract.living.key))
                accepted += f" UNION ALL BY NAME SELECT * FROM read_parquet({gone})"  # noqa: S608 - names of ours
            connection.execute(f"CREATE VIEW {extract.table} AS {accepted}")
        yield connection


@contextmanager
def open_warehouse(
    files: FileStore,
    district: District,
    extracts: list[AcceptedExtract],
    memory_limit: str,
    *,
    with_set_aside: bool = False,
) -> Iterator[Warehouse]:
    """The quarter's tables, open for questions. Raises IntegrityError where a stored file is missing or damaged.

    ``with_set_aside`` lets the rows in that rules set aside: to ask what they would have changed, never for figures.
    """
    with open_extracts(files, extracts, memory_limit, with_set_aside=with_set_aside) as connection:
        given = {extract.table for extract in extracts}
        for table in EXTRACTS.values():
            if table.name not in given:
                _create(connection, table)
        stated = reference_rows(district)
        held = frozenset(name for name, lines in stated.items() if lines)
        warehouse = Warehouse(
            connection,
            frozenset(given) | held,
            district.given,
            meanings_of(district),
            apart=inspects_others(district),
        )
        warehouse.living = living_of(extracts)
        for name, table in REFERENCES.items():
            _create(connection, table)
            warehouse.fill(name, stated[name])
        yield warehouse


def living_of(extracts: Sequence[AcceptedExtract]) -> dict[str, Living]:
    """Table -> what it knows of the past, of those that list only who is there now."""
    return {extract.table: extract.living for extract in extracts if extract.living is not None}


def untold(living: Mapping[str, Living], quarter: Quarter) -> set[str]:
    """The tables that can't say who was there in ``quarter``: figures of it would be the survivors'."""
    return {table for table, known in living.items() if not known.tells_of(quarter)}


def _create(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    columns = ", ".join(f"{c.name} {c.type.compile(dialect=PGDialect())}" for c in table.columns)  # type: ignore[no-untyped-call]
    connection.execute(f"CREATE TABLE {table.name} ({columns})")


def reference_rows(district: District) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of every reference table, columns as in canonical/reference.py."""
    minor = district.money.minor
    return {
        "towns": [(t.code, t.name) for t in district.towns],
        "communities": [(c.code, c.town_code, c.name, c.kind) for c in district.communities],
        "calendar": list(district.work_calendar.counted()),
        "population": [(p.town_code, p.year, p.persons) for p in district.population],
        "budgets": [
            (in_own_spelling(b.fund, district.codes.get("fund", ())), b.year, int(b.amount * minor))
            for b in district.budgets
        ],
        "bases": [
            (b.id, b.level, b.town_code, b.opened_on, b.closed_on, b.area_m2,
             None if b.investment is None else int(b.investment * minor), b.capacity,
             b.counts_for_town)
            for b in district.bases
        ],
        "commitments": [(c.id, c.due_on, c.fulfilled_on) for c in district.commitments],
        "town_scores": [],
    }  # fmt: skip
