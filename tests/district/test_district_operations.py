"""What district.yaml says about running the product: signers, operators, calendar."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path

import pytest

from govreport.district import folder
from govreport.district.folder import District
from govreport.district.reading import load_district
from govreport.errors import ConfigError
from govreport.refused_values import PATTERNS
from tests.conftest import PROJECT
from tests.fixtures.yaml_files import put_entries


@pytest.fixture
def districts(tmp_path: Path) -> Path:
    shutil.copytree(PROJECT / "include" / "districts", tmp_path / "districts")
    return tmp_path / "districts"


def write(districts: Path, text: str) -> District:
    put_entries(districts / "panyu" / "district.yaml", text)
    return load_district(districts, "panyu")


def test_another_operator_or_another_due_day_makes_no_other_report(districts: Path, panyu: District) -> None:
    changed = write(
        districts,
        "operators: [ops@minzheng.panyu.example]\ncalendar: {draft: 9}\nmail_corrections: true\n"
        "signoff_patience_hours: 8\nsignoff: [审核]\nsigners: {审核: [reviewer]}\n",
    )
    assert changed.operators == ("ops@minzheng.panyu.example",)
    assert changed.calendar.draft == 9
    assert changed.reference_sha256 == panyu.reference_sha256


def test_another_release_day_does(districts: Path, panyu: District) -> None:
    path = districts / "panyu" / "district.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("release_working_days: 13", "release_working_days: 12"))
    assert load_district(districts, "panyu").reference_sha256 != panyu.reference_sha256


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("signoff: [审核]\nsigners: {签发: [director]}\n", "签发"),
        ("signoff: [审核, 审核]\n", "signoff"),
        ("operators: [nobody]\n", "operators"),
        ("calendar: {drafting: 9}\n", "calendar"),
        ("calendar: {hour: 24}\n", "hour"),
    ],
)
def test_a_mistake_is_one_sentence_that_names_the_entry(districts: Path, text: str, word: str) -> None:
    with pytest.raises(ConfigError) as caught:
        write(districts, text)
    assert word in caught.value.message.zh
    assert "district.yaml" in caught.value.message.zh


def test_every_pattern_of_the_districts_files_has_words() -> None:
    """An operator is told how a value must be written, never a regular expression."""
    room = Path(folder.__file__).parent
    patterns = {
        keyword.value.value
        for file in room.glob("*.py")
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Field"
        for keyword in call.keywords
        if keyword.arg == "pattern" and isinstance(keyword.value, ast.Constant)
    }
    assert len(patterns) > 5
    assert patterns <= set(PATTERNS)


def test_a_licence_that_is_no_name_is_told_in_words(districts: Path) -> None:
    with pytest.raises(ConfigError) as mistake:
        write(districts, "open_data: {licence: {name: CC BY 4.0}}\n")
    assert "CC-BY-4.0" in mistake.value.message.zh
    assert "letters a to z" in mistake.value.message.en
    assert "[A-Z" not in mistake.value.message.zh + mistake.value.message.en


def test_a_district_with_other_entries_has_what_follows_from_them(panyu: District) -> None:
    assert len(panyu.extracts) > 1
    assert len(panyu.town_by_code) > 1
    other = panyu.model_copy(
        update={"sources": {"registration": panyu.sources["registration"]}, "towns": panyu.towns[:1]}
    )
    assert other.extracts == ("registration",)
    assert list(other.town_by_code) == [panyu.towns[0].code]
