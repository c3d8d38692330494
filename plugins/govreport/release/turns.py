"""Whose turn it is to sign a report: they are told by mail, once a report and role; and who has been told.

A mail that can't be sent keeps nobody from signing: operators are told of it, page and command line show it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Engine

from govreport.context import Context
from govreport.district.dag_config import DagConfig
from govreport.errors import Message, unstopped
from govreport.html.labels import LANGUAGES
from govreport.manifests.documents import Report
from govreport.release.alerts import Alert, Notified, Readers, notify, notify_operators
from govreport.release.links import Links
from govreport.release.signing import missing_roles
from govreport.release.signoff_forms import as_mail_page, as_mail_text
from govreport.release.signoff_question import ask, spoken_by
from govreport.store.alerts import AlertLedger
from govreport.store.ledger import OUTBOX
from govreport.vocabulary import COPIES

_WELL = ("sent", OUTBOX)
"""States of mails that are where they should be."""
ADDRESSES = "signer_mail"
"""The entry of district.yaml that says where signers are told."""


class Turn(NamedTuple):
    """Whose turn it is with a report, and what became of the mails about it."""

    role: str
    mails: tuple[tuple[str, str], ...]
    """(address, state) of everybody who is to be told; "none" where nobody has tried yet."""

    @property
    def in_words(self) -> Message:
        """待审核签署：已通知 reviewer@… (已发送)."""
        if not self.mails:
            return Message(
                f"待{self.role}签署：district.yaml 的 {ADDRESSES} 没有这个角色的地址，没有人收到邮件。",
                f"{self.role} is to sign: {ADDRESSES} in district.yaml has no address of that role, so nobody is "
                "mailed.",
            )
        zh = "、".join(f"{address}（{COPIES[state].zh}）" for address, state in self.mails)
        en = ", ".join(f"{address} ({COPIES[state].en})" for address, state in self.mails)
        return Message(f"待{self.role}签署：通知 {zh}。", f"{self.role} is to sign; mail to {en}.")


def turn_of(context: Context, report: Report) -> Turn | None:
    """Whose turn it is; None where everybody has signed, or the report can't be signed."""
    missing = missing_roles(context, report)
    if report.held or not missing:
        return None
    return turn_in(context.results.engine, context.district, report, missing[0], context.settings.mail_redirect or "")


def turn_in(engine: Engine, district: DagConfig, report: Report, role: str, redirect: str = "") -> Turn:
    """The turn of ``role``, as the ledger has it; ``redirect`` is the test address that would get all mail."""
    ledger, name = AlertLedger(engine), Alert(_fact(report, role), Message("", "")).sha256(redirect)
    addresses = district.signer_mail.get(role, ())
    return Turn(role, tuple((a, ledger.state(name, a.casefold()) or "none") for a in addresses))


def tell_signers(context: Context, report: Report, role: str, links: Links) -> tuple[list[Notified], Message | None]:
    """Mail those of ``role`` that it is their turn, each once for this report; what became of it, and what went wrong.

    Operators are told where nobody could be told, once too. Never raises for an address or a server.
    """
    addresses = context.district.signer_mail.get(role, ())
    told = _mail(context, report, role, links) if addresses else []
    turn = turn_in(context.results.engine, context.district, report, role, context.settings.mail_redirect or "")
    why = {one.address: one.detail for one in told}
    failed = [(address, state, why.get(address, "")) for address, state in turn.mails if state not in _WELL]
    problem = _problem(context, role, failed) if failed or not addresses else None
    if problem is not None:
        _tell_operators(context, report, role, problem, links)
    return told, problem


def _mail(context: Context, report: Report, role: str, links: Links) -> list[Notified]:
    question, language = ask(context, report, role, links), spoken_by(context)
    readers = Readers(
        context.district.signer_mail[role],
        Message(role, role),
        ADDRESSES,
        Message(f"{role}：", f"To {role}:"),
    )
    text = as_mail_text(question)

    def page(marks: Sequence[str]) -> str:
        return as_mail_page(question, context.settings.templates_dir, marks)

    return notify(
        context.settings,
        context.district,
        readers,
        [Alert(_fact(report, role), Message(text, text))],
        subject=_subject(context, report, role),
        language=language,
        html=page,
        connections=context.connections,
    )


def _subject(context: Context, report: Report, role: str) -> Message:
    name, many = context.district.name, len(context.district.languages) > 1
    edition = LANGUAGES[report.language]
    return Message(
        f"{name.zh} {context.quarter} 报告请{role}签署{f'（{edition}）' if many else ''}",
        f"{name.en} {context.quarter}: report for {role} to sign{f' ({edition})' if many else ''}",
    )


def _problem(context: Context, role: str, failed: list[tuple[str, str, str]]) -> Message:
    if not failed:
        return Message(
            f"轮到“{role}”签署，但 district.yaml 的 {ADDRESSES} 没有这个角色的地址，没有人可通知；"
            f"请提醒签署人，并在 {ADDRESSES} 中写上地址。",
            f"It is the turn of {role} to sign, but {ADDRESSES} in district.yaml has no address of that role: there is "
            f"nobody to tell. Remind the signer, and enter an address in {ADDRESSES}.",
        )
    zh = "；".join(f"{a} {COPIES[s].zh}{f'（{unstopped(why)}）' if why else ''}" for a, s, why in failed)
    en = "; ".join(f"{a} {COPIES[s].en}{f' ({unstopped(why)})' if why else ''}" for a, s, why in failed)
    return Message(
        f"轮到“{role}”签署，但通知邮件没有送出：{zh}。签署不受影响；请另行提醒签署人，并核对地址和邮件服务器。",
        f"It is the turn of {role} to sign, but the mail about it didn't go out: {en}. It can be signed all the same; "
        "remind the signer otherwise, and check the address and the mail server.",
    )


def _tell_operators(context: Context, report: Report, role: str, problem: Message, links: Links) -> None:
    where = links.question or links.page
    text = Message(
        f"{context.quarter.report_zh}（{report.sha256[:12]}）：{problem.zh}{where}",
        f"The report of {context.quarter.running_en} ({report.sha256[:12]}): {problem.en} {where}".strip(),
    )
    name = context.district.short_name
    notify_operators(
        context.settings,
        context.district,
        [Alert(f"untold {_fact(report, role)}", text)],
        subject=Message(
            f"【{name.zh}】{context.quarter} 待{role}签署，签署人没有收到通知",
            f"[{name.en}] {context.quarter}: {role} is to sign and wasn't told",
        ),
        connections=context.connections,
    )


def _fact(report: Report, role: str) -> str:
    return f"turn {report.district} {report.quarter} {report.sha256} {role}"
