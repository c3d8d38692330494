"""docs/*/start.md: every command of it, typed on an installation that has no district."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from tests.runbooks.operator import Operator


@pytest.mark.slow
def test_a_district_is_begun_as_the_page_says(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "include" / "districts").mkdir(parents=True)
    for name in ("templates", "fonts", "reference", "profiles"):
        (home / "include" / name).symlink_to(PROJECT / "include" / name)
    for name in ("songjian", "brackenford"):
        shutil.copytree(PROJECT / "include" / "sample" / name, home / "include" / "sample" / name)
    operator = Operator(home, GOVREPORT_VAR=str(tmp_path / "var"))
    operator.follow("../start")
    assert "What to do next" in operator.said
    for name in ("songjian", "brackenford"):
        assert list((home / "drafts" / name).glob("*.pdf")), name
        assert (home / "include" / "districts" / name / "district.yaml").is_file()
    assert "Traceback" not in operator.everything
