"""``govreport deliveries`` and ``settle``: who has which document, and deciding about a copy whose fate is unknown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated

import typer

from govreport.cli.common import (
    AnyDistrict,
    QuarterArgument,
    console,
    friendly_errors,
    new_table,
    only_district,
    open_context,
    print_line,
    say,
)
from govreport.cli.sending import say_what_people_have
from govreport.context import Context
from govreport.district.folder import District
from govreport.errors import GovreportError, Message
from govreport.language import pick, text_in
from govreport.settings import Settings
from govreport.store.copies import UNSETTLED, Copies, Copy
from govreport.store.database import open_results
from govreport.vocabulary import COPIES, NOT_RECORDED

KINDS = {
    "report": Message("季报", "report"),
    "brief": Message("简报", "brief"),
    "notice": Message("更正通知", "notice"),
    "sheet": Message("更正单", "sheet"),
}
"""What was mailed."""


SUPERSEDED = Message("已被取代：文件换过，或行已改好", "superseded: the file was replaced, or the rows are mended")
"""Of a correction sheet that was mailed."""


def deliveries(quarter: QuarterArgument, district: AnyDistrict = None) -> None:
    """某季季报、简报、更正通知和更正单发给了谁、结果如何；结果不明的写明何时起、怎么办。

    收件人手上不是最新一版的，说明手上是哪一版、新一版改了什么、怎么办。
    """
    settings = Settings()
    with friendly_errors(settings):
        context = open_context(settings, district, quarter)
        copies = Copies(open_results(settings)).of(context.district.id, context.quarter)
        table = new_table(
            settings,
            Message("收件人", "recipient"),
            Message("内容、版本", "what, edition"),
            Message("状态、时间、经由", "state, since, by way of"),
            show_lines=True,
        )
        replaced = _replaced_sheets(context)
        for copy in copies:
            what, edition, state = _cells(context.district, copy, settings.language)
            if copy.kind == "sheet" and copy.sha256 in replaced:
                edition += "\n" + text_in(settings.language, SUPERSEDED)
            table.add_row(what, edition, state)
        for role, address in _without_anything(context.district, copies):
            table.add_row(f"{role}\n{address}", "", pick(settings.language, "还没有发送过", "nothing sent yet"))
        if table.row_count:
            console.print(table)
        for copy in copies:
            if copy.detail and copy.state not in ("sent", "outbox"):
                print_line(f"{copy.recipient} {text_in(settings.language, COPIES[copy.state])}: {copy.detail}")
            if copy.state in UNSETTLED:
                print_line(text_in(settings.language, _what_to_do(context.district, copy)))
        say_what_people_have(context)


def _replaced_sheets(context: Context) -> set[str]:
    """Hashes of correction sheets whose files were replaced, or whose rows were mended, since."""
    standing = context.results.standing_verdict(context.district.id, context.quarter)
    if standing is None:
        return set()
    made = context.results.sheets(context.district.id, context.quarter)
    return {sheet.file.sha256 for sheet, _ in made if not sheet.is_asked_by(standing.verdict)}


def _cells(district: District, copy: Copy, language: str) -> list[str]:
    """One copy as the three cells of the table."""
    roles = {r.address.casefold(): r.role for r in district.recipients}
    if copy.kind == "sheet":
        roles |= {s.address.casefold(): s.unit for s in district.stewards}
    town = district.town_by_code.get(copy.about)
    what = [
        text_in(language, KINDS[copy.kind]),
        pick(language, town.short_name_on(copy.quarter.end), town.en) if town else copy.about,
        copy.language if len(district.languages) > 1 and copy.kind != "sheet" else "",
        pick(language, f"重发{copy.copy_number}", f"copy {copy.copy_number}") if copy.copy_number else "",
        pick(language, f"测试→{copy.redirected_to}", f"test→{copy.redirected_to}") if copy.is_test else "",
    ]
    moment = _local(district, copy.finished_at or copy.claimed_at)
    way = copy.transport or text_in(language, NOT_RECORDED)
    return [
        f"{roles.get(copy.recipient, '')}\n{copy.recipient}".strip(),
        " ".join(word for word in what if word) + f"\n{copy.sha256[:12]}",
        f"{text_in(language, COPIES[copy.state])}\n{moment}\n{way}",
    ]


def _local(district: District, moment: datetime) -> str:
    return moment.replace(tzinfo=UTC).astimezone(district.tz).strftime("%Y-%m-%d %H:%M")


def _without_anything(district: District, copies: Iterable[Copy]) -> list[tuple[str, str]]:
    """Role and address of recipients to whom nothing was sent; a test isn't sent to its recipient."""
    known = {c.recipient.casefold() for c in copies if not c.is_test}
    return [(r.role, r.address) for r in district.recipients if r.address.casefold() not in known]


