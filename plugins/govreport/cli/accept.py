"""``govreport accept``: answering for what keeps a report from being signed, with a reason."""

from __future__ import annotations

from typing import Annotated

import typer

from govreport.cli.common import AnyDistrict, QuarterArgument, friendly_errors, open_context, print_line, say
from govreport.language import text_in
from govreport.release.accepting import accept as accept_hold
from govreport.release.accepting import accepted_words, find_hold, standing_holds
from govreport.settings import Settings


def accept(
    quarter: QuarterArgument,
    rule: Annotated[str | None, typer.Option(help="要接受的规则，如 E46；不给则列出挡住签发的各条")] = None,
    subject: Annotated[
        str | None, typer.Option("--subject", "--extract", help="哪份数据或哪项指标，一条规则有几条时用")
    ] = None,
    by: Annotated[str, typer.Option(help="接受人职务")] = "",
    reason: Annotated[str, typer.Option(help="缘由，印在报告里")] = "",
    district: AnyDistrict = None,
) -> None:
    """接受一条挡住签发的问题：确属实情的，记下何人何时因何接受，印在报告里。只对当时核查的文件和差额有效。

    接受后须重新运行本期。
    """
    settings = Settings()
    with friendly_errors(settings):
        context = open_context(settings, district, quarter)
        if rule is None:
            held, accepted = standing_holds(context)
            for hold in (h for h in held if h.accepted is None):
                print_line(f"{hold.rule} {hold.subject}  {text_in(settings.language, hold)}")
            for line in accepted_words(context, [*held, *accepted]):
                print_line(text_in(settings.language, line))
            if not held and not accepted:
                say(settings, "没有挡住签发的问题。", "Nothing keeps the report from being signed.")
            return
        hold = find_hold(context, rule, subject)
        new = accept_hold(context, hold, reason, by)
        again = f"govreport run -d {context.district.id} -q {context.quarter}"
        if new:
            say(
                settings,
                f"已接受 {hold.rule} {hold.subject}（{hold.states_zh}），证据 {hold.evidence[:12]}。"
                f"现有的报告仍是草稿，请重新运行本期：{again}",
                f"Accepted {hold.rule} {hold.subject} ({hold.states_en}), evidence {hold.evidence[:12]}. The "
                f"report that there is stays a draft; run the period again: {again}",
            )
        else:
            say(
                settings,
                f"{hold.rule} {hold.subject} 此前已有人接受，没有改动。请重新运行本期：{again}",
                f"{hold.rule} {hold.subject} was accepted before; nothing was changed. Run the period again: {again}",
            )
