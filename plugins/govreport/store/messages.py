"""The mails that left, each by its hashes: recorded before it leaves, found again when somebody holds one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Engine, select

from govreport.store import tables
from govreport.store.log import FACTS, Subject, insert_fact
from govreport.store.writing import utc_now

ALERT: Final = "alert"
"""What a message is called that tells operators or signers something; copies of documents have their own kinds."""
Pieces = Sequence[tuple[str, str]]


class Mailed(NamedTuple):
    """A message by its hashes."""

    sha256: str
    """Of its bytes, as a mail server gets them."""
    message_id: str
    pieces: Pieces
    """What it says, piece by piece: what each is called, and the hash of what it says (delivery/mail/contents.py)."""

    @property
    def content_sha256(self) -> str:
        """The hash of all pieces in their order."""
        return hashlib.sha256(self._said.encode()).hexdigest()

    @property
    def row(self) -> dict[str, Any]:
        """As its table has it."""
        hashes = {"sha256": self.sha256, "content_sha256": self.content_sha256}
        return {**hashes, "message_id": self.message_id, "pieces": self._said}

    @property
    def _said(self) -> str:
        return json.dumps([list(piece) for piece in self.pieces], ensure_ascii=False)


class KeptMessage(NamedTuple):
    """A message that was handed over, and the copy that it was."""

    mailed: Mailed
    kind: str
    item_sha256: str
    recipient: str
    copy_number: int
    redirected_to: str
    handed_at: datetime

    @property
    def fact(self) -> tuple[str, Subject]:
        """The copy's fact in the log (store/log.py): its row in its ledger."""
        if self.kind == ALERT:
            return "alert", {"alert_sha256": self.item_sha256, "recipient": self.recipient}
        if self.copy_number == 0 and not self.redirected_to:
            if self.kind == "report":
                return "delivery", {"report_sha256": self.item_sha256, "recipient": self.recipient}
            if self.kind == "sheet":
                return "sheet copy", {"sheet_sha256": self.item_sha256, "recipient": self.recipient}
        names = ("kind", "item_sha256", "recipient", "copy_number", "redirected_to")
        return "mail", {name: getattr(self, name) for name in names}


def keep(engine: Engine, message: Mailed, copy: Mapping[str, str | int]) -> None:
    """Record a message under its hash; ``copy`` are the columns that name what it is a copy of."""
    with engine.begin() as connection:
        insert_fact(connection, tables.messages, {**message.row, **copy, "handed_at": utc_now()})


def kept_messages(connection: Connection, **named: str) -> list[KeptMessage]:
    """The messages with this ``sha256``, ``content_sha256`` or ``message_id``, the last handed over first."""
    m = tables.messages.c
    query = select(tables.messages).where(*(m[name] == value for name, value in named.items()))
    return [
        KeptMessage(
            Mailed(row.sha256, row.message_id, [(what, sha256) for what, sha256 in json.loads(row.pieces)]),
            *(row.kind, row.item_sha256, row.recipient, row.copy_number, row.redirected_to, row.handed_at),
        )
        for row in connection.execute(query.order_by(m.handed_at.desc(), m.sha256))
    ]


def is_last_of_its_copy(connection: Connection, message: KeptMessage) -> bool:
    """Whether no other message was handed over after it as the same copy."""
    m = tables.messages.c
    same = (m[name] == getattr(message, name) for name in ("kind", "item_sha256", "recipient", "copy_number"))
    query = select(m.sha256).where(*same, m.redirected_to == message.redirected_to, m.handed_at > message.handed_at)
    return connection.execute(query.limit(1)).first() is None


def ledger_row(connection: Connection, message: KeptMessage) -> Any:
    """What the copy's ledger says now: its state, when it ended, through what it went; None where the row is gone."""
    kind, subject = message.fact
    table, named = FACTS[kind][0]
    c = table.c
    wanted = select(c.state, c.claimed_at, c.finished_at, c.transport)
    return connection.execute(wanted.where(*(c[col] == subject[name] for col, name in named.items()))).first()
