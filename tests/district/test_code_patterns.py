"""Codes of places and identifiers as a district writes them, and what is said of ones that aren't written so."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from govreport.district.identifiers import Identifiers
from govreport.district.reading import district_problems, load_district
from govreport.errors import Message
from tests.conftest import PROJECT

WARDS = """code_patterns:
  district: {pattern: 'E09\\d{6}', example: E09000099}
  town: {pattern: 'E05\\d{6}', example: E05000123}
identifiers: {scheme: pattern, name: {zh: 慈善组织登记号, en: charity number}, pattern: '\\d{6,7}(-\\d+)?'}
"""


@pytest.fixture
def districts(tmp_path: Path) -> Path:
    """Linjiang with wards as its towns, letters in their codes, and no list of communities."""
    home = tmp_path / "districts"
    shutil.copytree(PROJECT / "include" / "sample_districts" / "linjiang", home / "linjiang")
    folder = home / "linjiang"
    for path in (folder / "district.yaml", folder / "towns.csv", folder / "recipients.yaml"):
        text = path.read_text(encoding="utf-8").replace('"990105"', "E09000099").replace("990105", "E05000")
        path.write_text(text, encoding="utf-8")
    (folder / "communities.csv").unlink()
    (folder / "sources" / "filing.yaml").unlink()
    path = folder / "sources" / "registration.yaml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "community_code" not in line), encoding="utf-8")
    describe(home, WARDS)
    return home


def describe(districts: Path, text: str) -> None:
    with (districts / "linjiang" / "district.yaml").open("a", encoding="utf-8") as file:
        file.write(text)


def rewrite(districts: Path, file: str, old: str, new: str) -> None:
    path = districts / "linjiang" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def told(districts: Path) -> list[Message]:
    return district_problems(districts, "linjiang")


def test_codes_may_hold_letters_and_a_district_may_list_no_communities(districts: Path) -> None:
    district = load_district(districts, "linjiang")
    assert (district.code, district.towns[0].code, district.communities) == ("E09000099", "E05000001", ())


def test_a_code_of_another_form_is_told_by_its_example_in_its_own_line(districts: Path) -> None:
    rewrite(districts, "towns.csv", "E05000001,", "E0500001,")
    rewrite(districts, "towns.csv", "\nE05000002,", "\n\nE05000002X,")
    first, second = told(districts)
    assert "line 2" in first.en
    assert "written like E05000123 (found 'E0500001')" in first.en
    assert "line 4" in second.en  # the empty line is no row and counts all the same
    assert "应写成 E05000123 的样子" in second.zh
    assert not any("\\d" in text for message in (first, second) for text in message)


def test_a_pattern_without_an_example_is_told_by_its_name(districts: Path) -> None:
    rewrite(districts, "district.yaml", "town: {pattern: 'E05\\d{6}', example: E05000123}", "town: 'E05\\d{6}'")
    load_district(districts, "linjiang")
    rewrite(districts, "towns.csv", "E05000002", "W05000002")
    (message,) = told(districts)
    assert "isn't written as code_patterns.town in district.yaml says" in message.en
    assert "code_patterns.town 的写法" in message.zh


def test_the_districts_own_code_and_its_former_ones_are_judged_too(districts: Path) -> None:
    describe(districts, "former_codes: [E09000098]\n")
    assert load_district(districts, "linjiang").divisions == ("E09000099", "E09000098")
    rewrite(districts, "district.yaml", "[E09000098]", "[E08]")
    (message,) = told(districts)
    assert "former_codes" in message.en
    assert "E09000099" in message.en


@pytest.mark.parametrize("again", ["E05000001", "Ｅ０５０００００１", " E05000001"])
def test_a_code_stands_once_whatever_its_width(districts: Path, again: str) -> None:
    rewrite(districts, "towns.csv", "E05000002,", f"{again},")
    (message,) = told(districts)
    assert "line 3" in message.en
    assert "already stands in line 2" in message.en


def test_a_line_that_names_no_town_says_which_line_it_is(districts: Path) -> None:
    (districts / "linjiang" / "population.csv").write_text(
        "town_code,year,persons,source\nE05000001,2024,0,x\nＥ05000002,2024,5,x\nE05000009,2024,5,x\n", encoding="utf-8"
    )
    first, second = told(districts)
    assert ("line 2" in first.en, "line 4" in second.en) == (True, True)
    assert "'E05000009', which towns.csv lacks" in second.en


def test_a_column_of_communities_needs_their_list(districts: Path) -> None:
    rewrite(
        districts, "sources/registration.yaml", "  columns:\n", "  columns:\n    community_code: {aliases: [Parish]}\n"
    )
    (message,) = told(districts)
    assert "communities.csv" in message.en
    assert "ignore" in message.en


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{scheme: uscc, pattern: 'x'}", "takes no pattern"),
        ("{scheme: uscc, check: gb.utr}", "takes no check"),
        ("{scheme: pattern, pattern: 'x'}", "needs a name"),
        ("{scheme: pattern, name: {zh: 号, en: number}, pattern: '('}", "can't be used"),
        ("{scheme: pattern, name: {zh: 号, en: number}, pattern: 'A', example: B}", "example 'B'"),
        (
            "{scheme: pattern, name: {zh: 号, en: number}, pattern: 'A', check: gb.charity}",
            "no module of python-stdnum",
        ),
        ("{scheme: pattern, name: {zh: 号, en: number}, pattern: 'A', check: os.path}", "no module of"),
        ("{scheme: lei}", "must be one of uscc, pattern, none"),
    ],
)
def test_a_scheme_that_cannot_be_is_refused_in_one_sentence(districts: Path, entry: str, said: str) -> None:
    line = next(x for x in WARDS.splitlines() if x.startswith("identifiers"))
    rewrite(districts, "district.yaml", line, f"identifiers: {entry}")
    (message,) = told(districts)
    assert said in message.en


def test_an_identifier_is_judged_by_its_form_and_its_check_digits() -> None:
    tax = Identifiers(scheme="pattern", name={"zh": "税号", "en": "tax reference"}, pattern=r"\d{10}", check="gb.utr")
    assert (tax.fits("1955839661"), tax.checks("1955839661")) == (True, True)
    assert (tax.fits("195583966"), tax.checks("2955839661")) == (False, False)
    assert tax.with_zeros("955839661") == "0955839661"
    assert tax.with_zeros("1955839661") is None


def test_a_sentence_about_credit_codes_is_one_about_the_districts_identifiers() -> None:
    charity = Identifiers(scheme="pattern", name={"zh": "登记号", "en": "entry number"}, pattern=r"\d+")
    said = charity.say(Message("统一社会信用代码不变", "a credit code; credit codes; A credit code"))
    assert said == Message("登记号不变", "an entry number; entry numbers; An entry number")
    kept = Message("统一社会信用代码", "a credit code")
    assert Identifiers(scheme="uscc").say(kept) == kept
