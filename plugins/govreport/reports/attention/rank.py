"""All attention items of a quarter, the heaviest first."""

from __future__ import annotations

from govreport.reports.attention.item import AttentionItem
from govreport.reports.attention.rules import RULES
from govreport.reports.facts import Facts


def attention_items(facts: Facts) -> list[AttentionItem]:
    """What every rule finds, the heaviest first."""
    # The sort is stable: items of equal weight stay in the order of RULES.
    return sorted((item for rule in RULES for item in rule(facts)), key=lambda item: -item.weight)
