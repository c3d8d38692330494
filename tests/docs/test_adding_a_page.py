"""docs/adding-a-page.md, followed to the letter in a copy of the product."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fixtures.followed import Followed


@pytest.mark.airflow
@pytest.mark.slow
def test_the_new_page_is_served_to_those_who_may_read_it(tmp_path: Path) -> None:
    followed = Followed("docs/adding-a-page.md", tmp_path)
    assert (len(followed.files), len(followed.insertions)) == (3, 5)
    assert "2 passed" in followed.own_tests()
