"""The workbook, read back with another library than the one that wrote it."""

from __future__ import annotations

import io
import os
import re
import time
import zipfile
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from govreport.reports.build import build_model
from govreport.reports.formats.workbook import render_workbook
from govreport.reports.model import Cell, ChartBlock, ColumnHead, ReportModel, Row, Section, TableBlock
from govreport.spreadsheet import display_width, format_as_printed, number_format, sheet_name, xml_text
from tests.fixtures.report_model import INJECTED, QUARTER, TOWNS, make_model, total, town_count
from tests.reports.fictional import fictional_inputs

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")  # openpyxl and data bars

TOWNS_SHEET = "各镇街"


def opened(model: ReportModel) -> Workbook:
    return load_workbook(io.BytesIO(render_workbook(model)))


@pytest.fixture(scope="module")
def book() -> Workbook:
    return opened(make_model())


def rows_of(sheet: Worksheet) -> dict[object, list[object]]:
    return {row[0].value: [cell.value for cell in row] for row in sheet.iter_rows()}


def towns_sheet(book: Workbook) -> Worksheet:
    return book[TOWNS_SHEET]


def test_every_part_of_the_report_has_its_sheet(book: Workbook) -> None:
    assert book.sheetnames[:4] == ["说明", "主要指标", "需要关注", "趋势"]
    assert book.sheetnames[-1] == "数据"
    assert towns_sheet(book)["A1"].value == "表2 各镇街社会组织：总量与增减[季末]"


def tables_of(book: Workbook) -> dict[str, Worksheet]:
    return {name: sheet for sheet in book.worksheets for name in sheet.tables}


def names_of(book: Workbook) -> tuple[list[str], set[str], set[str]]:
    return book.sheetnames, set(tables_of(book)), {n for n in book.defined_names if not n.startswith("_xlnm")}


def test_names_of_sheets_tables_and_cells_stay_whatever_is_found(book: Workbook) -> None:
    model = make_model()
    sections = [
        s.model_copy(
            update={
                "blocks": [b.model_copy(update={"title": "甲镇最少"}) if hasattr(b, "title") else b for b in s.blocks]
            }
        )
        for s in model.sections
    ]
    assert names_of(opened(model.model_copy(update={"sections": sections}))) == names_of(book)
    english = names_of(opened(make_model(language="en", lang_tag="en")))
    assert english[1:] == names_of(book)[1:]
    assert "Towns" in english[0]


def test_key_figures_have_names_that_lead_to_their_numbers(book: Workbook) -> None:
    def number(name: str) -> object:
        sheet, place = next(iter(book.defined_names[name].destinations))
        return book[sheet][place].value

    assert number("R01_value") == total()
    assert number("R01_qoq") == total() - total(QUARTER.previous)
    assert number("R01_qoq_rate") == 1.2
    assert number("P07_yoy") == 0
    assert "P07_yoy_rate" not in book.defined_names  # may not be given
    assert "X09_yoy" not in book.defined_names  # nothing to compare with
    # R01 alone would be the cell R1.
    assert not [name for name in book.defined_names if re.fullmatch(r"[A-Za-z]{1,3}\d+", name)]
    said = "".join(str(cell.value) for row in book["说明"].iter_rows() for cell in row)
    assert "R01_qoq_rate" in said


def test_every_table_is_one_that_excel_opens_without_repair(book: Workbook) -> None:
    """Heads are the words in the cells, none twice or empty; nothing is merged; no filter lies over another."""
    for sheet in book.worksheets:
        for table in sheet.tables.values():
            cells = sheet[table.ref]
            heads = [cell.value for cell in cells[0]]
            assert heads == [column.name for column in table.tableColumns], sheet.title
            assert len({head.casefold() for head in heads}) == len(heads)
            assert not [c for c in table.tableColumns if c.calculatedColumnFormula or c.totalsRowFunction]
            assert len(cells) > 1
            inside = {cell.coordinate for row in cells for cell in row}
            assert not inside & {str(r).split(":")[0] for r in sheet.merged_cells.ranges}
        assert sheet.auto_filter.ref is None
    names = [*tables_of(book), *book.defined_names]
    assert len({name.casefold() for name in names}) == len(names)


