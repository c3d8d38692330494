"""All matters of a quarter, the heaviest first: how grave the kind is, how much it concerns, how fast it grew."""

from __future__ import annotations

from collections.abc import Mapping

from govreport.reports.attention.item import AttentionItem
from govreport.reports.attention.rules import RULES
from govreport.reports.facts import Facts

GRAVITY: Mapping[str, int] = {
    # A promise or a duty with a day, or a report that can't go out.
    "federation_missed": 130, "checks_missed": 126, "promises_overdue": 122, "quality_held": 118,
    "federation_passed": 112, "checks_passed": 110, "federation_behind": 106, "targets_missed": 88,
    # Money where it shouldn't have gone, and lists that nobody should be on.
    "paid_off_register": 84, "paid_unapproved": 84, "awarded_listed": 72, "serious_growing": 72,
    # What is late and has somebody who has to act.
    "rectification": 74, "abnormal_two_years": 62, "checks_behind": 62, "abnormal_past": 60, "abnormal_growing": 58,
    "targets_far": 52, "annual_reports": 48, "party_due": 46, "credit_late": 44, "dormant": 42, "annual_returned": 30,
    # How things stand.
    "five_actors": 44, "towns_falling": 44, "graduates": 40, "grants_over": 40, "concentration": 38,
    "category_stagnant": 36, "ventures_late": 34, "grades_expiring": 26,
}  # fmt: skip
"""Rule -> how grave its kind is, whatever its size."""
DOUBLING, MOST_DOUBLINGS = 3, 5
"""What each doubling of what a matter concerns adds (1, 2, 4, 8 ...), and how many of them count."""
TIMES, MOST_TIMES, SMALLEST = 10, 2, 3
"""What it adds that a figure is twice, three times ... last quarter's, how many times count, and the least number that
times are taken of: 1 to 4 isn't four times as grave."""
MORE = 2
"""What each doubling of how many more there are adds instead, where that is the greater: 100 to 140."""


def attention_items(facts: Facts) -> list[AttentionItem]:
    """What every rule finds, the heaviest first."""
    # The sort is stable: items of equal weight stay in the order of RULES.
    return sorted((item for rule in RULES for item in rule(facts)), key=lambda item: -weight(item))


def weight(item: AttentionItem) -> int:
    """Gravity of the kind, up to 15 for how much it concerns, and up to 20 for how it grew.

    A list that went from 7 to 25: 58 + 3 x 4 (16 and more) + 10 x 2 (three times and more) = 90; from 100 to 140:
    58 + 15 + 2 x 5 (32 more) = 83; from 1 to 4: 58 + 6 + 2 = 66. One organization fewer in one town: 44.
    """
    return GRAVITY[item.rule] + _doublings(item.concerned) * DOUBLING + _growth(item)


def _doublings(count: int) -> int:
    return min(max(count, 1).bit_length() - 1, MOST_DOUBLINGS)


def _growth(item: AttentionItem) -> int:
    if item.before is None or item.concerned <= item.before:
        return 0
    times = min(item.concerned // max(item.before, SMALLEST) - 1, MOST_TIMES)
    return max(times * TIMES, _doublings(item.concerned - item.before) * MORE)
