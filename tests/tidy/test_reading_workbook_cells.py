"""What a spreadsheet says of single cells beyond their values reaches the parsers as markers; ordinary cells stay as
they are."""

from __future__ import annotations

import io
import struct
from datetime import date
from typing import Any

import openpyxl
import pytest
import xlwt
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from govreport.tidy.readers.number_formats import number_format, same_number
from govreport.tidy.values.cells import (
    BOOLEAN,
    DATE,
    DOUBTFUL,
    ERROR,
    FORMATTED,
    NUMBER,
    SERIAL_1904,
    UNCOMPUTED,
)
from tests.tidy.tidyfiles import ods_bytes, xls_bytes, xlsx_bytes
from tests.tidy.workbookfiles import cells, edited, number, record, xls_rewritten, xlsx


def row(*inner: str) -> list[str]:
    """The cells of one row written as XML."""
    return cells(xlsx(f'<row r="1">{"".join(inner)}</row>'))[0]


def saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


ONE = '<c r="A1"><v>1</v></c>'

# -- formulas and errors -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('<c r="B1"><f>L3*0.6</f></c>', UNCOMPUTED + "L3*0.6"),
        ('<c r="B1"><f>L3*0.6</f><v></v></c>', UNCOMPUTED + "L3*0.6"),
        ('<c r="B1"><f>L3*0.6</f><v/></c>', UNCOMPUTED + "L3*0.6"),
        ('<c r="B1" s="0"><f>L3*0.6</f><v> </v></c>', UNCOMPUTED + "L3*0.6"),
        ('<c r="B1"><f t="shared" si="0"/></c>', UNCOMPUTED),
        ('<c r="B1"><f t="shared" si="0"/><v/></c>', UNCOMPUTED),
        ('<c r="B1"><f/></c>', UNCOMPUTED),
        ('<c r="B1" t="str"><f>A1&amp;""</f></c>', UNCOMPUTED + 'A1&""'),
        ('<x:c xmlns:x="urn:x" r="B1"><x:f>1</x:f></x:c>', UNCOMPUTED + "1"),
        ('<c r="B1"><x:f xmlns:x="urn:x">1</x:f></c>', UNCOMPUTED + "1"),
        ('<c r="B1" t="b"><f>TRUE()</f><v/></c>', UNCOMPUTED + "TRUE()"),
        ('<c r="B1" t="str"><f>IF(1,"")</f><v></v></c>', ""),
        ('<c r="B1"><f>1+1</f><v>2</v></c>', NUMBER + "2"),
        ('<c r="B1"><f t="shared" si="0"/><v>2</v></c>', NUMBER + "2"),
        ('<c r="B1" t="str"><f>"x"</f><v>x</v></c>', "x"),
        ('<c r="B1" t="b"><f>TRUE()</f><v>1</v></c>', BOOLEAN + "TRUE"),
    ],
)
def test_a_formula_that_was_never_computed_is_no_empty_cell(cell: str, expected: str) -> None:
    assert row(ONE, cell, '<c r="C1"><v>3</v></c>') == [NUMBER + "1", expected, NUMBER + "3"]


def test_an_array_formula_that_was_never_computed_leaves_none_of_its_cells_empty() -> None:
    one = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f t="array" ref="B1:C2">1</f></c><c r="C1" s="0"/></row>'
    two = '<row r="2"><c r="A2"><v>1</v></c><c r="B2" s="0"/></row>'
    assert cells(xlsx(one + two)) == [[NUMBER + "1", UNCOMPUTED + "1", UNCOMPUTED + "1"]] * 2


