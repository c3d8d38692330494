"""What isn't supplied stands nowhere in a report but in the annex's list of what is missing, and once in the data."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from govreport.errors import Message
from govreport.indicators.model import Observation
from govreport.language import Language
from govreport.reports.build import build_model
from govreport.reports.inputs import ReportInputs
from govreport.reports.lacking import Lacking
from govreport.reports.model import ReportModel, TableBlock
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
