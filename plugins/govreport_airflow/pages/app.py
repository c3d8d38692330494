"""The web application: which address answers with what.

Every route depends on ``entered``; a plugin's application has no other guard.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Annotated, Any

from airflow.api_fastapi.app import get_auth_manager
from fastapi import APIRouter, Depends, FastAPI, Form, HTTPException, Path, Request, Response, status
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException as AnyHTTPException

from govreport.district.folder import District
from govreport.district.reading import load_district
from govreport.errors import ConfigError, DeliveryError, GovreportError, Message
from govreport.overview.holdings import HeldFile, find_file
from govreport.overview.matrix import read_matrix
from govreport.overview.model import QuarterRecord
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.store.acceptances import AcceptanceStore
from govreport.store.audits import AuditStore
from govreport.store.files import FileStore
from govreport.store.results import ResultStore
from govreport.store.writing import utc_now
from govreport_airflow.pages import audit
from govreport_airflow.pages.accepting import accept_route, open_holds
from govreport_airflow.pages.access import AuditingDep, DecidingDep, DistrictDep, Visitor, VisitorDep, entered
from govreport_airflow.pages.actions import may_release, open_copy, release, release_of, settle, turns_of
from govreport_airflow.pages.asked import PageDep, QuarterDep, page_context, people_have, record_of, results_engine
from govreport_airflow.pages.audit_view import audit_view
from govreport_airflow.pages.csrf import form_number, form_token, remember, require_own_form
from govreport_airflow.pages.headers import SafeHeaders
from govreport_airflow.pages.quarter_view import Forms, quarter_view
from govreport_airflow.pages.render import render
from govreport_airflow.pages.runs import runs_of
from govreport_airflow.pages.serving import document, send
from govreport_airflow.pages.views import matrix_view, problem_view, reader_view
from govreport_airflow.pages.words import PROBLEMS, say_both

router = APIRouter()
Sha256 = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
Kind = Annotated[str, Path(pattern=r"^[a-z]{1,32}$")]


def web_app() -> FastAPI:
    """The application that the plugin registers."""
    app = FastAPI(title="govreport", dependencies=[Depends(entered)], docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(accept_route)
    app.include_router(router)
    app.add_middleware(SafeHeaders, broken=_broken)
    app.add_exception_handler(AnyHTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _misread)
    app.add_exception_handler(GovreportError, _troubled)
    app.add_exception_handler(OperationalError, _troubled)
    return app


@cache
def _store(url: str) -> FileStore:
    return FileStore(url)


@router.get("/")
def all_quarters(page: PageDep, visitor: VisitorDep) -> Response:
    """Quarters by the districts that the visitor may read; one whose configuration is wrong is named, not shown."""
    settings, found, unread = Settings(), [], []
    for name in visitor.districts:
        try:
            found.append(load_district(settings.districts_dir, name))
        except ConfigError as error:
            unread.append(error.message)
    now = datetime.now(UTC)
    until = {d.id: Quarter.containing(now.astimezone(d.tz).date(), d.base).previous for d in found}
    matrix = read_matrix(results_engine(), found, until, utc_now())
    audits = any(visitor.may_decide(name) for name in visitor.districts)
    return render("matrix.html.j2", matrix_view(page, matrix, unread, audits=audits))


@router.get("/audit")
def last_audit(page: PageDep, visitor: AuditingDep) -> Response:
    """What the last audit of the installation found; for operators."""
    settings = Settings()
    zone = load_district(settings.districts_dir, visitor.districts[0]).tz
    return render("audit.html.j2", audit_view(page, AuditStore(results_engine()).last(), zone))


@router.get("/{district}/{quarter}")
def one_quarter(
    request: Request, page: PageDep, visitor: VisitorDep, district: DistrictDep, quarter: QuarterDep
) -> Response:
    """Everything about a quarter; forms only for those who may decide."""
    record = record_of(district, quarter)
    releases = {n.text.sha256: release_of(results_engine(), district, n) for n in record.notices}
    turns = {release.role for release in releases.values()} - {""}
    accepted = AcceptanceStore(results_engine()).of(district.id, quarter)
    waits = bool(open_holds(record, accepted)) or any(d.is_open for d in record.deliveries)
    decides = waits and visitor.may_decide(district.id)
    signs = frozenset(role for role in turns if may_release(visitor, district, role))
    number = form_number(request)
    token = form_token(visitor.id, district.id, number) if decides or signs else ""
    forms = Forms(token, decides, signs, releases, accepted)
    runs = runs_of(district.id, quarter)
    whose = turns_of(results_engine(), district, record)
    had = people_have(district, quarter) if record.cell.sent_before else []
    answer = render("quarter.html.j2", quarter_view(page, district, record, forms, _done(request), runs, had, whose))
    if token:
        remember(answer, request, number, page.base or "/")
    return answer


@router.post("/{district}/{quarter}/settle")
def settle_copy(
    request: Request,
    page: PageDep,
    visitor: DecidingDep,
    district: DistrictDep,
    quarter: QuarterDep,
    token: Annotated[str, Form(max_length=1000)] = "",
    which: Annotated[str, Form(max_length=64)] = "",
    arrived: Annotated[str, Form(max_length=3)] = "",
    comment: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Record what became of a copy in doubt, under the visitor's name."""
    require_own_form(request, token, visitor.id, district.id)
    if arrived not in ("yes", "no") or not comment.strip():
        raise HTTPException(status.HTTP_400_BAD_REQUEST, say_both("incomplete"))
    meant = open_copy(record_of(district, quarter), which)
    if meant is None:
        raise HTTPException(status.HTTP_409_CONFLICT, say_both("no_such_copy"))
    try:
        state = settle(
            results_engine(), meant, arrived=arrived == "yes", by=visitor.ledger_name, comment=comment.strip()
        )
    except DeliveryError as error:
        raise HTTPException(status.HTTP_409_CONFLICT, error.message._asdict()) from None
    audit.record(
        audit.SETTLED, visitor, district.id, quarter,
        kind=meant.kind, sha256=meant.sha256, recipient=meant.recipient, state=state, comment=comment.strip(),
    )  # fmt: skip
    return RedirectResponse(page.address(district.id, quarter, recorded="1"), status.HTTP_303_SEE_OTHER)


