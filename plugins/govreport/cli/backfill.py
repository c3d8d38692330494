"""``govreport backfill``: several quarters, the earliest first, each as ``govreport run`` makes it."""

from __future__ import annotations

from typing import Annotated

import typer

from govreport.cli.common import (
    AnyDistrict,
    Stage,
    console,
    friendly_errors,
    leave_with,
    only_district,
    open_context,
    print_line,
    say,
)
from govreport.cli.run import DeliverOption, Progress, deliver_report, judge, make_reports, print_holds, sign
from govreport.cli.sending import ReportOnlyOption, YesOption, agree_to_deliver, rehearse_report
from govreport.context import Context
from govreport.district.reading import load_district
from govreport.errors import ConfigError, GovreportError
from govreport.language import text_in
from govreport.manifests.documents import Hold
from govreport.manifests.verdicts import require_unblocked
from govreport.period import Period
from govreport.quality.opening import opening
from govreport.release.delivered_before import delivered_before, what_people_have
from govreport.settings import Settings
from govreport.vocabulary import REPORTS as STATES


def backfill(
    first: Annotated[str, typer.Option("--from", help="第一个季度，如 2018-Q1")],
    last: Annotated[str, typer.Option("--to", help="最后一个季度，如 2019-Q4")],
    district: AnyDistrict = None,
    deliver: DeliverOption = False,
    dry_run: ReportOnlyOption = False,
    yes: YesOption = False,
) -> None:
    """从早到晚运行一段季度，与逐季 govreport run 的结果逐字节相同。

    某季失败不妨碍其余各季。

    退出码：0 各季都可以出具，3 有成文、不可签发的，1 有没有做成的。
    """
    settings = Settings()
    failed: list[str] = []
    held: list[tuple[Period, list[Hold]]] = []
    with friendly_errors(settings):
        name = district or only_district(settings)
        base = load_district(settings.districts_dir, name).base
        start, end = Period.parse(first, (base,)), Period.parse(last, (base,))
        if start > end:
            raise ConfigError(
                f"--from {first} 晚于 --to {last}，请从早到晚给出。",
                f"--from {first} is later than --to {last}; give the earlier quarter first.",
            )
        contexts = [open_context(settings, name, period) for period in (start, end)]
        if deliver or dry_run:
            agree_to_deliver(contexts[-1], yes=yes or dry_run)
        for quarter in Period.span(start, end):
            console.rule(text_in(settings.language, quarter))
            try:
                holds = _run_quarter(Context.make(settings, name, quarter), deliver=deliver, dry_run=dry_run)
                held += [(quarter, holds)] if holds else []
            except GovreportError as error:
                failed.append(str(quarter))
                print_line(text_in(settings.language, error.message), style="red")
        if held:
            console.rule(text_in(settings.language, STATES["held"]))
            for quarter, holds in held:
                print_line(f"{text_in(settings.language, quarter)}（{quarter}）", style="yellow")
                print_holds(settings, holds)
        if failed:
            raise GovreportError(
                f"{'、'.join(failed)} 没有完成，原因见上；改好后可再次回填，已完成的季度不会变。",
                f"Not finished: {', '.join(failed)}; see above why. Mend it, then backfill again: what is done stays.",
            )
        if held:
            leave_with("hold")


def _run_quarter(context: Context, *, deliver: bool, dry_run: bool) -> list[Hold]:
    """Make one quarter's reports; gives what holds them."""
    progress = Progress(context.settings)
    verdict = judge(context, progress, Stage.RENDER)
    assert verdict is not None  # noqa: S101 - only earlier stages give none
    require_unblocked(verdict, opening(verdict, context.district))
    reports = make_reports(context, progress, verdict)
    for report in reports:
        if dry_run:
            rehearse_report(context, report)
        elif deliver:
            sign(context, progress, report)
            deliver_report(context, progress, report)
    if not dry_run:
        for before in delivered_before(context):
            say(context.settings, *what_people_have(context, before))
    return reports[0].holds if reports else []
