"""The page of one quarter: its editions, signatures, verdict, documents and deliveries as texts, addresses and forms.

views.py does the same for the other pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType

from govreport.district.folder import District
from govreport.errors import Message
from govreport.html.labels import LANGUAGES
from govreport.html.page import View
from govreport.indicators.catalogue import catalogue_of
from govreport.indicators.vintages.revision_kind import KINDS
from govreport.indicators.vintages.status import VINTAGE_STATUS
from govreport.manifests.documents import Acceptance, CorrectionNotice, Hold, Publication, ReportFile
from govreport.overview.model import Delivery, Edition, QuarterRecord, Sheet
from govreport.quality.opening import opening
from govreport.quarter import Quarter
from govreport.store.authenticated import Signature
from govreport.vocabulary import COPIES, NOT_RECORDED, SEVERITIES, VERDICTS
from govreport_airflow.pages.actions import Release, copy_name
from govreport_airflow.pages.runs import PeriodRun
from govreport_airflow.pages.views import PageContext, aware_moment, cell_facts, moment, state_text
from govreport_airflow.pages.words import COPY_KINDS, EVENTS, PUBLICATIONS, RUNS

_DONE = {"recorded": "recorded", "signed": "notice_signed", "accepted": "accept_done"}
"""The form that was just recorded -> what the page says of it."""


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
    accepted: Mapping[str, Acceptance]
    """Hash of what was judged -> who accepts it."""


def quarter_view(
    page: PageContext,
    district: District,
    record: QuarterRecord,
    forms: Forms,
    done: str,
    runs: Sequence[PeriodRun] = (),
    had: Sequence[Sequence[Message]] = (),
    turns: Mapping[str, Message] = MappingProxyType({}),
) -> View:
    """Everything about a quarter. ``done``: the form that was just recorded (recorded, signed, accepted or "").

    ``had``: for each edition that people have beside a newer one, the sentences about it. ``turns``: hash of a report
    that waits for a signature -> whose turn it is, and who was told.
    """
    quarter, cell = record.cell.quarter, record.cell
    title = f"{page.say(district.name)} {page.say(quarter)}"
    return page.frame(title, district.id, quarter) | {
        "state": cell.state,
        "state_text": state_text(page, cell.state, is_asked=bool(district.signoff)),
        "facts": list(cell_facts(page, cell)),
        "earlier": {"text": page.say(quarter.previous), "href": page.address(district.id, quarter.previous)},
        "later": {"text": page.say(quarter.next), "href": page.address(district.id, quarter.next)},
        "done": page.word(_DONE[done]) if done in _DONE else "",
        "zone": district.timezone,
        "token": forms.token,
        "decides": forms.decides,
        "action": page.address(district.id, quarter, "settle"),
        "accept": page.address(district.id, quarter, "accept"),
        "open": [_delivery(page, district, d) for d in record.deliveries if d.is_open],
        "had": [[page.say(sentence).strip() for sentence in about] for about in had],
        "editions": [_edition(page, district, e, forms, turns) for e in record.editions],
        "older": page.word("older", n=len(record.editions) - 1),
        "verdict": _verdict(page, district, record),
        "sheets": [_sheet(page, district, s) for s in record.sheets if s.is_current],
        "old_sheets": [_sheet(page, district, s) for s in record.sheets if not s.is_current],
        "unfold": page.word("unfold", n=len(record.pages)),
        "explained": list(_explained(page, district, record)),
        "documents": list(_documents(page, district, record)),
        "vintages": [
            {
                "source": page.say(v.source_quarter),
                "status": page.say(VINTAGE_STATUS[v.status]),
                "when": moment(v.created_at, district.tz),
                "kind": page.say(KINDS[v.kind]) if v.kind else page.word("first"),
                "reason": page.say(v.reason) if v.reason else "",
                "id": v.id[:12],
            }
            for v in record.vintages
        ],
        "notices": [_notice(page, district, record, n, forms) for n in record.notices],
        "ledger": [_delivery(page, district, d) for d in record.deliveries],
        "runs": [
            {
                "id": run.id,
                "state": run.state,
                "text": page.say(RUNS[run.state]) if run.state in RUNS else run.state,
                "when": aware_moment(run.started_at, district.tz),
                "href": run.href,
            }
            for run in runs
        ],
    }


def _sheet(page: PageContext, district: District, s: Sheet) -> View:
    sheet = s.sheet
    return {
        "unit": sheet.title,
        "places": sheet.lines,
        "rows": sheet.rows,
        "when": moment(s.created_at, district.tz),
        "file": page.link(district.id, sheet.quarter, sheet.file.key, sheet.file.name, sheet.file.size),
    }


def _notice(
    page: PageContext, district: District, record: QuarterRecord, notice: CorrectionNotice, forms: Forms
) -> View:
    quarter, sha256 = record.cell.quarter, notice.text.sha256
    release = forms.releases[sha256]
    return {
        "about": notice.report_sha256[:12],
        "files": [page.link(district.id, quarter, f.key, f.name, f.size) for f in (notice.html, notice.text)],
        "changes": [f"{c.name}{c.label and f'（{c.label}）'}：{c.old} → {c.new}" for c in notice.changes],
        "signatures": [_signed(page, district, s) for s in release.signatures],
        "missing": release.role if district.signoff else "",
        "role": release.role if release.role in forms.signs else "",
        "action": page.address(district.id, quarter, "notices", sha256, "sign"),
    }


def _signed(page: PageContext, district: District, s: Signature) -> str:
    by = page.pick("（{}）", " ({})").format(page.say(s.authenticated.in_words)) if s.authenticated else ""
    return f"{s.role} {s.signer}{by} {moment(s.signed_at, district.tz)}" + (f" “{s.comment}”" if s.comment else "")


def _edition(
    page: PageContext, district: District, edition: Edition, forms: Forms, turns: Mapping[str, Message]
) -> View:
    report = edition.report
    named = [_signed(page, district, s) for s in edition.signatures if s.role in district.signoff]
    missing = [f"{page.word('missing')} {role}" for role in edition.missing if role in district.signoff]
    return {
        "language": LANGUAGES[report.language],
        "state": edition.state,
        "state_text": state_text(page, edition.state, is_asked=bool(district.signoff)),
        "issued": edition.is_issued,
        "holds": [_hold(page, district, h, forms.accepted.get(h.evidence)) for h in report.holds],
        "accepted": [_accepted(page, district, h.rule, h.accepted) for h in report.accepted if h.accepted],
        "made": moment(edition.made_at, district.tz),
        "signatures": [*named, *missing] or [page.word("unsigned" if district.signoff else "unattended")],
        "turn": page.say(turns[report.sha256]) if report.sha256 in turns else "",
        "fingerprint": report.fingerprint,
        "sha256": report.sha256,
        "files": [page.link(report.district, report.quarter, f.key, f.name, f.size) for f in _in_order(edition)],
    }


def _hold(page: PageContext, district: District, hold: Hold, accepted: Acceptance | None) -> View:
    return {
        "text": page.say(hold),
        "evidence": hold.evidence,
        "states": page.pick(hold.states_zh, hold.states_en),
        "accepted": _accepted(page, district, hold.rule, accepted) if accepted else "",
    }


def _accepted(page: PageContext, district: District, rule: str, accepted: Acceptance) -> str:
    when = moment(accepted.accepted_at, district.tz)
    return page.pick(
        f"{rule} 由 {accepted.accepted_by} 于 {when} 接受：{accepted.reason}",
        f"{rule} accepted by {accepted.accepted_by} on {when}: {accepted.reason}",
    )


def _in_order(edition: Edition) -> list[ReportFile]:
    order = ("html", "pdf", "annex", "xlsx", "docx")
    files = [f for f in edition.report.files if not f.is_part]
    return sorted(files, key=lambda f: order.index(f.format) if f.format in order else len(order))


def _verdict(page: PageContext, district: District, record: QuarterRecord) -> View | None:
    verdict = record.verdict
    if verdict is None:
        return None
    whole = verdict.verdict
    return {
        "state": verdict.state,
        "text": page.say(VERDICTS[verdict.state]),
        "opening": [page.say(line) for line in opening(whole, district)],
        "whole": page.pick(whole.paragraph_zh, whole.paragraph_en),
        "failed": [f"{page.say(SEVERITIES[s])} {verdict.failed[s]}" for s in SEVERITIES if verdict.failed.get(s)],
        "when": moment(verdict.created_at, district.tz),
        "earlier": page.word("earlier_verdicts", n=verdict.earlier) if verdict.earlier else "",
        "href": page.address(district.id, record.cell.quarter, "verdict"),
    }


def _explained(page: PageContext, district: District, record: QuarterRecord) -> Iterator[View]:
    catalogue = catalogue_of(district.given)
    for file in record.pages:
        indicator = file.name.split("-", 1)[0]
        known = catalogue.get(indicator)
        yield {
            "id": indicator,
            "text": page.say(known.name) if known is not None else file.name,
            "href": page.reader(record.district, record.cell.quarter, file.key),
        }


def _town(page: PageContext, district: District, code: str, quarter: Quarter) -> str:
    town = next((t for t in district.towns if t.code == code), None)
    return code if town is None else page.pick(town.short_name_on(quarter.end), town.en)


def _documents(page: PageContext, district: District, record: QuarterRecord) -> Iterator[View]:
    def name(p: Publication) -> str:
        language = LANGUAGES[p.language] if len(district.languages) > 1 else ""
        return " ".join(filter(None, (_town(page, district, p.town_code, p.quarter), language)))

    for kind, found in groupby(sorted(record.publications, key=lambda p: p.kind, reverse=True), key=lambda p: p.kind):
        yield {
            "title": page.say(PUBLICATIONS[kind]) if kind in PUBLICATIONS else kind,
            "items": [
                {
                    "text": name(p),
                    "files": [page.link(p.district, p.quarter, f.key, f.name, f.size) for f in p.files],
                }
                for p in found
            ],
        }


def _delivery(page: PageContext, district: District, delivery: Delivery) -> View:
    copy = delivery.copy
    state = "under_way" if delivery.under_way else copy.state
    what = [page.say(COPY_KINDS[copy.kind]), _town(page, district, copy.about, copy.quarter)]
    if copy.copy_number:
        what.append(page.word("again", n=copy.copy_number))
    return {
        "name": copy_name(copy),
        "what": " ".join(filter(None, what)),
        "hash": copy.sha256[:12],
        "role": delivery.role,
        "recipient": copy.recipient,
        "test": f"{page.word('test')} {copy.redirected_to}" if copy.is_test else "",
        "state": page.say(COPIES[state]),
        "through": f"{page.word('through')} {copy.transport or page.say(NOT_RECORDED)}",
        "open": delivery.is_open,
        "detail": copy.detail,
        "when": moment(copy.finished_at or copy.claimed_at, district.tz),
        "events": [
            f"{moment(e.happened_at, district.tz)} {e.role} {page.say(EVENTS[e.event])}".replace("  ", " ")
            + (f"：{e.comment}" if e.comment and e.comment != copy.detail else "")
            for e in delivery.events
            if e.event in EVENTS
        ],
    }
