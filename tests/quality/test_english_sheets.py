"""A district whose first language is English gets its correction sheets in English, and they are read back."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from govreport.cli.application import app
from govreport.context import Context
from govreport.quality.sheets import in_english
from govreport.quality.sheets.correction_import import read_returned
from govreport.settings import Settings
from tests.conftest import PROJECT


@pytest.mark.slow
def test_an_english_district_gets_english_sheets_that_are_read_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    (home / "include" / "districts").mkdir(parents=True)
    for name in ("templates", "fonts", "reference", "profiles", "sample"):
        (home / "include" / name).symlink_to(PROJECT / "include" / name)
    (home / "include" / "districts" / "brackenford").symlink_to(
        PROJECT / "include" / "sample_districts" / "brackenford"
    )
    monkeypatch.setenv("GOVREPORT_HOME", str(home))
    text = (PROJECT / "include/sample/brackenford/2024-Q2/charities_2024-Q2.csv").read_bytes().decode("cp1252")
    changed = re.sub(r"(\r\n9900007,[^\r]*?),\d\d/\d\d/\d{4},", r"\1,31/02/1999,", text)
    assert changed != text
    path = tmp_path / "charities.csv"
    path.write_bytes(changed.encode("cp1252"))
    out = tmp_path / "sheets"
    words = ["check", str(path), "-d", "brackenford", "-q", "2024-Q2", "--sheets", str(out), "--lang", "en"]
    done = CliRunner().invoke(app, words)
    assert done.exit_code in (0, 1, 3), done.output
    made = next(p for p in out.glob("corrections-*.xlsx") if "31/02/1999" in str(cells(p)))
    assert not any(re.search("[\u4e00-\u9fff]", str(cell)) for cell in cells(made)), made
    book = load_workbook(made)
    assert book.sheetnames[:2] == [in_english.SHEET, in_english.HELP]
    sheet = book[in_english.SHEET]
    heads = {str(cell.value): cell.column for cell in sheet[4]}
    row = next(r for r in range(5, sheet.max_row + 1) if sheet.cell(r, heads["Value now"]).value == "31/02/1999")
    for head, value in (("Corrected value", "28/02/1999"), ("Reason", "as registered"), ("Your office", "registry")):
        sheet.cell(row, heads[head]).value = value
    filled = io.BytesIO()
    book.save(filled)
    context = Context.make(Settings(), "brackenford", "2024-Q2")
    read = read_returned(made.name, filled.getvalue(), context.district, context.codes, context.keys)
    assert "28/02/1999" in str(read)


def cells(path: Path) -> list[object]:
    book = load_workbook(path)
    return [
        cell.value for name in book.sheetnames[:2] for line in book[name].iter_rows() for cell in line if cell.value
    ]
