"""The workbook and the editable report in a program that isn't ours: LibreOffice prints both with what they say."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from govreport.reports.build import build_model
from govreport.reports.formats.word import render_docx
from govreport.reports.formats.workbook import render_workbook
from govreport.reports.model import ReportModel
from tests.reports.fictional import fictional_inputs

pytestmark = pytest.mark.slow

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.fixture(scope="module")
def model() -> ReportModel:
    made = build_model(fictional_inputs(), "zh")
    # The thousands of rows of the data sheet say nothing about whether the workbook opens.
    return made.model_copy(update={"data": made.data[:60]})


@pytest.fixture(scope="module")
def printed(model: ReportModel, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Each file's pages as text without spaces, printed by one start of LibreOffice."""
    if OFFICE is None:
        pytest.skip("no soffice on PATH (Debian: apt-get install libreoffice-calc-nogui libreoffice-writer-nogui)")
    folder = tmp_path_factory.mktemp("office")
    (folder / "document.docx").write_bytes(render_docx(model))
    (folder / "matters.docx").write_bytes(render_docx(with_many_matters(model)))
    (folder / "workbook.xlsx").write_bytes(render_workbook(model))
    subprocess.run(  # noqa: S603
        [
            OFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore",
            "--convert-to", "pdf", "--outdir", str(folder),
            str(folder / "document.docx"), str(folder / "matters.docx"), str(folder / "workbook.xlsx"),
        ],
        check=True, capture_output=True, timeout=120, env=os.environ | {"HOME": str(folder)},
    )  # fmt: skip
    return {name: _pages(folder / f"{name}.pdf") for name in ("document", "matters", "workbook")}


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
    pages = printed["document"]
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
    pages = printed["workbook"]
    assert 10 <= len(pages) <= 45
    text = "".join(pages)
    for block in (b for s in model.sections for b in s.blocks if b.type == "table"):
        assert "".join(block.title.split()) in text
        assert "".join(block.rows[0].cells[0].text.split()) in text
    for wrong in ("#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "Err:5"):
        assert wrong not in text
