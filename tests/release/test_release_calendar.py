"""Every step of a quarter has its day, and each day says how certain it is."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar as IcsCalendar
from typer.testing import CliRunner

from govreport.cli.application import app
from govreport.district.folder import Calendar, District
from govreport.errors import ConfigError
from govreport.quarter import Quarter
from govreport.release.calendar import offsets, quarter_dates, releases, run_offset
from govreport.release.calendar_page import calendar_file, calendar_page
from govreport.settings import Settings
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
    assert [s.day for s in dates.steps if s.name == "precheck"] == [
        date(2019, 10, 7),
        date(2019, 10, 14),
        date(2019, 10, 21),
    ]
    assert dates.is_certain
    assert [s.day for s in dates.steps] == sorted(s.day for s in dates.steps)


def test_extracts_stand_on_their_own_due_days(panyu: District) -> None:
    early = panyu.sources["funding"].model_copy(update={"due_working_days": 5})
    district = panyu.model_copy(update={"sources": {**panyu.sources, "funding": early}})
    district.__dict__.pop("extracts", None)
    due = {s.offset: s.extracts for s in quarter_dates(district, THIRD).steps if s.name == "extracts"}
    assert due[5] == ("funding",)
    assert set(due[13]) == set(district.extracts) - {"funding"}


def test_a_district_states_its_own_days_and_the_rest_follow_from_the_release(panyu: District) -> None:
    found = offsets(with_calendar(panyu, freeze=2, draft=8))
    assert (found["freeze"], found["draft"], found["countersign"], found["review"], found["release"]) == (
        2,
        8,
        11,
        12,
        13,
    )


def test_a_step_before_the_one_it_waits_for_is_refused(panyu: District) -> None:
    with pytest.raises(ConfigError) as caught:
        offsets(with_calendar(panyu, draft=12, countersign=10))
    assert "draft" in caught.value.message.zh
    assert "countersign" in caught.value.message.zh


def test_the_scheduled_run_begins_with_the_draft_where_people_sign(panyu: District) -> None:
    assert run_offset(panyu) == 13
    assert run_offset(with_calendar(panyu, signoff=("审核", "签发"))) == 10


def test_twelve_months_hold_four_releases_and_none_outside(panyu: District) -> None:
    found = releases(panyu, date(2019, 10, 23))
    assert [str(d.quarter) for d in found] == ["2019-Q3", "2019-Q4", "2020-Q1", "2020-Q2"]
    assert str(releases(panyu, date(2019, 10, 24))[0].quarter) == "2019-Q4"
    assert releases(panyu, date(2019, 10, 24), 1) == []
    assert releases(panyu, date(2015, 1, 1), 12) == []  # before the first issue


def test_days_beyond_the_published_table_say_that_they_are_assumed(panyu: District) -> None:
    assert {s.basis for s in quarter_dates(panyu, Quarter(2026, 4)).steps} == {"statutory"}
    assert {s.basis for s in quarter_dates(panyu, Quarter(2090, 1)).steps} == {"weekdays"}
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
        assert sum('class="release"' in row for row in rows) == 4
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
