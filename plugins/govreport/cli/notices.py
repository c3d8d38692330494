"""``govreport notices``: correction notices listed, released and sent.

Belongs here: arguments and printing. Does not belong here: drafting (reports/documents/notice.py), sending
(delivery/send_notices.py).
"""

from __future__ import annotations

from typing import Annotated

import typer

from govreport.cli.common import console, only_district, plain_sentences
from govreport.cli.delivery import AnyDistrict, QuarterArgument, print_rows
from govreport.context import Context
from govreport.errors import GovreportError
from govreport.settings import Settings
from govreport.store.copies import Copies
from govreport.store.database import open_database

app = typer.Typer(no_args_is_help=True, help="更正通知：列出、签发、发送给持有原版的人。")
HashArgument = Annotated[str, typer.Argument(metavar="HASH", help="通知的散列，可只写开头几位")]


@app.command("list")
def list_notices(quarter: QuarterArgument, district: AnyDistrict = None) -> None:
    """某季的更正通知草稿：更正了哪些数字，谁已签发，发给谁。"""
    from govreport.delivery.send_notices import notice_roles

    settings = Settings()
    zh = settings.language == "zh"
    with plain_sentences(settings):
        context = Context.make(settings, district or only_district(settings), quarter)
        copies = Copies(open_database(settings.database))
        for notice in context.notices.of(context.district.id, context.quarter):
            signed = "、".join(f"{s.role}（{s.signer}）" for s in context.notices.signatures(notice))
            missing = notice_roles(context, notice)
            sent = sum(c.state == "sent" and not c.is_test for c in copies.of(context.district.id, context.quarter)
                       if c.sha256 == notice.text.sha256)  # fmt: skip
            state = ("待签发" if zh else "unsigned") if missing else ("已签发" if zh else "signed")
            console.print(
                f"{notice.text.sha256[:12]}  {notice.language}  {state}  {signed}  "
                + (f"已发 {sent} 份" if zh else f"{sent} sent"),
                markup=False,
            )
            for change in notice.changes:
                label = f"（{change.label}）" if change.label else ""
                console.print(f"  {change.name}{label}：{change.old} → {change.new}", markup=False)
            console.print(f"  {context.files.path(notice.text.key)}", markup=False, soft_wrap=True)


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
    from govreport.delivery.send_notices import notice_named

    settings = Settings()
    with plain_sentences(settings):
        context = Context.make(settings, district or only_district(settings), quarter)
        chain = context.district.signoff
        if chain and role not in chain:
            raise GovreportError(
                f"角色“{role}”不在本区的签发链中，现有：{'、'.join(chain)}。",
                f"{role!r} isn't in the sign-off chain: {', '.join(chain)}.",
            )
        notice = notice_named(context, sha256)
        context.notices.sign(notice, role, signer, comment)
        console.print(f"{role} → {notice.text.sha256}", markup=False)


@app.command()
def send(quarter: QuarterArgument, sha256: HashArgument, district: AnyDistrict = None) -> None:
    """把已签发的更正通知发给持有原版季报的人，每人一次。"""
    from govreport.delivery.send_notices import notice_named, send_notice

    settings = Settings()
    with plain_sentences(settings):
        context = Context.make(settings, district or only_district(settings), quarter)
        print_rows(context, send_notice(context, notice_named(context, sha256)))
