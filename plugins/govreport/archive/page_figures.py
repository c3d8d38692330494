"""The pages of one indicator and of one town: figures over all quarters, as series.py chooses them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from govreport.archive.parts import cell, facts, flag_note, link, links, paragraph, printed, section, size, table
from govreport.archive.site import SiteContext, document_path, href
from govreport.dictionary.markdown import DIRECTIONS, THEME_NAMES
from govreport.district.folder import Town
from govreport.explain.words import amount, money_of
from govreport.html.page import View
from govreport.indicators.citations import cited_in_both
from govreport.indicators.model import BASIS, Indicator
from govreport.indicators.vintages.revision_stats import Triangle
from govreport.indicators.vintages.status import VINTAGE_STATUS
from govreport.quarter import Quarter
from govreport.reports.charts.over_time import spark
from govreport.reports.numbers import rounded, signed_number, table_number

RECENT = 5
"""Quarters in a table of towns: this one and four before it, so that the year-ago quarter is among them."""


def indicator_view(site: SiteContext, indicator: Indicator) -> View:
    """An indicator's page."""
    page = f"indicators/{indicator.id}.html"
    here, figures = site.path(page), site.series.figures
    quarters = [q for q in site.series.quarters if figures.get(indicator.id, q) is not None]
    longer = [q for q in site.series.longer if figures.get(indicator.id, q) is not None]
    latest = (quarters or longer)[0]
    values = [figures.value(indicator.id, q) for q in reversed(quarters)]
    latest_figure = {
        "type": "value",
        "where": site.say(latest),
        "value": printed(site, indicator, latest),
        "unit": site.say(indicator.unit),
        "href": href(here, site.figure_pages.get((latest, indicator.id), "")),
        "spark": _spark(site, values),
    }
    return site.page(
        page,
        site.say(indicator.name),
        section("now", "", latest_figure, facts(_definition(site, indicator, latest))),
        section("series", site.word("series"), _series(site, here, indicator, quarters)),
        section("series-longer", site.word("series_longer"), _series(site, here, indicator, longer, "longer-table")),
        section("revisions", site.word("revisions"), *_revisions(site, indicator)),
        section("targets", site.word("targets"), _targets(site, indicator)),
        section("towns", site.word("towns_figures"), _towns(site, here, indicator, quarters[:RECENT][::-1])),
        sub=site.pick("　", " · ").join(
            [indicator.id, site.say(THEME_NAMES[indicator.theme]), site.say(BASIS[indicator.basis])]
        ),
    )


def _spark(site: SiteContext, values: list[Fraction | None]) -> str:
    if len(values) < 2:
        return ""
    ago = len(values) - 5 if len(values) >= 5 else None
    return spark(values, ago=ago, width=180, height=36).svg(site.holdings.settings.templates_dir)


def _definition(site: SiteContext, indicator: Indicator, latest: Quarter) -> Iterator[tuple[str, str]]:
    yield site.word("definition"), site.say(indicator.formula)
    if indicator.caveat is not None:
        yield site.word("caveat"), site.say(indicator.caveat)
    yield site.word("rule_source"), site.say(cited_in_both(indicator.source, site.holdings.district.given, latest.end))
    yield site.word("direction"), site.say(DIRECTIONS[indicator.direction])


def _series(
    site: SiteContext, here: str, indicator: Indicator, quarters: list[Quarter], key: str = "series-table"
) -> View | None:
    figures = site.series.figures
    rows, flags = [], []
    for quarter in quarters:
        o, vintage = figures.get(indicator.id, quarter), site.series.current[quarter]
        assert o is not None  # noqa: S101 - for the type checker: quarters are those that have it
        flags.append(figures.flags(indicator.id, quarter))
        value = cell(
            printed(site, indicator, quarter),
            href(here, site.figure_pages.get((quarter, indicator.id), "")),
            tone="strong",
            flags=flags[-1],
        )
        row = [cell(site.say(quarter), href(here, site.quarter_path(quarter))), value]
        if indicator.denominator is not None:
            row.append(cell(site.say(amount(o.numerator, money_of(indicator, indicator.numerator)))))
            row.append(cell(site.say(amount(o.denominator or 0, money_of(indicator, indicator.denominator)))))
        row += [cell(site.say(VINTAGE_STATUS[vintage.status])), cell(site.say(vintage.record.source_quarter))]
        rows.append(row)
    unit = site.say(indicator.unit)
    heads = [site.word("period"), site.word("value") + site.in_brackets(unit)]
    if indicator.denominator is not None:
        heads += site.pick(["分子", "分母"], ["numerator", "denominator"])
    heads += [site.word("status"), site.word("made_from")]
    last = len(heads)
    return table(key, "", heads, rows, text=(0, last - 2, last - 1), note=flag_note(site, flags), stacked=True)


def _revisions(site: SiteContext, indicator: Indicator) -> Iterable[View | None]:
    of: Triangle = site.series.triangle(indicator)
    if not any(len(of.row(q)) > 1 for q in of.quarters):
        return
    rows = []
    for quarter in reversed(of.quarters):
        cells, last = [cell(site.say(quarter))], ""
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
    heads = [site.word("period"), *(str(s) for s in of.sources), site.word("triangle_change")]
    note = flag_note(site, ["B"]) if any(f.is_break for f in of.cells.values()) else ""
    yield paragraph(site.word("revisions_note"), "muted")
    yield table("triangle", "", heads, rows, note=note)


