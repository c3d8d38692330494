"""``govreport explain``: one printed figure, down to its records.

Belongs here: the command's arguments and what it prints. Does not belong here: finding anything out (explain/).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.table import Table

from govreport.cli.common import console, only_district, plain_sentences
from govreport.context import Context
from govreport.errors import ConfigError
from govreport.explain.explanation import ExplainContext
from govreport.settings import Settings

if TYPE_CHECKING:
    from govreport.explain.explanation import ExplainContext, Explanation


def explain(
    quarter: Annotated[str, typer.Argument(help="季度，如 2019-Q3")],
    indicator: Annotated[str, typer.Argument(help="指标编号或名称，如 R01")],
    town: Annotated[str | None, typer.Option(help="镇街名称或代码；不填即全区")] = None,
    by: Annotated[str | None, typer.Option(help="分组，如 legal_type=foundation 或 社会组织类型=基金会")] = None,
    records: Annotated[Path | None, typer.Option(help="把构成这一数值的记录写到 .csv 或 .xlsx 文件")] = None,
    language: Annotated[str | None, typer.Option(help="zh 或 en；不填即按设置")] = None,
    vintage: Annotated[str | None, typer.Option(help="版本编号(可只写开头)；不填即该季季报所用版本")] = None,
    district: Annotated[str | None, typer.Option("--district", "-d", help="区的文件夹名；只有一个区时可不填")] = None,
) -> None:
    """解释一个数值:口径、分子分母、记录、来源文件、规则、更正、版本、签发。"""
    settings = Settings()
    if language in ("zh", "en"):
        settings = settings.model_copy(update={"language": language})
    with plain_sentences(settings):
        from govreport.explain.figure import chosen_vintage
        from govreport.explain.figure import explain as find_out
        from govreport.explain.query import parse_query
        from govreport.indicators.catalogue import CATALOGUE

        if language not in (None, "zh", "en"):
            raise ConfigError(
                f"语言只能是 zh 或 en，得到“{language}”。", f"The language is zh or en, not {language!r}."
            )
        context = Context.make(settings, district or only_district(settings), quarter)
        desk = ExplainContext.of(context)
        row = chosen_vintage(desk, context.quarter, vintage)
        asked = parse_query(
            context.quarter,
            indicator,
            town,
            by,
            indicators=CATALOGUE,
            district=context.district,
            codes=desk.codes,
            members=((o.breakdown, o.member) for o in context.vintages.observations(row.id)) if by else (),
        )
        explanation = find_out(desk, asked, row)
        _print(desk, explanation, settings.language)
        if records is not None:
            _write(desk, explanation, records, settings.language)


def _print(desk: ExplainContext, explanation: Explanation, language: Literal["zh", "en"]) -> None:
    from govreport.explain.text import sections
    from govreport.explain.words import subject

    title = subject(desk, explanation.asked)
    quarter = explanation.asked.quarter
    console.print(
        f"{title.zh}　{quarter.zh}" if language == "zh" else f"{title.en}, {quarter.en}", style="bold", markup=False
    )
    for section in sections(desk, explanation):
        console.print()
        console.print(section.heading.in_language(language), style="bold", markup=False)
        if section.heads:
            table = Table(show_edge=False)
            for head in section.heads:
                table.add_column(head.in_language(language), overflow="fold")
        else:
            table = Table.grid(padding=(0, 2))
            table.add_column(no_wrap=True, style="dim")
            table.add_column(overflow="fold")
        for line in section.lines:
            table.add_row(*(_plain(cell.in_language(language)) for cell in line))
        if section.lines:
            console.print(table)
        for note in section.notes:
            console.print(note.in_language(language), markup=False, soft_wrap=True)


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(text)


def _write(desk: ExplainContext, explanation: Explanation, path: Path, language: Literal["zh", "en"]) -> None:
    from govreport.explain.export import records_file

    data, count = records_file(desk, explanation, path.suffix.lower(), language)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise ConfigError(
            f"无法写入 {path}（{error.strerror}），请换一个位置。", f"{path} can't be written ({error.strerror})."
        ) from None
    console.print()
    console.print(
        f"{count:,} 条记录已写入 {path}" if language == "zh" else f"{count:,} records written to {path}",
        markup=False,
        soft_wrap=True,
    )
