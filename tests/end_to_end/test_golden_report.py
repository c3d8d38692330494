"""What the sample's report says, word for word and figure by figure, in both languages; changes are looked at."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.end_to_end.conftest import Run
from tests.reports.golden_model import FOLDER, QUARTER, first_difference, kept, models


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_samples_report_says_what_was_looked_at_and_kept(sample: Callable[[str], Run], language: str) -> None:
    now = kept(models(*sample(QUARTER))[language])
    golden = json.loads((FOLDER / f"{QUARTER}-{language}.json").read_text(encoding="utf-8"))
    difference = first_difference(golden, now)
    assert not difference, f"{difference}. If that is meant: make golden, and look at the difference."


def test_the_first_difference_is_named_by_its_place() -> None:
    golden = {"sections": [{"key": "towns", "blocks": [{"key": "table", "rows": [["甲", "5"], ["乙", "7"]]}]}]}
    now = {"sections": [{"key": "towns", "blocks": [{"key": "table", "rows": [["甲", "5"], ["乙", "8"]]}]}]}
    assert first_difference(golden, golden) == ""
    said = first_difference(golden, now)
    assert said == "the report > sections > towns > blocks > table > rows > 2 > 2: it said “7”, now it says “8”"
    assert "is gone" in first_difference(golden, {"sections": []})
    assert "is new" in first_difference(golden, golden | {"title": "番禺"})
