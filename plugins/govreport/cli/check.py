"""``govreport check``: a quarter judged as a run would judge it, or with files that somebody is about to submit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from govreport import stages
from govreport.cli.common import (
    AllOption,
    AnyDistrict,
    QuarterOption,
    friendly_errors,
    leave_with,
    open_context,
    print_line,
    print_verdict,
    say,
    write_file,
)
from govreport.cli.run import Progress, judge, measure_and_verify
from govreport.cli.stated_totals import hidden_lines, total_lines
from govreport.context import Context
from govreport.errors import Message
from govreport.language import text_in
from govreport.manifests.base import State
from govreport.manifests.corrections import CorrectionSheet
from govreport.manifests.verdicts import Verdict
from govreport.operations.check_files import CheckedFiles, check_files
from govreport.operations.rehearsal import outcome_with, rehearsal
from govreport.quality.opening import opening
from govreport.release.accepting import accepted_words
from govreport.settings import Settings
from govreport.store.files import FileStore

CONCLUSIONS: dict[State, Message] = {
    "pass": Message("可以出具：运行会成文，可以签发。", "Ready: a run makes the report, and it can be signed."),
    "hold": Message(
        "不可签发：上面不符的各项解决以前，运行只出草稿。",
        "Can't be signed: a run makes a draft until what is listed above is settled.",
    ),
    "block": Message(
        "不能成文：上面不能成文的各项解决以前，运行不成文。",
        "Blocked: a run makes no report until what blocks above is settled.",
    ),
}
"""What a run would end with."""


def check(
    quarter: QuarterOption,
    files: Annotated[list[Path] | None, typer.Argument(help="提交前自查的文件；不给文件则核查来源处的数据")] = None,
    sheets: Annotated[Path | None, typer.Option(help="把更正单写到这个文件夹")] = None,
    page: Annotated[Path | None, typer.Option(help="把结论页(HTML)写到这个文件")] = None,
    whole: AllOption = False,
    district: AnyDistrict = None,
) -> None:
    """照运行那样判断一季：收取、整理、核查，试算数字，核对恒等式和报告的每一句话；不成文。

    给出文件则以这些文件代替来源处的同种文件来判断，什么也不保存。

    退出码：0 可以出具，3 可以成文、不可签发，1 不能成文。
    """
    settings = Settings()
    with friendly_errors(settings):
        context = open_context(settings, district, quarter)
        state = (
            _check_files(context, files, sheets, page, whole=whole)
            if files
            else _check_collected(context, sheets, page, whole=whole)
        )
        leave_with(state)


def _check_collected(context: Context, sheets: Path | None, page: Path | None, *, whole: bool) -> State:
    """Keeps the files as collected and the verdict, so that sheets made from it can be read; no figure."""
    if context.is_longer:
        verdict = stages.conclude_longer(context)
    else:
        judged = judge(context, Progress(context.settings), "check")
        assert judged is not None  # noqa: S101 - only earlier stages give none
        verdict = judged
    for line in () if context.is_longer else opening(verdict, context.district):
        say(context.settings, *line)
    print_verdict(verdict, context.settings, whole=whole or context.is_longer)
    written = write_sheets(context, verdict, context.files, sheets) if sheets is not None else []
    if page is not None:
        write_page(context, verdict, page, written, history=True)
    with rehearsal(context) as own:
        return _conclude(own, verdict)


def _check_files(
    context: Context, paths: Sequence[Path], sheets: Path | None, page: Path | None, *, whole: bool
) -> State:
    """Judge ``paths`` and write what was asked for; the store and the database stay as they were."""
    with rehearsal(context) as own:
        checked = check_files(own, paths)
        verdict = checked.verdict
        mine = [check for check in verdict.checks if check.tidy.extract in checked.given]
        for check in mine:
            tidy, title = check.tidy, context.district.sources[check.tidy.extract].title
            out = tidy.rows_set_aside + check.rows_set_aside
            kept = tidy.rows_in - out
            say(
                context.settings,
                f"{tidy.filename}：{title.zh}，{tidy.rows_in} 行 = 计入 {kept} + 不计入 {out}",
                f"{tidy.filename}: {title.en}, {tidy.rows_in} rows = {kept} counted + {out} left out",
            )
            for line in (
                *total_lines(tidy.extract, tidy.totals, context.district.money, tidy.sheets),
                *hidden_lines(tidy.hidden_rows, tidy.hidden_sheets),
            ):
                say(context.settings, f"  {line.zh}", f"  {line.en}")
        _say_what_was_asked(context, checked)
        for opened in opening(verdict, context.district):
            say(context.settings, *opened)
        print_verdict(verdict, context.settings, whole=whole)
        written = []
        if sheets is not None:
            # Sealed as the installation seals: whoever brings a sheet back is told about its files, not its seal.
            judged = verdict.model_copy(update={"checks": mine})
            written = write_sheets(context, judged, own.files, sheets)
        if page is not None:
            write_page(own, verdict, page, written)
        return verdict.state if checked.lacking else _conclude(own, verdict)


def _conclude(own: Context, verdict: Verdict) -> State:
    """Try what a run would compute and state, and say what it comes to."""
    measurement = None
    if verdict.state != "block":
        measurement = measure_and_verify(own, Progress(own.settings), verdict)
    state, accepted = outcome_with(own, verdict, measurement)
    for line in accepted_words(own, accepted):
        print_line(text_in(own.settings.language, line))
    print_line(text_in(own.settings.language, CONCLUSIONS["pass" if state == "warn" else state]))
    return state


def _say_what_was_asked(context: Context, checked: CheckedFiles) -> None:
    """With which other files these were judged, or that they were judged by themselves, and why."""
    at_source = [other.snapshot.filename for other in checked.others if other.not_at_source is None]
    if at_source:
        say(
            context.settings,
            f"连同来源处的其他文件一起核查：{'、'.join(at_source)}",
            f"Judged together with the other files at their sources: {', '.join(at_source)}",
        )
    for other in checked.others:
        if other.not_at_source is not None:
            name, why = other.snapshot.filename, other.not_at_source
            say(
                context.settings,
                f"{name} 用的是上次收取、已存的一份，运行时来源处仍须有：{why.zh}",
                f"{name} is the one collected last, which is kept; a run needs it at its source: {why.en}",
            )
    for lacking in checked.lacking:
        say(
            context.settings,
            f"只按这些文件本身核查，没有查各份数据之间的规则、数字和报告的句子：{lacking.zh}",
            "Judged by themselves, without the rules across extracts, the figures and the report's sentences: "
            f"{lacking.en}",
        )


def write_sheets(context: Context, verdict: Verdict, files: FileStore, folder: Path) -> list[CorrectionSheet]:
    """Make the correction sheets and put them into ``folder``."""
    # Imported where it is used, as the page is below: workbooks and templates are slow to load.
    from govreport.quality.sheets.make_sheets import correction_sheets

    sheets = correction_sheets(verdict, files, context.district, context.codes, keys=context.keys)
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
