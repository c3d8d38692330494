"""The editable report: its template is what the kept script makes, and what it says is what the report says."""

from __future__ import annotations

import io
import runpy
import zipfile

from docx import Document

from govreport.reports.build import build_model
from govreport.reports.formats.stable_zip import same_bytes
from govreport.reports.formats.word import render_docx
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
