"""Quarters: dates, comparisons, reading and printing."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govreport.errors import ConfigError
from govreport.quarter import Quarter

QUARTERS = st.builds(Quarter, st.integers(1990, 2100), st.integers(1, 4))


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2019-Q1", date(2019, 1, 1), date(2019, 3, 31)),
        ("2019-Q3", date(2019, 7, 1), date(2019, 9, 30)),
        ("2020q4", date(2020, 10, 1), date(2020, 12, 31)),
    ],
)
def test_a_quarter_is_read_and_knows_its_days(text: str, start: date, end: date) -> None:
    quarter = Quarter.parse(text)
    assert (quarter.start, quarter.end) == (start, end)


@pytest.mark.parametrize("text", ["2019-Q5", "2019Q0", "2019-5", "Q3 2019", "", "latest"])
def test_anything_else_is_refused_with_the_form_that_is_right(text: str) -> None:
    with pytest.raises(ConfigError, match="2019-Q3"):
        Quarter.parse(text)


def test_the_bases_of_comparison() -> None:
    assert Quarter(2019, 1).previous == Quarter(2018, 4)
    assert Quarter(2019, 1).year_ago == Quarter(2018, 1)
    assert [str(q) for q in Quarter(2019, 1).back(3)] == ["2018-Q3", "2018-Q4", "2019-Q1"]


def test_it_is_printed_as_offices_write_it() -> None:
    assert Quarter(2019, 3).zh == "2019年第三季度"
    assert str(Quarter(2019, 3)) == "2019-Q3"


@given(quarter=QUARTERS)
def test_quarters_tile_the_calendar(quarter: Quarter) -> None:
    assert (quarter.next.start - quarter.end).days == 1
    assert Quarter.containing(quarter.start) == Quarter.containing(quarter.end) == quarter
    assert Quarter.parse(str(quarter)) == quarter


@given(first=QUARTERS, count=st.integers(0, 40))
def test_a_span_has_both_ends_and_no_gaps(first: Quarter, count: int) -> None:
    span = list(Quarter.span(first, first.plus(count)))
    assert len(span) == count + 1
    assert all(a.next == b for a, b in pairwise(span))
