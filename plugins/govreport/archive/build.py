"""Which pages a district's archive has, made from what is held."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from govreport.archive.builds import keep_build, record_build
from govreport.archive.holdings import Holding, Holdings, read_holdings
from govreport.archive.page_data import current_data
from govreport.archive.page_figures import indicator_view, town_view
from govreport.archive.page_index import index_view
from govreport.archive.page_quarter import quarter_view
from govreport.archive.publish import Place, one_writer, publish_site
from govreport.archive.series import read_series
from govreport.archive.site import Site, SiteContext, asset_paths, figure_pages, render
from govreport.context import Context
from govreport.html.page import View
from govreport.manifests.documents import Archive
from govreport.quality.page.page import verdict_page
from govreport.store.database import open_results


def build_site(holdings: Holdings) -> Site:
    """The pages and what is to be copied beside them; the same holdings give the same bytes."""
    built = Site()
    for holding in holdings.quarters:
        for edition in holding.editions:
            if edition.is_open:
                built.assets.update(asset_paths(edition, holdings))
        built.assets.update(current_data(holding))
    built.pages = {path: make() for path, make in _pages(holdings)}
    return built


def make_page(holdings: Holdings, path: str) -> bytes:
    """One page; nothing where these holdings have none of that path."""
    return next((make() for known, make in _pages(holdings) if known == path), b"")


def _pages(holdings: Holdings) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """(path, what makes the page) of every page."""
    series = read_series(holdings)
    for language in holdings.languages:
        site = SiteContext(language, holdings, series, figure_pages(holdings, language))
        for view in _views(site):
            path = site.path(view["path"])
            yield path, partial(render, site, path, view)
        for holding in holdings.quarters:
            if holding.verdict is not None:
                path = site.path(f"{holding.quarter}/verdict.html")
                yield path, partial(_verdict, site, path, holding)


def _views(site: SiteContext) -> Iterator[View]:
    yield index_view(site)
    for holding in site.holdings.quarters:
        yield quarter_view(site, holding)
    for indicator in site.series.indicators:
        yield indicator_view(site, indicator)
    for town in site.holdings.district.towns:
        yield town_view(site, town)


def _verdict(site: SiteContext, path: str, holding: Holding) -> bytes:
    """The verdict page without correction sheets: those hold rows as they came, and go to their owners only."""
    held = site.holdings
    assert holding.verdict is not None  # noqa: S101 - for the type checker
    return verdict_page(
        holding.verdict,
        held.district,
        None,
        held.verdicts,
        settings=held.settings,
        language=site.language,
        archived=site.stated(path),
    )


def update_archive(context: Context, to: str | None = None, *, with_drafts: bool = False) -> Archive:
    """Bring the district's static archive up to date: all quarters, not only the context's.

    It is written to the store, or to ``to``, a folder or URL; ``with_drafts`` shows what isn't issued too.
    """
    district = context.district
    place = Place.at(to) if to else Place(context.files.fs, context.files.path(f"archive/{district.id}"))
    with one_writer(place):
        engine = open_results(context.settings)
        held = read_holdings(context.settings, district, context.files, engine, with_drafts=with_drafts)
        site = build_site(held)
        key = keep_build(held, site)  # before anybody can have one of its pages
        stated = record_build(engine, district.id, key, in_store=to is None)
        return publish_site(site, context.files, place, district.id, stated)
