"""Whatever a district's towns and offices are called, its documents are borne out, and a lie about them is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from govreport.district.folder import District, Town
from govreport.language import Language
from govreport.reports.build import build_model
from govreport.reports.claims import CaseClaim, Key
from govreport.reports.documents.town_brief import town_brief
from govreport.reports.facts import Facts
from govreport.reports.inputs import ReportInputs
from govreport.reports.stated import Stated, given_text
from govreport.reports.statements.check import doubts
from govreport.reports.statements.given_names import Names
from govreport.reports.statements.printed import bare_numbers, unclaimed_names
from govreport.reports.words import load_words
from tests.reports.fictional import QUARTER, fictional_evidence, fictional_inputs

Named = Callable[[int, Town], Mapping[str, str]]


def called(named: Named) -> ReportInputs:
    inputs = fictional_inputs()
    district = inputs.district
    towns = tuple(town.model_copy(update=named(n, town)) for n, town in enumerate(district.towns))
    renamed: District = district.model_copy(update={"towns": towns})
    renamed.__dict__.pop("town_by_code", None)  # cached from the names before
    return replace(inputs, district=renamed)


def told(inputs: ReportInputs, language: Language) -> set[tuple[str, str]]:
    """What is told of the report and a brief: where, and why."""
    evidence, town = fictional_evidence(inputs), inputs.district.towns[1].code
    found = [*doubts("report", build_model(inputs, language), evidence)]
    found += doubts("brief", town_brief(inputs, language, town), evidence, (town,))
    return {(doubt.where, doubt.why.en) for doubt in found}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "named",
    [
        lambda n, town: {"short_name": f"第{n + 7}街", "en": f"Ward {n + 7}"},
        lambda n, town: {"short_name": f"第{n + 7}街", "en": f"Block {n + 7} Ward"},
        lambda n, town: {"short_name": "石楼" + "北" * n, "en": "Stone" + " North" * n},
        lambda n, town: {"short_name": "社区" if n == 0 else town.short_name, "en": "Town" if n == 0 else town.en},
        lambda n, town: {"short_name": "番禺" if n == 0 else town.short_name, "en": "Panyu" if n == 0 else town.en},
    ],
    ids=["numbered", "numbered within", "one within another", "a common word", "as the district"],
)
def test_names_with_numbers_within_each_other_or_of_common_words_hold_no_report(
    named: Named, language: Language
) -> None:
    # The invented inputs have no files, so what is said of rows is told with any names.
    assert told(called(named), language) == told(fictional_inputs(), language)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_publisher_with_a_number_holds_no_report(language: Language) -> None:
    inputs = fictional_inputs()
    publisher = inputs.district.publisher.model_copy(update={"zh": "第3民政局", "en": "Bureau No. 3"})
    numbered = replace(inputs, district=inputs.district.model_copy(update={"publisher": publisher}))
    assert told(numbered, language) == told(inputs, language)


def test_a_number_beside_a_name_and_a_town_beside_another_are_told_all_the_same() -> None:
    names = Names({"第7街": "a", "石楼": "b", "石楼北": "c", "Ward 7": "d", "Ward 71": "e"}, ["第3民政局"])
    assert bare_numbers("第7街7家", names) == ["7"]
    assert bare_numbers("第3民政局第3期", names) == ["3"]
    assert bare_numbers("Ward 7, Ward 71 and Ward 712", names) == ["712"]
    assert unclaimed_names(Stated("石楼北减少"), names) == ["c"]
    assert unclaimed_names(Stated("石楼北、石楼减少"), names) == ["b", "c"]
    assert unclaimed_names(Stated("Ward 71 lost one"), names) == ["e"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_town_within_an_organizations_name_is_not_named_by_it_and_beside_it_is(language: Language) -> None:
    names = Names({"Foxholes": "f", "石楼": "s"})
    body, town, code = ("Foxholes Bell Ringers", "Foxholes", "f") if language == "en" else ("石楼敲钟协会", "石楼", "s")
    quoted = given_text("name", body)
    case = Stated(body, CaseClaim(Key("S10", QUARTER), "names", f"甲会、{body}"))
    for said in (quoted, case):
        assert unclaimed_names(Stated("In: ") + said, names) == []
        assert unclaimed_names(said + f", {town}", names) == [code]
    assert unclaimed_names(Stated(body), names) == [code]  # nobody says that it is a name


@pytest.mark.parametrize(
    ("towns", "briefs"),
    [
        (["North Ward", "South Ward"], ["North", "South"]),
        (["Ward 7", "Ward 8"], ["Ward 7", "Ward 8"]),
        (["Hill Town", "Hill Village", "Dale Town", "Lake Village"], ["Hill Town", "Hill Village"]),
        (["Hackney", "Dalston"], ["Hackney", "Dalston"]),
    ],
)
def test_charts_leave_out_what_towns_share_and_nothing_that_tells_them_apart(
    towns: list[str], briefs: list[str]
) -> None:
    inputs = called(lambda n, town: {"en": towns[n] if n < len(towns) else f"Other{n}"})
    facts = Facts(inputs, load_words(inputs.settings.templates_dir, "en"))
    assert [facts.town_brief(town.code) for town in inputs.district.towns[: len(briefs)]] == briefs
