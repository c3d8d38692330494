"""What stands on a quarter's page.

Belongs here: choosing and wording. Does not belong here: the other pages and what all share (views.py), the look.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from govreport.district.folder import District
from govreport.indicators.catalogue import CATALOGUE
from govreport.indicators.vintages.revision_kind import KINDS
from govreport.indicators.vintages.status import VINTAGE_STATUS
from govreport.manifests.documents import CorrectionNotice, Publication, ReportFile
from govreport.overview.model import Delivery, Edition, QuarterRecord
from govreport.quality.page.words import SEVERITIES
from govreport.quality.page.words import STATES as VERDICTS
from govreport.store.ledger import Signature
from govreport_airflow.pages.releasing import Release
from govreport_airflow.pages.settling import copy_name
from govreport_airflow.pages.views import PageContext, View, cell_facts, moment, other_language, state_text
from govreport_airflow.pages.words import COPY_KINDS, COPY_STATES, EVENTS, LANGUAGES, PUBLICATIONS


@dataclass(frozen=True)
class Forms:
    """What a visitor may send in from the page."""

    token: str
    """What forms carry."""
    decides: bool
    """Whether he may settle copies in doubt."""
    signs: frozenset[str]
    """Roles in which he may sign notices."""
    releases: Mapping[str, Release]
    """Hash of a notice's text -> who has signed it."""


def quarter_view(desk: PageContext, district: District, record: QuarterRecord, forms: Forms, done: str) -> View:
    """Everything about a quarter. ``done``: the form that was just recorded (recorded, signed or "")."""
    quarter, cell = record.cell.quarter, record.cell
    title = f"{desk.say(district.name)} {desk.quarter(quarter)}"
    return desk.frame(title, other_language(desk, district.id, quarter)) | {
        "state": cell.state,
        "state_text": state_text(desk, cell.state, is_asked=bool(district.signoff)),
        "facts": list(cell_facts(desk, cell)),
        "earlier": {"text": desk.quarter(quarter.previous), "href": desk.address(district.id, quarter.previous)},
        "later": {"text": desk.quarter(quarter.next), "href": desk.address(district.id, quarter.next)},
        "done": {"recorded": desk.word("recorded"), "signed": desk.word("notice_signed")}.get(done, ""),
        "zone": district.timezone,
        "token": forms.token,
        "decides": forms.decides,
        "action": desk.address(district.id, quarter, "settle"),
        "open": [_delivery(desk, district, d) for d in record.deliveries if d.is_open],
        "editions": [_edition(desk, district, e) for e in record.editions],
        "older": desk.word("older", n=len(record.editions) - 1),
        "verdict": _verdict(desk, district, record),
        "sheets": [
            {
                "unit": s.sheet.title,
                "places": s.sheet.lines,
                "rows": s.sheet.rows,
                "when": moment(desk, s.created_at, district.tz),
                "file": desk.link(district.id, quarter, s.sheet.file.key, s.sheet.file.name, s.sheet.file.size),
            }
            for s in record.sheets
        ],
        "unfold": desk.word("unfold", n=len(record.pages)),
        "explained": list(_explained(desk, record)),
        "documents": list(_documents(desk, district, record)),
        "vintages": [
            {
                "source": desk.quarter(v.source_quarter),
                "status": desk.say(VINTAGE_STATUS[v.status]),
                "when": moment(desk, v.created_at, district.tz),
                "kind": desk.say(KINDS[v.kind]) if v.kind else desk.word("first"),
                "reason": desk.say(v.reason) if v.reason else "",
                "id": v.id[:12],
            }
            for v in record.vintages
        ],
        "notices": [_notice(desk, district, record, n, forms) for n in record.notices],
        "ledger": [_delivery(desk, district, d) for d in record.deliveries],
    }


def _notice(
    desk: PageContext, district: District, record: QuarterRecord, notice: CorrectionNotice, forms: Forms
) -> View:
    quarter, sha256 = record.cell.quarter, notice.text.sha256
    release = forms.releases[sha256]
    return {
        "about": notice.report_sha256[:12],
        "files": [desk.link(district.id, quarter, f.key, f.name, f.size) for f in (notice.html, notice.text)],
        "changes": [f"{c.name}{c.label and f'（{c.label}）'}：{c.old} → {c.new}" for c in notice.changes],
        "signatures": [_signed(desk, district, s) for s in release.signatures],
        "missing": release.role if district.signoff else "",
        "role": release.role if release.role in forms.signs else "",
        "action": desk.address(district.id, quarter, "notices", sha256, "sign"),
    }


