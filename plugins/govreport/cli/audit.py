"""``govreport audit``: is the whole installation as it recorded itself.

Exit codes: 0 all is as recorded, 1 something isn't.
"""

from __future__ import annotations

from typing import Annotated

import typer

from govreport.cli.common import account, friendly_errors, print_line, say
from govreport.language import text_in
from govreport.settings import Settings


def audit(
    begin: Annotated[bool, typer.Option("--begin", help="日志为空时，把已有的全部记录作为起点写入日志")] = False,
    head: Annotated[
        str, typer.Option("--head", help="旧邮件或旧档案清单里印的运行记录校验值：日志里应有这一行，没有则历史被改写过")
    ] = "",
) -> None:
    """审计整个系统：日志是否连续、由本系统的密钥写成，数据库各行和存储各文件是否与之一致。退出码：0 一致，1 有出入。"""
    # Imported here: it loads what reads and seals, which most commands don't need.
    from govreport.operations import audit as audits

    settings = Settings()
    with friendly_errors(settings):
        if begin:
            taken = audits.begin(settings)
            say(settings, f"日志由此开始：{taken}项记录。", f"The log begins here: {taken} facts.")
        found = audits.audit(settings, head)
        for fault in found.faults:
            print_line(f"  {text_in(settings.language, fault.text)}")
        if found.lines:
            audits.record_outcome(settings, found, account())
        looked = (found.lines, found.facts, found.files, found.head[:12] or "-")
        if found.unlogged and not found.lines:
            say(
                settings,
                "日志还是空的：本系统是从没有日志的版本升级的，请确认数据无误后运行 govreport audit --begin。",
                "The log is empty: this installation comes from a version without one. See that its data are right, "
                "then run govreport audit --begin.",
            )
        if found.faults:
            say(
                settings,
                "查了日志{}行、记录{}项、文件{}个（日志末行 {}），".format(*looked) + f"有{len(found.faults)}处不符。"
                "请停止发送，对照最近一次备份查明。",
                "Looked at {} lines of the log, {} facts, {} files (head {}): ".format(*looked)
                + f"{len(found.faults)} are not as recorded. Stop sending, and compare with the last backup.",
                "bold red",
            )
            raise typer.Exit(1)
        say(settings, *audits.looked_at(found), "bold green")
