"""Prints what a preview understood of a file, in the operator's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich.console import Console

from govreport.canonical import EXTRACTS
from govreport.cli.common import new_table, print_line, say
from govreport.cli.stated_totals import total_lines
from govreport.currency import Currency
from govreport.district.folder import District, Layout
from govreport.district.identifiers import Identifiers
from govreport.errors import Message
from govreport.language import pick, text_in
from govreport.settings import Settings

if TYPE_CHECKING:
    from govreport.tidy.preview import Preview, Rows

_DELIMITERS: Mapping[str, Message] = {
    ",": Message("逗号", "comma"),
    "\t": Message("制表符", "tab"),
    ";": Message("分号", "semicolon"),
    "|": Message("竖线", "bar"),
    "，": Message("全角逗号", "full-width comma"),
}
_HOW: Mapping[str, Message] = {
    "exact": Message("名称相同", "same name"),
    "folded": Message("写法略异", "other spelling"),
    "ignored": Message("已知，不取", "known, not read"),
    "suggested": Message("仅建议", "suggestion only"),
    "unknown": Message("未知", "unknown"),
}


def names_of(settings: Settings, extract: str, by: Identifiers) -> dict[str, str]:
    """Canonical column -> what it is called in the operator's language; identifiers by their own name."""
    titles = {c.name: by.title(c.name, str(c.info["zh"])) for c in EXTRACTS[extract].columns}
    return {name: text_in(settings.language, title) for name, title in titles.items()}


def print_header(settings: Settings, name: str, seen: Preview) -> None:
    """How the file was opened, and where its header is."""
    from govreport.tidy.readers.sniff import SHOWN

    opened, header = seen.opened, seen.opened.header
    facts = [(Message("文件", "file"), name), (Message("格式", "format"), SHOWN[opened.format])]
    if opened.grid.encoding:
        facts.append((Message("编码", "encoding"), opened.grid.encoding))
    if opened.delimiter:
        shown = _DELIMITERS.get(opened.delimiter)
        facts.append((Message("分隔符", "delimiter"), text_in(settings.language, shown) if shown else opened.delimiter))
    if opened.grid.sheet:
        facts.append((Message("工作表", "sheet"), ", ".join(opened.sheets) or opened.grid.sheet))
    if opened.format != "json":
        first, last = header.row, header.row + header.rows - 1
        rows = Message(f"第{first}行", f"row {first}")
        if last != first:
            rows = Message(f"第{first}至{last}行", f"rows {first} to {last}")
        label = (
            Message("表头", "header") if seen.found else Message("没有找到表头，最像的是", "no header; most like one")
        )
        facts.append((label, text_in(settings.language, rows)))
    if opened.grid.hidden_sheets:
        facts.append(
            (Message("隐藏的工作表（不读）", "hidden sheets (not read)"), ", ".join(opened.grid.hidden_sheets))
        )
    if opened.grid.hidden_rows:
        facts.append((Message("隐藏的行（照读）", "hidden rows (read)"), f"{opened.grid.hidden_rows:,}"))
    for label, value in facts:
        say(settings, f"{label.zh}：{value}", f"{label.en}: {value}")


def print_columns(settings: Settings, console: Console, extract: str, district: District, seen: Preview) -> None:
    """What each column is taken for, what is missing, and what the layout itself fills in."""
    names, layout = names_of(settings, extract, district.identifiers_in(extract)), district.sources[extract].layout
    heads = [("列", "column"), ("文件中的表头", "header in the file"), ("理解为", "taken for"), ("字段", "name")]
    heads += [("把握", "sure"), ("依据", "because"), ("单位", "unit")]
    table = new_table(settings, *(Message(*head) for head in heads))
    for column in seen.columns:
        meant = names[column.column] if column.column else ""
        sure = f"{column.confidence}%" if column.how != "unknown" else ""
        basis = text_in(settings.language, _HOW[column.how])
        if column.how in ("folded", "suggested"):
            basis += pick(settings.language, "：", ": ") + (column.alias or "")
        if column.how == "suggested":
            meant = pick(settings.language, "？", "? ") + meant
        unit = _unit(settings, column.column, column.unit, layout, seen)
        table.add_row(str(column.position), column.title, meant, column.column or "", sure, basis, unit)
    console.print(table, markup=False)
    if any(c.how in ("suggested", "unknown") for c in seen.columns):
        say(
            settings,
            "未知的表头不会被采用；确认含义后，请写入来源定义的 aliases，或写入 ignore。",
            "Unknown headers are not read; once their meaning is known, write them into aliases or ignore of the "
            "source definition.",
        )
    if seen.missing:
        listed = [names[m] for m in seen.missing]
        say(settings, f"缺少必需的列：{'、'.join(listed)}", f"missing required columns: {', '.join(listed)}")
    for name, setting in layout.columns.items():
        if setting.value is not None:
            say(settings, f"{names[name]}：每行都是“{setting.value}”", f"{names[name]}: {setting.value!r} in every row")
        if setting.same_as is not None:
            said = names[setting.same_as], names[setting.where] if setting.where else None
            say(
                settings,
                f"{names[name]}：同“{said[0]}”{f'，“{said[1]}”空着的没有' if said[1] else ''}",
                f"{names[name]}: the same as {said[0]}{f', empty where {said[1]} is' if said[1] else ''}",
            )
        if setting.default is not None:
            say(
                settings, f"{names[name]}：空格即“{setting.default}”", f"{names[name]}: empty means {setting.default!r}"
            )


def _unit(settings: Settings, name: str | None, unit: str | None, layout: Layout, seen: Preview) -> str:
    """The unit, with a mark where the layout states it and not the file."""
    if not unit or name is None or name in seen.opened.header.units:
        return unit or ""
    return unit + pick(settings.language, "（版式）", " (layout)") if layout.columns[name].unit else unit


def print_rows(settings: Settings, extract: str, rows: Rows, own: Currency) -> None:
    """Rows kept and set aside, the cut-off, totals, and the first of each reason."""
    say(
        settings,
        f"数据截止日期：{rows.cutoff or '文件未写明'}",
        f"cut-off: {rows.cutoff or 'not stated in the file'}",
    )
    say(
        settings,
        f"行数：{rows.rows_in:,} 行 = 留用 {rows.kept:,} + 退回 {rows.set_aside:,}",
        f"rows: {rows.rows_in:,} = {rows.kept:,} kept + {rows.set_aside:,} set aside",
    )
    for line in total_lines(extract, rows.totals, own, rows.sheets):
        say(settings, line.zh, line.en)
    if rows.reasons:
        kinds = len(rows.reasons)
        say(
            settings,
            f"问题共 {rows.reason_count:,} 处，分 {kinds} 种，每种列出第一处：",
            f"{rows.reason_count:,} reasons, {kinds} kind{'s' if kinds > 1 else ''}; the first of each:",
        )
    for reason in rows.reasons:
        zh = f"（另有 {reason.more:,} 行）" if reason.more else ""
        en = f" (and {reason.more:,} more row{'s' if reason.more > 1 else ''})" if reason.more else ""
        print_line(f"  {pick(settings.language, reason.zh + zh, reason.en + en)}")
