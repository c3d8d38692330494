"""``govreport sign``: one role's signature on the quarter's report, or what that role is asked and whose turn it is."""

from __future__ import annotations

from typing import Annotated

import typer

from govreport.cli.common import AnyDistrict, QuarterOption, account, friendly_errors, open_context, print_line, say
from govreport.context import Context
from govreport.errors import GovreportError
from govreport.language import text_in
from govreport.manifests.documents import Report
from govreport.release.signing import require_account, require_in_chain, sign_as
from govreport.settings import Settings
from govreport.store.authenticated import ACCOUNT, Authenticated
from govreport.vocabulary import NO_SIGNATURE, REPORTS


def sign(
    quarter: QuarterOption,
    role: Annotated[str, typer.Option(help="签发角色，须在 district.yaml 的 signoff 中")] = "",
    signer: Annotated[str, typer.Option(help="签发人职务；不给则只看")] = "",
    comment: Annotated[str, typer.Option(help="意见")] = "",
    show: Annotated[bool, typer.Option("--show", help="只看：轮到谁、通知了谁、要签的是什么；不签发")] = False,
    district: AnyDistrict = None,
) -> None:
    """对本期最近成文的报告(按散列值)签发；不写 --role 和 --signer 则只看轮到谁、要签的是什么。"""
    settings = Settings()
    with friendly_errors(settings):
        looks = show or not (role or signer)
        if not looks and not (role and signer):
            raise GovreportError(
                "要签发，--role（角色）和 --signer（签发人职务）都要写；只看不签，用 --show。没有签发。",
                "To sign, give both --role and --signer (the signer's office); to look only, use --show. Nothing was "
                "signed.",
            )
        context = open_context(settings, district, quarter)
        who = Authenticated(account(), ACCOUNT)
        if not looks:
            require_in_chain(context, role)
            require_account(context, role, who.account)
        reports = [_latest(context, language) for language in context.district.languages]
        if looks:
            for report in reports:
                _show(context, report, role)
            return
        for report in reports:
            sign_as(context, report, role, signer, comment, who)
            print_line(f"{role} → {report.sha256}")
        _say_turn(context, reports[0])


def _latest(context: Context, language: str) -> Report:
    report = context.results.latest_report(context.district.id, context.quarter, language)
    if report is None:
        raise GovreportError(
            f"{context.quarter.zh}尚无报告可签。", f"There is no report of {context.quarter.running_en} to sign."
        )
    return report


def _show(context: Context, report: Report, role: str) -> None:
    """What ``role`` ("": whose turn it is) is asked, with the files' paths on this machine."""
    # Imported here, as below: a signature needs none of it.
    from govreport.release.signoff_forms import as_text
    from govreport.release.signoff_question import ask
    from govreport.release.turns import turn_of

    if role:
        require_in_chain(context, role)
    turn = turn_of(context, report)
    asked = role or (turn.role if turn is not None else (context.district.signoff or ("",))[-1])
    print_line(as_text(ask(context, report, asked, language=context.settings.language)))
    print_line("")
    _say_turn(context, report)


def _say_turn(context: Context, report: Report) -> None:
    from govreport.release.turns import turn_of

    turn = turn_of(context, report)
    if turn is not None:
        print_line(text_in(context.settings.language, turn.in_words))
        say(
            context.settings,
            f"签发：govreport sign -d {context.district.id} -q {context.quarter} --role {turn.role} --signer 职务",
            f"To sign: govreport sign -d {context.district.id} -q {context.quarter} --role {turn.role} --signer OFFICE",
        )
    elif report.held:
        print_line(text_in(context.settings.language, REPORTS["held"]))
    elif not context.district.signoff:
        print_line(text_in(context.settings.language, NO_SIGNATURE))
    else:
        say(context.settings, "全部角色已签。", "Every role has signed.")
