"""The measured loading times go into the page on PostgreSQL, in both languages, and nothing else on it changes."""

from __future__ import annotations

import pytest

from benchmarks.loading import HEADS, section, with_section
from tests.conftest import PROJECT

FOUND = [(10_000, 2, {"copy": [1.0, 2.0], "executemany": [6.0, 6.0], "sqlite": [3.0, 3.0]})]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_measurement_takes_the_place_of_the_pages_section(language: str) -> None:
    page = (PROJECT / "docs" / language / "postgresql.md").read_text(encoding="utf-8")
    before, _, written = page.partition(HEADS[language])
    assert written, "the page has no such section"
    measured = section(FOUND, language)
    assert with_section(page, HEADS[language], measured) == before + measured
    assert measured.splitlines()[:6] == page[len(before) :].splitlines()[:6]
    assert measured.count("4.0") == 1  # of the medians, COPY is four times faster


def test_a_section_in_the_middle_leaves_the_next_one_as_it_is() -> None:
    page = "# A\n\n## B\n\nold\n\n## C\n\nkept\n"
    assert with_section(page, "## B", "## B\n\nnew\n") == "# A\n\n## B\n\nnew\n\n## C\n\nkept\n"
