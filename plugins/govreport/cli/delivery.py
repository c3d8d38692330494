"""``govreport deliver`` and ``resend``: the signed report sent, and sent once more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from govreport import stages
from govreport.cli.common import AnyDistrict, QuarterArgument, friendly_errors, open_context, print_line, say
from govreport.context import Context
from govreport.delivery.resend import resend as send_again
from govreport.errors import DeliveryError
from govreport.language import text_in
from govreport.manifests.deliveries import DeliveryRow
from govreport.settings import Settings
from govreport.vocabulary import COPIES


def deliver(
    quarter: QuarterArgument,
    supersede: Annotated[bool, typer.Option(help="收件人已有本期另一版本时，也发送这一版")] = False,
    district: AnyDistrict = None,
) -> None:
    """把最近签发的报告和镇街简报发给还没有的收件人；已发的、结果不明的都不再发。有未送达的则退出码为 1。"""
    settings = Settings()
    with friendly_errors(settings):
        context = open_context(settings, district, quarter)
        rows: list[DeliveryRow] = []
        for language in context.district.languages:
            signed = context.ledger.last_signed(context.district.id, context.quarter, context.signers, language)
            if signed is not None:
                rows += stages.deliver(context, signed, supersede=supersede)
        if not rows:
            raise DeliveryError(
                f"{context.quarter.zh}没有已签发的报告可发，或没有收件人。",
                f"There is no signed report of {context.quarter.en} to send, or nobody to send it to.",
            )
        print_rows(context, rows)


def resend(
    quarter: QuarterArgument,
    to: Annotated[str, typer.Option(help="收件地址")],
    reason: Annotated[str, typer.Option(help="重发原因，记入台账")],
    by: Annotated[str, typer.Option(help="要求重发的人的职务")] = "",
    district: AnyDistrict = None,
) -> None:
    """把收件人已有的那一版再发一次：邮件写明是第几次重发，台账另记一笔。"""
    settings = Settings()
    with friendly_errors(settings):
        context = open_context(settings, district, quarter)
        print_rows(context, send_again(context, to, reason, by))


def print_rows(context: Context, rows: Sequence[DeliveryRow]) -> None:
    """What became of copies, a line each; leaves with exit code 1 where one isn't known to have been accepted."""
    settings = context.settings
    roles = {r.address.casefold(): r.role for r in context.district.recipients}
    if settings.mail_redirect:
        say(
            settings,
            f"测试方式：所有邮件都发到 {settings.mail_redirect}，不算发给收件人。",
            f"Test mode: all mail goes to {settings.mail_redirect} and counts as sent to nobody.",
        )
    for row in rows:
        role = roles.get(row.recipient.casefold(), "")
        print_line(f"{role} {row.recipient}  {text_in(settings.language, COPIES[row.state])}  {row.detail}".strip())
    if any(row.state not in ("sent", "already_sent", "withheld") for row in rows):
        raise typer.Exit(1)
