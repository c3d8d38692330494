"""What every command that mails shares: it says first where mails go, asks on a terminal, and can rehearse."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from govreport.cli.common import console, print_line, say
from govreport.context import Context
from govreport.delivery.mail.ways import transport_for, where
from govreport.delivery.send_report import send_report
from govreport.language import pick, text_in
from govreport.manifests.deliveries import DEALT_WITH, DeliveryRow
from govreport.manifests.documents import Report
from govreport.release.delivered_before import all_sentences, delivered_before
from govreport.vocabulary import COPIES

YesOption = Annotated[bool, typer.Option("--yes", "-y", help="不再询问，直接发送")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="只列出经哪里、会发给谁；不发送，也不记录")]
ReportOnlyOption = Annotated[
    bool, typer.Option("--dry-run", help="做到成文，列出经哪里、会发给谁；不签发，不发送，也不记录发送")
]
Sending = Callable[[Context], Sequence[DeliveryRow]]


def say_where(context: Context) -> None:
    """Say by which way mails go. Raises ConfigError where none is set: before anything is made or recorded."""
    for sentence in where(transport_for(context.settings, context.district.id, context.connections)):
        say(context.settings, *sentence)


def send(context: Context, sending: Sending, *, dry_run: bool, yes: bool) -> None:
    """Say where mails go, ask where somebody can answer, send, and say what became of each copy.

    Leaves with exit code 1 where a copy isn't known to have been accepted, and where the answer was no.
    """
    say_where(context)
    if dry_run:
        return rehearse(context, sending)
    if _asks(yes):
        rehearsed = sending(replace(context, rehearses=True))
        if any(row.state == "would_send" for row in rehearsed):
            _list(context, rehearsed)
            _confirm(context, pick(context.settings.language, "现在发送？", "Send now?"))
    return print_rows(context, sending(context))


def rehearse(context: Context, sending: Sending) -> None:
    """List who would get what; nothing is sent and nothing recorded."""
    rows = sending(replace(context, rehearses=True))
    _list(context, rows)
    say(context.settings, "以上只是预演：没有发送，也没有记录。", "A rehearsal: nothing was sent or recorded.")
    _require_well(rows)


def rehearse_report(context: Context, report: Report, *, supersede: bool = False) -> None:
    """Who would get the report once it is signed; it isn't, so its signatures aren't asked for."""
    if report.held:
        zh, en = "这一版是草稿，不可签发，不会发送。", "This edition can't be signed, so nobody gets it."
        say(context.settings, zh, en)
        return
    rehearse(context, lambda with_: send_report(with_, report, supersede=supersede))


def say_what_people_have(context: Context) -> None:
    """Where people have another edition than the newest one: which, what the newest changes, and both ways out."""
    for before in delivered_before(context):
        for sentence in all_sentences(context, before):
            say(context.settings, *sentence)


def save_report(context: Context, report: Report, out: Path) -> None:
    """Write the files of a report into a folder, from where people send it on themselves."""
    out.mkdir(parents=True, exist_ok=True)
    for file in report.files:
        path = out / file.path
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(context.files.get(file.key))
        print_line(f"  {path}")


def agree_to_deliver(context: Context, *, yes: bool) -> None:
    """Say that a run will mail its report, to how many and where, and ask where somebody can answer."""
    if not (people := len(context.district.recipients)):
        return
    say_where(context)
    if _asks(yes):
        zh = f"做完将签发，并发送给 {people} 个收件地址。继续？"
        en = f"The report will be signed and mailed to {people} addresses. Go on?"
        _confirm(context, pick(context.settings.language, zh, en))


def _asks(yes: bool) -> bool:
    return not yes and _is_terminal()


def _is_terminal() -> bool:
    return sys.stdin.isatty() and console.is_terminal


def _confirm(context: Context, question: str) -> None:
    if not typer.confirm(question):
        say(context.settings, "没有发送。", "Nothing was sent.")
        raise typer.Exit(1)


def print_rows(context: Context, rows: Sequence[DeliveryRow]) -> None:
    """What became of copies, a line each; leaves with exit code 1 where one isn't known to have been accepted."""
    _list(context, rows)
    _require_well(rows)


def _require_well(rows: Sequence[DeliveryRow]) -> None:
    if any(row.state not in DEALT_WITH for row in rows):
        raise typer.Exit(1)


def _list(context: Context, rows: Sequence[DeliveryRow]) -> None:
    roles = {r.address.casefold(): r.role for r in context.district.recipients}
    for row in rows:
        role, state = roles.get(row.recipient.casefold(), ""), text_in(context.settings.language, COPIES[row.state])
        print_line(f"{role} {row.recipient}  {state}  {row.detail}".strip())
