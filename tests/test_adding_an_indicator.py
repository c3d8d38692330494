"""docs/adding-an-indicator.md, followed to the letter in a copy of the product."""

from __future__ import annotations

import re

import pytest

from tests.fixtures.followed import Followed

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Followed:
    """A copy of the product to which the page's edits have been made."""
    followed = Followed("docs/adding-an-indicator.md", tmp_path_factory.mktemp("copy"))
    assert (len(followed.files), len(followed.insertions), len(followed.replacements)) == (1, 2, 1)
    (example,) = re.findall(r"```python\n(Example\(.*?)```", followed.page, re.DOTALL)
    (followed.folder / "tests" / "indicators" / "examples_page.py").write_text(
        "from fractions import Fraction\nfrom tests.indicators.example import Example, gone, org\n"
        f"PAGE = [{example.rstrip()}]\n",
        encoding="utf-8",
    )
    return followed


def test_the_example_gives_the_figure_that_the_page_says(copy: Followed) -> None:
    printed = copy.run(
        "-c",
        """
from pathlib import Path
from govreport.district.reading import load_district
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
    assert printed.strip() == "True"


def test_it_stands_in_the_dictionary_with_its_sql_and_its_example(copy: Followed) -> None:
    printed = copy.run(
        "-c",
        """
from govreport.canonical.codes import load_codes
from govreport.dictionary.pages import pages
from govreport.district.reading import load_district
from govreport.settings import Settings
from tests.indicators.examples_page import PAGE
settings = Settings()
panyu = load_district(settings.districts_dir, "panyu")
print(pages(panyu, load_codes(settings.reference_dir / "codes.yaml"), PAGE)["zh/indicators.md"])
""",
    )
    entry = printed.split("\n### Z01 ")[1].split("\n### ")[0]
    assert "注册资金十万元以上的社会组织" in entry
    assert "capital_fen >= 10000000" in entry
    assert "**2** 家" in entry


def test_the_pages_commands_compute_and_explain_it_on_the_sample(copy: Followed) -> None:
    commands = copy.commands()
    assert [command[:2] for command in commands] == [["govreport", c] for c in ("run", "indicators", "explain")]
    printed = [copy.govreport(*command[1:]) for command in commands]
    assert re.search(r"Z01 .*\d", printed[1])
    assert "注册资金十万元以上的社会组织" in printed[2]
    assert "南村镇" in printed[2]


@pytest.mark.parametrize(
    ("language", "name"),
    [("zh", "注册资金十万元以上的社会组织"), ("en", "Organizations with a capital of 100,000 yuan or more")],
)
def test_the_section_that_the_page_names_prints_it_under_its_declared_name(
    copy: Followed, language: str, name: str
) -> None:
    printed = copy.run(
        "-c",
        f"""
from govreport.indicators.catalogue import CATALOGUE
from govreport.indicators.model import Observation
from govreport.reports.build import build_model
from tests.reports.fictional import QUARTER, fictional_inputs
figure = Observation("Z01", QUARTER, "", "", "", 37)
model = build_model(fictional_inputs(extra=([CATALOGUE["Z01"]], [figure])), "{language}")
(table,) = [b for s in model.sections for b in s.blocks if getattr(b, "key", "") == "policy_indicators"]
for row in table.rows:
    print("|".join(cell.text for cell in row.cells))
""",
    )
    assert any(line.startswith(f"{name}|") and "|37|" in line for line in printed.splitlines()), printed
