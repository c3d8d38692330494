"""The revision triangle of one indicator: a line a quarter, a column for each quarter whose extracts stated it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govreport.cli.common import print_line, say
from govreport.cli.revision_tables import figure, indicator_called, print_rows
from govreport.context import Context
from govreport.errors import ConfigError
from govreport.language import pick, text_in

if TYPE_CHECKING:
    from govreport.indicators.model import Indicator
    from govreport.indicators.vintages.revision_stats import Triangle


def print_triangle(context: Context, name: str, town: str) -> list[list[str]]:
    """Print the triangle of the indicator called ``name``, and the mean revision; the table's lines."""
    # Imported here: few commands compare vintages.
    from govreport.indicators.vintages.revision_stats import stated_figures, triangle

    language = context.settings.language
    indicator = indicator_called(name, context.district.money)
    quarters = set(context.quarter.back(context.quarter.trend_length))
    vintages = [
        v for v in context.shown_vintages.current(context.district.id, context.quarter) if v.quarter in quarters
    ]
    of = triangle(stated_figures(context.shown_vintages, vintages, {indicator.id: indicator}, town)[indicator.id])
    if not of.cells:
        raise ConfigError(
            f"{context.quarter.zh}及以前没有指标 {indicator.id} 的数字。",
            f"No figure of {indicator.id} is stated up to {context.quarter.running_en}.",
        )
    district = context.district
    place = next((t.short_name for t in district.towns if t.code == town), text_in(language, district.name))
    title, unit = text_in(language, indicator.name), text_in(language, indicator.unit)
    print_line(f"{indicator.id} {title}" + pick(language, f"（{unit}）{place}", f" ({unit}), {place}"))
    lines = [[pick(language, "统计季度", "quarter"), *(str(source) for source in of.sources)], *_rows(of, indicator)]
    print_rows(lines[0], lines[1:], left=1)
    if any(cell.is_break for cell in of.cells.values()):
        say(context.settings, "*：口径或区划有变，与左侧不可比。", "*: definition or boundaries changed.")
    _print_means(context, of, indicator)
    return lines


def _rows(of: Triangle, indicator: Indicator) -> list[list[str]]:
    rows = []
    for quarter in of.quarters:
        row = [str(quarter)]
        for source in of.sources:
            cell = of.cells.get((quarter, source))
            row.append("" if cell is None else figure(cell.value, indicator) + ("*" if cell.is_break else ""))
        rows.append(row)
    return rows


def _print_means(context: Context, of: Triangle, indicator: Indicator) -> None:
    from govreport.indicators.vintages.revision_stats import statistics
    from govreport.reports.numbers import table_number

    summary = statistics(of)
    if not summary.quarters:
        return
    # Means take one decimal more than the figures that they are of.
    mean, absolute = (table_number(m or 0, indicator.decimals + 1) for m in (summary.mean, summary.mean_absolute))
    say(
        context.settings,
        f"{summary.quarters}个季度有两次以上数字，其中{summary.revised}个有修订；"
        f"平均修订 {mean}，平均绝对修订 {absolute}。",
        f"{summary.quarters} quarters stated more than once, {summary.revised} revised; mean revision {mean}, "
        f"mean absolute revision {absolute}.",
    )
