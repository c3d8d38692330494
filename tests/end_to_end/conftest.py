"""Sample quarters run through the real stages; and a private installation to spoil files in."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from govreport.context import Context
from govreport.indicators.catalogue import CATALOGUE
from govreport.indicators.model import Figures
from govreport.indicators.vintages.measuring import load_observations
from govreport.manifests.measurements import Measurement
from govreport.manifests.verdicts import Verdict
from govreport.settings import Settings
from tests.conftest import PROJECT
from tests.fixtures.prepared import take

Run = tuple[Context, Verdict, Measurement]


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Run]:
    """A sample quarter up to verify, and before it those of QUARTERS that precede it; to be read, not to be spoilt."""
    done: dict[str, Run] = {}

    def run(quarter: str) -> Run:
        if quarter not in done:
            made = take(quarter, Settings(var=tmp_path_factory.mktemp("sample") / "var"))
            done[quarter] = (made.context, made.verdict, made.measurement)
        return done[quarter]

    return run


def figures_of(run: Run) -> Figures:
    context, _, measurement = run
    return Figures(CATALOGUE, load_observations(context.vintages, measurement.vintages))


@pytest.fixture
def installation(tmp_path: Path) -> Settings:
    """An installation of its own with the sample of 2019-Q3, whose files a test may spoil."""
    home = tmp_path / "home"
    include = PROJECT / "include"
    (home / "include").mkdir(parents=True)
    for name in ("templates", "fonts", "reference", "districts"):
        (home / "include" / name).symlink_to(include / name)
    shutil.copytree(include / "sample" / "panyu" / "2019-Q3", home / "include" / "sample" / "panyu" / "2019-Q3")
    return Settings(home=home, var=tmp_path / "var")


@pytest.fixture
def small(installation: Settings) -> Settings:
    """The installation with three extracts, where neither the others nor the figures are what is looked at."""
    districts = installation.home / "include" / "districts"
    districts.unlink()
    shutil.copytree(PROJECT / "include" / "districts", districts)
    for source in (districts / "panyu" / "sources").glob("*.yaml"):
        if source.stem not in ("registration", "funding", "evaluation"):
            source.unlink()
    return installation
