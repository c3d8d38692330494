"""The results database on both engines that the product supports: what holds on one must hold on the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from govreport.store.database import connect_to, open_database
from govreport.store.runs import RunStore
from tests.fixtures.own_postgres import own_postgres
from tests.store.recorded_runs import a_verdict

EngineOf = Callable[[str], AbstractContextManager[Engine]]


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL of the test session's own."""
    with own_postgres("govreport") as url:
        yield url


@pytest.fixture
def engine_of(request: pytest.FixtureRequest, tmp_path: Path) -> EngineOf:
    """Gives an empty, migrated results database of the kind that is named."""

    @contextmanager
    def of(kind: str) -> Iterator[Engine]:
        open_database.cache_clear()
        if kind == "sqlite":
            yield open_database(f"sqlite:///{tmp_path / 'results.sqlite'}")
            return
        url = request.getfixturevalue("postgres_url")
        emptying = connect_to(url)
        with emptying.begin() as connection:
            for schema in ("bi", "public"):
                connection.execute(text(f"DROP SCHEMA IF EXISTS {schema} CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        emptying.dispose()
        found = open_database(url)
        yield found
        found.dispose()
        open_database.cache_clear()

    return of


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, engine_of: EngineOf) -> Iterator[Engine]:
    """An empty, migrated results database."""
    with engine_of(request.param) as found:
        yield found


@pytest.fixture
def runs(engine: Engine) -> RunStore:
    """The runs of a database that has two verdicts on a quarter."""
    for sha256 in ("v", "w"):
        a_verdict(engine, sha256)
    return RunStore(engine)
