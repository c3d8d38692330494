"""One matter that needs attention: the rule that found it, what it is about, and the sentences it is printed with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from govreport.reports.claims import DaysClaim, Key, Part
from govreport.reports.facts import Facts
from govreport.reports.model import AttentionRow, MatterFigure
from govreport.reports.stated import Stated
from govreport.reports.targets import Deadline, due_of


class About(NamedTuple):
    """A figure, or a part of it, that a matter is about: what later issues follow up."""

    key: Key
    part: Part = "value"


@dataclass(frozen=True)
class AttentionItem:
    """A rule that applies this quarter, with the values its sentences need.

    The sentences stand in the narrative template under ``attention.<rule>``.
    """

    rule: str
    values: Mapping[str, str] = field(default_factory=dict)
    about: tuple[About, ...] = ()
    """The first says when the matter is due, where ``due`` doesn't."""
    concerned: int = 1
    """How many organizations, cases, communities or 万元 it concerns; rank.py reads it."""
    before: int | None = None
    """How many it was at the end of last quarter; None where that isn't compared."""
    due: Deadline | None = None

    def sentence(self, facts: Facts, part: str) -> Stated:
        """One of the rule's sentences: headline, clause, heading, text, action, owner."""
        return facts.words(f"attention.{self.rule}.{part}", publisher=facts.publisher, **self.values)

    def row(self, facts: Facts) -> AttentionRow:
        """The item as a row of the attention table."""
        due = self.due or due_of(facts, self.about[0].key.indicator if self.about else "")
        return AttentionRow(
            key=self.rule,
            heading=self.sentence(facts, "heading"),
            text=self.sentence(facts, "text"),
            action=self.sentence(facts, "action"),
            owner=self.sentence(facts, "owner"),
            due=by_when(facts, due),
            due_iso=due.day.isoformat(),
            figures=[f for about in self.about if (f := matter_figure(facts, about)) is not None],
        )


def by_when(facts: Facts, due: Deadline) -> Stated:
    """A deadline as matters print it, with the days left from the day of issue: 2019年10月31日前，还有8天."""
    left = (due.day - facts.inputs.release).days
    day = facts.words("month_day", year=due.day.year, month=due.day.month, day=due.day.day)
    text = facts.words("attention_due", day=day, days=left)
    return Stated(text, DaysClaim(due.subject, due.day, left))


def matter_figure(facts: Facts, about: About) -> MatterFigure | None:
    """The figure as this issue prints it, and exactly, for the issues to come; None where there is none."""
    text = figure_text(facts, about)
    number = facts.part(*about)
    if not text or number is None:
        return None
    key = about.key
    return MatterFigure(
        indicator=key.indicator, part=about.part, town_code=key.town, breakdown=key.breakdown, member=key.member,
        exact=str(number), text=text,
    )  # fmt: skip


def figure_text(facts: Facts, about: About) -> str:
    """The figure with its unit, its town or member before it where it has one; "" where there is none."""
    key = about.key
    if about.part == "value":
        said = facts.text(*key)
    else:
        said = facts.count(key.indicator, about.part, key.town, key.breakdown, key.member)
    if not said or not (key.town or key.member):
        return said
    place = facts.town(key.town) if key.town else facts.code_word(key.breakdown, key.member)
    return facts.words("point", name=place, value=said)
