"""Release days follow the State Council's calendar, swaps included."""

from __future__ import annotations

import logging
from datetime import date

import pytest

from govreport.workdays import is_working_day, working_day_after


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2019, 10, 1), False),  # National Day
        (date(2019, 10, 12), True),  # a Saturday worked in exchange
        (date(2019, 10, 13), False),  # an ordinary Sunday
        (date(2019, 10, 8), True),
    ],
)
def test_holidays_and_swapped_saturdays(day: date, works: bool) -> None:
    assert is_working_day(day) is works


def test_the_fifth_working_day_after_a_quarter_may_be_a_saturday() -> None:
    assert working_day_after(date(2024, 9, 30), 5) == date(2024, 10, 12)


def test_the_third_quarters_report_is_dated_after_the_long_holiday() -> None:
    assert working_day_after(date(2019, 9, 30), 13) == date(2019, 10, 23)


def test_beyond_the_holiday_table_weekdays_count_and_a_warning_says_so(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert working_day_after(date(2090, 6, 30), 1) == date(2090, 7, 3)
    assert "2090" in caplog.text
