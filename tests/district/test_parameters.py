"""Numbers of one place: what a district states, what they define, and what is off without them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from govreport.district.folder import District
from govreport.district.given import Given
from govreport.district.laws import LAWS
from govreport.district.parameters import PARAMETERS
from govreport.district.reading import district_problems, load_district
from govreport.errors import Message
from govreport.indicators.availability import why_unstated
from govreport.indicators.catalogue import CATALOGUE, catalogue_of, definition_sha256
from govreport.quality.catalogue import SUITES, rules_of
from govreport.quarter import Quarter
from govreport.reports.words import load_words
from govreport.settings import Settings
from govreport.store.files import FileStore
from tests.conftest import PROJECT
from tests.district.test_profile import districts as districts
from tests.indicators.tables import figures

Q = Quarter(2019, 3)
READ = sorted({name for i in CATALOGUE.values() for name in i.parameters})


def without(panyu: District, name: str) -> District:
    if name == "annual_reports":
        return panyu.model_copy(update={"annual_reports": None})
    return panyu.model_copy(update={"parameters": {k: v for k, v in panyu.parameters.items() if k != name}})


def grant(**cells: Any) -> dict[str, Any]:
    return {
        "project_no": "V1", "fund": "city_venture", "approved_on": date(2019, 2, 1), "town_code": "440113007",
        "purpose": "elderly", "instalment": 1, "awarded_fen": 70_00, "budget_fen": 100_00,
    } | cells  # fmt: skip


def test_panyu_states_them_all_by_its_own_file_or_its_profile(panyu: District) -> None:
    assert panyu.parameters.keys() == PARAMETERS.keys()
    assert panyu.laws.keys() == LAWS.keys()
    assert panyu.parameters["special_fund_first_year"] == 2014
    assert panyu.parameters["city_venture_ceiling"] == Decimal(500_000)
    assert panyu.given.bound(date(2019, 9, 30))["city_venture_ceiling"] == 50_000_000
    assert panyu.given.bound(date(2019, 9, 30))["report_deadline"] == date(2019, 3, 31)


@pytest.mark.parametrize("name", READ)
def test_without_a_number_what_rests_on_it_is_not_stated_and_all_else_is(panyu: District, name: str) -> None:
    fewer = without(panyu, name)
    silent = {i.id for i in catalogue_of(fewer.given).values() if fewer.given.lacks(i.parameters)}
    assert silent == {i.id for i in CATALOGUE.values() if name in i.parameters} != set()
    for id in silent:
        reason = why_unstated(catalogue_of(fewer.given)[id], fewer)
        assert reason is not None
        assert "district.yaml" in reason.zh
        assert name in reason.en


def test_the_engine_leaves_it_out_and_a_neighbour_stays(files: FileStore, panyu: District) -> None:
    rows = {"funding": [grant()]}
    assert figures(files, panyu, "2019-Q3", only="V03", **rows).get("V03", Q) is not None
    found = figures(files, without(panyu, "city_venture_share"), "2019-Q3", **rows)
    assert found.get("V03", Q) is None
    assert found.get("V01", Q) is not None


def test_another_number_is_another_figure_and_another_series(files: FileStore, panyu: District) -> None:
    higher = panyu.model_copy(update={"parameters": {**panyu.parameters, "city_venture_share": Decimal("70.5")}})
    rows = {"funding": [grant(), grant(project_no="V2", awarded_fen=71_00)]}
    counts = [figures(files, d, "2019-Q3", only="V03", **rows).get("V03", Q) for d in (panyu, higher)]
    assert [o and o.numerator for o in counts] == [2, 1]
    same = {i.id for i in CATALOGUE.values() if definition_sha256(i, panyu.given) == definition_sha256(i, higher.given)}
    assert CATALOGUE.keys() - same == {"V03"}


def test_names_and_definitions_say_the_number(panyu: District) -> None:
    assert catalogue_of(panyu.given)["V03"].name == Message(
        "市公益创投资助超预算六成", "City venture grants above 60% of the budget"
    )
    other = replace(
        panyu.given, parameters={**panyu.parameters, "city_venture_share": Decimal(65), "abnormal_list_years": 3}
    )
    assert catalogue_of(other)["V03"].name == Message(
        "市公益创投资助超预算65%", "City venture grants above 65% of the budget"
    )
    assert catalogue_of(other)["S09"].name == Message("异常名录即将满三年", "Nearly three years on the abnormal list")
    assert catalogue_of(panyu.given)["G02"].formula.en.startswith("Sum the special fund has paid since 2014, less")
    assert catalogue_of(Given())["G02"].formula.en.startswith("Sum the special fund has paid, less")
    assert not any(
        "{" in t for i in catalogue_of(panyu.given).values() for t in (*i.name, *i.formula, *(i.caveat or ()))
    )


def test_rules_say_the_number_and_are_off_without_it(panyu: District) -> None:
    resting = {(name, rule.id) for name, suite in SUITES.items() for rule in suite if rule.parameters}
    assert {("across", "E32-SERIOUS"), ("funding", "E26-SHARE"), ("funding", "E21P"), ("evaluation", "E25")} <= resting
    said = {rule.id: rule for name in SUITES for rule in rules_of(name, panyu)}
    assert (said["E26-SHARE"].zh, said["E26-CEILING"].zh) == (
        "公益创投资助不超过项目预算的60%", "公益创投单个项目资助不超过50万元"
    )  # fmt: skip
    assert (
        said["E32-SERIOUS"].en == "in the two years before its award a recipient wasn't on the list of serious breaches"
    )
    assert not any("{" in t for rule in said.values() for t in (rule.zh, rule.en, *rule.why, *rule.fix))


def test_templates_say_the_number_in_both_languages(panyu: District) -> None:
    templates = Settings().templates_dir
    for language, said in (("zh", "满两年"), ("en", "Nearly two years")):
        marks = panyu.given.marks(language)
        wording = load_words(templates, language, marks=marks).wording()
        assert said in wording
        assert "[[" not in wording
        assert all(text for _, text in marks)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("parameters: {special_fund_year: 2014}", "perhaps special_fund_first_year is meant"),
        ("parameters: {special_fund_first_year: '14'}", "special_fund_first_year must be a year"),
        ("parameters: {city_venture_share: 160}", "city_venture_share must be a number up to 100"),
        ("parameters: {city_venture_ceiling: 0.005}", "city_venture_ceiling must be an amount"),
        ("parameters: {city_venture_limits_since: 2019}", "city_venture_limits_since must be a day"),
        ("parameters: {abnormal_list_years: 0}", "abnormal_list_years must be a whole number of years"),
        ("laws: {checkz: {zh: 办法}}", "perhaps checks is meant"),
    ],
)
def test_one_sentence_says_what_is_wrong(districts: Path, entry: str, said: str) -> None:
    path = districts / "panyu" / "district.yaml"
    name = entry.split(":")[0]
    text = path.read_text(encoding="utf-8").replace(f"{name}: {{special_fund_first_year: 2014}}\n", "")
    if name == "laws":
        text = text.replace("laws:\n", "laws:\n  checkz: {zh: 办法}\n")
    else:
        text += f"{entry}\n"
    path.write_text(text, encoding="utf-8")
    problems = [message.en for message in district_problems(districts, "panyu")]
    assert len(problems) == 1
    assert said in problems[0]


def test_an_empty_entry_takes_a_number_of_the_profile_away(districts: Path) -> None:
    path = districts / "panyu" / "district.yaml"
    text = path.read_text(encoding="utf-8").replace("{special_fund_first_year: 2014}", "{grade_years: }")
    path.write_text(text, encoding="utf-8")
    stated = load_district(districts, "panyu").parameters
    assert "grade_years" not in stated
    assert stated["abnormal_list_years"] == 2


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_parameter_and_law_is_in_the_docs(language: str) -> None:
    page = (PROJECT / "docs" / language / "districts.md").read_text(encoding="utf-8")
    for name, parameter in PARAMETERS.items():
        assert f"`{name}` | {parameter.meaning.in_language(language)}" in page, name
    for key, about in LAWS.items():
        assert f"`{key}` | {about.in_language(language)}" in page, key
