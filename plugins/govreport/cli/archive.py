"""Keeping files: ``govreport archive``, the static site of everything, and ``sweep``, what killed runs left behind.

Belongs here: arguments and the closing line. Does not belong here: the archive (archive/), the store (store/).
"""

from __future__ import annotations

from typing import Annotated

import typer

from govreport import stages
from govreport.cli.common import console, only_district, plain_sentences
from govreport.context import Context
from govreport.district.reading import load_district
from govreport.settings import Settings
from govreport.store.files import FileStore


def archive(
    district: Annotated[str | None, typer.Option("--district", "-d", help="区的文件夹名，只有一个区时可省")] = None,
    to: Annotated[str | None, typer.Option(help="写到这个文件夹（或 URL）；不给则写到存储中")] = None,
    with_drafts: Annotated[bool, typer.Option("--with-drafts", help="连同草稿的文件和数字，仅供内部核对")] = False,
) -> None:
    """季报档案：全部季度的季报、数字、版本，做成不需服务器的网页。只重写有变化的页。"""
    settings = Settings()
    with plain_sentences(settings):
        name = district or only_district(settings)
        found = load_district(settings.districts_dir, name)
        context = Context(settings, found, found.report.first_issue)
        made = stages.publish(context, to, with_drafts=with_drafts)
        zh = settings.language == "zh"
        console.print(
            f"{made.index}　共 {made.files:,} 个文件，写了 {made.written:,} 个，删了 {made.removed:,} 个"
            if zh
            else f"{made.index}  {made.files:,} files, {made.written:,} written, {made.removed:,} removed",
            markup=False,
            soft_wrap=True,
        )


def sweep(
    hours: Annotated[float, typer.Option("--hours", min=0, help="至少这么多小时以前的")] = 24,
) -> None:
    """清除存储中被强行终止的运行留下的半截文件（*.part）。没有程序会读它们，随时可以清。"""
    settings = Settings()
    with plain_sentences(settings):
        swept = FileStore(settings.store).sweep(hours)
        zh = settings.language == "zh"
        console.print(f"清除了 {len(swept):,} 个" if zh else f"{len(swept):,} removed", markup=False)
