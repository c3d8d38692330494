"""Running quarters from the command line: ``govreport run`` one, ``govreport backfill`` several.

Belongs here: the stages in their order, progress, what each has to say. Does not belong here: anything a stage does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from govreport import stages
from govreport.cli.common import DistrictOption, QuarterOption, console, only_district, plain_sentences
from govreport.cli.delivery import STATES as COPY_STATES
from govreport.context import Context
from govreport.errors import ConfigError, GovreportError, Message
from govreport.indicators.vintages.predecessors import what_is_missing
from govreport.manifests.documents import Report
from govreport.manifests.verdicts import ExtractCheck, Verdict, require_unblocked
from govreport.quality.gate import tidy_and_check
from govreport.quarter import Quarter
from govreport.settings import Settings


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


STATES = {
    "pass": Message("通过", "pass"),
    "warn": Message("通过，有提示", "passed with warnings"),
    "hold": Message("可起草，不可签发", "may be drafted, not signed"),
    "block": Message("不能成文", "blocked"),
}
TITLES = {
    "collect": Message("收取", "collect"),
    "tidy": Message("整理", "tidy"),
    "check": Message("核查", "check"),
    "measure": Message("计算", "measure"),
    "verify": Message("校验", "verify"),
    "render": Message("成文", "render"),
    "sign": Message("签发", "sign"),
    "deliver": Message("分发", "deliver"),
}


class Progress:
    """One line a stage, as it ends."""

    def __init__(self, settings: Settings) -> None:
        self.language = settings.language

    @contextmanager
    def stage(self, name: str) -> Iterator[list[str]]:
        """Collects what the stage has to say and prints it behind the stage's name."""
        said: list[str] = []
        with console.status(TITLES[name].in_language(self.language)):
            yield said
        console.print(f"[bold]{TITLES[name].in_language(self.language)}[/bold]  " + ";".join(said), soft_wrap=True)


def judge(context: Context, progress: Progress, until: str) -> Verdict | None:
    """Collect, tidy and check; None where ``until`` ends before the verdict."""
    zh = context.settings.language == "zh"
    with progress.stage("collect") as said:
        snapshots = [stages.collect(context, name) for name in context.district.extracts]
        said += [f"{s.filename} {s.size:,} {'字节' if zh else 'bytes'}" for s in snapshots]
    if until == "collect":
        return None
    checks: list[ExtractCheck] = []
    with progress.stage("tidy") as said:  # and check: of large extracts the next is tidied while the last is checked
        if until == "tidy":
            extracts = [stages.tidy(context, snapshot) for snapshot in snapshots]
        else:
            checks = tidy_and_check(context, snapshots)
            extracts = [check.tidy for check in checks]
        said += [
            f"{e.extract}:{e.rows_in} 行 = 留用 {e.rows_kept} + 退回 {e.rows_set_aside}"
            if zh
            else f"{e.extract}: {e.rows_in} rows = {e.rows_kept} kept + {e.rows_set_aside} set aside"
            for e in extracts
        ]
    if until == "tidy":
        return None
    with progress.stage("check") as said:
        verdict = stages.conclude(context, checks)
        said.append(STATES[verdict.state].in_language(context.settings.language))
    return verdict


def run(
    district: DistrictOption,
    quarter: QuarterOption,
    until: Annotated[Stage, typer.Option(help="做到哪一步为止")] = Stage.DELIVER,
    out: Annotated[Path | None, typer.Option(help="把成文的文件另存到这个文件夹")] = None,
    supersede: Annotated[bool, typer.Option(help="收件人已有本季度另一版本时，也发送新版")] = False,
) -> None:
    """运行一个季度:从收取到分发。重复运行不会重复发送。"""
    settings = Settings()
    with plain_sentences(settings):
        context = Context.make(settings, district, quarter)
        progress = Progress(settings)
        last = until.value
        verdict = judge(context, progress, last)
        if verdict is None:
            return
        require_unblocked(verdict)
        if last == "check":
            said = verdict.paragraph_zh if settings.language == "zh" else verdict.paragraph_en
            console.print(said, markup=False, soft_wrap=True)
            return
        for report in _make(context, progress, verdict, last):
            _save(context, report, out)
            if last in ("sign", "deliver"):
                _send(context, progress, report, last, supersede)


