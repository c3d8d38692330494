"""Totals and numbers of records, whatever they are called: each is compared with the rows that it may stand for."""

from __future__ import annotations

import json

import pytest
from tidyfiles import HEADER, ROW, csv_bytes, funding_row, xlsx_bytes

from govreport.district.folder import District
from govreport.quality.conditions import Scope
from govreport.quality.frames.file_facts import _totals
from govreport.quality.rules.every_file import STATED_TOTAL
from govreport.quarter import Quarter

WIDTH = len(HEADER)
RowsOf = list[list[str]]


def paid(amount: str, **more: str) -> list[str]:
    return funding_row(拨付金额=amount, **more)


def total(label: str, amount: str, column: int = 0) -> list[str]:
    cells = [""] * WIDTH
    cells[column], cells[-1] = label, amount
    return cells


def compared(result) -> list[tuple[int, bool]]:
    """Row and whether it agrees, of every total of the amounts paid."""
    return [(t.row, t.agrees) for t in result.extract.totals if t.column == "paid_fen"]


def counts(result) -> list[tuple[int, int | None, int]]:
    return [(t.row, t.stated, t.computed) for t in result.extract.totals if t.column == "_row"]


LABELS = [
    "合计", "合 计", "合计：", "总计", "总金额", "合计金额", "金额合计", "总额", "总和", "共计", "累计", "本季合计",
    "本季度累计", "本期合计", "2019年第三季度合计", "第三季度合计", "2019年1-9月累计", "2019年合计", "全区合计",
    "全年合计", "各镇街合计", "番禺区合计", "本表合计", "共计2笔", "合计2笔", "共2笔", "合计（2笔）", "合计3人次",
    "Total", "TOTAL:", "Grand total", "Sum", "Total amount", "Totals",
]  # fmt: skip


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("column", [0, 1, 5])
def test_a_total_is_compared_whatever_its_label(run, label: str, column: int) -> None:
    rows = [HEADER, paid("1"), paid("2")]
    right, wrong = (run(csv_bytes([*rows, total(label, amount, column)])) for amount in ("3", "4"))
    assert compared(right) == [(4, True)]
    assert compared(wrong) == [(4, False)]
    for result in (right, wrong):
        assert (result.extract.rows_in, result.reasons) == (2, [])


@pytest.mark.parametrize(
    "label", ["小计", "南村镇小计", "南村镇合计", "本页小计", "本页合计", "Subtotal", "Sub-total", "Total for 南村镇"]
)
def test_a_subtotal_stands_for_its_group(run, label: str) -> None:
    rows = [
        HEADER,
        paid("1"),
        paid("2"),
        total(label, "3"),
        paid("4"),
        paid("5"),
        total(label, "9"),
        total("合计", "12"),
    ]
    assert compared(run(csv_bytes(rows))) == [(4, True), (7, True), (8, True)]
    rows[6], rows[7] = total(label, "8"), total("合计", "13")
    assert compared(run(csv_bytes(rows))) == [(4, True), (7, False), (8, False)]


def test_a_towns_total_may_stand_for_its_rows_wherever_they_are(run) -> None:
    rows = [
        HEADER,
        paid("1"),
        paid("2", 所属镇街="市桥街道"),
        paid("4"),
        total("南村镇合计", "5"),
        total("市桥街小计", "2"),
    ]
    assert compared(run(csv_bytes(rows))) == [(5, True), (6, True)]
    rows[4], rows[5] = total("南村镇合计", "6"), total("市桥街小计", "3")
    assert compared(run(csv_bytes(rows))) == [(5, False), (6, False)]


def test_a_total_in_the_middle_closes_its_group_or_states_the_whole(run) -> None:
    def file(middle: str, end: str) -> RowsOf:
        return [HEADER, paid("1"), paid("2"), total("合计", middle), paid("4"), total("合计", end)]

    assert compared(run(csv_bytes(file("3", "4")))) == [(4, True), (6, True)]
    assert compared(run(csv_bytes(file("7", "7")))) == [(4, True), (6, True)]
    assert compared(run(csv_bytes(file("2", "6")))) == [(4, False), (6, False)]


