"""Which pages a district's archive has, made from what is held."""

from __future__ import annotations

from collections.abc import Iterator

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
from govreport.store.database import open_database


def build_site(holdings: Holdings) -> Site:
    """The pages and what is to be copied beside them; the same holdings give the same bytes."""
    built, series = Site(), read_series(holdings)
    for holding in holdings.quarters:
        for edition in holding.editions:
            if edition.is_open:
                built.assets.update(asset_paths(edition, holdings))
        built.assets.update(current_data(holding))
    for language in holdings.languages:
        site = SiteContext(language, holdings, series, figure_pages(holdings, language))
        for view in _views(site):
            path = site.path(view["path"])
            built.pages[path] = render(site, path, view)
        for holding in holdings.quarters:
            if holding.verdict is not None:
                built.pages[site.path(f"{holding.quarter}/verdict.html")] = _verdict(site, holding)
    return built


def _views(site: SiteContext) -> Iterator[View]:
    yield index_view(site)
    for holding in site.holdings.quarters:
        yield quarter_view(site, holding)
    for indicator in site.series.indicators:
        yield indicator_view(site, indicator)
    for town in site.holdings.district.towns:
        yield town_view(site, town)


def _verdict(site: SiteContext, holding: Holding) -> bytes:
    """The verdict page without correction sheets: those hold rows as they came, and go to their owners only."""
    held = site.holdings
    assert holding.verdict is not None  # noqa: S101 - for the type checker
    return verdict_page(
        holding.verdict, held.district, None, held.verdicts, settings=held.settings, language=site.language
    )


def update_archive(context: Context, to: str | None = None, *, with_drafts: bool = False) -> Archive:
    """Bring the district's static archive up to date: all quarters, not only the context's.

    It is written to the store, or to ``to``, a folder or URL; ``with_drafts`` shows what isn't issued too.
    """
    district = context.district
    place = Place.at(to) if to else Place(context.files.fs, context.files.path(f"archive/{district.id}"))
    with one_writer(place):
        engine = open_database(context.settings.database)
        held = read_holdings(context.settings, district, context.files, engine, with_drafts=with_drafts)
        return publish_site(build_site(held), context.files, place, district.id)
