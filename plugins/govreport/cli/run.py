"""``govreport run`` one quarter, ``govreport backfill`` several: the stages in their order, a line each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from govreport import stages
from govreport.cli.common import (
    AnyDistrict,
    DistrictOption,
    QuarterOption,
    console,
    friendly_errors,
    only_district,
    print_line,
    say,
)
from govreport.context import Context
from govreport.errors import ConfigError, GovreportError
from govreport.indicators.vintages.predecessors import what_is_missing
from govreport.language import pick, text_in
from govreport.manifests.documents import Report
from govreport.manifests.verdicts import ExtractCheck, Verdict, require_unblocked
from govreport.quality.gate import tidy_and_check
from govreport.quality.opening import opening
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.vocabulary import COPIES, STAGES, VERDICTS


class Stage(StrEnum):
    """The stages by name, as ``--until`` takes them."""

    COLLECT = "collect"
    TIDY = "tidy"
    CHECK = "check"
    MEASURE = "measure"
    VERIFY = "verify"
    RENDER = "render"
    SIGN = "sign"
    DELIVER = "deliver"


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
        console.print(f"[bold]{title}[/bold]  " + ";".join(line.parts), soft_wrap=True)


def run(
    district: DistrictOption,
    quarter: QuarterOption,
    until: Annotated[Stage, typer.Option(help="做到哪一步为止")] = Stage.DELIVER,
    out: Annotated[Path | None, typer.Option(help="把成文的文件另存到这个文件夹")] = None,
    supersede: Annotated[bool, typer.Option(help="收件人已有本期另一版本时，也发送新版")] = False,
) -> None:
    """运行一个季度:从收取到分发。重复运行不会重复发送。"""
    settings = Settings()
    with friendly_errors(settings):
        context = Context.make(settings, district, quarter)
        progress = Progress(settings)
        verdict = stages.conclude_longer(context) if context.quarter.is_longer else judge(context, progress, until)
        if verdict is None:
            return
        require_unblocked(verdict, opening(verdict, context.district))
        if until == Stage.CHECK:
            say(settings, verdict.paragraph_zh, verdict.paragraph_en)
            return
        for report in make_reports(context, progress, verdict, until):
            if out is not None:
                save_report(context, report, out)
            if until in (Stage.SIGN, Stage.DELIVER):
                _sign(context, progress, report)
            if until == Stage.DELIVER:
                _deliver(context, progress, report, supersede=supersede)


def backfill(
    first: Annotated[str, typer.Option("--from", help="第一个季度，如 2018-Q1")],
    last: Annotated[str, typer.Option("--to", help="最后一个季度，如 2019-Q4")],
    district: AnyDistrict = None,
    deliver: Annotated[bool, typer.Option("--deliver", help="也签发并发送；不给则只成文，不发邮件")] = False,
) -> None:
    """从早到晚运行一段季度，与逐季 govreport run 的结果逐字节相同。

    某季失败不妨碍其余各季；有失败则退出码为 1。
    """
    settings = Settings()
    failed: list[str] = []
    with friendly_errors(settings):
        name = district or only_district(settings)
        start, end = Quarter.parse(first), Quarter.parse(last)
        if start > end:
            raise ConfigError(
                f"--from {first} 晚于 --to {last}，请从早到晚给出。",
                f"--from {first} is later than --to {last}; give the earlier quarter first.",
            )
        for quarter in Quarter.span(start, end):
            console.rule(text_in(settings.language, quarter))
            try:
                _run_quarter(Context.make(settings, name, quarter), deliver=deliver)
            except GovreportError as error:
                failed.append(str(quarter))
                print_line(text_in(settings.language, error.message), style="red")
        if failed:
            raise GovreportError(
                f"{'、'.join(failed)} 没有完成，原因见上；改好后可再次回填，已完成的季度不会变。",
                f"Not finished: {', '.join(failed)}; see above why. Mend it, then backfill again: what is done stays.",
            )


def _run_quarter(context: Context, *, deliver: bool) -> None:
    progress = Progress(context.settings)
    verdict = judge(context, progress, Stage.RENDER)
    assert verdict is not None  # noqa: S101 - only earlier stages give none
    require_unblocked(verdict, opening(verdict, context.district))
    for report in make_reports(context, progress, verdict, Stage.RENDER):
        if deliver:
            _sign(context, progress, report)
            _deliver(context, progress, report)


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
                f"{tidy.extract}:{tidy.rows_in} 行 = 留用 {tidy.rows_kept} + 退回 {tidy.rows_set_aside}",
                f"{tidy.extract}: {tidy.rows_in} rows = {tidy.rows_kept} kept + {tidy.rows_set_aside} set aside",
            )
    if until == Stage.TIDY:
        return None
    with progress.stage("check") as line:
        verdict = stages.conclude(context, checks)
        line.add(*VERDICTS[verdict.state])
    return verdict


def make_reports(context: Context, progress: Progress, verdict: Verdict, until: str) -> list[Report]:
    """Measure, verify and render; no reports where ``until`` ends before that."""
    with progress.stage("measure") as line:
        measurement = stages.measure(context, verdict)
        for vintage in measurement.vintages:
            count = f"{vintage.quarter}:{vintage.observations}"
            line.add(f"{count} 个数值", f"{count} figures")
    if (missing := what_is_missing(context)) is not None:
        print_line(text_in(context.settings.language, missing), style="yellow")
    if until == Stage.MEASURE:
        return []
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
    if until == Stage.VERIFY:
        return []
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


def save_report(context: Context, report: Report, out: Path) -> None:
    """Write the files of a report into a folder."""
    out.mkdir(parents=True, exist_ok=True)
    for file in report.files:
        path = out / file.path
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(context.files.get(file.key))
        print_line(f"  {path}")


def _sign(context: Context, progress: Progress, report: Report) -> None:
    with progress.stage("sign") as line:
        stages.sign(context, report)
        line.parts.append(report.sha256[:12])


def _deliver(context: Context, progress: Progress, report: Report, *, supersede: bool = False) -> None:
    with progress.stage("deliver") as line:
        for row in stages.deliver(context, report, supersede=supersede):
            state = COPIES[row.state]
            line.add(f"{row.recipient} {state.zh}", f"{row.recipient} {state.en}")