def test_rows_and_columns_of_formulas_that_were_never_computed_are_not_lost_at_the_edges() -> None:
    formula = "<f>表2!A1</f>"
    row = f'<row r="2"><c r="A2">{formula}</c><c r="B2"><v>1</v></c><c r="C2">{formula}</c></row>'
    last = f'<row r="4"><c r="A4">{formula}</c><c r="B4">{formula}</c></row>'
    unknown = UNCOMPUTED + "表2!A1"
    assert cells(xlsx(row + last)) == [
        ["", "", ""], [unknown, NUMBER + "1", unknown], ["", "", ""], [unknown, unknown, ""],
    ]  # fmt: skip
    assert cells(xlsx(last)) == [["", ""]] * 3 + [[unknown, unknown]]
    assert cells(xlsx(row.replace(formula, formula + "<v>5</v>"))) == [
        [""] * 3,
        [NUMBER + "5", NUMBER + "1", NUMBER + "5"],
    ]


@pytest.mark.parametrize(
    "inner",
    [
        '<c r="B1" s="0"/><c r="C1" t="e"><v>#REF!</v></c>',
        '<c r="C1" t="e"><f>1/0</f><v>#REF!</v></c>',
        '<c r="C1" t="e" s="0"><v>#REF!</v></c>',
        '<c t="e" r="C1"><v>#REF!</v></c>',
        "<c r='C1' t='e'><v>#REF!</v></c>",
        '<c r = "C1" t = "e"><v>#REF!</v></c>',
        '<c\nr="C1"\tt="e"><v>#REF!</v></c>',
        '<c r="c1" t="e"><v>#REF!</v></c>',
        '<c/><c t="e"><v>#REF!</v></c>',
        '<c r="B1"/><c t="e"><v>#REF!</v></c>',
        '<x:c xmlns:x="urn:x" r="C1" t="e"><x:v>#REF!</x:v></x:c>',
        '<c r="B1"/><!-- <c r="C1"> --><c r="C1" t="e"><v>#REF!</v></c>',
        '<c r="C1" t="e"><!-- x --><v>#REF!</v></c>',
        '<c r="C1" t="e"><v><![CDATA[#REF!]]></v></c>',
        '<c r="C1" t="e"><v>&#35;REF!</v></c>',
    ],
)
def test_an_error_is_found_however_its_cell_is_written(inner: str) -> None:
    end = '<c r="D1"><v>4</v></c>'
    assert row(ONE, inner, end) == [NUMBER + "1", "", ERROR + "#REF!", NUMBER + "4"]
    below = (ONE + inner).replace("A1", "A3").replace("B1", "B3").replace("C1", "C3").replace("c1", "c3")
    without = f'<row><c><v>1</v></c></row><row r="3">{below}</row>'
    assert cells(xlsx(without))[2] == [NUMBER + "1", "", ERROR + "#REF!"]


def test_an_error_without_a_text_is_one() -> None:
    assert row(ONE, '<c r="B1" t="e"/>', '<c r="C1" t="e"><v/></c>', '<c r="D1"><v>4</v></c>') == [
        NUMBER + "1", ERROR + "#ERR!", ERROR + "#ERR!", NUMBER + "4",
    ]  # fmt: skip


def test_texts_between_comments_and_in_cdata_are_doubtful_for_calamine_keeps_a_part() -> None:
    assert row(ONE, '<c r="B1"><v>1<!-- x -->2</v></c>', '<c r="C1" t="str"><v><![CDATA[a]]></v></c>') == [
        NUMBER + "1", DOUBTFUL + "12", DOUBTFUL + "a",
    ]  # fmt: skip


