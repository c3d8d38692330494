"""What isn't supplied stands nowhere in a report but in the annex's list of what is missing, and once in the data."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from typing import Any

import pytest

from govreport.errors import Message
from govreport.indicators.model import Observation
from govreport.language import Language
from govreport.reports.build import build_model
from govreport.reports.documents.town_brief import town_brief
from govreport.reports.inputs import ReportInputs
from govreport.reports.lacking import Lacking
from govreport.reports.model import ReportModel, TableBlock
from govreport.reports.open_data.figures import figures_csv
from govreport.reports.statements.check import doubts
from tests.reports.fictional import QUARTER, fictional_evidence, fictional_inputs

LANGUAGES: tuple[Language, ...] = ("zh", "en")
WHAT = Lacking(
    "evaluation",
    Message("“定期抽查”类记录", "records of the kind Regular spot check"),
    ("S01", "S01N"),
    Message("请提供这类记录", "supply such records"),
)


def without(indicators: tuple[str, ...], *, earlier: bool) -> ReportInputs:
    """The invented inputs without these figures, of the quarter and the two it is compared with or of all."""
    restated = {QUARTER, QUARTER.previous, QUARTER.year_ago}

    def left(o: Observation) -> Observation | None:
        return o if o.indicator not in indicators or (earlier and o.quarter not in restated) else None

    return replace(fictional_inputs(change=left), lacking=(WHAT._replace(indicators=indicators),))


def doubtful(inputs: ReportInputs, language: Language) -> set[str]:
    """Why texts aren't borne out; the invented evidence knows no rows and rules, which some speak of."""
    model = build_model(inputs, language)
    return {d.why.en for d in doubts("report", model, fictional_evidence(inputs))}


def text_of(model: ReportModel) -> str:
    plain: dict[str, Any] = model.model_dump(mode="json", exclude={"data", "data_set", "triangles"})
    for section in plain["sections"]:
        section["blocks"] = [b for b in section["blocks"] if b.get("key") != "unstated"]
    return json.dumps(plain, ensure_ascii=False)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_figure_that_is_not_supplied_is_said_nowhere_and_listed_once(language: Language) -> None:
    inputs = without(("S01", "S01N"), earlier=False)
    whole, model = build_model(fictional_inputs(), language), build_model(inputs, language)
    word = {"zh": "定期抽查", "en": "egular check"}[language]
    assert word in text_of(whole)
    assert word not in text_of(model)
    table = model.block("unstated")
    assert isinstance(table, TableBlock)
    (row,) = table.rows
    assert WHAT.what.in_language(language) in row.cells[0].text
    assert row.cells[2].text == WHAT.remedy.in_language(language)
    missing = [p for p in model.data if p.indicator == "S01"]
    assert [(p.quarter, p.town_code, p.value, p.numerator, p.letters) for p in missing] == [
        (str(QUARTER), "", None, None, "M")
    ]
    assert doubtful(inputs, language) - doubtful(fictional_inputs(), language) == set()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_was_stated_in_earlier_quarters_is_said_to_have_been(language: Language) -> None:
    model = build_model(without(("S01", "S01N"), earlier=True), language)
    table = model.block("unstated")
    assert isinstance(table, TableBlock)
    last = QUARTER.previous.previous
    assert (last.zh if language == "zh" else last.en) in table.rows[0].cells[0].text
    never = build_model(without(("S01", "S01N"), earlier=False), language).block("unstated")
    assert isinstance(never, TableBlock)
    assert (last.zh if language == "zh" else last.en) not in never.rows[0].cells[0].text


@pytest.mark.parametrize("indicator", ["R14", "S08", "S03", "G02", "G10", "F01", "B01", "R09R", "S02C", "I01"])
def test_without_any_one_indicator_a_report_says_nothing_false(indicator: str) -> None:
    inputs = without((indicator,), earlier=False)
    for language in LANGUAGES:
        assert doubtful(inputs, language) - doubtful(fictional_inputs(), language) == set()
        assert not any(k.indicator == indicator for k in build_model(inputs, language).kpis)


