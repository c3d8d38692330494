"""``govreport verify``: is this the report, or a document beside it, that was made, and does it follow from its
inputs.

Belongs here: the argument, printing, the exit code (0 identical, 3 altered, 4 inputs missing or damaged, 5 made by
another version, 6 doesn't follow from its inputs; 1 and 2 as in cli/application.py). Does not belong here: proving
(documents/verify_report.py).
"""

from __future__ import annotations

from typing import Annotated

import typer

from govreport.cli.common import console, plain_sentences
from govreport.settings import Settings


def verify(
    report: Annotated[str, typer.Argument(help="季报、简报、附件、说明页的文件，或指纹、散列值(可只写前 12 位)")],
    quick: Annotated[bool, typer.Option(help="只由存档的视图模型重新排版，不从原始文件重做")] = False,
) -> None:
    """核对季报、简报或附件:由存档的原始文件重做,逐字节比较。退出码:0 属实,3 被改动,4 输入缺失,5 另一版本,6 不符。"""
    from govreport.documents.verify_report import prove_report

    settings = Settings()
    with plain_sentences(settings):
        proof = prove_report(settings, report, quick=quick)
        style = "bold green" if proof.state == "identical" else "bold red"
        console.print(proof.message.in_language(settings.language), style=style, markup=False, soft_wrap=True)
        for line in proof.details:
            console.print(f"  {line.in_language(settings.language)}", markup=False, soft_wrap=True)
        if proof.exit_code:
            raise typer.Exit(proof.exit_code)
