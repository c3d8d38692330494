"""The draft of a correction notice (更正通知): which headline figures of a signed report are now others, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from govreport.context import Context
from govreport.district.folder import District
from govreport.errors import Message
from govreport.indicators.vintages.revision_kind import KINDS
from govreport.manifests.base import StoredFile
from govreport.manifests.documents import CorrectionNotice, HeadlineChange, Report
from govreport.reports.model import Change, Kpi, ReportModel
from govreport.reports.numbers import text_number
from govreport.reports.terms import terms_of
from govreport.reports.words import Words, load_words
from govreport.settings import Settings
from govreport.store.files import FileStore, sha256
from govreport.store.records import Judged
from govreport.templating import engine

UNEXPLAINED = Judged(
    "correction",
    "unexplained",
    Message("（数据未变，请说明原因）", "(the data are the same; state the reason)"),
)
"""Where the first page changed though no figure was measured anew: another version of the product prints it."""


def headline_changes(issued: ReportModel, made: ReportModel) -> list[HeadlineChange]:
    """Figures of the signed report's first page, and their comparisons, that the new report prints differently.

    What the new first page no longer shows is looked up in its data, so that a figure can't be corrected by leaving it
    out.
    """
    return [change for kpi in issued.kpis for change in _changes(kpi, made)]


def _changes(was: Kpi, made: ReportModel) -> Iterator[HeadlineChange]:
    now = next((kpi for kpi in made.kpis if kpi.indicator == was.indicator), None)
    value, unit = (now.value, now.unit) if now is not None else _from_data(was.indicator, made)
    if (value, unit) != (was.value, was.unit):
        yield HeadlineChange(
            indicator=was.indicator,
            name=was.name,
            old=_with_unit(was.value, was.unit, made),
            new=_with_unit(value, unit, made),
        )
    if now is None:
        return
    for old, new in zip(was.changes, now.changes, strict=True):
        if (old.absolute, old.relative) != (new.absolute, new.relative):
            yield HeadlineChange(
                indicator=was.indicator, name=was.name, label=old.label, old=_comparison(old), new=_comparison(new)
            )


def _from_data(indicator: str, made: ReportModel) -> tuple[str, str]:
    """The figure with its unit, of the data: its card isn't among those of page 1 any more."""
    for point in made.data:
        if (point.indicator, point.quarter, point.town_code, point.breakdown) == (indicator, made.quarter, "", ""):
            return ("—", "") if point.value is None else (text_number(point.value, point.decimals), point.unit)
    return "—", ""


def _with_unit(value: str, unit: str, model: ReportModel) -> str:
    return value if value == "—" or not unit else f"{value}{'' if model.language == 'zh' or unit == '%' else ' '}{unit}"


def _comparison(change: Change) -> str:
    return f"{change.absolute} {change.relative}".strip()


def make_notice(
    settings: Settings,
    district: District,
    files: FileStore,
    *,
    signed: Report,
    issued: ReportModel,
    changes: Sequence[HeadlineChange],
    judged: Judged | None,
    known_since: date | None,
    holders: Sequence[str],
) -> CorrectionNotice:
    """The draft, as text and as a page, kept in the store; the same correction gives the same bytes.

    ``holders`` are the addresses of those who have the signed report; they are named by their role.
    """
    terms, marks = terms_of(district.terms, signed.language), district.given.marks(signed.language)
    words = load_words(settings.templates_dir, signed.language, terms, marks=marks)
    why = judged or UNEXPLAINED
    if why.code == "corrections" and known_since is None:
        known_since = max((c.date for c in district.corrections), default=None)
    kind = why.kind
    reason = why.reason.in_language(signed.language)
    view = _view(words, district, signed, issued, changes, KINDS[kind].in_language(signed.language), reason)
    view["known"] = words("date", **_day(known_since)) if known_since else words("notice.known_open")
    roles = {r.address.casefold(): r.role for r in district.recipients}
    named = [roles.get(address.casefold(), address) for address in holders]
    view["recipients"] = words.join(named) if named else words("notice.recipients_none")
    labels = view["labels"]
    view["facts"] = [
        (labels["kind"], view["kind"]),
        (labels["reason"], reason),
        (labels["known"], view["known"]),
        (labels["recipients"], view["recipients"]),
        (labels["edition"], signed.fingerprint),
    ]
    return CorrectionNotice(
        district=district.id,
        quarter=signed.quarter,
        language=signed.language,
        report_sha256=signed.sha256,
        changes=list(changes),
        kind=kind,
        reason=reason,
        known_since=known_since,
        recipients=list(holders),
        text=_kept(settings, files, view, issued, "txt"),
        html=_kept(settings, files, view, issued, "html"),
    )


def _view(
    words: Words,
    district: District,
    signed: Report,
    issued: ReportModel,
    changes: Sequence[HeadlineChange],
    kind: str,
    reason: str,
) -> dict[str, Any]:
    lines = []
    for change in changes:
        what = change.name if not change.label else words("notice.figure", name=change.name, label=change.label)
        line = words("notice.change", what=what, old=change.old, new=change.new)
        lines.append({"what": what, "old": change.old, "new": change.new, "line": line})
    labels = ("what", "old", "new", "kind", "reason", "known", "recipients", "edition")
    return {
        "lang_tag": words("lang_tag"),
        "title": words("notice.title"),
        "draft": words("notice.draft"),
        "open": "（" if words.language == "zh" else " (",
        "close": "）" if words.language == "zh" else ")",
        "colon": words("notice.colon"),
        "publisher": district.publisher.en if words.language == "en" else district.publisher.zh,
        "report": f"{issued.title} {issued.issue}",
        "about": words("notice.about", title=issued.title, issue=issued.issue),
        "changes": lines,
        "kind": kind,
        "reason": reason,
        "fingerprint": signed.fingerprint,
        "rest": words("notice.rest"),
        "contact": issued.contact,
        "labels": {name: words(f"notice.{name}") for name in labels},
    }


def _day(day: date) -> dict[str, int]:
    return {"year": day.year, "month": day.month, "day": day.day}


def _kept(settings: Settings, files: FileStore, view: dict[str, Any], issued: ReportModel, form: str) -> StoredFile:
    template = engine(settings.templates_dir).get_template(f"correction_notice.{form}.j2")
    data = template.render(n=view).encode()
    return StoredFile(
        name=f"{view['title']}-{issued.file_stem}.{form}",
        sha256=sha256(data),
        size=len(data),
        key=files.put("notices", data, f".{form}"),
    )


def draft_notice(context: Context, report: Report) -> CorrectionNotice | None:
    """Keep the draft of a correction notice where ``report`` prints another headline figure than the one last signed.

    A draft only: nothing mails it. None where nothing was signed or nothing on the first page changed.
    """
    signed = context.ledger.last_signed(context.district.id, context.quarter, context.signers, report.language)
    if signed is None or signed.sha256 == report.sha256:
        return None
    issued, made = (ReportModel.model_validate_json(context.files.get(r.model_key)) for r in (signed, report))
    changes = headline_changes(issued, made)
    if not changes:
        return None
    run = context.runs.last_run(context.district.id, context.quarter)
    own = context.vintages.latest(context.district.id, context.quarter, context.quarter)
    revision = context.revisions.of_vintage(own.id) if own is not None else None
    notice = make_notice(
        context.settings, context.district, context.files,
        signed=signed, issued=issued, changes=changes, judged=revision.judged if revision else None,
        known_since=run.known_since if run else None, holders=context.ledger.holders(signed.sha256),
    )  # fmt: skip
    context.notices.add(notice)
    return notice
