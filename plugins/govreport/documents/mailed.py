"""A mail in somebody's hands: whether this installation sent it, when, to whom, which document, and who vouches.

A mail is known by its bytes, or, where it went through mail systems, by what they don't change
(delivery/mail/contents.py). What isn't certain is said not to be stated.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, union

from govreport.confined import confined
from govreport.delivery.mail.contents import LARGEST
from govreport.delivery.mail.marking import Marking
from govreport.documents.mail_facts import (
    addressee,
    document_in,
    is_known_head,
    said_of_head,
    unvouched,
    voucher,
    what_became,
)
from govreport.documents.proof import Proof
from govreport.errors import GovreportError, Message, ReadError, shown
from govreport.settings import Settings
from govreport.store import log, tables
from govreport.store.copies import Copies, Copy
from govreport.store.database import open_results
from govreport.store.files import sha256
from govreport.store.messages import KeptMessage, Mailed, Pieces, kept_messages
from govreport.vocabulary import COPIES

_HEAD = re.compile(rb"(?:From |[A-Za-z][A-Za-z0-9-]{0,60}:)")
_IDENTITY = re.compile(rb"^message-id:", re.IGNORECASE | re.MULTILINE)
_OURS = re.compile(r"<([0-9a-f]{32})@[^<>\s]+>")
_NAMED = 8
"""Pieces of a mail that a proof names."""


@dataclass(frozen=True)
class _Given:
    """The mail that was given, and what it says."""

    name: str
    sha256: str
    message_id: str
    pieces: Pieces
    log_head: str
    sound: bool

    @property
    def content_sha256(self) -> str:
        return Mailed(self.sha256, self.message_id, self.pieces).content_sha256


def is_mail(name: str, data: bytes) -> bool:
    """Whether a file is a mail: by its name, or because it begins with headers and has a Message-ID."""
    return name.lower().endswith(".eml") or bool(_HEAD.match(data) and _IDENTITY.search(data[: 64 << 10]))


def prove_mail(settings: Settings, name: str, data: bytes) -> Proof:
    """Say what is the case of a mail; raises GovreportError where this installation recorded none like it."""
    given = _read(name, data)
    with open_results(settings).connect() as connection:
        exact = kept_messages(connection, sha256=given.sha256)
        found = exact or kept_messages(connection, content_sha256=given.content_sha256)
        same = kept_messages(connection, message_id=given.message_id)
        is_logged = log.last_of(connection, "message", {"sha256": given.sha256}) is not None
    if found and (exact or given.sound):
        return _sent(settings, given, found[0], exact=bool(exact))
    if same:
        return _altered(settings, given, same)
    said = said_of_head(settings, given.log_head)
    if is_logged:
        return Proof(
            "differs",
            Message(
                f"{name} 是本系统发出的邮件：日志中有它的散列值；但数据库中这一行已被删除。请运行 govreport audit。",
                f"{name} is a mail of this installation: the log has its hash; but its row was removed from the "
                "database. Run govreport audit.",
            ),
            tuple(said),
        )
    copy = _copy_before(settings, given)
    if copy is not None:
        return _not_stated(settings, given, copy, said)
    raise GovreportError(
        f"{name} 不是本系统记录过的邮件：邮件标识、原文和内容的散列值都不在库中。请核对 GOVREPORT_STORE_URL 和数据库，"
        "并给出收到的原件（另存为 .eml），不要给转发件。"
        + "".join(line.zh for line in said)
        + "所附文件可另存后各自用 govreport verify 核对。",
        f"{name} is no mail that this installation recorded: neither its Message-ID nor the hashes of its bytes and "
        "content are known. Check GOVREPORT_STORE_URL and the database, and give the mail as it came (saved as "
        ".eml), not one that was forwarded. "
        + "".join(f"{line.en} " for line in said)
        + "Files attached to it can be saved and verified by themselves.",
    )


def _read(name: str, data: bytes) -> _Given:
    """What the mail says, read in another process; raises ReadError where it isn't read."""
    limit = LARGEST >> 20
    said: dict[str, Any] | None = None
    if len(data) <= LARGEST:
        said = confined(name, "govreport.delivery.mail.contents:read_contents", [data])
    if said is None:
        raise ReadError(
            f"{name} 不能作为邮件读取：超过 {limit} MiB、嵌套过深，或信头不合格式。",
            f"{name} can't be read as a mail: it has more than {limit} MiB, is nested too deep, or its headers are "
            "malformed.",
        )
    pieces = [(str(what), str(digest)) for what, digest in said["pieces"]]
    return _Given(name, sha256(data), said["message_id"], pieces, said["log_head"], said["sound"])


