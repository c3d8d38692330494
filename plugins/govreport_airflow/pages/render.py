"""A view as an answer: placed in its template, with the policy that lets nothing but the page itself work."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from markupsafe import Markup

from govreport.settings import Settings
from govreport.templating import engine, style
from govreport_airflow.pages.headers import page_policy


def render(template: str, view: Mapping[str, Any], status_code: int = 200) -> HTMLResponse:
    """The page, with a policy that lets nothing but itself work."""
    templates, nonce = Settings().templates_dir, secrets.token_urlsafe(16)
    text = engine(templates / "pages").get_template(template).render(d=view, css=_css(templates), nonce=nonce)
    return HTMLResponse(text, status_code, headers={"content-security-policy": page_policy(nonce)})


@cache
def _css(templates: Path) -> Markup:
    return style(templates / "web.css", templates / "pages" / "pages.css")
