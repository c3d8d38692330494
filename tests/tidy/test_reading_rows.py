"""Rows that are no records are known for what they are; what can't be understood is listed once, and a record with few
filled cells stays one."""

from __future__ import annotations

import pytest
from tidyfiles import HEADER, ROW, csv_bytes, funding_row, xlsx_bytes

WIDTH = len(HEADER)

SAID_BESIDE = [
    "番禺区扶持资金明细表（续）", "番禺区扶持资金台账", "资助明细表（续表）", "Grants paid (continued)", "经办人：",
    "负责人签字：", "局长签字", "审核：李某", "填表人：张某　审核人：李某", "制表：", "单位负责人（签章）：",
    "Prepared by: A. N.", "Signature:", "Signature", "Approved by", "Note: as of the quarter's end",
    "2019年10月8日", "2019-10-08", "二〇一九年十月八日", "填报日期", "填报日期：2019年10月8日", "    年  月  日",
    "8 October 2019", "第1页 共3页", "第 2 页", "第1页，共3页", "第1/3页", "1/3", "- 2 -", "Page 1 of 3", "第一页",
    "共3页", "接上页", "过次页", "一、社区基金", "一、社区基金（1个）", "（二）专项资金", "(三) 其他",
    "第一部分 社区基金", "1、社区基金", "Section 2: Grants", "Part B. Grants", "南村镇", "市桥街道", "专项资金",
    "单位：万元", "（单位：万元）", "区民政局", "南村镇人民政府", "市桥街道办事处", "以上数据由各镇街报送",
    "本表按季更新。", "说明：口径同上季", "其中：扶老", "本页以下空白", "No data",
]  # fmt: skip


@pytest.mark.parametrize("text", SAID_BESIDE)
@pytest.mark.parametrize("column", [0, 1, 4, WIDTH - 1])
def test_a_lone_text_that_is_no_record_is_not_counted(run, text: str, column: int) -> None:
    if (column, text) in {(4, "南村镇"), (4, "市桥街道")}:
        return  # under its own title it may be a record that lacks the rest
    lone = [""] * WIDTH
    lone[column] = text
    title = ["番禺区扶持资金台账", *[""] * (WIDTH - 1)]
    result = run(csv_bytes([title, HEADER, ROW, lone, ROW]))
    assert (result.extract.rows_in, result.reasons) == (2, [])
    assert result.column("_row") == [3, 5]


SPREAD = [
    {0: "填表人：张某", 4: "审核人：李某", 8: "2019年10月8日"},
    {1: "填表人：", 2: "张某", 7: "审核："},
    {0: "经办人", 1: "张某", 5: "联系电话", 6: "34567890"},
    {2: "负责人（签字）："},
    {3: "第1页", 6: "共3页"},
    {0: "一、", 1: "社区基金"},
    {0: "Prepared by", 1: "A. N.", 5: "Date", 6: "2019-10-08"},
    {0: "填报单位（盖章）：", 5: "填报日期：2019年10月8日"},
    {8: "2019年10月8日"},
    {5: "签字：", 8: "年　月　日"},
]


@pytest.mark.parametrize("texts", SPREAD)
def test_lines_spread_over_cells_are_not_counted_either(run, texts: dict[int, str]) -> None:
    line = [texts.get(i, "") for i in range(WIDTH)]
    result = run(csv_bytes([HEADER, ROW, line]))
    assert (result.extract.rows_in, result.reasons) == (1, [])


def test_a_day_that_a_spreadsheet_stores_as_one_is_a_date_row(run) -> None:
    from datetime import date

    result = run(xlsx_bytes([HEADER, ROW, [None] * 3 + [date(2019, 10, 8)]]), filename="f.xlsx")
    assert (result.extract.rows_in, result.reasons) == (1, [])


@pytest.mark.parametrize(
    "texts",
    [
        {0: "王某某"},
        {1: "老人饭堂"},
        {0: "ZX2019-9", 1: "长者饭堂"},
        {0: "见附件一说明文件", 9: "待定"},
        {1: "合计能源服务项目"},
        {4: "南村镇"},
        {2: "专项资金"},
    ],
)
def test_a_row_that_is_not_understood_is_set_aside_with_one_line(run, texts: dict[int, str]) -> None:
    line = [texts.get(i, "") for i in range(WIDTH)]
    result = run(csv_bytes([HEADER, ROW, line]))
    assert (result.extract.rows_in, result.extract.rows_set_aside) == (2, 1)
    assert result.rules() == [(3, "T-ROW")]
    assert "第3行" in result.reasons[0]["zh"]
    assert "row 3" in result.reasons[0]["en"]


@pytest.mark.parametrize(
    "changes",
    [
        {"资金类别": "", "立项日期": "", "批次": ""},
        {"资金类别": "", "立项日期": "", "用途": "", "批次": ""},
    ],
)
def test_a_record_with_few_filled_cells_is_still_set_aside_with_its_reasons(run, changes: dict[str, str]) -> None:
    result = run(csv_bytes([HEADER, ROW, funding_row(**changes)]))
    assert (result.extract.rows_in, result.extract.rows_set_aside) == (2, 1)
    assert [rule for _, rule in result.rules()] == ["T-REQUIRED"] * len(changes)


@pytest.mark.parametrize(
    "name",
    ["合计", "第1页", "一、社区基金", "Total", "2019年10月8日", "填表人：张某", "小计服务项目", "共3笔", "Page 1 of 3"],
)
def test_a_record_stays_one_whatever_its_name(run, name: str) -> None:
    result = run(csv_bytes([HEADER, funding_row(项目名称=name)]))
    assert (result.extract.rows_kept, result.extract.totals, result.reasons) == (1, [], [])
    assert result.column("project_name")[0]


def test_a_record_with_a_remark_that_reads_like_a_note_stays_one(run) -> None:
    header = [*HEADER, "备注"]
    sparse = funding_row(资金类别="", 立项日期="", 用途="", 批次="")
    result = run(csv_bytes([header, [*ROW, "说明：补报"], [*sparse, "备注：待补"]]))
    assert (result.extract.rows_in, result.extract.rows_kept) == (2, 1)
    assert {rule for _, rule in result.rules()} == {"T-REQUIRED"}


def test_a_printed_file_of_pages_is_read_as_one_table(run) -> None:
    def only(text: str) -> list[str]:
        return [text] + [""] * (WIDTH - 1)

    rows = [
        only("扶持资金明细表"),
        HEADER,
        only("一、专项资金（1个）"),
        ROW,
        only("第1页 共2页"),
        only("扶持资金明细表（续）"),
    ]
    rows += [only("单位：万元"), HEADER, only("二、其他"), ROW, only("区民政局"), only("2019年10月8日")]
    result = run(csv_bytes(rows))
    assert (result.extract.rows_in, result.extract.rows_kept, result.reasons) == (2, 2, [])
    assert result.column("_row") == [4, 10]
    assert result.column("paid_fen") == [1_500_000, 1_500_000]
