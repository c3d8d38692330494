"""docs/adding-an-indicator.md, followed to the letter in a copy of the product."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PROJECT

PAGE = (PROJECT / "docs" / "adding-an-indicator.md").read_text(encoding="utf-8")
_BLOCK = r"\n\n```{}\n(.*?)```"


def _blocks(lead: str, language: str = "python") -> list[tuple[str, ...]]:
    return re.findall(lead + _BLOCK.format(language), PAGE, re.DOTALL)


def _run(copy: Path, *arguments: str) -> str:
    environment = {
        **os.environ,
        "PYTHONPATH": f"{copy / 'plugins'}{os.pathsep}{copy}",
        "PYTHONUTF8": "1",
        "COLUMNS": "200",
        "GOVREPORT_HOME": str(copy),
        "GOVREPORT_VAR": str(copy / "var"),
    }
    done = subprocess.run(  # noqa: S603 - the page's own commands
        [sys.executable, *arguments], capture_output=True, text=True, encoding="utf-8", env=environment, cwd=copy
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the product to which the page's edits have been made."""
    folder = tmp_path_factory.mktemp("copy")
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PROJECT / "plugins" / "govreport", folder / "plugins" / "govreport", ignore=ignore)
    shutil.copytree(PROJECT / "tests" / "indicators", folder / "tests" / "indicators", ignore=ignore)
    shutil.copytree(PROJECT / "scripts", folder / "scripts", ignore=ignore)
    shutil.copy(PROJECT / "tests" / "__init__.py", folder / "tests" / "__init__.py")
    (folder / "include").symlink_to(PROJECT / "include")
    files = _blocks(r"File `([^`]+)`:")
    insertions = _blocks(r"In `([^`]+)`, after `([^`]+)`:")
    assert (len(files), len(insertions)) == (1, 2)
    for path, text in files:
        assert not (folder / path).exists()
        (folder / path).write_text(text, encoding="utf-8")
    for path, after, text in insertions:
        before = (folder / path).read_text(encoding="utf-8")
        assert before.count(after) == 1, f"{path} no longer has the line that the page names: {after}"
        (folder / path).write_text(before.replace(after, f"{after}\n{text.rstrip()}"), encoding="utf-8")
    (example,) = re.findall(r"```python\n(Example\(.*?)```", PAGE, re.DOTALL)
    (folder / "tests" / "indicators" / "examples_page.py").write_text(
        "from fractions import Fraction\nfrom tests.indicators.example import Example, gone, org\n"
        f"PAGE = [{example.rstrip()}]\n",
        encoding="utf-8",
    )
    return folder


def test_the_example_gives_the_figure_that_the_page_says(copy: Path) -> None:
    said = _run(
        copy,
        "-c",
        """
from pathlib import Path
from govreport.district.folder import load_district
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.store.files import FileStore
from tests.indicators.examples_page import PAGE
from tests.indicators.tables import figures
example, = PAGE
panyu = load_district(Settings().districts_dir, "panyu")
found = figures(FileStore(str(Path("store").resolve())), panyu, example.quarter, **example.records)
print(found.value(example.indicator, Quarter.parse(example.quarter)) == example.expected == 2)
""",
    )
    assert said.strip() == "True"


def test_it_stands_in_the_dictionary_with_its_sql_and_its_example(copy: Path) -> None:
    said = _run(
        copy,
        "-c",
        """
from govreport.canonical.codes import load_codes
from govreport.dictionary.pages import pages
from govreport.district.folder import load_district
from govreport.settings import Settings
from tests.indicators.examples_page import PAGE
settings = Settings()
panyu = load_district(settings.districts_dir, "panyu")
print(pages(panyu, load_codes(settings.reference_dir / "codes.yaml"), PAGE)["zh/indicators.md"])
""",
    )
    entry = said.split("\n### Z01 ")[1].split("\n### ")[0]
    assert "注册资金十万元以上的社会组织" in entry
    assert "capital_fen >= 10000000" in entry
    assert "**2** 家" in entry


def test_the_pages_commands_compute_and_explain_it_on_the_sample(copy: Path) -> None:
    (commands,) = re.findall(_BLOCK.format("bash"), PAGE, re.DOTALL)
    lines = [line.split() for line in commands.strip().splitlines() if line.startswith("govreport ")]
    assert [line[1] for line in lines] == ["run", "indicators", "explain"]
    said = [_run(copy, "-m", "govreport.cli", *line[1:]) for line in lines]
    assert re.search(r"Z01 .*\d", said[1])
    assert "注册资金十万元以上的社会组织" in said[2]
    assert "南村镇" in said[2]
