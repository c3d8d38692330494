"""English as somebody writes it who writes English: one notation of money, plurals by rule, nothing said twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import pytest
from jinja2 import meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

from govreport.indicators.catalogue import CATALOGUE
from govreport.reports.build import build_model
from govreport.reports.documents.reply_annex import reply_annex
from govreport.reports.documents.town_brief import town_brief
from govreport.reports.facts import Facts
from govreport.reports.model import ReportModel
from govreport.reports.quantities import in_cell, quantity, unit_word
from govreport.reports.words import load_words, plural
from govreport.settings import Settings
from tests.reports.fictional import fictional_inputs

EN, ZH = (load_words(Settings().templates_dir, language) for language in ("en", "zh"))
COUNTED = dict(pair.split("/") for pair in EN.list("singular")) | {
    "matters": "matter", "quarters": "quarter", "rows": "row", "files": "file", "days": "day", "figures": "figure",
    "stages": "stage", "entries": "entry", "communities": "community", "indicators": "indicator", "rules": "rule",
    "revisions": "revision", "characters": "character", "sheets": "sheet", "identities": "identity",
    "values": "value", "corrections": "correction", "rectifications": "rectification", "findings": "finding",
    "graduates": "graduate", "recipients": "recipient",
}  # fmt: skip
"""Nouns that numbers stand before, in the plural and in the singular."""


def phrases() -> Iterator[tuple[str, str]]:
    """Every English phrase by its name, as it stands."""
    for name in sorted(EN.names()):
        if name in EN:
            yield name, EN.group(name.rpartition(".")[0])[name.rpartition(".")[2]] if "." in name else ""


def filled(text: str, number: str) -> str:
    """A phrase with the same number in each of its places."""
    environment = ImmutableSandboxedEnvironment()
    environment.filters["plural"] = plural
    places = meta.find_undeclared_variables(environment.parse(text))
    compared = {place: int(number) for place in places if re.search(rf"\b{place} [>-]", text)}
    named = {"quarter": "Q3"} if "quarter" in places else {}
    return environment.from_string(text).render(dict.fromkeys(places, number) | compared | named)


@pytest.mark.parametrize(
    "indicator", [i for i in CATALOGUE.values() if i.kind in ("count", "score")], ids=lambda i: i.id
)
def test_every_counted_unit_stands_in_the_singular_for_one_only(indicator: object) -> None:
    unit = unit_word(EN, indicator)  # type: ignore[arg-type]
    said = [str(quantity(EN, indicator, n).text) for n in (0, 1, 2)]  # type: ignore[arg-type]
    assert said == [f"0 {unit}", f"1 {COUNTED[unit]}", f"2 {unit}"]


def test_no_phrase_can_say_one_towns_or_two_town() -> None:
    wrong = []
    for name, text in phrases():
        one, two = filled(text, "1"), filled(text, "2")
        for many, single in COUNTED.items():
            if re.search(rf"(?<![\d.,])\b1 {many}\b", one):
                wrong.append((name, one))
            if many != single and re.search(rf"(?<![\d.,])\b2 {single}\b(?! (fund|base|organization|sheet)s?\b)", two):
                wrong.append((name, two))
    assert wrong == []


def test_verbs_agree_with_none_one_and_two() -> None:
    """Where a number stands right before a verb, or before its noun and a verb."""
    one = re.compile(r"(?<![\d.,%-])\b1 (?:[a-z]+ )?(?:were|are|have|do not|lack|agree|differ|operate)\b(?!n)")
    many = re.compile(
        r"(?<![\d.,%-])\b[02] (?:[a-z]+ )?(?:was|is|has|does not|lacks|agrees|differs|operates)\b(?! now| never)"
    )
    # names and rates are no counts
    no_counts = re.compile(r"\{\{ (?:town|category|goal|target|what|quarters|value|share) \}\}(?= [a-z])")
    counted = [(name, no_counts.sub("This", text)) for name, text in phrases()]
    wrong = [(name, filled(text, "1")) for name, text in counted if one.search(filled(text, "1"))]
    for number in ("0", "2"):
        wrong += [(name, filled(text, number)) for name, text in counted if many.search(filled(text, number))]
    assert wrong == []


def test_nothing_of_a_kind_is_none_in_a_sentence_and_not_a_nought() -> None:
    moves = EN("structure.moves", new="3 organizations", exits="0", net="")
    assert moves == "3 organizations registered this quarter and none left the register."
    assert EN("structure.moves", new="1 organization", exits="1", net="").startswith("1 organization registered")
    checked = {"checked": "4", "share": "0%"}
    assert EN("supervision.findings", found="0", **checked).endswith("reached 4 organizations; none had findings.")
    assert EN("supervision.findings", found="2", **(checked | {"share": "50%"})).endswith("2 (50%) had findings.")


def test_the_lead_of_a_finding_is_a_sentence_or_announces_one() -> None:
    """What stands in bold before "As of 30 June 2024, …" is no fragment of one."""
    verb = re.compile(r"\b(has|have|is|are|was|were|keeps|needs?)\b")
    for group in ("findings.total", "findings.funding", "findings.attention"):
        for name, lead in EN.group(group).items():
            if name.startswith("lead"):
                text = filled(lead, "2")
                assert text.endswith("."), text
                assert verb.search(text), text
    assert all(EN(f"{name}.lead").endswith(":") for name in ("brief", "reply", "operators"))


def test_a_word_follows_the_number_of_a_quantity_too() -> None:
    assert [plural(f"{n} x", "was", "were") for n in (0, 1, 2, "1.5", "10", "1,000")] == ["were", "was", *["were"] * 4]


def test_phrases_say_percentage_points_and_neither_yuan_nor_chinese() -> None:
    for name, text in phrases():
        plain = filled(text, "3")
        assert not re.search(r"(?<!percentage )\bpoints?\b", plain) or "point" in name, name
        assert not re.search(r"\byuan\b|RMB|¥", plain), name
        assert not re.search(r"[一-鿿]", plain), name


def test_money_in_tables_and_charts_is_in_thousands_and_its_head_says_so() -> None:
    declared = CATALOGUE["G02"]
    cell = in_cell(EN, declared, Fraction("920"))
    assert (cell.text, unit_word(EN, declared), cell.per_unit) == ("9,200", "CNY thousand", 10)
    assert in_cell(EN, CATALOGUE["G03"], Fraction("3.72")).text == "37.2"
    assert in_cell(EN, declared, Fraction("-0.05")).signed == "−1"
    assert (in_cell(ZH, declared, Fraction("920")).text, unit_word(ZH, declared)) == ("920.0", "万元")
    assert unit_word(EN, declared, stored=True) == "CNY 10,000"


@pytest.fixture(scope="module", params=["report", "brief", "reply"])
def model(request: pytest.FixtureRequest) -> ReportModel:
    inputs = fictional_inputs()
    if request.param == "report":
        return build_model(inputs, "en")
    if request.param == "brief":
        return town_brief(inputs, "en", inputs.district.towns[0].code)
    return reply_annex(inputs, "en")


def texts(value: object) -> Iterator[str]:
    """Every printed text of a document, data and drawings apart."""
    if isinstance(value, str):
        yield str(value)
    elif isinstance(value, dict):
        yield from (t for key, v in value.items() if key not in ("svg_narrow", "data", "href") for t in texts(v))
    elif isinstance(value, list | tuple):
        yield from (t for v in value for t in texts(v))


def test_a_document_has_one_notation_of_money(model: ReportModel) -> None:
    for text in texts(model.model_dump()):
        visible = re.sub(r"<[^>]*>", " ", text)
        assert not re.search(r"\byuan\b|10,000 yuan|\d m\b|CNY [\d.,]+m\b|million CNY|[\d.]+ CNY\b", visible), visible


def test_movements_name_their_unit_once(model: ReportModel) -> None:
    for text in texts(model.model_dump()):
        assert not re.search(r"\b(up|down) [\d,.]+ (organizations?|cases?|projects?|towns?)\b", text), text
        assert not re.search(r"\b1 (organizations|cases|projects|towns|payments|people|matters|days)\b", text), text


def test_alternative_texts_list_numbers_with_their_names() -> None:
    facts = Facts(fictional_inputs(), EN)
    chart = next(b for s in build_model(facts.inputs, "en").sections for b in s.blocks if b.type == "chart")
    assert re.search(r"line chart: Q3 2017: \d+, Q4 2017: \d+, ", chart.alt)


def changed(issued: ReportModel) -> str:
    """What the next edition says that it changes on page 1."""
    made = build_model(replace(fictional_inputs(), replaced=issued), "en")
    return next(line for line in made.replaces if "first page" in line)


def test_a_new_edition_with_the_same_figures_changes_none_however_the_former_wrote_its_money() -> None:
    issued = build_model(fictional_inputs(), "en")
    assert changed(issued) == "No figure of the first page has changed."
    cards = [k.model_copy(update={"value": "9.2m", "unit": "CNY"}) if k.indicator == "G02" else k for k in issued.kpis]
    assert changed(issued.model_copy(update={"kpis": cards})) == "No figure of the first page has changed."


def test_a_changed_amount_is_told_in_the_notation_of_text() -> None:
    issued = build_model(fictional_inputs(), "en")
    other = [
        p.model_copy(update={"value": p.value + 1}) if p.indicator == "G02" and p.value else p for p in issued.data
    ]
    cards = [k.model_copy(update={"value": "CNY 9.21"}) if k.indicator == "G02" else k for k in issued.kpis]
    said = changed(issued.model_copy(update={"data": other, "kpis": cards}))
    assert "was CNY 9.21 million and is now CNY 9.2 million" in said
