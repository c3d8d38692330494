"""Runs and superlatives look at all that is stored, or say that there may be more; who is level is named together."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from govreport.indicators.model import Observation
from govreport.quarter import Quarter
from govreport.reports.build import build_model
from govreport.reports.claims import ExtremeClaim, Key, NamesClaim, RunClaim
from govreport.reports.facts import Facts
from govreport.reports.figure_lookup import Run, level_first, untied
from govreport.reports.inputs import ReportInputs
from govreport.reports.narrative import findings
from govreport.reports.stated import claims_of
from govreport.reports.statements.borne_out import untrue
from govreport.reports.words import load_words
from govreport.settings import Settings
from tests.reports.fictional import QUARTER, fictional_evidence, fictional_inputs

FIRST = QUARTER.plus(-8)
"""The first quarter that the report shows: 768 organizations, then growth in each of eight quarters."""


def before(indicator: str, *numbers: int) -> list[Observation]:
    """The district's figures of the quarters before those shown, the latest first."""
    return [Observation(indicator, FIRST.plus(-1 - n), "", "", "", number) for n, number in enumerate(numbers)]


def paid(year: int, wan: int) -> list[Observation]:
    """What the fund paid in each quarter before those shown, back to the third one of ``year``."""
    span = (FIRST.previous).back(FIRST.ordinal - Quarter(year, 3).ordinal)
    return [Observation("G10", q, "", "", "", (wan if q.number == 3 else 1) * 1_000_000) for q in span]


def facts(inputs: ReportInputs, language: str = "zh") -> Facts:
    return Facts(inputs, load_words(Settings().templates_dir, language))


@pytest.mark.parametrize(
    ("earlier", "run", "zh", "en"),
    [
        ((), Run(8, True), "已连续八个季度以上增长", "risen for at least eight quarters in a row"),
        ((765, 760, 755), Run(11, True), "已连续十一个季度以上增长", "risen for at least eleven quarters in a row"),
        ((765, 760, 755, 757), Run(11, False), "已连续十一个季度增长", "risen for eleven quarters in a row"),
        ((768, 700), Run(8, False), "已连续八个季度增长", "risen for eight quarters in a row"),
        ((765, *range(764, 755, -1)), Run(18, True), "已连续18个季度以上增长", "for at least 18 quarters"),
    ],
)
def test_a_run_goes_to_the_beginning_of_what_is_stored(earlier: tuple[int, ...], run: Run, zh: str, en: str) -> None:
    inputs = fictional_inputs(earlier=before("R01", *earlier))
    assert facts(inputs).run("R01") == run
    text = findings(facts(inputs), [])[0].text
    assert zh in text
    assert en in findings(facts(inputs, "en"), [])[0].text
    (claim,) = [c for c in claims_of(text) if isinstance(c, RunClaim)]
    evidence = fictional_evidence(inputs)
    assert untrue(claim, evidence) is None
    assert untrue(replace(claim, length=claim.length - 1), evidence) is not None
    assert untrue(replace(claim, at_least=not claim.at_least), evidence) is not None


def test_the_charts_keep_their_nine_quarters() -> None:
    inputs = fictional_inputs(earlier=before("R01", 765, 760, 755))
    assert build_model(inputs, "zh").block("registered_trend").alt.count("季度") == 9


@pytest.mark.parametrize(
    ("earlier", "title"),
    [
        ([], "为2017年以来同期最高"),
        (paid(2016, 78), "为2016年以来同期最高"),
        (paid(2015, 78), "为2015年以来同期最高"),
        (paid(2016, 79), "比上年同期增加13万元"),
        (paid(2016, 200), "比上年同期增加13万元"),
    ],
)
def test_a_superlative_says_of_which_years_and_holds_for_all_that_are_stored(
    earlier: list[Observation], title: str
) -> None:
    inputs = fictional_inputs(earlier=earlier)
    said = build_model(inputs, "zh").block("funding_season").title
    assert title in said
    evidence = fictional_evidence(inputs)
    assert all(untrue(c, evidence) is None for c in claims_of(said))


def test_a_superlative_that_leaves_a_year_out_is_told() -> None:
    evidence = fictional_evidence(fictional_inputs(earlier=paid(2016, 78)))
    years = tuple(Quarter(year, 3) for year in (2016, 2017, 2018, 2019))
    claim = ExtremeClaim(Key("G10", QUARTER), years, "highest", season=True)
    assert untrue(claim, evidence) is None
    assert untrue(replace(claim, quarters=(years[0], *years[2:])), evidence) is not None


def level(*codes: str) -> ReportInputs:
    """The towns with these codes have 103 organizations each, as the first one has."""

    def change(o: Observation) -> Observation:
        mine = o.indicator == "R01" and o.quarter == QUARTER and o.town_code in codes
        return replace(o, numerator=103) if mine else o

    return fictional_inputs(change=change)


CODES = [t.code for t in fictional_inputs().district.towns]


@pytest.mark.parametrize(("others", "named"), [((), True), (CODES[1:2], True), (CODES[1:3], True), (CODES[1:4], False)])
def test_towns_that_are_level_are_named_together_or_not_at_all(others: tuple[str, ...], named: bool) -> None:
    inputs = level(*others)
    aside = build_model(inputs, "zh").block("towns_tiles").aside[0]  # type: ignore[union-attr]
    assert ("最多的" in aside) == named
    assert ("最多的" + "、".join(facts(inputs).town(c) for c in (CODES[0], *others)) in aside) == named
    assert all(untrue(c, fictional_evidence(inputs)) is None for c in claims_of(aside))


def test_the_first_three_of_a_ranking_are_fewer_where_the_fourth_is_level() -> None:
    plain = build_model(level(), "zh").block("towns_ranked").title
    assert plain.count("、") == 2
    title = build_model(level(*CODES[1:4]), "zh").block("towns_ranked").title
    assert title == "登记社会组织在各镇街的数量"


def test_naming_one_of_two_that_are_level_is_told() -> None:
    evidence = fictional_evidence(level(CODES[1]))
    assert untrue(NamesClaim("most", "R01", QUARTER, tuple(CODES[:2])), evidence) is None
    assert untrue(NamesClaim("most", "R01", QUARTER, (CODES[0],)), evidence) is not None
    first = NamesClaim("largest_first", "R01", QUARTER, tuple(sorted(CODES[:2])), complete=False)
    assert untrue(first, evidence) is None
    assert untrue(replace(first, names=first.names[:1]), evidence) is not None


def test_level_ones_are_found_in_a_ranking() -> None:
    ranked = [("a", Decimal(3)), ("b", Decimal(2)), ("c", Decimal(2)), ("d", Decimal(1))]
    assert untied(ranked, 3) == ["a", "b", "c"]  # type: ignore[arg-type]
    assert untied(ranked, 2) == ["a"]  # type: ignore[arg-type]
    assert untied(ranked[1:3], 1) == []  # type: ignore[arg-type]
    assert level_first(ranked[1:]) == ["b", "c"]  # type: ignore[arg-type]
