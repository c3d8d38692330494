"""Whole files: encodings, refusals, determinism, and that no row disappears."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tidyfiles import HEADER, ROW, csv_bytes, funding_row, xlsx_bytes

from govreport.errors import ReadError
from govreport.tidy.values.problems import NOTED

REGISTER = ["社会组织名称", "类型", "状态", "所属镇街"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "，"])
def test_any_usual_encoding_and_delimiter_gives_the_same_rows(run, encoding: str, delimiter: str) -> None:
    row = funding_row(项目名称="㐂䶮𠮷的长者饭堂", 拨付金额="1,234.5")
    result = run(csv_bytes([["台账"], HEADER, row, ROW], encoding, delimiter))
    assert result.column("project_name") == ["㐂䶮𠮷的长者饭堂", "长者饭堂"]
    assert result.kept[0]["paid_fen"] == 1_234_500_000
    assert result.extract.encoding == ("GB18030" if encoding == "gb18030" else encoding[:6].upper().rstrip("-"))


@pytest.mark.parametrize("newline", ["\n", "\r", "\r\n"])
def test_lines_may_end_in_any_way(run, newline: str) -> None:
    data = csv_bytes([["台账"], HEADER, ROW, funding_row(立项日期="昨天"), ROW]).replace(b"\r\n", newline.encode())
    result = run(data)
    assert result.column("_row") == [3, 5]
    assert result.rules() == [(4, "T-DATE")]


def test_a_quoted_cell_may_hold_line_breaks_and_rows_still_count_as_a_spreadsheet_counts(run) -> None:
    result = run(csv_bytes([["台账\n第二行"], HEADER, funding_row(项目名称="长者\n饭堂"), ROW]))
    assert result.column("_row") == [3, 4]
    assert result.column("project_name")[0] == "长者饭堂"


def refusal(run, data: bytes, extract: str = "funding", filename: str = "资金.csv") -> str:
    with pytest.raises(ReadError) as caught:
        run(data, extract, filename)
    message = caught.value.message
    for sentence in message:
        assert filename in sentence
        assert sentence.rstrip("。.").count("。") == 0  # one sentence
        assert "Traceback" not in sentence
    return message.zh


def _encrypted() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le")


def _docx() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    return out.getvalue()


GOOD_BOOK = xlsx_bytes([REGISTER, ["甲协会", "社会团体", "正常", "南村镇"]])


@pytest.mark.parametrize(
    ("data", "what", "todo"),
    [
        (GOOD_BOOK[: len(GOOD_BOOK) // 2], "损坏或不完整", "重新"),
        (GOOD_BOOK.replace(b"PK\x01\x02", b"PK\x00\x00"), "损坏或不完整", "重新"),
        (_encrypted(), "密码", "取消密码"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "损坏或不完整", "重新"),
        (_docx(), "其他办公文档", ".xlsx 或 CSV"),
        (b"\n<html><table><tr><td>x</td></tr></table></html>", "网页", "另存为"),
        ("名称,类型\n".encode(), "内容是 CSV，而来源定义写明应为 XLSX", "导出为 XLSX"),
        (b"  \n", "空的", "重新导出"),
        (xlsx_bytes([]), "空的", "重新导出"),
        (xlsx_bytes([REGISTER]), "没有数据行", "重新提交"),
        (xlsx_bytes([["甲", "乙"], ["丙", "丁"]]), "找不到表头", "正确的表"),
        (
            xlsx_bytes([["社会组织名称", "类型", "状态", "区域"], ["a", "b", "c", "d"]]),
            "缺少必需的列：所属镇街",
            "补上",
        ),
        (xlsx_bytes([[*REGISTER, "状态"], ["a", "b", "c", "d", "e"]]), "两次", "删去"),
    ],
)
def test_an_unusable_workbook_is_refused_in_one_sentence(run, data: bytes, what: str, todo: str) -> None:
    sentence = refusal(run, data, "registration", "名册.xlsx")
    assert what in sentence
    assert todo in sentence


@pytest.mark.parametrize(
    ("data", "what", "todo"),
    [
        (b"", "空的", "重新导出"),
        (csv_bytes([HEADER]), "没有数据行", "重新提交"),
        (csv_bytes([HEADER, ["合计", *[""] * 8, "3"]]), "没有数据行", "重新提交"),
        (csv_bytes([["会议纪要"], ["第一项", "第二项"]]), "找不到表头", "正确的表"),
        (csv_bytes([[h for h in HEADER if h != "用途"], ROW[1:]]), "缺少必需的列：用途", "补上"),
        (bytes(range(128, 256)) * 40, "编码", "UTF-8"),
        (csv_bytes([HEADER, *[ROW] * 20]) + b"ZX,\xff\xfe,\n", "第22行附近", "重新导出"),
        (csv_bytes([HEADER, *[ROW] * 20], "gb18030") + b"\xff\xff\xff," * 9 + b"x\n", "损坏的字符", "重新导出"),
        (csv_bytes([HEADER, ROW]) + b'ZX-2,"abc' + csv_bytes([ROW] * 9), "双引号", "删去"),
        (b"<html><table></table></html>", "网页", "另存为"),
    ],
)
def test_an_unusable_text_file_is_refused_in_one_sentence(run, data: bytes, what: str, todo: str) -> None:
    sentence = refusal(run, data)
    assert what in sentence
    assert todo in sentence


def test_a_refused_file_leaves_nothing_behind(run, store) -> None:
    def held() -> set[str]:
        return {p for p in store.fs.find(store.root) if "/raw/" not in p}

    before = held()
    refusal(run, csv_bytes([HEADER, *[ROW] * 50], "gb18030") + b"\xff\xff\xff\xff")
    assert held() == before


def test_the_same_bytes_give_the_same_parquet_whatever_the_order_of_columns(run) -> None:
    rows = [HEADER, *(funding_row(项目编号=f"ZX-{i}", 拨付金额=str(i)) for i in range(50))]
    first = run(csv_bytes(rows))
    assert run(csv_bytes(rows)).extract == first.extract
    turned = run(csv_bytes([row[::-1] for row in rows]))
    assert turned.bytes == first.bytes
    assert turned.extract.snapshot_sha256 != first.extract.snapshot_sha256


JUNK = st.text(st.characters(codec="utf-8", exclude_characters='"'), max_size=12)
CELL = st.one_of(JUNK, st.sampled_from([*ROW, *HEADER, "合计", "小计", "注：", "无", "", "2019-13-01", "3万元", "1e9"]))
LINE = st.one_of(
    st.lists(CELL, min_size=10, max_size=10),
    st.lists(CELL, max_size=13),
    st.integers(0, 9).flatmap(lambda i: CELL.map(lambda c: [*ROW[:i], c, *ROW[i + 1 :]])),
)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(LINE, max_size=25), st.sampled_from(["utf-8", "gb18030"]))
def test_every_row_is_kept_or_set_aside_with_a_reason_whatever_stands_in_it(run, lines, encoding: str) -> None:
    flat = [[" ".join(cell.replace("\r", " ").splitlines()) for cell in line] for line in lines]
    try:
        result = run(csv_bytes([HEADER, ROW, *flat, ROW], encoding))
    except ReadError as error:  # a row of several titles is a second header
        if "又有一行表头" not in str(error) and "出现了两次" not in str(error):
            raise
        return
    extract = result.extract
    assert extract.rows_in == extract.rows_kept + extract.rows_set_aside
    assert len(result.kept) == extract.rows_kept
    aside = {r["row"] for r in result.reasons if r["rule"] not in NOTED}
    assert len(aside) == extract.rows_set_aside
    assert not aside & set(result.column("_row"))
    assert {2, len(lines) + 3} <= set(result.column("_row"))  # the good rows around the junk keep their numbers


def test_many_blocks_number_their_rows_without_a_gap(run, monkeypatch) -> None:
    monkeypatch.setattr("govreport.tidy.readers.csv_grid._BLOCK", 700)
    rows = [HEADER]
    for i in range(200):
        rows.append(funding_row(项目编号=f"ZX-{i}") if i % 7 else ROW[:5])
    result = run(csv_bytes(rows))
    expected = [i + 2 for i in range(200) if i % 7]
    assert result.column("_row") == expected
    assert [row for row, _ in result.rules()] == [i + 2 for i in range(200) if not i % 7]