def test_a_formula_of_an_old_workbook_without_a_result_is_no_empty_cell() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    sheet.write(0, 0, 1)
    sheet.write(0, 1, xlwt.Formula("1+1"))
    sheet.write(0, 2, 3)
    data = saved(book)
    assert cells(data) == [[NUMBER + "1", UNCOMPUTED, NUMBER + "3"]]

    def computed(stream: bytes) -> bytes:
        """As a spreadsheet saves it: with a result, here an empty text, and its engine."""
        unused = struct.pack("<HH", 0x013D, 2)  # the order of the tabs
        assert unused in stream
        return stream.replace(unused, struct.pack("<HH", 0x01C1, 2))

    assert cells(xls_rewritten(data, computed)) == [[NUMBER + "1", "", NUMBER + "3"]]

    def asks_for_it(stream: bytes) -> bytes:
        """As programs write it that don't compute: 0, to be computed when opened."""
        result = stream.index(b"\x03\0\0\0\0\0\xff\xff")
        return stream[:result] + bytes(8) + b"\x02" + stream[result + 9 :]

    assert cells(xls_rewritten(data, asks_for_it)) == [[NUMBER + "1", UNCOMPUTED, NUMBER + "3"]]


def ods_edited(old: str, new: str, rows: list[list[Any]] | None = None) -> bytes:
    def edit(body: bytes) -> bytes:
        assert old in body.decode()
        return body.decode().replace(old, new).encode()

    return edited(ods_bytes(rows or [[1, 2, "x"]]), {"content.xml": edit})


OLD = '<table:table-cell office:value-type="float" office:value="2"><text:p>2</text:p></table:table-cell>'
FORMULA = '<table:table-cell table:formula="of:=1" '


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (FORMULA + "/>", UNCOMPUTED + "of:=1"),
        (FORMULA + 'office:value-type="float"/>', UNCOMPUTED + "of:=1"),
        (FORMULA + 'office:value-type="string"/>', UNCOMPUTED + "of:=1"),
        (FORMULA + 'office:value-type="string" office:string-value=""/>', ""),
        (FORMULA + 'office:value-type="string"><text:p/></table:table-cell>', ""),
        (FORMULA + 'office:value-type="float" office:value="2"><text:p>2</text:p></table:table-cell>', NUMBER + "2"),
        (FORMULA + 'office:value-type="string"><text:p>#REF!</text:p></table:table-cell>', ERROR + "#REF!"),
        (FORMULA + 'office:value-type="string"><text:p>Err:502</text:p></table:table-cell>', ERROR + "Err:502"),
        ('<table:table-cell calcext:value-type="error" office:value-type="string" '
         'xmlns:calcext="urn:c"><text:p>#N/A</text:p></table:table-cell>', ERROR + "#N/A"),
        ('<table:table-cell office:value-type="percentage" office:value="0.6"><text:p>60%</text:p></table:table-cell>',
         FORMATTED + "60%\x1f0.6"),
        ('<table:table-cell office:value-type="percentage" office:value="0.6"/>', FORMATTED + "60%\x1f0.6"),
        ('<table:table-cell office:value-type="float" office:value="30000"><text:p>3.0万元</text:p></table:table-cell>',
         FORMATTED + "3.0万元\x1f30000"),
        ('<table:table-cell office:value-type="currency" office:currency="USD" office:value="3"><text:p>$3.00</text:p>'
         "</table:table-cell>", FORMATTED + "$3.00\x1f3"),
        ('<table:table-cell office:value-type="currency" office:currency="JPY" office:value="3"><text:p>¥3</text:p>'
         "</table:table-cell>", FORMATTED + "JPY ¥3\x1f3"),
        ('<table:table-cell office:value-type="float" office:value="3"><text:p/></table:table-cell>',
         FORMATTED + "\x1f3"),
        ('<table:table-cell office:value-type="currency" office:currency="CNY" office:value="3000"><text:p>¥3,000.00'
         "</text:p></table:table-cell>", NUMBER + "3000"),
        ('<table:table-cell office:value-type="float" office:value="-2.456"><text:p>(2.46)</text:p></table:table-cell>',
         NUMBER + "-2.456"),
        ('<table:table-cell office:value-type="float" office:value="2"><office:annotation><text:p>3万</text:p>'
         "</office:annotation><text:p>2</text:p></table:table-cell>", NUMBER + "2"),
        ('<table:table-cell office:value-type="float" office:value="1"><text:p>TRUE</text:p></table:table-cell>',
         BOOLEAN + "TRUE"),
    ],
)  # fmt: skip
def test_an_opendocument_cell_is_compared_with_the_text_it_shows(cell: str, expected: str) -> None:
    assert cells(ods_edited(OLD, cell)) == [[NUMBER + "1", expected, "x"]]


