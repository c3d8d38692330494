"""A district whose currency isn't the yuan: its folder, and its whole report, in which no other currency appears."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from govreport.cli.application import app
from govreport.district.reading import district_problems, load_district
from govreport.errors import ConfigError
from govreport.settings import Settings
from tests.conftest import PROJECT
from tests.currency.another_currency import linjiang_in

Q = "2024-Q1"
YUAN = re.compile(r"(?<![单公纪多日美欧二三])元(?!件|素|老|旦|宵|月)|[¥￥]|\bCNY\b|\byuan\b|\bfen\b|人民币")
POUNDS = re.compile(r"£|\bGBP\b|英镑|\bpounds?\b|\bpence\b")


def texts(name: str, data: bytes) -> Iterator[tuple[str, str]]:
    """Every text in a file, and in the files that it holds."""
    if data[:4] == b"%PDF":
        converted = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True)  # noqa: S607
        yield name, converted.stdout.decode()
    elif data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.namelist():
                yield from texts(f"{name}/{member}", archive.read(member))
    elif name.endswith((".html", ".xml", ".json", ".csv", ".rels")):
        yield name, re.sub(r"<style.*?</style>|data:[a-z/+-]+;base64,[\w+/=]+", "", data.decode(), flags=re.DOTALL)


def found(folder: Path, pattern: re.Pattern[str]) -> list[str]:
    """Where a word of a currency stands in what was printed, with what surrounds it."""
    return [
        f"{where}: {text[max(0, match.start() - 40) : match.end() + 20]!r}"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for where, text in texts(path.name, path.read_bytes())
        for match in pattern.finditer(text)
    ]


def test_a_district_states_a_currency_that_exists(tmp_path: Path) -> None:
    settings = linjiang_in(tmp_path / "home", "GBP")
    assert load_district(settings.districts_dir, "linjiang").money.minor == 100
    path = settings.districts_dir / "linjiang" / "district.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("currency: GBP", "currency: Pound"), encoding="utf-8")
    assert any("ISO 4217" in p.zh and "GBP" in p.en for p in district_problems(settings.districts_dir, "linjiang"))


def test_a_district_states_in_what_its_money_is_printed(tmp_path: Path) -> None:
    settings = linjiang_in(tmp_path / "home", "GBP")
    path = settings.districts_dir / "linjiang" / "district.yaml"
    written = path.read_text(encoding="utf-8")
    assert load_district(settings.districts_dir, "linjiang").money.scale == 1
    path.write_text(written + "money_in: thousand\n", encoding="utf-8")
    district = load_district(settings.districts_dir, "linjiang")
    assert (district.money.scale, district.given.currency) == (1_000, district.money)
    for wrong in ("万元", "million"):
        path.write_text(f"{written}money_in: {wrong}\n", encoding="utf-8")
        assert any("write £ or £ thousand" in p.en for p in district_problems(settings.districts_dir, "linjiang"))


def test_a_layout_has_the_districts_currency_and_its_units(tmp_path: Path) -> None:
    settings = linjiang_in(tmp_path / "home", "GBP")
    path = settings.districts_dir / "linjiang" / "sources" / "funding.yaml"
    right = path.read_text(encoding="utf-8")
    layout = load_district(settings.districts_dir, "linjiang").sources["funding"].layout
    assert (layout.currency, layout.columns["paid_fen"].unit) == ("GBP", "£")
    for wrong, said in (("unit: 万元", "£ thousand"), ("unit: €", "pounds")):
        path.write_text(right.replace("unit: GBP", wrong, 1), encoding="utf-8")
        assert any(said in p.en for p in district_problems(settings.districts_dir, "linjiang"))
    path.write_text(right.replace("layout:\n", "layout:\n  currency: EUR\n"), encoding="utf-8")
    with pytest.raises(ConfigError, match="remove it here"):
        load_district(settings.districts_dir, "linjiang")


def test_amounts_of_its_csv_files_are_in_it(tmp_path: Path) -> None:
    settings = linjiang_in(tmp_path / "home", "GBP")
    path = settings.districts_dir / "linjiang" / "budgets.csv"
    path.write_text("fund,year,yuan,source\nspecial_fund,2024,100,x\n", encoding="utf-8")
    assert any("call the column amount" in p.en for p in district_problems(settings.districts_dir, "linjiang"))
    path.write_text("fund,year,amount,source\nspecial_fund,2024,100.005,x\n", encoding="utf-8")
    assert any("finer than a penny" in p.en for p in district_problems(settings.districts_dir, "linjiang"))
    path.write_text("fund,year,amount,source\nspecial_fund,2024,100.05,x\n", encoding="utf-8")
    assert district_problems(settings.districts_dir, "linjiang") == []


def govreport(*words: str) -> Result:
    return CliRunner().invoke(app, list(words), env={"COLUMNS": "200"})


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext")
@pytest.mark.parametrize(("code", "foreign"), [("GBP", YUAN), ("CNY", POUNDS)])
def test_a_whole_report_names_no_other_currency(
    code: str, foreign: re.Pattern[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    if code == "CNY":
        settings = Settings(home=home, var=home / "var")
        (home / "include").mkdir(parents=True)
        for name in ("templates", "reference", "fonts", "profiles", "sample"):
            (home / "include" / name).symlink_to(PROJECT / "include" / name)
        shutil.copytree(PROJECT / "include" / "sample_districts" / "linjiang", settings.districts_dir / "linjiang")
    else:
        settings = linjiang_in(home, code)
    monkeypatch.setenv("GOVREPORT_HOME", str(home))
    monkeypatch.setenv("GOVREPORT_VAR", str(settings.var))
    done = govreport("run", "-d", "linjiang", "-q", Q, "--until", "render")
    assert done.exit_code == 0, done.output
    assert foreign.search(done.output) is None
    explained = [
        govreport("explain", Q, i, "-d", "linjiang", "--lang", lang)
        for i in ("G10", "G03", "M08")
        for lang in ("zh", "en")
    ]
    for printed in explained:
        assert foreign.search(printed.output) is None, printed.output
    assert found(settings.var / "store" / "reports", foreign) == []
    own = {"GBP": POUNDS, "CNY": YUAN}[code]
    assert found(settings.var / "store" / "reports", own)