def test_a_grand_total_after_subtotals_is_not_the_last_groups_sum(run) -> None:
    rows = [HEADER, paid("1"), total("小计", "1"), paid("4"), total("合计", "4"), total("总计", "4")]
    assert compared(run(csv_bytes(rows))) == [(3, True), (5, False), (6, False)]


def test_a_total_on_top_of_its_rows_is_compared_with_them(run) -> None:
    rows = [HEADER, total("合计", "3"), paid("1"), paid("2")]
    assert compared(run(csv_bytes(rows))) == [(2, True)]
    rows[1] = total("合计", "2.5")
    assert compared(run(csv_bytes(rows))) == [(2, False)]


def test_a_label_may_be_written_over_two_cells(run) -> None:
    line = ["合", "计", *[""] * (WIDTH - 3), "9"]
    assert compared(run(csv_bytes([HEADER, paid("1"), line]))) == [(3, False)]


@pytest.mark.parametrize("cell", ["看不清", "3万美元", "#REF!", "=SUM(J2:J3)", "3.123456789"])
def test_a_total_that_can_not_be_read_does_not_agree(run, panyu: District, cell: str) -> None:
    result = run(csv_bytes([HEADER, paid("1"), paid("2"), total("合计", cell)]))
    (stated,) = [t for t in result.extract.totals if t.column == "paid_fen"]
    assert (stated.stated, stated.computed, stated.agrees) == (None, 3_000_000, False)
    assert stated.seen == cell
    assert result.rules() == [(4, "T-TOTAL")]
    facts = list(_totals(result.extract))
    assert [f["within"] for f in facts] == [0]
    scope = Scope(panyu, Quarter(2019, 3), Quarter(2019, 3).end)
    sentence = STATED_TOTAL.observed({**facts[0], "stated": float("nan")}, scope)  # type: ignore[misc]
    assert cell in sentence.zh
    assert "拨付金额" in sentence.zh
    assert cell in sentence.en


@pytest.mark.parametrize("cell", ["", "/", "—", "合计"])
def test_an_empty_cell_in_a_total_row_states_nothing(run, cell: str) -> None:
    result = run(csv_bytes([HEADER, paid("1"), total("合计", cell)]))
    assert (compared(result), result.reasons) == ([], [])


COUNTED = [
    "共计{}笔", "共{}笔", "合计{}笔", "总共{}条", "共 {} 条记录", "共有{}条数据", "合计：{}笔", "合计（{}笔）",
    "记录数：{}", "总记录数：{}", "笔数：{}", "条数: {}", "数据行数：{}", "Total {} records", "Total records: {}",
    "Record count: {}", "{} rows", "第1页 共1页 共{}条", "以上共{}笔。",
]  # fmt: skip


@pytest.mark.parametrize("text", COUNTED)
@pytest.mark.parametrize("column", [0, 2])
def test_a_stated_number_of_records_is_compared_with_the_rows(run, text: str, column: int) -> None:
    rows = [HEADER, ROW, funding_row(立项日期="昨天")]
    for number in (2, 3):
        line = [""] * WIDTH
        line[column] = text.format(number)
        result = run(csv_bytes([*rows, line]))
        assert counts(result) == [(4, number, 2)]
        assert (result.extract.rows_in, result.extract.rows_set_aside) == (2, 1)


@pytest.mark.parametrize(
    "text",
    ["记录数：{}", "（共{}笔）", "扶持资金明细表（共{}笔）", "数据截止日期：2019年9月30日　记录数：{}", "Records: {}"],
)
def test_a_number_above_the_table_is_compared_too(run, text: str) -> None:
    for number in (1, 5):
        top = [text.format(number), *[""] * (WIDTH - 1)]
        assert counts(run(csv_bytes([top, HEADER, ROW]))) == [(1, number, 1)]


