"""One table, every format: the same rows come out, and what each format marks as special is understood."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tidyfiles import HEADER, ROW, csv_bytes, funding_row, ods_bytes, xls_bytes, xlsx_bytes

from govreport.errors import ReadError

REGISTER = ["社会组织名称", "类型", "状态", "成立日期", "注册资金（万元）", "所属镇街"]
TYPED = ["番禺区甲协会", "社会团体", "正常", date(2018, 5, 1), 3.5, "南村镇"]


def as_json(rows: list[list[str]]) -> bytes:
    return json.dumps([dict(zip(rows[0], row, strict=True)) for row in rows[1:]], ensure_ascii=False).encode()


WRITERS = {"csv": csv_bytes, "json": as_json, "xlsx": xlsx_bytes, "xls": xls_bytes, "ods": ods_bytes}


@pytest.mark.parametrize("kind", WRITERS)
def test_every_format_gives_the_same_rows(run, kind: str) -> None:
    rows = [
        HEADER,
        funding_row(拨付金额="1,234.5"),
        funding_row(项目名称="㐂䶮𠮷（一期）", 拨付金额="△2"),
        funding_row(立项日期="昨天"),
    ]
    result = run(WRITERS[kind](rows), filename=f"台账.{kind}")
    assert result.extract.format == kind
    assert result.column("paid_fen") == [1_234_500_000, -2_000_000]
    assert result.column("project_name") == ["长者饭堂", "㐂䶮𠮷（一期）"]
    assert [rule for _, rule in result.rules()] == ["T-DATE"]


@pytest.mark.parametrize("name", ["台账.csv", "台账.xls", "台账.dat", "台账"])
@pytest.mark.parametrize("kind", ["csv", "json", "xlsx", "xls", "ods"])
def test_the_content_decides_and_not_the_name(run, kind: str, name: str) -> None:
    assert run(WRITERS[kind]([HEADER, ROW]), filename=name).extract.format == kind


@pytest.mark.parametrize("kind", ["csv", "json", "xls", "ods"])
def test_a_stated_format_is_a_check(run, kind: str) -> None:
    with pytest.raises(ReadError) as caught:
        run(
            WRITERS[kind]([["社会组织名称", "类型", "状态", "所属镇街"], ["甲", "社团", "正常", "南村镇"]]),
            "registration",
            "a.xlsx",
        )
    assert f"内容是 {kind.upper()}，而来源定义写明应为 XLSX" in caught.value.message.zh


@pytest.mark.parametrize("write", [xlsx_bytes, xls_bytes, ods_bytes])
def test_typed_cells_keep_their_meaning_in_every_workbook_format(registered, write) -> None:
    row = registered(
        write([REGISTER, TYPED, ["番禺区乙协会", "社会团体", "正常", "2018年5月2日", "3万元", "南村镇"]])
    ).kept
    assert [r["registered_on"] for r in row] == [date(2018, 5, 1), date(2018, 5, 2)]
    assert [r["capital_fen"] for r in row] == [3_500_000, 3_000_000]


@pytest.fixture
def registered(run, district):
    """Tidy a register whose layout states no format."""
    source = district.sources["registration"]
    district.sources["registration"] = source.model_copy(
        update={"layout": source.layout.model_copy(update={"format": "auto", "group_by": ("town_code",)})}
    )
    yield lambda data, name="名册": run(data, "registration", name)
    district.sources["registration"] = source


def test_formula_errors_are_no_empty_cells_in_an_old_workbook(registered) -> None:
    result = registered(xls_bytes([REGISTER, [*TYPED[:4], (42,), "南村镇"], TYPED]))
    assert result.rules() == [(2, "T-ERROR")]
    assert result.reasons[0]["value"] == "#N/A"


def test_formula_errors_are_no_empty_cells_in_an_opendocument_workbook(registered) -> None:
    out = io.BytesIO()
    made = ods_bytes([REGISTER, [*TYPED[:4], "坏", "南村镇"], TYPED])
    error = b'<table:table-cell office:value-type="string" office:string-value="" '
    error += b'calcext:value-type="error"><text:p>#DIV/0!'
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name == "content.xml":
                at = body.index("坏".encode())
                body = body[: body.rindex(b"<table:table-cell", 0, at)] + error + body[at + len("坏".encode()) :]
            new.writestr(name, body)
    result = registered(out.getvalue())
    assert result.rules() == [(2, "T-ERROR")]
    assert result.reasons[0]["value"] == "#DIV/0!"


def test_an_error_that_an_export_spelt_out_is_no_name(run) -> None:
    rows = [HEADER, funding_row(项目名称="#N/A"), funding_row(项目名称="#REF!")]
    assert run(csv_bytes(rows)).rules() == [(2, "T-ERROR"), (3, "T-ERROR")]


@pytest.mark.parametrize("write", [xlsx_bytes, xls_bytes, ods_bytes])
def test_merged_group_cells_stand_for_every_row_they_cover(registered, write) -> None:
    rows = [
        REGISTER,
        TYPED,
        [*TYPED[:5], None],
        ["小计", None, None, None, 7, "合并"],
        [*TYPED[:5], "市桥街道"],
        [*TYPED[:5], None],
    ]
    merge = ("F2:F3", "F5:F6") if write is xlsx_bytes else ((1, 2, 5, 5), (4, 5, 5, 5))
    result = registered(write(rows, merge=merge))
    assert result.column("town_code") == ["440113102"] * 2 + ["440113007"] * 2


def test_a_subtotal_in_the_group_column_is_no_group(registered) -> None:
    rows = [REGISTER, TYPED, ["", "", "", "", "3.5", "小计"], [*TYPED[:5], None]]
    assert registered(xlsx_bytes(rows)).column("town_code") == ["440113102"] * 2


def test_macros_are_left_alone(registered) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes([REGISTER, TYPED]))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name == "[Content_Types].xml":
                body = body.replace(
                    b"openxmlformats-officedocument.spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"
                )
            new.writestr(name, body)
        new.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + bytes(64))
    assert registered(out.getvalue(), "名册.xlsm").extract.rows_kept == 1


def test_a_chart_sheet_is_passed_over(registered) -> None:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_chartsheet("图")
        chart = book.add_chart({"type": "column"})
        sheet = book.add_worksheet("表")
        sheet.write_row(0, 0, REGISTER)
        sheet.write_row(1, 0, [*TYPED[:3], "2018-05-01", 3, "南村镇"])
        chart.add_series({"values": "=表!$E$2:$E$2"})
        page.set_chart(chart)
    result = registered(out.getvalue())
    assert (result.extract.sheet, result.extract.rows_kept) == ("表", 1)


# -- JSON --------------------------------------------------------------------------------------------------------------

RECORDS = [dict(zip(HEADER, funding_row(项目编号=f"ZX-{i}"), strict=True)) for i in range(3)]
ARRAY = json.dumps(RECORDS, ensure_ascii=False)


@pytest.mark.parametrize(
    "text",
    [
        ARRAY,
        json.dumps(RECORDS, indent=2),
        f'{{"data": {ARRAY}}}',
        f'{{"rows": {ARRAY}, "total": 3}}',
        f'{{"code": 0, "msg": "ok", "records": {ARRAY}}}',
        f'{{"code": 0, "data": {{"page": 1, "list": {ARRAY}}}, "took": 3}}',
        "\n".join(json.dumps(r, ensure_ascii=False) for r in RECORDS) + "\n",
        "\r\n\r\n".join(json.dumps(r) for r in RECORDS),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_records_are_found_in_every_usual_shape_and_encoding(run, text: str, encoding: str) -> None:
    result = run(text.encode(encoding), filename="台账.json")
    assert result.column("project_no") == ["ZX-0", "ZX-1", "ZX-2"]
    assert result.column("_row") == [1, 2, 3]
    assert result.extract.unknown == []


def test_plain_values_beside_the_records_are_read_as_title_rows(run) -> None:
    result = run(f'{{"数据截止日期": "2019-09-30", "单位": "万元", "data": {ARRAY}}}'.encode())
    assert result.extract.cutoff == date(2019, 9, 30)
    assert result.column("paid_fen") == [1_500_000] * 3


def test_a_number_keeps_its_digits_and_null_is_empty(run) -> None:
    record = {**RECORDS[0], "项目编号": 20190001, "拨付金额": 0.1, "立项金额": 1e-2, "批次": 2, "拨付日期": None}
    row = run(json.dumps([record]).encode()).kept[0]
    assert (row["project_no"], row["paid_fen"], row["awarded_fen"]) == ("20190001", 100_000, 10_000)
    assert (row["instalment"], row["paid_on"]) == (2, None)


def test_a_field_that_only_later_records_have_is_seen(run) -> None:
    records = [*RECORDS, {**RECORDS[0], "项目等次": "优"}]
    result = run(json.dumps(records).encode())
    assert result.extract.unknown == ["项目等次"]
    assert result.extract.rows_kept == 4


def test_a_code_that_came_as_a_number_or_a_list_sets_its_row_aside(run) -> None:
    record = {"统一社会信用代码": 524401135000000159, "项目名称": ["甲", "乙"]}
    result = run(json.dumps([{**RECORDS[0], **record}, RECORDS[1]]).encode())
    assert sorted(result.rules()) == [(1, "T-NESTED"), (1, "T-USCC-NUMBER")]
    assert result.extract.rows_kept == 1


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (ARRAY[:-40], "不完整或有语法错误"),
        (f'{{"data": {ARRAY}', "不完整或有语法错误"),
        (ARRAY + ARRAY, "不完整或有语法错误"),
        ("[" * 100_000, "不是记录列表"),
        ('[["项目编号"], ["ZX-1"]]', "不是记录列表"),
        (f'{{"data": {ARRAY}, "rows": {ARRAY}}}', "不是记录列表"),
        ("[]", "空的"),
        ('[{"项目编号": "1", "项目编号": "2"}]', "“项目编号”出现了两次"),
        (json.dumps([{f"k{i}": 1 for i in range(3000)}]), "列数超过"),
        ('{"code": 500, "msg": "busy"}', "找不到表头"),
    ],
)
def test_json_of_another_shape_is_refused_in_one_sentence(run, text: str, what: str) -> None:
    with pytest.raises(ReadError, match=what) as caught:
        run(text.encode(), filename="台账.json")
    assert "台账.json" in caught.value.message.zh
    assert "台账.json" in caught.value.message.en


VALUE = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.lists(st.integers(), max_size=2)
)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.dictionaries(st.one_of(st.sampled_from(HEADER), st.text(max_size=4)), VALUE, max_size=8), max_size=8)
)
def test_every_record_is_kept_or_set_aside_whatever_it_holds(run, records) -> None:
    listed = [RECORDS[0], *records, RECORDS[1]]
    result = run(json.dumps(listed).encode())
    extract = result.extract
    noted = {"T-COMMUNITY", "T-DATE-MONTH", "T-CUTOFF", "T-TOTAL"}
    aside = {r["row"] for r in result.reasons if r["rule"] not in noted}
    assert extract.rows_in == extract.rows_kept + extract.rows_set_aside == len(result.kept) + len(aside)
    assert {1, len(listed)} <= set(result.column("_row"))


PLAIN = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=8)


@pytest.mark.slow
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PLAIN, min_size=1, max_size=12))
def test_names_come_back_from_every_format_as_they_went_in(run, names: list[str]) -> None:
    rows = [HEADER, *(funding_row(项目名称=f"项目{name}。") for name in names)]
    wanted = run(csv_bytes(rows)).column("project_name")
    assert len(wanted) == len(names)
    for kind in ("json", "xlsx", "xls", "ods"):
        assert run(WRITERS[kind](rows)).column("project_name") == wanted, kind
