"""The glossary's words are the code's: each is where its line says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from govreport.vocabulary import SEVERITIES
from tests.conftest import PROJECT

LIBRARY = PROJECT / "plugins" / "govreport"
PAGE = (PROJECT / "docs" / "glossary.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ([a-z][^|]*?) \| ([^|]+) \| ([^|]+) \| `([^`]+)` in `([^`]+)` \|$", PAGE, re.MULTILINE)


def files_of(place: Path) -> list[Path]:
    return sorted(place.rglob("*.py")) if place.is_dir() else [place]


def test_every_line_of_the_tables_is_read() -> None:
    lines = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith("| Word ")]
    assert len(lines) == len(ROWS) > 30
    words = [row[0] for row in ROWS]
    assert len(set(words)) == len(words)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_the_word_stands_in_the_code_where_the_line_says(row: tuple[str, ...]) -> None:
    _, chinese, _, name, place = row
    assert re.search(r"[\u4e00-\u9fff]", chinese)
    assert (LIBRARY / place).exists(), place
    files = files_of(LIBRARY / place)
    if (LIBRARY / place / name).exists():
        return  # a file or a folder of that name
    assert any(re.search(rf"\b{re.escape(name)}\b", file.read_text(encoding="utf-8")) for file in files), name


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_the_code_uses_the_word(row: tuple[str, ...]) -> None:
    word = re.sub(r" \(.*\)", "", row[0])
    pattern = re.compile(re.escape(word).replace(r"\ ", r"[ _]?"), re.IGNORECASE)
    assert any(pattern.search(file.read_text(encoding="utf-8")) for file in files_of(LIBRARY)), word


def test_severities_are_called_as_the_product_calls_them() -> None:
    chinese = {row[0]: row[1] for row in ROWS}
    assert {severity: chinese[severity] for severity in SEVERITIES} == {s: word.zh for s, word in SEVERITIES.items()}