@pytest.mark.parametrize(
    "text", ["共3个镇街", "合计3人次", "注：共3笔未拨付", "每页20条", "第3笔", "扶持3家单位", "本页共1条", "共3页"]
)
def test_other_numbers_are_no_number_of_records(run, text: str) -> None:
    result = run(csv_bytes([[text, *[""] * (WIDTH - 1)], HEADER, ROW, ROW, [text, *[""] * (WIDTH - 1)]]))
    assert counts(result) == []


def test_projects_may_be_counted_once_each(run) -> None:
    rows = [HEADER, paid("1"), paid("2", 批次="2"), paid("3", 项目编号="ZX2019-2")]
    for number, computed in ((2, 2), (3, 3), (4, 3)):
        assert counts(run(csv_bytes([*rows, total(f"以上共{number}个项目", "")]))) == [(5, number, computed)]


def test_a_group_states_its_own_number(run) -> None:
    rows = [
        HEADER,
        paid("1"),
        paid("2"),
        total("小计（2笔）", "3"),
        paid("4"),
        total("小计（1笔）", "4"),
        total("合计3笔", "7"),
    ]
    result = run(csv_bytes(rows))
    assert all(t.agrees for t in result.extract.totals)
    rows[5] = total("小计（2笔）", "4")
    assert counts(run(csv_bytes(rows))) == [(4, 2, 2), (6, 2, 1), (7, 3, 3)]


def test_a_record_called_total_is_no_total(run) -> None:
    result = run(csv_bytes([HEADER, funding_row(项目名称="合计"), funding_row(项目编号="总计")]))
    assert (result.extract.rows_kept, result.extract.totals) == (2, [])


def test_each_sheet_sums_its_own_rows(run_layout) -> None:
    import io

    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, amount, stated in (("南村镇", "1", 1), ("市桥街", "4", 5)):
        sheet = book.create_sheet(name)
        for row in (HEADER, paid(amount), [*total("合计", "")[:-1], stated]):
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    result = run_layout(out.getvalue(), sheets="all")
    assert compared(result) == [(3, True), (2_000_003, False)]


def test_old_manifests_of_totals_still_load() -> None:
    from govreport.manifests.extracts import TotalRow

    old = TotalRow.model_validate({"row": 3, "column": "paid_fen", "stated": 5, "computed": 5})
    assert (old.agrees, old.label, old.seen) == (True, "", "")


def test_numbers_as_a_spreadsheet_stores_them(run) -> None:
    rows: list[list[object]] = [list(HEADER), list(paid("1")), [*[None] * (WIDTH - 1), None]]
    rows[2][0], rows[2][-1] = "合计", 1.0
    assert compared(run(xlsx_bytes(rows), filename="f.xlsx")) == [(3, True)]


def at(**cells: str) -> list[str]:
    """A row with some cells filled, by place: at(c0="合计", c9="3")."""
    row = [""] * WIDTH
    for place, cell in cells.items():
        row[int(place[1:])] = cell
    return row


