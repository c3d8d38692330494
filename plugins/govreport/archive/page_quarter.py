"""A quarter's page: headline figures, files, documents, vintages, quality, verdict, corrections.

Belongs here: what stands on it and in which order. Does not belong here: shapes (parts.py), addresses (site.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC

from govreport.archive.holdings import Edition, Holding, Vintage
from govreport.archive.parts import (
    View,
    cell,
    figure_href,
    file_word,
    link,
    paragraph,
    report_section,
    section,
    size,
    table,
)
from govreport.archive.site import SiteContext, document_path, href
from govreport.archive.words import LANGUAGES, STATES
from govreport.dictionary.markdown import THEME_NAMES
from govreport.errors import Message
from govreport.indicators.catalogue import CATALOGUE
from govreport.indicators.vintages.revision_kind import KINDS
from govreport.indicators.vintages.status import VINTAGE_STATUS
from govreport.reports.formats.fonts import plain
from govreport.reports.numbers import table_number
from govreport.vocabulary import REPORTS, VERDICTS


def quarter_view(desk: SiteContext, holding: Holding) -> View:
    """The page of one quarter."""
    here, edition = desk.path(f"{holding.quarter}/index.html"), holding.edition(desk.language)
    model = edition.model if edition is not None else None
    quality = next((s for s in model.sections if s.key == "quality"), None) if model is not None else None
    return {
        "path": f"{holding.quarter}/index.html",
        "title": desk.quarter(holding.quarter),
        "sub": plain(f"{model.issue}　{model.as_of}") if model is not None else "",
        "badge": state_of(desk, holding),
        "crumbs": [link(desk.word("archive"), href(here, desk.path("index.html")))],
        "lead": [plain(line) for line in model.headline] if model is not None else [],
        "warning": plain(model.draft) if model is not None else "",
        "sections": [
            *section("headline", desk.word("headline"), _headline(desk, here, holding, edition)),
            *section("files", desk.word("editions"), *_editions(desk, here, holding)),
            *section("documents", desk.word("documents"), *_documents(desk, here, holding, edition)),
            *section("vintages", desk.word("vintages"), *_vintages(desk, here, holding)),
            *section(
                "quality",
                desk.word("quality"),
                paragraph(desk.word("from_report"), "muted"),
                *(report_section(desk, here, holding.quarter, quality) if quality is not None else ()),
            ),
            *section("verdict", desk.word("verdict"), *_verdict(desk, here, holding)),
            *section("notices", desk.word("notices"), *_notices(desk, holding)),
            *section("explained", desk.word("explained"), *_explained(desk, here, holding)),
        ],
    }


def state_of(desk: SiteContext, holding: Holding) -> str:
    """The state of a quarter's report: the best that one of its editions has reached."""
    if not holding.editions:
        return desk.word("no_report")
    best = max(holding.editions, key=lambda e: list(STATES).index(e.state))
    return state_word(desk, best)


def state_word(desk: SiteContext, edition: Edition) -> str:
    """The state of one edition."""
    signed = edition.state == "issued" and desk.holdings.district.signoff
    return desk.say(REPORTS["signed"] if signed else STATES[edition.state])


def signatures(desk: SiteContext, edition: Edition) -> str:
    """Who signed and when, by the district's days."""
    zone = desk.holdings.district.tz
    asked = set(desk.holdings.district.signoff)
    said = [
        plain(f"{s.role} {s.signer} {s.signed_at.replace(tzinfo=UTC).astimezone(zone):%Y-%m-%d}")
        for s in edition.signatures
        if s.role in asked
    ]
    if not asked:
        return desk.word("no_signatures")
    return ("；" if desk.language == "zh" else "; ").join(said) or desk.word("not_signed")


def _headline(desk: SiteContext, here: str, holding: Holding, edition: Edition | None) -> View | None:
    model = edition.model if edition is not None else None
    if model is None or not model.kpis:
        return None
    cards = [
        {
            "name": plain(k.name),
            "value": k.value,
            "unit": k.unit,
            "href": figure_href(here, holding.quarter, k.href),
            "more": href(here, desk.path(f"indicators/{k.indicator}.html")) if k.indicator in CATALOGUE else "",
            "spark": k.spark_svg,
            "changes": [c.model_dump() for c in k.changes],
            "target": k.target,
        }
        for k in model.kpis
    ]
    return {"type": "cards", "cards": cards}


def _editions(desk: SiteContext, here: str, holding: Holding) -> Iterable[View | None]:
    for number, edition in enumerate(holding.editions):
        report = edition.report
        name = f"{desk.word('edition')} {report.fingerprint[:12]}"
        if len(desk.holdings.languages) > 1:
            name += f"　{LANGUAGES[report.language]}"
        if number == 0 and len(holding.editions) > 1:
            name += f"（{desk.word('newest')}）" if desk.language == "zh" else f" ({desk.word('newest')})"
        yield {
            "type": "edition",
            "name": name,
            "state": state_word(desk, edition),
            "is_open": edition.is_open,
            "facts": [
                (desk.word("signed"), signatures(desk, edition), False),
                (desk.word("copies"), f"{edition.copies}" if edition.copies else "", False),
                (desk.word("fingerprint"), report.fingerprint, True),
                (desk.word("sha256"), report.sha256, True),
            ],
            "withheld": "" if edition.is_open else desk.word("files_withheld"),
            "files": [
                {
                    "kind": file_word(desk, f.name),
                    "name": f.name,
                    "href": href(here, f"{edition.folder}/{f.name}"),
                    "size": size(f.size),
                    "sha256": f.sha256,
                }
                for f in (report.files if edition.is_open else [])
            ],
        }


