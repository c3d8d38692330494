"""Printed documents that are kept for decades and read aloud: tags, headers of rows, bookmarks, what PDF/A asks for.

veraPDF isn't in the package registries, so these tests read with pikepdf what it would look at.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader

from govreport.language import Language
from govreport.reports.build import build_model
from govreport.reports.documents.reply_annex import reply_annex
from govreport.reports.documents.town_brief import town_brief
from govreport.reports.formats.pdf import Template, render_pdf
from govreport.reports.formats.row_headers import mark_row_headers
from govreport.reports.model import ChartBlock, ReportModel, TableBlock
from tests.reports.fictional import fictional_inputs

LANGUAGES: tuple[Language, ...] = ("zh", "en")
DOCUMENTS = ("report", "annex", "town brief", "annex of a reply")
TOWN = fictional_inputs().district.towns[0].code


@cache
def model(document: str, language: Language) -> ReportModel:
    if document == "town brief":
        return town_brief(fictional_inputs(), language, TOWN)
    if document == "annex of a reply":
        return reply_annex(fictional_inputs(), language)
    return build_model(fictional_inputs(), language)


@cache
def pdf(document: str, language: Language) -> bytes:
    template: Template = "annex" if document == "annex" else "report" if document == "report" else "brief"
    return render_pdf(model(document, language), template=template)


@cache
def opened(document: str, language: Language) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf(document, language)))


def inside(element: Any) -> list[Any]:
    held = element.get("/K", [])
    return list(held) if isinstance(held, pikepdf.Array) else [held]


def below(element: Any, *kinds: str) -> Iterator[Any]:
    for part in inside(element):
        if isinstance(part, pikepdf.Dictionary):
            if part.get("/S") in kinds:
                yield part
            yield from below(part, *kinds)


def attributes(cell: Any) -> Any:
    return next(said for said in cell.A if said.O == "/Table")


def printed(document: str, language: Language, kind: type[TableBlock] | type[ChartBlock]) -> list[Any]:
    """The blocks of one kind that this document has."""
    sections = [s for s in model(document, language).sections if s.annex == (document == "annex")]
    return [b for s in sections for b in s.blocks if isinstance(b, kind)]


every_document = pytest.mark.parametrize("document", DOCUMENTS)
every_language = pytest.mark.parametrize("language", LANGUAGES)


@every_document
@every_language
def test_every_document_says_that_it_is_pdf_a_3a_and_pdf_ua_1(document: str, language: Language) -> None:
    file = opened(document, language)
    metadata = bytes(file.Root.Metadata.read_bytes()).decode()
    said = dict(re.findall(r"<(pdf(?:a|ua)id:\w+)>([^<]*)<", metadata))
    assert said == {"pdfaid:part": "3", "pdfaid:conformance": "A", "pdfuaid:part": "1"}
    assert "/Filter" not in file.Root.Metadata
    (intent,) = file.Root.OutputIntents
    assert intent.S == "/GTS_PDFA1"
    assert bytes(intent.DestOutputProfile.read_bytes())[36:40] == b"acsp"
    assert not file.is_encrypted
    assert len(file.trailer.ID) == 2
    head = pdf(document, language)[:20].split(b"\n")
    assert head[0] == b"%PDF-1.7"
    assert head[1].startswith(b"%")
    assert min(head[1][1:5]) > 127


@every_document
@every_language
def test_every_document_has_a_language_a_title_and_is_tagged(document: str, language: Language) -> None:
    file, told = opened(document, language), model(document, language)
    assert file.Root.MarkInfo.Marked
    assert str(file.Root.Lang).lower().startswith(language)
    assert file.Root.ViewerPreferences.DisplayDocTitle
    reader = PdfReader(io.BytesIO(pdf(document, language)))
    assert reader.metadata is not None
    assert str(reader.metadata.title).startswith(told.title)
    assert told.quarter_name in str(reader.metadata.title)
    assert f'<rdf:li xml:lang="x-default">{reader.metadata.title}<' in file.Root.Metadata.read_bytes().decode()
    for font in (o for o in file.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"):
        assert {"/FontFile2", "/FontFile3"} & {*font.keys()}


@every_document
@every_language
def test_every_row_of_every_table_has_its_header_and_every_figure_is_under_one(
    document: str, language: Language
) -> None:
    root = opened(document, language).Root.StructTreeRoot
    for table in below(root, "/Table"):
        assert [child.S for child in inside(table)] == ["/THead", "/TBody"]
        columns = {str(cell.ID) for cell in below(inside(table)[0], "/TH")}
        assert columns
        assert all(attributes(cell).Scope == "/Column" for cell in below(inside(table)[0], "/TH"))
        for row in below(inside(table)[1], "/TR"):
            first, *others = (cell for cell in inside(row) if inside(cell))
            if not others:
                continue
            assert (first.S, attributes(first).Scope) == ("/TH", "/Row")
            for cell in others:
                named = [str(name) for name in attributes(cell).Headers]
                assert cell.S == "/TD"
                assert named[-1] == str(first.ID)
                assert {*named[:-1]} <= columns
                assert len(named) > 1
    known = [str(name) for name in root.IDTree.Names][::2] if "/IDTree" in root else []
    assert known == sorted({str(cell.ID) for cell in below(root, "/TH")})


@every_language
def test_the_tables_of_report_and_annex_have_as_many_row_headers_as_rows(language: Language) -> None:
    for document in ("report", "annex"):
        wanted = [len(b.rows) for b in printed(document, language, TableBlock) if b.key != "method"]
        found = [sum(1 for c in below(table, "/TH") if attributes(c).Scope == "/Row")
                 for table in below(opened(document, language).Root.StructTreeRoot, "/Table")]  # fmt: skip
        assert found[1 if document == "report" else len(found) - len(wanted) :] == wanted


@every_document
@every_language
def test_headings_are_in_order_and_bookmarks_lead_from_page_one_to_every_table(
    document: str, language: Language
) -> None:
    root = opened(document, language).Root.StructTreeRoot
    levels = [int(str(e.S)[2:]) for e in below(root, "/H1", "/H2", "/H3", "/H4")]
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    reader = PdfReader(io.BytesIO(pdf(document, language)))
    bookmarks = list(_flat(reader.outline))
    assert (bookmarks[0].title, reader.get_destination_page_number(bookmarks[0])) == (
        model(document, language).title,
        0,
    )
    titles = ["".join(b.title.split()) for b in bookmarks]
    for block in [*printed(document, language, TableBlock), *printed(document, language, ChartBlock)]:
        assert not block.number or "".join(f"{block.number}{block.title}".split()) in titles


def _flat(outline: Any) -> Iterator[Any]:
    for entry in outline:
        yield from _flat(entry) if isinstance(entry, list) else [entry]


@every_document
@every_language
def test_every_drawing_says_what_it_shows_or_is_left_out_of_the_tags(document: str, language: Language) -> None:
    figures = [*below(opened(document, language).Root.StructTreeRoot, "/Figure")]
    wanted = [block.alt for block in printed(document, language, ChartBlock)]
    assert sorted(str(figure.Alt) for figure in figures) == sorted(wanted)


def test_a_long_table_says_its_head_again_on_each_page_and_is_one_table_in_the_tags() -> None:
    table = model("annex", "zh").block("quality_identities")
    assert isinstance(table, TableBlock)
    long = table.model_copy(update={"rows": table.rows * 40})
    sections = [
        s.model_copy(update={"blocks": [long if b is table else b for b in s.blocks]})
        for s in model("annex", "zh").sections
    ]
    data = render_pdf(model("annex", "zh").model_copy(update={"sections": sections}), template="annex")
    head = "".join(c.text for c in table.columns)
    pages = ["".join(p.extract_text().split()) for p in PdfReader(io.BytesIO(data)).pages]
    assert sum(head in page for page in pages) > 2
    file = pikepdf.open(io.BytesIO(data))
    root = file.Root.StructTreeRoot
    rows = [sum(1 for c in below(t, "/TH") if attributes(c).Scope == "/Row") for t in below(root, "/Table")]
    assert len(long.rows) in rows


def test_marking_rows_changes_no_letter_and_gives_the_same_bytes_twice() -> None:
    once = pdf("report", "zh")
    again = mark_row_headers(once)
    assert again == mark_row_headers(once)
    assert [p.extract_text() for p in PdfReader(io.BytesIO(again)).pages] == [
        p.extract_text() for p in PdfReader(io.BytesIO(once)).pages
    ]