TWO = [HEADER, paid("1"), paid("2", 项目编号="ZX2019-2")]
"""3万元 paid, 6万元 awarded, two records."""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (at(c0="合计：3万元"), at(c0="合计：4万元")),
        (at(c0="合计 30,000元"), at(c0="合计 31,000元")),
        (at(c0="合计：人民币叁万元整"), at(c0="合计：人民币肆万元整")),
        (at(c4="2019年第三季度合计3万元"), at(c4="2019年第三季度合计3.5万元")),
        (at(c9="合计：3"), at(c9="合计：4")),
        (at(c9="合计 3"), at(c9="合计 6")),
        (at(c0="共2笔，合计3万元"), at(c0="共2笔，合计7万元")),
        (at(c0="合计：立项金额6万元，拨付金额3万元"), at(c0="合计：立项金额6万元，拨付金额6万元")),
        (at(c0="总金额：3万元，其中财政资金1万元"), at(c0="总金额：2万元，其中财政资金1万元")),
        (at(c0="总共", c9="3"), at(c0="总共", c9="4")),
        (at(c0="Total: 3万元"), at(c0="Total: 4万元")),
    ],
)
@pytest.mark.parametrize("top", [True, False])
def test_a_label_and_its_amount_may_stand_in_one_cell_and_above_the_header(run, right, wrong, top: bool) -> None:
    for line, agrees in ((right, True), (wrong, False)):
        result = run(csv_bytes([line, *TWO] if top else [*TWO, line]))
        money = [t.agrees for t in result.extract.totals if t.column != "_row"]
        assert money
        assert all(money) == agrees
        assert (result.extract.rows_in, result.reasons) == (2, [])


def test_a_total_above_the_header_of_workbook_columns(run) -> None:
    for amount, agrees in ((3, True), (4, False)):
        rows = [["合计", *[None] * (WIDTH - 2), amount], *TWO]
        assert compared(run(xlsx_bytes(rows), filename="funding.xlsx")) == [(1, agrees)]


@pytest.mark.parametrize("text", ["2019年预算总额500万元", "资金规模500万元", "专项资金合计表", "本年度计划：500万元"])
def test_what_only_looks_like_a_stated_total_is_compared_with_nothing(run, text: str) -> None:
    assert run(csv_bytes([at(c0=text), *TWO])).extract.totals == []


@pytest.mark.parametrize(
    "line",
    [
        at(c0="记录数", c1="{}"), at(c0="记录数：", c1="{}"), at(c0="共计", c1="{}", c2="笔"),
        at(c0="合计", c1="{}笔", c9="3"),
        at(c0="Records", c1="{}"),
    ],
)  # fmt: skip
def test_a_number_of_records_may_stand_beside_its_label(run, line: list[str]) -> None:
    for number, computed in (("2", 2), ("3", 2)):
        result = run(csv_bytes([*TWO, [cell.format(number) for cell in line]]))
        assert counts(result) == [(4, int(number), computed)]
        assert result.reasons == []


@pytest.mark.parametrize(
    "line", [",".join(at(c0="合计", c8="3")), "合计,7,3", "合计,,,,,,7,,3", ",".join(at(c0="合计", c3="3万元"))]
)
def test_an_amount_of_a_total_in_no_column_of_amounts_does_not_agree(run, line: str) -> None:
    result = run(csv_bytes(TWO) + line.encode() + b"\r\n")
    assert [t.agrees for t in result.extract.totals] == [False]
    assert result.rules() == [(4, "T-TOTAL")]
    assert "不在金额栏内" in result.reasons[0]["zh"]


@pytest.mark.parametrize("line", [at(c0="合计", c9="3", c2="5"), at(c0="合计", c1="2"), at(c0="合计", c3="2")])
def test_a_number_that_a_total_row_may_well_hold_is_nothing_amiss(run, line: list[str]) -> None:
    result = run(csv_bytes([*TWO, line]))
    assert all(t.agrees for t in result.extract.totals)
    assert result.reasons == []


def test_an_amount_that_slipped_below_a_date_is_told_beside_one_in_its_place(run) -> None:
    result = run(csv_bytes([*TWO, at(c0="合计", c8="6", c9="3")]))
    assert {t.column: t.agrees for t in result.extract.totals} == {"awarded_fen": False, "paid_fen": True}


@pytest.mark.parametrize("number", [2, 300])
def test_a_number_beside_json_records_is_one_of_records(run, number: int) -> None:
    records = [dict(zip(HEADER, row, strict=True)) for row in TWO[1:]]
    page = {"code": 0, "data": records, "page": 1, "total": number}
    assert [n[1:] for n in counts(run(json.dumps(page).encode(), filename="f.json"))] == [(number, 2)]
