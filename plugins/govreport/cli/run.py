"""``govreport run``: one quarter, the stages in their order, a line each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from govreport import stages
from govreport.cli.common import (
    AnyDistrict,
    QuarterOption,
    Stage,
    complain,
    console,
    friendly_errors,
    leave_with,
    open_context,
    print_line,
    say,
)
from govreport.cli.sending import (
    ReportOnlyOption,
    YesOption,
    agree_to_deliver,
    rehearse_report,
    save_report,
    say_what_people_have,
)
from govreport.context import Context
from govreport.errors import BlockedError, ConfigError
from govreport.indicators.vintages.predecessors import what_is_missing
from govreport.language import pick, text_in
from govreport.manifests.documents import Hold, Report
from govreport.manifests.measurements import Measurement
from govreport.manifests.verdicts import ExtractCheck, Verdict, require_unblocked
from govreport.operations.rehearsal import outcome_with
from govreport.quality.gate import tidy_and_check
from govreport.quality.opening import opening
from govreport.release.accepting import accepted_words
from govreport.settings import Settings
from govreport.vocabulary import COPIES, STAGES, VERDICTS
from govreport.vocabulary import REPORTS as STATES

DeliverOption = Annotated[bool, typer.Option("--deliver", help="也签发并发送；不给则只成文，不发邮件")]


class StageLine:
    """What one stage has to say, collected while it runs."""

    def __init__(self, language: str) -> None:
        self._language = language
        self.parts: list[str] = []

    def add(self, zh: str, en: str) -> None:
        """One part, in the language of the operator."""
        self.parts.append(pick(self._language, zh, en))


class Progress:
    """One line a stage, printed as it ends."""

    def __init__(self, settings: Settings) -> None:
        self.language = settings.language

    @contextmanager
    def stage(self, name: str) -> Iterator[StageLine]:
        """Shows the stage's title while it runs; prints what it had to say behind that title."""
        title, line = text_in(self.language, STAGES[name]), StageLine(self.language)
        with console.status(title):
            yield line
        console.print(f"[bold]{title}[/bold]  " + pick(self.language, "；", "; ").join(line.parts), soft_wrap=True)


def run(
    quarter: QuarterOption,
    until: Annotated[Stage | None, typer.Option(help="做到哪一步为止；不给则到成文，不发邮件")] = None,
    deliver: DeliverOption = False,
    out: Annotated[Path | None, typer.Option(help="把成文的文件另存到这个文件夹")] = None,
    supersede: Annotated[bool, typer.Option(help="收件人已有本期另一版本时，也发送新版")] = False,
    dry_run: ReportOnlyOption = False,
    yes: YesOption = False,
    district: AnyDistrict = None,
) -> None:
    """运行一个季度：从收取到成文；加 --deliver 才签发并发送。重复运行不会重复发送。

    退出码：0 做完了，3 可以成文、不可签发，1 没有做成，原因见所说的话。
    """
    settings = Settings()
    with friendly_errors(settings):
        until = _last_stage(until, deliver=deliver)
        context = open_context(settings, district, quarter)
        if dry_run or until == Stage.DELIVER:
            agree_to_deliver(context, yes=yes or dry_run)
        progress = Progress(settings)
        verdict = stages.conclude_longer(context) if context.is_longer else judge(context, progress, until)
        if verdict is None:
            return
        require_unblocked(verdict, opening(verdict, context.district))
        if until == Stage.CHECK:
            if context.is_longer:
                say(settings, verdict.paragraph_zh, verdict.paragraph_en)
            for opened in () if context.is_longer else opening(verdict, context.district):
                say(settings, *opened)
            leave_with(verdict.state)
            return
        measurement = measure_and_verify(context, progress, verdict, until)
        reports = [] if until in (Stage.MEASURE, Stage.VERIFY) else render(context, progress, measurement, verdict)
        if reports and reports[0].held and until == Stage.RENDER:  # signing says it too
            print_line(text_in(settings.language, STATES["held"]), style="yellow")
            print_holds(settings, reports[0].holds)
        elif reports and until == Stage.RENDER:
            say(  # a signature binds the bytes, so the day is printed before anybody signs
                settings,
                "这是还没有签发的稿子：印着的印发日期是发布日历定的日子，签发以后才算印发。",
                "This edition isn't signed or issued yet: the day of issue that it prints is the planned one.",
            )
        if out is not None:
            for report in reports:
                save_report(context, report, out)
        try:
            for report in reports if dry_run or until in (Stage.SIGN, Stage.DELIVER) else ():
                if dry_run:
                    rehearse_report(context, report, supersede=supersede)
                    continue
                sign(context, progress, report)
                if until == Stage.DELIVER:
                    deliver_report(context, progress, report, supersede=supersede)
        except BlockedError as error:
            complain(settings, [error.message])
        if reports and not dry_run:
            say_what_people_have(context)
        outcome = outcome_with(context, verdict, measurement)
        for line in accepted_words(context, outcome.accepted):
            print_line(text_in(settings.language, line), style="yellow")
        leave_with(outcome.state)


