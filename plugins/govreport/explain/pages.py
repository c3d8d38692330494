"""Static pages that explain the figures of a report: one self-contained HTML file an indicator.

A page gives the figure of the district, of every town and of every member of its breakdowns, each with an anchor, and
the records behind them town by town; a denominator that other records make up has a page of its own, shared by all
figures that stand on it. Pages depend only on what the report depends on, so the same inputs give the same bytes, and
the report's links, which hold their hashes, bind them to its signature. What may not be printed isn't here either:
figures come through indicators/presentation.py, columns through the allow-list.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from govreport.canonical import town_scores
from govreport.context import Context
from govreport.errors import Message
from govreport.explain.explanation import ExplainContext, Side, make_side
from govreport.explain.figure_page import FigurePage
from govreport.explain.lists import Cells
from govreport.explain.longer_pages import KIND, longer_pages
from govreport.explain.page_view import figure_view, list_view
from govreport.explain.rows import Writer, read_sheets
from govreport.explain.vintage_records import records_of
from govreport.explain.withheld import Withholding
from govreport.explain.words import measure_words
from govreport.html.page import View, place
from govreport.indicators.disclosure.proxies import Proxy
from govreport.indicators.model import Indicator
from govreport.indicators.presentation import PresentedFigures
from govreport.indicators.record_lists import Lists
from govreport.indicators.record_places import Place
from govreport.language import Language
from govreport.manifests.base import StoredFile
from govreport.manifests.measurements import Measurement, VintageRef
from govreport.manifests.verdicts import Verdict
from govreport.store.files import sha256
from govreport.store.links import href

_SMALL = 50_000
"""Rows of all extracts that may be listed whole before anything is cut."""
MOST = 1_500
"""Records of one numerator or denominator that a page lists; where there are more it says how to get them."""


def figure_pages(
    context: ExplainContext,
    templates: Path,
    vintage: VintageRef,
    verdict: Verdict,
    figures: PresentedFigures,
    language: Language,
    most: int = MOST,
    proxies: Collection[Proxy] = (),
) -> dict[str, StoredFile]:
    """Make and keep the pages of every indicator that ``vintage`` states: indicator -> its page in the store.

    ``figures`` are those that the report may show, ``proxies`` what gave a sensitive group away in any quarter. Raises
    IntegrityError where a stored file is missing or damaged.
    """
    quarter = vintage.quarter
    stated = [i for i in figures.indicators.values() if figures.get(i.id, quarter) is not None]
    # Counting before listing costs a second pass: only worth it where lists could be long.
    small = sum(c.tidy.rows_kept for c in verdict.checks) <= _SMALL
    with records_of(context, verdict, vintage.id, quarter, limit=None if small else most) as lists:
        sides = {i.id: _sides(lists, i, most) for i in stated}
        scores = lists.references.get(town_scores.name, ())
    places = _places(s for pair in sides.values() for s in pair)
    writer = Writer(context.district, context.codes, quarter.end, language)
    cells = Cells(read_sheets(places, verdict.checks, context.district, context.files, scores), writer)
    together = (_places(shown) for shown in _lists(sides.values()))
    withholding = Withholding(cells.sheets, together, context.codes, proxies)
    page = FigurePage(language, context, vintage, verdict, figures, cells, withholding)

    def render(view: View) -> bytes:
        return place(templates, "figure.html.j2", view, "figure.css").encode()

    pages: dict[str, StoredFile] = {}
    listed: dict[tuple[str, Message | None], str] = {}
    for indicator in stated:
        top, below = sides[indicator.id]
        link = ""
        if below is not None and below.chosen and not _together(top, below):
            same = ("" if indicator.denominator is None else indicator.denominator.name, measure_words(indicator)[1])
            if same not in listed:
                data = render(list_view(page, indicator, below))
                listed[same] = context.files.put(KIND, data, ".html")
            link = href(listed[same])
        data = render(figure_view(page, indicator, top, below, link))
        name = f"{indicator.id}-{quarter}-{language}.html"
        pages[indicator.id] = StoredFile(
            name=name, sha256=sha256(data), size=len(data), key=context.files.put(KIND, data, ".html")
        )
    return pages


def _sides(lists: Lists, indicator: Indicator, most: int) -> tuple[Side, Side | None]:
    """Numerator and denominator with their records; a side of more than ``most`` rows has none."""
    both = []
    for measure in (indicator.numerator, indicator.denominator):
        chosen = lists[measure].of() if measure is not None and len(lists[measure].chosen) <= most else []
        both.append(None if measure is None else make_side(measure, lists[measure].total(chosen), chosen))
    assert both[0] is not None  # noqa: S101 - every indicator has a numerator
    return both[0], both[1]


def _together(top: Side, below: Side) -> bool:
    """Whether both can stand in one list: the denominator holds the numerator's records."""
    return bool(below.chosen) and set(top.places) <= set(below.places)


def _lists(sides: Iterable[tuple[Side, Side | None]]) -> Iterator[list[Side]]:
    """What stands in one list, of every page."""
    for top, below in sides:
        if below is not None and _together(top, below):
            yield [top, below]
        else:
            yield from ([side] for side in (top, below) if side is not None)


def _places(sides: Iterable[Side | None]) -> set[Place]:
    return {place for s in sides if s is not None for c in s.chosen for place in c.places}


def explain_pages(
    context: Context,
    measurement: Measurement,
    verdict: Verdict,
    figures: PresentedFigures,
    language: Language,
    proxies: Collection[Proxy] = (),
) -> dict[str, StoredFile]:
    """The pages that explain the quarter's figures: indicator -> page.

    ``figures`` are those that may be shown, ``proxies`` what gave a sensitive group away in any quarter until now.
    """
    if context.is_longer:
        return longer_pages(context, measurement, figures, language)
    own = next(v for v in measurement.vintages if v.quarter == context.quarter)
    return figure_pages(
        ExplainContext.of(context), context.settings.templates_dir, own, verdict, figures, language, proxies=proxies
    )
