"""What the commands share: where they print, how a failure is said, the options that most of them take.

Belongs here: printing and exit codes. Does not belong here: any one command.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from typer.core import TyperGroup

from govreport.district.folder import district_names
from govreport.errors import ConfigError, GovreportError, Message
from govreport.infrastructure_errors import mishap
from govreport.manifests.verdicts import Verdict
from govreport.settings import Settings
from govreport.vocabulary import SEVERITIES

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)

DistrictOption = Annotated[str, typer.Option("--district", "-d", help="区的文件夹名，如 panyu")]
QuarterOption = Annotated[str, typer.Option("--quarter", "-q", help="季度，如 2019-Q3")]


@contextmanager
def plain_sentences(settings: Settings) -> Iterator[None]:
    """Say a failure as its sentence and leave with exit code 1."""
    try:
        yield
    except GovreportError as error:
        complain(settings, [error.message])
        raise typer.Exit(1) from None
    except Exception as error:
        if (found := mishap(error)) is None:
            raise
        complain(settings, [found.message])
        raise typer.Exit(1) from None


class Commands(TyperGroup):
    """All commands: an unusable environment variable is met before a command has begun, and is said just as plainly."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was named."""
        try:
            return super().invoke(ctx)
        except ConfigError as error:
            errors.print(*error.message, sep="\n", style="bold red", markup=False, soft_wrap=True)
            raise typer.Exit(1) from None


def complain(settings: Settings, messages: Iterable[Message]) -> None:
    """Print sentences about what went wrong, a line each."""
    for message in messages:
        errors.print(message.in_language(settings.language), style="bold red", markup=False, soft_wrap=True)


def print_verdict(verdict: Verdict, settings: Settings) -> None:
    """The rules that weren't met, as a table, and the paragraph."""
    zh = settings.language == "zh"
    table = Table(show_edge=False)
    for head in ("规则", "级别", "问题行", "核查行", "内容") if zh else ("rule", "severity", "failed", "of", "what"):
        table.add_column(head, overflow="fold")
    for outcome in verdict.all_outcomes:
        if not outcome.passed:
            table.add_row(
                outcome.rule,
                SEVERITIES[outcome.severity].in_language(settings.language),
                str(outcome.failed),
                str(outcome.evaluated),
                outcome.zh if zh else outcome.en,
            )
    if table.row_count:
        console.print(table)
    console.print(verdict.paragraph_zh if zh else verdict.paragraph_en, markup=False, soft_wrap=True)


def only_district(settings: Settings) -> str:
    """The district where there is no choice; raises ConfigError."""
    names = district_names(settings.districts_dir)
    if len(names) != 1:
        known = "、".join(names) or "—"
        raise ConfigError(f"请用 --district 指明区，现有：{known}。", f"Name the district with --district: {known}.")
    return names[0]
