"""All copies of a quarter, in whichever ledger they stand, and what became of them after they were sent.

ledger.py claims and confirms a copy; here a doubt is settled, and bounces and repeated copies are recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from sqlalchemy import Engine, Select, Table, and_, literal, select, update

from govreport.errors import DeliveryError
from govreport.period import KINDS
from govreport.quarter import Quarter
from govreport.store import tables
from govreport.store.ledger import HELD, OUTBOX, CopyKind
from govreport.store.log import KIND_OF, append, record
from govreport.store.writing import utc_now

UNDER_WAY = timedelta(minutes=15)
"""How long a claim without an outcome may still be a process that is sending; longer than a transport's timeouts."""
UNSETTLED = ("claimed", "in_doubt", "bounced")
"""States that wait for a person."""

Event = Literal["arrived", "not_arrived", "bounced", "repeated", "outbox", "unclear"]


class Copy(NamedTuple):
    """One copy as its ledger has it. Times are UTC."""

    kind: CopyKind
    sha256: str
    """Of what was sent: a report, a town's brief, the text of a notice, a sheet."""
    recipient: str
    copy_number: int
    redirected_to: str
    state: str
    detail: str
    claimed_at: datetime
    finished_at: datetime | None
    quarter: Quarter
    language: str
    about: str
    """A town's code or a unit; "" for the report itself and its notices."""
    transport: str = ""
    """Through what it went: a mail server ("smtp host:port") or "outbox"; "" where nobody wrote it down."""

    @property
    def is_test(self) -> bool:
        """Whether it went to a test address, and so to nobody."""
        return bool(self.redirected_to)

    @property
    def is_first(self) -> bool:
        """Whether it is a report's copy to its own recipient, neither a repeated nor a redirected one."""
        return self.kind == "report" and self.copy_number == 0 and not self.is_test


class CopyEvent(NamedTuple):
    """What was said of a copy, by whom, when (UTC)."""

    event: str
    before: str
    role: str
    comment: str
    happened_at: datetime


class Copies:
    """Copies in one results database."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def of(self, district: str, quarter: Quarter | None = None) -> list[Copy]:
        """Every copy of a quarter (of all quarters), reports first, then by recipient and number."""
        copies = []
        with self.engine.connect() as connection:
            for query in _queries(district, quarter):
                for row in connection.execute(query):
                    values = row._asdict() | {"quarter": Quarter.parse(row.quarter, KINDS)}
                    copies.append(Copy(**values))
        order = ("report", "brief", "notice", "sheet")
        return sorted(
            copies,
            key=lambda c: (
                c.quarter, order.index(c.kind), c.is_test, c.about, c.recipient, c.language, c.claimed_at,
                c.copy_number, c.sha256,
            ),
        )  # fmt: skip

    def find(self, district: str, prefix: str, address: str) -> list[Copy]:
        """The copies to ``address`` of what has a hash that begins with ``prefix``."""
        key = address.casefold()
        return [c for c in self.of(district) if c.sha256.startswith(prefix.lower()) and c.recipient.casefold() == key]

    def settle(self, copy: Copy, *, arrived: bool, role: str, comment: str) -> str:
        """Record what somebody found out about a copy in doubt; returns its new state.

        Only a copy that didn't arrive may be sent again, by the next run. Raises DeliveryError where the copy isn't in
        doubt (any more), where a process may still be sending it, or where nobody answers for the decision.
        """
        if not role.strip() or not comment.strip():
            raise DeliveryError(
                "处理“不能确定”的发送，须写明由谁（--by）、依据什么（--comment）判定。",
                "Settling a doubtful copy takes who decides (--by) and on which grounds (--comment).",
            )
        if copy.state != "bounced" and copy.finished_at is None and utc_now() - copy.claimed_at < UNDER_WAY:
            raise DeliveryError(
                f"发给 {copy.recipient} 的这一份可能正在发送，请 {UNDER_WAY.seconds // 60} 分钟后再处理。",
                f"The copy to {copy.recipient} may be under way; settle it {UNDER_WAY.seconds // 60} minutes later.",
            )
        state, event = ("sent", "arrived") if arrived else ("not_arrived", "not_arrived")
        if not self._change(copy, UNSETTLED, state, comment, event, role):
            raise DeliveryError(
                f"发给 {copy.recipient} 的这一份不是“不能确定”状态（现为 {copy.state}），无须处理。",
                f"The copy to {copy.recipient} isn't in doubt (it is {copy.state}); there is nothing to settle.",
            )
        return state

    def bounce(self, copy: Copy, said: str) -> bool:
        """A mail system reported that the copy wasn't delivered after all; False where that is known already."""
        return self._change(copy, HELD, "bounced", said, "bounced", "")

    def unclear(self, copy: Copy, said: str) -> bool:
        """Keep that a mail system wrote of the copy what nobody could read yet; its state stays. False where known."""
        if any(e.event == "unclear" and e.comment == said for e in self.events(copy)):
            return False
        with self.engine.begin() as connection:
            append(connection, tables.copy_events, _event(copy, "unclear", copy.state, "", said))
        return True

    def repeated(self, copy: Copy, role: str, reason: str) -> None:
        """Record why a copy was asked for once more; ``copy`` is the repeated one."""
        with self.engine.begin() as connection:
            append(connection, tables.copy_events, _event(copy, "repeated", "", role, reason))

    def _change(self, copy: Copy, only: Sequence[str], state: str, detail: str, event: str, role: str) -> bool:
        table, subject = _place(copy)
        key = and_(*(table.c[name] == value for name, value in subject.items()))
        with self.engine.begin() as connection:
            before = connection.execute(select(table.c.state).where(key).with_for_update()).scalar()
            if before is None or before not in only:
                return False
            connection.execute(update(table).where(key).values(state=state, detail=detail, finished_at=utc_now()))
            record(connection, KIND_OF[table.name], subject)
            append(connection, tables.copy_events, _event(copy, event, before, role, detail))
        return True

    def events(self, copy: Copy) -> list[CopyEvent]:
        """What was said of a copy, first to last."""
        e = tables.copy_events.c
        query = (
            select(e.event, e.before, e.role, e.comment, e.happened_at)
            .where(
                e.kind == copy.kind, e.item_sha256 == copy.sha256, e.recipient == copy.recipient,
                e.copy_number == copy.copy_number, e.redirected_to == copy.redirected_to,
            )
            .order_by(e.sequence)
        )  # fmt: skip
        with self.engine.connect() as connection:
            return [CopyEvent(*row) for row in connection.execute(query)]

    def holders_of_another_brief(self, sha256: str, *, outbox: bool = False) -> set[str]:
        """Who has, or may have, another edition of the brief with that hash; in a trial ``outbox`` counts too."""
        c, p = tables.mail_copies.c, tables.publications
        mine = p.alias("mine")
        query = (
            select(c.recipient)
            .join(p, p.c.sha256 == c.item_sha256)
            .join(
                mine,
                and_(*(mine.c[n] == p.c[n] for n in ("district", "quarter", "kind", "language", "town_code"))),
            )
            .where(
                mine.c.sha256 == sha256, p.c.sha256 != sha256, c.kind == "brief", c.redirected_to == "",
                c.state.in_((*HELD, OUTBOX) if outbox else HELD),
            )
        )  # fmt: skip
        with self.engine.connect() as connection:
            return set(connection.execute(query).scalars())


