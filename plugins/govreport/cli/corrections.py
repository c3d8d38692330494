"""``govreport corrections``: correction sheets made for the offices, and the filled ones read."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from govreport.canonical import EXTRACTS
from govreport.canonical.columns import in_english
from govreport.cli.check import write_page, write_sheets
from govreport.cli.common import (
    AnyDistrict,
    QuarterOption,
    account,
    complain,
    friendly_errors,
    only_district,
    open_context,
    print_line,
    say,
)
from govreport.cli.usage import Application
from govreport.context import Context
from govreport.district.corrections import SNAPSHOT, Correction
from govreport.district.folder import District
from govreport.district.reading import load_district
from govreport.errors import GovreportError, Message
from govreport.language import counted, text_in
from govreport.period import PERIOD_KINDS, Period
from govreport.settings import Settings
from govreport.sources.named import file_bytes
from govreport.vocabulary import EXTRACTS_CALLED

if TYPE_CHECKING:
    from govreport.quality.sheets.correction_import import ReturnedSheet

app = Application(no_args_is_help=True, help="更正单：发出、读回。")


@app.command()
def sheets(
    quarter: QuarterOption,
    out: Annotated[Path, typer.Option(help="放更正单和结论页的文件夹")],
    district: AnyDistrict = None,
) -> None:
    """按本季度最近一次核查的结论，为每个镇街和填报单位各做一份更正单，另附结论页。"""
    from govreport.operations.return_rows import verdict_page_name

    settings = Settings()
    with friendly_errors(settings):
        context = open_context(settings, district, quarter)
        verdicts = context.results.verdicts(context.district.id, context.quarter)
        if not verdicts or verdicts[-1].quarter != context.quarter:
            raise GovreportError(
                f"{context.quarter.zh}尚未核查，请先运行 govreport check -d {context.district.id} -q {quarter}。",
                f"{context.quarter.en} has no verdict yet; run govreport check -d {context.district.id} -q {quarter} "
                "first.",
            )
        written = write_sheets(context, verdicts[-1], context.files, out)
        write_page(context, verdicts[-1], out / verdict_page_name(context), written, history=True)


@app.command()
def read(
    files: Annotated[list[Path], typer.Argument(help="填好的更正单")],
    day: Annotated[datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="交回日期；不填即今天")] = None,
    to: Annotated[Path | None, typer.Option(help="写入哪个文件；不填即本区的 corrections.yaml")] = None,
    district: AnyDistrict = None,
) -> None:
    """读回填好的更正单，逐条写入 corrections.yaml。有一处不合格就一处都不写。"""
    # Imported here, as the reader of sheets is below: most commands need neither.
    from govreport.quality.sheets.corrections_file import add_corrections

    settings = Settings()
    with friendly_errors(settings):
        of = load_district(settings.districts_dir, district or only_district(settings))
        context = Context(settings, of, Period.containing(date.max, of.base))  # a sheet says its own period
        today = day.date() if day else datetime.now(context.district.tz).date()
        filled_sheets, refusals = _read_all(context, files)
        if refusals:
            complain(settings, refusals)
            raise typer.Exit(1)
        corrections = [correction for sheet in filled_sheets for correction in sheet.corrections(today)]
        path = to or settings.districts_dir / context.district.id / "corrections.yaml"
        added = add_corrections(path, corrections)
        for sheet in filled_sheets:
            lines = len(sheet.corrections(today))
            context.results.record_returned(of.id, sheet.quarter, sheet.sha256, lines, account())
        for c in added:
            print_line(f"  {text_in(settings.language, _in_words(context.district, c))}")
        period = PERIOD_KINDS[context.district.base]
        again = f"govreport run -d {context.district.id} -q {filled_sheets[0].quarter}" if filled_sheets else ""
        say(
            settings,
            f"读到{len(corrections)}处更正，新写入{len(added)}处：{path}。请重新运行这一{period.zh}"
            f"{f'（{again}）' if again else ''}。",
            f"{counted(len(corrections), 'correction')} read, {len(added)} of them new, in {path}. Run the {period.en} "
            f"again{f' ({again})' if again else ''}.",
        )


def _in_words(district: District, c: Correction) -> Message:
    """Which record of which extract, which column, what was and what is put there; columns as the dictionary calls
    them."""
    columns = {column.name: column for column in EXTRACTS[c.extract].columns}
    title = district.sources[c.extract].title if c.extract in district.sources else EXTRACTS_CALLED[c.extract]

    def zh(name: str) -> str:
        return str(columns[name].info["zh"]) if name in columns else name

    def en(name: str) -> str:
        return in_english(columns[name]).strip() if name in columns else name

    named = {name: value for name, value in c.key.items() if name != SNAPSHOT}
    record_zh = "，".join(f"{zh(name)} {value}" for name, value in named.items())
    record_en = ", ".join(f"{en(name)} {value}" for name, value in named.items())
    return Message(
        f"{title.zh}（{record_zh}）{zh(c.column)}：{c.old or '空'} → {c.new or '空'}",
        f"{title.en} ({record_en}), {en(c.column)}: {c.old or 'empty'} → {c.new or 'empty'}",
    )


def _read_all(context: Context, paths: list[Path]) -> tuple[list[ReturnedSheet], list[Message]]:
    """The sheets that can be read, and every reason why something in one can't be accepted."""
    from govreport.quality.sheets.correction_import import read_returned

    codes = context.codes
    sheets: list[ReturnedSheet] = []
    refusals: list[Message] = []
    for path in paths:
        try:
            sheet = read_returned(path.name, file_bytes(path), context.district, codes, context.known_keys)
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
