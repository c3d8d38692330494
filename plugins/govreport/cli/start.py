"""``govreport district new NAME --from FILES…``: a folder begun from the district's own files, checked, and a first
draft made of it."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from govreport.canonical import EXTRACTS
from govreport.cli.common import Stage, complain, print_line, say
from govreport.cli.run import Progress, judge, make_reports
from govreport.cli.sending import save_report
from govreport.context import Context
from govreport.errors import ConfigError, GovreportError, Message
from govreport.language import text_in
from govreport.quality.opening import opening
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.starting.question import OPTION, Answers, Ask, Question, parse_answers

if TYPE_CHECKING:
    from govreport.starting.beginning import Beginning


_COLUMN = "column."


def start(
    settings: Settings, name: str, files: Sequence[Path], given: Sequence[str], towns: Path | None, *, ask: bool
) -> None:
    """Look, ask, write, check, draft. Raises GovreportError; what was written before a step failed is left."""
    # Imported here: reading files and writing folders loads the readers of every format.
    from govreport.canonical.codes import load_codes
    from govreport.starting.interview import interview
    from govreport.starting.writing import require_free, write_beginning
    from govreport.tidy.usual_words import usual_words

    require_free(settings.districts_dir, name)
    answers = Answers(parse_answers(given), _at_terminal(settings) if ask and sys.stdin.isatty() else None)
    command = partial(_command, name, files, towns, answers)
    usual = usual_words(settings.reference_dir / "headers.yaml")
    codes = load_codes(settings.reference_dir / "codes.yaml")
    try:
        begun = interview(name, files, usual, codes, settings.districts_dir, answers, towns)
    except (typer.Abort, KeyboardInterrupt):
        say(
            settings,
            f"\n没有写任何文件。接着已经答过的再来：\n{command()}",
            f"\nNothing was written. To go on with what was answered:\n{command()}",
        )
        raise
    _say_language(settings, begun)
    _say_decisions(settings, answers)
    for path in write_beginning(settings.home, settings.districts_dir, begun):
        print_line(f"  {_short(settings, path)}")
    _check(settings, name)
    drafts = _draft(settings, name, begun.quarters)
    _say_columns(settings, begun, answers)
    _say_next(settings, name, begun.quarters[-1], drafts)


def _command(name: str, files: Sequence[Path], towns: Path | None, answers: Answers) -> str:
    """The command that begins again with every answer until now."""
    words = ["govreport", "district", "new", name, "--from", *map(str, files)]
    words += ["--towns", str(towns)] if towns is not None else []
    for key, answer in answers.so_far.items():
        words += [OPTION, f"{key}={answer}"]
    return shlex.join(words)


def _at_terminal(settings: Settings) -> Ask:
    """In square brackets stands only what Enter gives; what else may be answered is in round ones."""

    def ask(question: Question) -> str:
        shown = f" ({'|'.join(question.choices)})" if 1 < len(question.choices) <= 8 else ""
        text = text_in(settings.language, question.text)
        while True:
            default = question.proposal
            answer = str(typer.prompt(f"? {text}{shown}", default=default, show_default=bool(default))).strip()
            if not answer:
                say(
                    settings,
                    "  这里没有可以直接采用的答案，请写一个。",
                    "  Nothing stands in brackets here; type an answer.",
                )
                continue
            if not question.choices or answer.casefold() in [c.casefold() for c in question.choices]:
                return answer
            say(settings, f"  请给其中一个：{'、'.join(question.choices)}", f"  one of: {', '.join(question.choices)}")

    return ask


def _say_language(settings: Settings, begun: Beginning) -> None:
    if begun.strange:
        say(
            settings,
            f"{'、'.join(begun.strange)} 的列名不是中文也不是英文：每一列都问过，没有猜；报告、更正单和邮件只有"
            "中文和英文，本区用英文（languages: [en]），本区自己的叫法写在 terms 中（docs/zh/districts.md）。",
            f"The titles of {', '.join(begun.strange)} are in neither Chinese nor English: each was asked about and "
            "none guessed. Reports, sheets and mails exist in these two languages only, so the district's is English "
            "(languages: [en]); its own terms go into terms (docs/en/districts.md).",
        )


def _say_decisions(settings: Settings, answers: Answers) -> None:
    decided = answers.decisions
    told = [one for one in decided if not one.asked and not one.question.key.startswith(_COLUMN)]
    if told:
        say(
            settings,
            f"文件已经说明的（不对就用 {OPTION} 另给）：",
            f"What the files tell (give {OPTION} where it is wrong):",
        )
    for decision in told:
        print_line(f"  {decision.question.key} = {decision.answer}")


def _say_columns(settings: Settings, begun: Beginning, answers: Answers) -> None:
    """Every title of the files and what it was taken as."""
    say(
        settings,
        f"\n文件的各列当作什么（不对的，先删去文件夹，再用 {OPTION} {_COLUMN}数据.列名=列 重做；"
        "可选的列见 govreport sources columns）：",
        f"\nWhat the files' columns were taken as (where one is wrong, remove the folder and begin anew with {OPTION} "
        f"{_COLUMN}EXTRACT.TITLE=COLUMN; columns are listed by govreport sources columns):",
    )
    for decision in answers.decisions:
        if decision.question.key.startswith(_COLUMN):
            extract = decision.question.key.split(".", 2)[1]
            column = EXTRACTS[extract].columns.get(decision.answer)
            what = decision.answer
            if column is not None and settings.language == "zh":
                what = f"{what}（{column.info['zh']}）"
            print_line(f"  {decision.question.key} = {what}")
    for name, chosen in begun.choices.items():
        for repeated, (other, where) in chosen.repeats.items():
            say(
                settings,
                f"  {name}：{repeated} 同 {other}，{where} 空着的没有",
                f"  {name}: {repeated} is the same as {other}, and empty where {where} is",
            )


def _check(settings: Settings, name: str) -> None:
    from govreport.operations.check_district import check_district

    problems = check_district(settings, name)
    complain(settings, problems)
    if problems:
        raise ConfigError(
            f"文件夹已写好，有 {len(problems)} 个问题；改好后运行 district check {name} 和 govreport run。",
            f"The folder is written and has {len(problems)} problems; mend them, run govreport district check {name}, "
            "then govreport run.",
        )
    say(settings, f"{name}：文件夹没有问题", f"{name}: nothing is wrong with the folder")


def _draft(settings: Settings, name: str, quarters: Sequence[Quarter]) -> Path:
    """Every quarter that there are files of, the earliest first, so that the last has something to compare with."""
    out = settings.home / "drafts" / name
    for quarter in quarters:
        say(settings, f"{quarter}：", f"{quarter}:")
        try:
            context = Context.make(settings, name, quarter)
            progress = Progress(settings)
            verdict = judge(context, progress, Stage.RENDER)
            assert verdict is not None  # noqa: S101 - only earlier stages give none
            lines = opening(verdict, context.district)
            for line in lines:
                print_line(f"  {text_in(settings.language, line)}")
            if verdict.state == "block":
                raise ConfigError(*_blocked(name, quarter))
            for report in make_reports(context, progress, verdict):
                if quarter == quarters[-1]:
                    whole = [file for file in report.files if not file.is_part]
                    save_report(context, report.model_copy(update={"files": whole}), out)
        except GovreportError as error:
            if isinstance(error, ConfigError):
                raise
            complain(settings, [error.message])
            raise ConfigError(*_blocked(name, quarter)) from None
    return out


def _blocked(name: str, quarter: Quarter) -> Message:
    return Message(
        f"文件夹已写好，{quarter} 的第一稿没有做成，原因见上；改好 include/districts/{name} 或文件后运行 "
        f"govreport run -d {name} -q {quarter} --until render。",
        f"The folder is written; the first draft of {quarter} could not be made, see above why. Mend "
        f"include/districts/{name} or the files, then run govreport run -d {name} -q {quarter} --until render.",
    )


def _say_next(settings: Settings, name: str, last: Quarter, drafts: Path) -> None:
    folder = _short(settings, drafts)
    say(settings, "\n下一步：", "\nWhat to do next:")
    say(
        settings,
        f"1. 打开 {folder} 里的 PDF，与本区自己的统计对照",
        f"1. Open the PDF in {folder} and compare it with your own figures",
    )
    say(
        settings,
        f"2. 没有计入的行：govreport check -d {name} -q {last} --sheets 更正单",
        f"2. Rows left out: govreport check -d {name} -q {last} --sheets sheets",
    )
    say(
        settings,
        f"3. 改 include/districts/{name}：发件地址、收件人、签发链；再 govreport district check {name}",
        f"3. Edit include/districts/{name}: sender, recipients, who signs; then govreport district check {name}",
    )
    say(
        settings,
        f"4. 下个季度把文件放进 inbox/{name}/{last.next}，运行 govreport run -d {name} -q {last.next} --until render",
        f"4. Next quarter put the files into inbox/{name}/{last.next} and run govreport run -d {name} -q {last.next} "
        "--until render",
    )
    say(
        settings,
        "5. 自动运行、签发、发送：docs/zh/airflow.md、docs/zh/delivery.md",
        "5. Running by itself, signing, sending: docs/en/airflow.md, docs/en/delivery.md",
    )


def _short(settings: Settings, path: Path) -> str:
    return str(path.relative_to(settings.home)) if path.is_relative_to(settings.home) else str(path)
