"""Placing a view in its template.

Belongs here: the template engine and the style sheet. Does not belong here: what stands on a page (views.py).
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from govreport.settings import Settings
from govreport_airflow.pages.headers import page_policy


def page(template: str, view: Mapping[str, Any], status_code: int = 200) -> HTMLResponse:
    """The page, with a policy that lets nothing but itself work."""
    templates, nonce = Settings().templates_dir, secrets.token_urlsafe(16)
    text = _environment(templates).get_template(template).render(d=view, css=_css(templates), nonce=nonce)
    return HTMLResponse(text, status_code, headers={"content-security-policy": page_policy(nonce)})


@cache
def _css(templates: Path) -> Markup:
    names = (templates / "web.css", templates / "pages" / "pages.css")
    return Markup("\n".join(p.read_text(encoding="utf-8").strip() for p in names))  # noqa: S704 - our own files


@cache
def _environment(templates: Path) -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(templates / "pages"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
