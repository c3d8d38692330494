"""Release days follow a country's calendar, in China the State Council's with its exchanged days."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from govreport.errors import ConfigError
from govreport.workdays import DEFAULT_TABLE, WorkCalendar, load_years, use_table
from tests.conftest import PROJECT

CN = WorkCalendar("CN")
ENGLAND = WorkCalendar("GB", "ENG")


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
    assert CN.is_working_day(day) is works


def test_the_fifth_working_day_after_a_quarter_may_be_a_saturday() -> None:
    assert CN.working_day_after(date(2024, 9, 30), 5) == date(2024, 10, 12)


def test_the_third_quarters_report_is_dated_after_the_long_holiday() -> None:
    assert CN.working_day_after(date(2019, 9, 30), 13) == date(2019, 10, 23)


def test_beyond_the_holiday_table_weekdays_count_and_a_warning_says_so(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Airflow, started by another test of the process, switches off the loggers that were there before it.
    monkeypatch.setattr(logging.getLogger("govreport.workdays"), "disabled", False)
    with caplog.at_level(logging.WARNING, logger="govreport.workdays"):
        assert CN.working_day_after(date(2096, 6, 29), 1) == date(2096, 7, 2)  # a year that no other test asks about
    assert "2096" in caplog.text


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Path]:
    """An installation's own table."""
    path = tmp_path / "working_days.yaml"
    use_table(path)
    yield path
    use_table(DEFAULT_TABLE)


YEAR = """
CN:
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
    assert [CN.is_working_day(date(2091, 1, n)) for n in (1, 2, 3, 4, 5, 6, 7)] == [
        False, False, False, True, True, True, False
    ]  # fmt: skip
    assert CN.working_day_after(date(2090, 12, 31), 3) == date(2091, 1, 6)  # a Saturday, worked
    assert (CN.basis_of(date(2091, 1, 6)), CN.source_of(2091)) == ("official", ("通知", "notice"))
    assert caplog.text == ""


def test_the_laws_days_alone_are_taken_but_not_for_certain_and_one_warning_says_so(
    table: Path, caplog: pytest.LogCaptureFixture
) -> None:
    table.write_text(YEAR.format(official="false").replace("2091", "2092"), encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        assert not CN.is_working_day(date(2092, 1, 1))
        assert not CN.is_working_day(date(2092, 7, 2))
    assert CN.basis_of(date(2092, 1, 1)) == "statutory"
    assert CN.basis_of(date(2093, 1, 1)) == "statutory"  # as the package reckons from the law
    assert CN.basis_of(date(2150, 1, 1)) == "weekdays"
    assert caplog.text.count("2092") == 1


def test_a_statutory_entry_gives_way_to_the_library_and_an_official_one_does_not(table: Path) -> None:
    text = YEAR.replace("2091-01-06", "2019-10-06").replace("2091", "2019")
    table.write_text(text.format(official="false"), encoding="utf-8")
    assert not CN.is_working_day(date(2019, 10, 6))
    table.write_text(text.format(official="true"), encoding="utf-8")
    assert CN.is_working_day(date(2019, 10, 6))


def test_figures_are_not_computed_from_the_installations_table(table: Path) -> None:
    before = CN.counted()
    table.write_text(YEAR.replace("2091", "2019").format(official="true"), encoding="utf-8")
    assert CN.counted() == before


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
    table.write_text(f"CN: {{{wrong}}}" if wrong != "2091: [" else wrong, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        CN.is_working_day(date(2091, 1, 1))
    assert "working_days.yaml" in caught.value.message.zh
    assert "\n" not in caught.value.message.en


def test_the_table_that_comes_with_the_product_is_sound_and_new_years_day_is_no_working_day() -> None:
    assert not CN.is_working_day(date(2027, 1, 1))
    assert CN.working_day_after(date(2026, 12, 31), 1) == date(2027, 1, 4)


@pytest.mark.parametrize(
    ("day", "before"), [(date(2019, 10, 8), date(2019, 9, 30)), (date(2019, 10, 14), date(2019, 10, 12))]
)
def test_working_days_are_counted_backwards_too(day: date, before: date) -> None:
    assert CN.working_day_before(day) == before


def test_every_day_from_2007_to_2026_is_worked_where_chinesecalendar_says_so() -> None:
    import chinese_calendar

    days = [date(2007, 1, 1) + timedelta(days=n) for n in range((date(2026, 12, 31) - date(2007, 1, 1)).days + 1)]
    assert [d for d in days if CN.is_working_day(d) != chinese_calendar.is_workday(d)] == []
    assert {CN.basis_of(day) for day in days} == {"official"}
    counted = dict(CN.counted())
    assert counted[date(2019, 10, 12)] - counted[date(2019, 9, 30)] == 5


def test_nothing_below_plugins_imports_the_package_that_the_test_compares_with() -> None:
    assert [p for p in (PROJECT / "plugins").rglob("*.py") if "chinese_calendar" in p.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2022, 12, 26), False),  # Boxing Day
        (date(2022, 12, 27), False),  # in lieu of Christmas Day, a Sunday
        (date(2022, 12, 28), True),
        (date(2022, 9, 19), False),  # the state funeral
        (date(2023, 5, 8), False),  # the coronation
        (date(2023, 5, 6), False),  # a Saturday, which is worked in China
        (date(2024, 4, 1), False),  # Easter Monday
    ],
)
def test_bank_holidays_of_england(day: date, works: bool) -> None:
    assert ENGLAND.is_working_day(day) is works
    assert ENGLAND.basis_of(day) == "official"


def test_a_part_of_a_country_has_its_own_holidays() -> None:
    assert not WorkCalendar("GB", "SCT").is_working_day(date(2024, 1, 2))
    assert ENGLAND.is_working_day(date(2024, 1, 2))
    assert WorkCalendar("GB", "SCT").is_working_day(date(2024, 4, 1))


def test_a_file_speaks_of_its_country_or_part_of_it_alone(table: Path) -> None:
    entry = "{2091: {official: true, source: {zh: a, en: b}, days_off: [2091-03-06]}}"
    table.write_text(f"GB-ENG: {entry}\n", encoding="utf-8")
    assert not ENGLAND.is_working_day(date(2091, 3, 6))
    assert WorkCalendar("GB", "SCT").is_working_day(date(2091, 3, 6))
    assert CN.is_working_day(date(2091, 3, 6))
    table.write_text("2091: {official: true, source: {zh: a, en: b}}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="years stand below the country's code"):
        CN.is_working_day(date(2091, 3, 6))


def test_a_districts_own_days_come_first_and_are_written_down_with_its_calendar(table: Path, tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text("2091: {official: true, source: {zh: a, en: b}, days_off: [2091-03-07]}\n", encoding="utf-8")
    table.write_text(YEAR.format(official="true"), encoding="utf-8")
    own = WorkCalendar("CN", None, load_years(path))
    assert own.is_working_day(date(2091, 1, 2))
    assert not own.is_working_day(date(2091, 3, 7))
    assert dict(own.counted()).keys() >= {date(2026, 12, 31)}
    again = WorkCalendar.from_json(json.loads(json.dumps(own.to_json())))
    assert again == own
    assert not again.is_working_day(date(2091, 3, 7))


def test_holidays_that_the_package_only_reckons_by_the_moon_are_assumed() -> None:
    assert WorkCalendar("SG").basis_of(date(2050, 1, 1)) == "statutory"
