"""The web page: the view model placed by Jinja into one file that asks nothing of the network."""

from __future__ import annotations

from govreport.reports.formats.placing import template_data
from govreport.reports.model import ReportModel
from govreport.settings import Settings
from govreport.templating import engine, style


def render_web(model: ReportModel, settings: Settings | None = None) -> bytes:
    """A self-contained page in UTF-8; the same model gives the same bytes."""
    templates = (settings or Settings()).templates_dir
    template, css = engine(templates).get_template("web.html.j2"), style(templates / "web.css")
    return template.render(d=template_data(model, every_definition=True), css=css).encode("utf-8")
