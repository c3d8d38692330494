"""A district's folder: what a correct one gives, and what each mistake says."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from govreport.district.folder import District
from govreport.district.reading import load_district
from govreport.errors import ConfigError
from tests.conftest import PROJECT


@pytest.fixture
def districts(tmp_path: Path) -> Path:
    shutil.copytree(PROJECT / "include" / "districts", tmp_path / "districts")
    return tmp_path / "districts"


def test_the_sample_district_has_16_towns_whose_names_follow_the_day(panyu: District) -> None:
    assert len(panyu.towns) == 16
    shawan = panyu.town_by_code["440113017"]
    assert (shawan.name_on(date(2019, 9, 30)), shawan.code_on(date(2019, 9, 30))) == ("沙湾镇", "440113118")
    assert (shawan.name_on(date(2026, 1, 1)), shawan.code_on(date(2026, 1, 1))) == ("沙湾街道", "440113017")


def test_towns_were_ten_streets_and_six_towns_in_2019(panyu: District) -> None:
    names = [t.name_on(date(2019, 9, 30)) for t in panyu.towns]
    assert (sum(n.endswith("街道") for n in names), sum(n.endswith("镇") for n in names)) == (10, 6)


MISTAKES = [
    ("district.yaml", 'code: "440113"', 'code: "4401"', "code"),
    ("district.yaml", "release_working_days: 13", "release_working_days: soon", "release_working_days"),
    ("district.yaml", "timezone: Asia/Shanghai", "timezone: Asia/Panyu", "Asia/Panyu"),
    ("district.yaml", "sender:", "sende:", "sende"),
    ("towns.csv", "440113007,", "44011300,", "line 2"),
    ("communities.csv", ",440113007,", ",440113999,", "440113999"),
    ("targets.csv", "F01,100,2019-10-31", "F01,all,2019-10-31", "value"),
    ("recipients.yaml", "leader.committee@panyu.example", "nobody", "address"),
    ("sources/funding.yaml", "paid_fen:", "paid:", "paid"),
    ("sources/funding.yaml", "project_no:", "project_name2:", "project_name2"),
    ("sources/registration.yaml", "format: xlsx", "format: pdf", "format"),
    ("sources/registration.yaml", "extract: registration", "extract: [", "registration.yaml"),
]


@pytest.mark.parametrize(("file", "right", "wrong", "named"), MISTAKES, ids=[f"{m[0]}:{m[3]}" for m in MISTAKES])
def test_a_mistake_is_named_with_its_file(districts: Path, file: str, right: str, wrong: str, named: str) -> None:
    path = districts / "panyu" / file
    text = path.read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_district(districts, "panyu")
    assert Path(file).name in str(caught.value)
    assert named in str(caught.value)


def test_a_missing_file_is_named(districts: Path) -> None:
    (districts / "panyu" / "targets.csv").unlink()
    with pytest.raises(ConfigError, match=r"targets\.csv"):
        load_district(districts, "panyu")


def test_a_missing_source_is_named(districts: Path) -> None:
    (districts / "panyu" / "sources" / "registration.yaml").unlink()
    with pytest.raises(ConfigError, match=r"registration\.yaml"):
        load_district(districts, "panyu")


def test_an_unknown_district_is_answered_with_those_there_are(districts: Path) -> None:
    with pytest.raises(ConfigError, match="panyu"):
        load_district(districts, "nansha")


def test_the_reference_hash_follows_the_reference_files_only(districts: Path, panyu: District) -> None:
    (districts / "panyu" / "recipients.yaml").write_text("[]\n", encoding="utf-8")
    assert load_district(districts, "panyu").reference_sha256 == panyu.reference_sha256
    with (districts / "panyu" / "targets.csv").open("a", encoding="utf-8") as file:
        file.write("S03,95,2019-12-31,目标,target,示例,示例\n")
    assert load_district(districts, "panyu").reference_sha256 != panyu.reference_sha256