@router.post("/{district}/{quarter}/notices/{sha256}/sign")
def sign_notice(
    request: Request,
    page: PageDep,
    visitor: VisitorDep,
    district: DistrictDep,
    quarter: QuarterDep,
    sha256: Sha256,
    token: Annotated[str, Form(max_length=1000)] = "",
    role: Annotated[str, Form(max_length=64)] = "",
    comment: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Sign the draft of a correction notice, in the role whose turn it is, under the visitor's name."""
    if not may_release(visitor, district, role):
        raise HTTPException(status.HTTP_403_FORBIDDEN, say_both("not_signing"))
    require_own_form(request, token, visitor.id, district.id)
    notice = next((n for n in record_of(district, quarter).notices if n.text.sha256 == sha256), None)
    if notice is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, say_both("no_such_file"))
    said, by = comment.strip(), visitor.ledger_name
    is_turn = release_of(results_engine(), district, notice).role == role
    if not is_turn or not release(results_engine(), notice, role, by, said, visitor.id):
        raise HTTPException(status.HTTP_409_CONFLICT, say_both("signed_already"))
    audit.record(audit.SIGNED, visitor, district.id, quarter, sha256=sha256, role=role, comment=said)
    return RedirectResponse(page.address(district.id, quarter, signed="1"), status.HTTP_303_SEE_OTHER)


def _done(request: Request) -> str:
    """Which form was just recorded, as the address says after it."""
    return next((word for word in ("recorded", "signed", "accepted") if word in request.query_params), "")


@router.get("/{district}/{quarter}/read/{kind}/{sha256}")
def read(page: PageDep, district: DistrictDep, quarter: QuarterDep, kind: Kind, sha256: Sha256) -> Response:
    """A stored HTML file below a way back."""
    file = _file(record_of(district, quarter), kind, sha256)
    href = page.file(district.id, quarter, file.key)
    return render("reader.html.j2", reader_view(page, district, quarter, file.name, href, ["read", kind, sha256]))


