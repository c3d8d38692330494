"""The pages of one indicator and of one town: figures over all quarters.

Belongs here: what stands on them. Does not belong here: choosing figures (series.py), shapes (parts.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from govreport.archive.parts import View, cell, facts, flag_note, link, paragraph, printed, section, size, table
from govreport.archive.site import SiteContext, document_path, href
from govreport.dictionary.markdown import DIRECTIONS, THEME_NAMES
from govreport.district.folder import Town
from govreport.explain.words import amount
from govreport.indicators.citations import cited
from govreport.indicators.model import BASIS, Indicator
from govreport.indicators.vintages.revision_stats import Triangle
from govreport.indicators.vintages.status import VINTAGE_STATUS
from govreport.quarter import Quarter
from govreport.reports.charts.over_time import spark
from govreport.reports.numbers import rounded, signed_number, table_number

RECENT = 5
"""Quarters in a table of towns: this one and four before it, so that the year-ago quarter is among them."""


def indicator_view(desk: SiteContext, indicator: Indicator) -> View:
    """An indicator's page."""
    page = f"indicators/{indicator.id}.html"
    here, figures = desk.path(page), desk.series.figures
    quarters = [q for q in desk.series.quarters if figures.get(indicator.id, q) is not None]
    latest = quarters[0]
    values = [figures.value(indicator.id, q) for q in reversed(quarters)]
    return {
        "path": page,
        "title": desk.say(indicator.name),
        "sub": f"{indicator.id}　{desk.say(THEME_NAMES[indicator.theme])}　{desk.say(BASIS[indicator.basis])}",
        "badge": "",
        "crumbs": [link(desk.word("archive"), href(here, desk.path("index.html")))],
        "lead": [],
        "warning": "",
        "sections": [
            *section(
                "now",
                "",
                {
                    "type": "value",
                    "where": desk.quarter(latest),
                    "value": printed(desk, indicator, latest),
                    "unit": desk.say(indicator.unit),
                    "href": href(here, desk.figure_pages.get((latest, indicator.id), "")),
                    "spark": spark(values, ago=len(values) - 5 if len(values) >= 5 else None, width=180, height=36).svg(
                        desk.holdings.settings.templates_dir
                    )
                    if len(values) > 1
                    else "",
                },
                facts(_definition(desk, indicator)),
            ),
            *section("series", desk.word("series"), _series(desk, here, indicator, quarters)),
            *section("revisions", desk.word("revisions"), *_revisions(desk, indicator)),
            *section("targets", desk.word("targets"), _targets(desk, indicator)),
            *section("towns", desk.word("towns_figures"), _towns(desk, here, indicator, quarters[:RECENT])),
        ],
    }


def _definition(desk: SiteContext, indicator: Indicator) -> Iterator[tuple[str, str]]:
    yield desk.word("definition"), desk.say(indicator.formula)
    if indicator.caveat is not None:
        yield desk.word("caveat"), desk.say(indicator.caveat)
    yield desk.word("rule_source"), cited(indicator.source, desk.holdings.district.code)
    yield desk.word("direction"), desk.say(DIRECTIONS[indicator.direction])


def _series(desk: SiteContext, here: str, indicator: Indicator, quarters: list[Quarter]) -> View | None:
    figures = desk.series.figures
    rows, flags = [], []
    for quarter in quarters:
        o, vintage = figures.get(indicator.id, quarter), desk.series.current[quarter]
        assert o is not None  # noqa: S101 - for the type checker: quarters are those that have it
        flags.append(figures.flags(indicator.id, quarter))
        value = cell(
            printed(desk, indicator, quarter),
            href(here, desk.figure_pages.get((quarter, indicator.id), "")),
            tone="strong",
            flags=flags[-1],
        )
        row = [cell(desk.quarter(quarter), href(here, desk.quarter_path(quarter))), value]
        if indicator.denominator is not None:
            row.append(cell(desk.say(amount(o.numerator, is_money=indicator.numerator.is_money))))
            row.append(cell(desk.say(amount(o.denominator or 0, is_money=indicator.denominator.is_money))))
        row += [cell(desk.say(VINTAGE_STATUS[vintage.status])), cell(desk.quarter(vintage.record.source_quarter))]
        rows.append(row)
    unit = desk.say(indicator.unit)
    heads = [desk.word("period"), f"{desk.word('value')}（{unit}）" if desk.language == "zh" else f"value ({unit})"]
    if indicator.denominator is not None:
        heads += ["分子", "分母"] if desk.language == "zh" else ["numerator", "denominator"]
    heads += [desk.word("status"), desk.word("made_from")]
    last = len(heads)
    return table(
        "series-table", "", heads, rows, text=(0, last - 2, last - 1), note=flag_note(desk, flags), stacked=True
    )


def _revisions(desk: SiteContext, indicator: Indicator) -> Iterable[View | None]:
    of: Triangle = desk.series.triangle(indicator)
    if not any(len(of.row(q)) > 1 for q in of.quarters):
        return
    rows = []
    for quarter in reversed(of.quarters):
        cells, last = [cell(desk.quarter(quarter))], ""
        for source in of.sources:
            figure = of.cells.get((quarter, source))
            if figure is None:
                cells.append(cell(""))
                continue
            text = "—" if figure.value is None else table_number(figure.value, indicator.decimals)
            tone = "alert" if last and text != last else ""
            cells.append(cell(text, tone=tone, flags="B" if figure.is_break else ""))
            last = text
        cells.append(cell(_moved(of, quarter, indicator)))
        rows.append(cells)
    heads = [desk.word("period"), *(str(s) for s in of.sources), desk.word("triangle_change")]
    note = flag_note(desk, ["B"]) if any(f.is_break for f in of.cells.values()) else ""
    yield paragraph(desk.word("revisions_note"), "muted")
    yield table("triangle", "", heads, rows, note=note)


