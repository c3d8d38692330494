"""docs/adding-a-source-kind.md, followed to the letter in a copy of the product."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import get_args

import pytest

from govreport.district.locations import AnyLocation
from tests.fixtures.followed import Followed, same_lines


@pytest.mark.slow
def test_the_pages_own_tests_hold_and_the_sample_comes_out_of_an_archive(tmp_path: Path) -> None:
    followed = Followed("docs/adding-a-source-kind.md", tmp_path)
    assert "3 passed" in followed.own_tests()
    (expected,) = followed.outputs()
    assert same_lines(followed.follow(), expected)


def test_every_kind_of_source_has_a_module_of_its_name_that_fetches() -> None:
    kinds = [tagged.__metadata__[0].tag for tagged in get_args(get_args(AnyLocation)[0])]
    assert kinds == ["files", "sql", "http"]
    for kind in kinds:
        assert callable(import_module(f"govreport.sources.{kind}").fetch)
