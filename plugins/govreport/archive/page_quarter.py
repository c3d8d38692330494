"""A quarter's page: headline figures, files, documents, vintages, quality, verdict, corrections, in this order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC

from govreport.archive.holdings import Edition, Holding, Vintage
from govreport.archive.page_data import data_blocks
from govreport.archive.parts import (
    cell,
    figure_href,
    file_word,
    link,
    links,
    paragraph,
    report_section,
    section,
    size,
    table,
)
from govreport.archive.reasons import open_question, why_not_issued
from govreport.archive.site import SiteContext, document_path, href
from govreport.archive.words import STATES
from govreport.dictionary.markdown import THEME_NAMES
from govreport.errors import Message
from govreport.html.labels import LANGUAGES
from govreport.html.page import View
from govreport.indicators.catalogue import CATALOGUE
from govreport.indicators.vintages.revision_kind import KINDS
from govreport.indicators.vintages.status import VINTAGE_STATUS
from govreport.reports.formats.fonts import plain
from govreport.reports.model import Section
from govreport.reports.numbers import table_number
from govreport.vocabulary import REPORTS, VERDICTS


def quarter_view(site: SiteContext, holding: Holding) -> View:
    """The page of one quarter."""
    path, edition = f"{holding.quarter}/index.html", holding.edition(site.language)
    here = site.path(path)
    model = edition.model if edition is not None else None
    quality = next((s for s in model.sections if s.key == "quality"), None) if model is not None else None
    return site.page(
        path,
        site.say(holding.quarter),
        section("headline", site.word("headline"), _headline(site, here, holding, edition)),
        section("files", site.word("editions"), *_editions(site, here, holding)),
        section("data", site.word("data"), *data_blocks(site, here, holding)),
        section("documents", site.word("documents"), *_documents(site, here, edition)),
        section("vintages", site.word("vintages"), *_vintages(site, here, holding)),
        section("quality", site.word("quality"), *_quality(site, here, holding, quality)),
        section("verdict", site.word("verdict"), *_verdict(site, here, holding)),
        section("notices", site.word("notices"), *_notices(site, holding)),
        section("explained", site.word("explained"), *_explained(site, here, holding)),
        sub=plain(site.pick("　", " · ").join([model.issue, model.as_of])) if model is not None else "",
        badge=state_of(site, holding),
        lead=[plain(line) for line in model.headline] if model is not None else [],
        warning=open_question(site, holding),
    )


def state_of(site: SiteContext, holding: Holding) -> str:
    """The state of a quarter's report: the best that one of its editions has reached."""
    if not holding.editions:
        return site.word("no_report")
    best = max(holding.editions, key=lambda e: list(STATES).index(e.state))
    return state_word(site, best)


def state_word(site: SiteContext, edition: Edition) -> str:
    """The state of one edition."""
    signed = edition.state == "issued" and site.holdings.district.signoff
    return site.say(REPORTS["signed"] if signed else STATES[edition.state])


def signatures(site: SiteContext, edition: Edition) -> str:
    """Who signed and when, by the district's days."""
    zone = site.holdings.district.tz
    asked = set(site.holdings.district.signoff)
    signed = [
        plain(f"{s.role} {s.signer} {s.signed_at.replace(tzinfo=UTC).astimezone(zone):%Y-%m-%d}")
        for s in edition.signatures
        if s.role in asked
    ]
    if not asked:
        return site.word("no_signatures")
    return site.joined(signed) or site.word("not_signed")


def _headline(site: SiteContext, here: str, holding: Holding, edition: Edition | None) -> View | None:
    model = edition.model if edition is not None else None
    if model is None or not model.kpis:
        return None
    cards = [
        {
            "name": plain(k.name),
            "value": k.value,
            "unit": k.unit,
            "href": figure_href(here, holding.quarter, k.href),
            "more": href(here, site.path(f"indicators/{k.indicator}.html")) if k.indicator in CATALOGUE else "",
            "spark": k.spark_svg,
            "changes": [c.model_dump() for c in k.changes],
            "target": k.target,
        }
        for k in model.kpis
    ]
    return {"type": "cards", "cards": cards}


def _editions(site: SiteContext, here: str, holding: Holding) -> Iterable[View | None]:
    for number, edition in enumerate(holding.editions):
        report = edition.report
        name = f"{site.word('edition')} {report.fingerprint[:12]}"
        if len(site.holdings.languages) > 1:
            name += f"{site.pick('　', ' · ')}{LANGUAGES[report.language]}"
        if number == 0 and len(holding.editions) > 1:
            name += site.in_brackets(site.word("newest"))
        yield {
            "type": "edition",
            "name": name,
            "state": state_word(site, edition),
            "is_open": edition.is_open,
            "facts": [
                (site.word("reason"), why_not_issued(site, edition), False),
                (site.word("signed"), signatures(site, edition), False),
                (site.word("copies"), f"{edition.copies}" if edition.copies else "", False),
                (site.word("fingerprint"), report.fingerprint, True),
                (site.word("sha256"), report.sha256, True),
            ],
            "withheld": "" if edition.is_open else site.word("files_withheld"),
            "files": [
                {
                    "kind": file_word(site, f),
                    "name": f.name,
                    "href": href(here, f"{edition.folder}/{f.name}"),
                    "size": size(f.size),
                    "sha256": f.sha256,
                }
                for f in (report.files if edition.is_open else [])
                if not f.is_part
            ],
        }


