"""A district begun from its own files: what they tell is taken, what they don't is asked, and nothing is guessed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
import yaml

from govreport.canonical.codes import load_codes
from govreport.district.reading import district_problems, load_district
from govreport.errors import ConfigError, GovreportError, Message
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.starting.beginning import Beginning
from govreport.starting.interview import interview
from govreport.starting.question import Answers, Question, parse_answers
from govreport.starting.writing import write_beginning
from govreport.tidy.usual_words import usual_words
from tests.conftest import PROJECT

SAMPLE = PROJECT / "include" / "sample"
BOROUGH = {
    "profile": "gb-england",
    "code": "E07990001",
    "name": "Borough of Brackenford",
    "publisher": "Brackenford Borough Council",
    "exits": "by_disappearance",
    "cutoff.funding": "quarter_end",
    "cutoff.evaluation": "quarter_end",
    "unit.funding.awarded_fen": "£",
    "unit.funding.paid_fen": "£",
    "population": "own",
    "evaluation.event_kind": "regular_check",
    "word.event_result.Outstanding": "no_finding",
    "word.event_result.Good": "no_finding",
    "word.event_result.Requires improvement": "finding",
    "word.event_result.Inadequate": "finding",
    "fund.own": "all",
    "special_fund_first_year": "none",
}
COUNTY = {
    "name": "松涧县",
    "code": "990421",
    "former_codes": "990402",
    "town_codes": "own",
    "funding.fund": "special_fund",
    "special_fund_first_year": "2011",
}


@pytest.fixture
def districts(tmp_path: Path) -> Path:
    folder = tmp_path / "home" / "include" / "districts"
    folder.mkdir(parents=True)
    return folder


def files(name: str, quarter: str = "2024-Q1") -> list[Path]:
    return sorted((SAMPLE / name / quarter).iterdir())


def begin(
    districts: Path, paths: Iterable[Path], given: dict[str, str], ask: Callable[[Question], str] | None = None
) -> Beginning:
    reference = Settings().reference_dir
    codes = load_codes(reference / "codes.yaml")
    answers = Answers(given, ask)
    return interview("begun", list(paths), usual_words(reference / "headers.yaml"), codes, districts, answers)


class Asked:
    """Answers what a borough or a county is asked and remembers it."""

    def __init__(self, known: dict[str, str]) -> None:
        self.known = known
        self.keys: list[str] = []

    def __call__(self, question: Question) -> str:
        self.keys.append(question.key)
        fallback = question.proposal or next(iter(question.choices), "")
        return self.known.get(question.key, fallback)


def test_an_english_borough_is_understood_and_its_folder_passes_the_check(districts: Path) -> None:
    asked = Asked(BOROUGH)
    begun = begin(districts, files("brackenford"), {}, asked)
    kinds = {name: extract.files[0].path.suffix for name, extract in begun.extracts.items()}
    assert kinds.items() >= {"registration": ".csv", "funding": ".json"}.items()
    assert "population" in asked.keys  # the homes that are inspected are none of the register's charities
    assert begun.identifiers is not None
    assert begun.identifiers["pattern"] == r"\d{7}"
    assert begun.identifiers["name"] == "charity number"
    assert all(town.code.startswith("E05") for town in begun.towns)
    assert len(begun.towns) == 14
    assert {"language", "identifiers", "town_codes"}.isdisjoint(asked.keys)  # the files tell these
    assert {"profile", "code", "name", "unit.funding.awarded_fen"} <= set(asked.keys)  # and never these
    write_beginning(districts.parents[1], districts, begun)
    assert district_problems(districts, "begun") == []
    made = load_district(districts, "begun")
    assert made.languages == ("en",)
    assert made.currency == "GBP"
    register = made.sources["registration"].layout
    assert (register.encoding, register.dates) == ("cp1252", "day_first")
    assert len(register.columns["name"].aliases) > 3  # synonyms, not one alias a column
    assert "Contact" in register.ignore
    assert made.sources["funding"].layout.records == "grants"
    assert made.sources["registration"].exits == "by_disappearance"
    inspections = made.sources["evaluation"]
    assert inspections.population == "own"
    assert inspections.layout.columns["event_result"].aliases[0] == "Overall rating"  # no grade that is held for years
    assert {made.codes["event_result"][code].means for code in ("good", "inadequate")} == {"no_finding", "finding"}
    assert {one.means for one in made.codes["fund"].values()} == {"special_fund"}
    assert "special_fund_first_year" not in made.parameters
    assert "\u4e00" not in "".join(p.read_text(encoding="utf-8") for p in (districts / "begun").glob("district.yaml"))
    assert (districts.parents[1] / "inbox" / "begun" / "2024-Q1" / "grants_2024-Q1.json").is_file()


def test_a_county_with_the_least_that_exists_is_understood(districts: Path) -> None:
    asked = Asked(COUNTY)
    begun = begin(districts, [*files("songjian"), *files("songjian", "2024-Q2")], {}, asked)
    assert begun.quarters == [Quarter(2024, 1), Quarter(2024, 2)]
    assert begun.land.profile == "cn"
    assert begun.registrars == ["松涧县民政局（社管科）"]
    assert begun.publisher == "松涧县民政局"
    assert {"profile", "publisher", "identifiers", "unit.funding.awarded_fen"}.isdisjoint(asked.keys)
    write_beginning(districts.parents[1], districts, begun)
    assert district_problems(districts, "begun") == []
    made = load_district(districts, "begun")
    assert made.former_codes == ("990402",)
    assert {town.name for town in made.towns} >= {"松涧镇", "白水乡"}
    assert made.sources["funding"].layout.columns["awarded_fen"].unit == "元"
    assert dict(made.terms["zh"])["全区"] == "全县"
    assert made.parameters["special_fund_first_year"] == 2011


def test_what_the_files_do_not_tell_is_refused_by_its_option_where_nobody_can_be_asked(districts: Path) -> None:
    given: dict[str, str] = {}
    needed = []
    for _ in range(20):
        try:
            begin(districts, files("songjian"), given)
        except ConfigError as error:
            sentence = error.message
            key = sentence.zh.partition("--answer ")[2].partition("=")[0]
            assert f"--answer {key}=" in sentence.en
            assert "\n" not in sentence.zh
            needed.append(key)
            given[key] = COUNTY[key]
        else:
            break
    assert set(needed) == set(COUNTY)
    assert not any(districts.iterdir())


def test_an_answer_to_no_question_and_one_that_is_no_choice_are_refused(districts: Path) -> None:
    with pytest.raises(ConfigError, match="kode"):
        begin(districts, files("songjian"), {**COUNTY, "kode": "1"})
    with pytest.raises(ConfigError, match="profile"):
        begin(districts, files("songjian"), {**COUNTY, "profile": "mars"})
    assert begin(districts, files("songjian"), {**COUNTY, "profile": "cn-guangzhou"}).land.profile == "cn-guangzhou"


def test_only_the_funds_that_are_named_are_the_districts_own_money(districts: Path) -> None:
    begun = begin(districts, files("brackenford"), {**BOROUGH, "fund.own": "Ward Grants | Main Grants"})
    means = {entry["en"]: entry.get("means") for entry in begun.codes["fund"].values()}
    assert means == {"Ward Grants": "special_fund", "Main Grants": "special_fund", "Household Support": None}
    without = {key: answer for key, answer in BOROUGH.items() if key != "special_fund_first_year"}
    begun = begin(districts, files("brackenford"), {**without, "fund.own": "none"})  # so nobody asks since when it is
    assert not any("means" in entry for entry in begun.codes["fund"].values())
    with pytest.raises(ConfigError, match="Old Grants"):
        begin(districts, files("brackenford"), {**BOROUGH, "fund.own": "Old Grants"})
    with pytest.raises(ConfigError, match="不是年份"):
        begin(districts, files("brackenford"), {**BOROUGH, "special_fund_first_year": "long ago"})


def test_ratings_of_organizations_that_are_assessed_stay_grades(districts: Path) -> None:
    kept = {key: answer for key, answer in BOROUGH.items() if not key.startswith("word.event_result")}
    begun = begin(districts, files("brackenford"), {**kept, "evaluation.event_kind": "assessment"})
    assert "grade" in begun.extracts["evaluation"].proposal.columns
    assert set(begun.codes["grade"]) == {"outstanding", "good", "requires_improvement", "inadequate"}


def test_files_without_a_register_and_files_that_are_no_table_are_one_sentence(districts: Path, tmp_path: Path) -> None:
    grants = [path for path in files("songjian") if path.suffix == ".csv"]
    with pytest.raises(ConfigError, match="登记名册"):
        begin(districts, grants, COUNTY)
    empty = tmp_path / "empty_2024-Q1.csv"
    empty.write_text(" \n", encoding="utf-8")
    with pytest.raises(GovreportError, match="empty_2024"):
        begin(districts, [*files("songjian"), empty], COUNTY)


def test_a_file_of_unknown_headers_is_asked_about_and_may_be_left_out(districts: Path, tmp_path: Path) -> None:
    strange = tmp_path / "别的_2024-Q1.csv"
    strange.write_text("甲,乙\n一,二\n三,四\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"file\.别的_2024-Q1\.csv"):
        begin(districts, [*files("songjian"), strange], COUNTY)
    begun = begin(districts, [*files("songjian"), strange], {**COUNTY, f"file.{strange.name}": "none"})
    assert set(begun.extracts) == {"registration", "funding"}


def test_the_quarter_is_told_by_name_or_cut_off_and_asked_otherwise(districts: Path, tmp_path: Path) -> None:
    register, grants = sorted(files("songjian"), key=lambda path: path.suffix == ".csv")
    by_cutoff = Path(shutil.copy(register, tmp_path / "名册.xlsx"))
    assert begin(districts, [by_cutoff, grants], COUNTY).quarters == [Quarter(2024, 1)]
    text = grants.read_bytes().decode("gb18030").replace("截至2024年3月31日", "松涧")
    without = tmp_path / "名单.csv"
    without.write_bytes(text.encode("gb18030"))
    with pytest.raises(ConfigError, match=r"quarter\.名单\.csv"):
        begin(districts, [register, without], COUNTY)
    told = {**COUNTY, "quarter.名单.csv": "2024-Q1", "cutoff.funding": "quarter_end"}
    begun = begin(districts, [register, without], told)
    assert begun.quarters == [Quarter(2024, 1)]
    assert begun.choices["funding"].cutoff == "quarter_end"


def test_a_folder_and_a_file_that_are_there_are_left_alone(districts: Path) -> None:
    begun = begin(districts, files("songjian"), COUNTY)
    (districts / "begun").mkdir()
    (districts / "begun" / "targets.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(ConfigError, match="已经存在"):
        write_beginning(districts.parents[1], districts, begun)
    assert (districts / "begun" / "targets.csv").read_text(encoding="utf-8") == "mine"
    shutil.rmtree(districts / "begun")
    inbox = districts.parents[1] / "inbox" / "begun" / "2024-Q1" / files("songjian")[0].name
    inbox.parent.mkdir(parents=True)
    inbox.write_bytes(b"mine")
    with pytest.raises(ConfigError, match="没有改动"):
        write_beginning(districts.parents[1], districts, begun)
    assert inbox.read_bytes() == b"mine"


def test_a_sure_proposal_is_taken_and_a_likely_one_is_not() -> None:
    text = Message("问", "ask")
    answers = Answers({}, None)
    assert answers.decide(Question("a", text, ("x", "y"), "x", sure=True)) == "x"
    with pytest.raises(ConfigError, match="看来像 x"):
        answers.decide(Question("b", text, ("x", "y"), "x"))
    assert Answers({"a": "Y"}, None).decide(Question("a", text, ("x", "y"), "x", sure=True)) == "y"
    assert Answers({}, lambda _: "y").decide(Question("b", text, ("x", "y"), "x")) == "y"
    assert parse_answers(["a.b=c=d"]) == {"a.b": "c=d"}
    with pytest.raises(ConfigError, match="=答案"):
        parse_answers(["a"])


def test_words_of_the_files_become_spellings_or_codes_of_the_district(districts: Path) -> None:
    begun = begin(districts, files("brackenford"), {}, Asked(BOROUGH))
    write_beginning(districts.parents[1], districts, begun)
    known = {name: set(words) for name, words in begun.words.items()} | {n: set(c) for n, c in begun.codes.items()}
    assert {"legal_type", "fund"} <= set(known)
    for name in ("words.yaml", "codes.yaml"):
        path = districts / "begun" / name
        if path.is_file():
            assert yaml.safe_load(path.read_text(encoding="utf-8"))
