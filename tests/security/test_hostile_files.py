"""Files made to hurt: cells far away in every spelling, thousands of sheets, records without a common field."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import time
import zipfile

import openpyxl
import pytest

from govreport.errors import ReadError
from govreport.tidy.readers.decode import Encoding
from govreport.tidy.readers.json_grid import JsonGrid
from govreport.tidy.readers.sheet_grid import Workbook
from tests.conftest import PROJECT

NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
NEAR = '<row r="1"><c r="A1"><v>1</v></c></row>'
FAR = "XFD1048576"


def row(cell: str) -> str:
    return f'{NEAR}<row r="1048576">{cell}</row>'


SPELLINGS = {
    "as usual": row(f'<c r="{FAR}"><v>1</v></c>'),
    "spaces around the sign": row(f'<c r = "{FAR}"><v>1</v></c>'),
    "on a line of its own": row(f'<c r=\n"{FAR}"><v>1</v></c>'),
    "behind a tab": row(f'<c\tr="{FAR}"><v>1</v></c>'),
    "lower case": row(f'<c r="{FAR.lower()}"><v>1</v></c>'),
    "both cases": row(f'<c r="{FAR.title()}"><v>1</v></c>'),
    "the row's number only": row("<c/>" * 16_383 + "<c><v>1</v></c>"),
    "the row's number, after a cell of its own": row('<c r="XFC1048576"/><c><v>1</v></c>'),
    "a comment in the cell": row(f'<c r="{FAR}"><!-- x --><v>1</v></c>'),
    "an instruction in the cell": row(f'<c r="{FAR}"><?x y?><v>1</v></c>'),
    "CDATA": row(f'<c r="{FAR}"><v><![CDATA[1]]></v></c>'),
    "a sign in an attribute": row(f'<c r="{FAR}" x=">"><v>1</v></c>'),
    "an end in an attribute": row(f'<c r="{FAR}" x="/>"><v>1</v></c>'),
    "the cell's end in an attribute": row(f'<c r="{FAR}" x="></c>"><v>1</v></c>'),
    "single quotes": row(f"<c r='{FAR}'><v>1</v></c>"),
    "an entity": row(f'<c r="&#88;{FAR[1:]}"><v>1</v></c>'),
    "another order": row(f'<c t="n" r="{FAR}"><v>1</v></c>'),
    "two places": row(f'<c r="A1048576" r="{FAR}"><v>1</v></c>'),
    "a prefix": f'{NEAR}<x:row r="1048576" xmlns:x="{NAMESPACE}"><x:c r="{FAR}"><x:v>1</x:v></x:c></x:row>',
    "a text of its own": row(f'<c r="{FAR}" t="inlineStr"><is><t>x</t></is></c>'),
    "an error without a value": row(f'<c r="{FAR}" t="e"/>'),
    "a formula that fills all": f'{NEAR}<row r="2"><c r="A2"><f t="array" ref="A2:{FAR}">1</f></c></row>',
    "many formulas that fill much": NEAR
    + "".join(
        f'<row r="{n}"><c r="A{n}"><f t="array" ref="A{n}:J{n + 99_998}">1</f></c></row>' for n in range(2, 30)
    ),
    "a second table of the sheet": f'{NEAR}</sheetData><sheetData>{row(f"""<c r="{FAR}"><v>1</v></c>""")}',
    "four letters": '<row r="1"><c r="ZZZZ1"><v>1</v></c></row>',
    "eight digits": '<row r="9"><c r="A99999999"><v>1</v></c></row>',
}  # fmt: skip

READ_IN_A_PROCESS = """
import resource, sys
from govreport.errors import ReadError
from govreport.tidy.readers.sheet_grid import Workbook
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
for path in sys.argv[1:]:
    try:
        book = Workbook("台账.xlsx", open(path, "rb").read(), "xlsx")
        for name in book.sheet_names:
            for batch in book.grid(name).batches(0):
                pass
        print("READ", flush=True)
    except ReadError as error:
        print(error.message.zh, flush=True)
"""


def workbook(sheet: str) -> bytes:
    """A real workbook with this as its sheet's rows."""
    made = io.BytesIO()
    openpyxl.Workbook().save(made)
    body = f'<worksheet xmlns="{NAMESPACE}"><sheetData>{sheet}</sheetData></worksheet>'
    return repacked(made.getvalue(), {"xl/worksheets/sheet1.xml": body.encode()})


def repacked(data: bytes, members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, members.get(name) or old.read(name))
    return out.getvalue()


