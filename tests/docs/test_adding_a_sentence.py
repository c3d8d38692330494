"""docs/adding-a-sentence.md, followed to the letter in a copy of the product."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.fixtures.followed import Followed

pytestmark = pytest.mark.slow

_SAID = """
import json
from dataclasses import replace
from govreport.reports.build import build_model
from govreport.reports.statements.check import doubts
from govreport.reports.claims import Key
from tests.reports.fictional import QUARTER, fictional_evidence, fictional_inputs

def listed(number, known):
    def change(o):
        one = (o.indicator, o.quarter, o.town_code, o.breakdown) == ("S08", known, "", "")
        return replace(o, numerator=number) if one else o
    return change

def said(model):
    texts = [b.text for s in model.sections if s.key == "supervision" for b in s.blocks if b.type == "paragraph"]
    return [text for text in texts if text.startswith(("活动异常名录增至", "The list of abnormal activity rises"))]

grown = fictional_inputs(change=listed(25, QUARTER))
level = fictional_inputs(change=listed(0, QUARTER))
found = {"said": [], "doubts": [], "level": [], "lie": []}
for language in ("zh", "en"):
    model = build_model(grown, language)
    found["said"] += said(model)
    found["doubts"] += [d.text for d in doubts("report", model, fictional_evidence(grown)) if d.text in said(model)]
    found["level"] += said(build_model(level, language))
    # The same sentence where the stored figures fell: it is told.
    found["lie"] += [d.why.en for d in doubts("report", model, fictional_evidence(level)) if d.text in said(model)]
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    followed = Followed("docs/adding-a-sentence.md", tmp_path_factory.mktemp("copy"))
    assert (len(followed.files), len(followed.insertions), len(followed.replacements)) == (0, 3, 3)
    result: dict[str, Any] = json.loads(followed.run("-c", _SAID))
    return result


def test_the_sentence_is_said_in_both_languages_where_it_is_so_and_borne_out(found: dict[str, Any]) -> None:
    zh, en = found["said"]
    assert zh.startswith("活动异常名录增至25家，比上季度末增加")
    assert en.startswith("The list of abnormal activity rises to 25 organizations, up ")
    assert found["doubts"] == []


def test_it_is_not_said_where_the_list_did_not_grow(found: dict[str, Any]) -> None:
    assert found["level"] == []


def test_it_is_told_where_the_stored_figures_say_otherwise(found: dict[str, Any]) -> None:
    assert "the sentence's condition doesn't hold" in found["lie"]
    assert any("says 25" in why for why in found["lie"])
