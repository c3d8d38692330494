"""Text that others wrote does no harm in any format and doesn't break a page."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pypdfium2
import pytest
from docx import Document
from openpyxl import load_workbook

from govreport.delivery.mail.body import render_body
from govreport.manifests.extracts import CorrectionRecord
from govreport.reports.build import build_model
from govreport.reports.formats.fonts import missing_characters
from govreport.reports.formats.pdf import render_pdf
from govreport.reports.formats.web import render_web
from govreport.reports.formats.word import render_docx
from govreport.reports.formats.workbook import render_workbook
from govreport.reports.model import ReportModel
from govreport.reports.untrusted_text import LONGEST, strip_invisible
from govreport.settings import Settings
from tests.reports.fictional import fictional_inputs

SAMPLES = {
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>&amp;",
    "typst": '#let x = read("/etc/passwd")\n= 标题 $sum$ *粗* @ref `code` \\',
    "jinja": "{{ d.labels.__class__ }}{% for x in range(9) %}{{ x }}{% endfor %}{# 注 #}{{r x }}",
    "formula": '=HYPERLINK("http://example.invalid","点")+cmd|\' /C calc\'!A0',
    "control": "协\x00会\x07名\x1b[31m\x7f称\x85甲",
    "long": "甲" * 10_000,
    "long_word": "Pneumonoultramicroscopic" * 400,
    "right_to_left": "协会\u202e名称\u2066甲\u2069\u200f乙",
    "zero_width": "协\u200b会\u200d名\ufeff称\u2060丙\u00ad丁",
    "no_glyph": "协会😀𠮷𪚥\ue000",
    "stacked": "协会Z" + "\u0300\u0301\u0302\u0303\u0304" * 200,
    "xml": "]]></w:t></w:r><w:p/>\x0b\ufffe",
}


@cache
def model() -> ReportModel:
    """A report that quotes every sample as old value, new value, reason and reporter of a correction."""
    inputs = fictional_inputs()
    first, *rest = inputs.verdict.checks
    records = [
        CorrectionRecord(
            key={"uscc": text}, column="name", old=text, new=text, reason=text, reported_by=text,
            date=dt.date(2019, 9, 30), row=3,
        )
        for text in SAMPLES.values()
    ]  # fmt: skip
    tidy = first.tidy.model_copy(update={"corrections_applied": records})
    checks = [first.model_copy(update={"tidy": tidy}), *rest]
    verdict = inputs.verdict.model_copy(update={"checks": checks})
    return build_model(replace(inputs, verdict=verdict), "zh")


def cells() -> list[str]:
    table = model().block("corrections")
    return [c.text for r in [*table.rows, *table.more] for c in r.cells]  # type: ignore[union-attr]


def test_the_rule_for_long_text_is_an_ellipsis_after_so_many_characters() -> None:
    cut = [c for c in cells() if c.startswith("甲甲")]
    assert cut
    assert all(len(c) <= LONGEST + 40 for c in cells())
    assert all(c.endswith("…") or "…，" in c for c in cut)


def test_what_cant_be_seen_is_dropped_and_space_is_space() -> None:
    assert strip_invisible(SAMPLES["control"]).replace(" ", "") == "协会名[31m称甲"
    assert strip_invisible(SAMPLES["right_to_left"]) == "协会名称甲乙"
    assert strip_invisible(SAMPLES["zero_width"]) == "协会名称丙丁"
    assert len(strip_invisible(SAMPLES["stacked"])) <= 5


def test_characters_without_a_glyph_are_marked_and_counted_in_the_quality_note() -> None:
    assert any("协会〓〓" in c for c in cells())
    said = [b.text for s in model().sections if s.key == "quality_details" for b in s.blocks if b.type == "paragraph"]
    assert re.search(r"引用的原文中有\d+个字符字库中没有，印作“〓”（.*U\+1F600", "".join(said))


def printed_pages() -> Iterator[tuple[int, pypdfium2.PdfPage]]:
    """Pages with their numbers, of the report and of its technical annex."""
    yield from enumerate(pypdfium2.PdfDocument(render_pdf(model())), start=1)
    yield from enumerate(pypdfium2.PdfDocument(render_pdf(model(), template="annex")), start=1)


def test_nothing_in_print_lacks_a_glyph_or_leaves_the_page() -> None:
    for number, page in printed_pages():
        text = page.get_textpage()
        assert missing_characters(text.get_text_range().replace("\ufffe", ""), Settings()) == []
        for index in range(text.count_chars()):
            left, _, right, _ = text.get_charbox(index)
            # 28 mm inside and 26 mm outside, mirrored on even pages; a little for overhanging shapes.
            inside, outside = (28, 26) if number % 2 else (26, 28)
            if right > left:
                assert left >= inside / 25.4 * 72 - 3, (number, text.get_text_range(index, 12))
                assert right <= (210 - outside) / 25.4 * 72 + 3, (number, text.get_text_range(max(index - 12, 0), 12))


def test_print_shows_markup_of_every_kind_as_text() -> None:
    text = "".join(p.get_textpage().get_text_range() for _, p in printed_pages())
    text = re.sub(r"[\s\u200b\ufffe]", "", text)
    for shown in ("<script>alert(1)</script>", "#letx=read(", "{{d.labels.__class__}}", "=HYPERLINK("):
        assert shown in text


def test_the_web_page_runs_and_loads_nothing() -> None:
    page = render_web(model()).decode()
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "{{ d.labels.__class__ }}" in page
    assert not re.search("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\x00-\x08]", page)


def test_the_mail_shows_no_foreign_markup() -> None:
    named = model().model_copy(update={"headline": [strip_invisible(t)[:80] for t in SAMPLES.values()]})
    body = render_body(named, Settings().templates_dir, trend_cid="", attachments=[], report_url=None)
    assert "<script" not in body.html
    assert "<img" not in body.html
    assert "&lt;script&gt;" in body.html
    assert "{{ d.labels.__class__ }}" in body.text


def test_the_workbook_holds_text_and_no_formula() -> None:
    data = render_workbook(model())
    for sheet in load_workbook(io.BytesIO(data)):
        for row in sheet.iter_rows():
            assert all(c.data_type != "f" for c in row)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [archive.read(n).decode() for n in archive.namelist() if n.startswith("xl/worksheets/sheet")]
    assert not any("<f>" in s for s in sheets)


def test_the_editable_report_holds_text_and_no_tag() -> None:
    document = Document(io.BytesIO(render_docx(model())))
    text = "\n".join(c.text for t in document.tables for r in t.rows for c in r.cells)
    assert "<script>alert(1)</script>" in text
    assert "{{ d.labels.__class__ }}{% for x in range(9) %}" in text
    assert "]]></w:t></w:r><w:p/>" in text


@pytest.mark.parametrize("render", [render_pdf, render_web, render_docx])
def test_hostile_text_renders_to_the_same_bytes_twice(render: object) -> None:
    assert render(model()) == render(model())  # type: ignore[operator]
