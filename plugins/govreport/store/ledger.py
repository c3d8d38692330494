"""The ledgers of what is mailed, and the signatures that deliveries depend on.

A copy is claimed before it is sent and confirmed after. What is claimed and never confirmed may or may not have
arrived: it is *in doubt*, an operator decides, and nothing sends it again by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Connection, Engine, Table, and_, case, func, insert, select, update
from sqlalchemy.exc import IntegrityError as DatabaseIntegrityError

from govreport.manifests.corrections import SheetCopy
from govreport.manifests.deliveries import DeliveryRow
from govreport.manifests.documents import Report
from govreport.quarter import Quarter
from govreport.store import tables
from govreport.store.authenticated import Authenticated, Signature, authentications, record_authentication
from govreport.store.log import KIND_OF, append, insert_fact, record
from govreport.store.messages import ALERT, Mailed, keep
from govreport.store.writing import take_turns, utc_now

Claim = Literal["claimed", "already_sent", "in_doubt", "bounced", "outbox"]
CopyKind = Literal["report", "brief", "notice", "sheet"]
HELD = ("sent", "claimed", "in_doubt")
"""States of those who have, or may have, a copy."""
OPEN_AGAIN = ("refused", "failed", "not_arrived")
"""States of copies that certainly didn't arrive and may be sent."""
OUTBOX: Final = "outbox"
"""The way into a folder from where nothing goes on, and the state of a copy that went it. Such a copy reached nobody:
it keeps another from being put there, and keeps nothing from being sent by a mail server."""


