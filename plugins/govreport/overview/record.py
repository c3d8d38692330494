"""Everything about one quarter of a district, from database and ledgers; no stored file is opened for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Engine

from govreport.district.folder import District
from govreport.indicators.vintages.status import vintage_status
from govreport.manifests.corrections import CorrectionSheet
from govreport.manifests.documents import Publication
from govreport.overview.matrix import cell_of, count, edition_state, is_under_way
from govreport.overview.model import Delivery, Edition, QuarterRecord, Sheet, VerdictLine, VintageLine
from govreport.quarter import Quarter
from govreport.store.copies import Copies, Copy
from govreport.store.editions import StoredEdition, read_editions
from govreport.store.log import is_ours
from govreport.store.notices import NoticeStore
from govreport.store.publications import PublicationStore
from govreport.store.quarters import KnownQuarter, read_known
from govreport.store.records import StandingVerdict
from govreport.store.results import ResultStore
from govreport.store.revisions import RevisionStore
from govreport.store.vintages import VintageStore


def read_quarter(engine: Engine, district: District, quarter: Quarter, now: datetime) -> QuarterRecord:
    """The quarter's record at ``now`` (UTC); one of which nothing is known is not_run, and nothing is in it."""
    known = read_known(engine, district.id, quarter).get(quarter, KnownQuarter())
    results = ResultStore(engine)
    standing = results.standing_verdict(district.id, quarter)
    deliveries = _deliveries(engine, district, known.copies, now)
    editions = read_editions(engine, district.id, quarter, known.copies)
    return QuarterRecord(
        district=district.id,
        cell=cell_of(district, quarter, known, now),
        verdict=_verdict(standing),
        editions=[_edition(district, edition, deliveries, now) for edition in editions],
        vintages=_vintages(engine, district, quarter),
        sheets=_sheets(results.sheets(district.id, quarter), standing),
        publications=_newest(PublicationStore(engine).of(district.id, quarter)),
        notices=NoticeStore(engine).of(district.id, quarter),
        deliveries=deliveries,
    )


def _verdict(standing: StandingVerdict | None) -> VerdictLine | None:
    if standing is None:
        return None
    verdict = standing.verdict
    return VerdictLine(
        sha256=verdict.sha256,
        state=verdict.state,
        verdict=verdict,
        failed=Counter(o.severity for o in verdict.all_outcomes if not o.passed),
        created_at=standing.judged_at,
        earlier=standing.earlier,
    )


def _sheets(made: Iterable[tuple[CorrectionSheet, datetime]], standing: StandingVerdict | None) -> list[Sheet]:
    """The newest of each unit, by unit; those that the standing verdict asks for go before others."""
    sheets = [
        Sheet(sheet, created_at, standing is None or sheet.is_asked_by(standing.verdict)) for sheet, created_at in made
    ]
    newest = {s.sheet.unit: s for s in sorted(sheets, key=lambda s: s.is_current)}
    return [newest[unit] for unit in sorted(newest)]


def _edition(district: District, stored: StoredEdition, deliveries: Sequence[Delivery], now: datetime) -> Edition:
    missing = stored.missing(district.signoff)
    # Taken from all deliveries, not made anew, so that an edition's stand in the same order: what is open first.
    own = [d for d in deliveries if d.copy in stored.copies]
    state = edition_state(held=stored.report.held, missing=missing, copies=count(stored.copies, now))
    return Edition(stored.report, stored.made_at, state, stored.signatures, missing, own)


def _deliveries(engine: Engine, district: District, copies: Iterable[Copy], now: datetime) -> list[Delivery]:
    roles = {r.address.casefold(): r.role for r in district.recipients}
    units = {s.address.casefold(): s.unit for s in district.stewards}
    deliveries = []
    for copy in copies:
        names = units if copy.kind == "sheet" else roles
        deliveries.append(
            Delivery(
                copy=copy,
                role=names.get(copy.recipient.casefold(), ""),
                under_way=is_under_way(copy, now),
                events=Copies(engine).events(copy),
            )
        )
    return sorted(deliveries, key=lambda d: not d.is_open)


def _vintages(engine: Engine, district: District, quarter: Quarter) -> list[VintageLine]:
    known = VintageStore(engine, only_logged=True).of_quarter(district.id, quarter)
    with engine.connect() as connection:
        ours = [v for v in known if is_ours(connection, "vintage", {"id": v.id})]
    changed = {r.new_vintage: r.judged for r in RevisionStore(engine).of_quarter(district.id, quarter)}
    return [
        VintageLine(
            id=v.id,
            source_quarter=v.source_quarter,
            status=vintage_status(quarter, v.source_quarter, district.timing),
            created_at=v.created_at,
            kind=changed[v.id].kind if v.id in changed else None,
            reason=changed[v.id].reason if v.id in changed else None,
        )
        for v in reversed(ours)
    ]


def _newest(publications: Iterable[Publication]) -> Sequence[Publication]:
    return list({(p.kind, p.town_code, p.language): p for p in publications}.values())
