"""What the product's own role may do in PostgreSQL: everything that a run needs, and nothing that changes the past."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import ProgrammingError

from govreport.errors import ConfigError
from govreport.manifests.documents import Report
from govreport.manifests.measurements import VintageRef
from govreport.manifests.verdicts import Verdict
from govreport.quarter import Quarter
from govreport.store.alerts import Failure, FailureStore
from govreport.store.database import open_database
from govreport.store.ledger import Ledger
from govreport.store.presented import PresentedStore
from govreport.store.records import StoredObservation
from govreport.store.results import ResultStore
from govreport.store.roles import grant_reading, grant_running
from govreport.store.vintages import VintageStore

Q3 = Quarter(2019, 3)


@pytest.fixture
def as_runner(engine_of: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """The database as the role sees it that may not migrate."""
    with engine_of("postgresql") as engine:
        with engine.begin() as connection:
            grant_running(connection, "runner-1")
            assert not grant_running(connection, "runner-1")  # again, as after an upgrade
        monkeypatch.setenv("GOVREPORT_MIGRATE", "never")
        opened = open_database(engine.url.set(username="runner-1").render_as_string(hide_password=False))
        yield opened
        opened.dispose()


def _state(engine: Engine) -> None:
    """What a run writes: a verdict, figures, a report, a signature, a copy, a failure."""
    results, ledger, failures = ResultStore(engine), Ledger(engine), FailureStore(engine)
    results.add_verdict(
        Verdict(
            district="panyu", quarter=Q3, state="pass", checks=[], outcomes=[], paragraph_zh="", paragraph_en="",
            sha256="v" * 64,
        )
    )  # fmt: skip
    vintage = VintageRef(id="a" * 64, district="panyu", quarter=Q3, source_quarter=Q3, observations=1)
    hashes = {"verdict_sha256": "v" * 64, "catalogue_sha256": "c" * 64, "reference_sha256": "r" * 64}
    VintageStore(engine).add(vintage, [StoredObservation("R01", "", "", "", 841, None)], **hashes)
    results.add_report(
        Report(
            district="panyu", quarter=Q3, language="zh", fingerprint="f" * 64, sha256="e" * 64, files=[], held=False,
            model_key="model",
        )
    )  # fmt: skip
    ledger.sign("e" * 64, "director", "区民政局局长")
    PresentedStore(engine).issue("e" * 64)
    assert ledger.claim("e" * 64, "a@example.org") == "claimed"
    ledger.confirm("e" * 64, "a@example.org")
    for _ in range(2):
        failures.add("dag", "run", Failure("task", -1, "收取", "没有文件。"))
    failures.mark_told("dag", "run")


FORBIDDEN = (
    "UPDATE observations SET numerator = 0",
    "DELETE FROM observations",
    "DELETE FROM signatures",
    "DELETE FROM deliveries",
    "UPDATE verdicts SET state = 'pass'",
    "UPDATE alembic_version SET version_num = '0001'",
    "ALTER TABLE runs ADD COLUMN x integer",
    "CREATE TABLE mine (x integer)",
    "DROP TABLE failures",
    "SELECT * FROM bi.figures",
)


def test_a_run_can_write_all_it_must_and_not_touch_what_stands(as_runner: Engine) -> None:
    _state(as_runner)
    assert VintageStore(as_runner).observations("a" * 64)[0].numerator == 841
    for forbidden in FORBIDDEN:
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), as_runner.begin() as connection:
            connection.execute(text(forbidden))


def test_a_role_that_cannot_be_held_to_less_or_is_no_name_is_refused(engine: Engine) -> None:
    for grant in (grant_running, grant_reading):
        with engine.begin() as connection:
            if engine.dialect.name == "sqlite":
                with pytest.raises(ConfigError, match="PostgreSQL"):
                    grant(connection, "superset")
                continue
            for role, why in (("postgres", "管理员"), ("x; DROP TABLE runs", "字母")):
                with pytest.raises(ConfigError, match=why):
                    grant(connection, role)


def test_a_process_that_reaches_no_database_says_which_and_no_password() -> None:
    url = "postgresql+psycopg://runner:secret@127.0.0.1:1/govreport"
    with pytest.raises(ConfigError, match=r"runner:\*\*\*@127.0.0.1:1/govreport") as caught:
        open_database(url)
    assert "secret" not in str(caught.value)