# -- text that looks otherwise -----------------------------------------------------------------------------------------


def rich(*runs: tuple[str, dict[str, Any]]) -> CellRichText:
    return CellRichText(*(TextBlock(InlineFont(**font), text) for text, font in runs))


RICH = [
    ([("3", {"strike": True}), ("5", {})], DOUBTFUL + "35"),
    ([("3", {}), ("2", {"vertAlign": "superscript"})], DOUBTFUL + "32"),
    ([("3", {}), ("2", {"vertAlign": "subscript"})], DOUBTFUL + "32"),
    ([("3", {"strike": False}), ("5", {"b": True})], "35"),
    ([("3", {"vertAlign": "baseline"}), ("5", {})], "35"),
]


@pytest.mark.parametrize(("runs", "expected"), RICH)
def test_a_text_that_is_struck_out_or_raised_in_part_is_doubtful(runs, expected: str) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["前", rich(*runs), "普通", 1])
    data = saved(book)
    assert cells(data) == [["前", expected, "普通", NUMBER + "1"]]
    inline = ""
    for text, font in runs:
        marks = "".join(f'<{k} val="{v if isinstance(v, str) else int(v)}"/>' for k, v in font.items())
        inline += f"<r><rPr>{marks}</rPr><t>{text}</t></r>"
    assert row(ONE, f'<c r="B1" t="inlineStr"><is>{inline}</is></c>') == [NUMBER + "1", expected]


def test_phonetic_guides_are_no_text() -> None:
    guide = '<rPh sb="0" eb="1"><t>nán</t></rPh>'
    assert row(ONE, f'<c r="B1" t="inlineStr"><is><t>南村</t>{guide}</is></c>') == [NUMBER + "1", "南村"]


def test_a_cell_whose_own_font_strikes_it_out_is_doubtful() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["删", 3, date(2019, 7, 1), True, "留", None])
    for cell in sheet[1][:4]:
        cell.font = Font(strike=True)
    sheet["F1"].font = Font(strike=True)
    sheet["G1"] = 1
    assert cells(saved(book)) == [
        [DOUBTFUL + "删", DOUBTFUL + "3", DOUBTFUL + "2019-07-01", DOUBTFUL + "TRUE", "留", "", NUMBER + "1"]
    ]


def test_struck_out_and_raised_text_of_an_old_workbook_is_doubtful() -> None:
    struck, raised, plain = xlwt.Font(), xlwt.Font(), xlwt.Font()
    struck.struck_out, raised.escapement = True, 1
    style = xlwt.XFStyle()
    style.font = struck
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    sheet.write_rich_text(0, 0, [("3", struck), "5"])
    sheet.write_rich_text(0, 1, ["3", ("2", raised)])
    sheet.write_rich_text(0, 2, ["3", ("2", plain)])
    sheet.write(0, 3, 3, style)
    sheet.write(0, 4, "普通")
    sheet.write_rich_text(1, 0, ["长" * 9000, ("2", raised)])
    for i in range(2, 900):  # the table of texts goes on in many records
        sheet.write(i, 0, f"文字{i}" * 20)
    rows = cells(saved(book))
    assert rows[0] == [DOUBTFUL + "35", DOUBTFUL + "32", "32", DOUBTFUL + "3", "普通"]
    assert rows[1][0] == DOUBTFUL + "长" * 9000 + "2"
    assert [r[0] for r in rows[2:]] == [f"文字{i}" * 20 for i in range(2, 900)]


