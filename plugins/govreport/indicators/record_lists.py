"""The listings of one quarter's measures, made when somebody asks for them, those of one relation together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import FromClause

from govreport.indicators.aggregation import Tables
from govreport.indicators.model import Indicator, Measure, named_measures
from govreport.indicators.record_counts import Stated
from govreport.indicators.records import Chosen, Listing, list_records
from govreport.quarter import Quarter


class Lists:
    """The listings of one quarter's measures, each made once, however many indicators share it."""

    def __init__(
        self,
        tables: Tables,
        indicators: Mapping[str, Indicator],
        quarter: Quarter,
        references: Mapping[str, Sequence[tuple[Any, ...]]],
        limit: int | None = None,
        stated: Stated | None = None,
    ) -> None:
        self._tables, self._quarter, self._limit, self._stated = tables, quarter, limit, stated
        self.references = references
        self._listings: dict[str, Listing] = {}
        self._breakdowns: dict[FromClause, dict[str, None]] = {}  # a set that keeps its order
        self._together: dict[tuple[FromClause, FromClause | None], list[Measure]] = {}
        for indicator in indicators.values():
            for measure in (indicator.numerator, indicator.denominator):
                if measure is not None:
                    self._breakdowns.setdefault(measure.relation, {}).update(dict.fromkeys(indicator.breakdowns))
        for measure in named_measures(indicators.values()).values():
            self._together.setdefault((measure.relation, measure.records), []).append(measure)

    def __getitem__(self, measure: Measure) -> Listing:
        """The records of a measure of the indicators; those of its relation's other measures are listed with it."""
        if measure.name not in self._listings:
            together = self._together[measure.relation, measure.records]
            breakdowns = tuple(self._breakdowns[measure.relation])
            listings = list_records(
                self._tables, together, self._quarter, breakdowns, self.references, self._limit, self._stated
            )
            self._listings.update((listing.measure.name, listing) for listing in listings)
        return self._listings[measure.name]

    def numerator(self, indicator: Indicator, town: str = "", breakdown: str = "", member: str = "") -> list[Chosen]:
        """The records in the numerator of one figure."""
        return self[indicator.numerator].of(town, breakdown, member)

    def denominator(self, indicator: Indicator, town: str = "", breakdown: str = "", member: str = "") -> list[Chosen]:
        """The records in its denominator; none where it has none. A share's denominator is its own total's."""
        if indicator.denominator is None:
            return []
        whole = indicator.share_of_total or not breakdown
        return self[indicator.denominator].of(town, *(("", "") if whole else (breakdown, member)))

    def recomputed(
        self, indicator: Indicator, town: str = "", breakdown: str = "", member: str = ""
    ) -> tuple[int, int | None]:
        """Numerator and denominator of one figure, added up from the listed records."""
        top = self[indicator.numerator].total(self.numerator(indicator, town, breakdown, member))
        if indicator.denominator is None:
            return top, None
        below = self[indicator.denominator].total(self.denominator(indicator, town, breakdown, member))
        return top, below