@pytest.mark.slow
def test_a_cell_far_away_is_refused_in_every_spelling(tmp_path) -> None:
    """In a process of its own, for what isn't refused would end this one."""
    paths = []
    for number, sheet in enumerate(SPELLINGS.values()):
        paths.append(tmp_path / f"{number}.xlsx")
        paths[-1].write_bytes(workbook(sheet))
    done = subprocess.run(  # noqa: S603 - this interpreter, and files of our own
        [sys.executable, "-c", READ_IN_A_PROCESS, *map(str, paths)],
        capture_output=True, text=True, cwd=PROJECT / "plugins", timeout=120, check=False,
    )  # fmt: skip
    said = dict(zip(SPELLINGS, done.stdout.splitlines(), strict=False))
    assert len(said) == len(SPELLINGS), (list(SPELLINGS)[len(said)], done.stderr[-500:])
    for spelling, sentence in said.items():
        assert sentence.startswith("文件“台账.xlsx”"), spelling


@pytest.mark.parametrize(
    "sheet",
    [
        row('<c r="J1048576"/>'),  # a far cell that only has a border
        f'{NEAR}<row r="30"><c r="C30" s="0" t="n"><v>2</v></c><c r="D30" t="n" s="0"><v>2</v></c></row>',
        f'{NEAR}<row r="30"><c r="c30"><v>2</v></c></row>',
        f'{NEAR}<row r="30"><c/><c/><c><v>2</v></c></row>',
    ],
)
def test_the_same_spellings_near_by_are_read(sheet: str) -> None:
    book = Workbook("台账.xlsx", workbook(sheet), "xlsx")
    grid = book.grid(book.sheet_names[0])
    assert grid.head[0][0] == "\x011"
    assert len(grid.head) in (1, 30)


def test_merged_cells_that_overlap_are_refused_and_those_of_a_title_are_read() -> None:
    merged = '</sheetData><mergeCells count="1"><mergeCell ref="{}"/>{}</mergeCells><sheetData>'
    overlapping = workbook(NEAR + merged.format(f"A1:{FAR}", '<mergeCell ref="A1:B2"/>' * 9))
    book = Workbook("台账.xlsx", overlapping, "xlsx")
    with pytest.raises(ReadError, match="损坏"):
        book.grid(book.sheet_names[0])
    book = Workbook("台账.xlsx", workbook(NEAR + merged.format("A1:C1", '<mergeCell ref="A2:B3"/>')), "xlsx")
    assert book.grid(book.sheet_names[0]).spans == [(0, 0, 0, 2)]


def test_thousands_of_sheets_take_as_many_times_as_long() -> None:
    def seconds(count: int) -> float:
        made = io.BytesIO()
        openpyxl.Workbook().save(made)
        with zipfile.ZipFile(made) as archive:
            listed = archive.read("xl/workbook.xml").decode()
        one = re.search("<sheet [^>]*/>", listed)
        assert one is not None
        sheets = "".join(re.sub('name="[^"]*"', f'name="{n}"', one[0]) for n in range(count))
        data = repacked(made.getvalue(), {"xl/workbook.xml": listed.replace(one[0], sheets).encode()})
        began = time.process_time()
        book = Workbook("台账.xlsx", data, "xlsx")
        assert len(book.sheet_names) == count
        for name in book.sheet_names:
            book.grid(name)
        return time.process_time() - began

    assert seconds(3000) < max(3.0, 40 * seconds(300))  # ten times as many


def test_parts_that_become_a_tree_are_bounded() -> None:
    styles = b"<styleSheet><cellXfs>" + b"<xf/>" * 4_000_000 + b"</cellXfs></styleSheet>"
    with pytest.raises(ReadError, match="损坏"):
        Workbook("台账.xlsx", repacked(workbook(NEAR), {"xl/styles.xml": styles}), "xlsx")


def grid(text: str) -> JsonGrid:
    return JsonGrid("台账.json", text.encode(), Encoding("utf-8", "UTF-8"))


@pytest.mark.parametrize("records", [5_000, 50_000])
def test_records_without_a_common_field_are_refused_at_once(records: int) -> None:
    text = json.dumps([{f"n{i % 1990}": 1} for i in range(records)])
    began = time.process_time()
    with pytest.raises(ReadError, match="几乎没有共同的字段"):
        grid(text)
    assert time.process_time() - began < 5


def test_wide_records_and_records_that_leave_out_what_is_empty_are_read() -> None:
    wide = [{f"n{k}": i for k in range(300)} for i in range(2_000)]
    assert sum(len(b.rows) for b in grid(json.dumps(wide)).batches(1)) == 2_000
    thin = [{"编号": i, f"n{i % 30}": 1} for i in range(100_000)]  # 3.1 million cells, of which one in 16 is filled
    read = list(grid(json.dumps(thin)).batches(1))
    assert sum(len(b.rows) for b in read) == 100_000
    assert read[0].columns[1][30].as_py() == "\x011"
    assert read[-1].columns[2][1].as_py() == ""


