"""``govreport sources``: how the program understands a district's files, for those who connect a source."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from govreport.canonical import EXTRACTS
from govreport.cli.common import DistrictOption, console, friendly_errors, print_line
from govreport.cli.stated_totals import hidden_lines, total_lines
from govreport.errors import ConfigError, GovreportError, SourceError
from govreport.settings import Settings

if TYPE_CHECKING:
    from govreport.tidy.preview import Preview, Rows

app = typer.Typer(no_args_is_help=True, help="来源文件：预览、核对版式。")

_DELIMITERS = {",": "逗号", "\t": "制表符", ";": "分号", "|": "竖线", "，": "全角逗号"}
_HOW = {"exact": "名称相同", "folded": "写法略异", "ignored": "已知，不取", "suggested": "仅建议", "unknown": "未知"}


@app.callback()
def _sources() -> None:
    """Keeps ``preview`` a subcommand: without a callback, Typer would make it the whole group."""


@app.command()
def preview(
    file: Annotated[Path, typer.Argument(help="要预览的文件")],
    district: DistrictOption,
    extract: Annotated[str, typer.Option("--extract", "-e", help="、".join(EXTRACTS))],
    sheet: Annotated[str | None, typer.Option(help="只看这个工作表")] = None,
) -> None:
    """说明系统如何理解一个文件:编码、表头、各列含义、留用与退回的行。不写入任何内容。"""
    settings = Settings()
    with friendly_errors(settings):
        refusal = _preview(settings, file, district, extract, sheet)
        if refusal is not None:  # raised only here, so that everything that can be said has been printed
            raise refusal


def _preview(settings: Settings, file: Path, district: str, extract: str, sheet: str | None) -> GovreportError | None:
    # Imported here, and below: reading files needs Arrow and the readers of every format.
    from govreport.canonical.codes import load_codes
    from govreport.district.reading import load_district
    from govreport.tidy.preview import preview as understand

    if extract not in EXTRACTS:
        known = "、".join(EXTRACTS)
        raise ConfigError(f"没有名为“{extract}”的数据表，可选：{known}。", f"No extract {extract!r}; known: {known}.")
    known_district = load_district(settings.districts_dir, district)
    try:
        data = file.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SourceError(f"无法读取文件“{file}”：{reason}。", f"Cannot read {file}: {reason}.") from None
    codes = load_codes(settings.reference_dir / "codes.yaml")
    seen = understand(known_district, extract, file.name, data, codes, sheet=sheet)
    _print_header(file.name, seen)
    _print_columns(extract, seen)
    if seen.rows is not None:
        _print_rows(extract, seen.rows)
    return seen.refusal


def _print_header(name: str, seen: Preview) -> None:
    from govreport.tidy.readers.sniff import SHOWN

    opened, header = seen.opened, seen.opened.header
    facts = [("文件", name), ("格式", SHOWN[opened.format])]
    if opened.grid.encoding:
        facts.append(("编码", opened.grid.encoding))
    if opened.delimiter:
        facts.append(("分隔符", _DELIMITERS.get(opened.delimiter, opened.delimiter)))
    if opened.grid.sheet:
        facts.append(("工作表", "、".join(opened.sheets) or opened.grid.sheet))
    if opened.format != "json":
        last = header.row + header.rows - 1
        facts.append(("表头", f"第{header.row}行" if last == header.row else f"第{header.row}至{last}行"))
    for label, value in facts:
        print_line(f"{label}：{value}")


def _print_columns(extract: str, seen: Preview) -> None:
    names = {c.name: c.info["zh"] for c in EXTRACTS[extract].columns}
    table = Table(show_edge=False)
    for head in ("列", "文件中的表头", "理解为", "字段", "把握", "依据", "单位"):
        table.add_column(head, overflow="fold")
    for column in seen.columns:
        meant = names[column.column] if column.column else ""
        sure = f"{column.confidence}%" if column.how != "unknown" else ""
        basis = f"{_HOW[column.how]}：{column.alias}" if column.how in ("folded", "suggested") else _HOW[column.how]
        if column.how == "suggested":
            meant = f"？{meant}"
        table.add_row(str(column.position), column.title, meant, column.column or "", sure, basis, column.unit or "")
    console.print(table, markup=False)
    if any(c.how in ("suggested", "unknown") for c in seen.columns):
        print_line("未知的表头不会被采用；确认含义后，请写入来源定义的 aliases，或写入 ignore。")
    if seen.missing:
        print_line(f"缺少必需的列：{'、'.join(names[m] for m in seen.missing)}")


def _print_rows(extract: str, rows: Rows) -> None:
    print_line(f"数据截止日期：{rows.cutoff or '文件未写明'}")
    print_line(f"行数：{rows.rows_in:,} 行 = 留用 {rows.kept:,} + 退回 {rows.set_aside:,}")
    for line in (*total_lines(extract, rows.totals, rows.sheets), *hidden_lines(rows.hidden_rows, rows.hidden_sheets)):
        print_line(line.zh)
    if rows.reasons:
        print_line(f"问题共 {rows.reason_count:,} 处，前 {len(rows.reasons)} 处：")
    for zh, _ in rows.reasons:
        print_line(f"  {zh}")
