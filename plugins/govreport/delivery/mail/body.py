"""What a mail says, in HTML and in plain text: a few blocks of the report's view model, placed by two templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from govreport.errors import Message
from govreport.reports.model import ReportModel
from govreport.templating import engine

MAIL_LABELS: Mapping[str, Message] = {
    "mail.attention": Message("需要关注", "Needs attention"),
    "mail.action": Message("建议：", "What to do: "),
    "mail.open_report": Message("打开完整报告", "Open the full report"),
    "mail.attachments": Message("附件：", "Attached: "),
    "mail.quality": Message("数据质量：", "Data quality: "),
    "mail.replaces": Message("更改说明", "What has changed"),
    "mail.revised": Message("修订", "Revised:"),
    "mail.see_below": Message("（全部事项见下）", "(all of them below)"),
    "mail.log_head": Message("运行记录校验值", "Hash of the log"),
    "mail.colon": Message("：", ": "),
    "mail.comma": Message("，", ", "),
    "mail.list": Message("、", ", "),
    "mail.open": Message("（", " ("),
    "mail.close": Message("）", ")"),
}
"""Words of the mail that the view model's own labels may lack; where they have the key, theirs is used."""

TOWNS, TREND, QUALITY = "annex_towns", "registered_trend", "quality"
"""Keys of the table, the chart and the section that a mail shows."""
TOWN_COLUMNS = 5
"""As many columns of the towns table as a telephone shows without scrolling."""


class MailBody(NamedTuple):
    """Both forms of one mail's content."""

    html: str
    text: str


def render_body(
    model: ReportModel,
    templates: Path,
    *,
    trend_cid: str,
    attachments: Sequence[str],
    report_url: str | None,
    marks: Sequence[str] = (),
    log_head: str = "",
) -> MailBody:
    """Both forms of the mail. ``trend_cid`` is "" where no chart picture goes along; ``attachments`` are file names.

    ``log_head`` is printed last; ``marks`` are said first: that this is a test, or a repeated copy.
    """
    blocks = [block for section in model.sections for block in section.blocks]
    own = {key: message.in_language(model.language) for key, message in MAIL_LABELS.items()}
    table = next((b for b in blocks if b.type == "table" and b.key == TOWNS), None)
    rows = _longest_first(table.rows) if table else []
    view = {
        "model": model,
        "labels": own | dict(model.labels),
        "attention": [item for b in blocks if b.type == "attention" for item in b.items],
        "trend": _trend(model),
        "trend_cid": trend_cid,
        "towns": table,
        "heads": _heads(table.columns[:TOWN_COLUMNS]) if table else [],
        "rows": rows,
        "bars": _bars(rows),
        "shown": TOWN_COLUMNS,
        "quality": _quality(model),
        "attachments": attachments,
        "report_url": report_url,
        "marks": marks,
        "log_head": log_head,
    }
    environment = engine(templates)
    html = inline(environment.get_template("mail.html.j2").render(view))
    return MailBody(html, environment.get_template("mail.txt.j2").render(view))


def trend_svg(model: ReportModel) -> str | None:
    """The drawing of the chart that goes along as a picture; None where the report has none.

    The one for phones, for everybody: many clients drop a ``<picture>`` or a media query, some then list the picture
    that nothing refers to among the attachments, and a wide one can't be read on a phone.
    """
    chart = _trend(model)
    return None if chart is None else str(chart.svg_narrow or chart.svg)


def _trend(model: ReportModel) -> Any:
    blocks = (b for s in model.sections for b in s.blocks)
    return next((b for b in blocks if b.type == "chart" and b.key == TREND), None)


def inline(html: str) -> str:
    """Styles moved into the elements, because many clients drop <style>; only @media rules stay. No network."""
    import css_inline

    inliner = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False, minify_css=True)
    result: str = inliner.inline(html)
    return result


def _heads(columns: Sequence[Any]) -> list[tuple[str, list[Any]]]:
    """Columns in runs of one group, for a spanning head."""
    runs: list[tuple[str, list[Any]]] = []
    for column in columns:
        if runs and column.group and runs[-1][0] == column.group:
            runs[-1][1].append(column)
        else:
            runs.append((column.group, [column]))
    return runs


def _longest_first(rows: Sequence[Any]) -> list[Any]:
    """The towns from the longest bar to the shortest, those without a number last; other rows stay where they are."""
    column = _barred(rows)
    if column is None:
        return [*rows]
    data = [row for row in rows if row.kind == "data"]
    data.sort(key=lambda row: -(row.cells[column].number or 0))
    ordered = iter(data)
    return [next(ordered) if row.kind == "data" else row for row in rows]


def _bars(rows: Sequence[Any]) -> list[int]:
    """Lengths of bars in per cent of the longest, one a row, for the first numbers shown; empty where nothing is long.

    A row that isn't data (a total would dwarf the others) and one without a number get none.
    """
    column = _barred(rows)
    if column is None:
        return []
    numbers = [row.cells[column].number or 0 if row.kind == "data" else 0 for row in rows]
    longest = max(numbers)
    return [max(0, min(100, round(n * 100 / longest))) for n in numbers] if longest > 0 else []


def _barred(rows: Sequence[Any]) -> int | None:
    """The first column with numbers of those that a mail shows."""
    data = [row for row in rows if row.kind == "data"]
    columns = range(min(TOWN_COLUMNS, len(data[0].cells) if data else 0))
    return next((c for c in columns if any(row.cells[c].number is not None for row in data)), None)


def _quality(model: ReportModel) -> str:
    """The first paragraph of the section on data quality; "" where there is none."""
    paragraphs = (b.text for s in model.sections if s.key == QUALITY for b in s.blocks if b.type == "paragraph")
    return str(next(paragraphs, ""))
