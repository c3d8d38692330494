"""Every sentence of the nine sample quarters, worked out anew from the raw extracts in plain pandas and compared."""

from __future__ import annotations

from collections import Counter

import pytest

from govreport.reports.statements.declared import sentences
from tests.reports.independent.checking import mistakes
from tests.reports.independent.days import QUARTERS
from tests.reports.independent.documents import Said, all_texts
from tests.reports.independent.sentences import DERIVATIONS, PARTS, STATES_NOTHING

pytestmark = pytest.mark.slow


def _document(said: Said) -> tuple[str, ...]:
    return said.quarter, said.document, said.language, said.town


def _listed() -> Counter[tuple[str, ...]]:
    """How many matters each document lists."""
    headings = (s for s in all_texts() if any(p.startswith(("attention.", "brief.items.")) for p in s.phrases))
    return Counter(_document(s) for s in headings if any(p.endswith(".action") for p in s.phrases))


@pytest.mark.parametrize("quarter", QUARTERS)
def test_what_is_said_is_what_the_raw_records_give(quarter: str) -> None:
    listed = _listed()
    wrong = [
        f"{said.document} {said.town} {said.language} {said.where}: {why}: {said.text}"
        for said in all_texts()
        if said.quarter == quarter and any(p in DERIVATIONS for p in said.phrases)
        for why in mistakes(said, DERIVATIONS, listed[_document(said)])
    ]
    assert not wrong, "\n".join(wrong)


def test_no_declared_sentence_is_printed_without_a_derivation() -> None:
    stated = {p for said in all_texts() for p in said.phrases} & set(sentences())
    assert not sorted(stated - set(DERIVATIONS) - PARTS - STATES_NOTHING)


def test_a_clause_stands_in_a_sentence_that_derives_it() -> None:
    loose = [said for said in all_texts() if PARTS & {*said.phrases} and not {*said.phrases} & set(DERIVATIONS)]
    assert not loose


def test_a_sentence_that_says_something_else_is_found() -> None:
    said = next(s for s in all_texts() if s.phrases and s.quarter == "2019-Q3" and "headline.total_up" in s.phrases)
    assert not list(mistakes(said, DERIVATIONS))
    assert list(mistakes(said._replace(text=said.text.replace("841", "842")), DERIVATIONS))
    down = said._replace(phrases=("headline.total_down",))
    assert "headline.total_down may not be said: R01 moved up" in list(mistakes(down, DERIVATIONS))
