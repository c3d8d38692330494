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
STATES_NOTHING = frozenset({
    "operators.no_sheets", "operators.state_blocked", "operators.state_held", "operators.state_judged",
    "operators.state_ready", "policy.in_annex", "quality.accepted_subtitle",
    "quality.corrections_subtitle", "quality.in_annex",
    "quality.reconciliation_subtitle", "quality.revisions_subtitle", "method.rounding_text",
    "method.unstated_subtitle", "reply.none",
    "reply.why_undated", "structure.types_plain", "towns.ranked_plain", "towns.tiles_title_plain",
    "funding.purposes_plain",
    *(f"follow_up.{way}" for way in ("came", "anew", "done", "down", "dropped", "flat", "missed", "mixed", "open")),
    "follow_up.apart", "follow_up.partly", "follow_up.up", "follow_up.restarted",
})  # fmt: skip
"""Declared phrases without a number or a name of their own: what a page is about, the state of the run, and how a
figure of the last issue moved, of which the row's other cells hold the numbers."""
