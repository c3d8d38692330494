"""``govreport archive``, the static site of everything, and ``sweep``, which removes what killed runs left behind."""

from __future__ import annotations

from typing import Annotated

import typer

from govreport import stages
from govreport.cli.common import AnyDistrict, friendly_errors, only_district, say
from govreport.context import Context
from govreport.district.reading import load_district
from govreport.settings import Settings
from govreport.store.files import FileStore


def archive(
    district: AnyDistrict = None,
    to: Annotated[str | None, typer.Option(help="写到这个文件夹（或 URL）；不给则写到存储中")] = None,
    with_drafts: Annotated[bool, typer.Option("--with-drafts", help="连同草稿的文件和数字，仅供内部核对")] = False,
) -> None:
    """报告档案：各期的报告、数字、版本，做成不需服务器的网页。只重写有变化的页。"""
    settings = Settings()
    with friendly_errors(settings):
        folder = load_district(settings.districts_dir, district or only_district(settings))
        site = stages.publish(Context(settings, folder, folder.report.first_issue), to, with_drafts=with_drafts)
        say(
            settings,
            f"{site.index}　共 {site.files:,} 个文件，写了 {site.written:,} 个，删了 {site.removed:,} 个",
            f"{site.index}  {site.files:,} files, {site.written:,} written, {site.removed:,} removed",
        )


def sweep(
    hours: Annotated[float, typer.Option("--hours", min=0, help="至少这么多小时以前的")] = 24,
) -> None:
    """清除存储中被强行终止的运行留下的半截文件（*.part）。没有程序会读它们，随时可以清。"""
    settings = Settings()
    with friendly_errors(settings):
        removed = FileStore(settings.store).sweep(hours)
        say(settings, f"清除了 {len(removed):,} 个", f"{len(removed):,} removed")