def _moved(of: Triangle, quarter: Quarter, indicator: Indicator) -> str:
    row = [f for f in of.row(quarter) if f.value is not None]
    if len(row) < 2 or any(f.is_break for f in row[1:]):
        return ""
    first, last = row[0].value, row[-1].value
    assert first is not None and last is not None  # noqa: S101 PT018 - for the type checker
    moved = last - first
    return signed_number(moved, indicator.decimals) if rounded(moved, indicator.decimals) else "0"


def _targets(desk: SiteContext, indicator: Indicator) -> View | None:
    unit, zh = desk.say(indicator.unit), desk.language == "zh"
    rows = [
        [
            cell(t.label_zh if zh else t.label_en),
            cell(f"{t.value}{unit}" if zh else f"{t.value} {unit}"),
            cell(t.due.isoformat()),
            cell(t.source),
        ]
        for t in desk.holdings.district.targets
        if t.indicator == indicator.id
    ]
    heads = [desk.word(k) for k in ("targets", "value", "due", "rule_source")]
    return table("targets-table", "", heads, rows, text=(0, 2, 3), stacked=True)


def _towns(desk: SiteContext, here: str, indicator: Indicator, quarters: list[Quarter]) -> View | None:
    figures, towns = desk.series.figures, desk.holdings.district.towns
    stated = [t for t in towns if any(figures.get(indicator.id, q, t.code) is not None for q in quarters)]
    if not stated:
        return None
    rows, flags = [], []
    for code, name, page in [*((t.code, desk.town(t), f"towns/{t.code}.html") for t in stated), ("", "", "")]:
        row = [cell(name, href(here, desk.path(page))) if code else cell(desk.word("district"))]
        for quarter in quarters:
            letters = figures.flags(indicator.id, quarter, code)
            flags.append(letters)
            anchor = f"t-{code or 'district'}"
            there = desk.figure_pages.get((quarter, indicator.id), "")
            known = figures.get(indicator.id, quarter, code) is not None
            row.append(
                cell(
                    printed(desk, indicator, quarter, code),
                    href(here, there, anchor) if known else "",
                    flags=letters.replace("P", ""),
                )
            )
        rows.append(row)
    heads = [desk.word("town"), *(str(q) for q in quarters)]
    note = "　".join(filter(None, [desk.word("towns_note"), flag_note(desk, [f.replace("P", "") for f in flags])]))
    return table("towns-table", "", heads, rows, note=note, totals=[len(rows) - 1])


def town_view(desk: SiteContext, town: Town) -> View:
    """A town's page: its briefs and its figures by quarter."""
    page = f"towns/{town.code}.html"
    here = desk.path(page)
    former = town.former_short_name if town.former_short_name != town.short_name else None
    zh_former = f"（{town.former_until}前为{former}）" if former else ""
    quarters = desk.series.quarters[:RECENT]
    return {
        "path": page,
        "title": f"{desk.town(town)}{zh_former if desk.language == 'zh' else ''}",
        "sub": town.code,
        "badge": "",
        "crumbs": [link(desk.word("archive"), href(here, desk.path("index.html")))],
        "lead": [],
        "warning": "",
        "sections": [
            *section("briefs", desk.word("briefs"), _briefs(desk, here, town)),
            *section("figures", desk.word("towns_figures"), *_town_figures(desk, here, town, quarters)),
        ],
    }


def _briefs(desk: SiteContext, here: str, town: Town) -> View | None:
    links = []
    for holding in desk.holdings.quarters:
        edition = holding.edition(desk.language)
        if edition is None:
            continue
        own = [d for d in edition.documents if (d.kind, d.town_code) == ("town_brief", town.code)]
        for file in (f for d in own for f in d.files):
            address = href(here, document_path(edition, "town_brief", file.name))
            links.append(link(desk.quarter(holding.quarter), address, size(file.size)))
    return {"type": "links", "heading": "", "links": links} if links else None


def _town_figures(desk: SiteContext, here: str, town: Town, quarters: list[Quarter]) -> Iterable[View | None]:
    figures = desk.series.figures
    by_theme: dict[str, list[list[View]]] = {}
    for indicator in desk.series.indicators:
        if not any(figures.get(indicator.id, q, town.code) is not None for q in quarters):
            continue
        row = [
            cell(desk.say(indicator.name), href(here, desk.path(f"indicators/{indicator.id}.html"))),
            cell(desk.say(indicator.unit), tone="muted"),
        ]
        for quarter in quarters:
            there = desk.figure_pages.get((quarter, indicator.id), "")
            known = figures.get(indicator.id, quarter, town.code) is not None
            row.append(
                cell(
                    printed(desk, indicator, quarter, town.code),
                    href(here, there, f"t-{town.code}") if known else "",
                    flags=figures.flags(indicator.id, quarter, town.code).replace("P", ""),
                )
            )
        by_theme.setdefault(indicator.theme, []).append(row)
    heads = [desk.word("name"), desk.word("unit"), *(str(q) for q in quarters)]
    if by_theme:
        yield paragraph(desk.word("towns_note"), "muted")
    for theme, rows in by_theme.items():
        letters = [c["flags"].upper() for row in rows for c in row]
        yield table(f"f-{theme}", desk.say(THEME_NAMES[theme]), heads, rows, text=(0, 1), note=flag_note(desk, letters))
