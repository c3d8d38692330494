"""The archive's first page: every quarter and what exists of it, every indicator, every town.

Its search (include/templates/archive/search.js) only hides what doesn't fit; without it the lists are whole.
"""

from __future__ import annotations

from govreport.archive.holdings import Edition, Holding
from govreport.archive.page_quarter import signatures, state_of
from govreport.archive.parts import cell, file_word, link, links, paragraph, section, table
from govreport.archive.reasons import open_question
from govreport.archive.site import INDEX, SiteContext, href
from govreport.dictionary.markdown import THEME_NAMES
from govreport.district.folder import Town
from govreport.errors import Message
from govreport.html.page import View
from govreport.indicators.model import Indicator
from govreport.indicators.vintages.revision_kind import KINDS
from govreport.indicators.vintages.status import VINTAGE_STATUS
from govreport.reports.formats.fonts import plain
from govreport.vocabulary import VERDICTS


def index_view(site: SiteContext) -> View:
    """The first page."""
    quarters = site.holdings.quarters
    opened = sum(e.is_open for h in quarters for e in h.editions)
    contents = Message(
        f"{len(quarters)}期，{opened}份报告，{len(site.series.indicators)}项指标。每个数字都可查到口径、版本和来源。",
        f"{len(quarters)} periods, {opened} editions of their reports, {len(site.series.indicators)} indicators. Every "
        "figure leads to its definition, its vintages and its source.",
    )
    return site.page(
        INDEX,
        site.say(Message(f"{site.holdings.district.name.zh}报告档案", "Archive of reports")),
        section("quarters", site.word("quarters"), _quarters(site), _none(site)),
        section("indicators", site.word("indicators"), *_indicators(site)),
        section("towns", site.word("towns"), links([_town(site, t) for t in site.holdings.district.towns])),
        search=True,
        intro=site.say(contents),
    )


def _none(site: SiteContext) -> View | None:
    return None if site.holdings.quarters else paragraph(site.word("no_figures"))


def _quarters(site: SiteContext) -> View | None:
    heads = [site.word(k) for k in ("period", "reports", "state", "vintage", "verdict_short", "fingerprint")]
    rows = [_row(site, holding) for holding in site.holdings.quarters]
    find = [" ".join([q.zh, q.en, str(q), str(q).replace("-", "").lower(), q.zh.replace("年第", "年 ")]) for q in (
        h.quarter for h in site.holdings.quarters
    )]  # fmt: skip
    return table("quarters-table", "", heads, rows, text=range(6), stacked=True, find=find)


def _row(site: SiteContext, holding: Holding) -> list[View]:
    here = site.path(INDEX)
    page = site.quarter_path(holding.quarter)
    edition = holding.edition(site.language)
    shown = edition or (holding.editions[0] if holding.editions else None)
    verdict = holding.verdict
    return [
        cell(site.say(holding.quarter), href(here, page), tone="strong"),
        cell(
            _issue(site, holding, edition),
            extra=_files(site, here, holding, edition),
        ),
        cell(_states(site, holding)),
        cell(_vintage(site, holding)),
        cell(
            site.say(VERDICTS[verdict.state]) if verdict is not None else "",
            href(here, site.path(f"{holding.quarter}/verdict.html")) if verdict is not None else "",
        ),
        cell(shown.report.fingerprint[:12], tone="code", extra=[link(signatures(site, shown), "")])
        if shown is not None
        else cell(""),
    ]


def _issue(site: SiteContext, holding: Holding, edition: Edition | None) -> str:
    """The issue's number, or why there is none."""
    if edition is not None and edition.model is not None:
        return plain(edition.model.issue)
    return open_question(site, holding)


def _files(site: SiteContext, here: str, holding: Holding, edition: Edition | None) -> list[View]:
    if edition is None:
        return []
    files = [
        link(file_word(site, f), href(here, f"{edition.folder}/{f.name}"))
        for f in edition.report.files
        if not f.is_part
    ]
    page = site.quarter_path(holding.quarter)
    briefs = sum(d.kind == "town_brief" for d in edition.documents)
    if briefs:
        files.append(link(f"{site.word('briefs')} {briefs}", href(here, page, "documents")))
    return files


def _states(site: SiteContext, holding: Holding) -> str:
    remarks = [state_of(site, holding)]
    editions = len([e for e in holding.editions if e.report.language == site.language])
    if editions > 1:
        remarks.append(site.pick(f"共{editions}版", f"{editions} editions"))
    if holding.notices:
        remarks.append(
            site.say(Message(f"更正通知{len(holding.notices)}", f"{len(holding.notices)} correction notices"))
        )
    return site.joined(remarks)


def _vintage(site: SiteContext, holding: Holding) -> str:
    if not holding.vintages:
        return ""
    last = holding.vintages[-1]
    text = site.say(VINTAGE_STATUS[last.status])
    count = len({v.record.source_quarter for v in holding.vintages})
    if count > 1:
        text += site.pick(f"，第{count}版", f", vintage {count}")
        if last.revision is not None:
            text += site.in_brackets(site.say(KINDS[last.revision.judged.kind]))
    return text


def _indicators(site: SiteContext) -> list[View | None]:
    here = site.path(INDEX)
    by_theme: dict[str, list[View]] = {}
    for i in site.series.indicators:
        page = href(here, site.path(f"indicators/{i.id}.html"))
        by_theme.setdefault(i.theme, []).append(link(site.say(i.name), page, find=_find(i)))
    return [links(of, site.say(THEME_NAMES[theme])) for theme, of in by_theme.items()]


def _find(i: Indicator) -> str:
    return " ".join([i.id, *i.name, *THEME_NAMES[i.theme], *i.formula])


def _town(site: SiteContext, town: Town) -> View:
    names = [town.code, town.name, town.short_name, town.en, town.former_name, town.former_short_name, *town.aliases]
    here = site.path(INDEX)
    return link(site.town(town), href(here, site.path(f"towns/{town.code}.html")), find=" ".join(n for n in names if n))
