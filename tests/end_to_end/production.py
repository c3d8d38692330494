"""An installation as production has it: results in PostgreSQL, files on S3, both real servers of the test's own.

Everything but migrations and grants is done by the role that may only run.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg
import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner

from govreport import stages
from govreport.cli.application import app
from govreport.context import Context
from govreport.manifests.documents import Report
from govreport.manifests.measurements import Measurement
from govreport.manifests.verdicts import Verdict
from govreport.settings import Settings
from govreport.store import tables
from govreport.store.database import open_database
from govreport.store.roles import grant_running
from govreport_airflow.local import postgres
from tests.fixtures import source_servers as servers
from tests.fixtures.prepared import judge

BUCKET = "govreport"
EARLIER = ("2018-Q4", "2019-Q2")
"""Quarters whose figures stand before the one that is issued, as in the session's sample."""
QUARTER = "2019-Q3"
RUNNER = "govreport_run"


@dataclass
class Production:
    """The installation, and a quarter that was issued in it."""

    settings: Settings
    owner: str
    """The results database as its owner reaches it."""
    server: str
    """Address of its database for libpq, without a user."""
    s3: servers.S3
    contexts: dict[str, Context]
    verdicts: dict[str, Verdict]
    measurements: dict[str, Measurement]
    report: Report
    keys: set[str]
    """What the store held when the report was made."""

    def govreport(self, *arguments: str, **environment: str) -> tuple[int, str]:
        known = {
            "GOVREPORT_HOME": str(self.settings.home),
            "GOVREPORT_VAR": str(self.settings.var_dir),
            "GOVREPORT_DATABASE_URL": self.owner if arguments[0] == "database" else self.settings.database,
            "GOVREPORT_STORE_URL": self.settings.store,
            "COLUMNS": "200",
        }
        result = CliRunner().invoke(app, [*arguments], env=known | environment)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, result.output

    def connect(self, user: str) -> psycopg.Connection[Any]:
        return psycopg.connect(f"{self.server}&{urlencode({'user': user})}", autocommit=True)

    def url(self, user: str) -> str:
        return f"{self.server}&{urlencode({'user': user})}".replace("postgresql://", "postgresql+psycopg://")

    def counts(self) -> dict[str, int]:
        with open_database(self.settings.database).connect() as connection:
            return {
                t.name: connection.execute(select(func.count()).select_from(t)).scalar_one()
                for t in tables.metadata.sorted_tables
            }


def objects(s3: servers.S3, prefix: str = "panyu/") -> set[str]:
    """Keys of everything below a prefix of the bucket."""
    pages = s3.client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=prefix)
    return {found["Key"].removeprefix(prefix) for page in pages for found in page.get("Contents", [])}


def _run(settings: Settings, quarter: str) -> tuple[Context, Verdict, Measurement]:
    context = Context.make(settings, "panyu", quarter)
    verdict = judge(context)
    return context, verdict, stages.verify(context, stages.measure(context, verdict))


def as_runner(owner: str) -> str:
    """Bring an empty database to the newest revision and let another role run on it; its address."""
    engine = open_database(owner)
    with engine.begin() as connection:
        grant_running(connection, RUNNER)
    return engine.url.set(username=RUNNER).render_as_string(hide_password=False)


@contextmanager
def production() -> Iterator[Production]:
    # Short, outside pytest's private folders: PostgreSQL runs as another user where the tests run as root.
    folder = Path(tempfile.mkdtemp(prefix="govreport-pg-"))
    try:
        with (
            postgres(folder / "pg", "govreport") as url,
            servers.s3_server() as s3,
            pytest.MonkeyPatch.context() as patched,
            servers.s3_environment(patched, s3),
        ):
            s3.client.create_bucket(Bucket=BUCKET)
            owner = url.replace("psycopg2", "psycopg")
            settings = Settings(var=folder / "var", database_url=as_runner(owner), store_url=f"s3://{BUCKET}/panyu")
            runs = {quarter: _run(settings, quarter) for quarter in (*EARLIER, QUARTER)}
            context, verdict, measurement = runs[QUARTER]
            (report,) = stages.render(context, measurement, verdict)
            keys = objects(s3)
            stages.deliver(context, stages.sign(context, report))
            host = url.split("?", 1)[1]
            yield Production(
                settings,
                owner,
                f"postgresql:///govreport?{host}",
                s3,
                {q: r[0] for q, r in runs.items()},
                {q: r[1] for q, r in runs.items()},
                {q: r[2] for q, r in runs.items()},
                report,
                keys,
            )
            open_database(settings.database).dispose()
    finally:
        open_database.cache_clear()
        shutil.rmtree(folder, ignore_errors=True)
