"""Everything about one quarter of a district, from database and ledgers; no stored file is opened for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine, func, select

from govreport.district.folder import District
from govreport.errors import Message
from govreport.indicators.vintages.status import vintage_status
from govreport.manifests.corrections import CorrectionSheet
from govreport.manifests.documents import Publication, Report
from govreport.manifests.verdicts import Verdict
from govreport.overview.matrix import Known, cell_of, count, edition_state, is_first, is_under_way, read_known
from govreport.overview.model import Delivery, Edition, QuarterRecord, Sheet, VerdictLine, VintageLine
from govreport.quarter import Quarter
from govreport.store import tables
from govreport.store.copies import Copies, Copy
from govreport.store.lookups import Lookups
from govreport.store.publications import PublicationStore
from govreport.store.results import last_made
from govreport.store.runs import RunStore


def read_quarter(engine: Engine, district: District, quarter: Quarter, now: datetime) -> QuarterRecord:
    """The quarter's record at ``now`` (UTC); one of which nothing is known is not_run, and nothing is in it."""
    known = read_known(engine, district.id, quarter).get(quarter, Known())
    with engine.connect() as connection:
        verdict = _verdict(connection, district, quarter)
        reports = _reports(connection, district, quarter)
        sheets = _sheets(connection, district, quarter)
    deliveries = _deliveries(engine, district, known.copies, now)
    return QuarterRecord(
        district=district.id,
        cell=cell_of(district, quarter, known, now),
        verdict=verdict,
        editions=[_edition(engine, district, report, made_at, deliveries, now) for report, made_at in reports],
        vintages=_vintages(engine, district, quarter),
        sheets=sheets,
        publications=_newest(PublicationStore(engine).of(district.id, quarter)),
        notices=RunStore(engine).notices(district.id, quarter),
        deliveries=deliveries,
    )


def _verdict(connection: Connection, district: District, quarter: Quarter) -> VerdictLine | None:
    v, j = tables.verdicts, tables.judgements
    mine = (v.c.district == district.id, v.c.quarter == str(quarter))
    query = select(v.c.document, j.c.judged_at).join(j, j.c.verdict_sha256 == v.c.sha256).where(*mine)
    row = connection.execute(query.order_by(j.c.sequence.desc()).limit(1)).first()
    if row is None:
        return None
    verdict = Verdict.model_validate_json(row.document)
    every = connection.execute(select(func.count()).select_from(v).where(*mine)).scalar_one()
    return VerdictLine(
        sha256=verdict.sha256,
        state=verdict.state,
        paragraph=Message(verdict.paragraph_zh, verdict.paragraph_en),
        failed=Counter(o.severity for o in verdict.all_outcomes if not o.passed),
        created_at=row.judged_at,
        earlier=every - 1,
    )


def _reports(connection: Connection, district: District, quarter: Quarter) -> list[tuple[Report, datetime]]:
    r = tables.reports
    query = (
        select(r.c.document, r.c.created_at)
        .where(r.c.district == district.id, r.c.quarter == str(quarter))
        .order_by(last_made().desc(), r.c.created_at.desc(), r.c.sha256.desc())
    )
    return [(Report.model_validate_json(row.document), row.created_at) for row in connection.execute(query)]


def _edition(
    engine: Engine,
    district: District,
    report: Report,
    made_at: datetime,
    deliveries: Sequence[Delivery],
    now: datetime,
) -> Edition:
    signatures = Lookups(engine).signatures(report.sha256)
    roles = {s.role for s in signatures}
    missing = tuple(role for role in district.signoff if role not in roles)
    own = [d for d in deliveries if is_first(d.copy) and d.copy.sha256 == report.sha256]
    state = edition_state(held=report.held, missing=missing, copies=count((d.copy for d in own), now))
    return Edition(report, made_at, state, signatures, missing, own)


def _deliveries(engine: Engine, district: District, copies: Iterable[Copy], now: datetime) -> list[Delivery]:
    roles = {r.address.casefold(): r.role for r in district.recipients}
    units = {s.address.casefold(): s.unit for s in district.stewards}
    found = []
    for copy in copies:
        names = units if copy.kind == "sheet" else roles
        found.append(
            Delivery(
                copy=copy,
                role=names.get(copy.recipient.casefold(), ""),
                under_way=is_under_way(copy, now),
                events=Copies(engine).events(copy),
            )
        )
    return sorted(found, key=lambda d: not d.is_open)


def _sheets(connection: Connection, district: District, quarter: Quarter) -> list[Sheet]:
    c = tables.correction_sheets
    query = (
        select(c.c.document, c.c.created_at)
        .where(c.c.district == district.id, c.c.quarter == str(quarter))
        .order_by(c.c.unit, c.c.created_at, c.c.sha256)
    )
    sheets = [Sheet(CorrectionSheet.model_validate_json(r.document), r.created_at) for r in connection.execute(query)]
    return list({s.sheet.unit: s for s in sheets}.values())


def _vintages(engine: Engine, district: District, quarter: Quarter) -> list[VintageLine]:
    days = district.report.release_working_days
    changed = {r.new_vintage: r.judged for r in RunStore(engine).revisions(district.id, quarter)}
    return [
        VintageLine(
            id=v.id,
            source_quarter=v.source_quarter,
            status=vintage_status(quarter, v.source_quarter, days),
            created_at=v.created_at,
            kind=changed[v.id].kind if v.id in changed else None,
            reason=changed[v.id].reason if v.id in changed else None,
        )
        for v in reversed(Lookups(engine).vintages(district.id, quarter))
    ]


def _newest(publications: Iterable[Publication]) -> Sequence[Publication]:
    return list({(p.kind, p.town_code, p.language): p for p in publications}.values())
