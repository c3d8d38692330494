"""Code lists: one spelling means one code, however it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from govreport.canonical.codes import load_codes
from govreport.errors import ConfigError
from tests.conftest import PROJECT

CODES = PROJECT / "include" / "reference" / "codes.yaml"


@pytest.mark.parametrize(
    "word", ["民办非企业单位", "社会服务机构（民办非企业单位）", "社会服务机构(民办非企业单位)", " 民非 "]
)
def test_spellings_of_one_legal_type(word: str) -> None:
    assert load_codes(CODES)["legal_type"].find(word) == "service_institution"


def test_an_unknown_word_is_not_guessed() -> None:
    assert load_codes(CODES)["status"].find("正常吧") is None


def test_a_spelling_that_names_two_codes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "codes.yaml"
    path.write_text(
        "status:\n  a: {zh: 甲, en: A, aliases: [同]}\n  b: {zh: 乙, en: B, aliases: [同]}\n", encoding="utf-8"
    )
    with pytest.raises(ConfigError, match="同"):
        load_codes(path)
