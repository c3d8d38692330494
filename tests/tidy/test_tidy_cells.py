"""What becomes of single cells, in the Parquet and in the set-aside file."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from tidyfiles import HEADER, ROW, csv_bytes, funding_row, xlsx_bytes

REGISTER = [
    *("社会组织名称", "统一社会信用代码", "登记证号", "类型", "业务主管单位", "成立日期", "状态"),
    *("注册资金(元)", "镇（街）", "所属村（社区）", "是否社区社会组织"),
]
GOOD = [
    *("番禺区甲协会", "51440113MJK000014R", "0110", "社会团体", "无", "2018-05-01", "正常"),
    *("30000", "南村镇", "锦绣香江社区", "是"),
]


def register(run, *rows, **changes):
    made = [list(r) for r in rows] or [[changes.get(t.split("(")[0], c) for t, c in zip(REGISTER, GOOD, strict=True)]]
    return run(xlsx_bytes([REGISTER, *made]), "registration", "名册.xlsx")


def test_names_keep_their_characters_but_for_brackets_spaces_and_what_is_invisible(run) -> None:
    result = register(run, 社会组织名称="番禺区\u200b 甲\xa0协会(南村)㐂䶮𠮷ＡＢ")
    assert result.column("name") == ["番禺区甲协会（南村）㐂䶮𠮷ＡＢ"]


def test_codes_are_folded_to_plain_upper_case(run) -> None:
    result = register(run, 统一社会信用代码="５１440113mjk000014r\u202c ", 登记证号=" ０110-1 ")
    assert (result.column("uscc"), result.column("certificate_no")) == (["51440113MJK000014R"], ["0110-1"])


@pytest.mark.parametrize("damaged", [524401135000000159, 5.24401135e17, "5.244E+17"])
def test_a_credit_code_stored_as_a_number_is_refused_and_says_so(run, damaged) -> None:
    result = register(run, 统一社会信用代码=damaged)
    assert result.rules() == [(2, "T-USCC-NUMBER")]
    reason = result.reasons[0]
    assert "当作数字" in reason["zh"]
    assert "名册.xlsx" in reason["zh"]
    assert "第2行" in reason["zh"]
    assert "文本" in reason["zh"]
    assert reason["town_code"] == "440113102"


def test_a_rounded_code_in_a_text_file_is_refused_and_a_sound_one_that_ends_alike_is_not(run) -> None:
    header = [*HEADER, "统一社会信用代码"]
    result = run(csv_bytes([header, [*ROW, "524401135000000000"], [*ROW, "514401135000021000"]]))
    assert result.rules() == [(2, "T-USCC-NUMBER")]
    assert result.column("recipient_uscc") == ["514401135000021000"]


def test_what_an_export_wraps_around_a_code_to_save_it_is_taken_off(run) -> None:
    header = [*HEADER, "统一社会信用代码"]
    wrapped = ["'51440113MJK000014R", '="51440113MJK000014R"', "’51440113MJK000014R"]
    result = run(csv_bytes([header, *([*ROW, code] for code in wrapped)]))
    assert result.column("recipient_uscc") == ["51440113MJK000014R"] * 3


def test_null_words_are_those_of_the_column(run) -> None:
    result = register(run, 统一社会信用代码="暂无", 业务主管单位="无", 登记证号="—")
    row = result.kept[0]
    assert (row["uscc"], row["supervisor"], row["certificate_no"]) == (None, "无", None)
    assert register(run, 业务主管单位="/").column("supervisor") == [None]


def test_a_null_word_in_a_required_column_sets_the_row_aside(run) -> None:
    result = register(run, 状态="不详")
    assert result.rules() == [(2, "T-REQUIRED")]
    assert (result.extract.rows_in, result.extract.rows_kept, result.extract.rows_set_aside) == (1, 0, 1)


def test_typed_cells_of_a_spreadsheet_are_understood(run) -> None:
    typed = {"成立日期": datetime.fromisoformat("2018-05-01T08:30"), "登记证号": 110.0, "注册资金": 30000.5}
    typed["是否社区社会组织"] = True
    result = register(run, **typed)
    row = result.kept[0]
    assert (row["registered_on"], row["certificate_no"]) == (date(2018, 5, 1), "110")
    assert (row["capital_fen"], row["is_community_org"]) == (3_000_050, True)


def test_a_formula_error_is_not_taken_for_an_empty_cell(run) -> None:
    result = register(run, 注册资金="#N/A")
    assert result.rules() == [(2, "T-ERROR")]


@pytest.mark.parametrize(
    ("written", "code"),
    [("南村镇", "440113102"), ("南村", "440113102"), ("番禺区南村镇", "440113102"),
     ("广州市番禺区市桥街", "440113007"),
     ("市桥街道办事处", "440113007"), ("市桥街办", "440113007"), ("沙湾镇", "440113017"), ("沙湾镇(街)", "440113017"),
     ("440113118", "440113017"), ("440113017", "440113017"),
     (440113102, "440113102"), (" 沙湾\u3000街道 ", "440113017")],
)  # fmt: skip
def test_towns_are_known_by_all_their_names(run, written, code: str) -> None:
    result = register(run, **{"镇（街）": written, "所属村（社区）": ""})
    assert result.column("town_code") == [code]


def test_a_town_of_another_district_sets_the_row_aside(run) -> None:
    result = register(run, **{"镇（街）": "东涌镇"})
    assert result.rules() == [(2, "T-TOWN")]
    assert result.reasons[0]["town_code"] is None


@pytest.mark.parametrize(
    ("written", "code"),
    [("锦绣香江社区居民委员会", "440113102001"), ("锦绣香江社区居委会", "440113102001"),
     ("锦绣香江社区", "440113102001"),
     ("锦绣香江居委会", "440113102001"), ("南村镇锦绣香江社区", "440113102001"), ("里仁洞村", "440113102201"),
     ("里仁洞村委会", "440113102201"), ("里仁洞", "440113102201"), ("440113102201", "440113102201"),
     ("江南村", "440113102202"), ("江南社区", "440113102002")],
)  # fmt: skip
def test_communities_are_known_in_long_and_short_forms_within_their_town(run, written: str, code: str) -> None:
    assert register(run, **{"所属村（社区）": written}).column("community_code") == [code]


@pytest.mark.parametrize("written", ["没有这个社区", "江南"])
def test_an_unknown_or_ambiguous_community_is_listed_but_the_row_stays(run, written: str) -> None:
    result = register(run, **{"所属村（社区）": written})
    assert result.column("community_code") == [None]
    assert result.rules() == [(2, "T-COMMUNITY")]
    assert (result.extract.rows_kept, result.extract.rows_set_aside) == (1, 0)


def test_an_unknown_word_names_the_nearest_known_one(run) -> None:
    result = run(csv_bytes([HEADER, funding_row(用途="教育培训班")]))
    assert result.rules() == [(2, "T-CODE")]
    assert result.reasons[0]["suggestion"] == "教育培训"
    assert result.reasons[0]["value"] == "教育培训班"


def test_a_month_will_do_where_a_date_is_optional_and_not_where_it_is_required(run) -> None:
    optional = run(csv_bytes([HEADER, funding_row(拨付日期="2019年2月")]))
    assert optional.column("paid_on") == [date(2019, 2, 1)]
    assert optional.rules() == [(2, "T-DATE-MONTH")]
    assert optional.extract.rows_set_aside == 0
    required = run(csv_bytes([HEADER, funding_row(立项日期="2019年2月")]))
    assert required.rules() == [(2, "T-DATE")]


def test_one_row_may_have_several_reasons_and_counts_once(run) -> None:
    result = run(csv_bytes([HEADER, funding_row(立项日期="昨天", 拨付金额="很多", 批次="一半"), ROW]))
    assert result.rules() == [(2, "T-DATE"), (2, "T-INT"), (2, "T-MONEY")]
    assert (result.extract.rows_in, result.extract.rows_set_aside) == (2, 1)
    for reason in result.reasons:
        assert "funding.csv" in reason["zh"]
        assert "funding.csv" in reason["en"]
        assert reason["value"] in reason["zh"]


def test_a_row_with_a_wrong_number_of_cells_is_set_aside_alone(run) -> None:
    result = run(csv_bytes([HEADER, ROW, ROW[:-1], [*ROW, "多"], [*ROW, "", ""], ROW]))
    assert result.rules() == [(3, "T-CELLS"), (4, "T-CELLS"), (5, "T-CELLS")]
    assert "实有9格" in result.reasons[0]["zh"]
    assert "分隔符" in result.reasons[0]["zh"]
    assert "多" not in (result.reasons[1]["value"] or "")
    assert result.column("_row") == [2, 6]
    assert (result.extract.rows_in, result.extract.rows_kept, result.extract.rows_set_aside) == (5, 2, 3)


def test_group_columns_repeat_the_cell_above(run, district) -> None:
    source = district.sources["funding"]
    layout = source.layout.model_copy(update={"group_by": ("town_code",)})
    district.sources["funding"] = source.model_copy(update={"layout": layout})
    try:
        rows = [HEADER, ROW, funding_row(所属镇街=""), funding_row(所属镇街="市桥街"), funding_row(所属镇街="")]
        assert run(csv_bytes(rows)).column("town_code") == ["440113102"] * 2 + ["440113007"] * 2
    finally:
        district.sources["funding"] = source
