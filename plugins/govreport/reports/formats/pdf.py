"""The printed report: the view model placed by Typst."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, Literal, NamedTuple

from govreport.errors import GovreportError, unstopped
from govreport.reports.formats.fonts import font_directories, require_glyphs
from govreport.reports.formats.own_fonts import held_by, own_directory
from govreport.reports.formats.placing import template_data
from govreport.reports.formats.row_headers import mark_row_headers
from govreport.reports.model import ReportModel
from govreport.settings import Settings

Template = Literal["report", "annex", "brief"]
_STANDARDS = ["ua-1", "a-3a"]
"""Read aloud by a machine (PDF/UA-1), and to be opened in thirty years (PDF/A-3a, which may hold data)."""


class Figures(NamedTuple):
    """A CSV file that a PDF holds, so that the numbers travel with the page."""

    name: str
    data: bytes


def render_pdf(
    model: ReportModel,
    settings: Settings | None = None,
    template: Template = "report",
    figures: Figures | None = None,
) -> bytes:
    """A tagged PDF; the same model gives the same bytes.

    ``figures`` are attached where the template is the report's or its annex's: a brief goes to people who are cleared
    for less than the report, so it holds no more than is read on it.
    Raises GovreportError naming characters that no font holds, or what Typst found wrong.
    """
    return next(render_pdfs([model], settings, template, figures))


def render_pdfs(
    models: Iterable[ReportModel],
    settings: Settings | None = None,
    template: Template = "brief",
    figures: Figures | None = None,
) -> Iterator[bytes]:
    """Several PDFs of one template, whose fonts are opened once. Raises as ``render_pdf`` does."""
    # Loaded here and not above: it takes time, and most commands that import this file don't need it.
    import typst

    installation = settings or Settings()
    for fonts, alike in groupby(models, key=lambda model: model.fonts):
        with own_directory(installation, fonts) as own:
            compiler = typst.Compiler(
                str(installation.templates_dir / f"{template}.typ"),
                root=str(installation.templates_dir),
                font_paths=[str(p) for p in [*own, *font_directories(installation)]],
                ignore_system_fonts=True,
            )
            for model in alike:
                yield _compile(compiler, model, installation, template, figures)


def _compile(
    compiler: Any, model: ReportModel, installation: Settings, template: Template, figures: Figures | None
) -> bytes:
    import typst

    data = template_data(model)
    held = {"figures_name": figures.name, "figures": figures.data.decode()} if figures else {}
    require_glyphs(data, installation, held_by(installation, model.fonts))
    try:
        pdf = compiler.compile(
            format="pdf",
            sys_inputs={"data": json.dumps(data, ensure_ascii=False), **held},
            pdf_standards=_STANDARDS,
            # The release date at noon, Greenwich: the same day wherever the file is opened, and never today's.
            timestamp=datetime.fromisoformat(model.date_iso).replace(hour=12, tzinfo=UTC),
        )
    except typst.TypstError as error:
        raise GovreportError(
            f"PDF 排版失败：{unstopped(error.message)}。请检查 include/templates/{template}.typ。",
            f"Typst could not set the PDF: {unstopped(error.message)}; check include/templates/{template}.typ.",
        ) from error
    return mark_row_headers(bytes(pdf))
