"""The results database on both engines that the product supports: what holds on one must hold on the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from govreport.store.database import open_database
from govreport_airflow.local import postgres


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL of the test session's own."""
    with postgres(tmp_path_factory.mktemp("postgres") / "data", "govreport") as url:
        yield url.replace("+psycopg2", "+psycopg")


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty, migrated results database."""
    if request.param == "sqlite":
        yield open_database(f"sqlite:///{tmp_path / 'results.sqlite'}")
        return
    url = request.getfixturevalue("postgres_url")
    open_database.cache_clear()
    found = open_database(url)
    yield found
    with found.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    found.dispose()
    open_database.cache_clear()