@router.get("/{district}/{quarter}/files/{kind}/{start}/{name}")
def file(
    request: Request, visitor: VisitorDep, district: DistrictDep, quarter: QuarterDep, kind: Kind, start: str,
    name: Annotated[str, Path(pattern=r"^[0-9a-f]{64}\.[a-z]{3,5}$")],
) -> Response:  # fmt: skip
    """A stored file: of the name only the hash counts, and that must be one the quarter leads to."""
    sha256 = name.split(".", 1)[0]
    found = _file(record_of(district, quarter), kind, sha256)
    if found.key != f"{kind}/{start}/{name}":
        raise HTTPException(status.HTTP_404_NOT_FOUND, say_both("no_such_file"))
    answer = send(found, _store(Settings().store), request)
    if found.is_draft:
        _opened(visitor, district, quarter, found)
    return answer


@router.get("/{district}/{quarter}/verdict")
def verdict(page: PageDep, district: DistrictDep, quarter: QuarterDep) -> Response:
    """The verdict page below a way back."""
    href = page.address(district.id, quarter, "verdict.html")
    return render("reader.html.j2", reader_view(page, district, quarter, page.word("verdict"), href, ["verdict"]))


@router.get("/{district}/{quarter}/verdict.html")
def verdict_document(page: PageDep, visitor: VisitorDep, district: DistrictDep, quarter: QuarterDep) -> Response:
    """The verdict page itself, made from the newest verdict, with links to the correction sheets."""
    from govreport.quality.page.page import verdict_page

    settings, record = Settings(), record_of(district, quarter)
    results = ResultStore(results_engine())
    newest = results.verdict(record.verdict.sha256) if record.verdict is not None else None
    if newest is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, say_both("no_such_page"))
    data = verdict_page(
        newest,
        district,
        [s.sheet for s in record.sheets if s.is_current],
        results.verdicts(district.id, quarter),
        settings=settings,
        language=page.language,
        link=lambda sheet: page.file(district.id, quarter, sheet.file.key),
    )
    audit.record(audit.OPENED, visitor, district.id, quarter, kind="verdict", sha256=newest.sha256)
    return document(data)


def _file(record: QuarterRecord, kind: str, sha256: str) -> HeldFile:
    found = find_file(record, _store(Settings().store), kind, sha256)
    if found is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, say_both("no_such_file"))
    return found


def _opened(visitor: Visitor, district: District, quarter: Quarter, held: HeldFile) -> None:
    audit.record(audit.OPENED, visitor, district.id, quarter, kind=held.kind, sha256=held.sha256, name=held.name)


def _refused(request: Request, error: Any) -> Response:
    detail, headers = error.detail, dict(error.headers or {})
    if error.status_code == status.HTTP_401_UNAUTHORIZED:
        message, login = PROBLEMS["logged_out"], get_auth_manager().get_url_login(next_url=str(request.url))
        if request.method == "GET" and request.headers.get("sec-fetch-dest", "") == "document":
            return RedirectResponse(login, status.HTTP_303_SEE_OTHER)
        return render("problem.html.j2", problem_view(page_context(request), message), error.status_code)
    if isinstance(detail, dict):
        message = Message(detail["zh"], detail["en"])
    else:
        message = PROBLEMS["no_such_page"] if error.status_code == 404 else Message(str(detail), str(detail))
    answer = render("problem.html.j2", problem_view(page_context(request), message), error.status_code)
    answer.headers.update(headers)
    return answer


def _misread(request: Request, error: Exception) -> Response:
    if request.method == "POST":
        problem, code = PROBLEMS["incomplete"], status.HTTP_400_BAD_REQUEST
    else:
        problem, code = PROBLEMS["no_such_page"], status.HTTP_404_NOT_FOUND
    return render("problem.html.j2", problem_view(page_context(request), problem), code)


def _broken(request: Request) -> Response:
    return render("problem.html.j2", problem_view(page_context(request), PROBLEMS["broken"]), 500)


def _troubled(request: Request, error: Exception) -> Response:
    message = error.message if isinstance(error, GovreportError) else PROBLEMS["busy"]
    return render("problem.html.j2", problem_view(page_context(request), message), status.HTTP_503_SERVICE_UNAVAILABLE)