def test_where_everything_is_supplied_there_is_no_such_list() -> None:
    model = build_model(fictional_inputs(), "zh")
    assert not any(getattr(b, "key", "") == "unstated" for s in model.sections for b in s.blocks)


LEFT_OUT = "440113102"
OF_ONE_TOWN = Lacking(
    "funding", Message("“拨付金额”一列", "the column paid"), ("G01", "G02", "S01"),
    Message("由镇街填写", "have the town fill it in"), towns=(LEFT_OUT,), stated=True,
)  # fmt: skip


def without_a_town() -> ReportInputs:
    """The invented inputs where one town doesn't supply three figures of the quarter."""

    def left(o: Observation) -> Observation | None:
        gone = o.town_code == LEFT_OUT and o.indicator in OF_ONE_TOWN.indicators and o.quarter == QUARTER
        return None if gone else o

    return replace(fictional_inputs(change=left), lacking=(OF_ONE_TOWN,))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_town_that_lacks_a_figure_has_a_dash_in_the_table_of_towns_and_the_district_has_its_figure(
    language: Language,
) -> None:
    inputs = without_a_town()
    whole, model = build_model(fictional_inputs(), language), build_model(inputs, language)
    before, now = whole.block("annex_towns"), model.block("annex_towns")
    assert isinstance(before, TableBlock)
    assert isinstance(now, TableBlock)
    codes = sorted(t.code_on(QUARTER.end) for t in inputs.district.towns)
    for code, old, new in zip([*codes, ""], before.rows, now.rows, strict=True):
        cells = [(a.text, b.text) for a, b in zip(old.cells, new.cells, strict=True) if a.text != b.text]
        assert len(cells) == (3 if code == LEFT_OUT else 0)
        assert {after for _, after in cells} <= {"—"}
    assert doubtful(inputs, language) - doubtful(fictional_inputs(), language) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_annex_names_the_town_and_the_data_says_once_that_its_figure_is_missing(language: Language) -> None:
    inputs = without_a_town()
    model = build_model(inputs, language)
    table = model.block("unstated")
    assert isinstance(table, TableBlock)
    (row,) = table.rows
    assert {"zh": "南村镇", "en": "Nancun"}[language] in row.cells[0].text
    assert {"zh": "其余镇街", "en": "the other towns"}[language] in table.note
    of_town = [p for p in model.data if (p.indicator, p.town_code, p.breakdown) == ("G02", LEFT_OUT, "")]
    assert [p.letters for p in of_town if p.quarter == str(QUARTER)] == ["M"]
    assert [(p.value, p.numerator) for p in of_town if p.quarter == str(QUARTER)] == [(None, None)]
    assert all(p.numerator is not None for p in of_town if p.quarter != str(QUARTER))
    (district,) = [p for p in model.data if (p.indicator, p.quarter, p.town_code, p.breakdown) == (
        "G02", str(QUARTER), "", "")]  # fmt: skip
    assert district.value is not None
    exported = figures_csv(model).decode("utf-8-sig").splitlines()
    (line,) = [r for r in csv.DictReader(exported) if (r["indicator"], r["quarter"], r["area"]) == (
        "G02", str(QUARTER), LEFT_OUT)]  # fmt: skip
    assert (line["value"], line["numerator"], line["status"]) == ("", "", "M")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_towns_own_brief_says_what_it_left_out_and_no_other_towns_does(language: Language) -> None:
    inputs = without_a_town()
    mine, other = (json.dumps(town_brief(inputs, language, t).model_dump(mode="json"), ensure_ascii=False)
                   for t in (LEFT_OUT, "440113007"))  # fmt: skip
    for text in (OF_ONE_TOWN.what.in_language(language), OF_ONE_TOWN.remedy.in_language(language)):
        assert text in mine
        assert text not in other
