"""``govreport deliver``, ``deliveries``, ``settle``, ``resend`` and ``bounces``: who has what, and putting it right.

Belongs here: arguments, the table, plain words for states. Does not belong here: sending (sending/), the ledgers
(store/), correction notices (cli/notices.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from govreport import stages
from govreport.cli.common import console, only_district, plain_sentences
from govreport.context import Context
from govreport.district.folder import District, district_names
from govreport.errors import DeliveryError, GovreportError, Message
from govreport.manifests.deliveries import DeliveryRow
from govreport.settings import Settings
from govreport.store.copies import UNSETTLED, Copies, Copy
from govreport.store.database import open_database
from govreport.vocabulary import COPIES

QuarterArgument = Annotated[str, typer.Argument(help="季度，如 2019-Q3")]
AnyDistrict = Annotated[str | None, typer.Option("--district", "-d", help="区的文件夹名；只有一个区时可不填")]

_KINDS = {
    "report": Message("季报", "report"),
    "brief": Message("简报", "brief"),
    "notice": Message("更正通知", "notice"),
    "sheet": Message("更正单", "sheet"),
}
_HEADS = (
    Message("收件人", "recipient"),
    Message("内容、版本", "what, edition"),
    Message("状态、时间", "state, since"),
)


def deliver(
    quarter: QuarterArgument,
    supersede: Annotated[bool, typer.Option(help="收件人已有本季度另一版本时，也发送这一版")] = False,
    district: AnyDistrict = None,
) -> None:
    """把最近签发的季报和镇街简报发给还没有的收件人；已发的、结果不明的都不再发。有未送达的则退出码为 1。"""
    settings = Settings()
    with plain_sentences(settings):
        context = Context.make(settings, district or only_district(settings), quarter)
        rows: list[DeliveryRow] = []
        for language in context.district.languages:
            signed = context.ledger.last_signed(context.district.id, context.quarter, context.signers, language)
            if signed is not None:
                rows += stages.deliver(context, signed, supersede=supersede)
        if not rows:
            raise DeliveryError(
                f"{context.quarter.zh}没有已签发的季报可发，或没有收件人。",
                f"There is no signed report of {context.quarter.en} to send, or nobody to send it to.",
            )
        print_rows(context, rows)


def print_rows(context: Context, rows: Sequence[DeliveryRow]) -> None:
    """What became of copies, a line each; leaves with exit code 1 where one isn't known to have been accepted."""
    language = context.settings.language
    roles = {r.address.casefold(): r.role for r in context.district.recipients}
    if context.settings.mail_redirect:
        console.print(_test_mode(context.settings.mail_redirect).in_language(language), markup=False)
    for row in rows:
        who = roles.get(row.recipient.casefold(), "")
        state = COPIES[row.state].in_language(language)
        console.print(f"{who} {row.recipient}  {state}  {row.detail}".strip(), markup=False, soft_wrap=True)
    if any(row.state not in ("sent", "already_sent", "withheld") for row in rows):
        raise typer.Exit(1)


def _test_mode(address: str) -> Message:
    return Message(
        f"测试方式：所有邮件都发到 {address}，不算发给收件人。",
        f"Test mode: all mail goes to {address} and counts as sent to nobody.",
    )


def deliveries(quarter: QuarterArgument, district: AnyDistrict = None) -> None:
    """某季季报、简报、更正通知和更正单发给了谁、结果如何；结果不明的写明何时起、怎么办。"""
    settings = Settings()
    with plain_sentences(settings):
        context = Context.make(settings, district or only_district(settings), quarter)
        copies = Copies(open_database(settings.database)).of(context.district.id, context.quarter)
        language = settings.language
        table = Table(show_edge=False, show_lines=True)
        for head in _HEADS:
            table.add_column(head.in_language(language), overflow="fold")
        for copy in copies:
            table.add_row(*_line(context.district, copy, language))
        for role, address in _without_anything(context.district, copies):
            none = Message("还没有发送过", "nothing sent yet").in_language(language)
            table.add_row(f"{role}\n{address}", "", none)
        if table.row_count:
            console.print(table)
        for copy in copies:
            if copy.detail and copy.state != "sent":
                state = COPIES[copy.state].in_language(language)
                console.print(f"{copy.recipient} {state}: {copy.detail}", markup=False, soft_wrap=True)
            if copy.state in UNSETTLED:
                console.print(_what_to_do(context.district, copy).in_language(language), markup=False, soft_wrap=True)


def _line(district: District, copy: Copy, language: str) -> list[str]:
    roles = {r.address.casefold(): r.role for r in district.recipients}
    roles |= {s.address.casefold(): s.unit for s in district.stewards if copy.kind == "sheet"}
    what = _KINDS[copy.kind].in_language(language)
    town = district.town_by_code.get(copy.about)
    about = (town.short_name if language == "zh" else town.en) if town else copy.about
    marks = [about, copy.language if len(district.languages) > 1 and copy.kind != "sheet" else ""]
    if copy.copy_number:
        marks.append(Message(f"重发{copy.copy_number}", f"copy {copy.copy_number}").in_language(language))
    if copy.is_test:
        marks.append(Message(f"测试→{copy.redirected_to}", f"test→{copy.redirected_to}").in_language(language))
    return [
        f"{roles.get(copy.recipient, '')}\n{copy.recipient}".strip(),
        " ".join([what, *(m for m in marks if m)]) + f"\n{copy.sha256[:12]}",
        COPIES[copy.state].in_language(language) + f"\n{_local(district, copy.finished_at or copy.claimed_at)}",
    ]


