"""Workbooks as whole files: what opens, which sheets count, and what is too much."""

from __future__ import annotations

import io
import struct

import openpyxl
import pytest
import xlwt

from govreport.errors import ReadError
from govreport.tidy.readers.xls_container import workbook_stream
from tests.tidy.tidyfiles import HEADER, ROW, ods_bytes, xls_bytes, xlsx_bytes
from tests.tidy.workbookfiles import (
    SHEET,
    biff5,
    cells,
    edited,
    grid,
    label,
    number,
    opened,
    record,
    same_as,
    xls_rewritten,
    xlsx,
)

ROWS = [["名称", "金额", "备注"], ["南村镇", 3, None], ["大石街道", 1.5, "长者"]]
PLAIN = same_as(ROWS)
FILE = "文件“台账.xlsx”"


def as_read_by_openpyxl(data: bytes) -> list[list[str]]:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    return same_as([list(row) for row in sheet.iter_rows(values_only=True)])


# -- what opens --------------------------------------------------------------------------------------------------------


def without_folder(name: str) -> str:
    return name.removeprefix("xl/")


def unfolded(data: bytes, folder: bytes) -> bytes:
    """The package with its workbook in another folder, which only _rels/.rels tells."""
    return edited(
        data,
        {
            "_rels/.rels": lambda b: b.replace(b"xl/", folder),
            "[Content_Types].xml": lambda b: b.replace(b"/xl/", b"/" + folder),
            "xl/_rels/workbook.xml.rels": lambda b: b.replace(b"/xl/", b"/" + folder),
        },
        lambda name: name.replace("xl/", folder.decode(), 1) if name.startswith("xl/") else name,
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data,
        lambda data: edited(data, rename=lambda name: name.replace("/", "\\")),
        lambda data: unfolded(data, b""),
        lambda data: unfolded(data, b"book/"),
        lambda data: edited(data, {SHEET: lambda b: b.replace(b"<c ", b"<c\n").replace(b"r=", b"r =")}),
        lambda data: edited(data, {SHEET: lambda b: b.replace(b'<row r="1"', b"<row").replace(b'r="A1"', b"")}),
        lambda data: edited(data, {SHEET: lambda b: b.replace(b'r="A2"', b'r="a2"')}),
    ],
    ids=["plain", "backslashes", "no folder", "other folder", "spaces", "no place", "small letter"],
)
def test_packages_are_read_as_another_reader_reads_the_usual_one(change) -> None:
    data = xlsx_bytes(ROWS)
    assert cells(change(data)) == as_read_by_openpyxl(data) == PLAIN


def test_two_workbooks_in_one_package_are_refused() -> None:
    data = xlsx_bytes(ROWS)
    both = edited(data, {"_rels/.rels": lambda b: b.replace(b"xl/workbook.xml", b"docProps/app.xml")})
    with pytest.raises(ReadError, match="损坏或不完整"):
        opened(both)


def renamed_stream(data: bytes, old: str, new: str) -> bytes:
    return data.replace(old.encode("utf-16-le"), new.encode("utf-16-le"))


@pytest.mark.parametrize(
    ("file", "change"),
    [
        ("台账.xls", lambda data: data),
        ("台账.xls", lambda data: renamed_stream(data, "Workbook", "WORKBOOK")),
        ("台账.xls", lambda data: data + "ETExtData".encode("utf-16-le").ljust(512, b"\0")),
        ("台账.et", lambda data: data),
    ],
    ids=["plain", "capitals", "WPS", "et"],
)
def test_old_workbooks_are_read_whatever_wrote_them(file: str, change) -> None:
    book = opened(change(xls_bytes(ROWS)), file)
    assert book.grid(book.sheet_names[0]).head == PLAIN


def test_an_et_file_that_is_no_workbook_inside_says_what_to_do() -> None:
    with pytest.raises(ReadError, match=r"另存为 \.xlsx"):
        opened(xls_bytes(ROWS)[:2000], "台账.et")


def chart(*inner: bytes) -> bytes:
    """A chart within a sheet: records of its own between a beginning and an end."""
    return record(0x809, struct.pack("<HHHHII", 0x0600, 0x20, 0, 0, 0, 0)) + b"".join(inner) + record(0x0A)


