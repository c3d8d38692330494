"""Documents made beside the reports: towns' briefs, annexes of replies, operators' notes."""

from __future__ import annotations

from sqlalchemy import Engine, select

from govreport.manifests.documents import Publication
from govreport.quarter import Quarter
from govreport.store import tables
from govreport.store.by_hash import is_known_as, may_be
from govreport.store.log import insert_fact
from govreport.store.writing import utc_now


class PublicationStore:
    """Publications in one results database."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def add(self, publication: Publication) -> bool:
        """Record a publication under its hash; False where it stands already."""
        with self.engine.begin() as connection:
            return insert_fact(
                connection,
                tables.publications,
                {
                    "sha256": publication.sha256,
                    "district": publication.district,
                    "quarter": str(publication.quarter),
                    "kind": publication.kind,
                    "language": publication.language,
                    "town_code": publication.town_code,
                    "fingerprint": publication.fingerprint,
                    "document": publication.model_dump_json(),
                    "created_at": utc_now(),
                },
            )

    def of(self, district: str, quarter: Quarter) -> list[Publication]:
        """Every publication of a quarter, by kind, town and language, the oldest first of several."""
        p = tables.publications
        query = (
            select(p.c.document)
            .where(p.c.district == district, p.c.quarter == str(quarter))
            .order_by(p.c.kind, p.c.town_code, p.c.language, p.c.created_at, p.c.sha256)
        )
        with self.engine.connect() as connection:
            return [Publication.model_validate_json(d) for d in connection.execute(query).scalars()]

    def known_as(self, text: str) -> list[Publication]:
        """Those whose fingerprint or hash begins with ``text``, or that have a file with that sha256; the oldest first.

        Operators' notes aren't among them: they are of a run, and nobody signs them.
        """
        p = tables.publications
        query = (
            select(p.c.document)
            .where(p.c.kind != "operators_note", may_be(p, text))
            .order_by(p.c.created_at, p.c.sha256)
        )
        with self.engine.connect() as connection:
            documents = [Publication.model_validate_json(d) for d in connection.execute(query).scalars()]
        return [document for document in documents if is_known_as(document, document.files, text)]
