"""Accepting, on a quarter's page, what keeps its report from being signed: under the visitor's name, with a reason.

What can be accepted is decided in govreport.release and the rules; who may is decided in access.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response, status
from fastapi.responses import RedirectResponse

from govreport.manifests.documents import Acceptance, Hold
from govreport.overview.model import QuarterRecord
from govreport.store.acceptances import AcceptanceStore
from govreport_airflow.pages import audit
from govreport_airflow.pages.access import DecidingDep, DistrictDep
from govreport_airflow.pages.asked import PageDep, QuarterDep, record_of, results_engine
from govreport_airflow.pages.csrf import require_own_form
from govreport_airflow.pages.words import say_both

accept_route = APIRouter()


def open_holds(record: QuarterRecord, accepted: Mapping[str, Acceptance]) -> list[Hold]:
    """What may be accepted of the newest edition and isn't yet."""
    holds = record.editions[0].report.holds if record.editions else []
    return [h for h in holds if h.states_zh and h.evidence and h.evidence not in accepted]


@accept_route.post("/{district}/{quarter}/accept")
def accept_hold(
    request: Request,
    page: PageDep,
    visitor: DecidingDep,
    district: DistrictDep,
    quarter: QuarterDep,
    token: Annotated[str, Form(max_length=1000)] = "",
    evidence: Annotated[str, Form(max_length=64)] = "",
    agreed: Annotated[str, Form(max_length=3)] = "",
    reason: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Record that the visitor answers for a hold; the next run counts it."""
    require_own_form(request, token, visitor.id, district.id)
    if agreed != "yes" or not reason.strip():
        raise HTTPException(status.HTTP_400_BAD_REQUEST, say_both("not_stated"))
    store = AcceptanceStore(results_engine())
    waiting = open_holds(record_of(district, quarter), store.of(district.id, quarter))
    hold = next((h for h in waiting if h.evidence == evidence), None)
    if hold is None or not store.accept(district.id, quarter, hold, reason.strip(), visitor.ledger_name):
        raise HTTPException(status.HTTP_409_CONFLICT, say_both("no_such_hold"))
    audit.record(
        audit.ACCEPTED, visitor, district.id, quarter,
        rule=hold.rule, subject=hold.subject, evidence=evidence, reason=reason.strip(),
    )  # fmt: skip
    return RedirectResponse(page.address(district.id, quarter, accepted="1"), status.HTTP_303_SEE_OTHER)
