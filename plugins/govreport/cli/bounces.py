"""``govreport bounces``: bounced mails matched with the copies that they are about."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from govreport.cli.common import friendly_errors, say
from govreport.cli.copies import KINDS
from govreport.delivery.bounce_matching import MatchedBounce, match_bounces
from govreport.delivery.mail.bounces import bounces_in, read_notifications
from govreport.district.dag_config import district_names
from govreport.errors import Message, unstopped
from govreport.settings import Settings
from govreport.store.copies import Copies
from govreport.store.database import open_results

READ = "看过原件的人的职务：文件中看不出结果的，按退信记入"


def bounces(
    files: Annotated[list[Path], typer.Argument(help="退信：.eml 文件、mbox 文件、Maildir 或存放 .eml 的文件夹")],
    failed_by: Annotated[str, typer.Option("--failed-by", help=READ)] = "",
) -> None:
    """读退信：是哪一位收件人的哪一份，对方系统怎么说；记入台账。有认不出的则退出码为 1。"""
    settings = Settings()
    with friendly_errors(settings):
        mails = [(name, bounces_in(name, mail)) for path in files for name, mail in read_notifications(path)]
        copies = Copies(open_results(settings))
        every_bounce = [bounce for _, in_mail in mails for bounce in in_mail]
        matches = match_bounces(copies, district_names(settings.districts_dir), every_bounce, by=failed_by)
    unreadable = [name for name, in_mail in mails if not in_mail]
    for name in unreadable:
        say(settings, f"{name}：不是能读懂的退信，请人工查看。", f"{name}: not a bounce that can be read; look at it.")
    for match in matches:
        say(settings, *_which_copy(match))
        outcome = _outcome(match)
        say(settings, f"  {outcome.zh}", f"  {outcome.en}")
    if unreadable or any(match.copy is None or match.bounce.action == "unknown" for match in matches):
        raise typer.Exit(1)


def _which_copy(match: MatchedBounce) -> Message:
    file, address, copy = match.bounce.file, match.bounce.address, match.copy
    if copy is None:
        return Message(
            f"{file}：{address or '（未写明收件人）'}，没有一封本系统的邮件与它对应。",
            f"{file}: {address or '(no recipient named)'}; none of this system's mails matches it.",
        )
    kind = KINDS[copy.kind]
    return Message(
        f"{file}：{copy.recipient} 的{copy.quarter.zh}{kind.zh}（{copy.sha256[:12]}）",
        f"{file}: {kind.en} of {copy.quarter.running_en} to {copy.recipient} ({copy.sha256[:12]})",
    )


def _outcome(match: MatchedBounce) -> Message:
    if match.bounce.action == "delayed":
        return Message("尚在投递，暂不处理。", "Still being tried; nothing to do yet.")
    if match.bounce.action == "unknown":
        reason = unstopped(match.bounce.reason)
        return Message(
            f"看不出是退信还是延迟：{reason}。台账未改。请看原件：还在投递就等；确已退回，就对这一个文件再运行"
            " govreport bounces，并加 --failed-by 职务。",
            f"It may be a bounce or a delay: {reason}. The ledger is unchanged. Read the mail: if they "
            "are still trying, wait; if they have given up, run govreport bounces on this one file again with "
            "--failed-by ROLE.",
        )
    if match.bounce.action == "delivered":
        return Message(
            "对方系统报告已投递；若台账为“不能确定”，可据此判定为已收到。",
            "Their system reports it delivered; a copy in doubt may be settled as arrived.",
        )
    sentence = Message(*map(unstopped, match.bounce.sentence()))
    if match.changed:
        return Message(
            f"{sentence.zh}。已记为被退回，处理办法见 govreport deliveries。",
            f"{sentence.en}. Recorded as bounced; govreport deliveries says what to do.",
        )
    return Message(f"{sentence.zh}。此前已记录或未记为发出。", f"{sentence.en}. Known before, or not recorded as sent.")