def _signed(desk: PageContext, district: District, s: Signature) -> str:
    return f"{s.role} {s.signer} {moment(desk, s.signed_at, district.tz)}" + (f" “{s.comment}”" if s.comment else "")


def _edition(desk: PageContext, district: District, edition: Edition) -> View:
    report = edition.report
    named = [_signed(desk, district, s) for s in edition.signatures if s.role in district.signoff]
    missing = [f"{desk.word('missing')} {role}" for role in edition.missing if role in district.signoff]
    return {
        "language": LANGUAGES[report.language],
        "state": edition.state,
        "state_text": state_text(desk, edition.state, is_asked=bool(district.signoff)),
        "issued": edition.is_issued,
        "made": moment(desk, edition.made_at, district.tz),
        "signatures": [*named, *missing] or [desk.word("unsigned" if district.signoff else "unattended")],
        "fingerprint": report.fingerprint,
        "sha256": report.sha256,
        "files": [desk.link(report.district, report.quarter, f.key, f.name, f.size) for f in _in_order(edition)],
    }


def _in_order(edition: Edition) -> list[ReportFile]:
    order = (".html", ".pdf", ".xlsx", ".docx")
    return sorted(edition.report.files, key=lambda f: next((i for i, s in enumerate(order) if f.name.endswith(s)), 9))


def _verdict(desk: PageContext, district: District, record: QuarterRecord) -> View | None:
    verdict = record.verdict
    if verdict is None:
        return None
    lead, stop, rest = desk.say(verdict.paragraph).partition(". " if desk.language == "en" else "。")
    return {
        "state": verdict.state,
        "text": desk.say(VERDICTS[verdict.state]),
        "lead": lead + stop.strip(),
        "rest": rest,
        "failed": [f"{desk.say(SEVERITIES[s])} {verdict.failed[s]}" for s in SEVERITIES if verdict.failed.get(s)],
        "when": moment(desk, verdict.created_at, district.tz),
        "earlier": desk.word("earlier_verdicts", n=verdict.earlier) if verdict.earlier else "",
        "href": desk.address(district.id, record.cell.quarter, "verdict"),
    }


def _explained(desk: PageContext, record: QuarterRecord) -> Iterator[View]:
    for page in record.pages:
        indicator = page.name.split("-", 1)[0]
        known = CATALOGUE.get(indicator)
        yield {
            "id": indicator,
            "text": desk.say(known.name) if known is not None else page.name,
            "href": desk.reader(record.district, record.cell.quarter, page.key),
        }


def _town(desk: PageContext, district: District, code: str) -> str:
    town = next((t for t in district.towns if t.code == code), None)
    return code if town is None else town.en if desk.language == "en" else town.short_name


def _documents(desk: PageContext, district: District, record: QuarterRecord) -> Iterator[View]:
    def name(p: Publication) -> str:
        language = LANGUAGES[p.language] if len(district.languages) > 1 else ""
        return " ".join(filter(None, (_town(desk, district, p.town_code), language)))

    for kind, found in groupby(sorted(record.publications, key=lambda p: p.kind, reverse=True), key=lambda p: p.kind):
        yield {
            "title": desk.say(PUBLICATIONS[kind]) if kind in PUBLICATIONS else kind,
            "items": [
                {
                    "text": name(p),
                    "files": [desk.link(p.district, p.quarter, f.key, f.name, f.size) for f in p.files],
                }
                for p in found
            ],
        }


def _delivery(desk: PageContext, district: District, delivery: Delivery) -> View:
    copy = delivery.copy
    state = "under_way" if delivery.under_way else copy.state
    what = [desk.say(COPY_KINDS[copy.kind]), _town(desk, district, copy.about)]
    if copy.copy_number:
        what.append(desk.word("again", n=copy.copy_number))
    return {
        "name": copy_name(copy),
        "what": " ".join(filter(None, what)),
        "hash": copy.sha256[:12],
        "role": delivery.role,
        "recipient": copy.recipient,
        "test": f"{desk.word('test')} {copy.redirected_to}" if copy.is_test else "",
        "state": desk.say(COPY_STATES[state]) if state in COPY_STATES else state,
        "open": delivery.is_open,
        "detail": copy.detail,
        "when": moment(desk, copy.finished_at or copy.claimed_at, district.tz),
        "events": [
            f"{moment(desk, e.happened_at, district.tz)} {e.role} {desk.say(EVENTS[e.event])}".replace("  ", " ")
            + (f"：{e.comment}" if e.comment and e.comment != copy.detail else "")
            for e in delivery.events
            if e.event in EVENTS
        ],
    }
