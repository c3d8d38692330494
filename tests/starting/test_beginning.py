"""A district begun from its own files: what they tell is taken, what they don't is asked, and nothing is guessed."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
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
from tests.fixtures.french import ANSWERS, write_files

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
    "population.called": "care homes",
}
COUNTY = {
    "name": "松涧县",
    "code": "990421",
    "former_codes": "990402",
    "town_codes": "own",
    "funding.fund": "special_fund",
    "special_fund_first_year": "2011",
    "amount.funding": "both",
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


def test_titles_in_french_are_shown_with_cells_and_asked_about(districts: Path, tmp_path: Path) -> None:
    paths = write_files(tmp_path)
    known = {key: answer for key, answer in ANSWERS.items() if not key.startswith("column.")}
    with pytest.raises(ConfigError, match=r"Nom de l'association.*Amicale des Lavandes.*column\.registration\.Nom"):
        begin(districts, paths, known)
    asked = Asked(ANSWERS)
    begun = begin(districts, paths, {}, asked)
    assert set(ANSWERS) - set(asked.keys) == set()  # every title, also one that looks like a word of the dictionary
    assert begun.strange == [path.name for path in paths]
    write_beginning(districts.parents[1], districts, begun)
    assert district_problems(districts, "begun") == []
    made = load_district(districts, "begun")
    assert (made.languages, made.currency, made.country) == (("en",), "EUR", "FR")
    grants = made.sources["funding"].layout
    assert (grants.encoding, grants.dates, grants.decimal) == ("cp1252", "day_first", "comma")
    assert grants.columns["paid_fen"].aliases[0] == "Montant versé"
    register = made.sources["registration"].layout
    assert register.columns["exited_on"].aliases[0] == "Date de dissolution"
    assert "Présidence" in register.ignore
    assert made.identifiers.pattern == r"W\d{9}"
    assert all(town.code.startswith("99-ORM") and len(town.code) == 9 for town in made.towns)


def test_what_is_said_of_titles_is_taken_at_its_word_and_two_titles_are_not_one_column(
    districts: Path, tmp_path: Path
) -> None:
    paths = write_files(tmp_path)
    left = {**ANSWERS, "column.funding.Dispositif": "none", "funding.fund": "special_fund"}
    del left["fund.own"]
    begun = begin(districts, paths, left)
    assert "fund" not in begun.extracts["funding"].proposal.columns  # its cells are not taken for it either
    twice = {**ANSWERS, "column.funding.Montant attribué": "paid_fen"}
    with pytest.raises(ConfigError, match=r"Montant attribué.*Montant versé.*paid_fen"):
        begin(districts, paths, twice)


def test_amounts_that_could_have_either_mark_are_asked_about(districts: Path, tmp_path: Path) -> None:
    register, grants = write_files(tmp_path)
    text = re.sub(r"(\d)\.(\d{3}),50 €", r"\1.\2 €", grants.read_bytes().decode("cp1252"))
    grants.write_bytes(re.sub(r"(\d+),00 €", r"\1 €", text).encode("cp1252"))
    with pytest.raises(ConfigError, match=r"1\.250.*decimal\.funding"):
        begin(districts, [register, grants], ANSWERS)
    begun = begin(districts, [register, grants], {**ANSWERS, "decimal.funding": "comma"})
    assert begun.choices["funding"].decimal == "comma"


def without(known: dict[str, str], *keys: str) -> dict[str, str]:
    return {key: answer for key, answer in known.items() if key not in keys}


def lines_changed(path: Path, to: Path, *changes: tuple[str, str]) -> Path:
    """A copy of a Chinese county's list with some of its words changed."""
    text = path.read_bytes().decode("gb18030")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    to.mkdir(exist_ok=True)
    (to / path.name).write_bytes(text.encode("gb18030"))
    return to / path.name


@pytest.mark.parametrize(
    ("answer", "columns"),
    [
        ("awarded", {"awarded_fen"}),
        ("paid", {"paid_fen"}),
        ("both", {"awarded_fen", "paid_fen"}),
    ],
)
def test_one_amount_beside_a_day_of_payment_is_asked_about(districts: Path, answer: str, columns: set[str]) -> None:
    with pytest.raises(ConfigError, match=r"资助金额.*amount\.funding"):
        begin(districts, files("songjian"), without(COUNTY, "amount.funding"))
    begun = begin(districts, files("songjian"), {**COUNTY, "amount.funding": answer})
    write_beginning(districts.parents[1], districts, begun)
    assert district_problems(districts, "begun") == []
    layout = load_district(districts, "begun").sources["funding"].layout
    money = {name: setting for name, setting in layout.columns.items() if name in ("awarded_fen", "paid_fen")}
    assert set(money) == columns
    assert [s.unit for s in money.values() if s.aliases] == ["元"]
    if answer == "both":
        assert (money["paid_fen"].same_as, money["paid_fen"].where) == ("awarded_fen", "paid_on")