def test_heads_that_are_alike_empty_or_broken_become_legal_ones() -> None:
    columns = [ColumnHead(text=text) for text in ("数", "数", "", "a\nb", "=A1", "数 (2)", "x" * 300)]
    row = Row(cells=[Cell(text=str(i), number=Decimal(i)) for i in range(len(columns))])
    block = TableBlock(key="odd", number="", title="奇", columns=columns, rows=[row])
    sections = [Section(key="odd", heading="", blocks=[block])]
    sheet = opened(make_model(sections=sections))["odd"]
    heads = [cell.value for cell in sheet[sheet.tables["table_odd"].ref][0]]
    assert heads[:5] == ["数", "数 (2)", "栏3", "a b", "=A1"]
    assert len(set(heads)) == len(heads)
    assert {cell.data_type for cell in sheet[sheet.tables["table_odd"].ref][0]} == {"s"}


def test_the_first_sheet_says_what_the_file_is_and_leads_to_every_other(book: Workbook) -> None:
    about = book["说明"]
    texts = [cell.value for row in about.iter_rows() for cell in row if cell.value]
    assert {"嘉园区社会组织治理季报", "2019年第三季度", "f3a9" * 8} <= set(texts)
    targets = {cell.hyperlink.location for row in about.iter_rows() for cell in row if cell.hyperlink}
    assert targets == {f"'{name}'!A1" for name in book.sheetnames[1:]}


def test_figures_are_numbers_with_the_digits_the_report_prints(book: Workbook) -> None:
    sheet = towns_sheet(book)
    row = next(r for r in sheet.iter_rows() if r[0].value == "丙镇")
    assert (row[1].value, row[1].number_format.split(";")[0]) == (town_count(2), "#,##0")
    assert isinstance(row[4].value, float)
    assert row[4].value == pytest.approx(town_count(2) / 15, abs=0.051)
    assert row[4].number_format.split(";")[0] == "#,##0.0"
    assert row[5].value == "—"


def test_totals_stand_in_bold_below_the_rows_they_add_up(book: Workbook) -> None:
    sheet = towns_sheet(book)
    row = next(r for r in sheet.iter_rows() if r[0].value == "合计")
    above = [r[1].value for r in sheet.iter_rows(max_row=row[0].row - 1) if isinstance(r[1].value, int | float)]
    assert row[1].value == sum(above) == total()
    assert all(cell.font.bold for cell in row[:5])
    assert f"{row[0].row - 1}" in sheet.tables["table_annex_towns"].ref  # the table ends above: sorting leaves them


def test_heads_stand_in_one_row_with_their_groups_words_frozen_and_repeated_in_print(book: Workbook) -> None:
    sheet = towns_sheet(book)
    assert [cell.value for cell in sheet[3]][:5] == [
        "镇街",
        "登记社会组织 数量",
        "登记社会组织 环比",
        "登记社会组织 同比",
        "每万人",
    ]
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("B4", "$3:$3")
    assert sheet["A4"].value == f"{TOWNS[0]}镇"


