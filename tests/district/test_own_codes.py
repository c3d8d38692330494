"""codes.yaml of a district: what stands in the product's place, and a sentence for every mistake."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from govreport.district.covers import claims
from govreport.district.folder import District
from govreport.district.reading import load_district
from govreport.district.words import district_codes
from govreport.errors import ConfigError
from govreport.indicators.warehouse import reference_rows
from govreport.operations.check_district import check_district
from govreport.settings import Settings
from tests.conftest import PROJECT

CODES = Settings().reference_dir / "codes.yaml"
OWN = """\
fund:
  arts: {zh: 艺术资助, en: Arts grants, means: special_fund, aliases: [Arts]}
  parks: {zh: 公园资助, en: Park grants}
legal_type:
  association: {zh: 慈善社团, en: Charitable association}
  foundation: {zh: 慈善基金会, en: Charitable foundation}
target_group:
  offenders: {zh: 服刑人员, en: Offenders, means: community_correction}
  anybody: {zh: 不限, en: Anybody}
"""


@pytest.fixture
def installation(tmp_path: Path) -> Settings:
    include = tmp_path / "home" / "include"
    include.mkdir(parents=True)
    for name in ("templates", "reference"):
        (include / name).symlink_to(PROJECT / "include" / name)
    shutil.copytree(PROJECT / "include" / "districts" / "panyu", include / "districts" / "panyu")
    shutil.copytree(PROJECT / "include" / "sample_districts" / "linjiang", include / "districts" / "linjiang")
    return Settings(home=tmp_path / "home", var=tmp_path / "var")


def write(installation: Settings, text: str, words: str = "") -> Path:
    folder = installation.districts_dir / "linjiang"
    (folder / "codes.yaml").write_text(text, encoding="utf-8")
    if words:
        (folder / "words.yaml").write_text(words, encoding="utf-8")
    return folder


def test_a_list_that_is_named_is_the_districts_and_the_others_stay(installation: Settings) -> None:
    write(installation, OWN, "fund: {parks: [绿地]}\n")
    district = load_district(installation.districts_dir, "linjiang")
    codes = district_codes(CODES, district)
    assert list(codes["fund"].codes) == ["arts", "parks"]
    assert [codes["fund"].find(word) for word in ("艺术资助", "arts grants", "Arts", "绿地")] == [
        "arts",
        "arts",
        "arts",
        "parks",
    ]
    assert codes["fund"].find("专项资金") is None
    assert codes["fund"].meaning("arts") == "special_fund"
    assert codes["fund"].meaning("parks") == "parks"
    assert codes["legal_type"].codes["association"].en == "Charitable association"
    assert "service_institution" not in codes["legal_type"].codes
    assert "elderly" in codes["purpose"].codes
    assert check_district(installation, "linjiang") == []


def test_an_own_code_is_as_sensitive_as_what_it_means(installation: Settings) -> None:
    write(installation, OWN)
    groups = district_codes(CODES, load_district(installation.districts_dir, "linjiang"))["target_group"].codes
    assert (groups["offenders"].sensitive, groups["anybody"].sensitive) == (True, False)


def test_codes_of_one_district_are_no_other_districts(installation: Settings) -> None:
    before = load_district(installation.districts_dir, "panyu")
    own = load_district(installation.districts_dir, "linjiang").reference_sha256
    write(installation, OWN)
    panyu = load_district(installation.districts_dir, "panyu")
    assert (panyu.codes, panyu.reference_sha256) == ({}, before.reference_sha256)
    assert "special_fund" in district_codes(CODES, panyu)["fund"].codes
    # and a vintage says that it was made with these
    assert load_district(installation.districts_dir, "linjiang").reference_sha256 != own


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("funds: {a: {zh: 甲, en: A}}\n", "“funds”", "fund is meant"),
        ("fund: {a: {zh: 甲, en: A, means: special}}\n", "means“special”", "special_fund"),
        ("fund: {a: {zh: 甲}}\n", "没有 en 名称", "no name in en"),
        ("fund: {a: {en: A}}\n", "没有 zh 名称", "no name in zh"),
        ("fund: {艺术: {zh: 甲, en: A}}\n", "代码只能用英文字母", "a code holds letters"),
        ("fund: {}\n", "没有一个代码", "holds no code"),
        (
            "yes_no: {ja: {zh: 是, en: Ja, means: 'yes'}}\n",
            "不能换成本区的代码",
            "can't have codes of the district's own",
        ),
        ("fund: {a: {zh: 甲, en: A}, b: {zh: 甲, en: B}}\n", "“甲”同时指两个代码", "'甲' names two codes"),
    ],
)
def test_each_mistake_is_one_sentence(installation: Settings, text: str, zh: str, en: str) -> None:
    write(installation, text)
    (problem,) = check_district(installation, "linjiang")
    assert "codes.yaml" in problem.zh
    assert "codes.yaml" in problem.en
    assert zh in problem.zh
    assert en in problem.en
    with pytest.raises(ConfigError):
        district_codes(CODES, load_district(installation.districts_dir, "linjiang"))


def test_all_mistakes_of_the_file_are_said_at_once(installation: Settings) -> None:
    write(installation, "funds: {a: {zh: 甲, en: A}}\nfund: {a: {zh: 甲, means: special}}\n")
    assert len(check_district(installation, "linjiang")) == 3


@pytest.mark.parametrize(
    "text", ["fund:\n  a: {zh: 甲, en: A}\n  a: {zh: 乙, en: B}\n", "fund: {a: {cn: 甲}}\n", "fund: [a]\n"]
)
def test_what_is_no_list_of_codes_is_refused_when_it_is_read(installation: Settings, text: str) -> None:
    write(installation, text)
    assert "codes.yaml" in check_district(installation, "linjiang")[0].zh


def test_a_name_in_a_language_that_the_district_has_not_may_be_left_out(installation: Settings) -> None:
    folder = write(installation, "fund: {arts: {en: Arts}}\n")
    path = folder / "district.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("languages: [zh, en]", "languages: [en]"), encoding="utf-8"
    )
    (folder / "recipients.yaml").write_text("[]\n", encoding="utf-8")
    district = load_district(installation.districts_dir, "linjiang")
    assert district_codes(CODES, district)["fund"].zh("arts") == "Arts"


def test_what_files_of_the_district_call_codes_and_indicators_is_read_in_any_case(installation: Settings) -> None:
    folder = write(installation, OWN)
    shutil.rmtree(installation.districts_dir / "panyu")
    (folder / "budgets.csv").write_text("fund,year,amount,source\nARTS,2024,5000,x\nＰarks ,2024,1,x\n", "utf-8")
    (folder / "targets.csv").write_text(
        "indicator,value,due,label_zh,label_en,source,asserted_by\nr 01,9,2024-12-31,九,nine,x,x\n", "utf-8"
    )
    district = load_district(installation.districts_dir, "linjiang")
    assert [fund for fund, *_ in reference_rows(district)["budgets"]] == ["arts", "parks"]
    assert district.targets[0].indicator == "R01"
    assert not [m.zh for m in check_district(installation, "linjiang") if "budgets" in m.zh or "targets" in m.zh]
    (folder / "budgets.csv").write_text("fund,year,amount,source\nart,2024,5000,x\n", "utf-8")
    (folder / "targets.csv").write_text(
        "indicator,value,due,label_zh,label_en,source,asserted_by\nR0l,9,2024-12-31,九,nine,x,x\n", "utf-8"
    )
    wrong = [m.zh for m in check_district(installation, "linjiang")]
    assert any("budgets.csv 中的资金 art " in text for text in wrong)
    assert any("targets.csv 中的指标 R0L " in text for text in wrong)


def test_a_product_fund_is_read_in_any_case_too(installation: Settings) -> None:
    folder = installation.districts_dir / "linjiang"
    (folder / "budgets.csv").write_text("fund,year,amount,source\nSpecial_Fund,2024,5000,x\n", "utf-8")
    district = load_district(installation.districts_dir, "linjiang")
    assert [fund for fund, *_ in reference_rows(district)["budgets"]] == ["special_fund"]


def test_what_a_source_covers_is_read_in_any_case(installation: Settings) -> None:
    write(installation, OWN)
    district = load_district(installation.districts_dir, "linjiang")

    def covering(*covers: str) -> District:
        source = district.sources["funding"].model_copy(update={"covers": covers})
        return district.model_copy(update={"sources": {**district.sources, "funding": source}})

    here = covering("ARTS", "Paid_Fen", "recipient_identifier", "special_fund")
    district_codes(CODES, here)
    assert [claim for claim in claims(here) if claim[0] == "funding"] == [
        ("funding", "fund", "arts"), ("funding", "paid_fen", ""), ("funding", "recipient_uscc", ""),
        ("funding", "fund", "special_fund"),
    ]  # fmt: skip
    with pytest.raises(ConfigError, match="art"):
        district_codes(CODES, covering("artts"))
