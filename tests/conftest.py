"""What many tests share: the sample district, a store in a temporary folder, settings that point nowhere else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from govreport.district.folder import District
from govreport.district.reading import load_district
from govreport.settings import Settings
from govreport.store.files import FileStore

PROJECT = Path(__file__).resolve().parents[1]

# A slow moment of the machine is no failure; and where CI judges a change, the examples are the same each time.
hypothesis.settings.register_profile("developer", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "developer")


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
    """A developer's own GOVREPORT_* variables must not decide a test."""
    for name in os.environ:
        if name.startswith("GOVREPORT_"):
            monkeypatch.delenv(name)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(var=tmp_path / "var")


@pytest.fixture(scope="session")
def panyu() -> District:
    return load_district(PROJECT / "include" / "districts", "panyu")


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(str(tmp_path / "store"))
