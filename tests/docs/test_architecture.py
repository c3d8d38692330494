"""The page on architecture names what exists, and its picture is the one that the imports make."""

from __future__ import annotations

import re

import pytest

from scripts.architecture import PICTURE, arrows, drawing, layers
from tests.conftest import PROJECT

LIBRARY = PROJECT / "plugins" / "govreport"
PAGE = (PROJECT / "docs" / "architecture.md").read_text(encoding="utf-8")
STEPS = re.findall(r"^\d+\. \*\*(.*?)(?=^\d+\. |^At any)", PAGE, re.MULTILINE | re.DOTALL)


def test_the_picture_is_fresh() -> None:
    assert PICTURE.read_text(encoding="utf-8") == drawing(), "behind the imports; run make docs"


def test_every_room_has_its_box() -> None:
    boxes = set(re.findall(r">(\w+)</text>", drawing()))
    rooms = {p.stem for p in LIBRARY.iterdir() if (p.suffix == ".py" or p.is_dir()) and not p.stem.startswith("__")}
    assert boxes == {room for row in layers() for room in row}
    assert boxes - {"govreport_airflow"} == rooms


def test_an_arrow_that_follows_from_others_is_left_out() -> None:
    used = {"a": frozenset("bc"), "b": frozenset("c"), "c": frozenset("")}
    assert arrows(used) == [("a", "b"), ("b", "c")]


def test_the_story_has_twelve_steps() -> None:
    assert len(STEPS) == 12


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.split(".")[0])
def test_the_functions_and_files_of_a_step_exist(step: str) -> None:
    named = re.findall(r"`(\w+)`\s+in\s+`([\w/]+\.py)`", step)
    assert named
    for name, file in named:
        text = (LIBRARY / file).read_text(encoding="utf-8")
        assert re.search(rf"^(def {name}\(|class {name}\b|{name}\b.* = )", text, re.MULTILINE), (name, file)


def test_every_place_that_the_page_names_exists() -> None:
    for place in re.findall(r"`((?:include|plugins)?[\w/.*]*/[\w.*/]*)`", PAGE):
        found = [*PROJECT.glob(place.rstrip("/")), *LIBRARY.glob(place.rstrip("/"))]
        assert found, place
