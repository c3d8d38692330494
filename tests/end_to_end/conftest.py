"""Sample quarters run through the real stages, once a session; and a private installation to spoil files in."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from govreport import stages
from govreport.context import Context
from govreport.indicators.catalogue import CATALOGUE
from govreport.indicators.model import Figures
from govreport.indicators.vintages.measuring import load_observations
from govreport.manifests.measurements import Measurement
from govreport.manifests.verdicts import Verdict
from govreport.settings import Settings
from tests.conftest import PROJECT

QUARTERS = ["2018-Q4", "2019-Q2", "2019-Q3", "2019-Q4"]
"""Sample quarters that the tests run, oldest first, as a backfill would."""

Run = tuple[Context, Verdict, Measurement]


def judge(context: Context) -> Verdict:
    return stages.conclude(
        context,
        stages.check(
            context,
            [
                stages.tidy(context, stages.collect(context, name))  # type: ignore[arg-type]
                for name in context.district.extracts
            ],
        ),
    )


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Run]:
    """Runs a sample quarter up to verify, and before it those of QUARTERS that precede it, once a session."""
    settings = Settings(var=tmp_path_factory.mktemp("sample"))
    done: dict[str, Run] = {}

    def run(quarter: str) -> Run:
        for earlier in QUARTERS[: QUARTERS.index(quarter) + 1]:
            if earlier in done:
                continue
            context = Context.make(settings, "panyu", earlier)
            verdict = judge(context)
            done[earlier] = (context, verdict, stages.verify(context, stages.measure(context, verdict)))
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
