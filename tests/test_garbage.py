"""Commands and tasks leave Python's search for unused objects for seldom."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from typer.testing import CliRunner

from govreport.cli import app
from govreport.garbage import SELDOM


@pytest.fixture
def often() -> Iterator[None]:
    """As Python begins."""
    before = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    yield
    gc.set_threshold(*before)


@pytest.mark.usefixtures("often")
def test_a_command_searches_seldom() -> None:
    assert CliRunner().invoke(app, ["--version"]).exit_code == 0
    assert gc.get_threshold() == SELDOM
