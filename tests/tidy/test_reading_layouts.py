"""What a layout may say beyond headers: constants, defaults, a cut-off, words of the district's own."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tidyfiles import HEADER, ROW, csv_bytes, funding_row, xlsx_bytes

from govreport.canonical import EXTRACTS
from govreport.canonical.codes import CodeList, with_words
from govreport.district.folder import District, Layout
from govreport.errors import ConfigError, ReadError
from govreport.manifests.extracts import Snapshot
from govreport.quarter import Quarter
from govreport.store.files import FileStore, sha256
from govreport.tidy.tidy import tidy


@pytest.fixture
def read(district: District, codes: dict[str, CodeList], store: FileStore):
    """Tidies a funding file under the usual layout with some columns and entries changed."""

    def run(data: bytes, columns: dict[str, Any] | None = None, lists: Any = None, **entries: Any):
        import pyarrow as pa
        import pyarrow.parquet as pq

        source = district.sources["funding"]
        said = source.layout.model_dump(exclude_none=True, exclude_defaults=True)
        said = {**said, "columns": {**said["columns"], **(columns or {})}, **entries}
        said["columns"] = {name: setting for name, setting in said["columns"].items() if setting is not None}
        changed = source.model_copy(update={"layout": Layout.model_validate(said)})
        other = district.model_copy(update={"sources": {**district.sources, "funding": changed}})
        snapshot = Snapshot(
            district="panyu", extract="funding", quarter=Quarter(2019, 3), filename="funding.csv", origin="",
            sha256=sha256(data), size=len(data), key=store.put("raw", data, ".csv"),
        )  # fmt: skip
        result = tidy(other, snapshot, store, lists or codes)
        tables = [pq.read_table(pa.BufferReader(store.get(k))).to_pylist() for k in (result.key, result.set_aside_key)]
        return result, *tables

    return run


def without(title: str, *rows: list[str]) -> bytes:
    at = HEADER.index(title)
    return csv_bytes([[c for i, c in enumerate(row) if i != at] for row in (HEADER, *rows)])


def test_one_amount_is_what_was_awarded_and_where_a_day_of_payment_stands_what_was_paid(read) -> None:
    unpaid = funding_row(项目编号="ZX2019-2", 拨付日期="")
    unreadable = funding_row(项目编号="ZX2019-3", 立项金额="三五")
    paid = {"same_as": "awarded_fen", "where": "paid_on"}
    result, rows, aside = read(without("拨付金额", ROW, unpaid, unreadable), {"paid_fen": paid})
    assert [(r["awarded_fen"], r["paid_fen"]) for r in rows] == [(3_000_000, 3_000_000), (3_000_000, None)]
    assert [line["column"] for line in aside] == ["立项金额"]  # what is wrong with the cell is said once
    assert "paid_fen" not in result.columns


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"same_as": "award"}, "same_as: award for paid_fen"),
        ({"same_as": "paid_fen"}, "same_as: paid_fen for paid_fen"),
        ({"same_as": "awarded_fen", "where": "paid"}, "where: paid for paid_fen"),
        ({"same_as": "awarded_fen", "unit": "元"}, "both same_as and unit"),
        ({"aliases": ["金额"], "where": "paid_on"}, "goes with same_as only"),
        ({"aliases": ["立项金额"]}, "write same_as: awarded_fen"),
    ],
)
def test_a_column_that_repeats_none_of_the_file_is_refused(read, setting: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read(without("拨付金额", ROW), {"paid_fen": setting})


# -- constants and defaults --------------------------------------------------------------------------------------------


def test_a_constant_stands_in_every_row_of_a_column_that_the_file_lacks(read) -> None:
    result, rows, aside = read(without("资金类别", ROW, ROW), {"fund": {"value": "专项资金"}})
    assert [r["fund"] for r in rows] == ["special_fund"] * 2
    assert (result.rows_in, aside) == (2, [])
    assert "fund" not in result.columns  # it is no column of the file


@pytest.mark.parametrize(
    ("name", "title", "value", "kept"),
    [
        ("town_code", "所属镇街", "南村镇", "440113102"),
        ("approved_on", "立项日期", "2019-01-05", date(2019, 1, 5)),
        ("instalment", "批次", "1", 1),
        ("awarded_fen", "立项金额", "3万元", 3_000_000),
        ("project_no", "项目编号", "ZX-1", "ZX-1"),
    ],
)
def test_a_constant_is_read_as_a_cell_of_its_column(read, name: str, title: str, value: str, kept: Any) -> None:
    _, rows, aside = read(without(title, ROW), {name: {"value": value}})
    assert [r[name] for r in rows] == [kept]
    assert aside == []


def test_a_constant_or_a_default_makes_no_record_of_a_note_or_a_blank_row(read) -> None:
    blank, note = [""] * len(HEADER), ["注：本表由各镇街填报", *[""] * (len(HEADER) - 1)]
    data = without("资金类别", ROW, blank, note)
    columns = {"fund": {"value": "专项资金"}, "purpose": {"aliases": ["用途"], "default": "其他"}}
    result, rows, aside = read(data, columns)
    assert (result.rows_in, len(rows), aside) == (1, 1, [])


def test_an_empty_cell_stands_for_the_default_and_a_filled_one_for_itself(read) -> None:
    data = csv_bytes([HEADER, funding_row(用途=""), funding_row(用途="—"), ROW])
    columns = {"purpose": {"aliases": ["用途"], "default": "其他"}}
    _, rows, aside = read(data, columns)
    assert ([r["purpose"] for r in rows], aside) == (["other", "other", "elderly"], [])
    _, rows, aside = read(data)
    assert (len(rows), {r["rule"] for r in aside}) == (1, {"T-REQUIRED"})


def test_a_default_mends_no_cell_that_is_wrong(read) -> None:
    data = csv_bytes([HEADER, funding_row(用途="看不懂"), ROW])
    _, rows, aside = read(data, {"purpose": {"aliases": ["用途"], "default": "其他"}})
    assert ([r["purpose"] for r in rows], [r["rule"] for r in aside]) == (["elderly"], ["T-CODE"])


def test_a_default_stands_for_no_column_that_is_missing(read) -> None:
    with pytest.raises(ReadError, match="用途"):
        read(without("用途", ROW), {"purpose": {"aliases": ["用途"], "default": "其他"}})


def test_a_total_is_compared_with_what_the_file_holds_not_with_a_default(read) -> None:
    rows = [HEADER, funding_row(拨付金额=""), ROW, ["合计", *[""] * 6, "6", "", "1.5"]]
    result, kept, _ = read(csv_bytes(rows), {"paid_fen": {"aliases": ["拨付金额"], "unit": "万元", "default": "2"}})
    assert [r["paid_fen"] for r in kept] == [2_000_000, 1_500_000]
    assert all(t.stated == t.computed for t in result.totals)


@pytest.mark.parametrize(
    ("name", "setting", "place", "why"),
    [
        ("fund", {"value": "零花钱"}, "layout.columns.fund.value", "不在代码表中"),
        ("fund", {"value": "无"}, "layout.columns.fund.value", "等于没有填写"),
        ("approved_on", {"value": "某日"}, "layout.columns.approved_on.value", "日期"),
        ("awarded_fen", {"value": "3"}, "layout.columns.awarded_fen.value", "元还是万元"),
        ("purpose", {"aliases": ["用途"], "default": "随便"}, "layout.columns.purpose.default", "不在代码表中"),
    ],
)
def test_what_a_layout_fills_in_must_be_readable(read, name: str, setting: Any, place: str, why: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read(csv_bytes([HEADER, ROW]), {name: setting})
    assert place in caught.value.message.zh
    assert place in caught.value.message.en
    assert why in caught.value.message.zh
    assert "sources/funding.yaml" in caught.value.message.zh


# -- the cut-off -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stated", ["quarter_end", "2019-09-30", date(2019, 9, 30), "B1", "a1"])
def test_a_cut_off_that_the_layout_states(read, stated: Any) -> None:
    title = ["截止 2019-09-30" if stated == "a1" else "填报单位", "2019年9月30日", *[""] * (len(HEADER) - 2)]
    result, _, aside = read(csv_bytes([title, HEADER, ROW]), cutoff=stated)
    assert (result.cutoff, aside) == (date(2019, 9, 30), [])


def test_the_same_file_without_it_has_none(read) -> None:
    assert read(csv_bytes([HEADER, ROW]))[0].cutoff is None


@pytest.mark.parametrize("title", ["数据截至2019年6月30日", "Data as of 2019-06-30"])
def test_a_file_that_states_another_day_is_listed(read, title: str) -> None:
    data = csv_bytes([[title, *[""] * (len(HEADER) - 1)], HEADER, ROW])
    result, rows, aside = read(data, cutoff="quarter_end")
    assert result.cutoff is None
    assert len(rows) == 1
    assert [(r["row"], r["rule"]) for r in aside] == [(1, "T-CUTOFF")]
    assert "2019-06-30、2019-09-30" in aside[0]["zh"]
    assert read(data)[0].cutoff == date(2019, 6, 30)


@pytest.mark.parametrize(("cell", "shown"), [("B1", "是空的"), ("A2", "项目编号"), ("ZZ999", "是空的")])
def test_a_cell_without_a_day_refuses_the_file(read, cell: str, shown: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(csv_bytes([["标题", *[""] * (len(HEADER) - 1)], HEADER, ROW]), cutoff=cell)
    assert shown in caught.value.message.zh
    assert cell in caught.value.message.en


def test_a_workbooks_cell_gives_the_cut_off(read) -> None:
    rows: list[list[Any]] = [["台账", date(2019, 9, 30)], HEADER, ROW]
    assert read(xlsx_bytes(rows), cutoff="B1")[0].cutoff == date(2019, 9, 30)


# -- words of one district ---------------------------------------------------------------------------------------------


def test_a_districts_own_word_is_read_there_only(read, codes) -> None:
    data = csv_bytes([HEADER, funding_row(用途="夕阳红关爱")])
    assert [r["rule"] for r in read(data)[2]] == ["T-CODE"]
    lists = with_words(codes, {"purpose": {"elderly": ("夕阳红关爱",)}}, "x/words.yaml")
    assert [r["purpose"] for r in read(data, lists=lists)[1]] == ["elderly"]
    assert codes["purpose"].find("夕阳红关爱") is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"purposes": {"elderly": ("甲",)}}, "purpose"),
        ({"purpose": {"elderley": ("甲",)}}, "elderly"),
        ({"purpose": {"elderly": ("助残",)}}, "助残"),
        ({"purpose": {"elderly": ("甲",), "disabled": ("甲 ",)}}, "甲"),
        ({"purpose": {"elderly": ("",)}}, "空"),
    ],
)
def test_words_that_contradict_the_lists_are_refused(codes, words: Any, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        with_words(codes, words, "x/words.yaml")
    assert said in caught.value.message.zh
    assert "x/words.yaml" in caught.value.message.en


def test_repeating_a_known_word_under_its_own_code_is_no_clash(codes) -> None:
    assert with_words(codes, {"purpose": {"elderly": ("扶老",)}}, "x")["purpose"].find("扶老") == "elderly"


def test_every_money_unit_that_a_cell_may_state_a_layout_may_state(read) -> None:
    for unit, fen in (("元", 150), ("千元", 150_000), ("万元", 1_500_000), ("亿元", 15_000_000_000)):
        _, rows, _ = read(csv_bytes([HEADER, ROW]), {"paid_fen": {"aliases": ["拨付金额"], "unit": unit}})
        assert [r["paid_fen"] for r in rows] == [fen]


def test_every_extract_has_columns_that_only_it_must_have() -> None:
    for extract, table in EXTRACTS.items():
        columns = {c.name: {"value": "x"} for c in table.columns if c.name != "_row"}
        assert Layout.model_validate({"columns": columns}).needed(extract) == []


def test_a_constant_community_is_looked_up_in_its_rows_town_and_noted_where_it_is_not_there(read) -> None:
    rows = [ROW, funding_row(所属镇街="市桥街道")]
    result, kept, aside = read(csv_bytes([HEADER, *rows]), {"community_code": {"value": "锦绣香江社区"}})
    assert [r["community_code"] for r in kept] == ["440113102001", None]
    assert [(r["row"], r["column"], r["rule"]) for r in aside] == [(3, "实施村(社区)", "T-COMMUNITY")]
    assert result.rows_set_aside == 0
