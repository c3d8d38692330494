"""A view as an answer: placed in its template, with the policy that lets nothing but the page itself work."""

from __future__ import annotations

import secrets

from fastapi.responses import HTMLResponse

from govreport.html.page import View, place
from govreport.settings import Settings
from govreport_airflow.pages.headers import page_policy


def render(template: str, view: View, status_code: int = 200) -> HTMLResponse:
    """The page that ``template`` (of include/templates/pages/) makes of the view."""
    nonce = secrets.token_urlsafe(16)
    text = place(Settings().templates_dir, f"pages/{template}", view, "web.css", "pages/pages.css", nonce=nonce)
    return HTMLResponse(text, status_code, headers={"content-security-policy": page_policy(nonce)})