def _sent(settings: Settings, given: _Given, kept: KeptMessage, *, exact: bool) -> Proof:
    """A mail that is one of ours, byte for byte or in all that it says."""
    unlike = unvouched(settings, kept)
    heads = said_of_head(settings, given.log_head)
    how = Message("与发出时逐字节相同", "byte for byte as it was handed over")
    if not exact:
        how = Message(
            "发件人、收件人、主题、日期、正文和附件都与发出时相同；途中邮件系统加的信头、换的编码不在核对之内",
            "From, To, Subject, Date, text and attachments are as they were handed over; headers that mail systems "
            "added on the way and encodings that they changed aren't compared",
        )
    named, to = document_in(settings, kept), addressee(kept)
    details = [*what_became(settings, kept), *unlike, *heads]
    at = f"{kept.handed_at:%Y-%m-%d %H:%M:%S} UTC"
    if unlike or not is_known_head(settings, given.log_head):
        return Proof(
            "differs",
            Message(
                f"{given.name} 在数据库中是本系统 {at} 发给{to.zh}的邮件（{named.zh}），但日志不能为此作证。",
                f"By the database {given.name} is the mail with {named.en} that this installation sent to {to.en} on "
                f"{at}, but the log doesn't vouch for that.",
            ),
            tuple(details),
        )
    details.append(voucher(settings, kept))
    return Proof(
        "identical",
        Message(
            f"{given.name} 属实：本系统 {at} 发给{to.zh}的邮件（{named.zh}），{how.zh}。",
            f"{given.name} is genuine: this installation sent it, with {named.en}, to {to.en} on {at}; {how.en}.",
        ),
        tuple(details),
    )


def _altered(settings: Settings, given: _Given, same: list[KeptMessage]) -> Proof:
    """A mail that bears the Message-ID of one of ours and says something else."""
    # Of several attempts the one that the mail is most like.
    kept = min(same, key=lambda one: len(_unlike(one.mailed.pieces, given.pieces)))
    unlike = _unlike(kept.mailed.pieces, given.pieces)
    named, to = document_in(settings, kept), addressee(kept)
    lines = [_piece(what, side) for what, side in unlike[:_NAMED]]
    if not given.sound:
        lines.append(
            Message(
                "邮件的结构不合格式，不同的邮件程序会读成不同的内容。",
                "Its structure is malformed: mail programs may read it in different ways.",
            )
        )
    elif not unlike:
        lines.append(Message("各部分的次序与发出时不同。", "Its parts stand in another order."))
    return Proof(
        "altered",
        Message(
            f"{given.name} 被改动过：它的邮件标识是本系统 {kept.handed_at:%Y-%m-%d %H:%M:%S} UTC 发给{to.zh}的邮件"
            f"（{named.zh}）的，但内容不是那一封。",
            f"{given.name} was altered: it bears the Message-ID of the mail with {named.en} that this installation "
            f"sent to {to.en} on {kept.handed_at:%Y-%m-%d %H:%M:%S} UTC, and isn't that mail.",
        ),
        (*lines, *said_of_head(settings, given.log_head)),
    )


def _unlike(before: Pieces, after: Pieces) -> list[tuple[str, str]]:
    """Pieces that differ: what each is called, and changed, added or lacking."""
    stored, here = Counter(map(tuple, before)), Counter(map(tuple, after))
    lacking, added = [what for what, _ in stored - here], [what for what, _ in here - stored]
    changed = [what for what in lacking if what in added]
    return [
        *((what, "changed") for what in changed),
        *((what, "lacking") for what in lacking if what not in changed),
        *((what, "added") for what in added if what not in changed),
    ]


def _piece(what: str, side: str) -> Message:
    kind, _, file = shown(what).partition(" ")
    named = Message(f"信头 {kind}", f"The header {kind}")
    if "/" in kind:
        named = Message(f"附件 {file}", f"The file {file}") if file else Message(f"正文 {kind}", f"The text {kind}")
    words = {"changed": ("被改动", "was changed"), "added": ("是后加的", "was added"), "lacking": ("没有了", "is gone")}
    zh, en = words[side]
    return Message(f"{named.zh} {zh}。", f"{named.en} {en}.")


def _not_stated(settings: Settings, given: _Given, copy: Copy, said: list[Message]) -> Proof:
    """A mail with the Message-ID of a copy of which no hash was kept."""
    at = f"{copy.finished_at or copy.claimed_at:%Y-%m-%d %H:%M} UTC"
    state = COPIES[copy.state]
    return Proof(
        "other_version",
        Message(
            f"{given.name} 的邮件标识是 {copy.quarter.zh} 发给 {copy.recipient} 的一份的（{state.zh}，{at}），"
            "但那时的版本没有留下邮件的散列值：内容有没有被改动，未说明。所附文件请另存后各自核对。",
            f"{given.name} bears the Message-ID of the copy of {copy.quarter.running_en} for {copy.recipient} "
            f"({state.en}, {at}), but the version of that time kept no hash of mails: whether it was altered isn't "
            "stated. Save the attached files and verify them by themselves.",
        ),
        tuple(said),
    )


def _copy_before(settings: Settings, given: _Given) -> Copy | None:
    """The copy whose Message-ID the mail bears, in the ledgers."""
    ours = _OURS.fullmatch(given.message_id)
    if ours is None:
        return None
    engine = open_results(settings)
    items = (tables.reports, tables.publications, tables.notices, tables.correction_sheets)
    with engine.connect() as connection:
        districts = connection.execute(union(*(select(t.c.district) for t in items))).scalars().all()
    copies = (copy for district in districts for copy in Copies(engine).of(district))
    return next(
        (c for c in copies if Marking(c.copy_number, c.redirected_to).identity(c.sha256, c.recipient) == ours[1]), None
    )