def _make(context: Context, progress: Progress, verdict: Verdict, last: str) -> list[Report]:
    zh = context.settings.language == "zh"
    with progress.stage("measure") as said:
        measurement = stages.measure(context, verdict)
        said += [f"{v.quarter}:{v.observations} {'个数值' if zh else 'figures'}" for v in measurement.vintages]
    if (missing := what_is_missing(context)) is not None:
        console.print(missing.in_language(context.settings.language), style="yellow", markup=False, soft_wrap=True)
    if last == "measure":
        return []
    with progress.stage("verify") as said:
        measurement = stages.verify(context, measurement)
        broken = [i for i in measurement.identities if not i.holds]
        said.append(
            f"{len(measurement.identities)} 条恒等式，{len(broken)} 条不成立；{len(measurement.revisions)} 处修订"
            if zh
            else f"{len(measurement.identities)} identities, {len(broken)} broken, "
            f"{len(measurement.revisions)} revisions"
        )
        said += [f"{i.zh}({i.detail_zh})" if zh else f"{i.en} ({i.detail_en})" for i in broken]
    if last == "verify":
        return []
    with progress.stage("render") as said:
        drafted = {n.text.sha256 for n in context.notices.of(context.district.id, context.quarter)}
        reports = stages.render(context, measurement, verdict)
        said += [f"{f.name} {f.size:,} {'字节' if zh else 'bytes'}" for r in reports for f in r.files]
        said += [
            f"已签发季报的主要数字有变，拟出更正通知（草稿）{context.files.path(n.text.key)}"
            if zh
            else f"a signed report's headline figures change: draft notice {context.files.path(n.text.key)}"
            for n in context.notices.of(context.district.id, context.quarter)
            if n.text.sha256 not in drafted
        ]
    return reports


def _save(context: Context, report: Report, out: Path | None) -> None:
    for file in report.files if out is not None else []:
        assert out is not None  # noqa: S101 - for the type checker; the loop is empty otherwise
        out.mkdir(parents=True, exist_ok=True)
        (out / file.name).write_bytes(context.files.get(file.key))
        console.print(f"  {out / file.name}", markup=False)


def _send(context: Context, progress: Progress, report: Report, last: str, supersede: bool) -> None:
    with progress.stage("sign") as said:
        stages.sign(context, report)
        said.append(report.sha256[:12])
    if last == "deliver":
        with progress.stage("deliver") as said:
            said += [
                f"{row.recipient} {COPY_STATES[row.state].in_language(progress.language)}"
                for row in stages.deliver(context, report, supersede=supersede)
            ]


def backfill(
    first: Annotated[str, typer.Option("--from", help="第一个季度，如 2018-Q1")],
    last: Annotated[str, typer.Option("--to", help="最后一个季度，如 2019-Q4")],
    district: Annotated[str | None, typer.Option("--district", "-d", help="区的文件夹名，只有一个区时可省")] = None,
    deliver: Annotated[bool, typer.Option("--deliver", help="也签发并发送；不给则只成文，不发邮件")] = False,
) -> None:
    """从早到晚运行一段季度，与逐季 govreport run 的结果逐字节相同。

    某季失败不妨碍其余各季；有失败则退出码为 1。
    """
    settings = Settings()
    failed: list[str] = []
    with plain_sentences(settings):
        name = district or only_district(settings)
        start, end = Quarter.parse(first), Quarter.parse(last)
        if start > end:
            raise ConfigError(
                f"--from {first} 晚于 --to {last}，请从早到晚给出。",
                f"--from {first} is later than --to {last}; give the earlier quarter first.",
            )
        for quarter in Quarter.span(start, end):
            console.rule(quarter.en if settings.language == "en" else quarter.zh)
            try:
                _whole(Context.make(settings, name, quarter), "deliver" if deliver else "render")
            except GovreportError as error:
                failed.append(str(quarter))
                console.print(error.message.in_language(settings.language), style="red", markup=False, soft_wrap=True)
        if failed:
            listed = "、".join(failed)
            raise GovreportError(
                f"{listed} 没有完成，原因见上；改好后可再次回填，已完成的季度不会变。",
                f"Not finished: {', '.join(failed)}; see above why. Mend it, then backfill again: what is done stays.",
            )


def _whole(context: Context, last: str) -> None:
    """One quarter from collect to ``last`` (render or deliver)."""
    progress = Progress(context.settings)
    verdict = judge(context, progress, last)
    assert verdict is not None  # noqa: S101 - only earlier stages give none
    require_unblocked(verdict)
    for report in _make(context, progress, verdict, last):
        if last == "deliver":
            _send(context, progress, report, last, supersede=False)
