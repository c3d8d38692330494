"""docs/adding-a-mail-field.md, followed to the letter in a copy of the product."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fixtures.followed import Followed


@pytest.mark.slow
def test_the_field_stands_in_a_delivered_mail(tmp_path: Path) -> None:
    followed = Followed("docs/adding-a-mail-field.md", tmp_path)
    assert (len(followed.files), len(followed.insertions), len(followed.replacements)) == (1, 3, 2)
    assert "1 passed" in followed.own_tests()
