"""The workbook and the editable report in a program that isn't ours: LibreOffice prints both with what they say."""

from __future__ import annotations

import os
import shutil
import subprocess
import unicodedata
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree, html
from pypdfium2 import PdfDocument

from govreport.reports.build import build_model
from govreport.reports.formats.word import render_docx
from govreport.reports.formats.workbook import render_workbook
from govreport.reports.model import ReportModel
from tests.reports.fictional import fictional_inputs

pytestmark = pytest.mark.slow

WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.fixture(scope="module")
def models() -> dict[str, ReportModel]:
    return {language: build_model(fictional_inputs(), language) for language in ("zh", "en")}  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def model(models: dict[str, ReportModel]) -> ReportModel:
    return models["zh"]


@pytest.fixture(scope="module")
def folder(models: dict[str, ReportModel], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both languages' files, printed by one start of LibreOffice, and the workbooks' cells as it shows them."""
    if OFFICE is None:
        pytest.skip("no soffice on PATH (Debian: apt-get install libreoffice-calc-nogui libreoffice-writer-nogui)")
    folder = tmp_path_factory.mktemp("office")
    for language, model in models.items():
        (folder / f"document-{language}.docx").write_bytes(render_docx(model))
        (folder / f"workbook-{language}.xlsx").write_bytes(render_workbook(model))
    (folder / "matters.docx").write_bytes(render_docx(with_many_matters(models["zh"])))
    _convert(folder, "pdf", sorted([*folder.glob("*.docx"), *folder.glob("*.xlsx")]))
    _convert(folder, "html", sorted(folder.glob("*.xlsx")))
    return folder


@pytest.fixture(scope="module")
def printed(folder: Path) -> dict[str, list[str]]:
    """Each file's pages as text without spaces."""
    return {path.stem: _pages(path) for path in folder.glob("*.pdf")}


def _convert(folder: Path, to: str, files: list[Path]) -> None:
    assert OFFICE is not None
    subprocess.run(  # noqa: S603
        [
            OFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore",
            "--convert-to", to, "--outdir", str(folder), *map(str, files),
        ],
        check=True, capture_output=True, timeout=180, env=os.environ | {"HOME": str(folder)},
    )  # fmt: skip


def with_many_matters(model: ReportModel) -> ReportModel:
    """As many matters as fill more than a page, in the first section."""
    first = model.sections[0]
    blocks = [b.model_copy(update={"items": b.items * 4}) if b.type == "attention" else b for b in first.blocks]
    return model.model_copy(update={"sections": [first.model_copy(update={"blocks": blocks}), *model.sections[1:]]})


def _pages(path: Path) -> list[str]:
    # PDFium reads a line in its order also where a sign comes from another font than the words beside it.
    with PdfDocument(path) as document:
        return ["".join(page.get_textpage().get_text_bounded().split()) for page in document]


def test_the_document_opens_with_page_one_alone_and_every_section(
    printed: dict[str, list[str]], model: ReportModel
) -> None:
    pages = printed["document-zh"]
    assert 8 <= len(pages) <= 20
    text = "".join(pages)
    for line in model.headline:
        assert "".join(line.split()) in pages[0]
    for finding in model.findings:
        assert "".join(finding.text.split()) in pages[0]
    for card in model.kpis:
        assert f"{card.value}{card.unit}" in pages[0]
    assert [s.heading for s in model.sections if "".join(s.heading.split()) not in text] == []
    assert "区委、区政府领导" in pages[-1]


def test_no_page_is_empty_where_the_matters_take_more_than_one(printed: dict[str, list[str]]) -> None:
    assert [number for number, text in enumerate(printed["matters"], start=1) if len(text) < 20] == []


def test_the_workbook_opens_and_every_table_prints_with_its_figures(
    printed: dict[str, list[str]], model: ReportModel
) -> None:
    pages = printed["workbook-zh"]
    # The thousands of rows of figures aren't printed, and a small table or a figure takes one page.
    assert 10 <= len(pages) <= 40
    text = "".join(pages)
    for block in (b for s in model.sections for b in s.blocks if b.type == "table"):
        assert "".join(block.title.split()) in text
        assert "".join(block.rows[0].cells[0].text.split()) in text
    for wrong in ("#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "Err:5"):
        assert wrong not in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_row_of_the_document_is_lost_in_print(folder: Path, printed: dict[str, list[str]], language: str) -> None:
    """Every sign of its text is printed as often as it stands in it, or oftener: heads of tables are repeated."""
    for name in [f"document-{language}", *(["matters"] if language == "zh" else [])]:
        with zipfile.ZipFile(folder / f"{name}.docx") as archive:
            body = etree.fromstring(archive.read("word/document.xml"))
        written = _signs("".join(mark.text or "" for mark in body.iter(WORDS)))
        assert written - _signs("".join(printed[name])) == Counter()


def _signs(text: str) -> Counter[str]:
    # A hyphen at a line's end is no sign of its own in the page's text.
    return Counter(c for c in unicodedata.normalize("NFKC", text) if not c.isspace() and c not in "-\u00ad\ufffe")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_cell_of_the_report_is_shown_by_the_workbook_as_it_is_printed(
    folder: Path, models: dict[str, ReportModel], language: str
) -> None:
    model = models[language]
    rows = set(_shown(folder / f"workbook-{language}.html"))
    blocks = [b for s in model.sections for b in s.blocks]
    tables = [b for b in blocks if b.type == "table"] + [b.table for b in blocks if b.type == "chart" and b.table]
    assert len(tables) > 15
    for table in [*tables, *model.triangles]:
        shown = {row[: len(table.columns)] for row in rows}
        for row in [*table.rows, *getattr(table, "more", [])]:
            texts = tuple(f"{c.text} {c.flags.lower()}".strip() if c.number is not None else c.text for c in row.cells)
            assert tuple("".join(t.split()) for t in texts) in shown
    for kpi in model.kpis:
        (row,) = (r for r in rows if len(r) == 10 and r[:2] == (kpi.indicator, "".join(kpi.name.split())))
        said = [part for change in kpi.changes for part in (change.absolute, change.relative or "—")]
        if not any("CNY" in part for part in said):  # on a card in the words of the text, here in CNY 10,000
            assert list(row[4:8]) == ["".join(part.split()) for part in said]
    assert not [cell for row in rows for cell in row if cell.startswith(("#", "Err:"))]


def _shown(path: Path) -> list[tuple[str, ...]]:
    """Rows of all sheets, each cell as it is shown."""
    rows = html.fromstring(path.read_bytes()).iter("tr")
    return [tuple("".join(cell.text_content().split()) for cell in row.findall("td")) for row in rows]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_page_one_holds_the_key_figures_in_both_languages(
    printed: dict[str, list[str]], models: dict[str, ReportModel], language: str
) -> None:
    page = printed[f"document-{language}"][0]
    assert [k.name for k in models[language].kpis if "".join(f"{k.value}{k.unit}".split()) not in page] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_stands_past_the_margins(folder: Path, language: str) -> None:
    left, right = 28 / 25.4 * 72, (210 - 26) / 25.4 * 72
    with PdfDocument(folder / f"document-{language}.pdf") as document:
        for number, page in enumerate(document, start=1):
            for thing in page.get_objects(filter=[3]):  # pictures
                bounds = thing.get_bounds()
                assert left - 1 <= bounds[0], number
                assert bounds[2] <= right + 1, number
