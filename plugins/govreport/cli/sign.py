"""``govreport sign``: one role's signature on the quarter's report."""

from __future__ import annotations

from typing import Annotated

import typer

from govreport.cli.common import DistrictOption, QuarterOption, friendly_errors, print_line
from govreport.context import Context
from govreport.errors import GovreportError
from govreport.release.signing import sign_as
from govreport.settings import Settings


def sign(
    district: DistrictOption,
    quarter: QuarterOption,
    role: Annotated[str, typer.Option(help="签发角色，须在 district.yaml 的 signoff 中")],
    signer: Annotated[str, typer.Option(help="签发人职务")],
    comment: Annotated[str, typer.Option(help="意见")] = "",
) -> None:
    """对本期最近成文的报告(按散列值)签发。"""
    settings = Settings()
    with friendly_errors(settings):
        context = Context.make(settings, district, quarter)
        for language in context.district.languages:
            report = context.results.latest_report(context.district.id, context.quarter, language)
            if report is None:
                raise GovreportError(
                    f"{context.quarter.zh}尚无报告可签。", f"There is no report of {context.quarter.en} to sign."
                )
            sign_as(context, report, role, signer, comment)
            print_line(f"{role} → {report.sha256}")