@pytest.mark.parametrize("name", ["主要指标", "需要关注", "趋势", TOWNS_SHEET, "数据"])
def test_every_sheet_prints_on_a4_no_wider_than_a_page(book: Workbook, name: str) -> None:
    sheet = book[name]
    assert sheet.page_setup.paperSize == 9
    assert sheet.page_setup.fitToWidth in (None, 1)
    assert sheet.page_setup.fitToHeight in ((None, 1) if name in ("主要指标", "趋势") else (0,))
    assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_key_figures_and_their_changes_are_numbers_that_look_as_in_print(book: Workbook) -> None:
    cells = {row[1].value: row for row in book["主要指标"].iter_rows()}
    rows = {name: [cell.value for cell in row] for name, row in cells.items()}
    assert rows["登记社会组织"][:4] == ["R01", "登记社会组织", total(), "家"]
    assert rows["登记社会组织"][4:6] == [total() - total(QUARTER.previous), 1.2]
    assert [c.number_format.split(";")[0] for c in cells["登记社会组织"][4:6]] == ["+#,##0", '+#,##0.0"%"']
    assert rows["资助资金"][2:8] == [920, "万元", 74, 8.7, 0, "—"]
    assert cells["资助资金"][6].number_format.split(";")[2] == '"持平"'
    assert rows["议事协调办结率"][2] == "91.3"  # no figure behind it in the data: stays the printed text
    assert rows["议事协调办结率"][4:8] == [-1.2, "—", "—", "—"]
    assert cells["议事协调办结率"][4].number_format.split(";")[1] == '"−"#,##0.0" 个百分点"'


def test_trend_and_figures_have_native_charts_over_their_own_cells() -> None:
    archive = zipfile.ZipFile(io.BytesIO(render_workbook(make_model())))
    charts = [archive.read(n).decode() for n in archive.namelist() if n.startswith("xl/charts/chart")]
    assert len(charts) == 2
    trend, figure = charts
    assert "<c:f>趋势!$B$4:$B$12</c:f>" in trend
    assert "<c:f>登记走势!$B$4:$B$12</c:f>" in figure
    assert "<c:f>登记走势!$A$4:$A$12</c:f>" in figure
    drawings = "".join(archive.read(n).decode() for n in archive.namelist() if n.startswith("xl/drawings/drawing"))
    assert 'descr="登记社会组织2018年三季度' in drawings


def test_a_quarter_without_a_figure_is_drawn_by_no_chart() -> None:
    """A spreadsheet draws the dash in its cell as 0."""
    made = make_model()
    first = min(p.quarter for p in made.data)
    block = made.sections[0].blocks[1]
    assert isinstance(block, ChartBlock)
    assert block.table is not None
    row = block.table.rows[0]
    unknown = row.model_copy(update={"cells": [row.cells[0], Cell(text="—")]})
    table = block.table.model_copy(update={"rows": [unknown, *block.table.rows[1:]]})
    blocks = [made.sections[0].blocks[0], block.model_copy(update={"table": table})]
    sections = [made.sections[0].model_copy(update={"blocks": blocks}), *made.sections[1:]]
    data = [p.model_copy(update={"value": None}) if p.quarter == first else p for p in made.data]
    archive = zipfile.ZipFile(io.BytesIO(render_workbook(made.model_copy(update={"data": data, "sections": sections}))))
    trend, figure = [archive.read(n).decode() for n in archive.namelist() if n.startswith("xl/charts/chart")]
    for chart, sheet in ((trend, "趋势"), (figure, "登记走势")):
        assert f"<c:f>{sheet}!$B$5:$B$12</c:f>" in chart
        assert f"<c:f>{sheet}!$A$5:$A$12</c:f>" in chart


def test_no_number_of_a_built_report_is_text_in_its_workbook() -> None:
    """What is printed as a number, with a sign, a unit or a per cent sign, can be computed with."""
    printed = re.compile(r"[+−]?\d[\d,]*(\.\d+)?( ?(%|万元|家|个|人|件|次|项|pp|个百分点))?|[+−]CNY [\d.,]+m?")
    for language in ("zh", "en"):
        book = opened(build_model(fictional_inputs(), language))  # type: ignore[arg-type]
        texts = [
            (sheet.title, cell.coordinate, cell.value)
            for sheet in book.worksheets
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "s" and printed.fullmatch(str(cell.value))
        ]
        # Codes are digits and no numbers; what an identity compared is a sentence.
        assert [
            t
            for t in texts
            if t[0] not in ("恒等式", "Identities") and (t[0] not in ("数据", "Data") or t[1][0] not in "FK")
        ] == []


