"""docs/adding-a-command.md, followed to the letter in a copy of the product."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fixtures.followed import Followed, same_lines


@pytest.mark.slow
def test_the_new_command_answers_as_the_page_says(tmp_path: Path) -> None:
    followed = Followed("docs/adding-a-command.md", tmp_path)
    assert (len(followed.files), len(followed.insertions)) == (2, 3)
    assert "2 passed" in followed.own_tests()
    (expected,) = followed.outputs()
    assert same_lines(followed.follow(), expected)
    assert "towns" in followed.govreport("--help")
