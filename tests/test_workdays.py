"""Release days follow the State Council's calendar, swaps included."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from govreport.errors import ConfigError
from govreport.workdays import (
    DEFAULT_TABLE,
    basis_of,
    is_working_day,
    source_of,
    use_table,
    working_calendar,
    working_day_after,
    working_day_before,
)


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


def test_beyond_the_holiday_table_weekdays_count_and_a_warning_says_so(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Airflow, started by another test of the process, switches off the loggers that were there before it.
    monkeypatch.setattr(logging.getLogger("govreport.workdays"), "disabled", False)
    with caplog.at_level(logging.WARNING, logger="govreport.workdays"):
        assert working_day_after(date(2096, 6, 29), 1) == date(2096, 7, 2)  # a year that no other test asks about
    assert "2096" in caplog.text


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Path]:
    """An installation's own table."""
    path = tmp_path / "working_days.yaml"
    use_table(path)
    yield path
    use_table(DEFAULT_TABLE)


YEAR = """
2091:
  official: {official}
  source: {{zh: 通知, en: notice}}
  days_off: [2091-01-01/2091-01-03, 2091-07-02]
  days_worked: [2091-01-06]
"""


def test_a_year_that_the_library_does_not_know_is_counted_by_the_installations_table(
    table: Path, caplog: pytest.LogCaptureFixture
) -> None:
    table.write_text(YEAR.format(official="true"), encoding="utf-8")
    assert [is_working_day(date(2091, 1, n)) for n in (1, 2, 3, 4, 5, 6, 7)] == [
        False, False, False, True, True, True, False
    ]  # fmt: skip
    assert working_day_after(date(2090, 12, 31), 3) == date(2091, 1, 6)  # a Saturday, worked
    assert (basis_of(date(2091, 1, 6)), source_of(2091)) == ("official", ("通知", "notice"))
    assert caplog.text == ""


def test_the_laws_days_alone_are_taken_but_not_for_certain_and_one_warning_says_so(
    table: Path, caplog: pytest.LogCaptureFixture
) -> None:
    table.write_text(YEAR.format(official="false").replace("2091", "2092"), encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        assert not is_working_day(date(2092, 1, 1))
        assert not is_working_day(date(2092, 7, 2))
    assert basis_of(date(2092, 1, 1)) == "statutory"
    assert basis_of(date(2093, 1, 1)) == "weekdays"
    assert caplog.text.count("2092") == 1


def test_a_statutory_entry_gives_way_to_the_library_and_an_official_one_does_not(table: Path) -> None:
    text = YEAR.replace("2091-01-06", "2019-10-06").replace("2091", "2019")
    table.write_text(text.format(official="false"), encoding="utf-8")
    assert not is_working_day(date(2019, 10, 6))
    table.write_text(text.format(official="true"), encoding="utf-8")
    assert is_working_day(date(2019, 10, 6))


def test_figures_are_not_computed_from_the_installations_table(table: Path) -> None:
    before = working_calendar()
    table.write_text(YEAR.replace("2091", "2019").format(official="true"), encoding="utf-8")
    assert working_calendar() == before


@pytest.mark.parametrize(
    "wrong",
    [
        "2091: {official: true}",
        "2091: {official: maybe, source: {zh: a, en: b}}",
        "2091: {official: true, source: {zh: a, en: b}, days_off: [2090-01-01]}",
        "2091: {official: true, source: {zh: a, en: b}, days_worked: [2091-01-01]}",  # a Monday
        "2091: {official: true, source: {zh: a, en: b}, days_off: [2091-01-06], days_worked: [2091-01-06]}",
        "2091: {official: true, source: {zh: a, en: b}, holidays: []}",
        "2091: {official: true, source: {zh: a, en: b}, days_off: [2091-01-03/2091-01-01]}",
        "2091: [",
    ],
)
def test_a_mistake_in_the_table_is_said_in_one_sentence_with_the_file(table: Path, wrong: str) -> None:
    table.write_text(wrong, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        is_working_day(date(2091, 1, 1))
    assert "working_days.yaml" in caught.value.message.zh
    assert "\n" not in caught.value.message.en


def test_the_table_that_comes_with_the_product_is_sound_and_new_years_day_is_no_working_day() -> None:
    assert not is_working_day(date(2027, 1, 1))
    assert working_day_after(date(2026, 12, 31), 1) == date(2027, 1, 4)


@pytest.mark.parametrize(
    ("day", "before"), [(date(2019, 10, 8), date(2019, 9, 30)), (date(2019, 10, 14), date(2019, 10, 12))]
)
def test_working_days_are_counted_backwards_too(day: date, before: date) -> None:
    assert working_day_before(day) == before
