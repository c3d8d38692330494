"""What database and log say of a recorded mail: who vouches for it, what became of it, what it brings to whom."""

from __future__ import annotations

from govreport.documents.identify import documents_known_as
from govreport.errors import Message
from govreport.settings import Settings
from govreport.store import log
from govreport.store.database import open_results
from govreport.store.messages import ALERT, KeptMessage, is_last_of_its_copy, ledger_row
from govreport.trust.keys import open_keys
from govreport.vocabulary import COPIES, FACTS, NOT_RECORDED

_KINDS = {"report": "report", "brief": "publication", "notice": "notice", "sheet": "sheet", ALERT: "alert"}


THE_MAIL = Message("邮件", "The mail")


def said_of_head(settings: Settings, head: str, where: Message = THE_MAIL) -> list[Message]:
    """Whether the log has the line that a mail (or ``where``) prints; nothing where it prints none."""
    if not head:
        return []
    with open_results(settings).connect() as connection:
        line = log.line_of(connection, head)
    head = head[:12]
    if line is None:
        return [
            Message(
                f"{where.zh}所印的运行记录校验值 {head} 不在日志中：或者它不是本系统发出的，或者日志后来被改写过。",
                f"{where.en} prints {head}, a line that the log hasn't: it never came from this installation, or the "
                "log was rewritten since.",
            )
        ]
    return [
        Message(
            f"{where.zh}所印的运行记录校验值 {head} 是日志第{line.sequence}行（{line.logged_at:%Y-%m-%d %H:%M} UTC）。",
            f"{where.en} prints {head}, which is line {line.sequence} of the log "
            f"({line.logged_at:%Y-%m-%d %H:%M} UTC).",
        )
    ]


def unvouched(settings: Settings, kept: KeptMessage) -> list[Message]:
    """What the database says of the message, its copy and its document, and no sealed line does."""
    facts = [("message", {"sha256": kept.mailed.sha256}), kept.fact]
    if kept.kind != ALERT:
        facts.append((_KINDS[kept.kind], {"sha256": kept.item_sha256}))
    with open_results(settings).connect() as connection:
        keys = log.known_keys(connection, open_keys(settings))
        unlike = [kind for kind, subject in facts if not log.is_vouched(connection, keys, kind, subject)]
    return [
        Message(
            f"数据库中的记录（{FACTS[kind].zh}）与日志不符。请运行 govreport audit 查明。",
            f"What the database says ({FACTS[kind].en}) isn't as it was recorded. Run govreport audit to find out.",
        )
        for kind in unlike
    ]


def is_known_head(settings: Settings, head: str) -> bool:
    """Whether the log has the line that a mail prints, if it prints one."""
    with open_results(settings).connect() as connection:
        return not head or log.line_of(connection, head) is not None


def voucher(settings: Settings, kept: KeptMessage) -> Message:
    """The line of the log that says so."""
    with open_results(settings).connect() as connection:
        line = log.last_of(connection, "message", {"sha256": kept.mailed.sha256})
    number = 0 if line is None else line.sequence
    return Message(f"由日志第{number}行作证。", f"Line {number} of the log vouches for it.")


def what_became(settings: Settings, kept: KeptMessage) -> list[Message]:
    """What the ledger says of the copy; of an earlier attempt only that another one followed."""
    with open_results(settings).connect() as connection:
        row, is_last = ledger_row(connection, kept), is_last_of_its_copy(connection, kept)
    if row is None:
        return [Message("台账中没有这一份。", "The ledger has no such copy.")]
    state, through = COPIES.get(row.state, Message(row.state, row.state)), row.transport
    at = f"{row.finished_at or row.claimed_at:%Y-%m-%d %H:%M} UTC"
    zh, en = f"{state.zh}，{at}，{through or NOT_RECORDED.zh}", f"{state.en}, {at}, {through or NOT_RECORDED.en}"
    if is_last:
        return [Message(f"台账：{zh}。", f"The ledger says: {en}.")]
    return [
        Message(
            f"此后同一份又发过一次；这一次结果如何，未说明（台账：{zh}）。",
            f"The same copy was handed over once more later; what became of this one isn't stated (the ledger: {en}).",
        )
    ]


def document_in(settings: Settings, kept: KeptMessage) -> Message:
    """What the mail brings, within a sentence."""
    digest = kept.item_sha256[:12]
    if kept.kind in ("report", "brief"):
        document = next(iter(documents_known_as(settings, kept.item_sha256)), None)
        return document.named_within if document else Message(f"报告 {digest}", f"the report {digest}")
    what = FACTS[_KINDS[kept.kind]]
    return what if kept.kind == ALERT else Message(f"{what.zh} {digest}", f"the {what.en} {digest}")


def addressee(kept: KeptMessage) -> Message:
    """To whom it went, and whether that was a repeated copy or a test."""
    repeated = Message(f"（第{kept.copy_number}次重发）", f" (repeated copy {kept.copy_number})")
    zh, en = repeated if kept.copy_number else ("", "")
    if kept.redirected_to:
        zh, en = (
            f"{zh}（测试，寄到 {kept.redirected_to}，不算发给收件人）",
            f"{en} (a test that went to {kept.redirected_to} and counts as sent to nobody)",
        )
    return Message(f" {kept.recipient} {zh}", f"{kept.recipient}{en}")
