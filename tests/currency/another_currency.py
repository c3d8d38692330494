"""Linjiang, whose files and folder speak of another currency: what a district's own data would be there."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl

from govreport.currency import currency
from govreport.settings import Settings
from tests.conftest import PROJECT


def linjiang_in(home: Path, code: str) -> Settings:
    """An installation with Linjiang alone, its amounts in the currency ``code``."""
    own = currency(code)
    include = home / "include"
    (include / "sample").mkdir(parents=True)
    for name in ("templates", "reference", "fonts", "profiles"):
        (include / name).symlink_to(PROJECT / "include" / name)
    shutil.copytree(PROJECT / "include" / "sample" / "linjiang", include / "sample" / "linjiang")
    folder = include / "districts" / "linjiang"
    shutil.copytree(PROJECT / "include" / "sample_districts" / "linjiang", folder)
    with (folder / "district.yaml").open("a", encoding="utf-8") as file:
        file.write(f"currency: {code}\n")
    for source in folder.glob("sources/*.yaml"):
        source.write_text(source.read_text(encoding="utf-8").replace("unit: 元", f"unit: {code}"), encoding="utf-8")
    for register in include.glob("sample/linjiang/*/dengji_*.json"):
        written = register.read_text(encoding="utf-8")
        decimals = "." + "0" * own.digits if own.digits else ""
        register.write_text(written.replace(".00元", f"{decimals} {code}"), encoding="utf-8")
    for grants in include.glob("sample/linjiang/*/*.xlsx"):
        book = openpyxl.load_workbook(grants)
        for sheet in book:
            for row in sheet.iter_rows(max_row=4):
                for cell in row:
                    if isinstance(cell.value, str) and "元" in cell.value:
                        cell.value = cell.value.replace("元", code)
        book.save(grants)
    return Settings(home=home, var=home / "var")
