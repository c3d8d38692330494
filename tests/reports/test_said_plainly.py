"""What is counted is called by its unit and by one name, in good English, and no number stands without its figure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache

import pytest

from govreport.canonical.codes import load_codes
from govreport.district.folder import District
from govreport.explain.rows import Writer
from govreport.indicators.catalogue import CATALOGUE
from govreport.indicators.model import Observation
from govreport.language import Language
from govreport.quarter import Quarter
from govreport.reports.build import build_model
from govreport.reports.claims import ChangeClaim, FigureClaim, Key, NameClaim
from govreport.reports.documents.town_brief import town_brief
from govreport.reports.facts import Facts
from govreport.reports.model import ChartBlock, ReportModel, TableBlock
from govreport.reports.quantities import quantity
from govreport.reports.stated import Stated, claims_of
from govreport.reports.statements.borne_out import untrue
from govreport.reports.statements.check import doubts
from govreport.reports.statements.naming import unscoped
from govreport.reports.words import load_words, plural
from govreport.settings import Settings
from tests.reports.fictional import QUARTER, fictional_evidence, fictional_inputs

LANGUAGES: tuple[Language, ...] = ("zh", "en")
OWN = ("structure", "towns", "funding", "supervision", "policy", "annex_towns", "brief_figures")
"""The sections whose texts are looked at here."""
WORDS = {language: load_words(Settings().templates_dir, language) for language in LANGUAGES}


@cache
def built(language: Language) -> ReportModel:
    """The report that most tests look at, made once."""
    return build_model(fictional_inputs(), language)


@pytest.fixture(params=LANGUAGES)
def report(request: pytest.FixtureRequest) -> ReportModel:
    return built(request.param)


def alternatives(model: ReportModel) -> Iterator[str]:
    yield from (b.alt for s in model.sections for b in s.blocks if isinstance(b, ChartBlock))


def sentences(model: ReportModel) -> Iterator[str]:
    """Running text: findings, paragraphs, titles, what stands beside a chart."""
    yield from (f.text for f in model.findings[:2])
    for block in (b for s in model.sections if s.key in OWN for b in s.blocks):
        if block.type == "paragraph":
            yield block.text
        elif block.type == "chart":
            yield from (block.title, block.alt, *block.aside)
        elif block.type == "table":
            yield block.title


@pytest.mark.parametrize("quarter", [QUARTER, QUARTER.plus(2)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_sections_is_borne_out(language: Language, quarter: Quarter) -> None:
    inputs = fictional_inputs(quarter=quarter)
    evidence = fictional_evidence(inputs)
    found = [*doubts("report", build_model(inputs, language), evidence)]
    town = inputs.district.towns[0].code
    found += doubts("brief", town_brief(inputs, language, town), evidence, (town,))
    places = (*(f".{key}." for key in OWN), "kpis[", "findings[0]", "findings[1]")
    mine = [d for d in found if any(place in d.where for place in places)]
    assert [d for d in mine if not d.where.endswith(".number")] == []


def test_a_number_without_a_figure_and_a_false_word_are_told() -> None:
    inputs = fictional_inputs()
    model, evidence = build_model(inputs, "zh"), fictional_evidence(inputs)
    first = model.findings[0]
    plain = first.model_copy(update={"text": str(first.text)})
    fallen = first.model_copy(update={"lead": Stated(first.lead, *claims_of(WORDS["zh"]("findings.total.lead_down")))})
    for wrong in (plain, fallen):
        told = doubts("report", model.model_copy(update={"findings": [wrong]}), evidence)
        assert any(d.where.startswith("findings[0]") for d in told)


def test_digits_of_english_alternative_texts_are_figures() -> None:
    stored = fictional_inputs().figures
    numbers = {str(o.numerator) for o in stored._by_key.values()} | {str(year) for year in range(2015, 2021)}
    numbers |= {str(v) for o in stored._by_key.values() if o.denominator is None for v in (o.numerator // 100,)}
    for alt in alternatives(built("en")):
        assert "\u2192" not in alt
        # A name and its value never grow together, as in "Q3 2017754".
        for run in re.findall(r"(?<![\d.,])\d+(?:,\d{3})*(?![\d.,%])", alt):
            assert len(run) == 1 or run.replace(",", "") in numbers, (run, alt)


def test_no_dash_stands_in_a_sentence(report: ReportModel) -> None:
    assert not [text for text in sentences(report) if "—" in text]


@pytest.mark.parametrize("group", range(3))
def test_no_dash_stands_in_a_sentence_where_figures_are_missing(group: int) -> None:
    every = sorted(fictional_inputs().figures.indicators)
    model = build_model(fictional_inputs(without=every[group::3]), "zh")
    assert not [text for text in sentences(model) if "—" in text]


def test_a_dash_is_explained_where_one_is_printed_and_only_there() -> None:
    for block in built("zh").blocks(TableBlock):
        assert isinstance(block, TableBlock)
        if block.key in ("supervision_indicators", "funding_indicators", "policy_indicators", "annex_towns"):
            assert ("“—”为" in block.note) == any(c.text == "—" for r in block.rows for c in r.cells)


def test_checked_organizations_are_counted_not_checks() -> None:
    text = " ".join(sentences(built("zh")))
    assert re.search(r"抽查社会组织共\d+家，其中\d+家发现问题", text)
    assert "次发现问题" not in text


def test_what_a_table_leaves_out_is_said() -> None:
    whole = [Observation("G13", QUARTER, "", "", "", 100)]
    parts = [Observation("G13", QUARTER, "", "target_group", m, n) for m, n in (("children", 40), ("general", 60))]
    covered = build_model(fictional_inputs(extra=([CATALOGUE["G13"]], whole + parts)), "zh").block("target_groups")
    assert isinstance(covered, TableBlock)
    assert [c.text for r in covered.rows for c in r.cells] == ["一般居民", "60", "儿童", "40", "合计", "100"]
    assert "100个项目，占资助项目254个的39.4%" in covered.note
    every = [replace(whole[0], numerator=254), *parts]
    whole_table = build_model(fictional_inputs(extra=([CATALOGUE["G13"]], every)), "zh").block("target_groups")
    assert isinstance(whole_table, TableBlock)
    assert "只含" not in whole_table.note


# -- names


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_is_one_indicators(language: Language) -> None:
    names = Counter(i.name.in_language(language).lower() for i in CATALOGUE.values())
    assert [name for name, times in names.items() if times > 1] == []


def test_every_document_calls_an_indicator_by_its_declared_name(report: ReportModel) -> None:
    declared = {i.id: i.name.in_language(report.language) for i in fictional_inputs().figures.indicators.values()}
    assert {p.indicator: p.name for p in report.data} == declared
    assert all(k.name == declared[k.indicator] for k in report.kpis)
    evidence = fictional_evidence(fictional_inputs())
    assert untrue(NameClaim("R01", declared["R01"]), evidence) is None
    assert untrue(NameClaim("R01", declared["R09R"]), evidence) is not None


def test_a_name_without_its_scope_is_told() -> None:
    evidence = replace(fictional_evidence(fictional_inputs()), declared=CATALOGUE)
    claim = FigureClaim(Key("R09R", QUARTER), Decimal(467))
    assert [*unscoped("其中社区社会组织（登记）467家", [claim], evidence, "zh")] == []
    assert [*unscoped("其中社区社会组织467家", [claim], evidence, "zh")] != []
    assert [*unscoped("467 are community organizations", [claim], evidence, "en")] != []
    assert [*unscoped("社会组织851家", [FigureClaim(Key("R01", QUARTER), Decimal(851))], evidence, "zh")] == []


def test_a_town_has_one_name_in_every_room(panyu: District) -> None:
    facts = Facts(fictional_inputs(), WORDS["zh"])
    codes = load_codes(Settings().reference_dir / "codes.yaml")
    writer = Writer(panyu, codes, date(2019, 9, 30), "zh")
    assert {writer.town(t.code) for t in panyu.towns} == {facts.town(t.code) for t in panyu.towns}
    assert facts.town("440113014") == "石壁街"


# -- units


@pytest.mark.parametrize(
    ("value", "zh", "en", "shown", "per_unit"),
    [
        (Fraction(920), "920万元", "CNY 9.2 million", "9.2", "0.01"),
        (Fraction("813") / 10, "81.3万元", "CNY 813,000", "8.13E+5", "10000"),
        (Fraction("1053.7"), "1,053.7万元", "CNY 10.537 million", "10.537", "0.01"),
        (Fraction("99.96"), "100.0万元", "CNY 1 million", "1", "0.01"),
        (Fraction(0), "0万元", "CNY 0", "0", "10000"),
    ],
)
def test_money_has_one_notation_and_its_claim_is_true(
    value: Fraction, zh: str, en: str, shown: str, per_unit: str
) -> None:
    declared = CATALOGUE["G02"]
    assert quantity(WORDS["zh"], declared, value).text == zh
    printed = quantity(WORDS["en"], declared, value)
    assert (printed.text, printed.shown, printed.per_unit) == (en, Decimal(shown), Decimal(per_unit))
    inputs = fictional_inputs()
    key = Key("G02", QUARTER)
    evidence = replace(fictional_evidence(inputs), stored={key: (int(value * 1_000_000), None)})
    assert untrue(FigureClaim(key, printed.shown, per_unit=printed.per_unit), evidence) is None
    assert untrue(FigureClaim(key, printed.shown + printed.shown.scaleb(-1) + 1, per_unit=printed.per_unit), evidence)


def test_a_card_prints_the_change_of_money_with_its_unit() -> None:
    cards = {k.indicator: k for k in built("zh").kpis}
    assert cards["G10"].changes[1].absolute == "+13万元"
    assert cards["R01"].changes[1].absolute == "+42"
    english = {k.indicator: k for k in built("en").kpis}
    assert (english["G02"].value, english["G02"].unit) == ("CNY 9.2", "million")
    assert english["G10"].changes[1].absolute == "+CNY 130,000"


def test_one_is_singular_and_every_unit_that_is_counted_has_its_singular() -> None:
    one, two = (quantity(WORDS["en"], CATALOGUE["R01"], n).text for n in (1, 2))
    assert (one, two) == ("1 organization", "2 organizations")
    known = {pair.split("/")[0] for pair in WORDS["en"].list("singular")}
    counted = {i.unit.en for i in CATALOGUE.values() if i.kind in ("count", "score")}
    assert counted <= known
    assert [plural(n, "town", "towns") for n in (1, "1", "One", 0, "two", "1.5")] == ["town"] * 3 + ["towns"] * 3


def test_two_equal_movements_are_said_once() -> None:
    def same(o: Observation) -> Observation:
        earlier = o.quarter in (QUARTER.previous, QUARTER.year_ago)
        district = (o.indicator, o.town_code, o.breakdown) == ("R01", "", "")
        return replace(o, numerator=838) if earlier and district else o

    inputs = fictional_inputs(change=same)
    said = [Facts(inputs, WORDS[language]).phrases("R01") for language in LANGUAGES]
    assert said[0] == "比上季度末、上年同期末都增加13家、增长1.6%"
    assert said[1] == "up 13 (1.6%) on both the end of last quarter and a year earlier"
    assert len([c for c in claims_of(said[1]) if isinstance(c, ChangeClaim)]) == 2
    assert "both" not in Facts(fictional_inputs(), WORDS["en"]).phrases("R01")


def test_no_change_is_zero_in_english_tables_and_a_word_on_cards() -> None:
    facts = Facts(fictional_inputs(change=lambda o: o), WORDS["en"])
    assert facts.change("R04", "previous").absolute == "0"
    assert facts.change("R04", "previous", fixed=False).absolute == "unchanged"