def test_a_chart_within_an_old_sheet_is_none_of_its_cells() -> None:
    data = xls_bytes([*ROWS, ["合计"]], merge=((3, 3, 1, 2),))

    def with_chart(stream: bytes) -> bytes:
        at = stream.rindex(record(0x0A))
        merged = stream.rindex(struct.pack("<H", 0xE5), 0, at)
        return stream[:merged] + chart(number(0, 1, 99), number(7, 9, 1)) + stream[merged:]

    changed = xls_rewritten(data, with_chart)
    assert cells(changed) == cells(data)
    assert grid(changed).spans == grid(data).spans != []


KIND = (0x27E, 10)
"""What xlwt writes for short numbers."""


def test_rows_of_an_old_sheet_may_stand_in_any_order() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for row, value in enumerate((1.25, 2.25, 3.25)):
        sheet.write(row, 0, value)
    out = io.BytesIO()
    book.save(out)
    data = out.getvalue()

    def reversed_rows(stream: bytes) -> bytes:
        """The first and the last row change places in the stream."""
        a, b = (stream.index(struct.pack("<HHHH", *KIND, row, 0)) for row in (0, 2))
        length = 4 + KIND[1]
        swapped = bytearray(stream)
        swapped[a : a + length], swapped[b : b + length] = stream[b : b + length], stream[a : a + length]
        return bytes(swapped)

    changed = xls_rewritten(data, reversed_rows)
    assert workbook_stream(changed).rstrip(b"\0") != workbook_stream(data).rstrip(b"\0")
    assert cells(changed) == [["\x011.25"], ["\x012.25"], ["\x013.25"]]


def test_a_sheet_of_excel_5_has_its_name_its_errors_and_its_numbers() -> None:
    name = "登记名册".encode("gbk")
    formats = record(0x41E, struct.pack("<HB", 170, 21) + b'[Red][<10]General;"x"')
    formats += record(0x41E, struct.pack("<HB", 171, 10) + b"yyyy-mm-dd")
    formats += b"".join(record(0xE0, struct.pack("<HH", 0, code).ljust(16, b"\0")) for code in (0, 170, 171))
    records = label(0, 0, "名称".encode("gbk")) + number(0, 1, 5, 1) + number(0, 2, 43672, 2)
    records += record(0x205, struct.pack("<HHHBB", 1, 0, 0, 23, 1))
    data = biff5(name, records, formats)
    assert opened(data).sheet_names == ["登记名册"]
    assert cells(data) == [["名称", "\x015", "\x022019-07-26"], ["\x04#REF!", "", ""]]


def test_a_stream_that_is_cut_off_is_not_read_in_part() -> None:
    with pytest.raises(ReadError, match="损坏或不完整"):
        opened(xls_rewritten(xls_bytes(ROWS), lambda stream: stream[: stream.rindex(record(0x0A))]))


# -- sheets and rows that can't be seen --------------------------------------------------------------------------------


def two_sheets(kind: str, state: str) -> bytes:
    """A sheet of ``state`` before a visible one."""
    out = io.BytesIO()
    if kind == "xls":
        old = xlwt.Workbook()
        old.add_sheet("旧表").write(0, 0, "旧")
        old.add_sheet("新表").write(0, 0, "新")
        old.get_sheet(0).visibility = {"visible": 0, "hidden": 1, "veryHidden": 2}[state]
        old.set_active_sheet(1)
        old.save(out)
    elif kind == "xlsx":
        book = openpyxl.Workbook()
        book.worksheets[0].title = "旧表"
        book.worksheets[0]["A1"] = "旧"
        book.create_sheet("新表")["A1"] = "新"
        book.worksheets[0].sheet_state = state
        book.save(out)
    else:
        made = ods_bytes([["旧"]], sheet="旧表")
        style = (
            '<style:style style:name="ta9" style:family="table"><style:table-properties table:display="'
            + ("true" if state == "visible" else "false")
            + '"/></style:style></office:automatic-styles>'
        )

        def edit(body: bytes) -> bytes:
            text = body.decode().replace(
                "<office:automatic-styles/>", "<office:automatic-styles></office:automatic-styles>"
            )
            start, end = text.index("<table:table "), text.index("</table:table>") + len("</table:table>")
            second = text[start:end].replace("旧", "新")
            text = text[:end] + second + text[end:]
            text = text.replace(
                '<table:table table:name="旧表"', '<table:table table:style-name="ta9" table:name="旧表"'
            )
            return text.replace("</office:automatic-styles>", style).encode()

        return edited(made, {"content.xml": edit})
    return out.getvalue()


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
@pytest.mark.parametrize("state", ["visible", "hidden", "veryHidden"])
def test_only_sheets_that_can_be_seen_count(kind: str, state: str) -> None:
    book = opened(two_sheets(kind, state))
    hidden = [] if state == "visible" else ["旧表"]
    assert (book.sheet_names, book.hidden_sheets) == ([n for n in ("旧表", "新表") if n not in hidden], hidden)
    assert book.grid("新表").head == [["新"]]
    assert book.grid("新表").hidden_sheets == tuple(hidden)
    if hidden:
        with pytest.raises(ReadError, match="工作表“旧表”是隐藏的") as caught:
            book.grid("旧表")
        assert "取消隐藏" in caught.value.message.zh
        assert "unhide" in caught.value.message.en
    else:
        assert book.grid("旧表").head == [["旧"]]


