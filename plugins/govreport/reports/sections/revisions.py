"""Which revisions a reader can see: those that change a figure as it is printed."""

from __future__ import annotations

from fractions import Fraction

from govreport.indicators.model import Indicator, Observation
from govreport.manifests.measurements import Revision
from govreport.reports.facts import Facts


def visible_revisions(facts: Facts) -> list[Revision]:
    """Revisions whose figure looks different in print: district totals first, then towns, then breakdowns."""
    seen = [
        r for r in facts.inputs.measurement.revisions if facts.declared(r.indicator) is not None and _visible(facts, r)
    ]
    return sorted(
        seen,
        key=lambda r: (
            bool(r.town_code),
            bool(r.breakdown),
            r.quarter,
            r.indicator,
            r.town_code,
            r.breakdown,
            r.member,
        ),
    )


def stated(facts: Facts, revision: Revision) -> tuple[Fraction | None, Fraction | None]:
    """The figure as issued and as revised, exact, in the printed unit; None where it may not be printed."""
    declared = facts.inputs.figures.indicators[revision.indicator]
    key = (revision.indicator, revision.quarter, revision.town_code, revision.breakdown, revision.member)
    old = Observation(*key, revision.old_numerator, revision.old_denominator)
    new = Observation(*key, revision.new_numerator, revision.new_denominator)
    return _shown(old, declared), _shown(new, declared)


def _shown(observation: Observation, declared: Indicator) -> Fraction | None:
    return observation.value(declared) if observation.shown(declared) else None


def _visible(facts: Facts, revision: Revision) -> bool:
    old, new = (facts.cell(revision.indicator, v) for v in stated(facts, revision))
    return old != new
