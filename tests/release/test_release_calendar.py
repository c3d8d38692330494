"""Every step of a quarter has its day, and each day says how certain it is."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar as IcsCalendar
from typer.testing import CliRunner

from govreport.cli.application import app
from govreport.district.folder import Calendar, District
from govreport.district.schedule import offsets, possible_schedule, run_offset
from govreport.errors import ConfigError
from govreport.period import Period
from govreport.quarter import Quarter
from govreport.release.calendar import dates_of, quarter_dates, releases
from govreport.release.calendar_page import calendar_file, calendar_page
from govreport.settings import Settings
from govreport.sources.collect import collect
from govreport.store.files import FileStore
from govreport.workdays import DEFAULT_TABLE, use_table

THIRD = Quarter(2019, 3)


@pytest.fixture(autouse=True)
def _own_table() -> Iterator[None]:
    use_table(DEFAULT_TABLE)
    yield
    use_table(DEFAULT_TABLE)


def with_calendar(district: District, signoff: tuple[str, ...] = (), **steps: Any) -> District:
    return district.model_copy(update={"calendar": Calendar(**steps), "signoff": signoff})


def test_the_steps_follow_the_long_holiday_and_the_worked_saturday(panyu: District) -> None:
    dates = quarter_dates(panyu, THIRD)
    # 1 to 7 October 2019 were off, Saturday 12 October was worked.
    assert {name: dates.day(name) for name in ("freeze", "town_returns", "feedback", "draft", "review", "release")} == {
        "freeze": date(2019, 10, 10),
        "town_returns": date(2019, 10, 12),
        "feedback": date(2019, 10, 15),
        "draft": date(2019, 10, 18),
        "review": date(2019, 10, 22),
        "release": date(2019, 10, 23),
    }
    assert dates.is_certain
    assert [s.day for s in dates.steps] == sorted(s.day for s in dates.steps)


def test_the_steps_stand_in_an_order_that_can_happen(panyu: District) -> None:
    dates = quarter_dates(panyu, THIRD)
    assert [s.name for s in dates.steps if s.name != "precheck"] == [
        "freeze", "town_returns", "extracts", "feedback", "draft", "countersign", "review", "release",
    ]  # fmt: skip
    assert dates.day("extracts") == date(2019, 10, 14)


@pytest.mark.parametrize("signoff", [(), ("审核", "签发")])
def test_whatever_the_release_day_steps_that_are_left_out_fall_into_place(
    panyu: District, signoff: tuple[str, ...]
) -> None:
    for release in range(1, 61):
        head = panyu.report.model_copy(update={"release_working_days": release})
        district = with_calendar(panyu, signoff).model_copy(update={"report": head})
        schedule = possible_schedule(district)
        days = [schedule.steps[name] for name in ("feedback", "draft", "countersign", "review", "release")]
        assert days == sorted(days)
        assert min(schedule.steps.values()) >= 1
        assert schedule.steps["freeze"] <= schedule.due["registration"]
        assert schedule.steps["town_returns"] <= max(schedule.due.values()) <= schedule.steps["feedback"]
        assert run_offset(district) == (schedule.steps["draft"] if signoff else release)


def test_steps_that_are_left_out_fall_between_those_that_are_stated(panyu: District) -> None:
    names = ("freeze", "town_returns", "feedback", "draft", "countersign", "review")
    for name in names:
        for day in range(1, 14):
            schedule = possible_schedule(with_calendar(panyu, ("签发",), **{name: day}))
            days = [schedule.steps[step] for step in (*names[2:], "release")]
            assert schedule.steps[name] == day
            assert days == sorted(days)
            assert max(schedule.due.values()) <= schedule.steps["feedback"]


@pytest.mark.parametrize(
    ("quarter", "days"),
    [
        (THIRD, [date(2019, 10, 8), date(2019, 10, 14), date(2019, 10, 21)]),  # Monday the 7th was a holiday
        (Quarter(2020, 1), [date(2020, 4, 7), date(2020, 4, 13)]),  # Monday 6 April too
        (Quarter(2017, 4), [date(2018, 1, 2), date(2018, 1, 8), date(2018, 1, 15)]),
    ],
)
def test_a_precheck_falls_on_the_first_working_day_of_its_week(
    panyu: District, quarter: Quarter, days: list[date]
) -> None:
    assert [s.day for s in quarter_dates(panyu, quarter).steps if s.name == "precheck"] == days


def test_no_precheck_falls_on_a_day_off_on_another_or_on_the_release(panyu: District) -> None:
    for release in (1, 3, 5, 13, 40):
        head = panyu.report.model_copy(update={"release_working_days": release})
        district = panyu.model_copy(update={"report": head})
        for quarter in Quarter.span(Quarter(2017, 4), Quarter(2025, 4)):
            dates = quarter_dates(district, quarter)
            days = [s.day for s in dates.steps if s.name == "precheck"]
            assert all(
                panyu.work_calendar.is_working_day(day) and quarter.end < day < dates.day("release") for day in days
            )
            assert len({day.isocalendar()[:2] for day in days}) == len(days)


def due(district: District, **days: int) -> District:
    own = {name: s.model_copy(update={"due_working_days": days.get(name)}) for name, s in district.sources.items()}
    changed = district.model_copy(update={"sources": own})
    changed.__dict__.pop("extracts", None)
    return changed


def test_extracts_stand_on_their_own_due_days(panyu: District) -> None:
    district = due(panyu, funding=4)
    found = {s.offset: s.extracts for s in quarter_dates(district, THIRD).steps if s.name == "extracts"}
    assert found[4] == ("funding",)
    assert set(found[6]) == set(district.extracts) - {"funding"}


def test_where_nobody_signs_the_later_steps_wait_for_a_late_extract(panyu: District) -> None:
    steps = possible_schedule(due(panyu, funding=12)).steps
    assert (steps["feedback"], steps["draft"], steps["countersign"], steps["release"]) == (12, 12, 12, 13)


def test_a_district_states_its_own_days_and_the_rest_follow_from_the_release(panyu: District) -> None:
    found = offsets(with_calendar(panyu, freeze=2, draft=8))
    assert (found["freeze"], found["draft"], found["countersign"], found["review"], found["release"]) == (
        2,
        8,
        11,
        12,
        13,
    )


CHAIN = ("feedback", "draft", "countersign", "review")
EVERY_PAIR = [*combinations(CHAIN, 2), *product(("freeze", "town_returns"), CHAIN)]


@pytest.mark.parametrize(("first", "second"), EVERY_PAIR)
def test_a_step_before_one_that_it_waits_for_is_refused(panyu: District, first: str, second: str) -> None:
    offsets(with_calendar(panyu, **{first: 9, second: 9}))
    with pytest.raises(ConfigError) as caught:
        offsets(with_calendar(panyu, **{first: 10, second: 9}))
    for sentence in caught.value.message:
        assert f"calendar.{first}" in sentence
        assert f"calendar.{second}" in sentence


@pytest.mark.parametrize("step", ["freeze", "town_returns", *CHAIN])
def test_a_step_after_the_release_is_refused(panyu: District, step: str) -> None:
    with pytest.raises(ConfigError, match=r"report\.release_working_days"):
        offsets(with_calendar(panyu, **{step: 14}))


@pytest.mark.parametrize("step", CHAIN)
def test_an_extract_that_is_due_after_a_step_that_reads_it_is_refused(panyu: District, step: str) -> None:
    quarter_dates(due(with_calendar(panyu, **{step: 9}), evaluation=9), THIRD)
    with pytest.raises(ConfigError, match=r"sources/evaluation\.yaml") as caught:
        quarter_dates(due(with_calendar(panyu, **{step: 9}), evaluation=10), THIRD)
    assert f"calendar.{step}" in caught.value.message.en


def test_an_extract_that_is_due_after_the_day_on_which_the_run_begins_is_refused(panyu: District) -> None:
    signed = with_calendar(panyu, ("签发",))
    quarter_dates(due(signed, evaluation=10), THIRD)
    with pytest.raises(ConfigError, match="拟稿日（由签发日推算）"):
        quarter_dates(due(signed, evaluation=11), THIRD)


def test_registers_are_frozen_before_their_extract_is_due_and_towns_send_before_all_is_there(panyu: District) -> None:
    with pytest.raises(ConfigError, match=r"calendar\.freeze"):
        offsets(due(with_calendar(panyu, freeze=5), registration=4))
    all_early = dict.fromkeys(panyu.extracts, 3)
    with pytest.raises(ConfigError, match=r"calendar\.town_returns"):
        offsets(due(with_calendar(panyu, town_returns=5), **all_early))
    offsets(due(with_calendar(panyu, town_returns=5), **all_early | {"party": 5}))
    offsets(with_calendar(panyu, freeze=6, town_returns=2))  # neither waits for the other


def test_what_cannot_happen_is_refused_before_anything_is_collected(panyu: District, settings: Settings) -> None:
    district = due(with_calendar(panyu, feedback=5), funding=9)
    with pytest.raises(ConfigError, match=r"calendar\.feedback"):
        collect(settings, district, THIRD, "funding", FileStore(settings.store))


def test_the_scheduled_run_begins_with_the_draft_where_people_sign(panyu: District) -> None:
    assert run_offset(panyu) == 13
    assert run_offset(with_calendar(panyu, signoff=("审核", "签发"))) == 10


def test_twelve_months_hold_four_releases_and_none_outside(panyu: District) -> None:
    found = releases(panyu, date(2019, 10, 23))
    assert [str(d.quarter) for d in found if not panyu.is_longer(d.quarter)] == [
        "2019-Q3",
        "2019-Q4",
        "2020-Q1",
        "2020-Q2",
    ]
    assert [str(d.quarter) for d in found if panyu.is_longer(d.quarter)] == ["2019-H2", "2019", "2020-H1"]
    assert str(releases(panyu, date(2019, 10, 24))[0].quarter) == "2019-Q4"
    assert releases(panyu, date(2019, 10, 24), 1) == []
    assert releases(panyu, date(2015, 1, 1), 12) == []  # before the first issue


def test_a_longer_report_has_days_of_its_own_after_its_last_quarters(panyu: District) -> None:
    half, last = dates_of(panyu, Period(2019, 2, "half_year")), dates_of(panyu, Quarter(2019, 4))
    assert [step.name for step in half.steps] == ["draft", "countersign", "review", "release"]
    assert half.day("release") == panyu.work_calendar.working_day_after(date(2019, 12, 31), 18)
    assert half.day("draft") >= last.day("draft")
    quarterly = panyu.model_copy(update={"periods": ("quarter",)})
    assert not any(quarterly.is_longer(d.quarter) for d in releases(quarterly, date(2019, 10, 23)))


def test_days_beyond_the_published_table_say_that_they_are_assumed(panyu: District) -> None:
    assert {s.basis for s in quarter_dates(panyu, Quarter(2026, 4)).steps} == {"statutory"}
    assert {s.basis for s in quarter_dates(panyu, Quarter(2090, 1)).steps} == {"statutory"}
    assert {s.basis for s in quarter_dates(panyu, Quarter(2150, 1)).steps} == {"weekdays"}
    assert quarter_dates(panyu, Quarter(2026, 3)).is_certain


def test_the_page_shows_every_step_and_warns_of_assumed_days_in_both_languages(panyu: District) -> None:
    quarters = releases(panyu, date(2026, 11, 23))
    for language, warning in (("zh", "2027年的调休安排尚未录入"), ("en", "The working days of 2027 aren't known")):
        page = calendar_page(
            panyu, quarters, Settings(), start=date(2026, 11, 23), months=12, language=language
        ).decode()
        assert html.unescape(page).count(warning) == 1
        rows = re.findall(r"<tr[ >].*?</tr>", page)
        assert len(rows) == sum(len(q.steps) + 1 for q in quarters)
        assert sum('class="release"' in row for row in rows) == len(quarters) == 7
        assert "://" not in page


def test_a_calendar_program_reads_the_same_days(panyu: District) -> None:
    quarters = releases(panyu, date(2019, 10, 1))
    data = calendar_file(panyu, quarters, start=date(2019, 10, 1))
    assert data == calendar_file(panyu, quarters, start=date(2019, 10, 1))
    events = list(IcsCalendar.from_ical(data).walk("VEVENT"))
    assert len(events) == sum(len(q.steps) for q in quarters)
    assert len({str(e["uid"]) for e in events}) == len(events)
    release = next(e for e in events if "2019年第三季度 签发" in str(e["summary"]))
    assert release.decoded("dtstart").astimezone(panyu.tz).isoformat() == "2019-10-23T09:00:00+08:00"
    freeze = next(e for e in events if "2019年第三季度 登记数据冻结" in str(e["summary"]))
    assert (freeze.decoded("dtstart"), freeze.decoded("dtend") - freeze.decoded("dtstart")) == (
        date(2019, 10, 10),
        timedelta(days=1),
    )


def test_the_command_prints_the_days_and_writes_both_files(tmp_path: Path) -> None:
    page, file = tmp_path / "made" / "calendar.html", tmp_path / "calendar.ics"
    done = CliRunner().invoke(
        app, ["calendar", "-d", "panyu", "--from", "2019-10-01", "--html", str(page), "--ics", str(file)]
    )
    assert done.exit_code == 0, done.output
    assert "2019-10-23 周三" in done.output
    assert "已公布" in done.output
    assert page.read_bytes().startswith(b"<!DOCTYPE html>")
    assert file.read_bytes().startswith(b"BEGIN:VCALENDAR")


def test_a_day_that_is_none_is_refused_in_a_sentence() -> None:
    done = CliRunner().invoke(app, ["calendar", "-d", "panyu", "--from", "tomorrow"])
    assert done.exit_code == 1
    assert "tomorrow" in done.output