def _event(copy: Copy, event: str, before: str, role: str, comment: str) -> dict[str, Any]:
    return {
        "kind": copy.kind,
        "item_sha256": copy.sha256,
        "recipient": copy.recipient,
        "copy_number": copy.copy_number,
        "redirected_to": copy.redirected_to,
        "event": event,
        "before": before,
        "role": role,
        "comment": comment,
        "happened_at": utc_now(),
    }


def _place(copy: Copy) -> tuple[Table, dict[str, str | int]]:
    """The table and the key of a copy's row."""
    if copy.copy_number == 0 and not copy.redirected_to:
        for kind, table, item in _FIRST:
            if kind == copy.kind:
                return table, {item: copy.sha256, "recipient": copy.recipient}
    return tables.mail_copies, {
        "kind": copy.kind,
        "item_sha256": copy.sha256,
        "recipient": copy.recipient,
        "copy_number": copy.copy_number,
        "redirected_to": copy.redirected_to,
    }


_FIRST = (
    ("report", tables.deliveries, "report_sha256"),
    ("sheet", tables.returned_copies, "sheet_sha256"),
)
"""Kinds whose first copies have a ledger of their own."""
_ITEMS: tuple[tuple[CopyKind, Table, str, str], ...] = (
    ("report", tables.reports, "language", ""),
    ("brief", tables.publications, "language", "town_code"),
    ("notice", tables.notices, "language", ""),
    ("sheet", tables.correction_sheets, "", "unit"),
)
"""Kind, the table of what is sent, its columns of language and of whom it is about."""


def _queries(district: str, quarter: Quarter | None) -> list[Select[Any]]:
    c = tables.mail_copies.c
    queries = []
    for kind, items, language, about in _ITEMS:
        named = [
            items.c.quarter.label("quarter"),
            (items.c[language] if language else literal("zh")).label("language"),
            (items.c[about] if about else literal("")).label("about"),
        ]
        mine = [items.c.district == district]
        if quarter is not None:
            mine.append(items.c.quarter == str(quarter))
        queries.append(
            select(
                c.kind, c.item_sha256.label("sha256"), c.recipient, c.copy_number, c.redirected_to, c.state, c.detail,
                c.claimed_at, c.finished_at, c.transport, *named,
            )
            .join(items, items.c.sha256 == c.item_sha256)
            .where(c.kind == kind, *mine)
        )  # fmt: skip
        for first, table, item in _FIRST:
            if first == kind:
                t = table.c
                queries.append(
                    select(
                        literal(kind).label("kind"), t[item].label("sha256"), t.recipient,
                        literal(0).label("copy_number"), literal("").label("redirected_to"), t.state, t.detail,
                        t.claimed_at, t.finished_at, t.transport, *named,
                    )
                    .join(items, items.c.sha256 == t[item])
                    .where(*mine)
                )  # fmt: skip
    return queries
