"""The editable report: its template is what the kept script makes, and what it says is what the report says."""

from __future__ import annotations

import io
import runpy
import zipfile

import pytest
from docx import Document
from docx.oxml.ns import qn

from govreport.reports.build import build_model
from govreport.reports.formats.stable_zip import same_bytes
from govreport.reports.formats.word import render_docx
from govreport.reports.formats.word_page import with_room_for_words
from govreport.settings import Settings
from tests.reports.fictional import fictional_inputs


def test_the_template_is_what_its_script_makes() -> None:
    templates = Settings().templates_dir
    made = runpy.run_path(str(templates / "make_report_docx.py"))["make"]()
    assert same_bytes(made) == (templates / "report.docx").read_bytes()


def test_both_languages_hold_every_heading_table_and_chart_with_its_words() -> None:
    for language in ("zh", "en"):
        model = build_model(fictional_inputs(), language)  # type: ignore[arg-type]
        data = render_docx(model)
        document = Document(io.BytesIO(data))
        text = "\n".join(p.text for p in document.paragraphs)
        blocks = [b for s in model.sections for b in s.blocks]
        assert [s.heading for s in model.sections if s.heading and s.heading not in text] == []
        assert len(document.tables) == 1 + sum(b.type in ("table", "attention") for b in blocks)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            body = archive.read("word/document.xml").decode()
            assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert body.count("<wp:docPr") == body.count('descr="') == sum(b.type == "chart" for b in blocks)
        assert "{{" not in body
        assert "{%" not in body


def test_every_table_repeats_its_heads_keeps_them_with_its_first_row_and_splits_no_row() -> None:
    for language in ("zh", "en"):
        document = Document(io.BytesIO(render_docx(build_model(fictional_inputs(), language))))  # type: ignore[arg-type]
        assert len(document.tables) > 10
        for table in document.tables:
            first = table.rows[0]
            assert first._tr.trPr.find(qn("w:tblHeader")) is not None
            assert all(cell.text.strip() for cell in first.cells if len(table.columns) < 8), "every head says something"
            assert all(p.paragraph_format.keep_with_next for cell in first.cells for p in cell.paragraphs)
            assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
            width = sum(int(column.get(qn("w:w"))) for column in table._tbl.tblGrid)
            assert width <= 156 / 25.4 * 1440 + len(table.columns)


def test_the_document_says_its_language_title_and_headings() -> None:
    for language, tag in (("zh", "zh-CN"), ("en", "en-GB")):
        model = build_model(fictional_inputs(), language)  # type: ignore[arg-type]
        document = Document(io.BytesIO(render_docx(model)))
        assert {mark.get(qn("w:val")) for mark in document.styles.element.iter(qn("w:lang"))} == {tag}
        assert document.core_properties.title == f"{model.title} {model.quarter_name}"
        headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
        assert headings == [s.heading for s in model.sections if s.heading]
        leads = [p.runs[0] for p in document.paragraphs if p.style.name == "Finding"]
        assert [run.text for run in leads] == [f.lead for f in model.findings]
        assert all(run.bold for run in leads)


def test_a_column_is_as_wide_as_its_longest_word_and_others_give_the_room() -> None:
    shares = with_room_for_words([1, 1, 4], [["organizations"], ["3"], ["a b"]], 9)
    assert shares[0] > 13 * 9 * 0.58
    assert sum(shares) == pytest.approx(442)
    untouched = with_room_for_words([1, 1, 4], [["登记社会组织"], ["3"], ["a b"]], 9)
    assert [round(s / sum(untouched), 3) for s in untouched] == [0.167, 0.167, 0.667]