def _local(district: District, moment: datetime) -> str:
    return moment.replace(tzinfo=UTC).astimezone(district.tz).strftime("%Y-%m-%d %H:%M")


def _without_anything(district: District, copies: Iterable[Copy]) -> list[tuple[str, str]]:
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
    with plain_sentences(settings):
        copies = Copies(open_database(settings.database))
        name = district or only_district(settings)
        found = [c for c in copies.find(name, sha256, address) if copy_number in (None, c.copy_number)]
        if arrived is None or not found:
            raise GovreportError(
                "请写明 --arrived（已收到）或 --not-arrived（没有收到）。"
                if arrived is None
                else f"没有发给 {address}、散列以“{sha256}”开头的发送，请用 govreport deliveries 核对。",
                "Say --arrived or --not-arrived."
                if arrived is None
                else f"Nothing with a hash beginning {sha256!r} was sent to {address}; see govreport deliveries.",
            )
        waiting = [c for c in found if c.state in UNSETTLED] or found[:1]
        if len(waiting) > 1:
            raise GovreportError(
                f"有 {len(waiting)} 份符合，请写全散列，或用 --copy 指明第几次重发。",
                f"{len(waiting)} copies match; write more of the hash, or name the copy with --copy.",
            )
        state = copies.settle(waiting[0], arrived=arrived, role=by, comment=comment)
        console.print(f"{waiting[0].recipient}  {COPIES[state].in_language(settings.language)}", markup=False)


def resend(
    quarter: QuarterArgument,
    to: Annotated[str, typer.Option(help="收件地址")],
    reason: Annotated[str, typer.Option(help="重发原因，记入台账")],
    by: Annotated[str, typer.Option(help="要求重发的人的职务")] = "",
    district: AnyDistrict = None,
) -> None:
    """把收件人已有的那一版再发一次：邮件写明是第几次重发，台账另记一笔。"""
    from govreport.delivery.resend import resend as send_again

    settings = Settings()
    with plain_sentences(settings):
        context = Context.make(settings, district or only_district(settings), quarter)
        print_rows(context, send_again(context, to, reason, by))


def bounces(
    files: Annotated[list[Path], typer.Argument(help="退信：.eml 文件、mbox 文件、Maildir 或存放 .eml 的文件夹")],
) -> None:
    """读退信：是哪一位收件人的哪一份，对方系统怎么说；记入台账。有认不出的则退出码为 1。"""
    from govreport.delivery.bounce_matching import bring_home
    from govreport.delivery.mail.bounces import bounces_in, read_notifications

    settings = Settings()
    zh = settings.language == "zh"
    with plain_sentences(settings):
        named = [(name, bounces_in(name, mail)) for path in files for name, mail in read_notifications(path)]
        copies = Copies(open_database(settings.database))
        home = bring_home(copies, district_names(settings.districts_dir), [b for _, found in named for b in found])
    unknown = [name for name, found in named if not found]
    for name in unknown:
        console.print(
            f"{name}：不是能读懂的退信，请人工查看。" if zh else f"{name}: not a bounce that can be read; look at it.",
            markup=False,
        )
    for one in home:
        if one.copy is None:
            unknown.append(one.bounce.file)
        console.print(_said(one.bounce.file, one.bounce.address, one.copy).in_language(settings.language), markup=False)
        console.print(
            "  " + _outcome(one.bounce.action, one.bounce.sentence(), one.changed)[0 if zh else 1], markup=False
        )
    if unknown:
        raise typer.Exit(1)


def _said(file: str, address: str, copy: Copy | None) -> Message:
    if copy is None:
        return Message(
            f"{file}：{address or '（未写明收件人）'}，没有一封本系统的邮件与它对应。",
            f"{file}: {address or '(no recipient named)'}; none of this system's mails matches it.",
        )
    kind = _KINDS[copy.kind]
    return Message(
        f"{file}：{copy.recipient} 的{copy.quarter.zh}{kind.zh}（{copy.sha256[:12]}）",
        f"{file}: {kind.en} of {copy.quarter.en} to {copy.recipient} ({copy.sha256[:12]})",
    )


def _outcome(action: str, sentence: Message, changed: bool) -> Message:
    if action == "delayed":
        return Message("尚在投递，暂不处理。", "Still being tried; nothing to do yet.")
    if action == "delivered":
        return Message(
            "对方系统报告已投递；若台账为“不能确定”，可据此判定为已收到。",
            "Their system reports it delivered; a copy in doubt may be settled as arrived.",
        )
    if changed:
        return Message(
            f"{sentence.zh}。已记为被退回，处理办法见 govreport deliveries。",
            f"{sentence.en}. Recorded as bounced; govreport deliveries says what to do.",
        )
    return Message(f"{sentence.zh}。此前已记录或未记为发出。", f"{sentence.en}. Known before, or not recorded as sent.")
