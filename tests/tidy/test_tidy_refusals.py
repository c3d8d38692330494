"""Files that are refused: which sentence, and at what price in time and memory."""

from __future__ import annotations

import io
import re
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import msoffcrypto
import pytest
import xlwt
from msoffcrypto.format.ooxml import OOXMLFile
from tidyfiles import HEADER, ROW, csv_bytes, ods_bytes, xls_bytes, xlsx_bytes

from govreport.errors import ReadError
from tests.conftest import PROJECT

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ROWS = [HEADER, ROW]
SECONDS, MEMORY = 10, 1 << 30


def ole(*streams: str) -> bytes:
    """A minimal OLE compound file: header, one sector of allocation table, one of directory, one of data."""
    free, end = 0xFFFFFFFF, 0xFFFFFFFE
    header = OLE + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 0, end, 0, end, 0) + struct.pack("<109I", 0, *[free] * 108)
    fat = struct.pack("<128I", 0xFFFFFFFD, end, end, *[free] * 125)
    entries = b""
    for number, name in enumerate(("Root Entry", *streams)):
        raw = name.encode("utf-16-le")
        kind = 5 if number == 0 else 2
        child = 1 if number == 0 else free
        sibling = number + 1 if 0 < number < len(streams) else free
        entries += raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw) + 2, kind, 1, free, sibling, child)
        entries += bytes(36) + struct.pack("<IQ", end if number == 0 else 2, 0 if number == 0 else 512)
    return header + fat + entries.ljust(512, b"\0")[:512] + bytes(512)


def encrypted() -> bytes:
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(xlsx_bytes(ROWS))).encrypt("secret", out)
    return out.getvalue()


def encrypted_xls() -> bytes:
    """An .xls whose workbook stream begins with the record that announces a password."""
    data = xls_bytes(ROWS)
    at = data.index(b"\x09\x08\x10\x00")
    following = at + 4 + 16
    return data[:following] + struct.pack("<HHHHH", 0x2F, 6, 0, 1, 2) + data[following + 10 :]


