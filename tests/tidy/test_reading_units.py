"""In which unit amounts are read: only whole statements count, and none may contradict another."""

from __future__ import annotations

import re

import pytest
from tidyfiles import HEADER, ROW, csv_bytes, funding_row

from govreport.errors import ReadError
from govreport.tidy.units import above_header

REGISTER = ["社会组织名称", "类型", "状态", "所属镇街", "注册资金"]


def money(title_row: str, *, header: str = "注册资金", cells: tuple[str, ...] = ("3",)) -> bytes:
    """A register with an amount; its layout states no unit."""
    rows = [["甲协会", "社团", "正常", "南村镇", cell] for cell in cells]
    above = [[title_row, "", "", "", ""]] if title_row else []
    return csv_bytes([*above, [*REGISTER[:-1], header], *rows])


@pytest.fixture
def register(run, district):
    source = district.sources["registration"]
    layout = source.layout.model_copy(update={"format": "auto"})
    district.sources["registration"] = source.model_copy(update={"layout": layout})
    yield lambda data: run(data, "registration", "r.csv")
    district.sources["registration"] = source


@pytest.mark.parametrize(
    ("statement", "fen"),
    [
        ("单位：万元", 3_000_000),
        ("单 位 ： 元", 300),
        ("（单位：人民币元）", 300),
        ("金额单位：人民币（万元）", 3_000_000),
        ("计量单位:百万元", 300_000_000),
        ("单位：百元", 30_000),
        ("数据截止日期：2019年9月30日 单位：万元", 3_000_000),
        ("单位：万元 填报单位：三元里街道办事处", 3_000_000),
        ("单位：万元、个", 3_000_000),
        ("单位：家、万元", 3_000_000),
        ("单位：元（保留两位小数）", 300),
        ("登记名册（万元）", 3_000_000),
        ("万元", 3_000_000),
        ("本表金额以千元为单位", 300_000),
    ],
)
def test_a_whole_statement_above_the_header_is_the_unit(register, statement: str, fen: int) -> None:
    assert register(money(statement)).column("capital_fen") == [fen]


@pytest.mark.parametrize(
    "office",
    [
        "填报单位：三元里街道办事处",
        "单位：某某中心(盖章)",
        "单位：元岗小学",
        "单位：个",
        "编制单位：亿元镇",
        "单位：家、%",
    ],
)
def test_an_office_or_another_measure_is_no_unit_of_money(run, register, office: str) -> None:
    assert run(csv_bytes([[office], HEADER, ROW])).column("paid_fen") == [1_500_000]
    with pytest.raises(ReadError, match="没有写明金额单位"):
        register(money(office))


@pytest.mark.parametrize(
    "statement",
    [
        *(
            "单位：千万元",
            "单位：十万元",
            "单位：元、万元",
            "单位：万元(元)",
            "单位：元/人",
            "单位：万",
            "单位：元 万元",
        ),
        *("金额单位：若干", "单位：个/元", "（单位：元/万元）"),
    ],
)
def test_what_is_not_one_known_unit_refuses_the_file(run, register, statement: str) -> None:
    for read in (lambda: run(csv_bytes([["台账"], [statement], HEADER, ROW])), lambda: register(money(statement))):
        with pytest.raises(ReadError) as caught:
            read()
        assert "".join(statement.split()) in str(caught.value)


@pytest.mark.parametrize(
    ("statement", "currency"),
    [
        *(("资助明细（单位：美元）", "美元"), ("单位：万美元", "美元"), ("单位：港币", "港元"), ("币种：欧元", "欧元")),
        *(("单位：HK$", "港元"), ("单位：USD", "美元"), ("资助明细（日元）", "日元"), ("单位：万英镑", "英镑")),
    ],
)
def test_another_currency_is_refused_by_its_name(run, statement: str, currency: str) -> None:
    with pytest.raises(ReadError, match=f"写明金额是{currency}"):
        run(csv_bytes([["台账"], [statement], HEADER, ROW]))


@pytest.mark.parametrize("unit", ["美元", "万美元", "千万元", "万元/元", "万元、元", "港币"])
def test_the_header_and_the_row_below_it_are_held_to_the_same(run, unit: str) -> None:
    header = [h.replace("拨付金额", f"拨付金额（{unit}）") for h in HEADER]
    with pytest.raises(ReadError, match=re.escape(unit)):
        run(csv_bytes([header, ROW]))
    with pytest.raises(ReadError, match=re.escape(unit)):
        run(csv_bytes([HEADER, [*[""] * 9, unit], ROW]))