def _last_stage(until: Stage | None, *, deliver: bool) -> Stage:
    """Where a run ends: it mails nobody unless it is told to. Raises ConfigError where it is told both."""
    if deliver and until not in (None, Stage.DELIVER):
        raise ConfigError(
            f"--deliver（做到发送）与 --until {until} 只能用一个。", f"Give --deliver or --until {until}, not both."
        )
    return Stage.DELIVER if deliver else until or Stage.RENDER


def judge(context: Context, progress: Progress, until: str) -> Verdict | None:
    """Collect, tidy and check; None where ``until`` ends before the verdict."""
    with progress.stage("collect") as line:
        snapshots = [stages.collect(context, name) for name in context.district.extracts]
        for snapshot in snapshots:
            line.add(f"{snapshot.filename} {snapshot.size:,} 字节", f"{snapshot.filename} {snapshot.size:,} bytes")
    if until == Stage.COLLECT:
        return None
    checks: list[ExtractCheck] = []
    with progress.stage("tidy") as line:
        if until == Stage.TIDY:
            extracts = [stages.tidy(context, snapshot) for snapshot in snapshots]
        else:  # checked here too: of large extracts the next is tidied while the last is being checked
            checks = tidy_and_check(context, snapshots)
            extracts = [check.tidy for check in checks]
        for tidy in extracts:
            line.add(
                f"{tidy.extract}：{tidy.rows_in} 行 = 留用 {tidy.rows_kept} + 退回 {tidy.rows_set_aside}",
                f"{tidy.extract}: {tidy.rows_in} rows = {tidy.rows_kept} kept + {tidy.rows_set_aside} set aside",
            )
    if until == Stage.TIDY:
        return None
    with progress.stage("check") as line:
        verdict = stages.conclude(context, checks)
        line.add(*VERDICTS[verdict.state])
    return verdict


def make_reports(context: Context, progress: Progress, verdict: Verdict) -> list[Report]:
    """Measure, verify and render."""
    return render(context, progress, measure_and_verify(context, progress, verdict), verdict)


def measure_and_verify(
    context: Context, progress: Progress, verdict: Verdict, until: str = Stage.VERIFY
) -> Measurement:
    """The figures, with what contradicts what; unverified where ``until`` ends before that."""
    with progress.stage("measure") as line:
        measurement = stages.measure(context, verdict)
        for vintage in measurement.vintages:
            count = f"{vintage.quarter}:{vintage.observations}"
            line.add(f"{count} 个数值", f"{count} figures")
    if (missing := what_is_missing(context)) is not None:
        print_line(text_in(context.settings.language, missing), style="yellow")
    if until == Stage.MEASURE:
        return measurement
    with progress.stage("verify") as line:
        measurement = stages.verify(context, measurement)
        identities, revisions = measurement.identities, len(measurement.revisions)
        broken = [identity for identity in identities if not identity.holds]
        line.add(
            f"{len(identities)} 条恒等式，{len(broken)} 条不成立；{revisions} 处修订",
            f"{len(identities)} identities, {len(broken)} broken, {revisions} revisions",
        )
        for identity in broken:
            line.add(f"{identity.zh}({identity.detail_zh})", f"{identity.en} ({identity.detail_en})")
    return measurement


def render(context: Context, progress: Progress, measurement: Measurement, verdict: Verdict) -> list[Report]:
    """The reports, and the draft of a notice where a signed one's figures change."""
    with progress.stage("render") as line:
        before = {notice.text.sha256 for notice in context.notices.of(context.district.id, context.quarter)}
        reports = stages.render(context, measurement, verdict)
        for file in (file for report in reports for file in report.files if not file.is_part):
            line.add(f"{file.name} {file.size:,} 字节", f"{file.name} {file.size:,} bytes")
        for notice in context.notices.of(context.district.id, context.quarter):
            if notice.text.sha256 not in before:
                path = context.files.path(notice.text.key)
                line.add(
                    f"已签发季报的主要数字有变，拟出更正通知（草稿）{path}",
                    f"a signed report's headline figures change: draft notice {path}",
                )
    return reports


def print_holds(settings: Settings, holds: Sequence[Hold]) -> None:
    """What holds a report, a line each."""
    for hold in holds:
        print_line(f"  {text_in(settings.language, hold)}", style="yellow")


def sign(context: Context, progress: Progress, report: Report) -> None:
    """The stage that signs, with the line about it."""
    with progress.stage("sign") as line:
        stages.sign(context, report)
        line.parts.append(report.sha256[:12])


def deliver_report(context: Context, progress: Progress, report: Report, *, supersede: bool = False) -> None:
    """The stage that mails, with the line about it."""
    with progress.stage("deliver") as line:
        for row in stages.deliver(context, report, supersede=supersede):
            state = COPIES[row.state]
            line.add(f"{row.recipient} {state.zh}", f"{row.recipient} {state.en}")
