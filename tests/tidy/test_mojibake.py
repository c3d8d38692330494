"""Text opened in a wrong encoding and saved so: the refusal says what the header was and how it came about."""

from __future__ import annotations

import pytest
from tidyfiles import HEADER, csv_bytes, funding_row, xlsx_bytes

from govreport.errors import ReadError

ROWS = [HEADER, *[funding_row(项目编号=f"ZX2019-{n}") for n in range(1, 13)]]
ORIGINAL = csv_bytes(ROWS).decode()


def misread(own: str, taken: str, damage: str = "replace") -> str:
    """What a program shows of the file ``own`` that it takes for ``taken``."""
    return ORIGINAL.encode(own).decode(taken, damage)


def refusal(run, data: bytes, name: str = "台账.csv") -> ReadError:
    with pytest.raises(ReadError) as refused:
        run(data, filename=name)
    return refused.value


@pytest.mark.parametrize(
    ("own", "taken", "names"),
    [
        ("gbk", "latin-1", ("GBK", "Latin-1")),
        ("gbk", "cp1252", ("GBK", "Latin-1")),
        ("utf-8", "latin-1", ("UTF-8", "Latin-1")),
        ("utf-8", "gb18030", ("UTF-8", "GBK")),
        ("gbk", "big5", ("GBK", "Big5")),
    ],
)
@pytest.mark.parametrize("saved", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_header_that_can_be_read_back_is_named_with_both_encodings(run, own: str, taken: str, names, saved) -> None:
    shown = misread(own, taken)
    error = refusal(run, shown.encode(saved, "replace"))
    zh, en = error.message
    assert "“台账.csv”第1行的表头是乱码" in zh
    assert any(f"原为“{title}”" in zh for title in HEADER)
    for name in names:
        assert name in zh
        assert name in en
    assert "garbled" in en
    assert "正确的表" not in zh


def test_what_the_sentence_advises_works(run) -> None:
    assert "重新从系统导出" in refusal(run, misread("gbk", "latin-1").encode()).message.zh
    assert len(run(ORIGINAL.encode("gbk")).kept) == 12


def test_a_workbook_may_have_been_made_from_garbled_text(run) -> None:
    rows = [line.split(",") for line in misread("gbk", "latin-1").splitlines()]
    assert "GBK 编码的文件曾被当作 Latin-1" in refusal(run, xlsx_bytes(rows), "台账.xlsx").message.zh


@pytest.mark.parametrize(
    "shown",
    [
        ORIGINAL.encode("gbk").decode("utf-8", "replace"),
        ORIGINAL.encode("gbk").decode("utf-8", "replace").encode().decode("gb18030", "replace"),
    ],
    ids=["replaced", "replaced twice"],
)
def test_what_cannot_be_read_back_is_said_to_be_lost(run, shown: str) -> None:
    zh, en = refusal(run, shown.encode()).message
    assert "第1行是乱码" in zh
    assert "无法复原" in zh
    assert "项目编号" in zh
    assert "garbled" in en


@pytest.mark.parametrize(
    "text",
    ["这不是表头,也不是,数据\r\n甲,乙,丙\r\n", "Größe,Straße,Café,naïve\r\n1,2,3,4\r\n", "项目,区域,金额\r\n1,2,3\r\n"],
)
def test_another_table_is_not_called_garbled(run, text: str) -> None:
    zh, _ = refusal(run, text.encode()).message
    assert "乱码" not in zh
    assert "正确的表" in zh