# -- what is opened elsewhere ------------------------------------------------------------------------------------------


def test_workbooks_are_laid_out_in_no_other_place() -> None:
    """One guard for all readers: whatever else opens a workbook must do it in the process that can be lost."""
    found = {
        path.relative_to(PROJECT / "plugins").as_posix()
        for path in (PROJECT / "plugins").rglob("*.py")
        if re.search(
            r"CalamineWorkbook|load_workbook|read_excel|xlrd|PdfReader|docx\.Document\(", path.read_text("utf-8")
        )
    }
    assert found == {
        "govreport/tidy/readers/sheet_grid.py",  # behind the scan and the trial
        "govreport/tidy/readers/trial.py",  # in the other process
        "govreport/documents/file_inspection.py",  # in the other process
        "govreport/reports/formats/row_headers.py",  # of a PDF that was made here
    }


@pytest.mark.slow
def test_what_the_scan_would_let_pass_ends_another_process_and_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    from govreport.tidy.readers import sheet_grid
    from govreport.tidy.readers.limits import SheetScan

    monkeypatch.setattr(sheet_grid, "scan_sheet", lambda _file, _parts, sheet: SheetScan(sheet))
    book = Workbook("台账.xlsx", workbook(SPELLINGS["as usual"]), "xlsx")
    with pytest.raises(ReadError, match=r"文件“台账\.xlsx”在试读时"):
        book.grid(book.sheet_names[0])


@pytest.mark.slow
def test_verify_survives_a_report_made_to_hurt() -> None:
    from govreport.documents.file_inspection import differences, fingerprint_in

    fine, far = workbook(NEAR), workbook(SPELLINGS["as usual"])
    assert differences(fine, workbook(NEAR.replace("<v>1", "<v>2"))) == [("1.0", "2.0")]
    assert differences(fine, far) == []
    assert fingerprint_in(far, "季报.xlsx") is None
    tags = b"%PDF-" + b"<style " * 1000
    assert differences(fine, tags) == []


@pytest.mark.slow
def test_correction_sheets_and_other_offices_tables_are_read_behind_the_same_guard(panyu) -> None:
    from govreport.quality.sheets.correction_import import read_returned
    from govreport.tidy.plain_tables import plain_tables
    from govreport.trust.keys import Keys

    far = workbook(SPELLINGS["an end in an attribute"])
    with pytest.raises(ReadError, match="10,000,000"):
        plain_tables("统计表.xlsx", far, "CNY")
    named = repacked(far, {})
    with zipfile.ZipFile(io.BytesIO(far)) as archive:
        listed = archive.read("xl/workbook.xml").decode()
    one = re.search("<sheet [^>]*/>", listed)
    assert one is not None
    both = "".join(re.sub('name="[^"]*"', f'name="{name}"', one[0]) for name in ("更正单", "_machine"))
    named = repacked(far, {"xl/workbook.xml": listed.replace(one[0], both).encode()})
    with pytest.raises(ReadError, match="10,000,000"):
        read_returned("更正单.xlsx", named, panyu, {}, Keys(bytes(32)))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('[{"编号": 1, "编号": 2}]', "编号"),
        ('[{"编号": 1, "金额": {"合计": 1, "合计": 9}}]', "合计"),
        ('[{"编号": 1}, {"编号": 2, "明细": [{"a": 1, "a": 2}]}]', "a"),
        ('{"data": [{"编号": 1, "编号": 2}]}', "编号"),
    ],
)
def test_a_field_stated_twice_anywhere_in_a_record_is_refused(text: str, name: str) -> None:
    with pytest.raises(ReadError, match=f"“{name}”出现了两次"):
        grid(text)


@pytest.mark.parametrize("written", ["1e999999999", "-1e999999999", "1e-999999999", "9" * 5_000])
def test_a_number_that_is_only_an_exponent_is_no_amount_and_no_count(written: str) -> None:
    from govreport.tidy.values.money import parse_money
    from govreport.tidy.values.problems import UnreadableError
    from govreport.tidy.values.texts import parse_int

    cell = next(grid(f'[{{"a": {written}}}]').batches(1)).columns[0][0].as_py()
    began = time.process_time()
    for parse in (parse_int, lambda c: parse_money(c, "元", "CNY"), lambda c: parse_money(c, "万元", "CNY")):
        with pytest.raises(UnreadableError):
            parse(cell)
    assert time.process_time() - began < 1