def _moved(of: Triangle, quarter: Quarter, indicator: Indicator) -> str:
    row = [f for f in of.row(quarter) if f.value is not None]
    if len(row) < 2 or any(f.is_break for f in row[1:]):
        return ""
    first, last = row[0].value, row[-1].value
    assert first is not None and last is not None  # noqa: S101 PT018 - for the type checker
    moved = last - first
    return signed_number(moved, indicator.decimals) if rounded(moved, indicator.decimals) else "0"


def _targets(site: SiteContext, indicator: Indicator) -> View | None:
    unit = site.say(indicator.unit)
    rows = [
        [
            cell(site.pick(t.label_zh, t.label_en)),
            cell(site.pick(f"{t.value}{unit}", f"{t.value} {unit}")),
            cell(t.due.isoformat()),
            cell(t.source),
        ]
        for t in site.holdings.district.targets
        if t.indicator == indicator.id
    ]
    heads = [site.word(k) for k in ("targets", "value", "due", "rule_source")]
    return table("targets-table", "", heads, rows, text=(0, 2, 3), stacked=True)


def _towns(site: SiteContext, here: str, indicator: Indicator, quarters: list[Quarter]) -> View | None:
    figures, towns = site.series.figures, site.holdings.district.towns
    stated = [t for t in towns if any(figures.get(indicator.id, q, t.code) is not None for q in quarters)]
    if not stated:
        return None
    rows = [
        [
            cell(site.town(town), href(here, site.path(f"towns/{town.code}.html"))),
            *(_figure(site, here, indicator, quarter, town.code) for quarter in quarters),
        ]
        for town in stated
    ]
    rows.append([cell(site.word("district")), *(_figure(site, here, indicator, quarter) for quarter in quarters)])
    heads = [site.word("town"), *(str(q) for q in quarters)]
    note = site.pick("　", " ").join(filter(None, [site.word("towns_note"), flag_note(site, _flags(rows))]))
    return table("towns-table", "", heads, rows, note=note, totals=[len(rows) - 1])


def _figure(site: SiteContext, here: str, indicator: Indicator, quarter: Quarter, town: str = "") -> View:
    """A figure that leads to its place on its page; that it is preliminary isn't marked."""
    figures, page = site.series.figures, site.figure_pages.get((quarter, indicator.id), "")
    known = figures.get(indicator.id, quarter, town) is not None
    return cell(
        printed(site, indicator, quarter, town),
        href(here, page, f"t-{town or 'district'}") if known else "",
        flags=figures.flags(indicator.id, quarter, town).replace("P", ""),
    )


def _flags(rows: Iterable[Iterable[View]]) -> list[str]:
    return [cell["flags"].upper() for row in rows for cell in row]


def town_view(site: SiteContext, town: Town) -> View:
    """A town's page: its briefs and its figures by quarter."""
    page = f"towns/{town.code}.html"
    here = site.path(page)
    former = town.former_short_name if town.former_short_name != town.short_name else None
    zh_former = f"（{town.former_until}前为{former}）" if former else ""
    quarters = site.series.quarters[:RECENT][::-1]
    return site.page(
        page,
        site.town(town) + site.pick(zh_former, ""),
        section("briefs", site.word("briefs"), _briefs(site, here, town)),
        section("figures", site.word("towns_figures"), *_town_figures(site, here, town, quarters)),
        sub=town.code,
    )


def _briefs(site: SiteContext, here: str, town: Town) -> View | None:
    briefs = []
    for holding in site.holdings.quarters:
        edition = holding.edition(site.language)
        if edition is None:
            continue
        own = [d for d in edition.documents if (d.kind, d.town_code) == ("town_brief", town.code)]
        for file in (f for d in own for f in d.files):
            address = href(here, document_path(edition, "town_brief", file.name))
            briefs.append(link(site.say(holding.quarter), address, size(file.size)))
    return links(briefs)


def _town_figures(site: SiteContext, here: str, town: Town, quarters: list[Quarter]) -> Iterable[View | None]:
    figures = site.series.figures
    by_theme: dict[str, list[list[View]]] = {}
    for indicator in site.series.indicators:
        if not any(figures.get(indicator.id, q, town.code) is not None for q in quarters):
            continue
        row = [
            cell(site.say(indicator.name), href(here, site.path(f"indicators/{indicator.id}.html"))),
            cell(site.say(indicator.unit), tone="muted"),
            *(_figure(site, here, indicator, quarter, town.code) for quarter in quarters),
        ]
        by_theme.setdefault(indicator.theme, []).append(row)
    heads = [site.word("name"), site.word("unit"), *(str(q) for q in quarters)]
    if by_theme:
        yield paragraph(site.word("towns_note"), "muted")
    for theme, rows in by_theme.items():
        note = flag_note(site, _flags(rows))
        yield table(f"f-{theme}", site.say(THEME_NAMES[theme]), heads, rows, text=(0, 1), note=note)