def test_the_same_figure_is_the_same_number_in_both_languages() -> None:
    def figures(language: str) -> list[tuple[str, object]]:
        book = opened(build_model(fictional_inputs(), language))  # type: ignore[arg-type]
        found = {n: next(iter(d.destinations)) for n, d in book.defined_names.items() if not n.startswith("_xlnm")}
        return sorted((name, book[sheet][place].value) for name, (sheet, place) in found.items())

    assert len(figures("zh")) > 10
    assert figures("zh") == figures("en")


def test_the_data_of_every_figure_are_on_a_sheet_of_their_own() -> None:
    model = build_model(fictional_inputs(), "zh")
    book = opened(model)
    charts = [b for s in model.sections for b in s.blocks if b.type == "chart"]
    assert len(charts) > 5
    for chart in charts:
        sheet = tables_of(book)[f"figure_{chart.key}"]
        assert sheet["A1"].value == f"{chart.number} {chart.title}"
        cells = sheet[sheet.tables[f"figure_{chart.key}"].ref]
        numbers = [cell.value for row in cells[1:] for cell in row[1:] if isinstance(cell.value, int | float)]
        # The figures that the alternative text tells are in its cells.
        told = [
            Decimal(n.replace(",", "")) for n in re.findall(r"(?<=[^\d.,])\d[\d,]*(?:\.\d+)?(?=[家万%个])", chart.alt)
        ]
        assert told, chart.key
        assert [n for n in told if float(n) not in numbers] == [], chart.key


def test_the_trend_lists_every_quarter_in_order(book: Workbook) -> None:
    cells = [(row[0].value, row[1].value) for row in book["趋势"].iter_rows(min_row=4, max_row=12)]
    assert cells == [(str(q), total(q)) for q in QUARTER.back(9)]


def test_the_data_sheet_holds_every_figure_ready_to_filter(book: Workbook) -> None:
    model, sheet = make_model(), book["数据"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert len(rows) == 3 + len(model.data)
    assert sheet.freeze_panes == "C4"
    assert sheet.tables["data"].ref == sheet.tables["data"].autoFilter.ref == f"A3:O{len(rows)}"
    heads = {head: index for index, head in enumerate(rows[2])}
    for row, point in zip(rows[3:], model.data, strict=True):
        assert Decimal(str(row[heads["数值"]])) == point.value
        assert row[heads["镇街代码"]] == (point.town_code or None)


def test_names_that_look_like_formulas_links_or_numbers_stay_text() -> None:
    names = (INJECTED, "https://example.org", "0123", "+1", "@sum", *(f"{t}镇" for t in TOWNS[5:]))
    sheet = towns_sheet(opened(make_model(names)))
    cells = [row[0] for row in sheet.iter_rows(min_row=4, max_row=8)]
    assert [cell.value for cell in cells] == [*names[:5]]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)


def test_characters_that_xml_cannot_hold_leave_a_visible_mark() -> None:
    names = ("甲\x00镇\x1f\ud800", *(f"{t}镇" for t in TOWNS[1:]))
    assert towns_sheet(opened(make_model(names)))["A4"].value == "甲\ufffd镇\ufffd\ufffd"


def test_the_same_report_gives_the_same_bytes_whatever_the_clock_and_timezone(monkeypatch: pytest.MonkeyPatch) -> None:
    first = render_workbook(make_model())
    clock = time.time
    monkeypatch.setattr(time, "time", lambda: clock() + 90_000)
    monkeypatch.setenv("TZ", "America/St_Johns" if os.environ.get("TZ") != "America/St_Johns" else "UTC")
    time.tzset()
    try:
        assert render_workbook(make_model()) == first
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_draft_says_so_on_its_first_sheet() -> None:
    reason = "三项规则未通过，不得签发"
    values = rows_of(opened(make_model(draft=reason))["说明"])
    assert values["状态"][1] == reason


