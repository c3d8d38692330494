"""``govreport deliver`` and ``resend``: the signed report sent, and sent once more."""

from __future__ import annotations

from typing import Annotated

import typer

from govreport import stages
from govreport.cli.common import AnyDistrict, QuarterArgument, friendly_errors, open_context
from govreport.cli.sending import DryRunOption, YesOption, say_what_people_have, send
from govreport.context import Context
from govreport.delivery.resend import resend as send_again
from govreport.errors import DeliveryError, Message, strung
from govreport.manifests.deliveries import DeliveryRow
from govreport.release.signing import missing_roles
from govreport.settings import Settings


def deliver(
    quarter: QuarterArgument,
    supersede: Annotated[bool, typer.Option(help="收件人已有本期另一版本时，也发送这一版")] = False,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    district: AnyDistrict = None,
) -> None:
    """把最近签发的报告和镇街简报发给还没有的收件人；已发的、结果不明的都不再发。

    收件人手上是另一版的，不加 --supersede 就不发：说明手上是哪一版、新一版改了什么、怎么办。

    退出码：0 每一份都有着落（已发，或不必再发），1 有未送达的，或没有可发的。
    """

    def sending(context: Context) -> list[DeliveryRow]:
        rows: list[DeliveryRow] = []
        for language in context.district.languages:
            signed = context.ledger.last_signed(context.district.id, context.quarter, context.signers, language)
            if signed is not None:
                rows += stages.deliver(context, signed, supersede=supersede)
        if not rows:
            raise DeliveryError(*_why_nothing(context))
        return rows

    settings = Settings()
    with friendly_errors(settings):
        context = open_context(settings, district, quarter)
        try:
            send(context, sending, dry_run=dry_run, yes=yes)
        finally:  # also where a copy didn't go through
            say_what_people_have(context)


def _why_nothing(context: Context) -> Message:
    """Why a quarter has no copy to send, and the next step."""
    district, quarter = context.district, context.quarter
    of, options = f"{quarter.zh}没有已签发的报告可发：", f"-d {district.id} -q {quarter}"
    made = [context.results.latest_report(district.id, quarter, language) for language in district.languages]
    reports = [report for report in made if report is not None]
    none = f"There is no signed report of {quarter.running_en} to send: "
    if not reports:
        return Message(
            f"{of}还没有成文。请先运行 govreport run {options}。", f"{none}none was made. Run govreport run {options}."
        )
    if held := next((report for report in reports if report.held), None):
        why = strung(Message(hold.zh, hold.en) for hold in held.holds)
        return Message(
            f"{of}最近一版是草稿，不可签发（{why.zh}）。改好后重新运行 govreport run {options}。",
            f"{none}the last edition can't be signed ({why.en}). Mend that, then run govreport run {options}.",
        )
    roles = [role for report in reports for role in missing_roles(context, report)]
    if roles:
        return Message(
            f"{of}“{roles[0]}”还没有签。请运行 govreport sign {options} --role {roles[0]} --signer 职务。",
            f"{none}{roles[0]} hasn't signed. Run govreport sign {options} --role {roles[0]} --signer NAME.",
        )
    if context.ledger.last_signed(district.id, quarter, context.signers, reports[0].language) is None:
        return Message(
            f"{of}已成文，尚未签发。请运行 govreport run {options} --until sign，再发送。",
            f"{none}it was made and not signed. Run govreport run {options} --until sign, then send.",
        )
    return Message(
        f"{quarter.report_zh}没有收件人：请在 {district.id} 的 recipients.yaml 中写上，再发送。",
        f"The report of {quarter.running_en} has no recipient: enter some in recipients.yaml of {district.id}, "
        "then send.",
    )


def resend(
    quarter: QuarterArgument,
    to: Annotated[str, typer.Option(help="收件地址")],
    reason: Annotated[str, typer.Option(help="重发原因，记入台账")],
    by: Annotated[str, typer.Option(help="要求重发的人的职务")] = "",
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    district: AnyDistrict = None,
) -> None:
    """把收件人已有的那一版再发一次：邮件写明是第几次重发，台账另记一笔。"""
    settings = Settings()
    with friendly_errors(settings):
        context = open_context(settings, district, quarter)
        send(context, lambda with_: send_again(with_, to, reason, by), dry_run=dry_run, yes=yes)