def test_a_text_of_more_than_eight_kilobytes_that_a_formula_gave_in_an_old_workbook_is_doubtful() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    sheet.write(0, 0, xlwt.Formula('""'))
    sheet.write(0, 1, "x")

    def long_text(stream: bytes) -> bytes:
        result = stream.index(b"\x03\0\0\0\0\0\xff\xff")
        start = result - 10
        end = start + 4 + struct.unpack_from("<H", stream, start + 2)[0]
        text = record(0x207, struct.pack("<HB", 12000, 0) + b"a" * 8000) + record(0x3C, b"\0" + b"a" * 4000)
        return stream[:result] + bytes(6) + stream[result + 6 : end] + text + stream[end:]

    assert cells(xls_rewritten(saved(book), long_text))[0][0].startswith(DOUBTFUL + "aaa")


def test_struck_out_and_raised_text_of_an_opendocument_workbook_is_doubtful() -> None:
    styles = (
        '<office:automatic-styles><style:style style:name="T9" style:family="text"><style:text-properties '
        'style:text-position="super 58%"/></style:style><style:style style:name="ce9" style:family="table-cell">'
        '<style:text-properties style:text-line-through-style="solid"/></style:style><style:style style:name="ce8" '
        'style:family="table-cell" style:parent-style-name="ce9"/></office:automatic-styles>'
    )
    data = edited(
        ods_bytes([["a", "b", "c", "d"]]),
        {
            "content.xml": lambda b: (
                b.decode()
                .replace("<office:automatic-styles/>", styles)
                .replace("<text:p>a</text:p>", '<text:p>3<text:span text:style-name="T9">2</text:span></text:p>')
                .replace(
                    'office:value-type="string"><text:p>b',
                    'office:value-type="string" table:style-name="ce8"><text:p>b',
                )
                .replace("<text:p>c</text:p>", '<text:p>3<text:span text:style-name="T1">2</text:span></text:p>')
                .encode()
            )
        },
    )
    assert cells(data) == [[DOUBTFUL + "32", DOUBTFUL + "b", "32", "d"]]


# -- number formats ----------------------------------------------------------------------------------------------------

SHOWN = [
    ('0!.0,"万元"', 30000, "3.0万元"),
    (r"0\.0,", 30000, "3.0"),
    (r'0\.0000"万元"', 30000, "3.0000万元"),
    ("0.00,,", 30000000, "30.00"),
    ("0,", 30000, "30"),
    ('#,##0.00,"千元"', 30000, "30.00千元"),
    ("0%", 0.6, "60%"),
    ("0.00%", 0.6, "60.00%"),
    ('"$"#,##0', 3000, "$3,000"),
    ("$#,##0.00", 3, "$3.00"),
    ("[$€-407] #,##0.00", 3, "€ 3.00"),
    ("#,##0.00 [$USD]", 3, "3.00 USD"),
    ("[$US$]0.00", 3, "US$3.00"),
    ("[$¥-411]0", 3, "JP¥3"),
    ('0.00"万元"', 3, "3.00万元"),
    ('0"元"', 30000, "30000元"),
    ("0元", 3, "3元"),
    ('General"元"', 3, "3元"),
    ('G/通用格式"元"', 3, "3元"),
    ("[>=10000]0!.0,\"万\";0", 30000, "3.0万"),
    ('#,##0.00"元";-#,##0.00"元"', -5, "-5.00元"),
    (";;;", 3, ""),
    ("#,##0;-#,##0;", 0, ""),
    ("#,###", 0, ""),
    ('"是";;"否"', 1, "是"),
    ('"是";;"否"', 0, "否"),
    ('"ZX"0000', 7, "ZX0007"),
    ("000-0000", 1234567, "123-4567"),
    ("0.00;[Red]0.00", -3, "3.00"),
    ('"-"0', 3, "-3"),
    ("aaaa", 3, "?"),
    ("# ?/?", 0.5, "?"),
    ('0"万",', 30000, "?"),
]  # fmt: skip
PLAIN = [
    ("General", 3), ("0", 3.4), ("0.00", 3.456), ("#,##0", 1234567), ("#,##0.00", 1234.5), ("0.00E+00", 30000),
    (r"#,##0.00_);[Red]\(#,##0.00\)", -1234.5), ("[>=10000]0!.0,\"万\";0", 300), ("[红色]0.00", 3), ("@", 3),
    ('_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', 0), ("[$¥-804]#,##0.00", 3000), ("￥#,##0.00", 3000),
    ('"¥"#,##0.00;"¥"-#,##0.00', -3), ("[$-804]0.00", 3), ("[DBNum2]General", 3), ("# ##0", 30000),
    ("0.00_ ", 3), ("[<0]0.00;0.00", 3), ("?0.0?", 3.25), ("#,###", 3000), ("#,##0;-#,##0;", 5),
]  # fmt: skip


