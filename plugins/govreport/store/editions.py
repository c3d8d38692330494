"""The editions of a quarter's report: each with its signatures, its copies and when it was made.

The archive and the overview both show them; what state an edition is in they decide themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, select

from govreport.manifests.documents import Report
from govreport.quarter import Quarter
from govreport.store import tables
from govreport.store.authenticated import Signature
from govreport.store.copies import Copy
from govreport.store.ledger import Ledger
from govreport.store.ordering import last_made


@dataclass(frozen=True)
class StoredEdition:
    """One report as it was made."""

    report: Report
    made_at: datetime
    """When it was made first (UTC)."""
    signatures: Sequence[Signature]
    """First to last."""
    copies: Sequence[Copy]
    """The first copies to its own recipients."""

    def missing(self, roles: Iterable[str]) -> tuple[str, ...]:
        """Those of the roles that haven't signed it."""
        signed = {s.role for s in self.signatures}
        return tuple(role for role in roles if role not in signed)


def read_editions(engine: Engine, district: str, quarter: Quarter, copies: Sequence[Copy]) -> list[StoredEdition]:
    """Every edition of a quarter, what was made last first, also where it had been made before others.

    ``copies`` are those of the quarter, as ``Copies.of`` reads them.
    """
    r = tables.reports.c
    query = (
        select(r.document, r.created_at)
        .where(r.district == district, r.quarter == str(quarter))
        .order_by(last_made().desc(), r.created_at.desc(), r.sha256.desc())
    )
    with engine.connect() as connection:
        made = [(Report.model_validate_json(row.document), row.created_at) for row in connection.execute(query)]
    ledger = Ledger(engine)
    return [
        StoredEdition(
            report=report,
            made_at=made_at,
            signatures=ledger.signatures(report.sha256),
            copies=[copy for copy in copies if copy.is_first and copy.sha256 == report.sha256],
        )
        for report, made_at in made
    ]