def _what_to_do(district: District, copy: Copy) -> Message:
    since = _local(district, copy.claimed_at)
    command = f"govreport settle {copy.sha256[:12]} {copy.recipient}"
    if copy.state == "bounced":
        return Message(
            f"{copy.recipient} 的一份被退回。请核对地址；确未送达则运行 {command} --not-arrived "
            "--by 职务 --comment 依据，之后可再发送。",
            f"The copy to {copy.recipient} bounced. Check the address; run {command} --not-arrived --by ROLE --comment "
            "GROUNDS, and it may be sent again.",
        )
    return Message(
        f"{copy.recipient} 的一份自 {since} 起不能确定是否送达。请问收件人或查邮件服务器日志，再运行 {command} "
        "--arrived（已收到）或 --not-arrived（未收到，可再发送），并写明 --by 职务 --comment 依据。",
        f"Since {since} nobody knows whether the copy to {copy.recipient} arrived. Ask the recipient or look at the "
        f"mail server's log, then run {command} --arrived, or --not-arrived (it may then be sent again), with --by "
        "ROLE --comment GROUNDS.",
    )


def settle(
    sha256: Annotated[str, typer.Argument(metavar="HASH", help="版本散列，可只写开头几位，见 govreport deliveries")],
    address: Annotated[str, typer.Argument(help="收件地址")],
    by: Annotated[str, typer.Option(help="判定人职务")],
    comment: Annotated[str, typer.Option(help="依据，如“电话核实”")],
    arrived: Annotated[bool | None, typer.Option("--arrived/--not-arrived", help="已收到／没有收到")] = None,
    copy_number: Annotated[int | None, typer.Option("--copy", help="第几次重发；首发为 0")] = None,
    district: AnyDistrict = None,
) -> None:
    """判定一份“不能确定”或“被退回”的发送。记下何人何时依据什么判定；判为没有收到的，才可以再发送。"""
    settings = Settings()
    with friendly_errors(settings):
        copies = Copies(open_results(settings))
        matching = copies.find(district or only_district(settings), sha256, address)
        copy = _copy_to_settle([c for c in matching if copy_number in (None, c.copy_number)], arrived, sha256, address)
        state = copies.settle(copy, arrived=bool(arrived), role=by, comment=comment)
        say(settings, f"{copy.recipient}  {COPIES[state].zh}", f"{copy.recipient}  {COPIES[state].en}")


def _copy_to_settle(matching: list[Copy], arrived: bool | None, sha256: str, address: str) -> Copy:
    """The one copy that is meant; raises GovreportError where it isn't clear which, or what is decided of it."""
    if arrived is None:
        raise GovreportError(
            "请写明 --arrived（已收到）或 --not-arrived（没有收到）。", "Say --arrived or --not-arrived."
        )
    if not matching:
        raise GovreportError(
            f"没有发给 {address}、散列以“{sha256}”开头的发送，请用 govreport deliveries 核对。",
            f"Nothing with a hash beginning {sha256!r} was sent to {address}; see govreport deliveries.",
        )
    open_copies = [c for c in matching if c.state in UNSETTLED] or matching[:1]
    if len(open_copies) > 1:
        raise GovreportError(
            f"有 {len(open_copies)} 份符合，请写全散列，或用 --copy 指明第几次重发。",
            f"{len(open_copies)} copies match; write more of the hash, or name the copy with --copy.",
        )
    return open_copies[0]
