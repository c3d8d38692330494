"""Delimited text: what is kept has the cells that the file has; where that isn't certain, the row or file says so."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from govreport.canonical.codes import CodeList
from govreport.district.folder import District, Layout
from govreport.district.reading import load_district
from govreport.errors import ReadError
from govreport.tidy.opening import open_file
from govreport.tidy.readers.csv_grid import CsvGrid
from govreport.tidy.readers.decode import candidates, head_text
from govreport.tidy.readers.likeness import is_chinese
from govreport.tidy.readers.records import cells_of, measure, walk
from govreport.tidy.tidy import understand
from tests.tidy.tidyfiles import HEADER, ROW, csv_bytes

TITLES = [*HEADER, "备注"]
HEAD = ",".join(TITLES)


def line(number: int = 1, remark: str = "", **changes: str) -> str:
    """A record as text: its cells are written as they are given."""
    cells = {
        **{"项目编号": f"ZX2019-{number:03}", "项目名称": "长者饭堂", "资金类别": "专项资金", "立项日期": "2019-01-05"},
        **{"所属镇街": "南村镇", "用途": "扶老", "批次": "1", "立项金额": "50000元", "拨付日期": "2019-02-01"},
        **{"拨付金额": "30000.00元", "备注": remark},
        **changes,
    }
    return ",".join(cells.values())


def text(*lines: str, end: str = "\r\n", encoding: str = "utf-8") -> bytes:
    return "".join(each + end for each in lines).encode(encoding)


ROWS = [line(n) for n in range(1, 11)]


# -- surplus cells -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 2, 10])
def test_an_amount_cut_at_its_thousands_comma_is_set_aside_even_where_every_row_has_one(run, rows: int) -> None:
    lines = [line(n, 拨付金额="30,000.00") for n in range(1, rows + 1)]
    result = run(text(HEAD, *lines))
    assert result.kept == []
    assert {rule for _, rule in result.rules()} == {"T-CELLS"}
    assert len(result.reasons) == rows


@pytest.mark.parametrize("more", [",", ",,,"])
def test_a_header_may_end_in_separators_that_its_rows_lack(run, more: str) -> None:
    head = ",".join(HEADER)
    rows = [line(n).rsplit(",", 1)[0] for n in range(1, 13)]
    result = run(text(head + more, *rows))
    assert (result.extract.rows_in, result.extract.rows_kept, result.reasons) == (12, 12, [])
    one_lost = run(text(head + more, *rows[:-1], rows[-1].replace(",扶老", "")))
    assert one_lost.rules() == [(13, "T-CELLS")]
    all_lost = run(
        text(head + more, *[row.replace("南村镇,", "南村镇").replace("30000.00元", "30,000元") for row in rows])
    )
    assert all_lost.extract.rows_kept == 0


@pytest.mark.parametrize("surplus", [",", ",,", ', ,""'])
def test_a_lone_surplus_cell_sets_its_row_aside(run, surplus: str) -> None:
    result = run(text(HEAD, *ROWS, line(11) + surplus))
    assert result.rules() == [(12, "T-CELLS")]
    assert len(result.kept) == 10


@pytest.mark.parametrize("rows", [2, 10])
def test_a_separator_at_the_end_of_every_row_is_nothing(run, rows: int) -> None:
    result = run(text(HEAD, *(row + "," for row in ROWS[:rows])))
    assert result.reasons == []
    assert result.column("paid_fen") == [3_000_000] * rows


def test_a_separator_at_the_end_of_header_and_rows_is_nothing(run) -> None:
    result = run(text(HEAD + ",", *(row + "," for row in ROWS), line(11, 拨付金额="30,000.00") + ","))
    assert result.rules() == [(12, "T-CELLS")]
    assert len(result.kept) == 10


def test_among_rows_that_end_in_a_separator_a_row_of_the_headers_width_is_taken_only_if_it_ends_in_a_value(run) -> None:
    rows = [line(n) + "," for n in range(1, 21)]
    result = run(text(HEAD, *rows, line(21, "已验收"), line(22).replace("长者饭堂,专项资金", "长者饭堂专项资金") + ","))
    assert result.rules() == [(23, "T-CELLS")]
    assert len(result.kept) == 21


def test_among_rows_that_end_in_a_separator_a_cut_amount_is_still_found(run) -> None:
    result = run(text(HEAD, *(row + "," for row in ROWS), line(11, 拨付金额="30,000.00")))
    assert result.rules() == [(12, "T-CELLS")]


def test_the_whole_file_decides_over_many_pieces(run, monkeypatch) -> None:
    monkeypatch.setattr("govreport.tidy.readers.csv_grid._BLOCK", 300)
    rows = [line(n) + ("," if n != 40 else ",x") for n in range(1, 61)]
    result = run(text(HEAD, *rows))
    assert result.rules() == [(41, "T-CELLS")]
    assert result.column("_row") == [n for n in range(2, 62) if n != 41]
    alone = run(text(HEAD, *(line(n) + ("," if n == 50 else "") for n in range(1, 61))))
    assert alone.rules() == [(51, "T-CELLS")]


@pytest.mark.parametrize("at", range(len(TITLES) - 1))
def test_a_separator_lost_in_the_header_refuses_the_file_with_its_row(run, at: int) -> None:
    header = ",".join([*TITLES[:at], TITLES[at] + TITLES[at + 1], *TITLES[at + 2 :]])
    for rows in (ROWS, ROWS[:1]):
        with pytest.raises(ReadError, match="第2行"):
            run(text("台账", header, *rows))


def test_a_comma_in_every_name_is_told_from_a_separator_at_the_end(run) -> None:
    with pytest.raises(ReadError, match="第1行的表头有11格，而其下各行多为12格"):
        run(text(HEAD, *(line(n, 项目名称="长者饭堂,二期") for n in range(1, 11))))


@pytest.mark.parametrize("at", range(1, len(TITLES) - 1))
@pytest.mark.parametrize("separator", [",,", "", ";", "\t", "，"])
def test_a_row_with_another_number_of_separators_is_never_kept(run, at: int, separator: str) -> None:
    cells = line(11).split(",")
    result = run(text(HEAD, *ROWS, ",".join(cells[:at]) + separator + ",".join(cells[at:])))
    assert [row for row, _ in result.rules()] == [12]
    assert len(result.kept) == 10


# -- quotes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        *('5" 管', '"长者"饭堂', '"长者饭堂"d', '能力"', '"能力提升,项目"一期"', ' "能力,提升"', '"能力,提升" '),
        *('"能力\\",提升"', '"能力\\"提升\\""x', '"能力\x00",提升"', "'能力,提升'", "'能力提升'", '"a""b"c', '""x""'),
    ],
)
def test_a_quote_out_of_place_sets_its_row_aside(run, name: str) -> None:
    result = run(text(HEAD, *ROWS[:5], line(6, 项目名称=name), *ROWS[6:]))
    assert [row for row, _ in result.rules()] == [7]
    assert result.rules()[0][1] in ("T-QUOTE", "T-CELLS")
    assert result.column("_row") == [2, 3, 4, 5, 6, 8, 9, 10, 11]
    assert set(result.column("project_name")) == {"长者饭堂"}


@pytest.mark.parametrize(
    ("name", "means"),
    [
        *(
            ('"能力,提升"', "能力,提升"),
            ('"5"" 管"', '5"管'),
            ('""', None),
            ('"""一期"""', '"一期"'),
            ("'能力", "能力"),
        ),
        *((f'"第一行\n{",".join(map(str, range(1, 16)))}"', f"第一行{','.join(map(str, range(1, 16)))}"),),
        *(('"能力\r\n提升"', "能力提升"), ("能力’提升", "能力’提升")),
    ],
)
def test_sound_quotes_are_read(run, name: str, means: str | None) -> None:
    result = run(text(HEAD, *ROWS[:5], line(6, 项目名称=name), *ROWS[6:]))
    assert result.reasons == []
    assert result.column("project_name")[5] == means
    assert result.column("_row") == list(range(2, 12))


def test_what_the_advice_says_of_quotes_works(run) -> None:
    aside = run(text(HEAD, line(项目名称='5" 管'), ROWS[1]))
    assert "格内每个双引号写成两个" in aside.reasons[0]["zh"]
    assert run(text(HEAD, line(项目名称='"5"" 管"'), ROWS[1])).reasons == []


@pytest.mark.parametrize("lines", [[line(6, '"已核'), *ROWS[6:]], [line(6, '"已核'), *ROWS[6:], line(11, '"好,了"')]])
def test_a_quote_that_is_never_closed_refuses_the_file_with_its_row(run, lines: list[str]) -> None:
    with pytest.raises(ReadError, match="第7行起有未配对的英文双引号"):
        run(text(HEAD, *ROWS[:5], *lines))


def test_two_stray_quotes_that_would_join_rows_are_found(run) -> None:
    with pytest.raises(ReadError, match="第7行起有未配对的英文双引号"):
        run(text(HEAD, *ROWS[:5], line(6, 项目名称='"长者'), ROWS[6], line(8, 项目名称='饭堂"'), *ROWS[8:]))


@pytest.mark.parametrize(
    ("header", "first"),
    [
        (HEAD[:-2] + '"备注', line(1, '"已核"')),
        (HEAD[:-2] + '"备注', line(1, '已核"')),
        (HEAD.replace("项目名称", '项目"名称'), ROWS[0]),
        (HEAD.replace("项目名称", '"项目"名称'), ROWS[0]),
        ('"' + HEAD, ROWS[0]),
    ],
)
def test_a_quote_out_of_place_in_the_header_is_found_with_its_row(run, header: str, first: str) -> None:
    with pytest.raises(ReadError, match=r"第2行.*双引号"):
        run(text("台账", header, first, *ROWS[1:]))


def test_a_title_with_a_line_break_and_a_note_with_quotes_are_no_harm(run) -> None:
    header = HEAD.replace("立项金额", '"立项金额\n（元）"')
    result = run(text('关于"扶持资金"的台账', header, *ROWS, '注：本表"金额"均为元'))
    assert result.reasons == []
    assert len(result.kept) == 10


@pytest.mark.parametrize(
    "data", [b'a,"b', b'a\r\n"b",c\r', b'"a""b",c\n"d\ne",f', b'a"b\n"c"d,e\n', b'"x\ny"z,1\n2', b""]
)
def test_records_measured_fast_and_walked_through_are_the_same(data: bytes) -> None:
    measured, walked = measure(data, b",", final=True), list(walk(data, b",", final=True))
    assert measured.ends.tolist() == [record.end for record in walked]
    assert measured.cells.tolist() == [record.cells for record in walked]
    assert measured.faults == {at: record.fault for at, record in enumerate(walked) if record.fault}
    for record in walked:
        if not record.fault:
            assert len(cells_of(data[record.start : record.end].decode().rstrip("\r\n"), ",")) == record.cells


# -- characters --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("odd", ["\u2028", "\u2029", "\x85", "\v", "\f", "\x00", "\x1a", "\x1c"])
def test_no_other_character_than_a_line_end_ends_a_row(run, odd: str) -> None:
    result = run(text(HEAD, line(1, f"备{odd}注"), line(2) + f",x{odd}y,{odd}", *ROWS[2:]))
    assert result.rules() == [(3, "T-CELLS")]
    assert "实有13格" in result.reasons[0]["zh"]
    assert len(result.kept) == 9


@pytest.mark.parametrize("marker", [chr(n) for n in range(1, 17) if chr(n) not in "\t\n\v\f\r"])
def test_a_cell_of_text_cannot_begin_with_a_marker(run, marker: str) -> None:
    clean = run(text(HEAD, line(1, 立项日期="43470", 批次="TRUE"), *ROWS[1:]))
    odd = run(
        text(HEAD, line(1, 立项日期=f"{marker}43470", 批次=f"{marker}TRUE", 项目名称=f"{marker}长者饭堂"), *ROWS[1:])
    )
    assert odd.kept == clean.kept
    assert odd.rules() == clean.rules()


def test_an_end_of_file_mark_of_old_systems_is_no_row(run) -> None:
    result = run(text(HEAD, *ROWS) + b"\x1a")
    assert (result.extract.rows_in, result.reasons) == (10, [])


def test_a_delimiter_of_several_bytes_within_quotes_stays(run) -> None:
    result = run(text(HEAD, line(1, 项目名称='"能力,提升"'), *ROWS[1:]).decode().replace(",", "，").encode())
    assert result.column("project_name")[0] == "能力，提升"
    assert len(result.kept) == 10


def test_a_grid_can_be_read_without_a_header() -> None:
    data = text("a,b", "c,d", "e")
    encoding = candidates(data)[0]
    batches = list(CsvGrid("x.csv", data, encoding, head_text(data, encoding)[0], ",").batches(0))
    assert [b.rows.to_pylist() for b in batches] == [[1, 2]]
    assert [(m.row, m.cells) for b in batches for m in b.misfits] == [(3, ["e"])]


# -- encodings ---------------------------------------------------------------------------------------------------------

LATIN = {
    "project_no": "no", "project_name": "name", "fund": "fund", "approved_on": "approved", "town_code": "town",
    "purpose": "purpose", "instalment": "part", "awarded_fen": "awarded", "paid_on": "paid on", "paid_fen": "paid",
}  # fmt: skip


def _names(district: District, codes: dict[str, CodeList], data: bytes, encoding: str | None = None) -> list[str]:
    columns = {
        name: {"aliases": (title,), **({"unit": "元"} if name.endswith("fen") else {})} for name, title in LATIN.items()
    }
    layout = Layout.model_validate({"columns": columns, "encoding": encoding})
    source = district.sources["funding"].model_copy(update={"layout": layout})
    changed = district.model_copy(update={"sources": {**district.sources, "funding": source}})
    opened = open_file("x.csv", data, layout, "funding")
    kept = understand(changed, opened, "x.csv", "funding", layout, codes).body.kept.finish()
    return pq.read_table(pa.BufferReader(kept)).column("project_name").to_pylist()


def _latin(*names: str) -> str:
    rows = [f"Z{n},{name},专项资金,2019-01-05,440113102,扶老,1,3,,\r\n" for n, name in enumerate(names)]
    return ",".join(LATIN.values()) + "\r\n" + "".join(rows)


def _coded(*names: str, encoding: str) -> bytes:
    """Only names are beyond ASCII."""
    ascii_only = _latin(*names).replace("专项资金", "special_fund").replace("扶老", "elderly")
    return ascii_only.encode(encoding)


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        *(("cp1252", "Men’s Shed"), ("cp1252", "Société Générale"), ("latin-1", "Müller"), ("cp1252", "café, x")),
        *(
            ("big5", "廣州市番禺區幸福社會工作服務中心"),
            ("shift_jis", "やまだたろうボランティア"),
            ("euc_kr", "서울특별시자원봉사센터"),
        ),
    ],
)
def test_text_that_is_not_surely_chinese_is_refused_and_read_once_its_encoding_is_stated(
    district, codes, encoding: str, name: str
) -> None:
    data = _coded(f'"{name}"', encoding=encoding)
    with pytest.raises(ReadError, match="encoding") as refused:
        _names(district, codes, data)
    assert "无法" in refused.value.message.zh
    assert len(refused.value.message.zh.splitlines()) == 1
    assert open_file("x.csv", data, _layout(encoding), "funding").grid.head[1][1] == name


def _layout(encoding: str) -> Layout:
    columns = {name: {"aliases": (title,)} for name, title in LATIN.items()}
    return Layout.model_validate({"columns": columns, "encoding": encoding})


@pytest.mark.parametrize("name", ["番禺区南村镇志愿服务队", "冼燊", "王小明", "邝钰璟", "沙湾（一期）"])
def test_chinese_under_a_header_in_letters_is_read(name: str) -> None:
    for encoding in ("gb18030", "utf-8"):
        data = _coded(name, encoding=encoding)
        layout = _layout("utf-8").model_copy(update={"encoding": None})
        assert open_file("x.csv", data, layout, "funding").grid.head[1][1] == name


def test_the_samples_text_is_surely_chinese() -> None:
    for file in Path(__file__).parents[2].glob("include/sample/*/*-Q1/*.csv"):
        data = file.read_bytes()
        if "brackenford" in file.parts:  # English: its layout states the encoding
            continue
        with contextlib.suppress(UnicodeDecodeError):
            data = data.decode("utf-8-sig").encode("gb18030")
        assert is_chinese(data), os.fspath(file)


def test_the_english_samples_register_is_read_in_the_encoding_that_its_layout_states() -> None:
    root = Path(__file__).parents[2]
    data = (root / "include/sample/brackenford/2024-Q1/charities_2024-Q1.csv").read_bytes()
    assert not is_chinese(data)
    district = load_district(root / "include" / "sample_districts", "brackenford")
    layout = district.sources["registration"].layout
    grid = open_file("charities.csv", data, layout, "registration").grid
    assert "Tanyard Carers’ Circle" in [cell for row in grid.head for cell in row]


@pytest.mark.parametrize("encoding", ["utf-32", "utf-32-le", "utf-32-be"])
def test_utf_32_with_a_mark_is_read(run, encoding: str) -> None:
    mark = "" if encoding == "utf-32" else "\ufeff"
    result = run((mark + text(HEAD, *ROWS).decode()).encode(encoding))
    assert (len(result.kept), result.extract.encoding) == (10, "UTF-32")


def test_a_mark_that_contradicts_the_stated_encoding_is_refused() -> None:
    data = _coded("x", encoding="utf-8-sig")
    with pytest.raises(ReadError, match="字节顺序标记"):
        open_file("x.csv", data, _layout("gb18030"), "funding")
    for stated in ("utf-8", "UTF8", "utf-8-sig"):
        assert open_file("x.csv", data, _layout(stated), "funding").grid.encoding == "UTF-8"
    assert open_file("x.csv", _coded("x", encoding="utf-16"), _layout("utf-16"), "funding").grid.encoding == "UTF-16"


def test_a_stated_encoding_is_obeyed_strictly() -> None:
    data = _coded("番禺", encoding="gb18030")
    with pytest.raises(ReadError, match="损坏的字符"):
        next(open_file("x.csv", data, _layout("utf-8"), "funding").grid.batches(1))
    assert open_file("x.csv", data, _layout("latin-1"), "funding").grid.head[1][1] != "番禺"


@pytest.mark.parametrize("name", ["utf-9", "base64", "gb 18030x", "rot13", ""])
def test_an_encoding_nobody_knows_is_refused_with_the_layout(name: str) -> None:
    with pytest.raises(ValueError, match="names no encoding of text"):
        _layout(name)


def test_damaged_utf_8_under_a_header_in_letters_is_still_called_that(district, codes) -> None:
    data = _coded("番禺区南村镇志愿服务队", "市桥街道长者服务站", encoding="utf-8").replace(
        "服".encode(), "服".encode()[:2], 1
    )
    with pytest.raises(ReadError, match="UTF-8"):
        _names(district, codes, data)


def test_the_writer_of_tests_and_the_reader_agree(run) -> None:
    assert run(csv_bytes([TITLES, line(1).split(",")])).reasons == []


@pytest.mark.slow
def test_a_file_in_which_most_rows_have_another_width_is_refused_before_its_rows_fill_the_memory(
    district: District, codes: dict[str, CodeList]
) -> None:
    layout = district.sources["funding"].layout.model_copy(update={"format": "auto"})

    def read(body: str) -> tuple[int, int]:
        opened = open_file("x.csv", csv_bytes([HEADER]) + body.encode(), layout, "funding")
        found = understand(district, opened, "x.csv", "funding", layout, codes).body
        return found.rows_in, found.rows_set_aside

    row = csv_bytes([ROW]).decode()
    for bad in ('a"\n', "a,b\n"):
        with pytest.raises(ReadError, match="超过100,000行"):
            read(row + bad * 100_001)
    assert read(row + "\n" * 300_000 + row) == (2, 0)
