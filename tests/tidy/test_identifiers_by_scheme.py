"""What a cell of identifiers says in districts of other schemes, and places under former division codes."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from govreport.district.folder import ColumnLayout, District, Layout
from govreport.district.identifiers import Identifiers
from govreport.manifests.extracts import Snapshot
from govreport.quarter import Quarter
from govreport.store.files import FileStore, sha256
from govreport.tidy.columns import parsers_for
from govreport.tidy.tidy import tidy
from govreport.tidy.values.cells import BOOLEAN, DATE, FORMATTED, NUMBER
from govreport.tidy.values.places import Communities, Towns

CHARITY = Identifiers(scheme="pattern", name={"zh": "登记号", "en": "charity number"}, pattern=r"\d{6,8}(-\d+)?")
NAMELESS = Identifiers(scheme="none")
COLUMNS = {
    "name": "Name", "uscc": "Number", "legal_type": "Type", "registered_on": "Registered", "status": "Status",
    "town_code": "Town",
}  # fmt: skip
HEAD = "Name,Number,Type,Registered,Status,Town\n"


def store(
    district: District,
    codes,
    tmp_path,
    data: bytes,
    file: str,
    by: Identifiers,
    also: Mapping[str, str] | None = None,
    **more: Any,
):
    """What tidy keeps of a register, and the reasons for what it doesn't."""
    files = FileStore(str(tmp_path))
    named = {
        n: ColumnLayout(aliases=(t,))
        for n, t in {**COLUMNS, **(also or {})}.items()
        if by.scheme != "none" or n != "uscc"
    }
    layout = Layout(columns=named, ignore=("Number",) if by.scheme == "none" else ())
    source = district.sources["registration"].model_copy(update={"layout": layout})
    here = district.model_copy(update={"identifiers": by, "sources": {"registration": source}, **more})
    key = files.put("raw", data, f".{file.rsplit('.', 1)[1]}")
    snapshot = Snapshot.model_construct(
        district="panyu", extract="registration", quarter=Quarter(2019, 3), filename=file, sha256=sha256(data), key=key
    )
    done = tidy(here, snapshot, files, codes)
    kept = pq.read_table(pa.BufferReader(files.get(done.key))).to_pylist()
    aside = pq.read_table(pa.BufferReader(files.get(done.set_aside_key))).to_pylist()
    return kept, aside


def workbook(numbers: list[tuple[Any, str]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(list(COLUMNS.values()))
    for at, (number, shape) in enumerate(numbers, start=2):
        sheet.append([f"会{at}", number, "社会团体", "2015-03-01", "正常", "南村镇"])
        sheet.cell(at, 2).number_format = shape
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_number_in_a_workbook_is_the_identifier_that_the_cell_shows(district, codes, tmp_path) -> None:
    numbers = [
        (1023456, "General"),
        (1023456.0, "0"),
        (123456, "00000000"),
        ("1023456-1", "General"),
        ("００123456", "@"),
    ]
    kept, aside = store(district, codes, tmp_path, workbook(numbers), "register.xlsx", CHARITY)
    assert [row["uscc"] for row in kept] == ["1023456", "1023456", "00123456", "1023456-1", "00123456"]
    assert aside == []


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (NUMBER + "1023456", "1023456"),
        (f"{FORMATTED}0123456\x1f123456", "0123456"),
        ("sc 012345", "SC012345"),
        ("１０２３４５６–１", "1023456-1"),
        (BOOLEAN + "TRUE", None),
        (DATE + "2019-01-05", None),
        (NUMBER + "1.5", None),
    ],
)
def test_a_cell_of_identifiers_is_read_or_refused(district, codes, cell: str, value: str | None) -> None:
    layout = district.sources["registration"].layout
    parsers = parsers_for("registration", layout, codes, Towns(district), {}, district.tz, CHARITY)
    assert parsers["uscc"].outcome(cell)[0] == value


def test_where_organizations_have_no_identifiers_the_folded_name_stands_for_one(district, codes, tmp_path) -> None:
    text = HEAD + "样例（会）,1,社会团体,2015-03-01,正常,南村镇\n样例(会) ,2,社会团体,2016-03-01,正常,南村镇\n"
    kept, aside = store(district, codes, tmp_path, text.encode(), "register.csv", NAMELESS)
    assert {row["uscc"] for row in kept} == {"样例(会)"}
    assert [row["name"] for row in kept] == ["样例（会）", "样例（会）"]
    assert aside == []


def test_a_place_under_a_former_division_code_is_read_and_noted(district, codes, tmp_path) -> None:
    town = next(t for t in district.towns if t.name == "南村镇")
    rows = [
        f"会{n},{n},社会团体,2015-03-01,正常,{code}"
        for n, code in enumerate((f"440126{town.code[6:]}", town.code, "440199001"))
    ]
    text = "Name,Number,Type,Registered,Status,Town\n" + "\n".join(rows) + "\n"
    kept, aside = store(district, codes, tmp_path, text.encode(), "register.csv", CHARITY, former_codes=("440126",))
    assert [row["town_code"] for row in kept] == [town.code, town.code]
    assert [(line["row"], line["rule"]) for line in aside] == [(2, "T-FORMER"), (4, "T-TOWN")]
    kept, aside = store(district, codes, tmp_path / "b", text.encode(), "register.csv", CHARITY)
    assert [line["rule"] for line in aside] == ["T-TOWN", "T-TOWN"]


def test_a_community_is_found_under_a_former_division_code(district) -> None:
    one = district.communities[0]
    here = district.model_copy(update={"former_codes": ("440126",)})
    assert Communities(here).parse(f"440126{one.code[6:]}", one.town_code) == one.code


def test_a_layout_may_call_an_identifier_what_it_is() -> None:
    layout = Layout.model_validate({"columns": {"identifier": {"aliases": ["Charity Number"]}}})
    assert list(layout.columns) == ["uscc"]


def test_without_a_list_of_communities_their_column_is_neither_read_nor_wrong(district, codes, tmp_path) -> None:
    head = "Name,Number,Type,Registered,Status,Town,Community\n"
    text = head + "样例会,1234567,社会团体,2015-03-01,正常,南村镇,无此村\n"
    for here, rules in ((district, ["T-COMMUNITY"]), (district.model_copy(update={"communities": ()}), [])):
        kept, aside = store(
            here,
            codes,
            tmp_path / str(len(rules)),
            text.encode(),
            "register.csv",
            CHARITY,
            also={"community_code": "Community"},
        )
        assert [row["community_code"] for row in kept] == [None]
        assert [line["rule"] for line in aside] == rules
