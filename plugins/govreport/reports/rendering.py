"""Rendering: the view model in every format, each file kept under its hash, and the record of the report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import NamedTuple

from govreport.context import Context
from govreport.indicators.presentation import PresentedFigures
from govreport.indicators.vintages.longer import made_of
from govreport.indicators.vintages.steps import record_run
from govreport.language import Language
from govreport.manifests.base import StoredFile
from govreport.manifests.documents import Report, ReportFile
from govreport.manifests.measurements import Measurement
from govreport.manifests.verdicts import Verdict
from govreport.reports.bi_export import publish_bi_rows
from govreport.reports.build import build_model
from govreport.reports.documents.notice import draft_notice
from govreport.reports.formats.pdf import Figures, render_pdf
from govreport.reports.formats.web import render_web
from govreport.reports.formats.word import DOCX, render_docx
from govreport.reports.formats.workbook import render_workbook
from govreport.reports.holding import Standing
from govreport.reports.identity.fingerprint import report_sha256
from govreport.reports.identity.provenance import keep_provenance, known_vintages
from govreport.reports.inputs import ReportInputs
from govreport.reports.material import gather_material
from govreport.reports.model import ReportModel
from govreport.reports.open_data.files import MEDIA_TYPES, data_files, packed
from govreport.reports.open_data.tables import FIGURES
from govreport.settings import Settings
from govreport.store.files import sha256
from govreport.store.links import href
from govreport.store.writing import utc_now

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FigurePages = Callable[[PresentedFigures, Language, frozenset[tuple[str, str]]], Mapping[str, StoredFile]]
"""Makes the pages that explain the figures of a report, given what gives a sensitive group away: indicator -> page."""


class RenderedFile(NamedTuple):
    """One file of a document before it is stored."""

    ending: str
    """What its name ends in, after the document's stem: ".pdf"."""
    media_type: str
    data: bytes
    annex: bool = False
    """Whether it is the technical annex."""
    data_name: str = ""
    """Its whole name, of a file of the data: there it is the same for every quarter."""
    is_data: bool = False
    """Whether it is a file of the figures as data, or the archive of all of them."""

    def named(self, stem: str) -> str:
        """Its name in the document called ``stem``."""
        return self.data_name or stem + self.ending


def render_reports(
    context: Context, measurement: Measurement, verdict: Verdict, figure_pages: FigurePages
) -> list[Report]:
    """One report a language, in every format, kept under its hash.

    Where it changes a headline figure of a report that was signed, the draft of a correction notice is kept too.
    """
    started = utc_now()
    material = gather_material(context, measurement, verdict)
    past = [*material.earlier, *material.past, *(v for p in measurement.vintages for v in made_of(context, p.quarter))]
    own, known = known_vintages(context.vintages, measurement, past)
    known += [t.vintage_id for t in material.told.vintages if t.vintage_id not in {*own, *known}]
    reports = []
    for language, inputs, parts in material.languages:
        pages = figure_pages(inputs.figures, language, material.told.proxies)
        inputs = replace(inputs, figure_pages={name: href(page.key) for name, page in pages.items()})
        provenance = keep_provenance(
            context.settings, context.district, verdict, context.files, context.results,
            language=language, parts=parts, vintages=own, known=known,
        )  # fmt: skip
        reports.append(_render_one(context, inputs, language, provenance, list(pages.values()), material.standing))
    record_run(context, "render", measurement, started, material.vintages, reports)
    if not context.is_longer:  # the views hold quarters, which whoever asks them may add up
        publish_bi_rows(context.presented, material.figures, material.records, context.district, material.codes)
    for report in reports:
        draft_notice(context, report)
    return reports


def render_files(model: ReportModel, settings: Settings) -> list[RenderedFile]:
    """Every format of a report; in print its technical annex apart. The same model gives the same bytes."""
    data = render_data(model)
    held = next((Figures(file.data_name, file.data) for file in data if file.data_name == FIGURES.filename), None)
    leaders = RenderedFile(".pdf", PDF, render_pdf(model, settings, figures=held))
    annex = []
    if any(section.annex for section in model.sections):
        ending = f"{model.labels['annex_file']}.pdf"
        annex.append(RenderedFile(ending, PDF, render_pdf(model, settings, "annex", held), annex=True))
    return [
        leaders,
        *annex,
        RenderedFile(".html", "text/html", render_web(model, settings)),
        RenderedFile(".xlsx", XLSX, render_workbook(model)),
        RenderedFile(".docx", DOCX, render_docx(model, settings)),
        *data,
    ]


def render_data(model: ReportModel) -> list[RenderedFile]:
    """The figures as data: each file, and one archive of all; none where the model has no data."""
    files = data_files(model)
    parts = [
        RenderedFile(ending, MEDIA_TYPES[ending], data, data_name=name, is_data=True)
        for name, data in files.items()
        for ending in (PurePath(name).suffix,)
    ]
    if not files:
        return []
    ending = f"{model.labels['data_file']}.zip"
    return [RenderedFile(ending, MEDIA_TYPES[".zip"], packed(files), is_data=True), *parts]


def keep_files(context: Context, kind: str, stem: str, rendered: Sequence[RenderedFile]) -> list[ReportFile]:
    """Store rendered files in the folder ``kind``, named ``stem`` for people."""
    return [
        ReportFile(
            name=file.named(stem),
            media_type=file.media_type,
            sha256=sha256(file.data),
            size=len(file.data),
            key=context.files.put(kind, file.data, PurePath(file.named(stem)).suffix),
            annex=file.annex,
            data=file.is_data,
        )
        for file in rendered
    ]


def _render_one(
    context: Context,
    inputs: ReportInputs,
    language: Language,
    provenance: str,
    pages: list[StoredFile],
    holds: Standing,
) -> Report:
    model = build_model(inputs, language)
    rendered = render_files(model, context.settings)
    files = keep_files(context, "reports", model.file_stem, rendered)
    report = Report(
        district=context.district.id,
        quarter=context.quarter,
        language=language,
        fingerprint=inputs.fingerprint,
        sha256=report_sha256(inputs.fingerprint, files),
        files=files,
        held=inputs.held,
        holds=holds.open,
        accepted=holds.accepted,
        model_key=context.files.put("models", model.model_dump_json().encode(), ".json"),
        provenance_key=provenance,
        pages=pages,
    )
    context.results.add_report(report)
    return report
