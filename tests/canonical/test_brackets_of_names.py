"""Round brackets of a name are those of its script, however many cells are read at once."""

from __future__ import annotations

import pytest

from govreport.canonical.folding import fold, name


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("St Botolph’s Lodge (040)", "St Botolph’s Lodge (040)"),
        ("ABC(1)", "ABC(1)"),
        ("番禺区(南村)协会", "番禺区（南村）协会"),
        ("社区 Club (南村)", "社区Club （南村）"),
    ],
)
def test_a_name_keeps_the_brackets_of_its_script(written: str, kept: str) -> None:
    assert fold(name(written)) == fold(written)
    assert ("（" in name(written)) == ("（" in kept)
    assert name(name(written)) == name(written)
