"""``govreport revisions``: the vintages of a quarter and what changed between them, or one indicator's triangle."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from govreport.cli.common import AnyDistrict, QuarterArgument, console, friendly_errors, open_context, print_line, say
from govreport.cli.revision_tables import change_cells, print_rows
from govreport.cli.triangle import print_triangle
from govreport.context import Context
from govreport.district.town_names import town_called
from govreport.errors import ConfigError
from govreport.language import pick, text_in
from govreport.quarter import Quarter
from govreport.settings import Settings

if TYPE_CHECKING:
    from govreport.indicators.vintages.revision_list import Replaced
    from govreport.store.records import VintageRecord


def revisions(
    quarter: QuarterArgument,
    indicator: Annotated[str | None, typer.Argument(help="指标编号，如 R01；给出则显示修订三角表")] = None,
    town: Annotated[str | None, typer.Option(help="镇街名称或代码；不填即全区")] = None,
    csv_file: Annotated[Path | None, typer.Option("--csv", help="把表写到这个 CSV 文件")] = None,
    district: AnyDistrict = None,
) -> None:
    """某季数字的版本与修订：何时因何改动、改了多少；给出指标则显示各季修订三角表和平均修订。"""
    settings = Settings()
    with friendly_errors(settings):
        context = open_context(settings, district, quarter)
        code = town_called(context.district, town).code if town else ""
        lines = _print_list(context, code) if indicator is None else print_triangle(context, indicator, code)
        if csv_file is not None:
            _write(csv_file, lines)


def _print_list(context: Context, town: str) -> list[list[str]]:
    """Print vintages and changed figures; the lines of the second table."""
    # Imported here and below: the catalogue and the comparison of vintages are needed by few commands.
    from govreport.indicators.vintages.revision_list import list_replacements

    settings = context.settings
    vintages = context.shown_vintages.current(context.district.id, Quarter(9999, 4), context.quarter)
    if not vintages:
        raise ConfigError(
            f"{context.quarter.zh}尚未计算，请先运行 govreport run。", f"{context.quarter.en} has no figures yet."
        )
    replaced = list_replacements(
        context.shown_vintages, context.revisions, context.district.id, context.quarter, context.district.timing
    )
    _print_vintages(context, vintages, replaced)
    lines, others = _changes(context, replaced, town)
    if len(lines) > 1:
        console.print()
        print_rows(lines[0], lines[1:], left=4)
    else:
        say(settings, "没有数字被修订。", "No figure was revised.")
    if others:
        say(
            settings,
            f"另有{others}处镇街或分组数字随之变动。",
            f"{others} figures of towns and breakdowns changed with them.",
        )
    return lines


def _print_vintages(context: Context, vintages: Sequence[VintageRecord], replaced: Sequence[Replaced]) -> None:
    from govreport.indicators.vintages.revision_kind import KINDS
    from govreport.indicators.vintages.status import VINTAGE_STATUS, vintage_status

    language = context.settings.language
    reasons = {r.new.id: r.judged for r in replaced}
    rows = []
    for vintage in vintages:
        status = vintage_status(vintage.quarter, vintage.source_quarter, context.district.timing)
        reason = reasons.get(vintage.id)
        rows.append(
            [
                str(vintage.source_quarter),
                text_in(language, VINTAGE_STATUS[status]),
                text_in(language, KINDS[reason.kind]) if reason else "—",
                text_in(language, reason.reason) if reason else "—",
                vintage.id[:12],
            ]
        )
    heads = pick(
        language, ("数据", "状态", "修订类型", "原因", "版本"), ("extracts", "status", "kind", "reason", "vintage")
    )
    print_rows(heads, rows, left=len(heads))


def _changes(context: Context, replaced: Sequence[Replaced], town: str) -> tuple[list[list[str]], int]:
    """The heads and a line for each changed figure of ``town`` ("" for the district); how many others changed."""
    from govreport.indicators.catalogue import catalogue_of
    from govreport.indicators.model import Observation
    from govreport.indicators.vintages.revision_kind import KINDS
    from govreport.indicators.vintages.revision_list import find_revisions
    from govreport.indicators.vintages.revision_stats import size

    language = context.settings.language
    heads = pick(
        language,
        ["指标", "名称", "数据", "修订类型", "原数", "现数", "增减", "幅度"],
        ["id", "indicator", "extracts", "kind", "old", "new", "change", "relative"],
    )
    lines, others = [heads], 0
    catalogue = catalogue_of(context.district.given)
    for pair in replaced:
        old, new = (
            [Observation(o[0], vintage.quarter, *o[1:]) for o in context.shown_vintages.observations(vintage.id)]
            for vintage in (pair.old, pair.new)
        )
        for revision in find_revisions(old, new):
            indicator = catalogue.get(revision.indicator)
            if indicator is None:
                continue
            if revision.breakdown or revision.town_code != town:
                others += 1
                continue
            between = f"{pair.old.source_quarter} → {pair.new.source_quarter}"
            name, kind = text_in(language, indicator.name), text_in(language, KINDS[pair.judged.kind])
            lines.append([indicator.id, name, between, kind, *change_cells(size(revision, indicator), indicator)])
    return lines, others


def _write(path: Path, lines: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:  # with a mark that spreadsheets know it by
        csv.writer(file).writerows(lines)
    print_line(f"  {path}")
