"""``govreport notices``: correction notices listed, released and sent."""

from __future__ import annotations

from typing import Annotated

import typer

from govreport.cli.common import AnyDistrict, QuarterArgument, account, friendly_errors, open_context, print_line, say
from govreport.cli.sending import DryRunOption, YesOption
from govreport.cli.sending import send as send_by_mail
from govreport.cli.usage import Application
from govreport.delivery.send_notices import notice_named, notice_roles, send_notice
from govreport.errors import enumerated
from govreport.language import pick, text_in
from govreport.release.signing import require_account, require_in_chain
from govreport.settings import Settings
from govreport.store.authenticated import ACCOUNT, Authenticated
from govreport.store.copies import Copies
from govreport.store.database import open_results
from govreport.store.ledger import OUTBOX
from govreport.vocabulary import REPORTS

app = Application(no_args_is_help=True, help="更正通知：列出、签发、发送给持有原版的人。")
HashArgument = Annotated[str, typer.Argument(metavar="HASH", help="通知的散列，可只写开头几位")]


@app.command("list")
def list_notices(quarter: QuarterArgument, district: AnyDistrict = None) -> None:
    """某季的更正通知草稿：更正了哪些数字，谁已签发，发给谁。"""
    settings = Settings()
    language = settings.language
    with friendly_errors(settings):
        context = open_context(settings, district, quarter)
        copies = Copies(open_results(settings))
        notices = context.notices.of(context.district.id, context.quarter)
        if not notices:
            say(
                settings,
                f"{context.quarter.zh}没有更正通知。",
                f"There is no correction notice of {context.quarter.running_en}.",
            )
        for notice in notices:
            opened, closed = pick(language, ("（", "）"), (" (", ")"))
            signatures = (f"{s.role}{opened}{s.signer}{closed}" for s in context.notices.signatures(notice))
            signed = text_in(language, enumerated(signatures))
            missing = notice_roles(context, notice)
            own = [c for c in copies.of(context.district.id, context.quarter) if c.sha256 == notice.text.sha256]
            sent = sum(copy.state == "sent" and not copy.is_test for copy in own)
            kept = sum(copy.state == OUTBOX for copy in own)
            state = text_in(language, REPORTS["awaiting" if missing else "signed"])
            count = pick(language, f"已发 {sent} 份", f"{sent} sent")
            if kept:
                count += pick(language, f"，发件夹中 {kept} 份", f", {kept} in the outbox")
            print_line(f"{notice.text.sha256[:12]}  {notice.language}  {state}  {signed}  {count}")
            for change in notice.changes:
                label = f"{opened}{change.label}{closed}" if change.label else ""
                print_line(f"  {change.name}{label}{pick(language, '：', ': ')}{change.old} → {change.new}")
            print_line(f"  {context.files.path(notice.text.key)}")


@app.command()
def sign(
    quarter: QuarterArgument,
    sha256: HashArgument,
    role: Annotated[str, typer.Option(help="签发角色；有签发链的区须在链中")],
    signer: Annotated[str, typer.Option(help="签发人职务")],
    comment: Annotated[str, typer.Option(help="意见")] = "",
    district: AnyDistrict = None,
) -> None:
    """签发一份更正通知（按散列值）；有签发链的区，链中各角色都签了才能发送。"""
    settings = Settings()
    with friendly_errors(settings):
        context = open_context(settings, district, quarter)
        if context.district.signoff:
            require_in_chain(context, role)
        who = Authenticated(account(), ACCOUNT)
        require_account(context, role, who.account)
        notice = notice_named(context, sha256)
        context.notices.sign(notice, role, signer, comment, who)
        print_line(f"{role} → {notice.text.sha256}")


@app.command()
def send(
    quarter: QuarterArgument,
    sha256: HashArgument,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    district: AnyDistrict = None,
) -> None:
    """把已签发的更正通知发给持有原版报告的人，每人一次。"""
    settings = Settings()
    with friendly_errors(settings):
        context = open_context(settings, district, quarter)
        notice = notice_named(context, sha256)
        send_by_mail(context, lambda with_: send_notice(with_, notice), dry_run=dry_run, yes=yes)
