"""``govreport revise``: a quarter's figures changed with a reason, after the operator has seen what changes."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import typer

from govreport.cli.common import AnyDistrict, QuarterArgument, friendly_errors, open_context, print_line, say
from govreport.cli.revision_tables import change_cells, print_rows
from govreport.context import Context
from govreport.language import pick, text_in
from govreport.operations.revise import Proposal, revise_quarter
from govreport.settings import Settings


class StatedKind(StrEnum):
    """The kinds of revision that an operator may state; the others follow from the calendar and the data."""

    CORRECTION = "correction"
    MAJOR = "major"


def revise(
    quarter: QuarterArgument,
    reason: Annotated[str, typer.Option(help="修订的原因，写入版本记录和更正通知")],
    kind: Annotated[StatedKind | None, typer.Option(help="更正或重大；不填则由系统判定")] = None,
    from_store: Annotated[bool, typer.Option(help="不重新收取，用已保存的原文件")] = False,
    known_since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="何日获知有误，写入更正通知；不填即今日")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="不询问，直接保存")] = False,
    district: AnyDistrict = None,
) -> None:
    """重新计算一个季度，列出改动，确认后保存为新版本；已签发的季报主要数字有变，则拟出更正通知（草稿，不发送）。"""
    settings = Settings()
    with friendly_errors(settings):
        context = open_context(settings, district, quarter)
        rejected = False

        def confirm(proposal: Proposal) -> bool:
            nonlocal rejected
            _print_proposal(context, proposal)
            if not proposal.new:
                return False
            question = pick(settings.language, "保存为新版本吗？", "Keep it as a new vintage?")
            rejected = not (yes or typer.confirm(question))
            return not rejected

        revised = revise_quarter(
            context,
            reason,
            kind=None if kind is None else kind.value,
            from_store=from_store,
            known_since=(known_since or datetime.now(context.district.tz)).date(),
            confirm=confirm,
        )
        if rejected:
            say(settings, "未保存。", "Nothing was kept.")
            raise typer.Exit(1)
        if revised is None:
            return
        for report in revised.reports:
            mark = f"{report.language} {report.sha256[:12]}"
            say(settings, f"已成文 {mark}", f"report {mark}")
        for notice in revised.notices:
            print_line(context.files.get(notice.text.key).decode())
            print_line(f"  {context.files.path(notice.html.key)}")


def _print_proposal(context: Context, proposal: Proposal) -> None:
    """What would change: headline figures one by one, the others counted."""
    # Imported here: few commands need the catalogue.
    from govreport.indicators.catalogue import catalogue_of

    settings = context.settings
    if not proposal.new:
        say(settings, "与现行版本完全相同，没有可保存的。", "Nothing differs from what is current.")
        return
    rows, catalogue = [], catalogue_of(context.district.given)
    for figure in proposal.headline:
        indicator = catalogue[figure.indicator]
        name = text_in(settings.language, indicator.name)
        rows.append([indicator.id, name, *change_cells(figure.size, indicator)])
    if rows:
        heads = pick(
            settings.language,
            ("指标", "名称", "原数", "现数", "增减", "幅度"),
            ("id", "indicator", "old", "new", "change", "relative"),
        )
        print_rows(heads, rows, left=2)
    headline, issued = len(proposal.headline), proposal.issued is not None
    say(
        settings,
        f"主要数字{headline}项有变，全部数字{proposal.changed}处有变；本季度季报{'已签发' if issued else '尚未签发'}。",
        f"{headline} headline figures change, {proposal.changed} figures in all; the quarter's report is "
        f"{'signed' if issued else 'not signed'}.",
    )
