"""A district's own words for what the product speaks of: in whatever the product says, never in what others said."""

from __future__ import annotations

import pytest

from govreport.district.folder import District
from govreport.errors import Message
from govreport.indicators.catalogue import CATALOGUE, catalogue_of, definition_sha256
from govreport.period import Period
from govreport.reports.formats.workbook_words import said_otherwise
from govreport.reports.terms import catalogue_in, in_terms, template_in_terms, terms_of
from govreport.reports.words import load_words
from govreport.settings import Settings

TERMS = {
    "en": {"town": "ward", "towns": "wards", "social organization": "charity", "social organizations": "charities",
           "organization": "charity", "organizations": "charities", "charity": "care group"},
    "zh": {"镇街": "乡镇", "全区": "全县"},
}  # fmt: skip
EN, ZH = terms_of(TERMS, "en"), terms_of(TERMS, "zh")


@pytest.mark.parametrize(
    ("said", "own"),
    [
        ("Social organizations rise in two towns", "Charities rise in two wards"),
        ("an organization, a town, An organization", "a charity, a ward, A charity"),
        ("townships and hometowns stay", "townships and hometowns stay"),
        ("a charity", "a care group"),
    ],
)
def test_whole_words_are_said_otherwise_with_their_capitals_and_articles(said: str, own: str) -> None:
    assert in_terms(said, EN) == own
    assert in_terms(said, ()) == said


def test_an_article_follows_the_word_that_comes_after_it() -> None:
    assert in_terms("a town and A town", (("town", "area"),)) == "an area and An area"


def test_chinese_words_need_no_spaces() -> None:
    assert in_terms("各镇街之和等于全区", ZH) == "各乡镇之和等于全县"


def test_what_a_template_computes_with_stays_and_what_it_chooses_from_is_said_otherwise() -> None:
    text = "{{ towns }} {{ towns|plural('town', 'towns') }} of {% if town == 1 %}a town{% endif %}"
    assert template_in_terms(text, EN) == (
        "{{ towns }} {{ towns|plural('ward', 'wards') }} of {% if town == 1 %}a ward{% endif %}"
    )


def test_a_workbook_says_the_districts_words_and_a_place_without_terms_adds_none() -> None:
    templates = Settings().templates_dir
    english = said_otherwise("en", load_words(templates, "en", EN).identity)
    assert english["sheet.annex_towns"] == "Wards"
    assert english["workbook.town_code"] == "Ward code"
    assert "of a ward's breakdown" in english["workbook.data_note"]
    assert "workbook.publisher" not in english
    assert said_otherwise("zh", load_words(templates, "zh", ZH).identity)["sheet.annex_towns"] == "各乡镇"
    assert said_otherwise("en", load_words(templates, "en").identity) == {}
    assert said_otherwise("zh", load_words(templates, "zh").identity) == {}


def test_a_workbook_of_a_year_speaks_of_years() -> None:
    templates = Settings().templates_dir
    whole = Period(2024, 1, "year")
    english = said_otherwise("en", load_words(templates, "en", period=whole).identity)
    assert (english["workbook.period"], english["sheet.checks"]) == ("Year", "Checks by year")
    assert said_otherwise("zh", load_words(templates, "zh", period=whole).identity)["workbook.quarter"] == "统计年度"


def test_every_phrase_can_still_be_filled_and_a_district_without_terms_has_the_products_words() -> None:
    templates = Settings().templates_dir
    own, usual = load_words(templates, "en", EN), load_words(templates, "en")
    assert own.names() == usual.names()
    assert own("towns.path_point" if "towns.path_point" in own else "policy.path_point", count="2") == "2 wards"
    assert usual("policy.path_point", count="2") == "2 towns"
    assert "towns and subdistricts" in usual("headings.towns").lower()


def test_indicators_have_the_districts_words_and_the_same_definitions(panyu: District) -> None:
    own = catalogue_in(panyu.model_copy(update={"terms": TERMS}))
    assert own["R01"].name.en == "Registered charities"
    assert own["R01"].unit.en == "charities"
    assert {i: definition_sha256(own[i], panyu.given) for i in own} == {
        i: definition_sha256(CATALOGUE[i], panyu.given) for i in CATALOGUE
    }
    assert catalogue_in(panyu) == catalogue_of(panyu.given)


def test_indicators_about_other_bodies_than_the_registers_say_whose_they_are(panyu: District) -> None:
    source = panyu.sources["evaluation"]
    homes = source.model_copy(update={"population": "own", "title": Message("养老院检查", "Inspections of care homes")})
    own = catalogue_in(panyu.model_copy(update={"terms": TERMS, "sources": {**panyu.sources, "evaluation": homes}}))
    assert own["S02"].name == Message(
        "抽查问题率（养老院检查）", "Checked bodies with findings (Inspections of care homes)"
    )
    assert "bodies checked this year" in own["S02"].formula.en
    assert own["S02"].formula.zh.endswith("÷ 受查单位数；同一单位受查几次的计一家")
    assert own["R01"].name.en == "Registered charities"
    usual = catalogue_in(panyu.model_copy(update={"terms": TERMS}))
    assert usual["S02"].name.en == "Checked charities with findings"


@pytest.mark.parametrize(
    ("registrars", "zh", "en"),
    [
        (("番禺区民政局",), "期末已在区民政局登记、", "Organizations registered with the district on"),
        (("柳河县民政局",), "期末已在柳河县民政局登记、", "Organizations registered with the district on"),
        (("Charity Commission",), "期末已登记、", "Organizations registered (Charity Commission) on"),
        ((), "期末已登记、", "Organizations registered on"),
    ],
)
def test_a_definition_names_the_registrar_that_the_district_has(
    registrars: tuple[str, ...], zh: str, en: str, panyu: District
) -> None:
    """A county's annex said 区民政局, and that of charities that the borough had registered them."""
    formula = catalogue_in(panyu.model_copy(update={"registrars": registrars}))["R01"].formula
    assert formula.zh.startswith(zh)
    assert formula.en.startswith(en)
