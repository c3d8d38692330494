"""One matter that needs attention: the rule that found it, what it is about, and the sentences it is printed with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from govreport.reports.claims import DaysClaim, Key
from govreport.reports.facts import Facts
from govreport.reports.model import AttentionRow, MatterFigure
from govreport.reports.stated import Stated
from govreport.reports.targets import Deadline, due_of


@dataclass(frozen=True)
class AttentionItem:
    """A rule that applies this quarter, with the values its sentences need.

    The sentences stand in the narrative template under ``attention.<rule>``.
    """

    rule: str
    values: Mapping[str, str] = field(default_factory=dict)
    about: tuple[Key, ...] = ()
    """The figures that later issues follow up. The first says when the matter is due, where ``due`` doesn't."""
    concerned: int = 1
    """How many organizations, cases, communities or how much money it concerns; rank.py reads it."""
    before: int | None = None
    """How many it was at the end of last quarter; None where that isn't compared."""
    due: Deadline | None = None

    def sentence(self, facts: Facts, part: str) -> Stated:
        """One of the rule's sentences: headline, clause, heading, text, action, owner."""
        place = {"publisher": facts.publisher, "town_offices": facts.district.town_offices}
        return facts.words(f"attention.{self.rule}.{part}", **place, **self.values)

    def row(self, facts: Facts) -> AttentionRow:
        """The item as a row of the attention table."""
        due = self.due or due_of(facts, self.about[0].indicator if self.about else "")
        return AttentionRow(
            key=self.rule,
            heading=self.sentence(facts, "heading"),
            text=self.sentence(facts, "text"),
            action=self.sentence(facts, "action"),
            owner=self.sentence(facts, "owner"),
            due=by_when(facts, due),
            due_iso=due.day.isoformat(),
            figures=[f for key in self.about if (f := matter_figure(facts, key)) is not None],
        )


def by_when(facts: Facts, due: Deadline) -> Stated:
    """A deadline as matters print it, with the days left from the day of issue: 2019年10月31日前，还有8天."""
    left = (due.day - facts.inputs.release).days
    day = facts.words("month_day", year=due.day.year, month=due.day.month, day=due.day.day)
    text = facts.words("attention_due", day=day, days=left)
    return Stated(text, DaysClaim(due.subject, due.day, left))


def matter_figure(facts: Facts, key: Key) -> MatterFigure | None:
    """The figure as this issue prints it, and exactly, for the issues to come; None where there is none."""
    text, number = figure_text(facts, key), facts.value(*key)
    if not text or number is None:
        return None
    return MatterFigure(
        indicator=key.indicator, town_code=key.town, breakdown=key.breakdown, member=key.member, exact=str(number),
        text=text,
    )  # fmt: skip


def figure_text(facts: Facts, key: Key) -> str:
    """The figure with its unit, its town or member before it where it has one; "" where there is none."""
    said = facts.text(*key)
    if not said or not (key.town or key.member):
        return said
    place = facts.town(key.town) if key.town else facts.code_word(key.breakdown, key.member)
    return facts.words("point", name=place, value=said)
