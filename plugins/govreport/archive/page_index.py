"""The archive's first page: every quarter and what exists of it, every indicator, every town.

Belongs here: what stands on it, and what its search looks at. Does not belong here: the search itself
(include/templates/archive/search.js): without it the lists are whole.
"""

from __future__ import annotations

from govreport.archive.holdings import Edition, Holding
from govreport.archive.page_quarter import signatures, state_of
from govreport.archive.parts import View, cell, file_word, link, paragraph, section, table
from govreport.archive.site import SiteContext, href
from govreport.dictionary.markdown import THEME_NAMES
from govreport.district.folder import Town
from govreport.errors import Message
from govreport.indicators.model import Indicator
from govreport.indicators.vintages.revision_kind import KINDS
from govreport.indicators.vintages.status import VINTAGE_STATUS
from govreport.reports.formats.fonts import plain
from govreport.vocabulary import VERDICTS


def index_view(desk: SiteContext) -> View:
    """The first page."""
    quarters = desk.holdings.quarters
    opened = sum(e.is_open for h in quarters for e in h.editions)
    said = Message(
        f"{len(quarters)}个季度，{opened}份季报，{len(desk.series.indicators)}项指标。每个数字都可查到口径、版本和来源。",
        f"{len(quarters)} quarters, {opened} editions of the report, {len(desk.series.indicators)} indicators. Every "
        "figure leads to its definition, its vintages and its source.",
    )
    return {
        "path": "index.html",
        "title": desk.say(Message(f"{desk.holdings.district.name.zh}季报档案", "Archive of quarterly reports")),
        "sub": "",
        "badge": "",
        "crumbs": [],
        "lead": [],
        "warning": "",
        "search": True,
        "intro": desk.say(said),
        "sections": [
            *section("quarters", desk.word("quarters"), _quarters(desk), _none(desk)),
            *section("indicators", desk.word("indicators"), *_indicators(desk)),
            *section(
                "towns",
                desk.word("towns"),
                {"type": "links", "heading": "", "links": [_town(desk, t) for t in desk.holdings.district.towns]},
            ),
        ],
    }


def _none(desk: SiteContext) -> View | None:
    return None if desk.holdings.quarters else paragraph(desk.word("no_figures"))


def _quarters(desk: SiteContext) -> View | None:
    heads = [desk.word(k) for k in ("period", "reports", "state", "vintage", "verdict_short", "fingerprint")]
    rows = [_row(desk, holding) for holding in desk.holdings.quarters]
    find = [" ".join([q.zh, q.en, str(q), f"{q.year}q{q.number}", q.zh.replace("年第", "年 ")]) for q in (
        h.quarter for h in desk.holdings.quarters
    )]  # fmt: skip
    return table("quarters-table", "", heads, rows, text=range(6), stacked=True, find=find)


def _row(desk: SiteContext, holding: Holding) -> list[View]:
    here = desk.path("index.html")
    page = desk.quarter_path(holding.quarter)
    edition = holding.edition(desk.language)
    shown = edition or (holding.editions[0] if holding.editions else None)
    verdict = holding.verdict
    return [
        cell(desk.quarter(holding.quarter), href(here, page), tone="strong"),
        cell(
            plain(edition.model.issue) if edition is not None and edition.model is not None else "",
            extra=_files(desk, here, holding, edition),
        ),
        cell(_states(desk, holding)),
        cell(_vintage(desk, holding)),
        cell(
            desk.say(VERDICTS[verdict.state]) if verdict is not None else "",
            href(here, desk.path(f"{holding.quarter}/verdict.html")) if verdict is not None else "",
        ),
        cell(shown.report.fingerprint[:12], tone="code", extra=[link(signatures(desk, shown), "")])
        if shown is not None
        else cell(""),
    ]


def _files(desk: SiteContext, here: str, holding: Holding, edition: Edition | None) -> list[View]:
    if edition is None:
        return []
    files = [link(file_word(desk, f.name), href(here, f"{edition.folder}/{f.name}")) for f in edition.report.files]
    page = desk.quarter_path(holding.quarter)
    briefs = sum(d.kind == "town_brief" for d in edition.documents)
    if briefs:
        files.append(link(f"{desk.word('briefs')} {briefs}", href(here, page, "documents")))
    return files


def _states(desk: SiteContext, holding: Holding) -> str:
    said = [state_of(desk, holding)]
    editions = len([e for e in holding.editions if e.report.language == desk.language])
    if editions > 1:
        said.append(desk.say(Message(f"共{editions}版", f"{editions} editions")))
    if holding.notices:
        said.append(desk.say(Message(f"更正通知{len(holding.notices)}", f"{len(holding.notices)} correction notices")))
    return ("；" if desk.language == "zh" else "; ").join(said)


def _vintage(desk: SiteContext, holding: Holding) -> str:
    if not holding.vintages:
        return ""
    last = holding.vintages[-1]
    said = desk.say(VINTAGE_STATUS[last.status])
    count = len({v.record.source_quarter for v in holding.vintages})
    if count > 1:
        said += desk.say(Message(f"，第{count}版", f", vintage {count}"))
        if last.revision is not None:
            kind = desk.say(KINDS[last.revision.judged.kind])
            said += f"（{kind}）" if desk.language == "zh" else f" ({kind})"
    return said


def _indicators(desk: SiteContext) -> list[View]:
    here = desk.path("index.html")
    by_theme: dict[str, list[View]] = {}
    for i in desk.series.indicators:
        page = href(here, desk.path(f"indicators/{i.id}.html"))
        by_theme.setdefault(i.theme, []).append(link(desk.say(i.name), page, find=_find(i)))
    return [
        {"type": "links", "heading": desk.say(THEME_NAMES[theme]), "links": links} for theme, links in by_theme.items()
    ]


def _find(i: Indicator) -> str:
    return " ".join([i.id, *i.name, *THEME_NAMES[i.theme], *i.formula])


def _town(desk: SiteContext, town: Town) -> View:
    names = [town.code, town.name, town.short_name, town.en, town.former_name, town.former_short_name, *town.aliases]
    here = desk.path("index.html")
    return link(desk.town(town), href(here, desk.path(f"towns/{town.code}.html")), find=" ".join(n for n in names if n))
