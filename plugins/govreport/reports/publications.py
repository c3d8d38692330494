"""What is made beside the report: a brief for each town, the annex of a reply, the operators' note after a run.

Each is made from the same presented figures as the report (material.py), and kept under its own hash.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from govreport.context import Context
from govreport.indicators.vintages.predecessors import what_is_missing
from govreport.manifests.corrections import CorrectionSheets
from govreport.manifests.documents import Publication, Report
from govreport.manifests.measurements import Measurement
from govreport.manifests.verdicts import Verdict
from govreport.quality.summary import left_out
from govreport.reports.documents.note_text import note_text
from govreport.reports.documents.operators_note import bare_inputs, operators_note
from govreport.reports.documents.reply_annex import reply_annex
from govreport.reports.documents.town_brief import town_brief
from govreport.reports.formats.pdf import render_pdf, render_pdfs
from govreport.reports.formats.web import render_web
from govreport.reports.formats.word import DOCX, render_docx
from govreport.reports.identity.fingerprint import figures_sha256, report_sha256
from govreport.reports.inputs import ReportInputs, SetAside
from govreport.reports.material import LanguageMaterial, gather_material
from govreport.reports.model import ReportModel
from govreport.reports.rendering import PDF, RenderedFile, keep_files
from govreport.settings import Settings
from govreport.store.publications import PublicationStore

HTML, TEXT = "text/html", "text/plain"
Kind = Literal["town_brief", "reply_annex", "operators_note"]


def render_towns(
    context: Context, measurement: Measurement, verdict: Verdict, towns: Sequence[str] | None = None
) -> list[Publication]:
    """A brief for each town (or those with these present codes) and language, in the order of their codes."""
    wanted = sorted(towns if towns is not None else (t.code for t in context.district.towns))
    made: list[Publication] = []
    for material in gather_material(context, measurement, verdict).languages:
        models = [town_brief(material.inputs, material.language, code) for code in wanted]
        printed = rendered("town_brief", models, context.settings)
        made += [
            _keep(context, "town_brief", code, material, model, files)
            for code, model, files in zip(wanted, models, printed, strict=True)
        ]
    return made


def render_annex(context: Context, measurement: Measurement, verdict: Verdict) -> list[Publication]:
    """The annex of a reply, a language each, as PDF and as an editable document."""
    made = []
    for material in gather_material(context, measurement, verdict).languages:
        model = reply_annex(material.inputs, material.language)
        (files,) = rendered("reply_annex", [model], context.settings)
        made.append(_keep(context, "reply_annex", "", material, model, files))
    return made


def make_again(context: Context, measurement: Measurement, verdict: Verdict, document: Publication) -> Publication:
    """A brief or an annex like ``document``, from the figures of ``measurement``."""
    made = (
        render_towns(context, measurement, verdict, [document.town_code])
        if document.kind == "town_brief"
        else render_annex(context, measurement, verdict)
    )
    return next(m for m in made if m.language == document.language)


def rendered(
    kind: Literal["town_brief", "reply_annex"], models: Sequence[ReportModel], settings: Settings
) -> list[list[RenderedFile]]:
    """For each of ``models`` its formats; the same model gives the same bytes."""
    if kind == "town_brief":
        return [[RenderedFile(".pdf", PDF, pdf)] for pdf in render_pdfs(models, settings)]
    return [
        [
            RenderedFile(".pdf", PDF, render_pdf(model, settings, "brief")),
            RenderedFile(".docx", DOCX, render_docx(model, settings)),
        ]
        for model in models
    ]


def render_note(
    context: Context,
    verdict: Verdict,
    *,
    measurement: Measurement | None = None,
    reports: Sequence[Report] = (),
    returns: CorrectionSheets | None = None,
) -> Publication:
    """The operators' note of a run, also of one that was blocked, in the installation's language: HTML and text."""
    language = context.settings.language
    material = LanguageMaterial(language, _judged_only(context, verdict), {})
    if measurement is not None:
        languages = gather_material(context, measurement, verdict).languages
        material = next((m for m in languages if m.language == language), languages[0])._replace(language=language)
    signed = sorted(context.ledger.signed_roles(reports[0].sha256)) if reports else []
    missing = what_is_missing(context) if measurement is not None else None
    model = operators_note(
        material.inputs, language, reports=reports, returns=returns, signed=signed,
        missing=missing.in_language(language) if missing else "",
    )  # fmt: skip
    files = [
        RenderedFile(".html", HTML, render_web(model, context.settings)),
        RenderedFile(".txt", TEXT, note_text(model).encode()),
    ]
    return _keep(context, "operators_note", "", material, model, files)


def _judged_only(context: Context, verdict: Verdict) -> ReportInputs:
    aside = [SetAside(*counted) for counted in left_out(verdict, context.files)]
    return bare_inputs(context.settings, context.district, verdict, aside)


def _keep(
    context: Context,
    kind: Kind,
    town: str,
    material: LanguageMaterial,
    model: ReportModel,
    formats: Sequence[RenderedFile],
) -> Publication:
    files = keep_files(context, "publications", model.file_stem, formats)
    made = Publication(
        kind=kind,
        district=context.district.id,
        quarter=context.quarter,
        language=material.language,
        town_code=town,
        fingerprint=model.fingerprint,
        figures_sha256=figures_sha256(material.parts) if material.parts else "",
        sha256=report_sha256(model.fingerprint, files),
        files=files,
        held=material.inputs.held,
        model_key=context.files.put("models", model.model_dump_json().encode(), ".json"),
    )
    PublicationStore(context.results.engine).add(made)
    return made
