"""``govreport check``: a quarter's data judged as collected, or the files that somebody is about to submit."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from govreport.cli.common import (
    DistrictOption,
    QuarterOption,
    friendly_errors,
    print_line,
    print_verdict,
    say,
    write_file,
)
from govreport.cli.run import Progress, judge
from govreport.cli.stated_totals import hidden_lines, total_lines
from govreport.context import Context
from govreport.manifests.base import State
from govreport.manifests.corrections import CorrectionSheet
from govreport.manifests.verdicts import Verdict
from govreport.operations.precheck import CheckedFiles, check_files, scratch
from govreport.settings import Settings
from govreport.store.files import FileStore

EXIT_CODES: Mapping[State, int] = {"pass": 0, "warn": 0, "hold": 3, "block": 1}
"""What the command ends with: ready, can be drafted but not signed, blocked."""


def check(
    district: DistrictOption,
    quarter: QuarterOption,
    files: Annotated[list[Path] | None, typer.Argument(help="提交前自查的文件；不给文件则核查已收取的数据")] = None,
    sheets: Annotated[Path | None, typer.Option(help="把更正单写到这个文件夹")] = None,
    page: Annotated[Path | None, typer.Option(help="把结论页(HTML)写到这个文件")] = None,
) -> None:
    """只收取、整理、核查,说明结论;不计算,不成文。给出文件则以这些文件代替来源处的同种文件来查,什么也不保存。

    退出码:0 可以出具,3 可以成文、暂不能签发,1 不能成文。
    """
    settings = Settings()
    with friendly_errors(settings):
        context = Context.make(settings, district, quarter)
        verdict = _check_files(context, files, sheets, page) if files else _check_collected(context, sheets, page)
        if code := EXIT_CODES[verdict.state]:  # the paragraph has said why
            raise typer.Exit(code)


def _check_collected(context: Context, sheets: Path | None, page: Path | None) -> Verdict:
    verdict = judge(context, Progress(context.settings), "check")
    assert verdict is not None  # noqa: S101 - only earlier stages give none
    print_verdict(verdict, context.settings)
    written = write_sheets(context, verdict, context.files, sheets) if sheets is not None else []
    if page is not None:
        write_page(context, verdict, page, written, history=True)
    return verdict


def _check_files(context: Context, paths: Sequence[Path], sheets: Path | None, page: Path | None) -> Verdict:
    """Judge ``paths`` and write what was asked for; the store and the database stay as they were."""
    with tempfile.TemporaryDirectory(prefix="govreport-check-") as folder:
        files = scratch(context, Path(folder))
        checked = check_files(context, paths, files)
        verdict = checked.verdict
        mine = [check for check in verdict.checks if check.tidy.extract in checked.given]
        for check in mine:
            tidy, title = check.tidy, context.district.sources[check.tidy.extract].title
            out = tidy.rows_set_aside + check.rows_set_aside
            kept = tidy.rows_in - out
            say(
                context.settings,
                f"{tidy.filename}:{title.zh},{tidy.rows_in} 行 = 计入 {kept} + 不计入 {out}",
                f"{tidy.filename}: {title.en}, {tidy.rows_in} rows = {kept} counted + {out} left out",
            )
            for line in (
                *total_lines(tidy.extract, tidy.totals, context.district.money, tidy.sheets),
                *hidden_lines(tidy.hidden_rows, tidy.hidden_sheets),
            ):
                say(context.settings, f"  {line.zh}", f"  {line.en}")
        _say_what_was_asked(context, checked)
        print_verdict(verdict, context.settings)
        say(
            context.settings,
            "这里不计算数字：恒等式、与已存数字的核对、报告中的句子，运行 govreport run 时才判断。",
            "No figures are computed here: identities, comparison with stored figures and the report's sentences are "
            "judged by govreport run.",
        )
        own = verdict.model_copy(update={"checks": mine})
        written = write_sheets(context, own, files, sheets) if sheets is not None else []
        if page is not None:
            write_page(context, verdict, page, written)
    return verdict


def _say_what_was_asked(context: Context, checked: CheckedFiles) -> None:
    """With which other files these were judged, or that they were judged by themselves, and why."""
    others = [check.tidy.filename for check in checked.verdict.checks if check.tidy.extract not in checked.given]
    if others:
        say(
            context.settings,
            f"连同来源处的其他文件一起核查：{'、'.join(others)}",
            f"Judged together with the other files at their sources: {', '.join(others)}",
        )
    for lacking in checked.lacking:
        say(
            context.settings,
            f"只按这些文件本身核查，没有查各份数据之间的规则：{lacking.zh}",
            f"Judged by themselves, without the rules across extracts: {lacking.en}",
        )


def write_sheets(context: Context, verdict: Verdict, files: FileStore, folder: Path) -> list[CorrectionSheet]:
    """Make the correction sheets and put them into ``folder``."""
    # Imported where it is used, as the page is below: workbooks and templates are slow to load.
    from govreport.quality.sheets.make_sheets import correction_sheets

    sheets = correction_sheets(verdict, files, context.district, context.codes)
    folder.mkdir(parents=True, exist_ok=True)
    for sheet in sheets:
        (folder / sheet.file.name).write_bytes(files.get(sheet.file.key))
        print_line(f"  {folder / sheet.file.name}")
    return sheets


def write_page(
    context: Context, verdict: Verdict, path: Path, sheets: Sequence[CorrectionSheet], *, history: bool = False
) -> None:
    """Write the verdict page; ``sheets`` are linked by name, ``history`` adds the stored quarters."""
    from govreport.quality.page.page import verdict_page

    past = context.results.verdicts(context.district.id, context.quarter) if history else []
    settings, district = context.settings, context.district
    language = settings.language_for(district.languages[0])
    page = verdict_page(verdict, district, sheets, past, settings=settings, language=language)
    write_file(path, page)
    print_line(f"  {path}")
