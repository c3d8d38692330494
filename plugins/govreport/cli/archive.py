"""``govreport archive``, the static site of everything, and ``sweep``, which removes what killed runs left behind."""

from __future__ import annotations

from typing import Annotated

import typer

from govreport import stages
from govreport.cli.common import AnyDistrict, friendly_errors, only_district, print_line, say
from govreport.context import Context
from govreport.district.reading import load_district
from govreport.settings import Settings
from govreport.store.database import open_results
from govreport.store.files import FileStore
from govreport.store.retention import remove_raw


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
    """清除存储中的半截文件（*.part），以及设了 GOVREPORT_RAW_RETENTION_DAYS 时到期的原始文件。随时可以清。"""
    settings = Settings()
    with friendly_errors(settings):
        removed = FileStore(settings.store).sweep(hours)
        say(settings, f"清除了 {len(removed):,} 个", f"{len(removed):,} removed")
        if (days := settings.raw_retention_days) is not None:
            gone = remove_raw(open_results(settings), FileStore(settings.store), days)
            for key in gone:
                print_line(f"  {key}")
            say(
                settings,
                f"保留期限 {days} 天已满的原始文件，删去了 {len(gone):,} 个，已记入日志",
                f"{len(gone):,} raw files removed that had been kept for {days} days; the log says which",
            )
