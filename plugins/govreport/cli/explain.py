"""``govreport explain``: one printed figure, down to its records."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from govreport.cli.common import (
    AnyDistrict,
    QuarterArgument,
    console,
    friendly_errors,
    new_table,
    open_context,
    print_line,
    say,
    write_file,
)
from govreport.errors import ConfigError
from govreport.language import text_in
from govreport.settings import Settings

if TYPE_CHECKING:
    from govreport.explain.explanation import ExplainContext, Explanation
    from govreport.explain.query import FigureQuery


def explain(
    quarter: QuarterArgument,
    indicator: Annotated[str, typer.Argument(help="指标编号或名称，如 R01")],
    town: Annotated[str | None, typer.Option(help="镇街名称或代码；不填即全区")] = None,
    by: Annotated[str | None, typer.Option(help="分组，如 legal_type=foundation 或 社会组织类型=基金会")] = None,
    records: Annotated[
        Path | None, typer.Option(help="把构成这一数值的记录写到 .csv 或 .xlsx 文件；半年、全年的发生数逐季各写一个")
    ] = None,
    language: Annotated[str | None, typer.Option(help="zh 或 en；不填即按设置")] = None,
    vintage: Annotated[str | None, typer.Option(help="版本编号(可只写开头)；不填即该季季报所用版本")] = None,
    district: AnyDistrict = None,
) -> None:
    """解释一个数值：口径、分子分母、记录、来源文件、规则、更正、版本、签发。"""
    settings = Settings()
    if language in ("zh", "en"):
        settings = settings.model_copy(update={"language": language})
    with friendly_errors(settings):
        # Imported here, and below where it is printed: explaining needs the readers of every kind of file.
        from govreport.documents.recorded import require_recorded
        from govreport.explain.explanation import ExplainContext
        from govreport.explain.figure import chosen_vintage
        from govreport.explain.figure import explain as explanation_of
        from govreport.explain.query import parse_query
        from govreport.indicators.catalogue import catalogue_of

        if language not in (None, "zh", "en"):
            raise ConfigError(
                f"语言只能是 zh 或 en，得到“{language}”。", f"The language is zh or en, not {language!r}."
            )
        context = open_context(settings, district, quarter)
        explaining = ExplainContext.of(context, only_logged=True)
        row = chosen_vintage(explaining, context.quarter, vintage)
        require_recorded(settings, "vintage", {"id": row.id})
        query = parse_query(
            context.quarter,
            indicator,
            town,
            by,
            indicators=catalogue_of(context.district.given),
            district=context.district,
            codes=explaining.codes,
            members=((o.breakdown, o.member) for o in context.vintages.observations(row.id)) if by else (),
        )
        figures = [(query, row)]
        if context.is_longer:
            from govreport.explain.longer import made_of_quarters, quarters_behind

            figures = quarters_behind(context, query, row)
            say(settings, *made_of_quarters(explaining, query, row, figures), style="bold")
        for asked, of in figures:
            explanation = explanation_of(explaining, asked, of)
            _print(settings, explaining, explanation)
            if records is not None:
                _write(settings, explaining, explanation, _file_of(records, asked, len(figures)))


def _file_of(records: Path, asked: FigureQuery, figures: int) -> Path:
    """The file of one figure's records; of several quarters' each gets one."""
    return records if figures == 1 else records.with_stem(f"{records.stem}-{asked.quarter}")


def _print(settings: Settings, explaining: ExplainContext, explanation: Explanation) -> None:
    from govreport.explain.text import sections
    from govreport.explain.words import subject

    title = subject(explaining, explanation.asked)
    quarter = explanation.asked.quarter
    language = settings.language
    say(settings, f"{title.zh}　{quarter.zh}", f"{title.en}, {quarter.en}", style="bold")
    for section in sections(explaining, explanation):
        console.print()
        print_line(text_in(language, section.heading), style="bold")
        if section.heads:
            table = new_table(settings, *section.heads)
        else:
            table = Table.grid(padding=(0, 2))
            table.add_column(no_wrap=True, style="dim")
            table.add_column(overflow="fold")
        for line in section.lines:
            table.add_row(*(escape(text_in(language, cell)) for cell in line))
        if section.lines:
            console.print(table)
        for note in section.notes:
            print_line(text_in(language, note))


def _write(settings: Settings, explaining: ExplainContext, explanation: Explanation, path: Path) -> None:
    from govreport.explain.export import records_file
    from govreport.explain.marks import RECORDS

    data, count, inside = records_file(explaining, explanation, path.suffix.lower(), settings.language)
    try:
        write_file(path, data)
    except OSError as error:
        raise ConfigError(
            f"无法写入 {path}（{error.strerror}），请换一个位置。", f"{path} can't be written ({error.strerror})."
        ) from None
    console.print()
    say(settings, f"{count:,} 条记录已写入 {path}", f"{count:,} records written to {path}")
    if inside:
        say(settings, RECORDS.zh, RECORDS.en)
