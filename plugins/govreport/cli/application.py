"""The command line: the stages one after the other, for people and without Airflow.

Belongs here: arguments, progress, plain sentences, exit codes (0 done, 1 a sentence says what went wrong, 2 usage).
Does not belong here: anything a stage does.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from govreport import __version__
from govreport.cli import (
    archive,
    calendar,
    city,
    corrections,
    database,
    delivery,
    district,
    explain,
    notices,
    publications,
    revisions,
    run,
    sources,
    verify,
)
from govreport.cli.common import (
    Commands,
    DistrictOption,
    QuarterOption,
    console,
    plain_sentences,
    print_verdict,
)
from govreport.cli.run import Progress, judge
from govreport.context import Context
from govreport.district.reading import load_district
from govreport.errors import GovreportError
from govreport.quarter import Quarter
from govreport.settings import Settings

app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    # Locals of a crash would show the addresses of databases, passwords and all.
    pretty_exceptions_show_locals=False,
    help="季度治理报告：收取、核查、计算、成文、分发。",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        console.print(f"govreport {__version__}")
        raise typer.Exit


@app.callback()
def _govreport(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="打印程序版本")
    ] = False,
) -> None:
    pass


app.command()(run.run)
app.command()(run.backfill)
app.add_typer(district.app, name="district")
app.add_typer(sources.app, name="sources")
app.add_typer(corrections.app, name="corrections")
app.command()(verify.verify)
app.command()(publications.briefs)
app.command()(publications.annex)
app.command()(publications.note)
app.command()(archive.archive)
app.command()(archive.sweep)
app.command()(calendar.calendar)
app.command()(city.city)
app.command()(explain.explain)
app.command()(revisions.revisions)
app.command()(revisions.revise)
app.add_typer(notices.app, name="notices")
app.add_typer(database.app, name="database")
app.command()(delivery.deliver)
app.command()(delivery.deliveries)
app.command()(delivery.settle)
app.command()(delivery.resend)
app.command()(delivery.bounces)


@app.command()
def check(
    district: DistrictOption,
    quarter: QuarterOption,
    files: Annotated[list[Path] | None, typer.Argument(help="提交前自查的文件；不给文件则核查已收取的数据")] = None,
    sheets: Annotated[Path | None, typer.Option(help="把更正单写到这个文件夹")] = None,
    page: Annotated[Path | None, typer.Option(help="把结论页(HTML)写到这个文件")] = None,
) -> None:
    """只收取、整理、核查,说明结论;不计算,不成文。不能成文时退出码为 1。给出文件则只查这些文件,什么也不保存。"""
    from govreport.cli.check import check_named_files, write_page, write_sheets

    settings = Settings()
    with plain_sentences(settings):
        context = Context.make(settings, district, quarter)
        if files:
            verdict = check_named_files(context, files, sheets, page)
        else:
            judged = judge(context, Progress(settings), "check")
            assert judged is not None  # noqa: S101 - only earlier stages give none
            verdict = judged
            print_verdict(verdict, settings)
            made = write_sheets(context, verdict, context.files, sheets) if sheets is not None else []
            if page is not None:
                write_page(context, verdict, page, made, history=True)
        if verdict.state == "block":  # why, has been said
            raise typer.Exit(1)


@app.command()
def indicators(
    district: Annotated[str | None, typer.Option("--district", "-d", help="给出区和季度则同时列出数值")] = None,
    quarter: Annotated[str | None, typer.Option("--quarter", "-q", help="季度，如 2019-Q3")] = None,
) -> None:
    """列出全部指标的口径;给出区和季度时列出全区数值。"""
    from govreport.indicators.availability import why_unstated
    from govreport.indicators.catalogue import CATALOGUE
    from govreport.indicators.model import BASIS
    from govreport.indicators.vintages.measuring import load_observations
    from govreport.reports.numbers import table_number

    settings = Settings()
    zh = settings.language == "zh"
    values: dict[str, str] = {}
    reasons: list[str] = []
    with plain_sentences(settings):
        if district is not None and quarter is not None:
            context = Context.make(settings, district, quarter)
            vintage = context.vintages.latest(context.district.id, context.quarter, Quarter(9999, 4))
            if vintage is None:
                raise GovreportError(
                    f"{context.quarter.zh}尚未计算，请先运行 govreport run -d {district} -q {quarter}。",
                    f"{context.quarter.en} has no figures yet; run govreport run -d {district} -q {quarter} first.",
                )
            for o in load_observations(context.vintages, [vintage]):
                declared = CATALOGUE[o.indicator]
                value = o.value(declared) if o.shown(declared) else None
                if not o.town_code and not o.breakdown:
                    values[o.indicator] = "—" if value is None else table_number(value, declared.decimals)
        if district is not None:
            about = load_district(settings.districts_dir, district)
            asked = Quarter.parse(quarter) if quarter is not None else None
            said = (why_unstated(i, about, asked) for i in CATALOGUE.values() if i.id not in values)
            reasons = [reason.in_language(settings.language) for reason in said if reason is not None]
    table = Table(show_edge=False)
    for head in (
        ("编号", "指标", "数值", "单位", "时点", "口径") if zh else ("id", "name", "value", "unit", "basis", "formula")
    ):
        table.add_column(head, overflow="fold")
    for i in CATALOGUE.values():
        pick = 0 if zh else 1
        table.add_row(i.id, i.name[pick], values.get(i.id, ""), i.unit[pick], BASIS[i.basis][pick], i.formula[pick])
    console.print(table)
    for reason in reasons:
        console.print(reason, markup=False)


@app.command()
def sign(
    district: DistrictOption,
    quarter: QuarterOption,
    role: Annotated[str, typer.Option(help="签发角色，须在 district.yaml 的 signoff 中")],
    signer: Annotated[str, typer.Option(help="签发人职务")],
    comment: Annotated[str, typer.Option(help="意见")] = "",
) -> None:
    """对本季度最近成文的季报(按散列值)签发。"""
    from govreport.release.signing import sign_as

    settings = Settings()
    with plain_sentences(settings):
        context = Context.make(settings, district, quarter)
        for language in context.district.languages:
            report = context.results.latest_report(context.district.id, context.quarter, language)
            if report is None:
                raise GovreportError(
                    f"{context.quarter.zh}尚无季报可签。", f"There is no report of {context.quarter.en} to sign."
                )
            sign_as(context, report, role, signer, comment)
            console.print(f"{role} → {report.sha256}", markup=False)


if __name__ == "__main__":
    app()
