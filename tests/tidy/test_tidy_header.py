"""Headers, units, cut-off dates and row kinds."""

from __future__ import annotations

from datetime import date

import pytest
from tidyfiles import HEADER, ROW, csv_bytes, funding_row, xlsx_bytes

TITLE = ["番禺区扶持资金台账"] + [""] * 9
UNIT = [""] * 9 + ["单位：万元"]


def test_title_unit_and_pseudo_header_rows_are_passed_over(run) -> None:
    for pseudo in (["甲", "乙", "丙", *"1234567"], [str(i) for i in range(1, 11)], [f"({i})" for i in range(1, 11)]):
        result = run(csv_bytes([TITLE, UNIT, HEADER, pseudo, ROW]))
        assert result.extract.header_row == 3
        assert result.extract.rows_in == 1
        assert result.kept[0]["_row"] == 5
        assert result.kept[0]["paid_fen"] == 1_500_000


def test_a_unit_in_the_header_goes_before_the_layouts(run) -> None:
    header = [h.replace("拨付金额", "拨付金额（万元）").replace("立项金额", "立项金额(元)") for h in HEADER]
    result = run(csv_bytes([TITLE, header, ROW]))
    assert (result.kept[0]["awarded_fen"], result.kept[0]["paid_fen"]) == (300, 1_500_000)


def test_a_unit_in_the_cell_goes_before_every_other(run) -> None:
    header = [h.replace("拨付金额", "拨付金额（万元）") for h in HEADER]
    assert run(csv_bytes([header, funding_row(拨付金额="30000元整")])).column("paid_fen") == [3_000_000]


def test_the_layouts_unit_counts_where_the_file_states_none(run) -> None:
    assert run(csv_bytes([HEADER, ROW])).column("paid_fen") == [1_500_000]


def test_headers_match_whatever_their_width_spaces_and_hints(run) -> None:
    header = ["项 目 编 号", "*项目名称", "资金类别（必填）", "立项日期(yyyy-mm-dd)", "所属\n镇街", "用途　", "批次",
              "立项金额", "拨付日期", "拨付金额"]  # fmt: skip
    result = run(csv_bytes([header, ROW]))
    assert result.extract.rows_kept == 1
    assert result.kept[0]["approved_on"] == date(2019, 1, 5)


def test_two_header_rows_with_merged_cells_are_read_as_one(run) -> None:
    data = xlsx_bytes(
        [
            ["番禺区社会组织登记名册"],
            ["序号", "社会组织名称", "登记情况", None, None, "注册资金", "所属镇街"],
            [None, None, "类型", "状态", "成立日期", "（万元）", None],
            [1, "番禺区甲协会", "社会团体", "正常", "2018-05-01", 3, "南村镇"],
        ],
        merge=("A1:G1", "A2:A3", "B2:B3", "C2:E2", "G2:G3"),
    )
    result = run(data, "registration", "r.xlsx")
    row = result.kept[0]
    assert (row["_row"], row["legal_type"], row["registered_on"]) == (4, "association", date(2018, 5, 1))
    assert row["capital_fen"] == 3_000_000
    assert result.extract.unknown == []


def test_the_named_sheet_is_read_and_otherwise_the_one_with_the_best_header(run) -> None:
    import io

    import openpyxl

    good = ["社会组织名称", "类型", "状态", "所属镇街"]
    for name in ("登记名册", "随便"):
        book = openpyxl.Workbook()
        book.active.append(["填表说明", "请勿修改"])
        sheet = book.create_sheet(name)
        sheet.append(good)
        sheet.append(["甲协会", "社团", "在册", "南村"])
        out = io.BytesIO()
        book.save(out)
        assert run(out.getvalue(), "registration", "r.xlsx").extract.sheet == name


def test_unknown_and_ignored_headers_are_told_apart(run) -> None:
    result = run(csv_bytes([["序号", *HEADER, "项目等次"], ["1", *ROW, "优"]]))
    assert result.extract.ignored == ["序号"]
    assert result.extract.unknown == ["项目等次"]
    assert result.extract.columns["paid_fen"] == "拨付金额"