def test_a_workbook_whose_sheets_are_all_hidden_is_refused_and_read_once_one_is_unhidden() -> None:
    def state(data: bytes, word: bytes) -> bytes:
        return edited(data, {"xl/workbook.xml": lambda b: b.replace(b'state="visible"', b'state="' + word + b'"')})

    data = xlsx_bytes(ROWS)
    with pytest.raises(ReadError, match="工作表全部是隐藏的（登记名册）"):
        opened(state(data, b"hidden"))
    assert cells(state(data, b"visible")) == PLAIN


def test_a_hidden_sheet_that_the_layout_names_is_refused_by_name(run, district) -> None:
    data = two_sheets("xlsx", "hidden")
    source = district.sources["funding"]
    layout = source.layout.model_copy(update={"sheet": "旧表", "format": "auto"})
    from govreport.tidy.opening import open_file

    with pytest.raises(ReadError, match="工作表“旧表”是隐藏的"):
        open_file("台账.xlsx", data, layout, "funding")


def with_hidden_rows(kind: str) -> bytes:
    """Of four rows, the second is hidden and the third, hidden too, holds nothing."""
    rows = [["甲"], ["乙"], [None], ["丙"]]
    if kind == "xlsx":
        book = openpyxl.Workbook()
        for row in rows:
            book.worksheets[0].append(row)
        book.worksheets[0].row_dimensions[2].hidden = True
        book.worksheets[0].row_dimensions[3].hidden = True
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()
    if kind == "xls":
        old = xlwt.Workbook()
        sheet = old.add_sheet("表")
        for number_, (value,) in enumerate(rows):
            sheet.row(number_).hidden = number_ in (1, 2)
            if value:
                sheet.write(number_, 0, value)
        out = io.BytesIO()
        old.save(out)
        return out.getvalue()

    def edit(body: bytes) -> bytes:
        parts = body.split(b"<table:table-row")
        parts[2] = b' table:visibility="filter"' + parts[2]
        parts[3] = b' table:visibility="collapse"' + parts[3]
        return b"<table:table-row".join(parts)

    return edited(ods_bytes(rows), {"content.xml": edit})


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_hidden_rows_are_read_and_counted(kind: str) -> None:
    data = with_hidden_rows(kind)
    assert [row[0] for row in cells(data)] == ["甲", "乙", "", "丙"]
    assert grid(data).hidden_rows == 1


@pytest.mark.parametrize("make", [xlsx_bytes, xls_bytes, ods_bytes])
def test_nothing_is_hidden_in_an_ordinary_workbook(make) -> None:
    read = grid(make(ROWS))
    assert (read.hidden_rows, read.hidden_sheets) == (0, ())


# -- what is too much --------------------------------------------------------------------------------------------------

