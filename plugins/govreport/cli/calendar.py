"""``govreport calendar``: what is due when, in the months to come."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from govreport.cli.common import (
    AnyDistrict,
    complain,
    console,
    friendly_errors,
    new_table,
    only_district,
    print_line,
    write_file,
)
from govreport.district.folder import District
from govreport.district.reading import load_district
from govreport.errors import ConfigError, Message
from govreport.language import text_in
from govreport.release.calendar import QuarterDates, releases
from govreport.settings import Settings
from govreport.workdays import use_table


def calendar(
    district: AnyDistrict = None,
    start: Annotated[str | None, typer.Option("--from", help="从哪一天起，如 2026-11-23；不给则从今天起")] = None,
    months: Annotated[int, typer.Option(min=1, max=60, help="看几个月")] = 12,
    html: Annotated[Path | None, typer.Option(help="把日历页写到这个文件")] = None,
    ics: Annotated[Path | None, typer.Option(help="写成日历程序可导入的 .ics 文件")] = None,
) -> None:
    """报告发布日历：每个季度的数据截止、预查、拟稿、审核、签发日，以及这些日子是否已公布。"""
    # Imported where it is used, here and below: the page needs the template engine, which most commands don't.
    from govreport.release.calendar_page import calendar_file, calendar_page, doubts

    settings = Settings()
    language = settings.language
    with friendly_errors(settings):
        use_table(settings.reference_dir / "working_days.yaml")
        folder = load_district(settings.districts_dir, district or only_district(settings))
        first = _day(start) if start else datetime.now(folder.tz).date()
        written = settings.language_for(folder.languages[0])
        quarters = releases(folder, first, months)
        for dates in quarters:
            _print_quarter(settings, folder, dates)
        complain(settings, [Message(doubt, doubt) for doubt in doubts(folder, quarters, language)])
        if html is not None:
            page = calendar_page(folder, quarters, settings, start=first, months=months, language=written)
            _write(html, page)
        if ics is not None:
            _write(ics, calendar_file(folder, quarters, start=first, language=written))


def _print_quarter(settings: Settings, district: District, dates: QuarterDates) -> None:
    from govreport.release.calendar_page import basis_text, day_text, step_name

    table = new_table(
        settings,
        Message("日期", "day"),
        Message("事项", "step"),
        Message("工作日", "working day"),
        Message("依据", "how certain"),
        title=text_in(settings.language, dates.quarter),
        title_justify="left",
    )
    for step in dates.steps:
        table.add_row(
            day_text(step.day, settings.language),
            step_name(step, district, settings.language),
            "" if step.offset is None else f"T+{step.offset}",
            basis_text(step.basis, settings.language),
        )
    console.print(table)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ConfigError(
            f"看不懂日期“{text}”，请写成 2026-11-23 的形式。",
            f"Cannot read the day {text!r}; write it like 2026-11-23.",
        ) from None


def _write(path: Path, data: bytes) -> None:
    write_file(path, data)
    print_line(str(path))