@pytest.mark.parametrize(("code", "value", "shown"), SHOWN)
def test_what_a_format_shows_of_a_number_stands_beside_it(code: str, value: float, shown: str) -> None:
    assert number_format(code).shown(value) == shown
    assert not number_format(code).harmless
    expected = f"{FORMATTED}{shown}\x1f{value:g}" if value < 1e6 else f"{FORMATTED}{shown}\x1f{value}"
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["前", value, 5])
    sheet["B1"].number_format = code
    assert cells(saved(book)) == [["前", expected, NUMBER + "5"]]
    style = xlwt.XFStyle()
    style.num_format_str = code
    old = xlwt.Workbook()
    first = old.add_sheet("表")
    first.write(0, 0, "前")
    first.write(0, 1, value, style)
    first.write(0, 2, 5)
    assert cells(saved(old)) == [["前", expected, NUMBER + "5"]]


@pytest.mark.parametrize(("code", "value"), PLAIN)
def test_a_format_that_shows_the_number_itself_says_nothing(code: str, value: float) -> None:
    assert number_format(code).shown(value) is None
    book = openpyxl.Workbook()
    book.worksheets[0].append([value, 5])
    book.worksheets[0]["A1"].number_format = code
    assert cells(saved(book)) == [[f"{NUMBER}{value:.15g}", NUMBER + "5"]]


@pytest.mark.parametrize("code", ["yyyy-mm-dd", 'yyyy"年"m"月"d"日"', "[h]:mm", "m/d/yyyy;@", "[$-804]上午/下午h:mm"])
def test_dates_are_left_to_the_reader_of_dates(code: str) -> None:
    assert number_format(code).harmless


@pytest.mark.parametrize("number_", [5, 6, 7, 8, 37, 38, 39, 40, 41, 42, 43, 44, 2, 3, 4, 11])
def test_formats_that_every_spreadsheet_has_are_plain_unless_they_are_written_out(number_: int) -> None:
    data = xlsx_bytes([[3, 4]])
    plain = edited(
        data, {"xl/styles.xml": lambda b: b.replace(b'<xf numFmtId="0"', f'<xf numFmtId="{number_}"'.encode())}
    )
    assert cells(plain) == [[NUMBER + "3", NUMBER + "4"]]
    written = f'<numFmts count="1"><numFmt numFmtId="{number_}" formatCode="&quot;$&quot;0"/></numFmts>'.encode()
    dollars = edited(
        plain,
        {"xl/styles.xml": lambda b: b.replace(b'<numFmts count="0"/>', b"").replace(b"<fonts", written + b"<fonts", 1)},
    )
    assert cells(dollars) == [[FORMATTED + "$3\x1f3", FORMATTED + "$4\x1f4"]]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('0;0;0;"区"@', DOUBTFUL + "南村"),
        (";;;", DOUBTFUL + "南村"),
        ("0%", "南村"),
        ("@", "南村"),
        ("0;0;0;@_ ", "南村"),
    ],
)
def test_a_text_that_its_format_shows_otherwise_is_doubtful(code: str, expected: str) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["南村", 5])
    book.worksheets[0]["A1"].number_format = code
    assert cells(saved(book)) == [[expected, NUMBER + "5"]]


