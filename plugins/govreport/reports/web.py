"""The web page: the view model placed by Jinja into one file that asks nothing of the network.

Belongs here: rendering the page. Does not belong here: its layout (include/templates/web.html.j2, web.css), what the
report says (build.py).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from govreport.reports.model import ReportModel
from govreport.reports.placing import template_data
from govreport.settings import Settings


def render_web(model: ReportModel, settings: Settings | None = None) -> bytes:
    """A self-contained page in UTF-8; the same model gives the same bytes."""
    templates = (settings or Settings()).templates_dir
    css = (templates / "web.css").read_text(encoding="utf-8").strip()
    page = _environment(templates).get_template("web.html.j2").render(d=template_data(model), css=Markup(css))  # noqa: S704 - our own file
    return page.encode("utf-8")


def _svg(text: str) -> Markup:
    # Drawings are made by scene.py through an escaping template: every word in them is text already.
    return Markup(text)  # noqa: S704


@cache
def _environment(templates: Path) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(templates),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["svg"] = _svg
    return environment
