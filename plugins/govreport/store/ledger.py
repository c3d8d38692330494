"""The ledger of deliveries and the signatures they depend on.

Belongs here: claim, confirm and their outcomes; who signed which hash. Does not belong here: sending (delivery/).

A copy is claimed before it is sent and confirmed after. What is claimed and never confirmed may or may not have
arrived: it is *in doubt*, an operator decides, and nothing sends it again by itself.
"""

from __future__ import annotations

from typing import Literal

from sqlalchemy import Engine, and_, insert, select, update
from sqlalchemy.exc import IntegrityError as DatabaseIntegrityError

from govreport.manifests import DeliveryRow
from govreport.store import tables
from govreport.store.results import insert_once, utc_now

Claim = Literal["claimed", "already_sent", "in_doubt"]


class Ledger:
    """Deliveries and signatures in the results database."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def claim(self, report_sha256: str, address: str) -> Claim:
        """Take the right to send this copy. Only "claimed" gives it.

        A copy that a server refused was never accepted, so it may be claimed again.
        """
        d = tables.deliveries
        key = and_(d.c.report_sha256 == report_sha256, d.c.recipient == address)
        try:
            with self.engine.begin() as connection:
                state = connection.execute(select(d.c.state).where(key).with_for_update()).scalar()
                if state is None:
                    connection.execute(
                        insert(d).values(
                            report_sha256=report_sha256,
                            recipient=address,
                            state="claimed",
                            detail="",
                            claimed_at=utc_now(),
                        )
                    )
                    return "claimed"
                if state == "sent":
                    return "already_sent"
                if state in ("refused", "failed"):
                    connection.execute(
                        update(d).where(key).values(state="claimed", claimed_at=utc_now(), finished_at=None)
                    )
                    return "claimed"
                connection.execute(update(d).where(key).values(state="in_doubt"))
                return "in_doubt"
        except DatabaseIntegrityError:
            if any(row.recipient == address for row in self.rows(report_sha256)):
                return "in_doubt"  # another process claimed it between our look and our insert, and is sending it now
            raise

    def confirm(self, report_sha256: str, address: str, detail: str = "") -> None:
        """The server accepted the copy."""
        self._finish(report_sha256, address, "sent", detail)

    def refuse(self, report_sha256: str, address: str, detail: str) -> None:
        """The server said no; the copy was not accepted."""
        self._finish(report_sha256, address, "refused", detail)

    def doubt(self, report_sha256: str, address: str, detail: str) -> None:
        """Nobody knows whether the server accepted the copy."""
        self._finish(report_sha256, address, "in_doubt", detail)

    def _finish(self, report_sha256: str, address: str, state: str, detail: str) -> None:
        d = tables.deliveries
        with self.engine.begin() as connection:
            connection.execute(
                update(d)
                .where(d.c.report_sha256 == report_sha256, d.c.recipient == address)
                .values(state=state, detail=detail, finished_at=utc_now())
            )

    def rows(self, report_sha256: str) -> list[DeliveryRow]:
        """Every copy of a report and what became of it, by address."""
        d = tables.deliveries
        query = (
            select(d.c.report_sha256, d.c.recipient, d.c.state, d.c.detail)
            .where(d.c.report_sha256 == report_sha256)
            .order_by(d.c.recipient)
        )
        with self.engine.connect() as connection:
            return [DeliveryRow.model_validate(dict(row._mapping)) for row in connection.execute(query)]

    def sign(self, report_sha256: str, role: str, signer: str, comment: str = "") -> bool:
        """Record a signature on a hash; False where that role has signed it before."""
        with self.engine.begin() as connection:
            return insert_once(
                connection,
                tables.signatures,
                {
                    "report_sha256": report_sha256,
                    "role": role,
                    "signer": signer,
                    "comment": comment,
                    "signed_at": utc_now(),
                },
            )

    def signed_roles(self, report_sha256: str) -> set[str]:
        """The roles that have signed this hash."""
        s = tables.signatures
        with self.engine.connect() as connection:
            return set(connection.execute(select(s.c.role).where(s.c.report_sha256 == report_sha256)).scalars())