class CopyLedger:
    """Copies of things named by their hash, one a recipient, in one table: at most one is ever sent.

    What a call writes is durable when it returns. Addresses are compared as they are given.
    """

    def __init__(self, engine: Engine, table: Table, item: str, **fixed: str | int) -> None:
        """``fixed`` are columns of the key that all copies of this ledger share."""
        self.engine = engine
        self._table = table
        self._item = item
        self._fixed = fixed
        self.kind = str(fixed.get("kind", ""))

    def _key(self, sha256: str, address: str) -> ColumnElement[bool]:
        return and_(self._of(sha256), self._table.c.recipient == address)

    def _of(self, sha256: str) -> ColumnElement[bool]:
        c = self._table.c
        return and_(c[self._item] == sha256, *(c[name] == value for name, value in self._fixed.items()))

    def claim(self, sha256: str, address: str, through: str = "") -> Claim:
        """Take the right to send this copy ``through`` a mail server or the outbox. Only "claimed" gives it.

        A copy that a server refused was never accepted, so it may be claimed again; one that lies in the outbox may by
        a mail server.
        """
        return self._take(sha256, address, "claimed", "", through)

    def decline(self, sha256: str, address: str, detail: str, through: str = "") -> Claim:
        """Record why this copy may not be sent, unless it has been; "claimed" where it is recorded.

        One step, so that a process that dies leaves no claim that looks like a doubt.
        """
        return self._take(sha256, address, "refused", detail, through)

    def look(self, sha256: str, address: str, through: str = "") -> Claim:
        """What ``claim`` would say; nothing is recorded."""
        with self.engine.connect() as connection:
            found = connection.execute(select(self._table.c.state).where(self._key(sha256, address))).scalar()
        return _answer(found, through)

    def _take(self, sha256: str, address: str, state: str, detail: str, through: str) -> Claim:
        key, now = self._key(sha256, address), utc_now()
        values = {"state": state, "detail": detail, "claimed_at": now, "transport": through}
        values["finished_at"] = None if state == "claimed" else now
        try:
            with self.engine.begin() as connection:
                found = connection.execute(select(self._table.c.state).where(key).with_for_update()).scalar()
                answer = _answer(found, through)
                if found is None:
                    names = {self._item: sha256, "recipient": address, **self._fixed}
                    connection.execute(insert(self._table).values(**names, **values))
                elif answer == "claimed":
                    if found == OUTBOX:
                        self._keep_that_it_lay_there(connection, sha256, address, now)
                    connection.execute(update(self._table).where(key).values(**values))
                elif answer == "in_doubt":
                    connection.execute(update(self._table).where(key).values(state="in_doubt"))
                if answer in ("claimed", "in_doubt"):
                    self._record(connection, sha256, address)
                return answer
        except DatabaseIntegrityError:
            if any(row["recipient"] == address for row in self._rows(sha256)):
                return "in_doubt"  # another process claimed it between our look and our insert, and is sending it now
            raise

    def _keep_that_it_lay_there(self, connection: Connection, sha256: str, address: str, now: datetime) -> None:
        """The row will say what becomes of the copy now; what became of it in a trial stands in the copy's history."""
        if self.kind:
            event = {"event": OUTBOX, "before": OUTBOX, "role": "", "comment": "", "happened_at": now}
            append(connection, tables.copy_events, {**self._named(sha256, address), **event})

    def _named(self, sha256: str, address: str) -> dict[str, str | int]:
        """What names a copy in the tables that speak of all ledgers' copies."""
        named = {"kind": self.kind or ALERT, "item_sha256": sha256, "recipient": address}
        return {"copy_number": 0, "redirected_to": "", **self._fixed, **named}

    def hand_over(self, sha256: str, address: str, message: Mailed) -> None:
        """Record the very message that leaves next as this copy, so that it is known whatever happens then."""
        keep(self.engine, message, self._named(sha256, address))

    def confirm(self, sha256: str, address: str, detail: str = "") -> None:
        """The server accepted the copy, or it lies in the outbox."""
        accepted = case((self._table.c.transport == OUTBOX, OUTBOX), else_="sent")
        self._finish(sha256, address, accepted, detail)

    def refuse(self, sha256: str, address: str, detail: str) -> None:
        """The server said no; the copy was not accepted."""
        self._finish(sha256, address, "refused", detail)

    def doubt(self, sha256: str, address: str, detail: str) -> None:
        """Nobody knows whether the server accepted the copy."""
        self._finish(sha256, address, "in_doubt", detail)

    def _finish(self, sha256: str, address: str, state: str | ColumnElement[str], detail: str) -> None:
        with self.engine.begin() as connection:
            ended = connection.execute(
                update(self._table)
                # Only what is under way ends: what an operator has settled meanwhile stays as he settled it.
                .where(self._key(sha256, address), self._table.c.state.in_(("claimed", "in_doubt")))
                .values(state=state, detail=detail, finished_at=utc_now())
            )
            if ended.rowcount:
                self._record(connection, sha256, address)

    def _record(self, connection: Connection, sha256: str, address: str) -> None:
        record(connection, KIND_OF[self._table.name], {self._item: sha256, "recipient": address, **self._fixed})

    def in_state(self, sha256: str, *states: str) -> set[str]:
        """Addresses whose copy is in one of these states."""
        return {str(row["recipient"]) for row in self._rows(sha256) if row["state"] in states}

    def _rows(self, sha256: str) -> list[Mapping[str, Any]]:
        c = self._table.c
        query = select(c[self._item], c.recipient, c.state, c.detail).where(self._of(sha256)).order_by(c.recipient)
        with self.engine.connect() as connection:
            return [dict(row._mapping) for row in connection.execute(query)]


def _answer(found: str | None, through: str) -> Claim:
    """What is answered to who wants to send ``through`` a way a copy that is in the state ``found``."""
    if found is None or found in OPEN_AGAIN or (found == OUTBOX and through != OUTBOX):
        return "claimed"
    known: Mapping[str, Claim] = {"sent": "already_sent", "bounced": "bounced", OUTBOX: "outbox"}
    return known.get(found, "in_doubt")


class SheetLedger(CopyLedger):
    """Mails of correction sheets in the results database."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine, tables.returned_copies, "sheet_sha256")
        self.kind = "sheet"

    def rows(self, sheet_sha256: str) -> list[SheetCopy]:
        """Every copy of a sheet and what became of it, by address."""
        return [SheetCopy.model_validate(row) for row in self._rows(sheet_sha256)]


class CopiesLedger(CopyLedger):
    """Everything mailed that isn't a report's or a sheet's first copy to its own recipient."""

    def __init__(self, engine: Engine, kind: CopyKind, copy_number: int = 0, redirected_to: str = "") -> None:
        """``copy_number`` counts repeated copies from 1; ``redirected_to`` is a test address, "" for none."""
        super().__init__(
            engine,
            tables.mail_copies,
            "item_sha256",
            kind=kind,
            copy_number=copy_number,
            redirected_to=redirected_to.casefold(),
        )


