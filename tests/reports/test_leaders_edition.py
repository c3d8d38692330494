"""The leaders' edition and the technical annex: what stands where, that references hold, that both are signed."""

from __future__ import annotations

import io
import re
from functools import cache
from itertools import pairwise

import pypdfium2
import pytest
from docx import Document
from pypdf import PdfReader

from govreport.documents.file_inspection import fingerprint_in, is_annex
from govreport.language import Language
from govreport.manifests.documents import ReportFile
from govreport.reports.build import build_model
from govreport.reports.facts import Facts
from govreport.reports.formats.pdf import render_pdf
from govreport.reports.formats.web import render_web
from govreport.reports.formats.word import render_docx
from govreport.reports.identity.fingerprint import report_sha256
from govreport.reports.model import ReportModel, TableBlock
from govreport.reports.rendering import render_files
from govreport.reports.statements.printed import indicators_in
from govreport.reports.words import load_words
from govreport.settings import Settings
from tests.reports.fictional import fictional_inputs

LANGUAGES: tuple[Language, ...] = ("zh", "en")
FOOT = 262 / 297
"""Where the type area ends, of the page's height."""


@cache
def model(language: Language = "zh") -> ReportModel:
    return build_model(fictional_inputs(), language)


@cache
def pdf(language: Language = "zh", template: str = "report") -> bytes:
    return render_pdf(model(language), template=template)  # type: ignore[arg-type]


@cache
def pages(language: Language = "zh", template: str = "report") -> list[str]:
    return ["".join(p.extract_text().split()) for p in PdfReader(io.BytesIO(pdf(language, template))).pages]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_second_page_holds_all_matters_and_the_first_says_where_they_are(language: Language) -> None:
    first, second = pages(language)[:2]
    (block,) = (b for s in model(language).sections for b in s.blocks if b.type == "attention")
    for item in block.items:
        assert all("".join(said.split()) in second for said in (item.heading, item.action, item.owner))
    assert "".join(model(language).labels["see_page_two"].split()) in first


def test_where_nothing_needs_attention_page_one_points_nowhere() -> None:
    quiet = [f.model_copy(update={"leads_to": ""}) for f in model().findings]
    data = render_pdf(model().model_copy(update={"findings": quiet}))
    assert "见第2页" not in "".join(PdfReader(io.BytesIO(data)).pages[0].extract_text().split())


@pytest.mark.parametrize(("language", "most", "early"), [("zh", 8, 1), ("en", 9, 2)])
def test_the_edition_is_short_and_no_page_but_the_last_ends_early(language: Language, most: int, early: int) -> None:
    # The towns' table takes the last page whole; in English the text before it ends early as well.
    document = pypdfium2.PdfDocument(pdf(language))
    assert len(document) <= most
    for page in list(document)[2:-early]:
        picture = page.render(scale=0.5, grayscale=True).to_numpy()
        body = picture[: round(FOOT * len(picture))]
        last = max(n for n, line in enumerate(body) if (line < 200).any())
        assert last >= 0.8 * len(body)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_page_has_left_is_no_hole_in_its_middle(language: Language) -> None:
    for page in list(pypdfium2.PdfDocument(pdf(language)))[2:-1]:
        picture = page.render(scale=0.5, grayscale=True).to_numpy()
        lines = [n for n, line in enumerate(picture[: round(FOOT * len(picture))]) if (line < 200).any()]
        assert max(after - before for before, after in pairwise(lines)) <= 0.16 * len(picture)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_in_the_head_of_the_widest_table_runs_into_the_next_column(language: Language) -> None:
    table = model(language).block("annex_towns")
    assert isinstance(table, TableBlock)
    page = list(pypdfium2.PdfDocument(pdf(language)))[-1]
    text = page.get_textpage()
    boxes = sorted({text.get_rect(i) for i in range(text.count_rects())}, key=lambda box: (-box[3], box[0]))
    first = next(row.cells[0].text for row in table.rows)
    found = text.search(first).get_next()
    assert found is not None
    top = text.get_charbox(found[0])[3]
    heads = [box for box in boxes if box[1] > top and box[3] < page.get_height() - 37 / 25.4 * 72]
    for left, right in ((a, b) for a in heads for b in heads if a[0] < b[0]):
        if min(left[3], right[3]) > max(left[1], right[1]):
            assert left[2] <= right[0] + 0.5


