"""The sentences of: what a town has to act on (its brief)."""

from __future__ import annotations

from collections.abc import Sequence

from govreport.reports.claims import Claim, FigureClaim
from govreport.reports.statements.conditions import Sentence, counted
from govreport.reports.statements.evidence import Evidence
from govreport.reports.statements.picked import picked

_COUNTS = {
    "rectification": ("S02C", "S02Y"),
    "reports": ("S03M",),
    "reports_returned": ("S03R",),
    "party": ("P04U",),
    "abnormal": ("S08",),
    "abnormal_past": ("S08Y",),
    "abnormal_two_years": ("S09",),
    "grades": ("S07",),
}
"""Rule -> the figures it states; the first is the one that is more than zero."""


def _has_fallen(claims: Sequence[Claim], evidence: Evidence) -> bool:
    """The town of which the sentence gives the number is among those that the report tells of too."""
    towns = [c.key.town for c in claims if isinstance(c, FigureClaim)]
    return bool(towns) and towns[0] in picked("fallen", "R01", evidence.quarter, "", evidence)


SENTENCES: dict[str, Sentence] = {
    # It states the district's coverage; that the town has none stands in its row's figure.
    "brief.items.federation.text": Sentence(("F01",)),
    "brief.items.falling.text": Sentence(("R01",), _has_fallen),
    **{
        f"brief.items.{rule}.text": Sentence(states, counted(lambda n: n > 0, states[0]))
        for rule, states in _COUNTS.items()
    },
}