class Ledger(CopyLedger):
    """Deliveries and signatures in the results database."""

    def __init__(self, engine: Engine, *, outbox: bool = False) -> None:
        """``outbox``: a trial, in which who has a copy in the outbox counts as who has it."""
        super().__init__(engine, tables.deliveries, "report_sha256")
        self.kind = "report"
        self._here = (OUTBOX,) if outbox else ()

    def rows(self, report_sha256: str) -> list[DeliveryRow]:
        """Every copy of a report and what became of it, by address."""
        return [DeliveryRow.model_validate(row) for row in self._rows(report_sha256)]

    def sent(self, report_sha256: str) -> set[str]:
        """Addresses whose copy of this very report went out."""
        return {row.recipient for row in self.rows(report_sha256) if row.state in ("sent", *self._here)}

    def holders(self, report_sha256: str) -> list[str]:
        """Addresses of those who have, or may have, this very report, sorted."""
        return [row.recipient for row in self.rows(report_sha256) if row.state in (*HELD, *self._here)]

    def addresses_with_another_edition(self, report: Report) -> set[str]:
        """Who has, or may have, a report of the same quarter and language with another hash."""
        d, r = tables.deliveries, tables.reports
        query = (
            select(d.c.recipient)
            .join(r, r.c.sha256 == d.c.report_sha256)
            .where(
                r.c.district == report.district,
                r.c.quarter == str(report.quarter),
                r.c.language == report.language,
                d.c.report_sha256 != report.sha256,
                d.c.state.in_((*HELD, *self._here)),
            )
        )
        with self.engine.connect() as connection:
            return set(connection.execute(query).scalars())

    def sign(
        self, report_sha256: str, role: str, signer: str, comment: str = "", who: Authenticated | None = None
    ) -> bool:
        """Record a signature on a hash, and ``who`` was logged in; False where that role has signed it before."""
        with self.engine.begin() as connection:
            take_turns(connection, "signatures")
            last = connection.execute(select(func.max(tables.signatures.c.sequence))).scalar()
            is_new = insert_fact(
                connection,
                tables.signatures,
                {
                    "report_sha256": report_sha256,
                    "role": role,
                    "signer": signer,
                    "comment": comment,
                    "signed_at": utc_now(),
                    "sequence": (last or 0) + 1,
                },
            )
            if is_new:
                record_authentication(connection, report_sha256, role, who)
        return is_new

    def last_signed(
        self, district: str, quarter: Quarter, roles: Sequence[str], language: str | None = None
    ) -> Report | None:
        """The report of a quarter whose last signature of all ``roles`` is the newest: what was issued."""
        r = tables.reports
        with self.engine.connect() as connection:
            found = last_signed(connection, district, quarter, roles, language)
            document = connection.execute(select(r.c.document).where(r.c.sha256 == found)).scalar()
        return Report.model_validate_json(document) if document else None

    def signatures(self, report_sha256: str) -> list[Signature]:
        """The signatures on a report's hash, first to last."""
        s = tables.signatures.c
        query = (
            select(s.role, s.signer, s.comment, s.signed_at)
            .where(s.report_sha256 == report_sha256)
            .order_by(s.sequence)
        )
        with self.engine.connect() as connection:
            known = authentications(connection, report_sha256)
            return [Signature(*row, known.get(row.role)) for row in connection.execute(query)]

    def signed_roles(self, report_sha256: str) -> set[str]:
        """The roles that have signed this hash."""
        s = tables.signatures
        with self.engine.connect() as connection:
            return set(connection.execute(select(s.c.role).where(s.c.report_sha256 == report_sha256)).scalars())


def last_signed(
    connection: Connection, district: str, quarter: Quarter, roles: Sequence[str], language: str | None = None
) -> str | None:
    """Hash of the report of a quarter that all ``roles`` signed, the last one where there are several."""
    r, s = tables.reports, tables.signatures
    query = (
        select(r.c.sha256)
        .join(s, s.c.report_sha256 == r.c.sha256)
        .where(r.c.district == district, r.c.quarter == str(quarter), s.c.role.in_(roles))
        .group_by(r.c.sha256)
        .having(func.count() == len(set(roles)))
        .order_by(func.max(s.c.sequence).desc(), r.c.sha256)
        .limit(1)
    )
    if language is not None:
        query = query.where(r.c.language == language)
    return connection.execute(query).scalar()
