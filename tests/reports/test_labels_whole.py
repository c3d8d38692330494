"""Labels in charts are whole: a name has the room that it needs, or two lines."""

from __future__ import annotations

import pytest

from govreport.reports.charts.drawing import in_lines, text_width
from govreport.reports.charts.rank import Bar, Tile, ranked, tiles

LONG = ("Coldwell and Fenny", "Yunling Township", "St Botolph's and Fenny", "North Weirside and Tanyard Bridge")


def starts(drawing: object, name: str) -> list[float]:
    """Where the lines of a label that ends at its x begin."""
    texts = [m for m in drawing.marks if m["kind"] == "text" and m["text"] and m["text"] in name]  # type: ignore[attr-defined]
    return [float(m["x"]) - text_width(m["text"], float(m["size"])) for m in texts if m["anchor"] == "end"]


@pytest.mark.parametrize("width", [590.0, 340.0])
@pytest.mark.parametrize("name", LONG)
def test_a_long_name_beside_a_bar_begins_within_the_drawing(name: str, width: float) -> None:
    drawing = ranked([Bar(name, 3, "3"), Bar("Oldcross", 2, "2")], "", [], "charities", width=width)
    assert starts(drawing, name)
    assert min(starts(drawing, name)) >= -0.5
    words = " ".join(m["text"] for m in drawing.marks if m["kind"] == "text" and m["text"] in name)
    assert words == name


def test_short_names_keep_their_line_and_their_room() -> None:
    drawing = ranked([Bar("市桥街", 3, "3"), Bar("沙头街", 2, "2")], "", [], "社会组织")
    assert [m["x"] for m in drawing.marks if m["kind"] == "text" and m["text"] in ("市桥街", "沙头街")] == ["64", "64"]


def test_a_name_that_is_wider_than_its_tile_takes_two_lines() -> None:
    items = [Tile(column, 0, name, 1, "1") for column, name in enumerate(("Coldwell and Fenny", "Luopu", "A", "B"))]
    texts = [m["text"] for m in tiles(items, "", "few", "many").marks if m["kind"] == "text"]
    assert texts[:2] == ["Coldwell", "and Fenny"]
    assert "Luopu" in texts


def test_a_label_is_parted_at_a_space_or_in_the_middle() -> None:
    assert in_lines("Priory Hill", 1000, 10) == ["Priory Hill"]
    assert in_lines("Coldwell and Fenny", 60, 10) == ["Coldwell", "and Fenny"]
    assert in_lines("社会服务机构", 30, 10) == ["社会服", "务机构"]


def test_an_apostrophe_is_narrow_where_no_chinese_is_near() -> None:
    drawing = ranked([Bar("St Botolph’s", 3, "3"), Bar("‘临江’", 2, "2")], "", [], "charities")
    texts = [m["text"] for m in drawing.marks if m["kind"] == "text"]
    assert "St Botolph's" in texts
    assert "‘临江’" in texts


def test_towns_that_are_nearly_alike_are_neither_few_nor_many() -> None:
    """48, 49 and 50 were shaded from lightest to darkest."""

    def drawn(*values: int) -> tuple[set[str], list[str]]:
        items = [Tile(n, 0, f"town {n}", v, f"{v}") for n, v in enumerate(values)]
        marks = tiles(items, "", "few", "many").marks
        shades = {m["fill"] for m in marks if m["kind"] == "rect"}
        return shades, [m["text"] for m in marks if m["kind"] == "text"]

    shades, texts = drawn(48, 48, 49, 50, 49)
    assert len(shades) == 1
    assert "many" not in texts
    shades, texts = drawn(5, 48, 49, 50, 90)
    assert len(shades) > 2
    assert "many" in texts
