"""Phrase of the narrative templates -> what the raw records say that it may print, one file a part of the documents."""

from __future__ import annotations

from tests.reports.independent.checking import Derivation
from tests.reports.independent.sentences import (
    briefs,
    funds,
    matters,
    matters_people,
    oversight,
    page_one,
    places,
    replies,
    runs,
    structure,
)

DERIVATIONS: dict[str, Derivation] = {
    **page_one.DERIVATIONS,
    **structure.DERIVATIONS,
    **places.DERIVATIONS,
    **funds.DERIVATIONS,
    **oversight.DERIVATIONS,
    **matters.DERIVATIONS,
    **matters_people.DERIVATIONS,
    **briefs.DERIVATIONS,
    **runs.DERIVATIONS,
    **replies.DERIVATIONS,
}

PARTS = frozenset(f"change.{way}" for way in ("up", "down", "flat", "rate_up", "rate_down"))
"""Clauses that only ever stand inside other sentences; the derivations of those say what the clause may say."""
