"""The invented English borough, from its raw files to a report: every figure as borough_counted.py counts it anew."""

from __future__ import annotations

import csv
import filecmp
import re
import shutil
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from govreport.cli.application import app
from include.sample import make_brackenford
from tests.conftest import PROJECT
from tests.end_to_end.borough_counted import Counted, count

QUARTERS = ("2024-Q1", "2024-Q2", "2024-Q3")
WARDS = {
    row["code"]: row["name"]
    for row in csv.DictReader(
        (PROJECT / "include/sample_districts/brackenford/towns.csv").read_text(encoding="utf-8").splitlines()
    )
}


def installed(home: Path, district: str) -> None:
    """An installation whose one district is the sample."""
    (home / "include").mkdir(parents=True)
    for name in ("templates", "reference", "fonts", "sample", "profiles"):
        (home / "include" / name).symlink_to(PROJECT / "include" / name)
    shutil.copytree(PROJECT / "include" / "sample_districts" / district, home / "include" / "districts" / district)


@dataclass(frozen=True)
class Borough:
    """The installation, with its quarters run and their files beside it."""

    home: Path

    @cached_property
    def figures(self) -> dict[str, list[dict[str, str]]]:
        """Quarter -> the rows of its figures as data."""
        found = {}
        for quarter in QUARTERS:
            text = (self.home / quarter / "data" / "figures.csv").read_text(encoding="utf-8-sig")
            found[quarter] = list(csv.DictReader(text.splitlines()))
        return found

    def figure(
        self, quarter: str, indicator: str, area: str = "E07990001", member: str = "_T", side: str = "numerator"
    ) -> int | None:
        """A figure's numerator as stored: a number of charities, or pence."""
        rows = [
            row
            for row in self.figures[quarter]
            if (row["indicator"], row["quarter"], row["area"], row["member"]) == (indicator, quarter, area, member)
        ]
        return int(rows[0][side]) if rows and rows[0][side] else None

    def by_ward(self, quarter: str, indicator: str, side: str = "numerator") -> dict[str, int]:
        """Ward -> its figure, those of nothing left out."""
        found = {name: self.figure(quarter, indicator, code, side=side) or 0 for code, name in WARDS.items()}
        return {name: value for name, value in found.items() if value}

    def text(self, quarter: str) -> str:
        """What the web page says."""
        page = next((self.home / quarter).glob("*.html")).read_text(encoding="utf-8")
        page = re.sub(r"(?s)<(style|script).*?</\1>", " ", page)
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.fixture(scope="module")
def borough(tmp_path_factory: pytest.TempPathFactory) -> Borough:
    """Three quarters, one after the other, the last one with all formats looked at."""
    home = tmp_path_factory.mktemp("borough") / "home"
    installed(home, "brackenford")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GOVREPORT_HOME", str(home))
        patch.setenv("GOVREPORT_VAR", str(home / "var"))
        for quarter in QUARTERS:
            words = ["run", "-d", "brackenford", "-q", quarter, "--until", "render", "--out", str(home / quarter)]
            ran = CliRunner().invoke(app, words, env={"COLUMNS": "200"})
            assert ran.exit_code == 0, ran.output
            assert "，0 条不成立" in ran.output, ran.output
    return Borough(home)


@pytest.fixture(scope="module")
def counted() -> dict[str, Counted]:
    return {quarter: count(quarter) for quarter in QUARTERS}


def test_its_extracts_are_made_again_byte_for_byte(tmp_path: Path) -> None:
    made = make_brackenford.make(tmp_path)
    assert len(made) == 3 * len(make_brackenford.QUARTERS)
    for path in made:
        kept = PROJECT / "include" / "sample" / "brackenford" / path.relative_to(tmp_path)
        assert filecmp.cmp(path, kept, shallow=False), path.name


@pytest.mark.parametrize("quarter", QUARTERS)
def test_charities_are_those_of_the_register_in_all_by_ward_and_by_form(
    borough: Borough, counted: dict[str, Counted], quarter: str
) -> None:
    assert borough.figure(quarter, "R01") == counted[quarter].registered
    assert borough.by_ward(quarter, "R01") == counted[quarter].by_ward
    forms = {"cio": "CIO", "company": "Charitable company", "trust": "Trust"}
    forms["unincorporated"] = "Unincorporated association"
    assert {name: borough.figure(quarter, "R01", member=code) for code, name in forms.items()} == (
        counted[quarter].by_form
    )


@pytest.mark.parametrize("quarter", QUARTERS)
def test_new_charities_are_those_registered_in_the_quarter(
    borough: Borough, counted: dict[str, Counted], quarter: str
) -> None:
    assert borough.figure(quarter, "R03") == counted[quarter].new
    assert borough.by_ward(quarter, "R03") == counted[quarter].new_by_ward


@pytest.mark.parametrize("quarter", QUARTERS[1:])
def test_exits_are_those_who_are_no_longer_on_the_register(
    borough: Borough, counted: dict[str, Counted], quarter: str
) -> None:
    left = counted[quarter].left
    assert left is not None
    assert borough.figure(quarter, "R04") == len(left)


