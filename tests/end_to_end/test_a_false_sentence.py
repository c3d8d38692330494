"""E54: words that say what no stored figure does hold the report and say what to do; the sample's own hold none."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from govreport.manifests.measurements import Identity, Measurement
from govreport.reports.build import build_model
from govreport.reports.material import gather_material
from govreport.reports.proving.documents import prove_documents
from govreport.settings import Settings
from tests.conftest import PROJECT
from tests.fixtures.prepared import ALONE, Prepared, take

pytestmark = pytest.mark.slow
LIE = "社会组织增至999家"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return take(ALONE, Settings(var=tmp_path_factory.mktemp("quarter") / "var"))


def said(measurement: Measurement) -> Identity:
    (identity,) = [i for i in measurement.identities if i.name == "said:documents"]
    return identity


def with_words(prepared: Prepared, home: Path, old: str, new: str) -> Prepared:
    """The same quarter where the Chinese templates say ``new``."""
    include = home / "include"
    include.mkdir(parents=True)
    for part in (PROJECT / "include").iterdir():
        if part.name != "templates":
            (include / part.name).symlink_to(part)
    shutil.copytree(PROJECT / "include" / "templates", include / "templates")
    words = include / "templates" / "narrative.zh.yaml"
    text = words.read_text(encoding="utf-8")
    assert text.count(old) == 1
    words.write_text(text.replace(old, new), encoding="utf-8")
    settings = Settings(home=home, var=prepared.context.settings.var)
    return replace(prepared, context=replace(prepared.context, settings=settings))


def test_the_samples_own_words_are_borne_out(prepared: Prepared) -> None:
    assert said(prepared.measurement).holds
    assert said(prepared.measurement).rule == "E54"


def test_a_sentence_with_a_number_of_its_own_holds_the_report_and_says_what_to_do(
    prepared: Prepared, tmp_path: Path
) -> None:
    lying = with_words(prepared, tmp_path / "home", 'total_up: "社会组织增至{{ value }}"', f'total_up: "{LIE}"')
    bare = prepared.measurement.model_copy(
        update={"identities": [i for i in prepared.measurement.identities if i.name != "said:documents"]}
    )
    proved = prove_documents(lying.context, bare)
    broken = said(proved)
    assert not broken.holds
    assert LIE in broken.detail_zh
    assert "999" in broken.detail_en
    assert broken.detail_zh.endswith("请把这几句报给产品的维护者，改好后重新运行本期。")
    (own,) = gather_material(lying.context, proved, prepared.verdict).languages
    assert own.inputs.held
    assert broken.zh in build_model(own.inputs, "zh").draft
    # Once the words are mended, the same run is borne out again.
    assert said(prove_documents(prepared.context, bare)).holds
