"""A district's profile: what it gives, what the district overrides, and what is said of one that can't be taken."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from govreport.district.dag_config import read_dag_config
from govreport.district.profile import PRODUCT_PROFILES, read_described
from govreport.district.reading import district_problems, load_district
from govreport.errors import ConfigError
from tests.conftest import PROJECT

IDENTIFIED = "identifiers: {scheme: uscc}\ncurrency: CNY\n"
"""What every district states, so that a profile that gives it all gives this too."""


@pytest.fixture
def districts(tmp_path: Path) -> Path:
    """An installation's folder with profiles of its own."""
    shutil.copytree(PROJECT / "include" / "districts", tmp_path / "districts")
    (tmp_path / "profiles").mkdir()
    return tmp_path / "districts"


def profile(districts: Path, name: str, text: str) -> None:
    (districts.parent / "profiles" / f"{name}.yaml").write_text(text, encoding="utf-8")


def describe(districts: Path, old: str, new: str) -> Path:
    path = districts / "panyu" / "district.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_a_profile_gives_what_the_district_leaves_out_and_the_district_overrides_it(districts: Path) -> None:
    profile(districts, "a", f"{IDENTIFIED}country: CN\ntimezone: Asia/Urumqi\nlanguages: [en]\n")
    path = describe(districts, "profile: cn-guangzhou\n", "profile: a\n")
    assert load_district(districts, "panyu").timezone == "Asia/Shanghai"  # its own
    assert load_district(districts, "panyu").languages == ("zh",)
    path.write_text(path.read_text(encoding="utf-8").replace("timezone: Asia/Shanghai\n", ""), encoding="utf-8")
    assert load_district(districts, "panyu").timezone == "Asia/Urumqi"
    assert read_dag_config(districts, "panyu").timezone == "Asia/Urumqi"


def test_mappings_merge_key_by_key_through_all_profiles_and_an_empty_entry_takes_one_away(districts: Path) -> None:
    profile(districts, "far", IDENTIFIED + "country: CN\npool: far\nmail: {names: chinese, domains: {public: ['*']}}\n")
    profile(districts, "near", "profile: far\nmail: {names: ascii}\n")
    path = describe(districts, "profile: cn-guangzhou\n", "profile: near\npool:\n")
    text = path.read_text(encoding="utf-8").replace("  names: chinese\n", "")
    path.write_text(text, encoding="utf-8")
    entries = read_described(path).entries
    assert entries["mail"] == {
        "names": "ascii",
        "domains": {"public": ["*"], "internal": ["minzheng.panyu.example", "panyu.example"]},
    }
    assert "pool" not in entries
    assert load_district(districts, "panyu").pool is None


def test_things_of_another_scheme_are_taken_whole(districts: Path) -> None:
    profile(districts, "a", "country: CN\nidentifiers: {scheme: pattern, pattern: x}\n")
    path = describe(districts, "profile: cn-guangzhou\n", "profile: a\nidentifiers: {scheme: none}\n")
    assert read_described(path).entries["identifiers"] == {"scheme": "none"}


def test_an_altered_profile_is_another_reference_and_its_name_is_none(districts: Path) -> None:
    profile(districts, "a", f"{IDENTIFIED}country: CN\n")
    describe(districts, "profile: cn-guangzhou\n", "profile: a\n")
    before = load_district(districts, "panyu").reference_sha256
    profile(districts, "b", "profile: a\n")
    describe(districts, "profile: a\n", "profile: b\n")
    assert load_district(districts, "panyu").reference_sha256 == before
    describe(districts, "profile: b\n", f"{IDENTIFIED}country: CN\n")
    assert load_district(districts, "panyu").reference_sha256 == before
    describe(districts, f"{IDENTIFIED}country: CN\n", "profile: a\n")
    profile(districts, "a", f"{IDENTIFIED}country: CN\nannual_reports: unmarked\n")
    assert load_district(districts, "panyu").reference_sha256 != before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("profile: cn-guangzou\n", "perhaps cn-guangzhou is meant"),
        ("profile: ../districts\n", "is no known name"),
        ("profile: here\n", "in a circle, here → there → here"),
        ("country: GB\nsubdivision: ENGL\n", "capitals and digits, three at most"),
        ("country: GB\nsubdivision: EN\n", "'EN' is no known name; perhaps ENG is meant"),
        ("country: XX\n", "is no country whose public holidays are known"),
        ('country: CN\nannual_reports: {due: "31 March"}\n', 'must be a month and a day: "03-31"'),
        ("country: China\n", "must be a country's two capital letters"),
        ("", "country isn't stated; write the country's two letters"),
    ],
)
def test_one_sentence_says_what_is_wrong(districts: Path, text: str, said: str) -> None:
    profile(districts, "here", "profile: there\n")
    profile(districts, "there", "profile: here\n")
    describe(districts, "profile: cn-guangzhou\n", text if text.startswith("profile") else IDENTIFIED + text)
    problems = [message.en for message in district_problems(districts, "panyu")]
    assert len(problems) == 1
    assert said in problems[0]
    with pytest.raises(ConfigError, match=r"profile|country|subdivision|annual"):
        read_dag_config(districts, "panyu")


def test_a_mistake_is_named_with_the_file_that_it_stands_in(districts: Path) -> None:
    profile(districts, "a", IDENTIFIED + "country: CN\nholidays: none\ncalendar: {draft: soon}\n")
    describe(districts, "profile: cn-guangzhou\n", "profile: a\n")
    problems = [message.en for message in district_problems(districts, "panyu")]
    assert len(problems) == 2
    assert all("a.yaml" in problem for problem in problems)
    assert any("holidays" in problem for problem in problems)
    assert any("calendar.draft" in problem for problem in problems)


def test_every_profile_of_the_product_can_be_taken(districts: Path) -> None:
    described = districts / "panyu" / "district.yaml"
    text = described.read_text(encoding="utf-8")
    text += IDENTIFIED + r"code_patterns: {district: '\d{6}', town: '\d{9}', community: '\d{12}'}" + "\n"
    names = [path.stem for path in PRODUCT_PROFILES.glob("*.yaml")]
    assert {"cn", "cn-guangdong", "cn-guangzhou", "gb-england"} <= set(names)
    for name in names:
        described.write_text(text.replace("profile: cn-guangzhou", f"profile: {name}"), encoding="utf-8")
        assert load_district(districts, "panyu").profile == name


def test_a_profiles_code_lists_are_the_districts_unless_it_has_a_list_of_its_own(districts: Path) -> None:
    sector = "  sector:\n    park: {zh: 公园, en: Parks}\n"
    kind = "  event_kind:\n    visit: {zh: 走访, en: Visit, means: regular_check}\n"
    profile(districts, "a", IDENTIFIED + f"country: CN\nprofile: cn-guangzhou\ncodes:\n{sector}{kind}")
    shutil.copy(PROJECT / "include" / "profiles" / "cn-guangzhou.yaml", districts.parent / "profiles")
    shutil.copy(PROJECT / "include" / "profiles" / "cn.yaml", districts.parent / "profiles")
    describe(districts, "profile: cn-guangzhou\n", "profile: a\n")
    district = load_district(districts, "panyu")
    assert district.codes["event_kind"]["visit"].means == "regular_check"
    own = districts / "panyu" / "codes.yaml"
    own.write_text("event_kind:\n  seen: {zh: 察看, en: Inspection}\n", encoding="utf-8")
    district = load_district(districts, "panyu")
    assert list(district.codes["event_kind"]) == ["seen"]  # list by list, not code by code
    assert list(district.codes["sector"]) == ["park"]