def test_what_every_title_was_taken_as_is_told_and_can_be_answered(districts: Path) -> None:
    answers = Answers({**without(COUNTY, "amount.funding"), "column.funding.资助金额": "paid_fen"}, None)
    reference = Settings().reference_dir
    usual, codes = usual_words(reference / "headers.yaml"), load_codes(reference / "codes.yaml")
    begun = interview("begun", files("songjian"), usual, codes, districts, answers)
    told = {one.question.key: one.answer for one in answers.decisions}
    assert told["column.funding.批准日期"] == "approved_on"
    assert told["column.funding.资助金额"] == "paid_fen"
    assert "awarded_fen" not in begun.extracts["funding"].proposal.columns
    left = {**COUNTY, "column.funding.拨付日期": "none"}
    del left["amount.funding"]  # no day of payment, no question
    begun = begin(districts, files("songjian"), left)
    assert "paid_on" not in begun.extracts["funding"].proposal.columns
    assert "拨付日期" in [c.title for c in begun.extracts["funding"].proposal.left]
    asked = Answers(BOROUGH, None)
    interview("begun", files("brackenford"), usual, codes, districts, asked)
    keys = [one.question.key for one in asked.decisions]
    assert "column.registration.Date registered" in keys  # as the file spells it


def test_a_town_that_only_the_grants_name_is_asked_about(districts: Path, tmp_path: Path) -> None:
    register, grants = sorted(files("songjian"), key=lambda path: path.suffix == ".csv")
    grants = lines_changed(grants, tmp_path / "changed", (",石梁镇,", ",石粱镇,"))
    with pytest.raises(ConfigError, match=r"石粱镇.*\d+行.*最像 石梁镇.*town\.石粱镇"):
        begin(districts, [register, grants], COUNTY)
    towns = {}
    for answer in ("石梁镇", "own", "none"):
        begun = begin(districts, [register, grants], {**COUNTY, "town.石粱镇": answer})
        towns[answer] = {town.name: town.aliases for town in begun.towns}
    assert towns["石梁镇"]["石梁镇"] == ("石粱镇",)
    assert "石粱镇" not in towns["石梁镇"]
    assert "石粱镇" in towns["own"]
    assert "石粱镇" not in towns["none"]
    begun = begin(districts, [register, grants], {**COUNTY, "town.石粱镇": "石梁镇"})
    write_beginning(districts.parents[1], districts, begun)
    assert {t.aliases for t in load_district(districts, "begun").towns if t.name == "石梁镇"} == {("石粱镇",)}


def test_all_towns_without_a_code_are_listed_with_their_rows(districts: Path) -> None:
    questions: list[Question] = []

    def ask(question: Question) -> str:
        questions.append(question)
        return COUNTY.get(question.key, question.proposal or next(iter(question.choices), ""))

    begun = begin(districts, files("songjian"), {}, ask)
    listed = next(one for one in questions if one.key == "town_codes")
    assert listed.proposal == "own"
    assert all(f"{town.name} 登记" in listed.text.zh or f"{town.name} 社会" in listed.text.zh for town in begun.towns)
    code = next(one for one in questions if one.key == "code")
    assert code.proposal in ("990421", "")  # never that of the district that it was part of once
    assert code.proposal == "990421"
    year = next(one for one in questions if one.key == "special_fund_first_year")
    assert (year.proposal, "2011" in year.text.zh) == ("", True)


def test_bodies_of_their_own_are_called_by_their_name(districts: Path) -> None:
    with pytest.raises(ConfigError, match=r"population\.called"):
        begin(districts, files("brackenford"), without(BOROUGH, "population.called"))
    write_beginning(districts.parents[1], districts, begin(districts, files("brackenford"), BOROUGH))
    assert load_district(districts, "begun").sources["evaluation"].title.en == "Inspections of care homes"


def test_the_only_answer_is_what_enter_gives() -> None:
    asked: list[Question] = []

    def enter(question: Question) -> str:
        asked.append(question)
        return question.proposal

    assert Answers({}, enter).decide(Question("a", Message("问", "ask"), ("own",))) == "own"


@pytest.mark.slow
def test_a_folder_that_is_there_is_refused_with_what_removes_it(districts: Path) -> None:
    begun = begin(districts, files("songjian"), COUNTY)
    write_beginning(districts.parents[1], districts, begun)
    with pytest.raises(ConfigError) as refused:
        write_beginning(districts.parents[1], districts, begun)
    command = refused.value.message.zh.partition("先运行：")[2]
    subprocess.run(shlex.split(command), check=True)  # noqa: S603 - what the message advises
    assert write_beginning(districts.parents[1], districts, begun)
