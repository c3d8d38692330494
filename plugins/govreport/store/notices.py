"""Drafts of correction notices, and who released them; nothing is sent of a draft that lacks a signature."""

from __future__ import annotations

from sqlalchemy import Engine, select

from govreport.manifests.documents import CorrectionNotice
from govreport.quarter import Quarter
from govreport.store import tables
from govreport.store.authenticated import Authenticated, Signature, authentications, record_authentication
from govreport.store.log import insert_fact
from govreport.store.writing import utc_now


class NoticeStore:
    """The correction notices of all districts."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def add(self, notice: CorrectionNotice) -> bool:
        """Record a draft under the hash of its text; False where it stands already."""
        with self.engine.begin() as connection:
            return insert_fact(
                connection,
                tables.notices,
                {
                    "sha256": notice.text.sha256,
                    "district": notice.district,
                    "quarter": str(notice.quarter),
                    "language": notice.language,
                    "report_sha256": notice.report_sha256,
                    "document": notice.model_dump_json(),
                    "created_at": utc_now(),
                },
            )

    def of(self, district: str, quarter: Quarter) -> list[CorrectionNotice]:
        """Drafts about a quarter's reports, oldest first."""
        n = tables.notices
        query = (
            select(n.c.document)
            .where(n.c.district == district, n.c.quarter == str(quarter))
            .order_by(n.c.created_at, n.c.sha256)
        )
        with self.engine.connect() as connection:
            return [CorrectionNotice.model_validate_json(d) for d in connection.execute(query).scalars()]

    def sign(
        self, notice: CorrectionNotice, role: str, signer: str, comment: str = "", who: Authenticated | None = None
    ) -> bool:
        """Record who released a draft, and ``who`` was logged in; False where that role has."""
        values = {"notice_sha256": notice.text.sha256, "role": role, "signer": signer, "comment": comment}
        with self.engine.begin() as connection:
            is_new = insert_fact(connection, tables.notice_signatures, {**values, "signed_at": utc_now()})
            if is_new:
                record_authentication(connection, notice.text.sha256, role, who)
        return is_new

    def signatures(self, notice: CorrectionNotice) -> list[Signature]:
        """Who released a draft, first to last."""
        s = tables.notice_signatures.c
        query = (
            select(s.role, s.signer, s.comment, s.signed_at)
            .where(s.notice_sha256 == notice.text.sha256)
            .order_by(s.signed_at, s.role)
        )
        with self.engine.connect() as connection:
            known = authentications(connection, notice.text.sha256)
            return [Signature(*row, known.get(row.role)) for row in connection.execute(query)]