def _documents(desk: SiteContext, here: str, holding: Holding, edition: Edition | None) -> Iterable[View | None]:
    if edition is None:
        return
    towns = desk.holdings.district.town_by_code
    briefs, annexes = [], []
    for document in edition.documents:
        for file in document.files:
            address = href(here, document_path(edition, document.kind, file.name))
            if document.kind == "town_brief":
                town = towns.get(document.town_code)
                briefs.append(link(desk.town(town) if town else document.town_code, address))
            else:
                annexes.append(link(f"{desk.word('annex')} {file_word(desk, file.name)}", address, size(file.size)))
    if briefs:
        yield {"type": "links", "heading": f"{desk.word('briefs')} PDF", "links": briefs}
    if annexes:
        yield {"type": "links", "heading": desk.word("annex"), "links": annexes}


def _vintages(desk: SiteContext, here: str, holding: Holding) -> Iterable[View | None]:
    if not holding.vintages:
        return
    rows = []
    for vintage in holding.vintages:
        judged = vintage.revision.judged if vintage.revision is not None else None
        source = vintage.record.source_quarter
        rows.append(
            [
                cell(desk.quarter(source), href(here, desk.quarter_path(source)) if source != holding.quarter else ""),
                cell(desk.say(VINTAGE_STATUS[vintage.status])),
                cell(desk.say(KINDS[judged.kind]) if judged is not None else desk.word("first")),
                cell(plain(desk.say(judged.reason)) if judged is not None else desk.word("none")),
                cell(vintage.record.id[:12], tone="code"),
            ]
        )
    heads = [desk.word(k) for k in ("made_from", "status", "revision", "reason", "vintage")]
    yield table("vintages-table", "", heads, rows, text=range(5), note=desk.word("vintages_note"), stacked=True)
    yield _by_vintage(desk, here, holding)


def _by_vintage(desk: SiteContext, here: str, holding: Holding) -> View | None:
    by_source: dict[str, Vintage] = {str(v.record.source_quarter): v for v in holding.vintages}
    edition = holding.edition(desk.language)
    model = edition.model if edition is not None else None
    if len(by_source) < 2 or model is None:
        return None
    rows = []
    for name in (k.indicator for k in model.kpis):
        indicator = CATALOGUE.get(name)
        if indicator is None:
            continue
        cells, last = [cell(desk.say(indicator.name), href(here, desk.path(f"indicators/{name}.html")))], ""
        for vintage in by_source.values():
            o = desk.series.stated(vintage, name)
            value = o.value(indicator) if o is not None and o.shown(indicator) else None
            text = "—" if value is None else table_number(value, indicator.decimals)
            cells.append(cell(text, tone="alert" if last and text != last else ""))
            last = text
        rows.append(cells)
    heads = [desk.word("name"), *by_source]
    return table("by-vintage", desk.word("main_by_vintage"), heads, rows, subtitle=desk.word("by_source"))


def _verdict(desk: SiteContext, here: str, holding: Holding) -> Iterable[View | None]:
    verdict = holding.verdict
    if verdict is None:
        return
    passed = sum(o.passed for o in verdict.all_outcomes)
    rules = len(verdict.all_outcomes)
    said = Message(
        f"{rules}条规则，{passed}条符合，{rules - passed}条不合。",
        f"{rules} rules: {passed} met, {rules - passed} not met.",
    )
    yield paragraph(f"{desk.say(VERDICTS[verdict.state])}{'：' if desk.language == 'zh' else ': '}{desk.say(said)}")
    page = desk.path(f"{holding.quarter}/verdict.html")
    yield {"type": "links", "heading": "", "links": [link(desk.word("verdict"), href(here, page))]}


def _notices(desk: SiteContext, holding: Holding) -> Iterable[View | None]:
    for number, notice in enumerate(n for n in holding.notices if n.language == desk.language):
        rows = [
            [cell(plain(f"{c.name} {c.label}").strip()), cell(plain(c.old)), cell(plain(c.new), tone="strong")]
            for c in notice.changes
        ]
        heads = [desk.word(k) for k in ("what", "old", "new")]
        subtitle = f"{desk.say(KINDS[notice.kind])}　{plain(notice.reason)}"
        about = f"{desk.word('edition')} {notice.report_sha256[:12]}"
        yield table(f"notice-{number}", about, heads, rows, subtitle=subtitle)


def _explained(desk: SiteContext, here: str, holding: Holding) -> Iterable[View | None]:
    by_theme: dict[str, list[View]] = {}
    for indicator in CATALOGUE.values():
        page = desk.figure_pages.get((holding.quarter, indicator.id))
        if page:
            by_theme.setdefault(indicator.theme, []).append(link(desk.say(indicator.name), href(here, page)))
    if by_theme:
        yield paragraph(desk.word("explained_note"), "muted")
    for theme, links in by_theme.items():
        yield {"type": "links", "heading": desk.say(THEME_NAMES[theme]), "links": links}
