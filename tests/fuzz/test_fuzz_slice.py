"""A slice of the fuzz run: 310 damaged files, each read or refused, no traceback, no other cells."""

from __future__ import annotations

import pytest

from tests.fuzz.hostile import HOSTILE, hostile
from tests.fuzz.mutations import MUTATIONS, mutated
from tests.fuzz.run import fuzz
from tests.fuzz.seeds import seeds
from tests.fuzz.twins import TWINS


def test_some_hundred_damaged_files_are_read_or_refused_in_a_sentence() -> None:
    results = fuzz(seed=3, files=310, jobs=1)
    assert len(results) == 310
    assert {r["mutation"] for r in results} == set(MUTATIONS)
    assert [r for r in results if r["outcome"].startswith("FAILED")] == []
    assert {r["mutation"] for r in results if r["damaged"]} == set(TWINS)
    assert {r["outcome"] for r in results if r["mutation"] == "surplus_everywhere"} == {"read whole"}
    assert {"read whole", "read, rows set aside", "damaged_workbook", "broken_text"} <= {r["outcome"] for r in results}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_of_each_structure_made_to_hurt_is_read_or_refused_in_time_and_is_made_again_from_its_number() -> None:
    results = fuzz(seed=3, files=len(HOSTILE), jobs=1, hostile=True)
    assert [r["mutation"] for r in results] == list(HOSTILE)
    assert [r for r in results if r["outcome"].startswith("FAILED")] == []
    assert hostile(3, 2) == hostile(3, 2)
    assert hostile(3, 2) != hostile(4, 2)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_of_a_run_is_made_again_from_its_number() -> None:
    first = [mutated(3, index) for index in range(62)]
    seeds.cache_clear()
    assert [mutated(3, index) for index in range(62)] == first
    assert first[5][2] not in seeds().values()
