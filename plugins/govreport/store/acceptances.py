"""Acceptances: who answers, with a reason, for what would keep a report from being signed. None is ever changed."""

from __future__ import annotations

from sqlalchemy import Engine, select

from govreport.manifests.documents import Acceptance, Hold
from govreport.quarter import Quarter
from govreport.store import tables
from govreport.store.log import insert_fact
from govreport.store.writing import utc_now


class AcceptanceStore:
    """The acceptances of all districts."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def accept(self, district: str, quarter: Quarter, hold: Hold, reason: str, by: str) -> bool:
        """Record that ``by`` answers for this very evidence; False where somebody does already."""
        values = {
            "district": district,
            "quarter": str(quarter),
            "evidence": hold.evidence,
            "rule": hold.rule,
            "subject": hold.subject,
            "reason": reason,
            "accepted_by": by,
            "accepted_at": utc_now(),
        }
        with self.engine.begin() as connection:
            return insert_fact(connection, tables.acceptances, values)

    def of(self, district: str, *quarters: Quarter) -> dict[str, Acceptance]:
        """Hash of the evidence -> its acceptance, of any of these periods."""
        a = tables.acceptances.c
        query = (
            select(a.evidence, a.reason, a.accepted_by, a.accepted_at)
            .where(a.district == district, a.quarter.in_([str(quarter) for quarter in quarters]))
            .order_by(a.accepted_at, a.evidence)
        )
        found: dict[str, Acceptance] = {}
        with self.engine.connect() as connection:
            for evidence, reason, by, at in connection.execute(query):
                found.setdefault(evidence, Acceptance(reason=reason, accepted_by=by, accepted_at=at))
        return found
