"""One matter that needs attention: the rule that found it, its weight, and the sentences it is printed with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from govreport.reports.facts import Facts
from govreport.reports.model import AttentionRow


@dataclass(frozen=True)
class AttentionItem:
    """A rule that applies this quarter, with the values its sentences need.

    The sentences stand in the narrative template under ``attention.<rule>``.
    """

    rule: str
    weight: int
    """Heavier items come first; equal weights in the order of RULES."""
    values: dict[str, str] = field(default_factory=dict)
    due: date | None = None
    """A date given by a target; else the end of the month after release."""

    def sentence(self, facts: Facts, part: str) -> str:
        """One of the rule's sentences: headline, clause, heading, text, action, owner."""
        return facts.words(f"attention.{self.rule}.{part}", publisher=facts.publisher, **self.values)

    def row(self, facts: Facts) -> AttentionRow:
        """The item as a row of the attention table."""
        due = self.due if self.due and self.due > facts.inputs.release else next_month_end(facts.inputs.release)
        return AttentionRow(
            key=self.rule,
            heading=self.sentence(facts, "heading"),
            text=self.sentence(facts, "text"),
            action=self.sentence(facts, "action"),
            owner=self.sentence(facts, "owner"),
            due=facts.words("month_day", year=due.year, month=due.month, day=due.day),
        )


def next_month_end(day: date) -> date:
    """The last day of the month after ``day``'s."""
    # 32 days after the first of a month lie in the next month, whatever its length.
    first_of_next = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return (first_of_next + timedelta(days=32)).replace(day=1) - timedelta(days=1)
