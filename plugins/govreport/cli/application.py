"""The command line: every command registered under its name.

Exit codes: 0 done, 1 a sentence says what went wrong, 2 wrong usage. ``verify`` has further ones (cli/verify.py).
"""

from __future__ import annotations

from typing import Annotated

import typer

from govreport import __version__
from govreport.cli import (
    archive,
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
from govreport.cli.wording import Commands

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
        print_line(f"govreport {__version__}")
        raise typer.Exit


@app.callback()
def _govreport(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="打印程序版本")
    ] = False,
) -> None:
    pass


# In the order in which the help lists them.
app.command()(run.run)
app.command()(run.backfill)
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
app.command()(revise.revise)
app.command()(delivery.deliver)
app.command()(copies.deliveries)
app.command()(copies.settle)
app.command()(delivery.resend)
app.command()(bounces.bounces)
app.command()(check.check)
app.command()(indicators.indicators)
app.command()(sign.sign)
app.add_typer(district.app, name="district")
app.add_typer(sources.app, name="sources")
app.add_typer(corrections.app, name="corrections")
app.add_typer(notices.app, name="notices")
app.add_typer(database.app, name="database")
