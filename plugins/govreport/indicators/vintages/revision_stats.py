"""What revisions did to figures: sizes, the revision triangle, mean and mean absolute revision, breaks.

Pure arithmetic, exact to the end; only ``stated_figures`` reads from the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from govreport.indicators.model import Indicator, Observation
from govreport.indicators.vintages.revision_kind import breaks_series
from govreport.manifests.measurements import Revision
from govreport.quarter import Quarter
from govreport.store.records import VintageRecord
from govreport.store.vintages import VintageStore


@dataclass(frozen=True)
class Size:
    """How far a figure moved, in its printed unit; a rate's moves are percentage points."""

    old: Fraction | None
    new: Fraction | None

    @property
    def absolute(self) -> Fraction | None:
        """New less old; None where either may not be shown."""
        return None if self.old is None or self.new is None else self.new - self.old

    @property
    def relative(self) -> Fraction | None:
        """The absolute change as a share of the old figure; None where that is nothing."""
        return None if self.absolute is None or not self.old else self.absolute / abs(self.old)


def size(revision: Revision, indicator: Indicator) -> Size:
    """What a revision did to its figure."""
    key = (revision.indicator, revision.quarter, revision.town_code, revision.breakdown, revision.member)
    old = Observation(*key, revision.old_numerator, revision.old_denominator)
    new = Observation(*key, revision.new_numerator, revision.new_denominator)
    return Size(*(o.value(indicator) if o.shown(indicator) else None for o in (old, new)))


@dataclass(frozen=True)
class StatedFigure:
    """One figure as the extracts of one quarter gave it."""

    quarter: Quarter
    source_quarter: Quarter
    value: Fraction | None
    """In the printed unit; None where it may not be shown."""
    is_break: bool = False
    """Computed by another definition, or within other boundaries, than by the extracts before."""


@dataclass(frozen=True)
class Triangle:
    """An indicator's history of revisions: rows are quarters measured, columns the quarters of the extracts."""

    cells: Mapping[tuple[Quarter, Quarter], StatedFigure]

    @property
    def quarters(self) -> list[Quarter]:
        """The rows, oldest first."""
        return sorted({quarter for quarter, _ in self.cells})

    @property
    def sources(self) -> list[Quarter]:
        """The columns, oldest first."""
        return sorted({source for _, source in self.cells})

    def row(self, quarter: Quarter) -> list[StatedFigure]:
        """What was stated about one quarter, in the order in which it was."""
        return [self.cells[key] for key in sorted(self.cells) if key[0] == quarter]


@dataclass(frozen=True)
class Statistics:
    """How large an indicator's revisions were: last figure less first, over the quarters stated more than once."""

    quarters: int
    """Quarters that enter: stated at least twice by one definition."""
    revised: int
    """Of these, how many changed."""
    mean: Fraction | None
    """Mean revision: whether first figures are too low (above zero) or too high. None without quarters."""
    mean_absolute: Fraction | None
    """Mean absolute revision: how far off first figures are."""
    breaks: int
    """Quarters left out because the definition or the boundaries changed in between."""


def triangle(figures: Iterable[StatedFigure]) -> Triangle:
    """The figures by row and column."""
    return Triangle({(f.quarter, f.source_quarter): f for f in sorted(figures, key=lambda f: f.source_quarter)})


def statistics(of: Triangle) -> Statistics:
    """Mean revision and mean absolute revision, from first to last figure; a quarter with a break is left out."""
    moves, breaks = [], 0
    for quarter in of.quarters:
        row = [f for f in of.row(quarter) if f.value is not None]
        if any(f.is_break for f in row[1:]):
            breaks += 1
        elif len(row) > 1:
            assert row[0].value is not None and row[-1].value is not None  # noqa: S101 PT018 - for the type checker
            moves.append(row[-1].value - row[0].value)
    count = len(moves)
    return Statistics(
        quarters=count,
        revised=sum(bool(m) for m in moves),
        mean=sum(moves, Fraction(0)) / count if count else None,
        mean_absolute=sum((abs(m) for m in moves), Fraction(0)) / count if count else None,
        breaks=breaks,
    )


def stated_figures(
    store: VintageStore,
    vintages: Sequence[VintageRecord],
    indicators: Mapping[str, Indicator],
    town_code: str = "",
    breakdown: str = "",
    member: str = "",
) -> dict[str, list[StatedFigure]]:
    """Indicator -> its figure in each of ``vintages`` (as ``VintageStore.current`` gives them), breaks flagged."""
    found = store.figures([v.id for v in vintages], list(indicators), town_code, breakdown, member)
    figures: dict[str, list[StatedFigure]] = {i: [] for i in indicators}
    for indicator, declared in indicators.items():
        before: VintageRecord | None = None
        for vintage in vintages:
            stored = found.get((vintage.id, indicator))
            if stored is None:
                continue
            o = Observation(
                indicator, vintage.quarter, town_code, breakdown, member, stored.numerator, stored.denominator
            )
            same_row = before is not None and before.quarter == vintage.quarter
            figures[indicator].append(
                StatedFigure(
                    vintage.quarter,
                    vintage.source_quarter,
                    o.value(declared) if o.shown(declared) else None,
                    is_break=same_row and before is not None and breaks_series(before, vintage, declared, town_code),
                )
            )
            before = vintage
    return figures


def series_breaks(vintages: Sequence[VintageRecord], indicators: Mapping[str, Indicator]) -> list[tuple[str, Quarter]]:
    """(indicator, quarter) whose figures can't be compared with those of the quarter before, oldest first.

    ``vintages`` are those that a report shows, one a quarter, in the order of quarters.
    """
    return [
        (indicator, new.quarter)
        for old, new in pairwise(vintages)
        for indicator, declared in indicators.items()
        if breaks_series(old, new, declared)
    ]
