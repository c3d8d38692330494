"""What the commands share: their options, where and in which language they print, how a failure is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from govreport.context import Context
from govreport.district.dag_config import district_names
from govreport.errors import ConfigError, GovreportError, Message
from govreport.infrastructure_errors import as_machine_error
from govreport.language import text_in
from govreport.manifests.verdicts import Verdict
from govreport.settings import Settings
from govreport.vocabulary import SEVERITIES

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)

DistrictOption = Annotated[str, typer.Option("--district", "-d", help="区的文件夹名，如 panyu")]
AnyDistrict = Annotated[str | None, typer.Option("--district", "-d", help="区的文件夹名；只有一个区时可不填")]
_WRITTEN = "季度，如 2019-Q3；出半年报、年报的区也可写 2019-H1、2019"
QuarterOption = Annotated[str, typer.Option("--quarter", "--period", "-q", help=_WRITTEN)]
QuarterArgument = Annotated[str, typer.Argument(help=_WRITTEN)]


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
    console.print(text, style=style, markup=False, soft_wrap=True)


def complain(settings: Settings, messages: Iterable[Message]) -> None:
    """Print sentences about what went wrong, a line each."""
    for message in messages:
        errors.print(text_in(settings.language, message), style="bold red", markup=False, soft_wrap=True)


def new_table(settings: Settings, *heads: Message, **options: Any) -> Table:
    """A table with these heads; long cells are folded, never cut."""
    table = Table(show_edge=False, **options)
    for head in heads:
        table.add_column(text_in(settings.language, head), overflow="fold")
    return table


def print_verdict(verdict: Verdict, settings: Settings) -> None:
    """The rules that weren't met, as a table, and the paragraph."""
    table = new_table(
        settings,
        Message("规则", "rule"),
        Message("级别", "severity"),
        Message("问题行", "failed"),
        Message("核查行", "of"),
        Message("内容", "what"),
    )
    for outcome in verdict.all_outcomes:
        if not outcome.passed:
            table.add_row(
                outcome.rule,
                text_in(settings.language, SEVERITIES[outcome.severity]),
                str(outcome.failed),
                str(outcome.evaluated),
                text_in(settings.language, outcome),
            )
    if table.row_count:
        console.print(table)
    say(settings, verdict.paragraph_zh, verdict.paragraph_en)


def only_district(settings: Settings) -> str:
    """The district where there is no choice; raises ConfigError."""
    names = district_names(settings.districts_dir)
    if len(names) != 1:
        known = "、".join(names) or "—"
        raise ConfigError(f"请用 --district 指明区，现有：{known}。", f"Name the district with --district: {known}.")
    return names[0]


def open_context(settings: Settings, district: str | None, quarter: str) -> Context:
    """The context of a quarter of ``district``, or of the only one; raises ConfigError."""
    return Context.make(settings, district or only_district(settings), quarter)


def write_file(path: Path, data: bytes) -> None:
    """Write a file, with its folder where that is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