def archive(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        for name, body in members.items():
            made.writestr(name, body)
    return out.getvalue()


def rewritten(data: bytes, member: str, edit) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        return archive({n: edit(old.read(n)) if n == member else old.read(n) for n in old.namelist()})


PAGE = "<html><head><meta charset=gb2312></head><body><table><tr><td>项目编号</td></tr></table></body></html>"

REFUSED = [
    ("台账.xlsx", encrypted(), "设有打开密码", "取消密码"),
    ("台账.xls", encrypted_xls(), "设有打开密码", "取消密码"),
    ("台账.ods", archive({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"x",
                        "META-INF/manifest.xml": b"<manifest:encryption-data/>"}), "设有打开密码", "取消密码"),
    ("台账.et", ole("Workbook", "ETExtData"), "WPS 表格的 .et 格式", "另存为 .xlsx"),
    ("台账.ET", ole("Workbook"), "WPS 表格的 .et 格式", "另存为 .xlsx"),
    ("台账.xls", ole("Workbook", "ETExtData"), "WPS 表格的 .et 格式", "另存为 .xlsx"),
    ("说明.wps", ole("WordDocument", "1Table"), "文字文档（Word 或 WPS 文字）", ".xlsx 或 CSV"),
    ("说明.doc", ole("WordDocument"), "文字文档（Word 或 WPS 文字）", ".xlsx 或 CSV"),
    ("汇报.ppt", ole("PowerPoint Document"), "其他办公文档", ".xlsx 或 CSV"),
    ("台账.xls", PAGE.encode("gb18030"), "其实是网页", "另存为 .xlsx"),
    ("台账.xls", PAGE.encode("utf-16"), "其实是网页", "另存为 .xlsx"),
    ("台账.xls", b"\n<!-- x -->" + PAGE.encode(), "其实是网页", "另存为 .xlsx"),
    ("台账.xls", b'<?xml version="1.0"?><Workbook/>', "其实是网页", "另存为 .xlsx"),
    ("台账.xls", b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "其实是网页", "另存为 .xlsx"),
    ("台账.xls", b"\x09\x04\x06\x00" + bytes(60), "旧版或二进制", "另存为 .xlsx"),
    ("台账.xlsb", archive({"xl/workbook.bin": b"x"}), "旧版或二进制", "另存为 .xlsx"),
    ("扫描.pdf", b"%PDF-1.7\n" + bytes(99), "PDF 文件", ".xlsx 或 CSV"),
    ("照片.png", b"\x89PNG\r\n\x1a\n" + bytes(99), "图片", ".xlsx 或 CSV"),
    ("照片.jpg", b"\xff\xd8\xff\xe0" + bytes(99), "图片", ".xlsx 或 CSV"),
    ("台账.rar", b"Rar!\x1a\x07\x01\x00" + bytes(99), "RAR 压缩包", ".xlsx 或 CSV"),
    ("台账.7z", b"7z\xbc\xaf\x27\x1c" + bytes(99), "7z 压缩包", ".xlsx 或 CSV"),
    ("台账.gz", b"\x1f\x8b\x08" + bytes(99), "GZ 压缩包", ".xlsx 或 CSV"),
    ("台账.zip", archive({"台账.csv": csv_bytes(ROWS)}), "ZIP 压缩包", ".xlsx 或 CSV"),
    ("台账.docx", archive({"word/document.xml": b"<w/>"}), "其他办公文档", ".xlsx 或 CSV"),
    ("台账.odt", archive({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"x"}),
     "其他办公文档", "CSV"),
    ("台账.csv", b"", "是空的", "重新导出"),
    ("台账.csv", b"\r\n\r\n", "是空的", "重新导出"),
    ("台账.ods", ods_bytes([]), "是空的", "重新导出"),
    ("台账.xls", xls_bytes([]), "是空的", "重新导出"),
    ("台账.xls", xls_bytes(ROWS)[:3000], "损坏或不完整", "重新"),
    ("台账.ods", ods_bytes(ROWS)[:-300], "损坏或不完整", "重新"),
    ("台账.xlsx", rewritten(xlsx_bytes(ROWS), "xl/worksheets/sheet1.xml", lambda b: b[:200]), "损坏或不完整", "重新"),
]  # fmt: skip


@pytest.mark.parametrize(("filename", "data", "what", "todo"), REFUSED, ids=lambda v: v if isinstance(v, str) else "")
def test_what_can_not_be_read_says_what_it_is_and_what_to_do(
    run, filename: str, data: bytes, what: str, todo: str
) -> None:
    with pytest.raises(ReadError) as caught:
        run(data, filename=filename)
    zh, en = caught.value.message
    assert zh.startswith(f"文件“{filename}”")
    assert what in zh
    assert todo in zh
    assert filename in en
    assert not re.search("[\u4e00-\u9fff]", en.replace(filename, "").replace("台账", ""))
    for sentence in (zh, en):
        assert "\n" not in sentence
        assert "Error" not in sentence


def test_a_protected_fixture_really_is_one() -> None:
    assert msoffcrypto.OfficeFile(io.BytesIO(encrypted())).is_encrypted()


# -- what is too much --------------------------------------------------------------------------------------------------


def sheet_xml(cells: str) -> bytes:
    head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return head + cells.encode() + b"</sheetData></worksheet>"


def with_sheet(cells: str) -> bytes:
    return rewritten(xlsx_bytes(ROWS), "xl/worksheets/sheet1.xml", lambda _: sheet_xml(cells))


def far_corner() -> bytes:
    """Two cells, 17 thousand million apart."""
    return with_sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def ten_million_cells() -> bytes:
    cells = "".join(
        f'<c r="{column}{n}"><v>{n * 7919 % 10007}</v></c>' for n in range(1, 1001) for column in "ABCDEFGHIJ"
    )
    return with_sheet(f'<row r="1">{cells}</row>' * 1000)


def zip_bomb() -> bytes:
    return rewritten(xlsx_bytes(ROWS), "xl/styles.xml", lambda _: bytes(300 << 20))


def lying_bomb() -> bytes:
    """A sheet that says it unpacks to 1,000 bytes and unpacks to 100 MB."""
    data = bytearray(with_sheet("<row><c><v>1</v></c></row>" * 4_000_000))
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        size = struct.pack("<I", made.getinfo("xl/worksheets/sheet1.xml").file_size)
    at = data.find(size)
    while at >= 0:
        data[at : at + 4] = struct.pack("<I", 1000)
        at = data.find(size, at + 1)
    return bytes(data)


def xls_corners() -> bytes:
    """Two sheets of an old workbook, each with a cell in its last row and column."""
    book = xlwt.Workbook()
    for name in "ab":
        sheet = book.add_sheet(name)
        sheet.write(0, 0, "x")
        sheet.write(65535, 255, "y")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repeated_ods() -> bytes:
    """One cell that stands for 17 thousand million."""
    cell = b'<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
    row = b'<table:table-row table:number-rows-repeated="1048576">' + cell + b"</table:table-row></table:table>"
    return rewritten(ods_bytes(ROWS), "content.xml", lambda b: b.replace(b"</table:table>", row))


def circular_xls() -> bytes:
    """An old workbook whose allocation table leads sector 7 back to the beginning: followed blindly, for ever."""
    data = bytearray(xls_bytes(ROWS))
    table = 512 + 512 * struct.unpack_from("<I", data, 76)[0]
    data[table + 28 : table + 32] = bytes(4)
    return bytes(data)


def backward_xls() -> bytes:
    """An old workbook whose sheet ends before it begins."""
    data = xls_bytes(ROWS)
    at = data.index(struct.pack("<HHII", 0x200, 14, 0, len(ROWS))) + 4
    return data[:at] + struct.pack("<II", 17, 13) + data[at + 8 :]


TOO_MUCH = [
    (circular_xls, "损坏或不完整"),
    (backward_xls, "损坏或不完整"),
    (far_corner, "超过10,000,000个单元格"),
    (ten_million_cells, "超过10,000,000个单元格"),
    (zip_bomb, "压缩比异常"),
    (lying_bomb, "损坏或不完整"),
    (xls_corners, "超过10,000,000个单元格"),
    (repeated_ods, "超过10,000,000个单元格"),
]

JUDGE = """
import resource, sys, time
from pathlib import Path
from govreport.district.reading import load_district
from govreport.errors import ReadError
from govreport.settings import Settings
from govreport.tidy.opening import open_file
import olefile, python_calamine
layout = load_district(Settings().districts_dir, "panyu").sources["funding"].layout
layout = layout.model_copy(update={"format": "auto"})
data = Path(sys.argv[1]).read_bytes()
now = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (now + int(sys.argv[2]),) * 2)
start = time.process_time()
try:
    open_file("台账.xlsx", data, layout, "funding")
except ReadError as error:
    print(error.message.zh)
print(time.process_time() - start)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the memory limit is Linux's")
@pytest.mark.parametrize(("make", "what"), TOO_MUCH)
def test_too_much_is_refused_within_ten_seconds_and_one_gibibyte(tmp_path: Path, make, what: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(make())
    ran = subprocess.run(  # noqa: S603
        [sys.executable, "-c", JUDGE, str(path), str(MEMORY)],
        capture_output=True, text=True, timeout=120, check=False, cwd=PROJECT,
        env={"PYTHONPATH": str(PROJECT / "plugins"), "PYTHONUTF8": "1", "PATH": ""},
    )  # fmt: skip
    said = ran.stdout.splitlines()
    assert len(said) == 2, ran.stderr
    assert what in said[0]
    assert float(said[1]) < SECONDS


def test_styled_blanks_far_below_the_table_are_no_reason_to_refuse_it(run) -> None:
    blanks = b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    data = rewritten(xlsx_bytes(ROWS), "xl/worksheets/sheet1.xml", lambda b: b.replace(b"</sheetData>", blanks))
    assert run(data).extract.rows_kept == 1


def test_blank_rows_that_an_opendocument_sheet_ends_with_are_no_reason_to_refuse_it(run) -> None:
    cell = b'<table:table-cell table:number-columns-repeated="16384"/>'
    row = b'<table:table-row table:number-rows-repeated="1048500">' + cell + b"</table:table-row></table:table>"
    data = rewritten(ods_bytes(ROWS), "content.xml", lambda b: b.replace(b"</table:table>", row))
    assert run(data).extract.rows_kept == 1
