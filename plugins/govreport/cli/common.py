"""What the commands share: their options, where and in which language they print, how a failure is said."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console, ConsoleOptions
from rich.segment import Segment
from rich.table import Table

from govreport.context import Context
from govreport.district.dag_config import district_names
from govreport.district.periods import require_issued
from govreport.errors import ConfigError, GovreportError, Message, enumerated, shown, without_controls
from govreport.infrastructure_errors import as_machine_error
from govreport.language import text_in
from govreport.manifests.base import State
from govreport.manifests.verdicts import Verdict
from govreport.period import Period
from govreport.settings import Settings
from govreport.vocabulary import SEVERITIES


class _PlainConsole(Console):
    """A terminal to which text of others, in tables too, is never a command."""

    def render(self, renderable: Any, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """The pieces of what is printed; those that rich itself means as commands stay."""
        for piece in super().render(renderable, options):
            yield piece if piece.control else piece._replace(text=without_controls(piece.text))


console = _PlainConsole(highlight=False)
errors = _PlainConsole(stderr=True, highlight=False)


def _districts(incomplete: str) -> list[str]:
    """For a shell that completes what is typed."""
    return [name for name in district_names(Settings().districts_dir) if name.startswith(incomplete)]


AnyDistrict = Annotated[
    str | None,
    typer.Option(
        "--district",
        "-d",
        envvar="GOVREPORT_DISTRICT",
        show_envvar=False,
        autocompletion=_districts,
        help="区的文件夹名；不填则按 GOVREPORT_DISTRICT，或唯一的区",
    ),
]
_WRITTEN = (
    "季度，如 2019-Q3、2019Q3、2019-3；按月的区写 2019-08，出半年报、年报的也可写 2019-H1、2019；写不写 -q 都可以"
)
QuarterOption = Annotated[str, typer.Option("--quarter", "--period", "-q", help=_WRITTEN)]
QuarterArgument = Annotated[str, typer.Argument(help=_WRITTEN)]

EXIT_CODES: Mapping[State, int] = {"pass": 0, "warn": 0, "hold": 3, "block": 1}
"""What check and run end with: ready, a draft that can't be signed, blocked."""


class Stage(StrEnum):
    """The stages by name, as ``--until`` takes them."""

    COLLECT = "collect"
    TIDY = "tidy"
    CHECK = "check"
    MEASURE = "measure"
    VERIFY = "verify"
    RENDER = "render"
    SIGN = "sign"
    DELIVER = "deliver"


@contextmanager
def friendly_errors(settings: Settings) -> Iterator[None]:
    """Print a failure as its sentence and leave with exit code 1."""
    try:
        yield
    except Exception as error:
        known = error if isinstance(error, GovreportError) else as_machine_error(error)
        if known is None:
            raise
        complain(settings, [known.message])
        raise typer.Exit(1) from None


def say(settings: Settings, zh: str, en: str, style: str | None = None) -> None:
    """Print the sentence in the operator's language."""
    print_line(text_in(settings.language, Message(zh, en)), style)


def print_line(text: str, style: str | None = None) -> None:
    """Print a line as it is: brackets aren't markup, and it isn't broken, so that it can be searched and copied."""
    console.print(shown(text), style=style, markup=False, soft_wrap=True)


def complain(settings: Settings, messages: Iterable[Message]) -> None:
    """Print sentences about what went wrong, a line each."""
    for message in messages:
        errors.print(shown(text_in(settings.language, message)), style="bold red", markup=False, soft_wrap=True)


def new_table(settings: Settings, *heads: Message, **options: Any) -> Table:
    """A table with these heads; long cells are folded, never cut."""
    table = Table(show_edge=False, **options)
    for head in heads:
        table.add_column(text_in(settings.language, head), overflow="fold")
    return table


AllOption = Annotated[bool, typer.Option("--all", help="连同逐个文件的说明")]


def print_verdict(verdict: Verdict, settings: Settings, *, whole: bool) -> None:
    """The rules that weren't met, as a table, and where the ``whole`` is wanted the paragraph, file by file."""
    table = new_table(
        settings,
        Message("规则", "rule"),
        Message("级别", "severity"),
        Message("问题行", "failed"),
        Message("核查行", "of"),
        Message("内容", "what"),
    )
    of_files = [(check.tidy.filename, check.outcomes) for check in verdict.checks]
    across = text_in(settings.language, Message("各份文件之间", "across files"))
    for file, outcomes in (*of_files, (across, verdict.outcomes)):
        broken = [outcome for outcome in outcomes if not outcome.passed]
        if broken:  # a rule of several files is listed under each
            table.add_row("", "", "", "", file)
        for outcome in broken:
            table.add_row(
                outcome.rule,
                text_in(settings.language, SEVERITIES[outcome.severity]),
                str(outcome.failed),
                str(outcome.evaluated),
                text_in(settings.language, outcome),
            )
    if table.row_count:
        console.print(table)
    if whole:
        say(settings, verdict.paragraph_zh, verdict.paragraph_en)
    elif table.row_count:
        say(settings, "逐个文件的说明：加 --all。", "File by file: add --all.")


def only_district(settings: Settings) -> str:
    """The district where there is no choice; raises ConfigError."""
    names = district_names(settings.districts_dir)
    if len(names) != 1:
        known = enumerated(names)
        raise ConfigError(
            f"请用 -d 指明区，现有：{known.zh}；总是同一个区的，可设环境变量 GOVREPORT_DISTRICT。",
            f"Name the district with -d: {known.en}. Where it is always the same one, set GOVREPORT_DISTRICT.",
        )
    return names[0]


def open_context(settings: Settings, district: str | None, quarter: str | Period) -> Context:
    """The context of a quarter of ``district``, or of the only one; raises ConfigError, also for a quarter of which
    there can be no report."""
    context = Context.make(settings, district or only_district(settings), quarter)
    require_issued(context.district.report, context.quarter, datetime.now(context.district.tz).date())
    return context


def leave_with(state: State) -> None:
    """End with the exit code of what a quarter came to; returns where all is well."""
    if code := EXIT_CODES[state]:
        raise typer.Exit(code)


def write_file(path: Path, data: bytes) -> None:
    """Write a file, with its folder where that is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def account() -> str:
    """The operating system's account that runs this command; its number where it has no name."""
    import pwd  # here, as few commands ask who runs them

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())
