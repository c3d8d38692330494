"""Several tables in a sheet, several sheets in a workbook: each is read by its own header, or the file says why not."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from tidyfiles import HEADER, ROW, csv_bytes, funding_row, xlsx_bytes

from govreport.errors import ReadError

WIDTH = len(HEADER)


def only(text: str) -> list[str]:
    return [text, *[""] * (WIDTH - 1)]


def renamed(**titles: str) -> list[str]:
    return [titles.get(title, title) for title in HEADER]


def swapped(row: list[str]) -> list[str]:
    """With 立项日期 and 拨付日期, and 立项金额 and 拨付金额, exchanged."""
    turned = list(row)
    turned[3], turned[8], turned[7], turned[9] = row[8], row[3], row[9], row[7]
    return turned


def workbook(**sheets: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name.removesuffix("_hidden"))
        for row in rows:
            sheet.append(row)
        if name.endswith("_hidden"):
            sheet.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


NAMES = ("project_no", "project_name", "fund", "approved_on", "town_code", "purpose", "instalment", "awarded_fen",
         "paid_on", "paid_fen")  # fmt: skip
UNITLESS = {"columns": {name: {"aliases": (title,)} for name, title in zip(NAMES, HEADER, strict=True)}}
"""A layout that leaves the unit to the file."""


# -- tables in one sheet -----------------------------------------------------------------------------------------------


def both(rows: list[list[str]]) -> list[tuple[bytes, str]]:
    return [(csv_bytes(rows), "f.csv"), (xlsx_bytes(rows), "f.xlsx")]


def test_a_later_header_in_another_order_governs_its_own_rows(run) -> None:
    for data, name in both([HEADER, ROW, swapped(HEADER), swapped(ROW), swapped(ROW), HEADER, ROW]):
        result = run(data, filename=name)
        assert (result.extract.rows_in, result.reasons) == (4, [])
        assert result.column("_row") == [2, 4, 5, 7]
        assert len({(r["awarded_fen"], r["paid_fen"], r["approved_on"], r["paid_on"]) for r in result.kept}) == 1


@pytest.mark.parametrize(
    "lines",
    [
        [renamed(立项金额="立项金额（元）", 拨付金额="拨付金额（元）")],
        [HEADER, [*[""] * 7, "元", "", "元"]],
        [renamed(拨付金额="拨付金额（元）", 立项金额="立项金额(元)"), [str(i) for i in range(1, WIDTH + 1)]],
    ],
)
def test_a_later_header_with_another_unit_governs_its_own_rows(run, lines: list[list[str]]) -> None:
    for data, name in both([HEADER, ROW, *lines, funding_row(立项金额="30000", 拨付金额="15000")]):
        result = run(data, filename=name)
        assert (result.extract.rows_in, result.reasons) == (2, [])
        assert result.column("paid_fen") == [1_500_000, 1_500_000]
        assert result.column("awarded_fen") == [3_000_000, 3_000_000]


@pytest.mark.parametrize(
    "lines", [[only("单位：元"), HEADER], [only(""), only("扶持资金明细表（续）"), only("单位：元"), HEADER]]
)
def test_a_unit_above_a_later_header_governs_its_rows(run_layout, lines: list[list[str]]) -> None:
    for data, name in both([only("单位：万元"), HEADER, ROW, *lines, funding_row(拨付金额="15000")]):
        result = run_layout(data, filename=name, **UNITLESS)
        assert (result.column("paid_fen"), result.reasons) == ([1_500_000] * 2, [])


def test_the_first_header_again_means_what_it_meant(run, run_layout) -> None:
    second = renamed(立项金额="立项金额（元）", 拨付金额="拨付金额（元）")
    result = run(csv_bytes([HEADER, ROW, second, funding_row(拨付金额="15000"), HEADER, ROW]))
    assert (result.column("paid_fen"), result.reasons) == ([1_500_000] * 3, [])
    mixed = [only("单位：万元"), HEADER, ROW, only("单位：元"), HEADER, ROW, HEADER, ROW]
    with pytest.raises(ReadError, match="第7行的表头“立项金额”没有写单位"):
        run_layout(csv_bytes(mixed), filename="f.csv", **UNITLESS)


def test_the_same_header_on_every_page_changes_nothing(run_layout) -> None:
    page = [only("扶持资金明细表"), only("单位：元"), HEADER, ["甲", "乙", "丙", *"1234567"]]
    for data, name in both([*page, ROW, only("第1页"), *page, ROW, only("第2页"), HEADER, ROW]):
        result = run_layout(data, filename=name, **UNITLESS)
        assert (result.extract.rows_in, result.reasons) == (3, [])
        assert result.column("paid_fen") == [150, 150, 150]
        assert result.column("_row") == [5, 11, 14]


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (renamed(立项金额="立项金额（美元）", 拨付金额="拨付金额（美元）"), "立项金额（美元）"),
        (HEADER[:-1], "拨付金额"),
        (["项目编号", "项目名称", "所属镇街", "立项金额"], "资金类别"),
        ([*HEADER[:-1], "项目编号"], "出现了两次"),
    ],
)
def test_a_later_header_of_other_columns_is_refused_with_its_row(run, header: list[str], said: str) -> None:
    wide = [*header, *[""] * (WIDTH - len(header))]
    for data, name in (*both([HEADER, ROW, wide, ROW]), (csv_bytes([HEADER, ROW, header, ROW]), "f.csv")):
        with pytest.raises(ReadError) as caught:
            run(data, filename=name)
        assert "第3行" in caught.value.message.zh
        assert said in caught.value.message.zh
        assert "row 3" in caught.value.message.en


def test_a_column_that_may_be_left_out_may_be_left_out_of_a_later_table(run_layout) -> None:
    columns: dict[str, Any] = {
        name: {**setting, **({"unit": "万元"} if name.endswith("_fen") else {})}
        for name, setting in UNITLESS["columns"].items()
    }
    rows = [HEADER, ROW, HEADER[:-1], ROW[:-1]]
    with pytest.raises(ReadError, match="optional: true"):
        run_layout(csv_bytes(rows), filename="f.csv", columns=columns)
    columns["paid_fen"]["optional"] = True
    result = run_layout(csv_bytes(rows), filename="f.csv", columns=columns)
    assert result.column("paid_fen") == [1_500_000, None]
    assert result.reasons == []


def test_later_tables_may_be_wider_or_narrower(run) -> None:
    wide, more = [*HEADER, "备注", "经办"], [*ROW, "无", "甲"]
    for rows in ([HEADER, ROW, wide, more, more], [wide, more, HEADER, ROW, ROW]):
        result = run(csv_bytes(rows))
        assert (result.extract.rows_in, result.reasons) == (3, [])
        assert result.column("paid_fen") == [1_500_000] * 3
        assert result.extract.unknown == ["经办"]
    broken = run(csv_bytes([HEADER, ROW, wide, more, ROW]))
    assert broken.rules() == [(5, "T-CELLS")]


def test_a_unit_between_records_without_a_header_is_refused(run) -> None:
    for data, name in both([only("单位：万元"), HEADER, ROW, only("单位：元"), ROW]):
        with pytest.raises(ReadError, match="第4行写着“单位:元”"):
            run(data, filename=name)
    same = run(csv_bytes([only("单位：万元"), HEADER, ROW, only("单位：万元"), ROW]))
    assert (same.extract.rows_in, same.reasons) == (2, [])


def test_a_header_that_states_no_unit_after_one_that_did_under_another_title_is_refused(run) -> None:
    first = renamed(立项金额="立项金额（元）", 拨付金额="拨付金额（元）")
    with pytest.raises(ReadError, match="第3行的表头“立项金额”没有写单位"):
        run(csv_bytes([first, ROW, HEADER, ROW]))


def test_the_first_table_is_not_passed_over_for_a_fuller_one_below(run) -> None:
    header, row = [*HEADER[:-2], "备注", *HEADER[-2:]], [*ROW[:-2], "无", *ROW[-2:]]
    result = run(csv_bytes([HEADER, ROW, ROW, header, row]))
    assert (result.extract.header_row, result.extract.rows_in, result.reasons) == (1, 3, [])


def test_a_small_table_of_another_shape_above_is_passed_over(run) -> None:
    above = [["所属镇街", "立项金额", "拨付金额"], ["南村镇", "3", "1.5"], [""]]
    result = run(csv_bytes([*([*line, *[""] * (WIDTH - len(line))] for line in above), HEADER, ROW]))
    assert (result.extract.header_row, result.extract.rows_in) == (4, 1)


def test_later_headers_are_found_across_batches(run_layout, monkeypatch) -> None:
    monkeypatch.setattr("govreport.tidy.readers.csv_grid._BLOCK", 700)
    second = [only("单位：元"), HEADER, ["甲", "乙", "丙", *"1234567"]]
    for before in range(1, 24):
        first = renamed(立项金额="立项金额（万元）", 拨付金额="拨付金额（万元）")
        result = run_layout(csv_bytes([first, *[ROW] * before, *second, *[ROW] * 9]), filename="f.csv", **UNITLESS)
        assert result.reasons == []
        assert result.column("paid_fen") == [1_500_000] * before + [150] * 9
        assert result.column("_row") == [*range(2, before + 2), *range(before + 5, before + 14)]


def test_a_later_table_is_corrected_and_added_up_in_its_own_unit(run) -> None:
    second = renamed(立项金额="立项金额（元）", 拨付金额="拨付金额（元）")
    rows = [
        HEADER,
        ROW,
        [*only("合计")[:-1], "1.5"],
        second,
        funding_row(拨付金额="15000"),
        [*only("合计")[:-1], "15000"],
    ]
    result = run(csv_bytes(rows))
    assert [(t.row, t.agrees) for t in result.extract.totals] == [(3, True), (6, True)]
    rows[-1][-1] = "30000"  # of both tables
    assert [t.agrees for t in run(csv_bytes(rows)).extract.totals] == [True, True]
    rows[-1][-1] = "3"
    assert [t.agrees for t in run(csv_bytes(rows)).extract.totals] == [True, False]


# -- headers of several rows -------------------------------------------------------------------------------------------

DEEP = [
    ["项目编号", "项目信息", "", "", "", "", "", "金额", "", ""],
    ["", "类别与时间", "", "", "地点", "", "", "立项", "拨付", ""],
    ["", "项目名称", "资金类别", "立项日期", "所属镇街", "用途", "批次", "立项金额", "拨付日期", "拨付金额"],
]


@pytest.mark.parametrize("merge", [(), ("A1:A3", "B1:G1", "H1:J1", "B2:D2", "E2:G2", "I2:J2")])
def test_a_header_of_three_rows_is_understood(run, merge: tuple[str, ...]) -> None:
    rows = [[cell or None for cell in row] for row in DEEP]
    result = run(xlsx_bytes([*rows, ROW], merge=merge), filename="f.xlsx")
    assert (result.extract.rows_in, result.reasons) == (1, [])
    assert result.column("_row") == [4]
    assert run(csv_bytes([*DEEP, ROW])).kept == result.kept


def test_a_header_of_three_rows_may_stand_again_on_the_next_page(run) -> None:
    result = run(csv_bytes([*DEEP, ROW, *DEEP, ROW, ROW]))
    assert (result.extract.rows_in, result.reasons) == (3, [])
    assert result.column("_row") == [4, 8, 9]


def test_a_header_of_four_rows_is_understood_and_of_five_the_limit_is_said(run) -> None:
    four = [["项目编号", *["大类"] * 9], *DEEP]
    four[1] = ["", *DEEP[0][1:]]
    assert run(csv_bytes([*four, ROW])).column("_row") == [5]
    five = [["项目编号", *["大类"] * 9], ["", *["中类"] * 9], ["", *DEEP[0][1:]], *DEEP[1:], ROW]
    with pytest.raises(ReadError, match="表头最多4行"):
        run(csv_bytes(five))


# -- sheets ------------------------------------------------------------------------------------------------------------


def towns() -> bytes:
    return workbook(
        说明=[["填表说明", "按季填报"]],
        南村镇=[["数据截止日期：2019年9月30日"], HEADER, ROW, funding_row(立项日期="昨天")],
        市桥街=[
            ["2019年第三季度"],
            swapped(renamed(拨付金额="拨付金额（元）")),
            swapped(funding_row(所属镇街="市桥街道", 拨付金额="15000")),
        ],
    )


def test_several_sheets_of_one_table_are_refused_by_name(run_layout) -> None:
    with pytest.raises(ReadError) as caught:
        run_layout(towns())
    assert "南村镇、市桥街" in caught.value.message.zh
    assert "说明" not in caught.value.message.zh
    for advice in ("sheets: all", "sheets: [南村镇, 市桥街]", "sheet: 南村镇"):
        assert advice in caught.value.message.zh
        assert advice in caught.value.message.en


@pytest.mark.parametrize("sheets", ["all", ["南村镇", "市桥街"]])
def test_they_are_all_read_where_the_layout_says_so(run_layout, sheets: Any) -> None:
    result = run_layout(towns(), sheets=sheets)
    extract = result.extract
    assert (extract.rows_in, extract.rows_kept, extract.sheets) == (3, 2, ["南村镇", "市桥街"])
    assert result.column("_row") == [3, 2_000_003]
    assert result.column("paid_fen") == [1_500_000, 1_500_000]
    assert result.rules() == [(4, "T-DATE")]
    assert "工作表“南村镇”第4行" in result.reasons[0]["zh"]
    assert "sheet 南村镇, row 4" in result.reasons[0]["en"]
    assert extract.cutoff is not None


def test_one_of_them_is_read_where_the_layout_names_it(run_layout) -> None:
    for setting in ({"sheet": "市桥街"}, {"sheets": ["市桥街"]}):
        result = run_layout(towns(), **setting)
        assert (result.extract.sheet, result.extract.sheets, result.column("_row")) == ("市桥街", [], [3])


@pytest.mark.parametrize("setting", [{"sheet": "沙湾街"}, {"sheets": ["南村镇", "沙湾街"]}])
def test_a_named_sheet_that_is_missing_is_said(run_layout, setting: dict[str, Any]) -> None:
    with pytest.raises(ReadError, match="没有名为“沙湾街”的可见工作表；文件中有：说明、南村镇、市桥街"):
        run_layout(towns(), **setting)


def test_a_named_sheet_without_the_table_is_said(run_layout) -> None:
    with pytest.raises(ReadError, match="工作表“说明”中找不到该表的表头"):
        run_layout(towns(), sheets=["南村镇", "说明"])


def test_a_sheet_that_lacks_a_column_is_refused_and_not_passed_over(run_layout) -> None:
    lacking = HEADER[:6] + HEADER[7:]
    data = workbook(南村镇=[HEADER, ROW], 市桥街=[lacking, ROW[:6] + ROW[7:]])
    with pytest.raises(ReadError, match="南村镇、市桥街"):
        run_layout(data)
    with pytest.raises(ReadError, match="工作表“市桥街”第1行的表头缺少必需的列：批次"):
        run_layout(data, sheets="all")


def test_sheets_of_other_shapes_and_empty_forms_are_no_second_table(run_layout) -> None:
    summary = [["所属镇街", "立项金额", "拨付金额"], ["南村镇", "3", "1.5"]]
    result = run_layout(workbook(汇总=summary, 空表=[HEADER], 明细=[HEADER, ROW]))
    assert (result.extract.sheet, result.extract.rows_in) == ("明细", 1)


def test_cutoffs_of_the_sheets_must_agree(run_layout) -> None:
    def sheet(day: str) -> list[list[Any]]:
        return [[f"数据截止日期：{day}"], HEADER, ROW]

    same = run_layout(workbook(甲=sheet("2019年9月30日"), 乙=sheet("2019-09-30")), sheets="all")
    assert (str(same.extract.cutoff), same.reasons) == ("2019-09-30", [])
    apart = run_layout(workbook(甲=sheet("2019年9月30日"), 乙=sheet("2019年6月30日")), sheets="all")
    assert apart.extract.cutoff is None
    assert [rule for _, rule in apart.rules()] == ["T-CUTOFF"] * 2


def test_old_manifests_without_sheets_still_load(run) -> None:
    extract = run(csv_bytes([HEADER, ROW])).extract
    old = {
        k: v for k, v in extract.model_dump(mode="json").items() if k not in ("sheets", "hidden_rows", "hidden_sheets")
    }
    assert type(extract).model_validate(old) == extract


def test_hidden_sheets_never_count_and_those_of_this_table_are_noted(run_layout) -> None:
    data = workbook(旧表_hidden=[HEADER, ROW], 字典_hidden=[["专项资金", "扶老"]], 新表=[HEADER, ROW, ROW])
    result = run_layout(data)
    assert (result.extract.sheet, result.extract.rows_kept, result.extract.hidden_sheets) == ("新表", 2, ["旧表"])
    assert result.rules() == [(0, "T-HIDDEN")]
    assert "旧表" in result.reasons[0]["zh"]
    with pytest.raises(ReadError, match="旧表"):
        run_layout(workbook(旧表_hidden=[HEADER, ROW], 说明=[["填表说明"]]))


def test_hidden_rows_are_read_and_noted(run_layout) -> None:
    book = openpyxl.Workbook()
    for row in (HEADER, ROW, ROW):
        book.active.append(row)
    book.active.row_dimensions[3].hidden = True
    out = io.BytesIO()
    book.save(out)
    result = run_layout(out.getvalue())
    assert (result.extract.rows_kept, result.extract.hidden_rows) == (2, 1)
    assert result.rules() == [(0, "T-HIDDEN")]


@pytest.mark.parametrize("settings", [{}, {"sheets": "all"}])
def test_a_sheet_that_goes_on_without_a_header_is_not_left_out(run_layout, settings: dict[str, Any]) -> None:
    data = workbook(南村=[HEADER, ROW], 续=[["2019年"], funding_row(项目编号="ZX2019-2")])
    with pytest.raises(ReadError) as refused:
        run_layout(data, **settings)
    assert "工作表“续”没有表头，而第2行像是本表的记录" in refused.value.message.zh
    assert run_layout(data, sheet="南村").extract.rows_in == 1  # as the sentence says
    headed = workbook(南村=[HEADER, ROW], 续=[HEADER, funding_row(项目编号="ZX2019-2")])
    assert run_layout(headed, sheets="all").extract.rows_in == 2
    for other in (["长者饭堂", "2019-01-05", "3"], ["合计", *[""] * 8, "3"], ["填表说明", "请按项目填写"]):
        assert run_layout(workbook(南村=[HEADER, ROW], 其他=[other]), **settings).extract.rows_in == 1
