"""``govreport revisions`` and ``govreport revise``: what became of stated figures, and changing them with a reason.

Belongs here: arguments, tables on the terminal, the question before anything is kept. Does not belong here: finding
revisions (indicators/), making them (operations/revise.py).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from govreport.cli.common import console, only_district, plain_sentences
from govreport.context import Context
from govreport.district.folder import District
from govreport.errors import ConfigError
from govreport.operations.revise import revise_quarter
from govreport.settings import Settings

if TYPE_CHECKING:
    from govreport.indicators.model import Indicator
    from govreport.indicators.vintages.revision_list import Replaced
    from govreport.indicators.vintages.revision_stats import Size, Triangle
    from govreport.operations.revise import Proposal

ROWS = 9
"""Quarters that a triangle shows: two years and the one before."""
QuarterArgument = Annotated[str, typer.Argument(help="季度，如 2019-Q3")]
AnyDistrict = Annotated[str | None, typer.Option("--district", "-d", help="区的文件夹名；只有一个区时可不填")]


class StatedKind(StrEnum):
    """The kinds of revision that an operator may state; the others follow from the calendar and the data."""

    CORRECTION = "correction"
    MAJOR = "major"


def revisions(
    quarter: QuarterArgument,
    indicator: Annotated[str | None, typer.Argument(help="指标编号，如 R01；给出则显示修订三角表")] = None,
    town: Annotated[str | None, typer.Option(help="镇街名称或代码；不填即全区")] = None,
    csv_file: Annotated[Path | None, typer.Option("--csv", help="把表写到这个 CSV 文件")] = None,
    district: AnyDistrict = None,
) -> None:
    """某季数字的版本与修订:何时因何改动、改了多少;给出指标则显示各季修订三角表和平均修订。"""
    settings = Settings()
    with plain_sentences(settings):
        context = Context.make(settings, district or only_district(settings), quarter)
        town_code = _town_code(context.district, town) if town else ""
        lines = _list(context, town_code) if indicator is None else _triangle(context, indicator, town_code)
        if csv_file is not None:
            _write(csv_file, lines)


def revise(
    quarter: QuarterArgument,
    reason: Annotated[str, typer.Option(help="修订的原因，写入版本记录和更正通知")],
    kind: Annotated[StatedKind | None, typer.Option(help="更正或重大；不填则由系统判定")] = None,
    from_store: Annotated[bool, typer.Option(help="不重新收取，用已保存的原文件")] = False,
    known_since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="何日获知有误，写入更正通知；不填即今日")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="不询问，直接保存")] = False,
    district: AnyDistrict = None,
) -> None:
    """重新计算一个季度,列出改动,确认后保存为新版本;已签发的季报主要数字有变,则拟出更正通知(草稿,不发送)。"""
    settings = Settings()
    zh = settings.language == "zh"
    with plain_sentences(settings):
        context = Context.make(settings, district or only_district(settings), quarter)
        shown: list[Proposal] = []

        def confirm(proposal: Proposal) -> bool:
            shown.append(proposal)
            _show(context, proposal)
            question = "保存为新版本吗？" if zh else "Keep it as a new vintage?"
            return proposal.new and (yes or typer.confirm(question))

        known = known_since.date() if known_since is not None else _today(context)
        made = revise_quarter(
            context,
            reason,
            kind=None if kind is None else kind.value,
            from_store=from_store,
            known_since=known,
            confirm=confirm,
        )
        if made is None:
            if shown[0].new:
                console.print("未保存。" if zh else "Nothing was kept.")
                raise typer.Exit(1)
            return
        for report in made.reports:
            console.print(f"{'已成文' if zh else 'report'} {report.language} {report.sha256[:12]}", markup=False)
        for notice in made.notices:
            console.print(context.files.get(notice.text.key).decode(), markup=False, soft_wrap=True)
            console.print(f"  {context.files.path(notice.html.key)}", markup=False, soft_wrap=True)


def _today(context: Context) -> date:
    return datetime.now(context.district.tz).date()


def _town_code(district: District, named: str) -> str:
    for town in district.towns:
        names = {town.code, town.former_code, town.name, town.short_name, town.former_name, town.former_short_name}
        if named in {*names, *town.aliases, town.en}:
            return town.code
    known = "、".join(t.short_name for t in district.towns)
    raise ConfigError(f"没有名为“{named}”的镇街，现有：{known}。", f"There is no town named {named!r}; known: {known}.")


def _declared(name: str) -> Indicator:
    from govreport.indicators.catalogue import CATALOGUE

    found = CATALOGUE.get(name.upper()) or next((i for i in CATALOGUE.values() if name in i.name), None)
    if found is None:
        raise ConfigError(
            f"没有指标“{name}”，请用 govreport indicators 查看编号。",
            f"There is no indicator {name!r}; govreport indicators lists them.",
        )
    return found


def _print(heads: Sequence[str], rows: Iterable[Sequence[str]], left: int) -> None:
    table = Table(show_edge=False)
    for index, head in enumerate(heads):
        table.add_column(head, overflow="fold", justify="left" if index < left else "right")
    for row in rows:
        table.add_row(*row)
    console.print(table)


def _number(value: Fraction | None, declared: Indicator) -> str:
    from govreport.reports.numbers import table_number

    return "—" if value is None else table_number(value, declared.decimals)


def _sizes(size: Size, declared: Indicator) -> list[str]:
    from govreport.reports.numbers import signed_number

    points = size.absolute is not None and declared.is_rate
    absolute = "—" if size.absolute is None else signed_number(size.absolute, declared.decimals)
    relative = "" if size.relative is None or points else f"{signed_number(size.relative * 100, 2)}%"
    return [_number(size.old, declared), _number(size.new, declared), absolute, relative]


def _list(context: Context, town_code: str) -> list[list[str]]:
    from govreport.indicators.vintages.revision_kind import KINDS
    from govreport.indicators.vintages.revision_list import list_replacements
    from govreport.indicators.vintages.status import VINTAGE_STATUS, vintage_status
    from govreport.quarter import Quarter

    language = context.settings.language
    zh, days = language == "zh", context.release_days
    vintages = context.vintages.current(context.district.id, Quarter(9999, 4), context.quarter)
    if not vintages:
        raise ConfigError(
            f"{context.quarter.zh}尚未计算，请先运行 govreport run。", f"{context.quarter.en} has no figures yet."
        )
    found = list_replacements(context.vintages, context.revisions, context.district.id, context.quarter, days)
    why = {r.new.id: r.judged for r in found}
    _print(
        ("数据", "状态", "修订类型", "原因", "版本") if zh else ("extracts", "status", "kind", "reason", "vintage"),
        [
            (
                str(v.source_quarter),
                VINTAGE_STATUS[vintage_status(v.quarter, v.source_quarter, days)].in_language(language),
                KINDS[why[v.id].kind].in_language(language) if v.id in why else "—",
                why[v.id].reason.in_language(language) if v.id in why else "—",
                v.id[:12],
            )
            for v in vintages
        ],
        left=5,
    )
    lines, others = _changes(context, found, town_code)
    if len(lines) > 1:
        console.print()
        _print(lines[0], lines[1:], left=4)
    else:
        console.print("没有数字被修订。" if zh else "No figure was revised.")
    if others:
        console.print(
            f"另有{others}处镇街或分组数字随之变动。"
            if zh
            else f"{others} figures of towns and breakdowns changed with them."
        )
    return lines


def _changes(context: Context, found: Sequence[Replaced], town_code: str) -> tuple[list[list[str]], int]:
    from govreport.indicators.catalogue import CATALOGUE
    from govreport.indicators.model import Observation
    from govreport.indicators.vintages.revision_kind import KINDS
    from govreport.indicators.vintages.revision_list import find_revisions
    from govreport.indicators.vintages.revision_stats import size

    language = context.settings.language
    heads = (
        ["指标", "名称", "数据", "修订类型", "原数", "现数", "增减", "幅度"]
        if language == "zh"
        else ["id", "indicator", "extracts", "kind", "old", "new", "change", "relative"]
    )
    lines, others = [heads], 0
    for replaced in found:
        old, new = (
            [Observation(o[0], v.quarter, *o[1:]) for o in context.vintages.observations(v.id)]
            for v in (replaced.old, replaced.new)
        )
        for revision in find_revisions(old, new):
            declared = CATALOGUE.get(revision.indicator)
            if declared is None:
                continue
            if revision.breakdown or revision.town_code != town_code:
                others += 1
                continue
            kind = KINDS[replaced.judged.kind].in_language(language)
            between = f"{replaced.old.source_quarter} → {replaced.new.source_quarter}"
            name = declared.name.in_language(language)
            lines.append([declared.id, name, between, kind, *_sizes(size(revision, declared), declared)])
    return lines, others


def _triangle(context: Context, indicator: str, town_code: str) -> list[list[str]]:
    from govreport.indicators.vintages.revision_stats import stated_figures, statistics, triangle
    from govreport.reports.numbers import table_number

    language = context.settings.language
    zh = language == "zh"
    declared = _declared(indicator)
    shown = set(context.quarter.back(ROWS))
    vintages = [v for v in context.vintages.current(context.district.id, context.quarter) if v.quarter in shown]
    of = triangle(stated_figures(context.vintages, vintages, {declared.id: declared}, town_code)[declared.id])
    if not of.cells:
        raise ConfigError(
            f"{context.quarter.zh}及以前没有指标 {declared.id} 的数字。",
            f"No figure of {declared.id} is stated up to {context.quarter.en}.",
        )
    place = next((t.short_name for t in context.district.towns if t.code == town_code), context.district.name.zh)
    console.print(
        f"{declared.id} {declared.name.in_language(language)}（{declared.unit.in_language(language)}）{place}"
    )
    lines = _triangle_lines(of, declared, zh)
    _print(lines[0], lines[1:], left=1)
    if any(f.is_break for f in of.cells.values()):
        console.print("*：口径或区划有变，与左侧不可比。" if zh else "*: definition or boundaries changed.")
    s = statistics(of)
    if s.quarters:
        finer = declared.decimals + 1
        mean, absolute = (table_number(m or 0, finer) for m in (s.mean, s.mean_absolute))
        console.print(
            f"{s.quarters}个季度有两次以上数字，其中{s.revised}个有修订；平均修订 {mean}，平均绝对修订 {absolute}。"
            if zh
            else f"{s.quarters} quarters stated more than once, {s.revised} revised; mean revision {mean}, "
            f"mean absolute revision {absolute}."
        )
    return lines


def _triangle_lines(of: Triangle, declared: Indicator, zh: bool) -> list[list[str]]:
    lines = [["统计季度" if zh else "quarter", *(str(s) for s in of.sources)]]
    for quarter in of.quarters:
        row = [str(quarter)]
        for source in of.sources:
            cell = of.cells.get((quarter, source))
            row.append("" if cell is None else _number(cell.value, declared) + ("*" if cell.is_break else ""))
        lines.append(row)
    return lines


def _show(context: Context, proposal: Proposal) -> None:
    from govreport.indicators.catalogue import CATALOGUE

    language = context.settings.language
    zh = language == "zh"
    if not proposal.new:
        console.print("与现行版本完全相同，没有可保存的。" if zh else "Nothing differs from what is current.")
        return
    if proposal.headline:
        rows = []
        for figure in proposal.headline:
            declared = CATALOGUE[figure.indicator]
            rows.append([declared.id, declared.name.in_language(language), *_sizes(figure.size, declared)])
        heads = ("指标", "名称", "原数", "现数", "增减", "幅度")
        _print(heads if zh else ("id", "indicator", "old", "new", "change", "relative"), rows, left=2)
    issued = proposal.issued is not None
    if zh:
        console.print(
            f"主要数字{len(proposal.headline)}项有变，全部数字{proposal.changed}处有变；"
            f"本季度季报{'已签发' if issued else '尚未签发'}。"
        )
    else:
        console.print(
            f"{len(proposal.headline)} headline figures change, {proposal.changed} figures in all; the quarter's "
            f"report is {'signed' if issued else 'not signed'}."
        )


def _write(path: Path, lines: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:  # with a mark that spreadsheets know it by
        csv.writer(file).writerows(lines)
    console.print(f"  {path}", markup=False, soft_wrap=True)
