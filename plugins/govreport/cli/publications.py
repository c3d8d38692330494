"""``govreport briefs``, ``annex`` and ``note``: documents beside the report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from govreport.cli.common import AnyDistrict, QuarterOption, friendly_errors, open_context, print_line
from govreport.context import Context
from govreport.district.town_names import town_called
from govreport.manifests.documents import Publication
from govreport.operations.return_rows import return_rows
from govreport.reports import publications
from govreport.reports.latest import latest_measurement
from govreport.settings import Settings

OutOption = Annotated[Path, typer.Option(help="把文件写到这个文件夹")]


def briefs(
    quarter: QuarterOption,
    town: Annotated[list[str] | None, typer.Option(help="镇街名称或代码；不给则为全部镇街")] = None,
    out: OutOption = Path("briefs"),
    district: AnyDistrict = None,
) -> None:
    """各镇街的简报：本镇街数字与全区对照、请办理的事项、退回更正的记录。"""
    settings = Settings()
    with friendly_errors(settings):
        context = open_context(settings, district, quarter)
        codes = [town_called(context.district, name).code for name in town] if town else None
        verdict, measurement = latest_measurement(context)
        _write(context, publications.render_towns(context, measurement, verdict, codes), out)


def annex(quarter: QuarterOption, out: OutOption = Path("annex"), district: AnyDistrict = None) -> None:
    """提案答复附件：公开说明过的数字与记录逐个核对。"""
    settings = Settings()
    with friendly_errors(settings):
        context = open_context(settings, district, quarter)
        verdict, measurement = latest_measurement(context)
        _write(context, publications.render_annex(context, measurement, verdict), out)


def note(quarter: QuarterOption, out: OutOption = Path("note"), district: AnyDistrict = None) -> None:
    """运行说明：数据到齐与核查情况、退回的行、修订、能否签发、下一步的命令。"""
    settings = Settings()
    with friendly_errors(settings):
        context = open_context(settings, district, quarter)
        verdict, measurement = latest_measurement(context)
        latest = (context.results.latest_report(context.district.id, context.quarter, language)
                  for language in context.district.languages)  # fmt: skip
        page = publications.render_note(
            context,
            verdict,
            measurement=measurement,
            reports=[report for report in latest if report is not None],
            returns=return_rows(context, verdict),
        )
        _write(context, [page], out)


def _write(context: Context, documents: Sequence[Publication], out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for file in (file for document in documents for file in document.files):
        (out / file.name).write_bytes(context.files.get(file.key))
        print_line(f"{out / file.name}  {file.sha256[:12]}")
