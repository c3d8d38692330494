"""Documents made beside the reports, and which quarters a district has anything about: what an archive lists.

Belongs here: recording publications, and the reads that only an archive needs. Does not belong here: runs and vintages
(runs.py), reports (results.py), what an archive shows (archive/).
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Engine, or_, select, union

from govreport.manifests.documents import Publication
from govreport.quarter import Quarter
from govreport.store import tables
from govreport.store.results import StoredObservation, insert_once, utc_now


class PublicationStore:
    """Publications in one results database."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def add(self, publication: Publication) -> bool:
        """Record a publication under its hash; False where it stands already."""
        with self.engine.begin() as connection:
            return insert_once(
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
            .where(
                p.c.kind != "operators_note",
                or_(
                    p.c.fingerprint.startswith(text, autoescape=True),
                    p.c.sha256.startswith(text, autoescape=True),
                    *([p.c.document.contains(text, autoescape=True)] if len(text) == 64 else []),
                ),
            )
            .order_by(p.c.created_at, p.c.sha256)
        )
        with self.engine.connect() as connection:
            found = [Publication.model_validate_json(d) for d in connection.execute(query).scalars()]
        return [
            d
            for d in found
            if d.fingerprint.startswith(text) or d.sha256.startswith(text) or text in {f.sha256 for f in d.files}
        ]

    def totals(self, vintage_ids: Sequence[str]) -> dict[str, list[StoredObservation]]:
        """Vintage -> its figures of the district and of towns, without breakdowns, in key order."""
        o = tables.observations
        query = (
            select(
                o.c.vintage_id, o.c.indicator, o.c.town_code, o.c.breakdown, o.c.member, o.c.numerator, o.c.denominator
            )
            .where(o.c.vintage_id.in_(vintage_ids), o.c.breakdown == "")
            .order_by(o.c.indicator, o.c.town_code)
        )
        found: dict[str, list[StoredObservation]] = {key: [] for key in vintage_ids}
        with self.engine.connect() as connection:
            for row in connection.execute(query):
                found[row[0]].append(StoredObservation(*row[1:]))
        return found

    def quarters(self, district: str) -> list[Quarter]:
        """Quarters that the district has a verdict or a report about, oldest first."""
        v, r = tables.verdicts, tables.reports
        query = union(
            select(v.c.quarter).where(v.c.district == district), select(r.c.quarter).where(r.c.district == district)
        )
        with self.engine.connect() as connection:
            return sorted(Quarter.parse(text) for text in connection.execute(query).scalars())
