"""docs/adding-a-chart.md, followed to the letter in a copy of the product."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.fixtures.followed import Followed

pytestmark = pytest.mark.slow

_MODELS = """
import json
from govreport.reports.build import build_model
from govreport.reports.words import load_words
from tests.reports.fictional import fictional_inputs
full, bare = fictional_inputs(), fictional_inputs(without=["R01"])
print(json.dumps({
    "charts": {language: [
        {**block.model_dump(mode="json"), "section": section.key}
        for section in build_model(full, language).sections for block in section.blocks if hasattr(block, "svg")
    ] for language in ("zh", "en")},
    "without": [b.key for s in build_model(bare, "zh").sections for b in s.blocks if hasattr(b, "svg")],
    "phrases": {name: sorted(load_words(full.settings.templates_dir, name).names()) for name in ("zh", "en")},
}))
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the report of a fictional district says in a copy to which the page's edits have been made."""
    followed = Followed("docs/adding-a-chart.md", tmp_path_factory.mktemp("copy"))
    assert (len(followed.files), len(followed.insertions)) == (2, 5)
    models: dict[str, Any] = json.loads(followed.run("-c", _MODELS))
    return models


def _chart(made: dict[str, Any], language: str) -> dict[str, Any]:
    chart: dict[str, Any] = next(c for c in made["charts"][language] if c["key"] == "legal_type_shares")
    return chart


@pytest.mark.parametrize(
    ("language", "title", "alt"),
    [
        ("zh", r"占\d+\.\d%$", r"分段条形图，各类登记社会组织所占比重：([^、]+\d+\.\d%、){2}[^、]+\d+\.\d%。$"),
        ("en", r": \d+\.\d% of all$", r"Divided bar, shares of registered organizations: .+ \d+\.\d%\.$"),
    ],
)
def test_the_chart_says_its_answer_and_reads_out_its_figures(
    made: dict[str, Any], language: str, title: str, alt: str
) -> None:
    chart = _chart(made, language)
    assert chart["section"] == "structure"
    assert re.search(title, chart["title"])
    assert re.fullmatch(alt, chart["alt"])
    shares = [float(s) for s in re.findall(r"(\d+\.\d)%", chart["alt"])]
    assert len(shares) == 3
    assert shares == sorted(shares, reverse=True)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_is_drawn_wide_and_narrow_and_numbered_in_its_place(made: dict[str, Any], language: str) -> None:
    chart = _chart(made, language)
    assert 'viewBox="0 0 590 ' in chart["svg"]
    assert 'viewBox="0 0 340 ' in chart["svg_narrow"]
    assert made["charts"][language].index(chart) == 1
    assert [re.sub(r"\D", "", c["number"]) for c in made["charts"][language]] == [
        str(number + 1) for number in range(len(made["charts"][language]))
    ]


def test_no_chart_is_drawn_where_the_figure_is_unknown(made: dict[str, Any]) -> None:
    assert made["without"]
    assert "legal_type_shares" not in made["without"]


def test_both_languages_have_its_words(made: dict[str, Any]) -> None:
    assert made["phrases"]["zh"] == made["phrases"]["en"]
    assert {f"structure.kinds_{part}" for part in ("title", "subtitle", "alt")} <= set(made["phrases"]["zh"])
