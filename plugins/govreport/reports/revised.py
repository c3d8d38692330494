"""A figure that was stated before and is now another one: both, as they are printed, and the clause on page 1."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from govreport.indicators.vintages.revision_stats import size
from govreport.manifests.measurements import Revision
from govreport.reports.claims import Key, RevisedClaim
from govreport.reports.facts import Facts
from govreport.reports.model import Cell
from govreport.reports.numbers import printed_decimal, rounded
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
    number = rounded(value, facts.decimals(revision.indicator))
    tone = "strong" if side == "new" else "normal"
    return Cell.model_validate(
        {"text": Stated(text, RevisedClaim(_key(revision), side, number)), "number": number, "tone": tone}
    )


def revised_clause(facts: Facts, indicator: str) -> Stated:
    """二季度末由830家修订为832家: how the district's figure of the quarter before was revised; "" where it wasn't.

    Said where the reader has seen the former figure: it is the base of this quarter's comparison.
    """
    before = facts.quarter.previous
    for revision in facts.inputs.measurement.revisions:
        place = (revision.indicator, revision.quarter, revision.town_code, revision.breakdown)
        if place != (indicator, before, "", "") or facts.declared(indicator) is None or not visible(facts, revision):
            continue
        old, new = old_and_new(facts, revision)
        if old is None or new is None:
            continue
        decimals, key = facts.decimals(indicator), _key(revision)
        return facts.words(
            "revised.clause",
            at_end=facts.inputs.figures.indicators[indicator].basis != "flow",
            quarter=facts.quarter_name(before),
            old=facts.quantity(old, indicator, RevisedClaim(key, "old", printed_decimal(old, decimals))),
            new=facts.quantity(new, indicator, RevisedClaim(key, "new", printed_decimal(new, decimals))),
        )
    return Stated("")


def _key(revision: Revision) -> Key:
    return Key(revision.indicator, revision.quarter, revision.town_code, revision.breakdown, revision.member)