def test_a_districts_own_words_stand_in_names_of_sheets_and_heads() -> None:
    model = make_model()
    own = {"sheet.annex_towns": "各乡镇", "workbook.town_code": "乡镇代码"}
    book = opened(model.model_copy(update={"labels": {**model.labels, **own}}))
    assert "各乡镇" in book.sheetnames
    assert TOWNS_SHEET not in book.sheetnames
    assert "乡镇代码" in [cell.value for row in book["数据"].iter_rows(max_row=4) for cell in row]


def test_an_english_report_has_an_english_workbook() -> None:
    book = opened(make_model(language="en", lang_tag="en"))
    assert book.sheetnames[:4] == ["About", "Key figures", "Attention", "Trend"]
    assert book["Data"]["A3"].value == "Indicator"


def test_a_report_without_figures_still_gives_a_workbook() -> None:
    book = opened(make_model(data=[], kpis=[], sections=[]))
    assert book.sheetnames == ["说明", "主要指标", "需要关注", "数据"]
    for name in book.sheetnames[1:]:
        assert "本期没有" in [cell.value for row in book[name].iter_rows() for cell in row]


def test_every_table_of_a_built_report_is_a_sheet_that_reads_like_the_print() -> None:
    model = build_model(fictional_inputs(), "zh")
    book = opened(model)
    tables = [b for s in model.sections for b in s.blocks if b.type == "table"]
    assert len(tables) > 5
    for block in tables:
        title = f"{block.number} {block.title}".strip()
        sheet = next(s for s in book.worksheets if s["A1"].value == title)
        rows = list(sheet.iter_rows(max_col=len(block.columns)))
        first = next(i for i, r in enumerate(rows) if i > 2 and r[0].value == block.rows[0].cells[0].text)
        for row, cells in zip(block.rows, rows[first:], strict=False):
            for cell, written in zip(row.cells, cells, strict=True):
                if cell.number is None:
                    assert (written.value or "") == cell.text
                else:
                    assert Decimal(str(written.value)) == cell.number
            assert row.kind != "total" or all(c.font.bold for c in cells)
    assert render_workbook(model) == render_workbook(model)


def test_sheet_names_are_legal_and_differ() -> None:
    taken: list[str] = []
    for wanted in ("甲" * 40, "甲" * 41, "a[b]:c*?/\\d", "'引'", "", "", "History", "𠮷" * 20):
        name = sheet_name(wanted, taken)
        assert 0 < len(name.encode("utf-16-le")) <= 62
        assert not set(name) & set("[]:*?/\\")
        assert not name.startswith("'")
        taken.append(name)
    assert len({name.casefold() for name in taken}) == len(taken)
    assert "History" not in taken


def test_text_longer_than_a_cell_ends_in_an_ellipsis() -> None:
    assert xml_text("长" * 40_000) == "长" * 32_766 + "…"


def test_chinese_characters_take_two_columns() -> None:
    assert display_width("镇街\nabc") == 4


def test_number_formats_print_the_real_minus() -> None:
    assert number_format(1) == '#,##0.0;"−"#,##0.0'


@pytest.mark.parametrize(
    ("text", "number", "shown"),
    [
        ("1,234", "1234", "#,##0"),
        ("+12", "12", "+#,##0"),
        ("−1.2 个百分点", "-1.2", '"−"#,##0.0" 个百分点"'),
        ("23.5%", "23.5", '#,##0.0"%"'),
        ("2019", "2019", "0"),
        ("持平", "0", '"持平"'),
    ],
)
def test_a_number_looks_in_the_workbook_as_it_does_in_print(text: str, number: str, shown: str) -> None:
    made = format_as_printed(text, Decimal(number))
    assert made is not None
    positive, negative, *zero = made.split(";")
    section = negative if Decimal(number) < 0 else zero[0] if zero and not Decimal(number) else positive
    assert section == shown


def test_a_text_that_says_another_number_gives_no_format() -> None:
    assert format_as_printed("1.2万", Decimal(12_000)) is None
    assert format_as_printed("12（+1.5%）", Decimal(12)) is None
