"""A report's figures as data: read back by the libraries that others read them with, equal to what is printed."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

import frictionless
import pandas as pd
import pytest
import yaml
from openpyxl import load_workbook
from pysdmx.io import get_datasets, read_sdmx
from pysdmx.io.xml.doc_validation import validate_doc

from govreport.currency import currency
from govreport.district.folder import OpenData
from govreport.indicators.catalogue import in_currency
from govreport.indicators.model import Observation
from govreport.indicators.vintages.status import STATUS
from govreport.language import Language
from govreport.reports.build import build_model
from govreport.reports.formats.workbook import render_workbook
from govreport.reports.model import ReportModel
from govreport.reports.numbers import rounded
from govreport.reports.open_data.csv_text import csv_bytes
from govreport.reports.open_data.files import data_files, packed
from govreport.reports.open_data.sdmx import member_id, sdmx_id, unit_of
from govreport.reports.open_data.statuses import OBS_STATUS, obs_status, status_rows
from govreport.reports.open_data.tables import TABLES
from tests.conftest import PROJECT
from tests.fixtures.report_model import INJECTED
from tests.reports.fictional import COUNT, QUARTER, _indicator, fictional_inputs
from tests.reports.test_suppressed_everywhere import TOWNS, groups

Row = dict[str, str]


@cache
def model(language: Language = "zh") -> ReportModel:
    """With figures that are hidden, the split of X01 has a group of one; and with a town that has no foundation."""
    declared, found = groups()
    types = _indicator("X02", "按类型", "By type", COUNT, "count", "stock", "neutral", ("legal_type",))
    for town, foundations in ((TOWNS[0], 0), (TOWNS[1], 2), ("", 2)):
        found += [
            Observation("X02", QUARTER, town, "", "", foundations),
            Observation("X02", QUARTER, town, "legal_type", "foundation", foundations),
        ]
    return build_model(fictional_inputs(extra=([*declared, types], found)), language)


@cache
def files() -> Mapping[str, bytes]:
    return data_files(model())


def rows(data: bytes) -> list[Row]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def key(row: Row) -> tuple[str, ...]:
    return tuple(row[c] for c in ("indicator", "quarter", "area", "breakdown", "member"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("data")
    for name, data in files().items():
        (path / name).write_bytes(data)
    return path


def validated(folder: Path) -> tuple[bool, list[str]]:
    report = frictionless.Package(str(folder / "datapackage.json")).validate()
    return report.valid, [error[0] for error in report.flatten(["type"])]


def test_the_package_is_valid_and_reads_back_as_the_figures_of_the_report(folder: Path) -> None:
    assert validated(folder) == (True, [])
    package = frictionless.Package(str(folder / "datapackage.json"))
    read = {tuple(r[c] for c in package.get_resource("figures").schema.primary_key): r for r in _read(package)}
    points = model().data
    assert len(read) == len(points) + len(model().data_set.zeros) > 1000
    district = fictional_inputs().district.code
    for p in points:
        area = p.town_code or district
        row = read[p.indicator, p.quarter, area, p.breakdown_code or "_T", p.member_code or "_T"]
        assert (row["value"], row["numerator"], row["denominator"]) == (p.value, p.numerator, p.denominator)
        assert row["indicator_zh"] == p.name
        assert row["unit_zh"] == p.unit


def _read(package: frictionless.Package) -> list[dict[str, object]]:
    return [row.to_dict() for row in package.get_resource("figures").read_rows()]


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        ("figures.csv", b",count,stock", b",count,", "constraint-error"),
        ("figures.csv", b"R01,", b"R99,", "foreign-key"),
        ("indicators.csv", b",0,0,", b",none,0,", "type-error"),
    ],
)
def test_a_spoilt_cell_is_found_by_its_schema_and_by_the_files_hash(
    folder: Path, tmp_path: Path, name: str, old: bytes, new: bytes, fault: str
) -> None:
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    assert old in files()[name]
    (tmp_path / name).write_bytes(files()[name].replace(old, new, 1))
    valid, faults = validated(tmp_path)
    assert not valid
    assert fault in faults


def test_every_row_of_the_workbooks_data_sheet_is_a_row_of_the_csv_with_the_same_numbers() -> None:
    by_words = {
        (r["indicator"], r["quarter"], r["area_zh"], r["breakdown_zh"], r["member_zh"]): r
        for r in rows(files()["figures.csv"])
    }
    book = load_workbook(io.BytesIO(render_workbook(model())))
    table = book["数据"][book["数据"].tables["data"].ref]
    sheet = [["" if c.value is None else c.value for c in r] for r in table]
    compared = 0
    for line in sheet[1:]:
        indicator, _, _, _, quarter, town_code, town, breakdown, _, member, _, value, numerator, denominator, _ = line
        area = town if town_code else "番禺区"
        row = by_words[indicator, quarter, area, breakdown or "合计", member or "合计"]
        for written, printed in (
            (row["value"], value),
            (row["numerator"], numerator),
            (row["denominator"], denominator),
        ):
            assert (written == "") == (printed == "")
            assert not written or Decimal(written) == Decimal(str(printed))
        compared += 1
    assert compared == len(model().data)


def test_a_hidden_figure_has_its_row_and_no_number_in_any_file(folder: Path) -> None:
    hidden = [r for r in rows(files()["figures.csv"]) if r["status"] == "Q"]
    assert {key(r) for r in hidden} == {
        (p.indicator, p.quarter, p.town_code or "440113", p.breakdown_code, p.member_code)
        for p in model().data
        if p.letters == "Q"
    }
    assert len(hidden) >= 4
    assert {(r["value"], r["numerator"], r["denominator"]) for r in hidden} == {("", "", "")}
    observed = {
        (o["INDICATOR"], o["TIME_PERIOD"], o["REF_AREA"], o["MEMBER"]): o for o in rows(files()["sdmx-data.csv"])
    }
    for r in hidden:
        o = observed[r["indicator"], r["quarter"], r["area"], member_id(r["breakdown"], r["member"])]
        assert (o["OBS_VALUE"], o["NUMERATOR"], o["DENOMINATOR"], o["OBS_STATUS"]) == ("", "", "", "Q")


def test_what_is_not_hidden_is_there_zeros_too() -> None:
    read = {key(r): r for r in rows(files()["figures.csv"])}
    zeros = [(p.indicator, p.town_code, p.member_code) for p in model().data_set.zeros]
    assert ("X02", TOWNS[0], "foundation") in zeros  # the workbook's sheet leaves it out
    assert not any(p.town_code == TOWNS[0] and p.breakdown_code for p in model().data if p.indicator == "X02")
    row = read["X02", str(QUARTER), TOWNS[0], "legal_type", "foundation"]
    assert (row["value"], row["numerator"], row["status"]) == ("0", "0", "A")


def test_the_value_follows_from_the_fraction_and_the_indicators_factor() -> None:
    lists = {i["indicator"]: i for i in rows(files()["indicators.csv"])}
    stated = [r for r in rows(files()["figures.csv"]) if r["value"]]
    for r in stated:
        i = lists[r["indicator"]]
        exact = Fraction(int(r["numerator"]), int(r["denominator"] or 1)) * Fraction(i["factor"])
        assert r["value"] == f"{rounded(exact, int(i['decimals'])):f}", r
    assert {r["kind"] for r in stated} >= {"count", "percent", "money"}


def test_both_languages_give_the_same_files_and_the_same_model_the_same_bytes() -> None:
    assert data_files(model("en")) == files()
    assert data_files(ReportModel.model_validate_json(model().model_dump_json())) == files()
    assert packed(files()) == packed(dict(files()))


def test_the_archive_of_all_holds_every_file_unchanged() -> None:
    with zipfile.ZipFile(io.BytesIO(packed(files()))) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == files()


def test_excel_pandas_and_r_read_the_csv_without_being_told_anything() -> None:
    data = files()["figures.csv"]
    assert data.startswith(b"\xef\xbb\xbfindicator,")  # Excel and WPS take it for UTF-8
    assert data.count(b"\r\n") == data.count(b"\n") == len(rows(data)) + 1
    frame = pd.read_csv(io.BytesIO(data))
    assert frame.columns[0] == "indicator"
    assert frame["value"].dtype == float
    assert frame.loc[frame["status"] == "Q", "value"].isna().all()


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (INJECTED, '"\'=HYPERLINK(""http://evil.example"",""点我"")"'),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-1+2", "'-1+2"),
        ("\tx", "'\tx"),
        ("-5.3", "-5.3"),
        ("南村镇", "南村镇"),
        (Decimal("-5.3"), "-5.3"),
        (Decimal("1E+3"), "1000"),
        (None, ""),
    ],
)
def test_no_text_runs_in_a_spreadsheet_and_numbers_stay_numbers(text: str | Decimal | None, written: str) -> None:
    assert csv_bytes(["a", "b"], [["x", text]], mark=False).decode() == f"a,b\r\nx,{written}\r\n"


def test_a_hostile_name_of_a_town_is_harmless_in_every_table_and_still_one_key(tmp_path: Path) -> None:
    district = fictional_inputs().district
    towns = (district.towns[0].model_copy(update={"short_name": INJECTED, "en": INJECTED}), *district.towns[1:])
    spoilt = data_files(build_model(fictional_inputs(district=district.model_copy(update={"towns": towns})), "zh"))
    for name, data in spoilt.items():
        (tmp_path / name).write_bytes(data)
        for row in rows(data) if name.endswith(".csv") else []:
            assert not any((cell or "").startswith(("=", "@", "+")) for cell in row.values()), (name, row)
    assert f"'{INJECTED}" in {r["name_zh"] for r in rows(spoilt["areas.csv"])}
    assert validated(tmp_path) == (True, [])
    validate_doc(spoilt["sdmx-structure.xml"].decode())


def test_the_package_states_what_the_district_states_and_no_licence_where_it_states_none() -> None:
    own = json.loads(files()["datapackage.json"])
    assert "licenses" not in own
    assert own["contributors"][0]["title"].startswith("番禺区民政局 / Panyu")
    licence = {"name": "CC-BY-4.0", "title": {"zh": "署名", "en": "Attribution"}, "path": "https://example.org/by"}
    stated = OpenData.model_validate({"licence": licence, "agency": "PY.CA"})
    district = fictional_inputs().district.model_copy(update={"open_data": stated})
    made = data_files(build_model(fictional_inputs(district=district), "zh"))
    assert json.loads(made["datapackage.json"])["licenses"] == [
        {"name": "CC-BY-4.0", "title": "署名 / Attribution", "path": "https://example.org/by"}
    ]
    assert b'agencyID="PY.CA"' in made["sdmx-structure.xml"]
    assert b"PY.CA:DF_FIGURES(1.0.0)" in made["sdmx-data.csv"]


def test_sdmx_reads_the_data_back_by_its_structure(folder: Path) -> None:
    validate_doc((folder / "sdmx-structure.xml").read_text(encoding="utf-8"))  # by the schemas that SDMX publishes
    (data,) = get_datasets(folder / "sdmx-data.csv", folder / "sdmx-structure.xml")
    codes = {c.id: {code.id for code in c.enumeration} for c in data.structure.components if c.enumeration}
    frame = data.data
    assert set(codes) == {"FREQ", "INDICATOR", "REF_AREA", "BREAKDOWN", "MEMBER", "OBS_STATUS"}
    for column, listed in codes.items():
        assert set(frame[column]) <= listed, column
    by_key = {key(r): r for r in rows(files()["figures.csv"])}
    assert len(frame) == len(by_key)
    for written, read in zip(by_key.values(), frame.to_dict("records"), strict=True):
        assert (written["indicator"], written["quarter"]) == (read["INDICATOR"], read["TIME_PERIOD"])
        assert (written["value"] == "") == bool(pd.isna(read["OBS_VALUE"]))
        assert not written["value"] or Decimal(written["value"]) == Decimal(str(read["OBS_VALUE"]))
        assert read["OBS_STATUS"] == obs_status(written["status"])


@pytest.mark.parametrize(
    ("code", "printed_in", "power"), [("CNY", "", 4), ("CNY", "元", 0), ("GBP", "", 0), ("GBP", "£ thousand", 3)]
)
def test_sdmx_says_of_which_currency_amounts_are_and_in_what(code: str, printed_in: str, power: int) -> None:
    own = in_currency(currency(code, printed_in))
    entry = model().data_set.indicators[0]
    for indicator, said in (("G10", (code, power)), ("B01", (code, power)), ("R01", ("organizations", 0))):
        i = own[indicator]
        of = entry.model_copy(update={"kind": i.kind, "unit_en": i.unit.en, "factor": str(i.scale)})
        assert unit_of(of, code) == said
    ratio = entry.model_copy(update={"kind": "per_money", "unit_en": "attendances per thousand pounds"})
    assert unit_of(ratio, code) == ("attendances per thousand pounds", 0)


def test_the_structure_names_everything_in_both_languages(folder: Path) -> None:
    text = (folder / "sdmx-structure.xml").read_text(encoding="utf-8")
    assert text.count('xml:lang="zh"') == text.count('xml:lang="en"') > 100
    kinds = [type(s).__name__ for s in read_sdmx(text).structures]
    assert sorted(set(kinds)) == ["Codelist", "ConceptScheme", "DataStructureDefinition", "Dataflow"]


@pytest.mark.parametrize(
    ("letters", "code"),
    [("A", "A"), ("P", "P"), ("PR", "P"), ("R", "A"), ("BP", "B"), ("PU", "O"), ("M", "M"), ("Q", "Q")],
)
def test_every_status_has_one_code_of_sdmx(letters: str, code: str) -> None:
    assert obs_status(letters) == code
    assert {obs_status(letter) for letter in STATUS} <= OBS_STATUS.keys()


def test_a_code_that_sdmx_does_not_allow_becomes_an_id_of_its_own() -> None:
    assert sdmx_id("target_group") == "target_group"
    assert sdmx_id("一级 A.1") == "$4E00$7EA7$0020A$002E1"
    assert sdmx_id("A.1") != sdmx_id("A_1")
    assert member_id("round", "1") == "round-1"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_explains_every_file_column_and_letter(language: Language) -> None:
    page = (PROJECT / "docs" / language / "open-data.md").read_text(encoding="utf-8")
    for name in files():
        assert f"`{name}`" in page, name
    for table in TABLES:
        for column in table.columns:
            assert f"| `{column.name}` | {column.about.in_language(language)} |" in page, (table.name, column.name)
    for letter, zh, en, sdmx in status_rows():
        assert f"| `{letter}` | {zh if language == 'zh' else en} | `{sdmx}` |" in page


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_a_district_may_state_is_as_the_page_shows_it(language: Language) -> None:
    page = (PROJECT / "docs" / language / "open-data.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    stated = OpenData.model_validate(yaml.safe_load(shown)["open_data"])
    assert stated.licence is not None
