"""A new district by command: its folder passes the check as it is, and each mistake in it is one sentence."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from govreport.canonical import REQUIRED
from govreport.cli.application import app
from govreport.district.dag_config import FILES
from govreport.district.files import read_csv
from govreport.district.folder import Town
from govreport.district.new import read_towns
from govreport.district.reading import load_district
from govreport.errors import ConfigError
from tests.conftest import PROJECT


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    include = tmp_path / "home" / "include"
    include.mkdir(parents=True)
    for name in ("templates", "reference", "fonts", "profiles"):
        (include / name).symlink_to(PROJECT / "include" / name)
    shutil.copytree(PROJECT / "include" / "districts" / "panyu", include / "districts" / "panyu")
    monkeypatch.setenv("GOVREPORT_HOME", str(include.parent))
    return include / "districts"


def govreport(*words: str) -> Result:
    return CliRunner().invoke(app, list(words), env={"COLUMNS": "200"})


def new(*more: str) -> Result:
    return govreport("district", "new", "beitang", "--name-zh", "北塘区", *more)


def test_a_new_folder_passes_the_check_as_it_is(home: Path) -> None:
    assert new("--code", "990203", "--extract", "filing").exit_code == 0
    checked = govreport("district", "check", "beitang")
    assert checked.exit_code == 0, checked.output
    assert "quarterly_report_beitang" in checked.output
    made = load_district(home, "beitang")
    assert (made.name.zh, made.name.en, made.code) == ("北塘区", "Beitang District", "990203")
    assert made.extracts == ("registration", "filing")
    assert [town.code for town in made.towns] == ["990203001", "990203002", "990203003"]
    assert "番禺" not in "".join(path.read_text(encoding="utf-8") for path in (home / "beitang").rglob("*.*"))


def test_a_new_layout_lists_every_usual_header_of_a_column_and_titles_in_the_districts_language(home: Path) -> None:
    new()
    register = load_district(home, "beitang").sources["registration"]
    assert {"社会组织名称", "单位名称", "名称"} <= set(register.layout.columns["name"].aliases)
    assert register.title.zh == "社会组织登记名册"
    every = [alias for setting in register.layout.columns.values() for alias in setting.aliases]
    assert len(every) == len(set(every))
    assert not any(alias.isascii() and alias != "USCC" for alias in every)


def test_towns_come_from_a_list_and_names_may_hold_any_character(home: Path, tmp_path: Path) -> None:
    towns = tmp_path / "towns.csv"
    towns.write_text('code,name,en\n990203001,"甲: ""一""街道",Jia\n990203101,乙镇,Yi Town\n', encoding="utf-8")
    assert govreport("district", "new", "beitang", "--name-zh", "北塘: {区}", "--towns", str(towns)).exit_code == 0
    made = load_district(home, "beitang")
    assert made.name.zh == "北塘: {区}"
    assert [(t.name, t.short_name) for t in made.towns] == [('甲: "一"街道', '甲: "一"街'), ("乙镇", "乙镇")]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--code", "99020"), "99020"),
        (("--extract", "filings"), "filings"),
        (("--first-issue", "2024"), "2024"),
        (("--towns", "nowhere.csv"), "nowhere.csv"),
    ],
)
def test_what_cannot_be_right_is_one_sentence_and_leaves_none(home: Path, words: tuple[str, ...], said: str) -> None:
    refused = new(*words)
    assert refused.exit_code == 1
    assert said in refused.output
    assert len(refused.output.strip().splitlines()) == 1
    assert not (home / "beitang").exists()


@pytest.mark.parametrize("name", ["Beitang", "../beitang", "bei-tang", "北塘", "2nd"])
def test_a_name_that_could_not_be_part_of_an_id_is_refused(home: Path, name: str) -> None:
    refused = govreport("district", "new", name, "--name-zh", "北塘区")
    assert refused.exit_code == 1
    assert [path.name for path in home.iterdir()] == ["panyu"]


def test_a_folder_that_is_there_is_left_alone(home: Path) -> None:
    new()
    (home / "beitang" / "targets.csv").write_text("mine", encoding="utf-8")
    assert new().exit_code == 1
    assert (home / "beitang" / "targets.csv").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("file", [*FILES, *(f"sources/{extract}.yaml" for extract in REQUIRED)])
def test_a_required_file_that_is_missing_is_one_sentence(home: Path, file: str) -> None:
    new()
    (home / "beitang" / file).unlink()
    checked = govreport("district", "check", "beitang")
    assert checked.exit_code == 1
    problem, summary = checked.output.strip().splitlines()
    assert Path(file).name in problem
    assert "1 个问题" in summary


def test_all_mistakes_are_said_at_once_each_with_its_place(home: Path) -> None:
    new()
    folder = home / "beitang"
    described = yaml.safe_load((folder / "district.yaml").read_text(encoding="utf-8"))
    described |= {"timezone": "Asia/Beitang", "senders": "x", "signers": {"审核": ["a"]}}
    (folder / "district.yaml").write_text(yaml.safe_dump(described, allow_unicode=True), encoding="utf-8")
    with (folder / "towns.csv").open("a", encoding="utf-8") as file:
        file.write("12,坏镇,坏镇,Bad,,1,1\n34,坏街,坏街,Bad,,1,1\n")
    (folder / "sources" / "gifts.yaml").write_text("extract: donations\n", encoding="utf-8")
    (folder / "recipients.yaml").write_text("- {role: 局长, address: nobody}\n", encoding="utf-8")
    checked = govreport("district", "check", "beitang")
    assert checked.exit_code == 1
    for words in ("senders", "towns.csv 第5行", "towns.csv 第6行", "gifts.yaml", "address"):
        assert words in checked.output
    assert "Traceback" not in checked.output


def test_words_that_the_product_does_not_know_are_named(home: Path) -> None:
    new()
    folder = home / "beitang"
    with (folder / "targets.csv").open("a", encoding="utf-8") as file:
        file.write("Z99,95,2024-12-31,目标,target,示例,示例\n")
    (folder / "budgets.csv").write_text("fund,year,yuan,source\npocket_money,2024,100,示例\n", encoding="utf-8")
    with (folder / "district.yaml").open("a", encoding="utf-8") as file:
        file.write("calendar: {draft: 20}\n")
    checked = govreport("district", "check", "beitang")
    assert checked.exit_code == 1
    assert all(words in checked.output for words in ("Z99", "pocket_money", "draft")), checked.output


def test_the_list_names_every_district_and_what_is_wrong_with_one(home: Path) -> None:
    new()
    assert govreport("district", "list").output.splitlines()[0].startswith("beitang  北塘区")
    (home / "beitang" / "targets.csv").unlink()
    listed = govreport("district", "list")
    assert listed.exit_code == 1
    assert "panyu" in listed.output
    assert "targets.csv" in listed.output


def test_a_connection_that_ends_in_another_districts_name_is_that_districts_alone(home: Path) -> None:
    new()
    path = home / "beitang" / "sources" / "registration.yaml"
    described = yaml.safe_load(path.read_text(encoding="utf-8"))
    for connection, words in (("grants_beitang", ""), ("grants", ""), ("grants_panyu", "grants_panyu")):
        described["location"]["connection"] = connection
        path.write_text(yaml.safe_dump(described, allow_unicode=True), encoding="utf-8")
        checked = govreport("district", "check", "beitang")
        assert (checked.exit_code, words in checked.output) == (1 if words else 0, True), checked.output


def test_a_borough_begins_with_placeholders_in_its_own_words(home: Path) -> None:
    made = govreport(
        "district", "new", "weir", "--profile", "gb-england", "--name-en", "Borough of Weir", "--extract", "funding",
        "--lang", "en",
    )  # fmt: skip
    assert made.exit_code == 0, made.output
    checked = govreport("district", "check", "weir", "--lang", "en")
    assert checked.exit_code == 0, checked.output
    texts = [path.read_text(encoding="utf-8") for path in (home / "weir").rglob("*") if path.is_file()]
    assert not any("\u4e00" <= letter <= "\u9fff" for text in texts for letter in text)
    weir = load_district(home, "weir")
    assert (weir.currency, weir.languages, weir.country) == ("GBP", ("en",), "GB")
    assert [town.code for town in weir.towns] == ["E05000001", "E05000002", "E05000003"]
    assert "Charity number" in weir.sources["registration"].layout.columns["uscc"].aliases
    assert weir.sources["funding"].layout.columns["awarded_fen"].unit == "£"


def test_a_country_without_a_profile_and_a_chinese_profile(home: Path) -> None:
    made = govreport("district", "new", "cork", "--country", "IE", "--name-en", "Cork")
    assert made.exit_code == 0, made.output
    assert govreport("district", "check", "cork").exit_code == 0
    assert (load_district(home, "cork").currency, load_district(home, "cork").country) == ("EUR", "IE")
    assert new("--profile", "cn-guangzhou").exit_code == 0
    assert load_district(home, "beitang").profile == "cn-guangzhou"
    assert govreport("district", "check", "beitang").exit_code == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--profile", "gb-enland", "--name-en", "A"), "gb-england"),
        (("--country", "ZZ", "--name-en", "A"), "ZZ"),
        (("--profile", "gb-england", "--country", "IE", "--name-en", "A"), "GB"),
        (("--profile", "gb-england"), "--name-en"),
        (("--profile", "gb-england", "--name-en", "A", "--code", "123456"), "E0"),
        (("--profile", "gb-england", "--name-en", "A", "--extract", "fundin"), "funding"),
    ],
)
def test_a_place_that_is_not_known_is_one_sentence(home: Path, options: tuple[str, ...], said: str) -> None:
    made = govreport("district", "new", "weir", *options, "--lang", "en")
    assert made.exit_code == 1
    assert said in made.output
    assert "Traceback" not in made.output
    assert not (home / "weir").exists()


def test_a_list_of_towns_keeps_its_aliases_and_a_wrong_first_line_is_one_sentence(tmp_path: Path) -> None:
    listed = tmp_path / "towns.csv"
    listed.write_text("code,name,en,aliases\n990203001,甲街道,Jia,甲街|甲办\n", encoding="utf-8")
    assert [town.aliases for town in read_towns(listed)] == [("甲街", "甲办")]
    listed.write_text("代码,名称\n990203001,甲街道\n990203002,乙街道\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="须为 code,name,en,aliases"):
        read_towns(listed)
    listed.write_text("code,name,alias\n990203001,甲街道,甲街\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="“alias”一列不会被读取"):
        read_towns(listed)
    listed.write_text("code,name\n990203001,甲街道\n990203002,乙街道\n", encoding="utf-8")
    mistakes: list[ConfigError] = []
    assert read_csv(listed, Town, mistakes.append) == ()
    assert len(mistakes) == 1
    assert "short_name、en、tile_column、tile_row" in mistakes[0].message.zh
