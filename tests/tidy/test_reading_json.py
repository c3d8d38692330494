"""JSON: where the records stand, places within a record, and values of other kinds than text."""

from __future__ import annotations

import json
from typing import Any

import pytest

from govreport.district.folder import Layout
from govreport.errors import ReadError
from govreport.tidy.opening import open_file
from govreport.tidy.readers.json_grid import JsonGrid
from govreport.tidy.values.cells import BOOLEAN, NESTED, NUMBER, plain
from tests.tidy.tidyfiles import HEADER, ROW

RECORD: dict[str, Any] = dict(zip(HEADER, ROW, strict=True))


def layout(records: str | None = None, **aliases: str) -> Layout:
    names = dict(zip(LAYOUT_COLUMNS, HEADER, strict=True)) | aliases
    return Layout.model_validate({"records": records, "columns": {n: {"aliases": (a,)} for n, a in names.items()}})


LAYOUT_COLUMNS = [
    *("project_no", "project_name", "fund", "approved_on", "town_code", "purpose", "instalment", "awarded_fen"),
    *("paid_on", "paid_fen"),
]


def cells(data: Any, meant: Layout) -> list[dict[str, str]]:
    grid = open_file("x.json", json.dumps(data).encode(), meant, "funding").grid
    assert isinstance(grid, JsonGrid)
    names = next(row for row in grid.head if len(row) > 5)
    return [
        dict(zip(names, row, strict=True))
        for b in grid.batches(0)
        for row in zip(*(c.to_pylist() for c in b.columns), strict=True)
    ]


@pytest.mark.parametrize("place", ["result.page.items", "台账", "data"])
def test_records_are_read_where_the_layout_says_they_stand(place: str) -> None:
    data: Any = [RECORD, RECORD]
    for name in reversed(place.split(".")):
        data = {"code": 0, "other": [{"x": 1}], name: data, "rows": [{"y": 2}]}
    assert cells(data, layout(place)) == [RECORD, RECORD]


def test_records_in_two_places_are_refused_unless_the_layout_says_which() -> None:
    data = {"data": [RECORD], "meta": {"deep": {"rows": [RECORD]}}}
    with pytest.raises(ReadError, match="records 写明列表的位置"):
        cells(data, layout())
    assert cells(data, layout("meta.deep.rows")) == [RECORD]
    assert cells(data, layout("data")) == [RECORD]


@pytest.mark.parametrize(
    "data", [{"data": [RECORD]}, [RECORD], {"result": {"page": [RECORD]}}, {"result": {"page": {}}}]
)
def test_a_place_without_a_list_is_refused(data: Any) -> None:
    with pytest.raises(ReadError, match=r"result\.page\.items"):
        cells(data, layout("result.page.items"))


def test_an_object_of_a_list_is_named_by_its_number_and_the_others_are_seen() -> None:
    """As 360Giving writes it: recipientOrganization is a list, nearly always of one."""
    recipients = [{"name": "甲", "at": {"town": "南村镇"}}, {"name": "乙"}]
    record = {**RECORD, "recipientOrganization": recipients, "tags": [1]}
    meant = layout(recipient_name="recipientOrganization.0.name", town_code="recipientOrganization.0.at.town")
    [read] = cells([record], meant)
    assert (read["recipientOrganization.0.name"], read["recipientOrganization.0.at.town"]) == ("甲", "南村镇")
    assert read["recipientOrganization.1.name"] == "乙"  # a header of its own, so that it is told as not read
    assert read["tags"].startswith(NESTED)


def test_a_list_of_which_no_object_is_asked_for_or_that_holds_other_things_stays_whole() -> None:
    [read] = cells([{**RECORD, "applicant": [{"name": "甲"}]}], layout(project_name="applicant.name"))
    assert read["applicant.name"].startswith(NESTED)
    [read] = cells([{**RECORD, "applicant": ["甲"]}], layout(project_name="applicant.0.name"))
    assert read["applicant.0.name"].startswith(NESTED)


def test_a_dotted_alias_is_a_place_within_a_record() -> None:
    record = {**RECORD, "applicant": {"name": "长者饭堂", "at": {"town": "南村镇"}, "tags": [1]}}
    meant = layout(project_name="applicant.name", town_code="applicant.at.town")
    [read] = cells([record], meant)
    assert (read["applicant.name"], read["applicant.at.town"]) == ("长者饭堂", "南村镇")
    assert read["applicant.tags"].startswith(NESTED)
    opened = open_file("x.json", json.dumps([record]).encode(), meant, "funding")
    assert {"project_name", "town_code"} <= opened.header.mapping.keys()


def test_a_field_that_itself_has_a_dot_is_found_as_well() -> None:
    assert (
        cells([{**RECORD, "applicant.name": "甲"}], layout(project_name="applicant.name"))[0]["applicant.name"] == "甲"
    )


@pytest.mark.parametrize("held", [["甲", "乙"], "甲", 3])
def test_another_value_in_the_place_of_an_object_is_refused_as_a_cell(held: Any) -> None:
    [read] = cells([{**RECORD, "applicant": held}], layout(project_name="applicant.name"))
    assert read["applicant.name"].startswith(NESTED)


def test_a_missing_object_leaves_the_cell_empty() -> None:
    read = cells([{**RECORD, "a": {"n": "甲"}}, RECORD, {**RECORD, "a": None}], layout(project_name="a.n"))
    assert [r["a.n"] for r in read] == ["甲", "", ""]


def test_truth_values_and_numbers_are_marked_and_text_is_not() -> None:
    [read] = cells(
        [{**RECORD, "项目名称": True, "批次": 1, "用途": "TRUE", "拨付日期": "2019-06-30T16:00:00Z"}], layout()
    )
    assert (read["项目名称"], read["批次"], read["用途"]) == (f"{BOOLEAN}TRUE", f"{NUMBER}1", "TRUE")
    assert plain(read["项目名称"]) == "TRUE"
    assert read["拨付日期"] == "2019-06-30T16:00:00Z"


@pytest.mark.parametrize("marker", [chr(n) for n in range(1, 17)])
def test_text_cannot_begin_with_a_marker(marker: str) -> None:
    [read] = cells([{**RECORD, "项目名称": f"{marker}43470"}], layout())
    assert read["项目名称"][:1] not in "\x01\x02\x04\x05\x06\x07\x0e\x0f\x10"


@pytest.mark.parametrize(("encoding", "refused"), [("gb18030", False), ("big5", True), ("cp1252", True)])
def test_an_encoding_that_nothing_settles_is_refused_until_it_is_stated(encoding: str, refused: bool) -> None:
    name = {"big5": "廣州市番禺區幸福社會工作服務中心", "cp1252": "Men’s Shed"}.get(encoding, "番禺区志愿服务队")
    record = dict(zip((f"k{n}" for n in range(10)), ["Z1", name, *"abcdefgh"], strict=True))
    data = json.dumps([record], ensure_ascii=False).encode(encoding)
    meant = layout(**dict(zip(LAYOUT_COLUMNS, record, strict=True)))
    if refused:
        with pytest.raises(ReadError, match="encoding"):
            open_file("x.json", data, meant, "funding")
        meant = meant.model_copy(update={"encoding": encoding})
    assert open_file("x.json", data, meant, "funding").grid.head[1][1] == name