FIRST = '<row r="1"><c r="A1"><v>1</v></c></row>'
FAR = {
    "row bomb": f'{FIRST}<row r="1048576">{"<c><v>1</v></c>" * 200}</row>',
    "small letters": f'{FIRST}<row r="1048576"><c r="xfd1048576"><v>1</v></c></row>',
    "spaces": f'{FIRST}<row r="1048576"><c r = "XFD1048576"><v>1</v></c></row>',
    "new line": f'{FIRST}<row r="1048576"><c\nr="XFD1048576"><v>1</v></c></row>',
    "single quotes": f"{FIRST}<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
    "comments": f'{FIRST}<row r="1048576"><!-- > --><c r="XFD1048576"><!-- > --><v>1</v></c></row>',
    "text between": f'{FIRST}<row r="1048576"><c r="XFD1048576">x<v>1</v></c></row>',
    "other attribute first": f'{FIRST}<row r="1048576"><c s="0" r="XFD1048576"><v>1</v></c></row>',
    "prefix": f'{FIRST}<row r="1048576"><x:c xmlns:x="urn:x" r="XFD1048576"><v>1</v></x:c></row>',
    "character reference": f'{FIRST}<row r="1048576"><c r="&#88;FD1048576"><v>1</v></c></row>',
    "row without number": f'<row r="1048575"><c r="A1048575"><v>1</v></c></row><row>{"<c><v>1</v></c>" * 200}</row>',
    "array formula": '<row r="1"><c r="A1"><f t="array" ref="A1:XFD1048576">1</f></c></row>',
}


@pytest.mark.parametrize("inner", FAR.values(), ids=FAR)
def test_a_far_cell_is_refused_however_it_is_written(inner: str) -> None:
    with pytest.raises(ReadError, match="超过10,000,000个单元格") as caught:
        cells(xlsx(inner))
    assert caught.value.message.zh.startswith(FILE)


@pytest.mark.parametrize(
    "inner",
    [
        f'{FIRST}<row r="1048576"><c r="XFD1048576" s="0"/></row>',
        f'{FIRST}<row r="1048576"><c r="XFD1048576" s="0"></c></row>',
        f'{FIRST}<row r="1048576"><c s="0" r="XFD1048576"/></row>',
    ],
)
def test_far_blanks_are_no_reason_to_refuse(inner: str) -> None:
    assert cells(xlsx(inner)) == [["\x011"]]


@pytest.mark.parametrize(
    "body",
    [
        f'<sheetData>{FIRST}</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        f'<dimension ref="A1:XFD1048576"/><sheetData>{FIRST}</sheetData>',
    ],
)
def test_ranges_that_are_only_stated_cost_nothing(body: str) -> None:
    assert cells(xlsx(body, sheet_data=False)) == [["\x011"]]


def test_a_range_that_an_old_sheet_only_states_costs_nothing() -> None:
    def edit(stream: bytes) -> bytes:
        end = stream.rindex(record(0x0A))
        return stream[:end] + record(0x200, struct.pack("<IIHHH", 0, 0xFFFFFFFF, 0, 0xFFFF, 0)) + stream[end:]

    assert cells(xls_rewritten(xls_bytes(ROWS), edit)) == PLAIN


def test_rows_out_of_order_are_refused_for_calamine_would_lose_some() -> None:
    for before in ('<row r="5"><c r="A5"><v>5</v></c></row>', '<row r="1"><c r="A1"><v>5</v></c></row>'):
        for more in ("", "<!-- x -->"):
            with pytest.raises(ReadError, match="行的先后与行号不符"):
                cells(xlsx(before + more + FIRST))


@pytest.mark.parametrize(
    "declaration",
    ['<!DOCTYPE worksheet [<!ENTITY x "1">]>', '<?xml version="1.0" encoding="GB2312"?>'],
)
def test_entities_and_other_encodings_are_refused_for_calamine_misreads_them(declaration: str) -> None:
    with pytest.raises(ReadError, match="损坏或不完整"):
        cells(xlsx(FIRST, declaration=declaration))


def test_a_repeated_formatted_cell_of_an_opendocument_sheet_is_measured_before_it_is_laid_out() -> None:
    cell = (
        b'<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="99" '
        b'office:value-type="percentage" office:value="0.6"><text:p>60%</text:p></table:table-cell></table:table-row>'
    )
    data = edited(
        ods_bytes([HEADER, ROW]), {"content.xml": lambda b: b.replace(b"</table:table>", cell + b"</table:table>")}
    )
    with pytest.raises(ReadError, match="超过10,000,000个单元格"):
        opened(data)
