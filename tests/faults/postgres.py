"""The undisturbed run's databases on a real PostgreSQL: one before each stage, copied for each fault.

Does not belong here: faults.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import NullPool, create_engine, insert, select, text

from govreport.store.database import open_database
from govreport.store.tables import metadata
from govreport_airflow.local import postgres
from tests.faults.lab import Lab


@contextmanager
def with_postgres(lab: Lab, folder: Path) -> Iterator[None]:
    """While it lasts, cases may ask for PostgreSQL."""
    with postgres(folder, "govreport") as url:
        lab.server = url.replace("postgresql+psycopg2", "postgresql")
        for stage in lab.allowed:
            _fill(lab, stage)
        yield


def _fill(lab: Lab, stage: str) -> None:
    """The database before ``stage``, with the rows that SQLite has then."""
    name = f"before_{stage}"
    with psycopg.connect(lab.server, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    source = create_engine(f"sqlite:///{lab.story[stage].before / 'var' / 'govreport.sqlite'}", poolclass=NullPool)
    url = _url(lab.server, name)
    open_database(url).dispose()  # migrates
    target = create_engine(url, poolclass=NullPool)
    if (lab.story[stage].before / "var" / "govreport.sqlite").exists():
        with source.connect() as old, target.begin() as new:
            # The log last: PostgreSQL takes no figures of a vintage that it knows already.
            for table in sorted(metadata.sorted_tables, key=lambda table: table.name == "log"):
                rows = [dict(row._mapping) for row in old.execute(select(table))]
                if rows:
                    new.execute(insert(table), rows)
                if rows and "sequence" in table.c:
                    new.execute(
                        text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'sequence'), :n)"),
                        {"n": max(row["sequence"] for row in rows)},
                    )


@contextmanager
def copied(server: str, stage: str, number: str) -> Iterator[str]:
    """A copy of the database before ``stage``; gives its SQLAlchemy URL."""
    name = f"case_{number}"
    with psycopg.connect(server, autocommit=True) as connection:
        template = Identifier(f"before_{stage}")
        connection.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), template))
    try:
        yield _url(server, name)
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))


def _url(server: str, name: str) -> str:
    return server.replace("postgresql://", "postgresql+psycopg://").replace("/govreport?", f"/{name}?")
