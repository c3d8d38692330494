"""The command ``govreport calendar``: what is due when, in the months to come.

Belongs here: arguments, the table in the terminal, where files go. Does not belong here: the days
(release/calendar.py).
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from govreport.cli.common import complain, console, only_district, plain_sentences
from govreport.district.reading import load_district
from govreport.errors import ConfigError, Message
from govreport.release.calendar import releases
from govreport.settings import Settings
from govreport.workdays import use_table


def calendar(
    district: Annotated[str | None, typer.Option("--district", "-d", help="区的文件夹名，只有一个区时可省")] = None,
    start: Annotated[str | None, typer.Option("--from", help="从哪一天起，如 2026-11-23；不给则从今天起")] = None,
    months: Annotated[int, typer.Option(min=1, max=60, help="看几个月")] = 12,
    html: Annotated[Path | None, typer.Option(help="把日历页写到这个文件")] = None,
    ics: Annotated[Path | None, typer.Option(help="写成日历程序可导入的 .ics 文件")] = None,
) -> None:
    """季报发布日历：每个季度的数据截止、预查、拟稿、审核、签发日，以及这些日子是否已公布。"""
    from govreport.release.calendar_page import basis_text, calendar_file, calendar_page, day_text, doubts, step_name

    settings = Settings()
    with plain_sentences(settings):
        use_table(settings.reference_dir / "working_days.yaml")
        found = load_district(settings.districts_dir, district or only_district(settings))
        first = _day(start) if start else datetime.now(found.tz).date()
        quarters = releases(found, first, months)
        zh = settings.language == "zh"
        for dates in quarters:
            table = Table(title=dates.quarter.zh if zh else dates.quarter.en, show_edge=False, title_justify="left")
            for head in ("日期", "事项", "工作日", "依据") if zh else ("day", "step", "working day", "how certain"):
                table.add_column(head, overflow="fold")
            for step in dates.steps:
                table.add_row(
                    day_text(step.day, settings.language),
                    step_name(step, found, settings.language),
                    "" if step.offset is None else f"T+{step.offset}",
                    basis_text(step.basis, settings.language),
                )
            console.print(table)
        complain(settings, [Message(doubt, doubt) for doubt in doubts(quarters, settings.language)])
        if html is not None:
            page = calendar_page(found, quarters, settings, start=first, months=months, language=settings.language)
            _write(html, page)
        if ics is not None:
            _write(ics, calendar_file(found, quarters, start=first, language=settings.language))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ConfigError(
            f"看不懂日期“{text}”，请写成 2026-11-23 的形式。",
            f"Cannot read the day {text!r}; write it like 2026-11-23.",
        ) from None


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    console.print(str(path), markup=False)