def _quality(site: SiteContext, here: str, holding: Holding, quality: Section | None) -> Iterable[View | None]:
    if quality is not None:
        yield paragraph(site.word("from_report"), "muted")
        yield from report_section(site, here, holding.quarter, quality)


def _documents(site: SiteContext, here: str, edition: Edition | None) -> Iterable[View | None]:
    if edition is None:
        return
    towns = site.holdings.district.town_by_code
    briefs, annexes = [], []
    for document in edition.documents:
        for file in document.files:
            address = href(here, document_path(edition, document.kind, file.name))
            if document.kind == "town_brief":
                town = towns.get(document.town_code)
                briefs.append(link(site.town(town, edition.report.quarter) if town else document.town_code, address))
            else:
                annexes.append(link(f"{site.word('annex')} {file_word(site, file)}", address, size(file.size)))
    yield links(briefs, f"{site.word('briefs')} PDF")
    yield links(annexes, site.word("annex"))


def _vintages(site: SiteContext, here: str, holding: Holding) -> Iterable[View | None]:
    if not holding.vintages:
        return
    rows = []
    for vintage in reversed(holding.vintages):
        judged = vintage.revision.judged if vintage.revision is not None else None
        source = vintage.record.source_quarter
        rows.append(
            [
                cell(site.say(source), href(here, site.quarter_path(source)) if source != holding.quarter else ""),
                cell(site.say(VINTAGE_STATUS[vintage.status])),
                cell(site.say(KINDS[judged.kind]) if judged is not None else site.word("first")),
                cell(plain(site.say(judged.reason)) if judged is not None else site.word("none")),
                cell(vintage.record.id[:12], tone="code"),
            ]
        )
    heads = [site.word(k) for k in ("made_from", "status", "revision", "reason", "vintage")]
    yield table("vintages-table", "", heads, rows, text=range(5), note=site.word("vintages_note"), stacked=True)
    yield _by_vintage(site, here, holding)


def _by_vintage(site: SiteContext, here: str, holding: Holding) -> View | None:
    by_source: dict[str, Vintage] = {str(v.record.source_quarter): v for v in holding.vintages}
    edition = holding.edition(site.language)
    model = edition.model if edition is not None else None
    if len(by_source) < 2 or model is None:
        return None
    rows = []
    for name in (k.indicator for k in model.kpis):
        indicator = site.series.figures.indicators.get(name)
        if indicator is None:
            continue
        cells, last = [cell(site.say(indicator.name), href(here, site.path(f"indicators/{name}.html")))], ""
        for vintage in by_source.values():
            o = site.series.stated(vintage, name)
            value = o.value(indicator) if o is not None and o.shown(indicator) else None
            text = "—" if value is None else table_number(value, indicator.decimals)
            cells.append(cell(text, tone="alert" if last and text != last else ""))
            last = text
        rows.append(cells)
    heads = [site.word("name"), *by_source]
    return table("by-vintage", site.word("main_by_vintage"), heads, rows, subtitle=site.word("by_source"))


def _verdict(site: SiteContext, here: str, holding: Holding) -> Iterable[View | None]:
    verdict = holding.verdict
    if verdict is None:
        return
    passed = sum(o.passed for o in verdict.all_outcomes)
    rules = len(verdict.all_outcomes)
    counts = Message(
        f"{rules}条规则，{passed}条符合，{rules - passed}条不合。",
        f"{rules} rules: {passed} met, {rules - passed} not met.",
    )
    yield paragraph(f"{site.say(VERDICTS[verdict.state])}{site.pick('：', ': ')}{site.say(counts)}")
    yield links([link(site.word("verdict"), href(here, site.path(f"{holding.quarter}/verdict.html")))])


def _notices(site: SiteContext, holding: Holding) -> Iterable[View | None]:
    for number, notice in enumerate(n for n in holding.notices if n.language == site.language):
        rows = [
            [cell(plain(f"{c.name} {c.label}").strip()), cell(plain(c.old)), cell(plain(c.new), tone="strong")]
            for c in notice.changes
        ]
        heads = [site.word(k) for k in ("what", "old", "new")]
        subtitle = f"{site.say(KINDS[notice.kind])}{site.pick('　', ' · ')}{plain(notice.reason)}"
        about = f"{site.word('edition')} {notice.report_sha256[:12]}"
        yield table(f"notice-{number}", about, heads, rows, subtitle=subtitle)


def _explained(site: SiteContext, here: str, holding: Holding) -> Iterable[View | None]:
    by_theme: dict[str, list[View]] = {}
    for indicator in site.series.figures.indicators.values():
        page = site.figure_pages.get((holding.quarter, indicator.id))
        if page:
            by_theme.setdefault(indicator.theme, []).append(link(site.say(indicator.name), href(here, page)))
    if by_theme:
        yield paragraph(site.word("explained_note"), "muted")
    for theme, of in by_theme.items():
        yield links(of, site.say(THEME_NAMES[theme]))
