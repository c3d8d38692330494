"""The release calendar (the days of calendar.py) as a page and as a file for calendar programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import ClassVar

from govreport.district.folder import District
from govreport.errors import Message
from govreport.html.labels import LABELS
from govreport.html.page import PageWriter, place
from govreport.language import Language, pick, text_in
from govreport.release.calendar import NAMES, QuarterDates, Step
from govreport.settings import Settings
from govreport.workdays import Basis, WorkCalendar

_WEEKDAYS = Message("一二三四五六日", "Mon Tue Wed Thu Fri Sat Sun")
_BASIS: dict[Basis, Message] = {
    "official": Message("已公布", "published"),
    "statutory": Message("推定：仅知法定节假日", "assumed: statutory holidays only"),
    "weekdays": Message("推定：按周一至周五", "assumed: Monday to Friday"),
}
_WORDS: Mapping[str, Message] = {
    **LABELS,
    "title": Message("报告发布日历", "Release calendar"),
    "step": Message("事项", "Step"),
    "day": Message("日期", "Day"),
    "offset": Message("工作日", "Working day"),
    "basis": Message("依据", "How certain"),
    "none": Message("这段时间内没有要发布的报告。", "No report is released in this time."),
}


def step_name(step: Step, district: District, language: Language = "zh") -> str:
    """The step in words: which extracts from whom, which hour."""
    name = NAMES[step.name].in_language(language)
    if step.hour is not None:
        return pick(language, f"{name}（{step.hour}:00）", f"{name} ({step.hour}:00)")
    if not step.extracts:
        return name
    titles = [text_in(language, district.sources[extract].title) for extract in step.extracts]
    return f"{name}{pick(language, '：', ': ')}{pick(language, '、', ', ').join(titles)}"


def day_text(day: date, language: Language = "zh") -> str:
    """2026-10-26 周一."""
    zh, en = f"周{_WEEKDAYS.zh[day.weekday()]}", _WEEKDAYS.en.split()[day.weekday()]
    return f"{day} {pick(language, zh, en)}"


def basis_text(basis: Basis, language: Language = "zh") -> str:
    """How certain a day is, in words."""
    return _BASIS[basis].in_language(language)


def doubts(district: District, quarters: Sequence[QuarterDates], language: Language = "zh") -> list[str]:
    """A sentence for each year whose days are assumed: why, and what to do."""
    assumed = sorted({s.day.year for q in quarters for s in q.steps if s.basis != "official"})
    return [_doubt(district.work_calendar, year, language) for year in assumed]


def _doubt(days: WorkCalendar, year: int, language: Language) -> str:
    source = days.source_of(year)
    named = Message(f"（{source[0]}）", f" ({source[1]})") if source else Message("", "")
    by_law = days.basis_of(date(year, 1, 1)) != "weekdays"
    zh = f"只按法定节假日推算{named.zh}" if by_law else "按周一至周五推算"
    en = f"the law's days off only{named.en}" if by_law else "Monday to Friday"
    return pick(
        language,
        f"{year}年的调休安排尚未录入，日期{zh}；公布后请录入 include/reference/working_days.yaml。",
        f"The working days of {year} aren't known: its days are assumed from {en}. Enter them in "
        "include/reference/working_days.yaml once they are published.",
    )


def calendar_page(
    district: District,
    quarters: Sequence[QuarterDates],
    settings: Settings,
    *,
    start: date,
    months: int,
    language: Language = "zh",
) -> bytes:
    """The page in UTF-8, one self-contained file; the same days give the same bytes."""
    page = _Writer(language)
    view = page.shell() | {
        "title": page.say(district.report.title),
        "publisher": page.say(district.publisher),
        "contact": page.say(district.report.contact),
        "range": page.pick(f"{start} 起 {months} 个月", f"{months} months from {start}"),
        "doubts": doubts(district, quarters, language),
        "quarters": [
            {
                "name": page.say(dates.quarter),
                "key": str(dates.quarter),
                "steps": [
                    {
                        "name": step_name(step, district, language),
                        "day": day_text(step.day, language),
                        "offset": "" if step.offset is None else f"T+{step.offset}",
                        "basis": basis_text(step.basis, language),
                        "assumed": step.basis != "official",
                        "release": step.name == "release",
                    }
                    for step in dates.steps
                ],
            }
            for dates in quarters
        ],
    }
    return place(settings.templates_dir, "release_calendar.html.j2", view, "web.css").encode()


@dataclass(frozen=True)
class _Writer(PageWriter):
    labels: ClassVar[Mapping[str, Message]] = _WORDS


def calendar_file(
    district: District, quarters: Sequence[QuarterDates], *, start: date, language: Language = "zh"
) -> bytes:
    """The days as iCalendar (RFC 5545): whole days, the release at its hour. ``start`` dates the file itself."""
    from icalendar import Calendar, Event

    made = Calendar()
    made.add("prodid", f"-//govreport//release calendar//{language.upper()}")
    made.add("version", "2.0")
    made.add("x-wr-calname", text_in(language, district.report.title))
    stamp = datetime.combine(start, time(), UTC)
    for dates in quarters:
        for step in dates.steps:
            event = Event()
            suffix = "".join(f"-{name}" for name in step.extracts)
            event.add("uid", f"{district.id}-{dates.quarter}-{step.name}{suffix}-{step.day}@govreport")
            event.add("dtstamp", stamp)
            if step.hour is None:
                event.add("dtstart", step.day)
                event.add("dtend", step.day + timedelta(days=1))
            else:
                begin = datetime.combine(step.day, time(step.hour), district.tz).astimezone(UTC)
                event.add("dtstart", begin)
                event.add("dtend", begin + timedelta(hours=1))
            event.add("summary", f"{text_in(language, dates.quarter)} {step_name(step, district, language)}")
            if step.basis != "official":
                event.add("description", basis_text(step.basis, language))
                event.add("status", "TENTATIVE")
            made.add_component(event)
    return bytes(made.to_ical())
