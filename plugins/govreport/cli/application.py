"""The command line: every command registered under its name.

Exit codes: 0 done, 1 a sentence says what went wrong, 2 wrong usage. ``check``, ``run`` and ``backfill`` end with 3
where a draft can be made and not signed (cli/common.py), ``verify`` has further ones (cli/verify.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated

import typer

from govreport import __version__
from govreport.cli import (
    accept,
    archive,
    audit,
    backfill,
    bounces,
    calendar,
    check,
    city,
    copies,
    corrections,
    database,
    delivery,
    district,
    explain,
    indicators,
    notices,
    publications,
    revise,
    revisions,
    run,
    sign,
    sources,
    verify,
)
from govreport.cli.common import print_line
from govreport.cli.usage import Application
from govreport.cli.wording import Commands

app = Application(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    # Locals of a crash would show the addresses of databases, passwords and all.
    pretty_exceptions_show_locals=False,
    help="季度治理报告：收取、核查、计算、成文、分发。",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        print_line(f"govreport {__version__}")
        raise typer.Exit


@app.callback()
def _govreport(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="打印程序版本")
    ] = False,
) -> None:
    pass


_GROUPS: Mapping[str, Sequence[Callable[..., None]]] = {
    "跑一期": (
        run.run,
        backfill.backfill,
        check.check,
        accept.accept,
        sign.sign,
        revise.revise,
    ),
    "发送与台账": (
        delivery.deliver,
        copies.deliveries,
        copies.settle,
        delivery.resend,
        bounces.bounces,
    ),
    "查看与核对": (
        explain.explain,
        indicators.indicators,
        revisions.revisions,
        verify.verify,
        audit.audit,
        calendar.calendar,
    ),
    "其他文件": (
        publications.briefs,
        publications.annex,
        publications.note,
        archive.archive,
        city.city,
    ),
    "维护": (archive.sweep,),
}
"""What the help lists together, in its order."""
for _group, _commands in _GROUPS.items():
    for _command in _commands:
        app.command(rich_help_panel=_group)(_command)
app.add_typer(notices.app, name="notices", rich_help_panel="发送与台账")
app.add_typer(sources.app, name="sources", rich_help_panel="数据与区")
app.add_typer(corrections.app, name="corrections", rich_help_panel="数据与区")
app.add_typer(district.app, name="district", rich_help_panel="数据与区")
app.add_typer(database.app, name="database", rich_help_panel="维护")
