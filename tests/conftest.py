"""What many tests share: the sample district, a store in a temporary folder, settings that point nowhere else.

And the two tiers: a test is ``slow`` where it needs a whole quarter, a server, a browser, another process or many
seconds. Those that aren't are what ``make check`` runs.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from govreport.district.folder import District
from govreport.district.reading import load_district
from govreport.garbage import collect_seldom
from govreport.settings import Settings
from govreport.store import database
from govreport.store.files import FileStore
from tests.fixtures.fresh_database import made_ready_at_once

collect_seldom()  # as every command and task does
PROJECT = Path(__file__).resolve().parents[1]

# A slow moment of the machine is no failure; and where CI judges a change, the examples are the same each time.
hypothesis.settings.register_profile("developer", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "developer")


SLOW_FOLDERS = ("benchmarks", "dags", "deployment", "end_to_end", "faults", "fuzz", "pages", "runbooks", "sample")
SLOW_FIXTURES = {"as_runner", "browser", "mariadb", "postgres", "postgres_url", "s3", "sftp", "site", "spoilt"}
"""Programs of their own; at the end, what takes many seconds to make."""
SLOW_PARAMETERS = {"postgresql", "s3", "sftp"}
SLOW_HELPERS = {"Followed", "take"}
"""What a module imports that runs the product's commands, or starts with a whole quarter."""
LONGEST_FIRST = (
    "dags/test_real_scheduler.py",
    "faults/test_faults_slice.py",
    "security/test_attacker.py",
    "end_to_end/test_verify_report.py",
    "end_to_end/test_production_stores.py",
    "end_to_end/test_archive.py",
    "dags/test_quarter_in_airflow.py",
    "runbooks/test_in_airflow.py",
    "runbooks/test_runbooks.py",
    "end_to_end/test_axe.py",
    "end_to_end/test_longer_periods.py",
    "end_to_end/test_english_borough.py",
    "end_to_end/test_runs.py",
    "pages/test_fab.py",
    "pages/test_in_browser.py",
    "deployment/test_store_archive.py",
    "deployment/test_backup_restore.py",
    "end_to_end/test_explain_records.py",
    "end_to_end/test_revise.py",
    "dags/test_alerts_in_airflow.py",
)
"""Files that take a minute or more begin first, so that no core is idle while the last of them ends."""
_started: list[str] = []


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Where slow tests aren't wanted, their folders aren't even read: Airflow alone takes seconds to import."""
    is_slow = collection_path.parent == PROJECT / "tests" and collection_path.name in SLOW_FOLDERS
    return True if is_slow and "not slow" in config.option.markexpr else None


@pytest.hookimpl(tryfirst=True)  # before pytest itself looks for marks that were asked for
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the slow ones, and put the longest first."""
    tests = PROJECT / "tests"
    place = {name: number for number, name in enumerate(LONGEST_FIRST)}
    for item in items:
        folder = item.path.relative_to(tests).parts[0]
        parameters = getattr(getattr(item, "callspec", None), "params", {}).values()
        if (
            folder in SLOW_FOLDERS
            or SLOW_FIXTURES & set(getattr(item, "fixturenames", ()))
            or SLOW_HELPERS & vars(getattr(item, "module", None) or object).keys()
            or any(isinstance(p, str) and p in SLOW_PARAMETERS for p in parameters)
            or any(item.iter_markers("airflow"))
        ):
            item.add_marker(pytest.mark.slow)
    items.sort(key=lambda item: place.get(item.path.relative_to(tests).as_posix(), len(place)))


def _note_process(event: str, arguments: tuple[object, ...]) -> None:
    if event not in ("subprocess.Popen", "os.posix_spawn", "os.fork"):
        return
    frame = sys._getframe()
    while (frame := frame.f_back) is not None:  # type: ignore[assignment]
        # how Python looks for a C library; the one process that workbooks are tried in, which all tests share
        if frame.f_globals.get("__name__") in ("ctypes.util", "govreport.confined"):
            return
    _started.append(f"{event} {arguments[:2]}")


sys.addaudithook(_note_process)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    _started.clear()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    # Among slow tests a fast one may be the one after which a server of theirs is stopped.
    if _started and "not slow" in item.config.option.markexpr:
        pytest.fail(f"it starts a process ({_started[0]}), which a test of `make check` doesn't: mark it slow")


os.environ["GOVREPORT_MAIL"] = "outbox"  # for what is prepared before any test
ON_POSTGRESQL = os.environ.get("GOVREPORT_TEST_DATABASE") == "postgresql"
below_var = pytest.mark.skipif(ON_POSTGRESQL, reason="looks for the results below var, where SQLite has them")


@pytest.fixture(scope="session", autouse=True)
def _results_database() -> Iterator[None]:
    """With GOVREPORT_TEST_DATABASE=postgresql every installation's results go to a database of its own there."""
    if not ON_POSTGRESQL:
        yield
        return
    from tests.fixtures.on_postgresql import results_on_postgresql

    with results_on_postgresql():
        yield


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own GOVREPORT_* variables must not decide a test, and mail goes nowhere unless a test says so."""
    for name in os.environ:
        if name.startswith("GOVREPORT_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("GOVREPORT_MAIL", "outbox")


@pytest.fixture(autouse=True)
def _tables_at_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test's new database isn't brought up revision by revision, but where that is what is tested."""
    if "store" not in request.path.relative_to(PROJECT / "tests").parts:
        monkeypatch.setattr(database, "make_ready", made_ready_at_once(database.make_ready))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(var=tmp_path / "var")


@pytest.fixture(scope="session")
def panyu() -> District:
    return load_district(PROJECT / "include" / "districts", "panyu")


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(str(tmp_path / "store"))
