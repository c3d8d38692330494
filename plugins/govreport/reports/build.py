"""``build_model``: from figures to everything a report says, in one language.

Here is the order of the sections, which of them go to the technical annex, the report's head and its foot; sections/
says what each section shows.
"""

from __future__ import annotations

from govreport.district.folder import Bilingual
from govreport.errors import as_file_name
from govreport.language import Language
from govreport.reports.attention.hold import hold_reason
from govreport.reports.attention.rank import attention_items
from govreport.reports.code_lists import data_set
from govreport.reports.data import DataPoints, data_points
from govreport.reports.data_set import DataSet
from govreport.reports.facts import Facts
from govreport.reports.formats.fonts import plain
from govreport.reports.formats.workbook_words import said_otherwise
from govreport.reports.inputs import ReportInputs
from govreport.reports.model import ReportModel, Section
from govreport.reports.narrative import findings, headline, kpis
from govreport.reports.sections.blocks import BlockFactory
from govreport.reports.sections.end import annex_towns, attention
from govreport.reports.sections.funding import funding
from govreport.reports.sections.indicators import indicators
from govreport.reports.sections.method import method
from govreport.reports.sections.policy import policy, supervision
from govreport.reports.sections.quality import quality, quality_details
from govreport.reports.sections.replaced import replaced
from govreport.reports.sections.structure import structure
from govreport.reports.sections.towns import towns
from govreport.reports.stated import capitalized, given_text, joined
from govreport.reports.statements.printed import indicators_in
from govreport.reports.triangle import triangle_tables


def build_model(inputs: ReportInputs, language: Language, *, with_data: bool = True) -> ReportModel:
    """The whole report in ``language``. Raises ConfigError where the narrative template lacks a phrase.

    ``with_data`` False leaves out the workbook's data sheet, for those who only read the texts.
    """
    words = inputs.words(language)
    facts = Facts(inputs, words)
    items = attention_items(facts)
    head = inputs.district.report
    quarter = inputs.quarter
    title = _in(head.title_of(quarter.kind), language)
    lines = headline(facts, items)
    factory, annex = BlockFactory(facts, first_table=2), BlockFactory(facts, first_table=1, annex=True)
    front = kpis(facts)
    sections: list[Section] = [
        *attention(factory, items),
        *structure(factory),
        *towns(factory),
        *funding(factory),
        *supervision(factory),
        *policy(factory),
        *quality(factory),
        *annex_towns(factory),
        *indicators(annex),
        *quality_details(annex),
    ]
    sections += method(annex, {k.indicator for k in front} | indicators_in(sections))
    held = hold_reason(facts)
    release = facts.date(inputs.release, "release")
    points = data_points(facts) if with_data else DataPoints([], [])
    file_stem = words("head.file_stem", title=title, year=quarter.year, number=quarter.number)
    model = ReportModel(
        language=language,
        lang_tag=words("lang_tag"),
        district_id=inputs.district.id,
        district=_in(inputs.district.name, language),
        quarter=str(quarter),
        quarter_name=capitalized(facts.quarter_name(quarter)),
        title=title,
        issue=given_text(
            "issue",
            words(
                "head.title_line",
                year=quarter.year,
                number=quarter.number,
                total=max(quarter.ordinal - head.first_of(quarter.kind).ordinal + 1, 1),
            ),
        ),
        publisher=facts.publisher,
        date=release,
        date_iso=inputs.release.isoformat(),
        as_of=words("head.as_of", date=facts.as_of),
        headline=lines,
        findings=findings(facts, items),
        kpi_title=words("kpi.title"),
        kpi_note=words(
            "kpi.note",
            quarters=len(facts.history),
            quarters_word=facts.listed(len(facts.history), "quarters") if len(facts.history) > 1 else "",
            fewer=any(value is None for kpi in front for _, value in facts.series(kpi.indicator)),
            status=facts.vintage_word,
        ),
        kpi_number=factory.first_number,
        kpis=front,
        sections=sections,
        draft=words("head.draft", reason=held) if held else "",
        distribution=[
            words("head.report_to", to=given_text("distribution", _in(head.report_to, language))),
            words("head.send_to", to=given_text("distribution", _in(head.send_to, language))),
        ],
        issued=words("head.issued", date=release),
        contact=words("head.contact", contact=given_text("contact", _in(head.contact, language))),
        note=given_text("note", _in(inputs.district.note, language)) if inputs.district.note else "",
        fingerprint_label=words("head.fingerprint"),
        fingerprint=inputs.fingerprint,
        preheader=joined(words("join.strong"), lines),
        subject=words("head.subject", title=title, quarter=facts.quarter_name(quarter), headline=lines[0]),
        labels=words.group("labels") | said_otherwise(language, words.identity),
        data=points.shown,
        data_set=data_set(inputs, points) if with_data else DataSet(currency=inputs.district.currency),
        triangles=triangle_tables(factory),
        file_stem=as_file_name(plain(file_stem)),
        file_stem_ascii=f"{inputs.district.id}-{quarter}-{language}",
        fonts=inputs.fonts,
    )
    return model.model_copy(update={"replaces": replaced(facts, model)})


def _in(text: Bilingual, language: Language) -> str:
    return text.en if language == "en" else text.zh
