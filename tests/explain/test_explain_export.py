"""Lists of records as files: spreadsheets read them, and nothing in them runs."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from govreport.errors import ConfigError
from govreport.explain.explanation import Side
from govreport.explain.export import lines_of, write_records
from govreport.explain.marks import MARK
from govreport.indicators.record_places import Place
from govreport.indicators.records import Chosen
from govreport.language import Language

TABLE = [
    ["社会组织名称", "拨付金额（元）", "拨付日期", "行号"],
    ['=HYPERLINK("http://x")', Decimal("-12.50"), date(2019, 9, 30), 24],
    ["@SUM(1)", Decimal("3.00"), "", 25],
]
DAY = date(2019, 9, 30)


def side(*chosen: Chosen, how: str = "count") -> Side:
    return Side(how, False, len(chosen), list(chosen), ["registration"])


def record(row: int, town: str = "t", unit: str | None = None) -> Chosen:
    return Chosen(town, (), 1, unit, (Place("registration", row),), None)


def test_a_csv_cell_that_looks_like_a_formula_is_text_and_a_negative_amount_is_a_number() -> None:
    text = write_records(TABLE, "x", ".csv", DAY).decode("utf-8-sig")
    assert "\"'=HYPERLINK(" in text
    assert "'@SUM(1)" in text
    assert ",-12.50,2019-09-30,24\r\n" in text


def test_a_workbook_holds_numbers_dates_and_harmless_text() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(write_records(TABLE, "G10 2019-Q3", ".xlsx", DAY))).active
    assert sheet is not None
    cells = [c.value for c in sheet[2]]
    assert cells[1] == -12.5
    assert cells[3] == 24
    assert sheet["A2"].data_type == "s"
    assert cells[0] == TABLE[1][0]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_list_that_isnt_for_publication_says_so_in_itself_and_is_read_as_before(language: Language) -> None:
    mark = MARK.in_language(language)
    marked = [["公开限制", *TABLE[0]], *([mark, *row] for row in TABLE[1:])]
    lines = list(csv.reader(io.StringIO(write_records(marked, "G13", ".csv", DAY, mark).decode("utf-8-sig"))))
    assert [len(line) for line in lines] == [5, 5, 5]
    assert [line[0] for line in lines] == ["公开限制", mark, mark]
    book = openpyxl.load_workbook(io.BytesIO(write_records(marked, "G13 2019-Q3", ".xlsx", DAY, mark)))
    (sheet,) = book.worksheets
    assert sheet.title.startswith(("内部", "internal"))
    assert sheet.oddHeader.center.text.endswith(mark)
    assert book.properties.contentStatus == mark
    assert [c.value for c in sheet[1]] == marked[0]
    plain = openpyxl.load_workbook(io.BytesIO(write_records(TABLE, "G13 2019-Q3", ".xlsx", DAY))).worksheets[0]
    assert not plain.title.startswith(("内部", "internal"))


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_the_same_table_gives_the_same_bytes(suffix: str) -> None:
    assert write_records(TABLE, "x", suffix, DAY) == write_records(TABLE, "x", suffix, DAY)


def test_another_kind_of_file_is_refused_in_a_sentence() -> None:
    with pytest.raises(ConfigError, match="csv"):
        write_records(TABLE, "x", ".pdf", DAY)


def test_a_record_of_both_sides_is_one_line_that_says_so() -> None:
    lines = lines_of(side(record(5)), side(record(5), record(3)))
    assert [(line.place.row, line.role) for line in lines] == [(3, "denominator"), (5, "both")]


def test_records_that_count_as_one_stand_together() -> None:
    lines = lines_of(side(record(5, unit="a"), record(6, unit="b"), record(9, unit="a"), how="distinct"), None)
    assert [(line.unit, line.place.row) for line in lines] == [("a", 5), ("a", 9), ("b", 6)]
