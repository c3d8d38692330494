"""Whether what is about to leave is what this installation recorded: asked when something is sent, of the sealed log.

A row that somebody wrote into the database (a signature, a report that is held no more, a sent copy) has no sealed line
that says so, and nothing goes out on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from govreport.errors import BlockedError, IntegrityError
from govreport.manifests.documents import CorrectionNotice, Publication, Report
from govreport.store import log
from govreport.store.database import open_results
from govreport.vocabulary import FACTS

if TYPE_CHECKING:
    from govreport.context import Context

Fact = tuple[str, log.Subject]


def require_vouched(context: Context, document: Report | Publication | CorrectionNotice) -> None:
    """See that a document and the signatures on it stand as they were recorded, and that it isn't held.

    Raises IntegrityError where one doesn't, BlockedError where it is held.
    """
    _require(context, _facts(context, document))
    stored = context.results.reports_known_as(document.sha256) if isinstance(document, Report) else [document]
    if any(getattr(one, "held", False) for one in stored):
        raise BlockedError(
            f"{context.quarter.report_zh}（{_named(document)}）是草稿，不可签发，不予发送。请按核查结论改好后重新运行本期。",
            f"The report of {context.quarter.running_en} ({_named(document)}) is a draft that can't be signed, and "
            "isn't sent. Mend what the verdict says and run the period again.",
        )


def log_head(context: Context) -> str:
    """The hash of the log's last line, for mails: recipients' mailboxes keep what nobody here can rewrite."""
    with open_results(context.settings).connect() as connection:
        last = log.last_line(connection)
    return "" if last is None else last.sha256


def _facts(context: Context, document: Report | Publication | CorrectionNotice) -> list[Fact]:
    if isinstance(document, Report):
        signed: list[Fact] = [
            ("signature", {"report_sha256": document.sha256, "role": role}) for role in context.signers
        ]
        return [("report", {"sha256": document.sha256}), *signed]
    if isinstance(document, CorrectionNotice):
        sha256 = document.text.sha256
        roles = sorted({s.role for s in context.notices.signatures(document)})
        return [
            ("notice", {"sha256": sha256}),
            *(("notice signature", {"notice_sha256": sha256, "role": role}) for role in roles),
        ]
    return [("publication", {"sha256": document.sha256})]


def _require(context: Context, facts: list[Fact]) -> None:
    with open_results(context.settings).connect() as connection:
        if log.last_line(connection) is None:
            raise IntegrityError(
                "结果数据库的日志还是空的（由旧版本升级而来）。请确认数据无误后运行 govreport audit --begin，"
                "然后再发送。",
                "The log of the results database is empty: it comes from an earlier version. See that its data are "
                "right, run govreport audit --begin, and send then.",
            )
        keys = log.known_keys(connection, context.keys)
        for kind, subject in facts:
            if not log.is_vouched(connection, keys, kind, subject):
                named, what = " ".join(str(value)[:12] for value in subject.values()), FACTS[kind]
                raise IntegrityError(
                    f"数据库中的记录（{what.zh} {named}）不是本系统写入的，或写入后被改动：日志中没有与之相符的一行，"
                    "不予发送。请运行 govreport audit 查明。",
                    f"What the database says ({what.en} {named}) wasn't written by this installation, or was changed "
                    "since: no line of the log agrees, and nothing is sent. Run govreport audit to find out.",
                )


def _named(document: Report | Publication | CorrectionNotice) -> str:
    return (document.text.sha256 if isinstance(document, CorrectionNotice) else document.sha256)[:12]
