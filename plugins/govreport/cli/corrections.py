"""``govreport corrections``: correction sheets made for the offices, and the filled ones read."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from govreport.cli.check import write_page, write_sheets
from govreport.cli.common import DistrictOption, QuarterOption, complain, friendly_errors, print_line, say
from govreport.context import Context
from govreport.errors import GovreportError, Message
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.sources.named import file_bytes

if TYPE_CHECKING:
    from govreport.quality.sheets.correction_import import ReturnedSheet

app = typer.Typer(no_args_is_help=True, help="更正单：发出、读回。")


@app.command()
def sheets(
    district: DistrictOption,
    quarter: QuarterOption,
    out: Annotated[Path, typer.Option(help="放更正单和结论页的文件夹")],
) -> None:
    """按本季度最近一次核查的结论,为每个镇街和填报单位各做一份更正单,另附结论页。"""
    settings = Settings()
    with friendly_errors(settings):
        context = Context.make(settings, district, quarter)
        verdicts = context.results.verdicts(context.district.id, context.quarter)
        if not verdicts or verdicts[-1].quarter != context.quarter:
            raise GovreportError(
                f"{context.quarter.zh}尚未核查，请先运行 govreport check -d {district} -q {quarter}。",
                f"{context.quarter.en} has no verdict yet; run govreport check -d {district} -q {quarter} first.",
            )
        written = write_sheets(context, verdicts[-1], context.files, out)
        write_page(context, verdicts[-1], out / f"数据核查结论-{context.quarter}.html", written, history=True)


@app.command()
def read(
    files: Annotated[list[Path], typer.Argument(help="填好的更正单")],
    district: DistrictOption,
    day: Annotated[datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="交回日期；不填即今天")] = None,
    to: Annotated[Path | None, typer.Option(help="写入哪个文件；不填即本区的 corrections.yaml")] = None,
) -> None:
    """读回填好的更正单,逐条写入 corrections.yaml。有一处不合格就一处都不写。"""
    # Imported here, as the reader of sheets is below: most commands need neither.
    from govreport.quality.sheets.corrections_file import add_corrections

    settings = Settings()
    with friendly_errors(settings):
        context = Context.make(settings, district, Quarter.containing(date.max))  # a sheet says its own quarter
        today = day.date() if day else datetime.now(context.district.tz).date()
        filled_sheets, refusals = _read_all(context, files)
        if refusals:
            complain(settings, refusals)
            raise typer.Exit(1)
        corrections = [filled.correction(sheet.quarter, today) for sheet in filled_sheets for filled in sheet.filled]
        path = to or settings.districts_dir / context.district.id / "corrections.yaml"
        added = add_corrections(path, corrections)
        for c in added:
            record = "，".join(f"{name}={value}" for name, value in c.key.items())
            print_line(f"  {c.extract} {record} {c.column}: {c.old or ''} → {c.new}")
        say(
            settings,
            f"读到{len(corrections)}处更正，新写入{len(added)}处：{path}。请重新运行本季度。",
            f"{len(corrections)} corrections read, {len(added)} new ones written to {path}. Run the quarter again.",
        )


def _read_all(context: Context, paths: list[Path]) -> tuple[list[ReturnedSheet], list[Message]]:
    """The sheets that can be read, and every reason why something in one can't be accepted."""
    from govreport.quality.sheets.correction_import import read_returned

    codes = context.codes
    sheets: list[ReturnedSheet] = []
    refusals: list[Message] = []
    for path in paths:
        try:
            sheet = read_returned(path.name, file_bytes(path), context.district, codes)
        except GovreportError as error:
            refusals.append(error.message)
            continue
        sheets.append(sheet)
        refusals += sheet.refusals
        known = all(
            context.results.snapshot(context.district.id, sheet.quarter, extract, digest) is not None
            for extract, digest in sheet.snapshots.items()
        )
        if not known:
            refusals.append(
                Message(
                    f"更正单“{path.name}”所依据的文件不是本系统收取过的{sheet.quarter.zh}文件，请用本系统发出的更正单填写。",
                    f"{path.name} was made from files of {sheet.quarter.en} that this installation never collected; "
                    "fill in a sheet that it sent out.",
                )
            )
    return sheets, refusals
