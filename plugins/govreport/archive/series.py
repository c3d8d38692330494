"""Figures over all quarters and vintages, as far as they may be shown.

Figures come through indicators/presentation.py like those of every report; breakdowns stay on the figures' own pages,
so here stand totals of the district and its towns.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from govreport.archive.holdings import Holdings, Vintage
from govreport.district.folder import District
from govreport.indicators.catalogue import catalogue_of
from govreport.indicators.model import Indicator, Observation
from govreport.indicators.presentation import PresentedFigures, present
from govreport.indicators.vintages.revision_kind import breaks_series
from govreport.indicators.vintages.revision_stats import StatedFigure, Triangle, series_breaks, triangle
from govreport.indicators.vintages.status import status_letters
from govreport.quarter import Quarter
from govreport.store.vintages import VintageStore


@dataclass(frozen=True)
class Series:
    """All open figures of a district."""

    district: District
    current: dict[Quarter, Vintage]
    """Of each quarter the vintage that its newest open edition, or a later quarter's, shows."""
    figures: PresentedFigures
    """Of the current vintages."""
    _vintages: Sequence[Vintage]
    _stated: dict[str, dict[tuple[str, str], Observation]]

    @property
    def quarters(self) -> list[Quarter]:
        """Quarters with figures, newest first; no longer period, whose figures aren't compared with theirs."""
        return sorted((q for q in self.current if not self.district.is_longer(q)), reverse=True)

    @property
    def longer(self) -> list[Quarter]:
        """Half-years and years with figures, newest first."""
        return sorted((q for q in self.current if self.district.is_longer(q)), reverse=True)

    @property
    def indicators(self) -> list[Indicator]:
        """Indicators that some quarter states, in the order of the catalogue."""
        return [
            i
            for i in self.figures.indicators.values()
            if any(self.figures.get(i.id, q) is not None for q in self.current)
        ]

    def triangle(self, indicator: Indicator) -> Triangle:
        """The district's figure in every vintage; of several from one quarter's extracts the one used last."""
        found = []
        for quarter in reversed(self.quarters):
            before: Vintage | None = None
            for vintage in _by_source(v for v in self._vintages if v.record.quarter == quarter).values():
                o = self._stated[vintage.record.id].get((indicator.id, ""))
                if o is None:
                    continue
                found.append(
                    StatedFigure(
                        quarter,
                        vintage.record.source_quarter,
                        o.value(indicator) if o.shown(indicator) else None,
                        is_break=before is not None and breaks_series(before.record, vintage.record, indicator, ""),
                    )
                )
                before = vintage
        return triangle(found)

    def stated(self, vintage: Vintage, indicator: str) -> Observation | None:
        """What one vintage says of the district's figure."""
        return self._stated[vintage.record.id].get((indicator, ""))


def read_series(holdings: Holdings) -> Series:
    """The figures of everything that is open."""
    vintages = holdings.vintages
    catalogue = catalogue_of(holdings.district.given)
    stored = VintageStore(holdings.engine).totals([v.record.id for v in vintages])
    stated = {
        v.record.id: {
            (o.indicator, o.town_code): Observation(o.indicator, v.record.quarter, *o[1:])
            for o in stored[v.record.id]
            if o.indicator in catalogue
        }
        for v in vintages
    }
    current: dict[Quarter, Vintage] = {}
    changed = []
    for quarter in sorted({v.record.quarter for v in vintages}):
        known = list(_by_source(v for v in vintages if v.record.quarter == quarter).values())
        current[quarter] = known[-1]
        if len(known) > 1:
            old, new = (stated[v.record.id] for v in known[-2:])
            changed += [
                (i, quarter, town, "", "")
                for (i, town), o in new.items()
                if (i, town) in old and _amounts(old[i, town]) != _amounts(o)
            ]
    observations = [o for v in current.values() for o in stated[v.record.id].values()]
    letters = status_letters(
        observations,
        catalogue,
        {q: v.status for q, v in current.items()},
        changed,
        series_breaks([v.record for v in current.values()], catalogue),
    )
    return Series(
        holdings.district, current, present(observations, catalogue, holdings.codes, letters), vintages, stated
    )


def _by_source(vintages: Iterable[Vintage]) -> dict[Quarter, Vintage]:
    return {v.record.source_quarter: v for v in vintages}


def _amounts(o: Observation) -> tuple[int, int | None]:
    return o.numerator, o.denominator
