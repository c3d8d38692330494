"""E42: a change that history doesn't make plausible waits for an explanation; everything else passes in one line."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

import pytest

from govreport.errors import Message
from govreport.indicators.catalogue import CATALOGUE
from govreport.indicators.model import Figures, Observation
from govreport.indicators.movement import check_movement
from govreport.quarter import Quarter

Q3 = Quarter(2019, 3)
STEADY = [800, 810, 818, 829, 838, 850]
"""Changes of 8 to 11, then 12."""


def figures(series: list[int], indicator: str = "R01") -> Figures:
    quarters = Q3.back(len(series))
    return Figures(CATALOGUE, [Observation(indicator, q, "", "", "", n) for q, n in zip(quarters, series, strict=True)])


def test_a_usual_change_is_one_line_that_holds() -> None:
    (line,) = check_movement(figures(STEADY), Q3, {})
    assert (line.name, line.rule, line.holds, line.detail_zh) == ("band", "E42", True, "1项中1项")


@pytest.mark.parametrize("last", [838 + 41, 838 - 30])
def test_an_unusual_change_holds_the_signature_with_the_band(last: int) -> None:
    _, line = check_movement(figures([*STEADY[:-1], last]), Q3, {})
    assert (line.name, line.holds) == ("band:R01", False)
    assert "历来" in line.detail_zh


def test_an_explanation_of_that_very_change_settles_it() -> None:
    unusual = figures([*STEADY[:-1], 938])
    said = {("R01", Fraction(100)): Message("社管科说明：集中登记", "registered in one go")}
    _, line = check_movement(unusual, Q3, said)
    assert line.holds
    assert "集中登记" in line.detail_zh
    _, line = check_movement(unusual, Q3, {("R01", Fraction(99)): said["R01", Fraction(100)]})
    assert not line.holds


def test_money_is_told_in_its_printed_unit() -> None:
    _, line = check_movement(
        figures([100_000_000, 100_000_000, 100_000_000, 100_000_000, 100_000_000, 150_500_000], "G02"), Q3, {}
    )
    assert "变动+50.5万元，历来" in line.detail_zh
    assert re.search(r"历来[−+][\d.,]+万元至[−+][\d.,]+万元", line.detail_zh)
    assert re.fullmatch(r"\+50\.5; so far [−+][\d.,]+ to [−+][\d.,]+ \(CNY 10,000\)", line.detail_en)


def test_less_than_a_year_of_changes_judges_nothing() -> None:
    assert check_movement(figures([800, 810, 818, 829, 9999]), Q3, {}) == []


def test_a_gap_in_the_history_ends_it() -> None:
    known = [Observation("R01", q, "", "", "", n) for q, n in zip(Q3.back(6), STEADY, strict=True)]
    assert check_movement(Figures(CATALOGUE, known[:2] + known[3:]), Q3, {}) == []


def test_a_few_more_of_something_rare_is_not_remarkable() -> None:
    (line,) = check_movement(figures([0, 0, 0, 0, 0, 5], "S08"), Q3, {})
    assert line.holds
    assert len(check_movement(figures([0, 0, 0, 0, 0, 6], "S08"), Q3, {})) == 2


def test_the_first_money_of_its_kind_has_no_history_to_be_judged_by() -> None:
    assert all(line.holds for line in check_movement(figures([0, 0, 0, 0, 0, 2_000_000], "G10R"), Q3, {}))
    assert len(check_movement(figures([100, 100, 100, 100, 100, 2_000_000], "G10R"), Q3, {})) == 2


def test_sums_of_what_should_not_be_are_told_one_by_one_and_not_judged_by_their_history() -> None:
    sparse = [0, 0, 0, 1_200_000, 1_200_000, 6_200_000]
    assert check_movement(figures(sparse, "G15A"), Q3, {}) == []
    assert [line.holds for line in check_movement(figures(sparse, "G10"), Q3, {})] == [True, False]


def test_ratios_are_left_to_their_parts() -> None:
    rate = [replace(o, denominator=100) for o in [Observation("S01", q, "", "", "", 1) for q in Q3.back(6)]]
    assert check_movement(Figures(CATALOGUE, rate), Q3, {}) == []
