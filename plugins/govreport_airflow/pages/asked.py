"""What every route is told of a request: which page, which period; and where it reads what is known of it."""

from __future__ import annotations

from threading import Lock
from typing import Annotated

from fastapi import Depends, HTTPException, Path, Request, status
from sqlalchemy import Engine

from govreport.context import Context
from govreport.district.folder import District
from govreport.errors import GovreportError, Message
from govreport.overview.model import QuarterRecord
from govreport.overview.record import read_quarter
from govreport.period import KINDS
from govreport.quarter import Quarter
from govreport.release.delivered_before import all_sentences, delivered_before
from govreport.settings import Settings
from govreport.store.database import open_results
from govreport.store.writing import utc_now
from govreport_airflow.pages.views import PageContext
from govreport_airflow.pages.words import say_both


def page_context(request: Request) -> PageContext:
    """Language and addresses of the page that was asked for."""
    asked = request.query_params.get("lang", "")
    if asked not in ("zh", "en"):
        spoken = [part.strip()[:2].lower() for part in request.headers.get("accept-language", "").split(",")]
        asked = next((language for language in spoken if language in ("zh", "en")), "zh")
    return PageContext("en" if asked == "en" else "zh", request.scope.get("root_path", ""))


PageDep = Annotated[PageContext, Depends(page_context)]


def _quarter(quarter: Annotated[str, Path(max_length=7)]) -> Quarter:
    try:
        return Quarter.parse(quarter, KINDS)
    except GovreportError:
        raise HTTPException(status.HTTP_404_NOT_FOUND, say_both("no_such_quarter")) from None


QuarterDep = Annotated[Quarter, Depends(_quarter)]


_opening = Lock()


def results_engine() -> Engine:
    """The results database; two first visitors at once don't bring it to its newest revision both."""
    with _opening:
        return open_results(Settings())


def people_have(district: District, quarter: Quarter) -> list[list[Message]]:
    """For each edition that people have beside a newer one, what is said of it."""
    about = Context(Settings(), district, quarter)
    return [all_sentences(about, before) for before in delivered_before(about)]


def record_of(district: District, quarter: Quarter) -> QuarterRecord:
    """Everything about the quarter, as it stands."""
    return read_quarter(results_engine(), district, quarter, utc_now())