def test_a_column_without_a_header_is_not_lost_from_sight(run) -> None:
    assert run(csv_bytes([[*HEADER, ""], [*ROW, "优"]])).extract.unknown == ["（第11列无表头）"]
    assert run(csv_bytes([[*HEADER, ""], [*ROW, ""]])).extract.unknown == []


@pytest.mark.parametrize(
    "title",
    ["扶持资金台账（截至2019年9月30日）", "数据截止日期：2019-09-30", "统计时间：2019年7月1日至2019年9月30日",
     "截至2019年9月",
     "统计期：2019年第三季度", "截至二〇一九年九月三十日"],
)  # fmt: skip
def test_the_cutoff_is_read_from_the_rows_above_the_header(run, title: str) -> None:
    assert run(csv_bytes([[title], HEADER, ROW])).extract.cutoff == date(2019, 9, 30)


def test_a_row_of_cutoff_and_unit_above_the_header_is_not_part_of_it(run) -> None:
    result = run(csv_bytes([TITLE, ["数据截止日期：2019年9月30日", *[""] * 8, "单位：万元"], HEADER, ROW]))
    assert (result.extract.header_row, result.extract.cutoff) == (3, date(2019, 9, 30))
    assert result.column("paid_fen") == [1_500_000]


def test_a_second_header_row_shown_only_by_merged_cells_is_no_record(run) -> None:
    rows = [["社会组织名称", "类型", "状态", "所属镇街", "联系方式", None], [None, None, None, None, "电话", "邮箱"],
            ["甲协会", "社团", "正常", "南村镇", "无", "无"]]  # fmt: skip
    merge = ("A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:F1")
    result = run(xlsx_bytes(rows, merge=merge), "registration", "r.xlsx")
    assert (result.extract.rows_in, result.kept[0]["_row"]) == (1, 3)
    assert result.extract.unknown == ["联系方式/电话", "联系方式/邮箱"]


def test_the_cutoff_is_read_from_a_column_or_a_note_where_it_is_one_day(run) -> None:
    header = [*HEADER, "数据截止日期"]
    good = run(csv_bytes([header, [*ROW, "2019-9-30"], [*ROW, "2019年9月30日"]]))
    assert good.extract.cutoff == date(2019, 9, 30)
    assert good.reasons == []
    mixed = run(csv_bytes([header, [*ROW, "2019-9-30"], [*ROW, "2019-6-30"]]))
    assert mixed.extract.cutoff is None
    assert mixed.rules() == [(2, "T-CUTOFF"), (3, "T-CUTOFF")]
    assert mixed.extract.rows_kept == 2
    noted = run(csv_bytes([HEADER, ROW, ["注：数据截至2019年9月30日"] + [""] * 9]))
    assert noted.extract.cutoff == date(2019, 9, 30)


def test_rows_that_are_no_records_are_not_counted(run) -> None:
    def only(text: str) -> list[str]:
        return [text] + [""] * 9

    rows = [HEADER, ROW, [""] * 10, HEADER, ROW, only("注：本表按季更新"), only("填表人：科员"),
            ["单位（公章）"],
            only("资料来源：区民政局"), only("暂无相关数据!"), ["备注：少了逗号"], [], only("其中：扶老")]  # fmt: skip
    result = run(csv_bytes(rows))
    assert (result.extract.rows_in, result.extract.rows_kept) == (2, 2)
    assert result.column("_row") == [2, 5]


def test_totals_are_checks_and_never_data(run) -> None:
    def total(label: str, amount: str) -> list[str]:
        return [label, *[""] * 8, amount]

    rows = [HEADER, funding_row(拨付金额="1"), funding_row(拨付金额="2", 立项日期="昨天"), total("小计", "3")]
    rows += [funding_row(拨付金额="4"), total("南村镇小计", "5"), total("合 计", "7.00"), total("总计：", "看不清")]
    result = run(csv_bytes(rows))
    assert (result.extract.rows_in, result.extract.rows_set_aside) == (3, 1)
    paid = [(t.row, t.stated, t.computed) for t in result.extract.totals if t.column == "paid_fen"]
    assert paid == [(4, 3_000_000, 3_000_000), (6, 5_000_000, 4_000_000), (7, 7_000_000, 7_000_000)]
    assert (8, "T-TOTAL") in result.rules()