@pytest.mark.parametrize("quarter", QUARTERS)
def test_grants_are_right_to_the_penny(borough: Borough, counted: dict[str, Counted], quarter: str) -> None:
    assert borough.figure(quarter, "G01") == counted[quarter].awards
    assert borough.figure(quarter, "G02") == counted[quarter].paid * 100
    assert borough.figure(quarter, "G10") == counted[quarter].paid_this_quarter * 100
    assert borough.by_ward(quarter, "G02") == {ward: paid * 100 for ward, paid in counted[quarter].paid_by_ward.items()}


def test_grants_by_fund_and_year_are_right_to_the_penny_in_the_records(
    borough: Borough, counted: dict[str, Counted]
) -> None:
    tables = [pq.read_table(path) for path in sorted((borough.home / "var" / "store" / "tidy").rglob("*.parquet"))]
    ledgers = [table for table in tables if "project_no" in table.column_names]
    ledger = max(ledgers, key=lambda table: table.num_rows)
    paid: Counter[tuple[str, int]] = Counter()
    names = {"ward": "Ward Grants", "main": "Main Grants", "household": "Household Support"}
    for row in ledger.to_pylist():
        if row["paid_on"] is not None:
            paid[names[row["fund"]], row["paid_on"].year] += row["paid_fen"]
    expected = {key: int(value * Decimal(100)) for key, value in counted[QUARTERS[-1]].paid_by_fund_and_year.items()}
    assert paid == expected


@pytest.mark.parametrize("quarter", QUARTERS)
def test_inspections_are_those_of_care_homes_in_all_and_by_ward(
    borough: Borough, counted: dict[str, Counted], quarter: str
) -> None:
    assert borough.figure(quarter, "S02", side="denominator") == len(counted[quarter].homes_this_year)
    assert borough.by_ward(quarter, "S02", "denominator") == counted[quarter].homes_by_ward
    assert borough.by_ward(quarter, "S02") == counted[quarter].homes_with_findings


def test_inspections_by_result_and_ward_are_those_of_the_file_in_the_records(
    borough: Borough, counted: dict[str, Counted]
) -> None:
    tables = [pq.read_table(path) for path in sorted((borough.home / "var" / "store" / "tidy").rglob("*.parquet"))]
    events = max((table for table in tables if "event_result" in table.column_names), key=lambda table: table.num_rows)
    found = Counter((WARDS[row["town_code"]], row["event_result"]) for row in events.to_pylist())
    codes = {name: name.lower().replace(" ", "_") for _, name in counted[QUARTERS[-1]].inspections_by_ward}
    assert found == {(w, codes[name]): n for (w, name), n in counted[QUARTERS[-1]].inspections_by_ward.items()}


@pytest.mark.parametrize("quarter", QUARTERS)
def test_what_is_printed_is_what_was_counted(borough: Borough, counted: dict[str, Counted], quarter: str) -> None:
    text = borough.text(quarter)
    assert f"the borough had {counted[quarter].registered} registered charities" in text
    assert f"{counted[quarter].new} charities registered this quarter" in text
    assert "£" in text


def test_an_english_reader_finds_neither_chinese_nor_another_countrys_money_and_offices(borough: Borough) -> None:
    text = borough.text(QUARTERS[-1])
    assert re.findall(r"[一-鿿]+", text) == []
    wrong = ("CNY", "yuan", "Civil Affairs", "social organization", "subdistrict", "town", "district", "federation")
    wrong += ("Party", "venture", "five actors", "county", "deregistered", "checked charities", "is_")
    assert [word for word in wrong if re.search(rf"(?i)\b{word}", text)] == []


def test_a_report_of_a_register_of_the_living_is_made_again_from_its_inputs_byte_for_byte(
    borough: Borough, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also those who had left in an earlier quarter, who stand in no file of this one."""
    monkeypatch.setenv("GOVREPORT_HOME", str(borough.home))
    monkeypatch.setenv("GOVREPORT_VAR", str(borough.home / "var"))
    pdf = next(p for p in (borough.home / QUARTERS[-1]).glob("*.pdf") if "annex" not in p.name)
    proved = CliRunner().invoke(app, ["verify", str(pdf)], env={"COLUMNS": "200"})
    assert proved.exit_code == 0, proved.output
    assert "逐字节相同" in proved.output


def test_inspections_of_care_homes_are_counted_by_home_and_say_whose_they_are(
    borough: Borough, counted: dict[str, Counted]
) -> None:
    last = QUARTERS[-1]
    rows = [r for r in borough.figures[last] if (r["indicator"], r["quarter"], r["area"]) == ("S02", last, "E07990001")]
    assert [int(r["denominator"]) for r in rows] == [len(counted[last].homes_this_year)]
    assert rows[0]["indicator_en"] == "Checked bodies with findings (Inspections of care homes)"
    assert f"Inspections of care homes: {len(counted[last].homes_this_year)} were inspected" in borough.text(last)
    assert "Checked charities" not in borough.text(last)
