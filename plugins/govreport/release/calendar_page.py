"""The release calendar as a page and as a file for calendar programs.

Belongs here: what the page and the .ics file say. Does not belong here: the days (release/calendar.py), the page's look
(include/templates/release_calendar.html.j2).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from govreport.district.folder import District
from govreport.errors import Message
from govreport.language import Language
from govreport.release.calendar import NAMES, QuarterDates, Step
from govreport.settings import Settings
from govreport.templating import engine, style
from govreport.workdays import Basis, source_of

_WEEKDAYS = Message("一二三四五六日", "Mon Tue Wed Thu Fri Sat Sun")
_BASIS: dict[Basis, Message] = {
    "official": Message("已公布", "published"),
    "statutory": Message("推定：仅知法定节假日", "assumed: statutory holidays only"),
    "weekdays": Message("推定：按周一至周五", "assumed: Monday to Friday"),
}
_WORDS = {
    "title": Message("季报发布日历", "Release calendar"),
    "skip": Message("跳到正文", "Skip to the text"),
    "step": Message("事项", "Step"),
    "day": Message("日期", "Day"),
    "offset": Message("工作日", "Working day"),
    "basis": Message("依据", "How certain"),
    "none": Message("这段时间内没有要发布的季报。", "No report is released in this time."),
}


def step_name(step: Step, district: District, language: Language = "zh") -> str:
    """The step in words: which extracts from whom, which hour."""
    zh = language == "zh"
    name = NAMES[step.name].in_language(language)
    if step.hour is not None:
        return f"{name}（{step.hour}:00）" if zh else f"{name} ({step.hour}:00)"
    if not step.extracts:
        return name
    sources = [district.sources[extract] for extract in step.extracts]
    if zh:
        return f"{name}：{'、'.join(s.title.zh for s in sources)}"
    return f"{name}: {', '.join(s.title.en for s in sources)}"


def day_text(day: date, language: Language = "zh") -> str:
    """2026-10-26 周一."""
    if language == "zh":
        return f"{day} 周{_WEEKDAYS.zh[day.weekday()]}"
    return f"{day} {_WEEKDAYS.en.split()[day.weekday()]}"


def basis_text(basis: Basis, language: Language = "zh") -> str:
    """How certain a day is, in words."""
    return _BASIS[basis].in_language(language)


def doubts(quarters: Sequence[QuarterDates], language: Language = "zh") -> list[str]:
    """A sentence for each year whose days are assumed: why, and what to do."""
    assumed = {s.day.year: s.basis for q in quarters for s in q.steps if s.basis != "official"}
    found = []
    for year, basis in sorted(assumed.items()):
        source = source_of(year)
        if language == "zh":
            why = f"只按法定节假日推算（{source[0]}）" if source else "按周一至周五推算"
            found.append(f"{year}年的调休安排尚未录入，日期{why}；公布后请录入 include/reference/working_days.yaml。")
        else:
            why = f"the law's days off only ({source[1]})" if source else "Monday to Friday"
            found.append(
                f"The working days of {year} aren't known: its days are assumed from {why}. Enter them in "
                "include/reference/working_days.yaml once they are published."
            )
        del basis
    return found


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
    zh = language == "zh"
    view: dict[str, Any] = {
        "lang_tag": "zh-CN" if zh else "en",
        "words": {name: word.in_language(language) for name, word in _WORDS.items()},
        "district": district.name.zh if zh else district.name.en,
        "title": district.report.title.zh if zh else district.report.title.en,
        "publisher": district.publisher.zh if zh else district.publisher.en,
        "contact": district.report.contact.zh if zh else district.report.contact.en,
        "range": f"{start} 起 {months} 个月" if zh else f"{months} months from {start}",
        "doubts": doubts(quarters, language),
        "quarters": [
            {
                "name": dates.quarter.zh if zh else dates.quarter.en,
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
    template = engine(settings.templates_dir).get_template("release_calendar.html.j2")
    return template.render(d=view, css=style(settings.templates_dir / "web.css")).encode()


def calendar_file(
    district: District, quarters: Sequence[QuarterDates], *, start: date, language: Language = "zh"
) -> bytes:
    """The days as iCalendar (RFC 5545): whole days, the release at its hour. ``start`` dates the file itself."""
    from icalendar import Calendar, Event

    zh = language == "zh"
    made = Calendar()
    made.add("prodid", "-//govreport//release calendar//ZH" if zh else "-//govreport//release calendar//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", f"{district.report.title.zh if zh else district.report.title.en}")
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
            quarter = dates.quarter.zh if zh else dates.quarter.en
            event.add("summary", f"{quarter} {step_name(step, district, language)}")
            if step.basis != "official":
                event.add("description", basis_text(step.basis, language))
                event.add("status", "TENTATIVE")
            made.add_component(event)
    return bytes(made.to_ical())
