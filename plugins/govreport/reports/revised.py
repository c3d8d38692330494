"""A figure that was stated before and is now another one: both, as they are printed, and the clause on page 1."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from govreport.indicators.vintages.revision_stats import size
from govreport.manifests.measurements import Revision
from govreport.reports.claims import Key, RevisedClaim
from govreport.reports.facts import Facts
from govreport.reports.model import Cell
from govreport.reports.stated import Stated


def old_and_new(facts: Facts, revision: Revision) -> tuple[Fraction | None, Fraction | None]:
    """The figure as stated before and as stated now, exact, in the printed unit; None where it may not be printed."""
    found = size(revision, facts.inputs.figures.indicators[revision.indicator])
    return found.old, found.new


def visible(facts: Facts, revision: Revision) -> bool:
    """Whether both look different in a table."""
    old, new = (facts.cell(revision.indicator, value) for value in old_and_new(facts, revision))
    return old != new


def revised_cell(facts: Facts, revision: Revision, side: Literal["old", "new"], value: Fraction | None) -> Cell:
    """One of both as a table's cell."""
    text = facts.cell(revision.indicator, value)
    if value is None:
        return Cell(text=text, tone="muted")
    shown = facts.in_cell(revision.indicator, value)
    tone = "strong" if side == "new" else "normal"
    claim = RevisedClaim(_key(revision), side, shown.number, shown.per_unit)
    return Cell.model_validate({"text": Stated(text, claim), "number": shown.number, "tone": tone})


def revised_sentence(facts: Facts, indicator: str) -> Stated:
    """二季度末由830家修订为832家: how the district's figure of the quarter before was revised; "" where it wasn't.

    Said where the reader has seen the former figure: it is the base of this quarter's comparison.
    """
    found = _of_last_issue(facts, indicator)
    if found is None:
        return Stated("")
    old, new = (facts.quantity(value, indicator, claim) for value, claim in found)
    flow = facts.inputs.figures.indicators[indicator].basis == "flow"
    quarter = facts.quarter_name(facts.quarter.previous)
    number = Stated(facts.measured(found[0][0], indicator).bare, found[0][1])
    return facts.words("revised.sentence", quarter=quarter, at_end=not flow, old=old, new=new, old_number=number)


def revised_on_card(facts: Facts, indicator: str) -> Stated:
    """上期印830，修订为832: the same for the figure's card; "" where it wasn't revised."""
    found = _of_last_issue(facts, indicator)
    if found is None:
        return Stated("")
    old, new = (Stated(facts.measured(value, indicator).bare, claim) for value, claim in found)
    return facts.words("revised.card", old=old, new=new)


def _of_last_issue(facts: Facts, indicator: str) -> tuple[tuple[Fraction, RevisedClaim], ...] | None:
    """Both figures of the quarter before, with their claims; None where it wasn't revised visibly."""
    where = (indicator, facts.quarter.previous, "", "", "")
    for revision in facts.inputs.measurement.revisions:
        if _key(revision) == where and facts.declared(indicator) is not None and visible(facts, revision):
            old, new = old_and_new(facts, revision)
            if old is None or new is None:
                return None
            before, now = (facts.measured(value, indicator) for value in (old, new))
            return (
                (old, RevisedClaim(_key(revision), "old", before.shown, before.per_unit)),
                (new, RevisedClaim(_key(revision), "new", now.shown, now.per_unit)),
            )
    return None


def _key(revision: Revision) -> Key:
    return Key(revision.indicator, revision.quarter, revision.town_code, revision.breakdown, revision.member)
