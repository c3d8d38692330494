"""``govreport verify``: is this the report, or a document beside it, that was made, and does it follow from its
inputs.

Exit codes: 0 identical, 3 altered, 4 inputs missing or damaged, 5 made by another version, 6 doesn't follow from its
inputs; 1 and 2 as for every command (cli/application.py).
"""

from __future__ import annotations

from typing import Annotated

import typer

from govreport.cli.common import friendly_errors, print_line
from govreport.language import text_in
from govreport.settings import Settings


def verify(
    report: Annotated[
        str, typer.Argument(help="报告、简报、附件、说明页、档案网页、邮件(.eml)的文件，或指纹、散列值(可只写前 12 位)")
    ],
    quick: Annotated[bool, typer.Option(help="只由存档的视图模型重新排版，不从原始文件重做")] = False,
) -> None:
    """核对报告、简报或附件：由存档的原件重做，逐字节比较。退出码：0 属实，3 被改动，4 输入缺失，5 另一版本，6 不符。"""
    # Imported here: it runs every stage again and so loads all of them.
    from govreport.documents.verify_report import verify_report

    settings = Settings()
    with friendly_errors(settings):
        proof = verify_report(settings, report, quick=quick)
        style = "bold green" if proof.state == "identical" else "bold red"
        print_line(text_in(settings.language, proof.message), style)
        for line in proof.details:
            print_line(f"  {text_in(settings.language, line)}")
        if proof.exit_code:
            raise typer.Exit(proof.exit_code)
