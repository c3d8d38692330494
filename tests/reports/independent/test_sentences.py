"""Every sentence of the nine sample quarters, worked out anew from the raw extracts in plain pandas and compared."""

from __future__ import annotations

from collections import Counter

import pytest

from govreport.reports.statements.declared import sentences
from tests.reports.independent.checking import mistakes
from tests.reports.independent.days import QUARTERS
from tests.reports.independent.documents import Said, all_texts
from tests.reports.independent.printed import has_slots
from tests.reports.independent.sentences import DERIVATIONS

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


def test_no_sentence_with_a_number_or_a_name_is_printed_without_a_derivation() -> None:
    stated = {p for said in all_texts() for p in said.phrases} & set(sentences())
    assert not sorted(p for p in stated - set(DERIVATIONS) if has_slots(p))
