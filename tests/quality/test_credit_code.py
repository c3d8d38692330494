"""The credit code's two check characters: for one code, for a column, and the repair that is suggested."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from quality_cases import code, wrong
from stdnum.cn import uscc

from govreport.quality.credit_code import ALPHABET, INNER_ALPHABET, is_valid, repair, valid

PUBLISHED = "91110000600037341L"
SYNTHETIC = ["51440113MJK000014R", "52440113MJK000014N", "53440113MJK000014K", "524401135000000159"]


@pytest.mark.parametrize("good", [PUBLISHED, *SYNTHETIC])
def test_a_right_code_passes(good: str) -> None:
    assert is_valid(good)


@pytest.mark.parametrize("good", [PUBLISHED, *SYNTHETIC])
def test_any_single_wrong_character_is_noticed(good: str) -> None:
    for at in range(18):
        for character in INNER_ALPHABET:
            if character != good[at]:
                assert not is_valid(good[:at] + character + good[at + 1 :])


def test_a_code_whose_outer_check_is_right_and_inner_wrong_fails() -> None:
    stem = SYNTHETIC[0][:16] + "0"
    forged = stem + uscc.calc_check_digit(stem)
    assert uscc.is_valid(forged)
    assert not is_valid(forged)


@settings(deadline=None)
@given(st.text(alphabet=ALPHABET, min_size=8, max_size=8), st.integers(10_000_000, 99_999_999))
def test_every_code_that_passes_is_one_to_python_stdnum_too(body: str, prefix: int) -> None:
    passing = [
        candidate
        for inner in ALPHABET
        for candidate in [f"{prefix}{body}{inner}" + uscc.calc_check_digit(f"{prefix}{body}{inner}")]
        if is_valid(candidate)
    ]
    assert len(passing) == 1
    assert uscc.is_valid(passing[0])


@settings(deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from([PUBLISHED, *SYNTHETIC]), st.text(max_size=20), st.text(ALPHABET, min_size=18, max_size=18)
        )
    )
)
def test_a_column_is_judged_as_its_codes_one_by_one(codes: list[str]) -> None:
    assert valid(pd.Series(codes, dtype="str")).tolist() == [is_valid(c) for c in codes]


def test_a_letter_taken_for_a_digit_is_repaired() -> None:
    good = SYNTHETIC[0]
    assert repair(good.replace("0000", "O000", 1), ["440113"]) == good
    assert repair(good[:3] + "9" + good[4:], ["440113"]) == good


def test_nothing_is_suggested_where_nothing_or_more_than_one_code_fits() -> None:
    assert repair(code(1)[:17], ["440113"]) is None
    assert repair(code(1), ["440100"]) is None
    damaged = [(code(7919 * n), 8 + n % 10) for n in range(80)]
    suggestions = [(good, repair(wrong(good, at), ["440113"])) for good, at in damaged]
    assert {suggestion in (None, good) for good, suggestion in suggestions} == {True}
    assert {suggestion is None for _, suggestion in suggestions} == {True, False}
