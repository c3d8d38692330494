"""Rounding, signs and comparisons as they are printed."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govreport.reports.numbers import (
    Comparison,
    Number,
    rounded,
    signed_number,
    signed_text,
    table_number,
    text_number,
)


@pytest.mark.parametrize(
    ("value", "decimals", "printed"),
    [
        (Fraction(5, 100), 1, "0.1"),  # half goes up, where Python's round() and bankers' rounding give 0.0
        (Fraction(25, 100), 1, "0.3"),
        (Fraction(-25, 100), 1, "-0.3"),
        (Fraction(249999, 1000000), 1, "0.2"),
        (Fraction(1925, 2035) * 100, 1, "94.6"),
        (Fraction(920, 247), 2, "3.72"),
        (Decimal("2.5"), 0, "3"),
        (Fraction(-1, 100), 1, "0.0"),  # never "-0.0"
        (0, 1, "0.0"),
    ],
)
def test_a_value_is_rounded_half_up_away_from_zero(value: Number, decimals: int, printed: str) -> None:
    assert str(rounded(value, decimals)) == printed


@given(
    st.fractions(-(10**20), 10**20) | st.decimals(-(10**9), 10**9, places=4) | st.integers(-(10**18), 10**18),
    st.integers(0, 4),
)
def test_what_is_printed_is_the_nearest_number_with_these_digits(value: Number, decimals: int) -> None:
    printed, exact, half = rounded(value, decimals), Fraction(value), Fraction(1, 2 * 10**decimals)
    assert printed.as_tuple().exponent == -decimals
    assert abs(Fraction(printed) - exact) <= half
    if abs(Fraction(printed) - exact) == half:
        assert abs(Fraction(printed)) > abs(exact)
    assert not printed.is_signed() or printed < 0


@pytest.mark.parametrize(
    ("value", "decimals", "in_table", "in_text", "signed", "on_card"),
    [
        (920, 1, "920.0", "920", "+920.0", "+920"),
        (Fraction(91996, 100), 1, "920.0", "920.0", "+920.0", "+920.0"),  # not whole: the point stays
        (1234567, 0, "1,234,567", "1,234,567", "+1,234,567", "+1,234,567"),
        (Fraction(-53, 10), 1, "−5.3", "−5.3", "−5.3", "−5.3"),
        (0, 0, "0", "0", "0", "0"),
        (Fraction(-1, 1000), 1, "0.0", "0.0", "0.0", "0.0"),
    ],
)
def test_tables_align_and_running_text_drops_the_point_of_whole_values(
    value: Number, decimals: int, in_table: str, in_text: str, signed: str, on_card: str
) -> None:
    assert table_number(value, decimals) == in_table
    assert text_number(value, decimals) == in_text
    assert signed_number(value, decimals) == signed
    assert signed_text(value, decimals) == on_card


@pytest.mark.parametrize(
    ("now", "base", "decimals", "is_rate", "direction", "percent"),
    [
        (851, 838, 0, False, "up", "1.6%"),
        (838, 851, 0, False, "down", "1.5%"),
        (815, 815, 0, False, "flat", ""),
        (8, 4, 0, False, "up", ""),  # a base below 5 gives no percentage
        (10, 5, 0, False, "up", "100%"),
        (3, 0, 0, False, "up", ""),
        (3, -2, 0, False, "up", ""),
        (Fraction(9004, 100), 90, 1, True, "flat", ""),  # 0.04 points print as 0.0, so nothing moved
        (Fraction(9005, 100), 90, 1, True, "up", ""),  # rates move in points, never in per cent
        (100_001, 100_000, 0, False, "up", ""),  # 0.001 % would print as 0%
    ],
)
def test_a_change_is_named_by_what_is_printed(
    now: Number, base: Number, decimals: int, is_rate: bool, direction: str, percent: str
) -> None:
    compared = Comparison(Fraction(now), Fraction(base), decimals, is_rate)
    assert (compared.direction, compared.percent) == (direction, percent)
    assert (compared.signed_percent != "") == (percent != "")


def test_a_sum_of_money_is_no_handful_that_has_no_percentage() -> None:
    """35,000 to 5,000 yuan had no percentage, because 3.5 of ten thousand is below five."""
    assert Comparison(Fraction(1, 2), Fraction(7, 2), 1, False, True).signed_percent == "−85.7%"
    assert Comparison(Fraction(1, 2), Fraction(9, 10), 1, False, True).percent == ""  # below one of its unit


def test_a_fall_is_printed_with_a_true_minus_sign() -> None:
    assert Comparison(Fraction(90), Fraction(95), 0, False).signed_percent == "−5.3%"