@pytest.mark.parametrize(
    ("shown", "value", "same"),
    [("30,000.00", 30000, True), ("3.0", 30000, False), ("1.23", 1.234567, True), ("1.24", 1.234567, False),
     ("", 0, False), ("-", 0, True), ("(3)", -3, True), ("3", -3, False), ("3.0E+04", 30000, True), ("3 0", 30, True),
     ("60%", 0.6, False), ("3.0万", 3, False), (".", 0, False)],
)  # fmt: skip
def test_a_shown_number_is_the_same_if_a_person_reads_the_same(shown: str, value: float, same: bool) -> None:
    assert same_number(shown, value, "¥￥") is same


# -- dates of 1904, truth values ---------------------------------------------------------------------------------------


def test_bare_numbers_of_a_workbook_that_counts_from_1904_say_so() -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.worksheets[0].append([42223, date(2019, 8, 8), "x", True])
    data = saved(book)
    expected = [[SERIAL_1904 + "42223", DATE + "2019-08-08", "x", BOOLEAN + "TRUE"]]
    assert cells(data) == expected
    word = edited(data, {"xl/workbook.xml": lambda b: b.replace(b'date1904="1"', b'date1904="true"')})
    assert cells(word) == expected
    off = edited(data, {"xl/workbook.xml": lambda b: b.replace(b'date1904="1"', b'date1904="0"')})
    assert cells(off)[0][0] == NUMBER + "42223"


def test_bare_numbers_of_older_and_opendocument_workbooks_of_1904_say_so() -> None:
    book = xlwt.Workbook()
    book.dates_1904 = True
    book.add_sheet("表").write(0, 0, 42223)
    assert cells(saved(book)) == [[SERIAL_1904 + "42223"]]
    settings = (
        '<table:calculation-settings><table:null-date table:date-value="1904-01-01"/></table:calculation-settings>'
    )
    data = ods_edited("<table:table table:name", settings + "<table:table table:name", [[42223]])
    assert cells(data) == [[SERIAL_1904 + "42223"]]
    assert cells(ods_bytes([[42223]])) == [[NUMBER + "42223"]]


@pytest.mark.parametrize("make", [xlsx_bytes, xls_bytes, ods_bytes])
def test_truth_values_are_told_from_text(make) -> None:
    assert cells(make([[True, False, "TRUE", 1, 1.5]])) == [
        [BOOLEAN + "TRUE", BOOLEAN + "FALSE", "TRUE", NUMBER + "1", NUMBER + "1.5"]
    ]


def test_a_marker_in_a_text_is_none() -> None:
    data = xls_bytes([["\x0e3", "\x05x"]])
    assert cells(data) == [["3", "x"]]


def test_facts_reach_rows_far_below_the_beginning() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for i in range(60):
        sheet.append([i, f"名称{i}"])
    sheet["A50"].number_format = "0%"
    sheet["B51"].font = Font(strike=True)
    rows = cells(saved(book))
    assert rows[49] == [FORMATTED + "4900%\x1f49", "名称49"]
    assert rows[50] == [NUMBER + "50", DOUBTFUL + "名称50"]
    assert rows[51] == [NUMBER + "51", "名称51"]


def test_cells_of_a_chart_get_no_facts() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    sheet.write(0, 0, 1)
    head = record(0x809, struct.pack("<HHHHII", 0x0600, 0x20, 0, 0, 0, 0))
    error = record(0x205, struct.pack("<HHHBB", 0, 0, 0, 23, 1))
    data = xls_rewritten(
        saved(book),
        lambda s: s[: s.rindex(record(0x0A))] + head + error + number(0, 0, 9) + record(0x0A) + record(0x0A),
    )
    assert cells(data) == [[NUMBER + "1"]]
