"""Collect: fetch an extract from where its district keeps it, and keep the bytes as they came.

A source of the kind ``sql`` is fetched by ``fetch`` in sql.py: the kind is the module's name (files.py, sql.py,
http.py).
"""

from __future__ import annotations

from datetime import date, datetime
from importlib import import_module

from govreport.connections import ConnectionLookup, from_environment
from govreport.context import Context
from govreport.district.folder import District
from govreport.district.schedule import possible_schedule
from govreport.errors import ConfigError
from govreport.manifests.base import ExtractName
from govreport.manifests.extracts import Snapshot
from govreport.period import PERIOD_KINDS
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.sources.request import Fetched, Request
from govreport.store.files import FileStore


def collect(
    settings: Settings,
    district: District,
    quarter: Quarter,
    extract: ExtractName,
    files: FileStore,
    connections: ConnectionLookup = from_environment,
    today: date | None = None,
) -> Snapshot:
    """Fetch one extract and store its bytes under their hash; the same bytes are stored once.

    ``today`` is the district's day (default: the clock's). Raises WaitingError where the extract isn't there and not
    yet due, LateError where it is overdue, SourceError where it can't be had or isn't usable, ConfigError where its
    connection isn't configured or the district's schedule can't happen.
    """
    possible_schedule(district)
    request = Request(
        settings, district, quarter, extract, files, connections, today or datetime.now(district.tz).date()
    )
    fetched = _fetch(request)
    return Snapshot(
        district=district.id,
        extract=extract,
        quarter=quarter,
        filename=fetched.filename,
        sha256=fetched.sha256,
        size=fetched.size,
        key=fetched.key,
        origin=fetched.origin,
    )


def _fetch(request: Request) -> Fetched:
    # By name, and only the one that is needed: the libraries behind databases and web services take long to load.
    fetched: Fetched = import_module(f"govreport.sources.{request.location.kind}").fetch(request, request.location)
    return fetched


def collect_extract(context: Context, extract: ExtractName) -> Snapshot:
    """Fetch one extract of a context's quarter and record its snapshot. Raises as ``collect``."""
    if context.is_longer:
        quarter, of = context.last_part, PERIOD_KINDS[context.district.base]
        raise ConfigError(
            f"{context.quarter} 不收取数据：它的报告由各{of.zh}已算出的数字汇成；数据请按{of.zh}处理，如 {quarter}。",
            f"Nothing is collected for {context.quarter}: its report is put together from the stored figures of "
            f"its {of.en}s; data are handled by {of.en}, such as {quarter}.",
        )
    context.require_one_base()
    context.require_logged_history()
    snapshot = collect(context.settings, context.district, context.quarter, extract, context.files, context.connections)
    context.results.add_snapshot(snapshot)
    return snapshot
