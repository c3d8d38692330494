"""Outcomes of audits: what was looked at when, by whom, and what wasn't as it was recorded."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Engine, select

from govreport.errors import Message
from govreport.store import tables
from govreport.store.log import append, is_ours
from govreport.store.writing import utc_now

MOST = 100
"""Faults of which the sentences are kept: whoever has changed everything fills no table."""


class AuditOutcome(NamedTuple):
    """One audit, as it was recorded."""

    audited_at: datetime
    """UTC."""
    asked_by: str
    """The run, or the account, that asked for it."""
    lines: int
    facts: int
    files: int
    head: str
    """The hash of the log's last line then."""
    faults: int
    said: Sequence[tuple[Message, str]] = ()
    """The first of them: what isn't right, and when it last was (ISO, UTC; "" for never)."""


class AuditStore:
    """The audits of one installation."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def add(self, outcome: AuditOutcome) -> None:
        """Record an audit, in the log too: what says that all was well must have been said by the installation."""
        said = [[message.zh, message.en, since] for message, since in outcome.said[:MOST]]
        values: dict[str, object] = outcome._asdict() | {"said": json.dumps(said, ensure_ascii=False)}
        with self.engine.begin() as connection:
            append(connection, tables.audits, values | {"audited_at": utc_now()})

    def last(self) -> AuditOutcome | None:
        """The newest that this installation recorded; None where nobody has asked for one."""
        columns = [tables.audits.c[name] for name in AuditOutcome._fields]
        query = select(tables.audits.c.sequence, *columns).order_by(tables.audits.c.sequence.desc())
        with self.engine.connect() as connection:
            for sequence, *row in connection.execute(query).all():
                if is_ours(connection, "audit", {"sequence": sequence}):
                    outcome = AuditOutcome(*row)
                    kept = json.loads(str(outcome.said))
                    return outcome._replace(said=[(Message(zh, en), since) for zh, en, since in kept])
        return None