def test_a_row_of_units_may_name_other_measures_beside_them(run) -> None:
    units = [*[""] * 6, "批", "万元", "年月日", "万元"]
    assert run(csv_bytes([HEADER, units, ROW])).column("paid_fen") == [1_500_000]
    assert run(csv_bytes([HEADER, units, ROW])).extract.rows_in == 1


def test_a_table_without_amounts_may_name_any_currency(run) -> None:
    header = [h for h in HEADER if "金额" not in h]
    row = [c for h, c in zip(HEADER, ROW, strict=True) if "金额" not in h]
    assert run(csv_bytes([["单位：美元"], header, row])).extract.rows_kept == 1


def test_two_statements_that_differ_are_refused_with_their_places(run) -> None:
    for above in (["单位：元；填报单位：某局（金额单位：万元）"], ["单位：万元", *[""] * 8, "单位：元"]):
        with pytest.raises(ReadError, match="前后不一：第1行“单位"):
            run(csv_bytes([above, HEADER, ROW]))
    header = [h.replace("拨付金额", "拨付金额（元）") for h in HEADER]
    with pytest.raises(ReadError, match="第2行“拨付金额（元）”与第1行“单位：万元”"):
        run(csv_bytes([["单位：万元"], header, ROW]))
    with pytest.raises(ReadError, match="前后不一"):
        run(csv_bytes([header, [*[""] * 9, "万元"], ROW]))


def test_a_statement_about_the_table_may_not_differ_from_the_layouts(run) -> None:
    with pytest.raises(ReadError, match=r"第1行“单位：元”与来源定义中“立项金额”的单位（unit: 万元）不一致"):
        run(csv_bytes([["单位：元"], HEADER, ROW]))
    own = [h.replace("金额", "金额（元）") for h in HEADER]
    assert run(csv_bytes([["单位：元"], own, ROW])).column("paid_fen") == [150]  # the columns' own titles say so too


def test_a_unit_word_at_a_titles_end_counts(register, run) -> None:
    for title in (
        "注册资金 万元",
        "注册资金万元",
        "注册资金/万元",
        "注册资金：万元",
        "注册资金（万元）",
        "注册资金【万元】",
    ):
        assert register(money("", header=title)).column("capital_fen") == [3_000_000], title
    header = [h.replace("拨付金额", "拨付金额 万元") for h in HEADER]
    assert run(csv_bytes([header, ROW])).column("paid_fen") == [1_500_000]
    with pytest.raises(ReadError, match="不一致"):
        run(csv_bytes([[h.replace("拨付金额", "拨付金额 元") for h in HEADER], ROW]))


def test_a_missing_unit_is_one_sentence_for_the_column(register) -> None:
    with pytest.raises(ReadError) as caught:
        register(money("", cells=("无", "3", *["4"] * 3000)))
    text = str(caught.value)
    assert "“注册资金”（第1行表头）没有写明金额单位，第3行的“3”" in text
    for advice in ("注册资金（元）", "单位：元"):
        assert advice in text
    assert register(money("", header="注册资金（元）")).column("capital_fen") == [300]
    assert register(money("单位：元")).column("capital_fen") == [300]


def test_cells_that_state_their_own_unit_need_no_other(register) -> None:
    result = register(money("", cells=("3万元", "5元", "无", "7")))
    assert result.column("capital_fen") == [3_000_000, 500, None]
    assert result.rules() == [(5, "T-UNIT")]


def test_every_exact_unit_may_stand_in_a_layout(run, district) -> None:
    source = district.sources["funding"]
    columns = {**source.layout.columns}
    columns["paid_fen"] = type(columns["paid_fen"])(aliases=("拨付金额",), unit="千元")
    district.sources["funding"] = source.model_copy(
        update={"layout": source.layout.model_copy(update={"columns": columns})}
    )
    try:
        assert run(csv_bytes([HEADER, funding_row(拨付金额="1.5")])).column("paid_fen") == [150_000]
    finally:
        district.sources["funding"] = source


@pytest.mark.parametrize(
    "said",
    ["单位：RMB 万元", "单位：CNY万元", "单位：¥万元", "单位：￥万元", "单位：万元人民币", "单位:人民币:万元",
     "本表金额单位均为万元", "（单位：万元人民币）", "金额单位：人民币 万元"],
)  # fmt: skip
def test_the_yuan_may_be_named_by_its_signs_beside_the_unit(said: str) -> None:
    assert [s.units for s in above_header([[said]])] == [("万元",)]


@pytest.mark.parametrize("said", ["制表单位：万元户协会", "捐赠CNY", "报送单位均已盖章", "单位：RMB"])
def test_signs_of_the_yuan_elsewhere_state_no_unit(said: str) -> None:
    assert above_header([[said]]) == []