def test_tables_and_figures_are_numbered_apart_so_that_a_number_means_one_of_them() -> None:
    blocks = [(s.annex, b.number) for s in model().sections for b in s.blocks if b.type in ("table", "chart")]
    numbers = [number for _, number in blocks if number]
    assert len(numbers) == len(set(numbers))
    assert all(number.startswith("附") == annex for annex, number in blocks if number)
    tables = [n for _, n in blocks if re.fullmatch("表[0-9]+", n)]
    assert tables == [f"表{n}" for n in range(2, len(tables) + 2)], "the cards are 表1"


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_told_of_an_attachment_that_may_not_be_attached(language: Language) -> None:
    said = model(language).model_dump_json(exclude={"labels", "data"})
    assert not re.search("附送|attached workbook|the attachment", said)
    pointing = [s.blocks[-1].text for s in model(language).sections if s.key == "quality"]  # type: ignore[union-attr]
    assert re.search("未附的，可向编印单位索取|ask the publisher where it isn't attached", pointing[0])


def test_definitions_in_print_are_those_of_printed_indicators_and_the_page_has_all() -> None:
    table = model().block("method")
    assert isinstance(table, TableBlock)
    facts = Facts(fictional_inputs(), load_words(Settings().templates_dir, "zh"))
    named = {facts.name(key) for key in indicators_in(s for s in model().sections if not s.annex)}
    assert named <= {row.cells[0].text for row in table.rows}
    more = [row.cells[0].text for row in table.more]
    assert not {*more} & {k.name for k in model().kpis}
    page, print_ = render_web(model()).decode(), "".join(pages(template="annex"))
    for name, text in ((r.cells[0].text, r.cells[1].text) for r in table.more):
        assert f"<dt>{name}</dt><dd>{text}" in page
        assert "".join(text.split()) not in print_


def test_the_page_and_the_document_hold_both_parts() -> None:
    page = render_web(model()).decode()
    words = "\n".join(p.text for p in Document(io.BytesIO(render_docx(model()))).paragraphs)
    for section in model().sections:
        assert section.heading in page
        assert section.heading in words


def test_both_are_files_of_the_report_under_its_fingerprint_and_both_are_signed() -> None:
    rendered = render_files(model(), Settings())
    assert [(f.ending, f.annex) for f in rendered][:2] == [(".pdf", False), ("-技术附件.pdf", True)]
    report, annex = (f.data for f in rendered[:2])
    assert fingerprint_in(report) == fingerprint_in(annex) == model().fingerprint
    assert (is_annex(report), is_annex(annex)) == (False, True)
    files = [
        ReportFile(
            name=f.named("季报"), media_type=f.media_type, sha256="0" * 64, size=1, key="",
            annex=f.annex, data=f.is_data,
        )
        for f in rendered
    ]  # fmt: skip
    other = [f.model_copy(update={"sha256": "1" * 64}) if f.annex else f for f in files]
    assert report_sha256(model().fingerprint, files) != report_sha256(model().fingerprint, other)
    assert [f.format for f in files if not f.is_part] == ["pdf", "annex", "html", "xlsx", "docx", "data"]
    assert [f.path for f in files if f.is_part][:2] == ["data/figures.csv", "data/indicators.csv"]


def test_a_report_without_anything_for_an_annex_has_none() -> None:
    bare = model().model_copy(update={"sections": [s for s in model().sections if not s.annex]})
    assert not any(f.annex for f in render_files(bare, Settings()))


def test_what_an_edition_replaces_and_what_was_revised_stands_at_the_head_of_every_format() -> None:
    line, revised = "本版取代2019年10月23日签发的版本：登记社会组织841家改为842家。", "上期印830，修订为832"
    cards = [model().kpis[0].model_copy(update={"revised": revised}), *model().kpis[1:]]
    replacing = model().model_copy(update={"replaces": [line], "kpis": cards})
    first = "".join(PdfReader(io.BytesIO(render_pdf(replacing))).pages[0].extract_text().split())
    assert line in first
    assert f"修订{revised}" in first
    page = render_web(replacing).decode()
    assert page.index(line) < page.index(model().headline[0], page.index("<main"))
    assert revised in page
    document = Document(io.BytesIO(render_docx(replacing)))
    assert line in [p.text for p in document.paragraphs[:8]]
    assert any(revised in cell.text for cell in document.tables[0]._cells)
    assert "更改说明" not in "".join(pages())


def test_heads_of_tables_in_the_document_keep_with_their_rows() -> None:
    for table in Document(io.BytesIO(render_docx(model()))).tables[1:]:
        assert all(p.paragraph_format.keep_with_next for cell in table.rows[0].cells for p in cell.paragraphs)
