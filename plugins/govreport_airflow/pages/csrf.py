"""Proof that a form was filled in on our own page, by the person whose browser sends it.

A signed double-submit token: the form carries one that names the user, the district and a random number; a cookie that
no other site's request brings along (SameSite=Strict) and no script reads carries the number. Beside it the browser's
own word on where the request comes from is heard.
"""

from __future__ import annotations

import hmac
import secrets
from urllib.parse import urlsplit

from airflow.configuration import conf
from fastapi import HTTPException, Request, Response, status
from itsdangerous import BadSignature, URLSafeTimedSerializer

from govreport_airflow.pages.words import say_both

COOKIE = "govreport_form"
VALID_SECONDS = 4 * 3600


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(conf.get("api", "secret_key"), salt="govreport.pages.form")


def form_number(request: Request) -> str:
    """The random number of this browser, a new one where it has none."""
    found = request.cookies.get(COOKIE, "")
    return found if len(found) == 43 else secrets.token_urlsafe(32)


def form_token(user: str, district: str, number: str) -> str:
    """What the form carries."""
    return _signer().dumps([user, district, number])


def remember(response: Response, request: Request, number: str, path: str) -> None:
    """Give the browser its number, for our pages only."""
    secure = "https" in (request.url.scheme, urlsplit(conf.get("api", "base_url", fallback="")).scheme)
    response.set_cookie(COOKIE, number, path=path, httponly=True, samesite="strict", secure=secure)


def require_own_form(request: Request, token: str, user: str, district: str) -> None:
    """Raise 403 unless this request comes from a form that we gave to this user for this district."""
    _require_own_origin(request)
    try:
        signed = _signer().loads(token, max_age=VALID_SECONDS)
    except BadSignature:  # an old one too
        raise HTTPException(status.HTTP_403_FORBIDDEN, say_both("form_expired")) from None
    expected = [user, district, request.cookies.get(COOKIE, "")]
    if not expected[2] or not hmac.compare_digest(_joined(signed), _joined(expected)):
        raise HTTPException(status.HTTP_403_FORBIDDEN, say_both("form_expired"))


def _joined(parts: list[str]) -> bytes:
    return "\n".join(parts).encode()


def _require_own_origin(request: Request) -> None:
    """Browsers say where a form was sent from; one that says nothing at all is not believed."""
    stated = request.headers.get("origin") or request.headers.get("referer") or ""
    ours = {request.headers.get("host", ""), urlsplit(conf.get("api", "base_url", fallback="")).netloc} - {""}
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin" or urlsplit(stated).netloc not in ours:
        raise HTTPException(status.HTTP_403_FORBIDDEN, say_both("foreign_origin"))
