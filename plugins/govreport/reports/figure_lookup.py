"""Looking up and comparing the figures of one report, with None where there is nothing to print."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import takewhile
from typing import Literal, NamedTuple

from govreport.indicators.model import Indicator, Observation
from govreport.quarter import Quarter
from govreport.reports.inputs import ReportInputs
from govreport.reports.numbers import Comparison, rounded
from govreport.reports.quantities import is_money

Against = Literal["previous", "year_ago"]


class Run(NamedTuple):
    """So many quarters in a row; ``at_least`` where it reaches the beginning of what is stored."""

    length: int
    at_least: bool


def untied(ranked: Sequence[tuple[str, Fraction]], longest: int) -> list[str]:
    """The first of a ranking, at most ``longest``, so that nobody level with the last one taken is left out."""
    for count in range(min(longest, len(ranked)), 0, -1):
        if count == len(ranked) or ranked[count][1] != ranked[count - 1][1]:
            return [place for place, _ in ranked[:count]]
    return []


def level_first(ranked: Sequence[tuple[str, Fraction]]) -> list[str]:
    """All that are level with the first of a ranking."""
    return [place for place, value in ranked if value == ranked[0][1]]


class FigureLookup:
    """The figures of one report as exact values, whatever its language."""

    def __init__(self, inputs: ReportInputs) -> None:
        self.inputs = inputs
        self.quarter = inputs.quarter
        self.history = list(inputs.history)
        self.district = inputs.district

    @property
    def against(self) -> tuple[Against, ...]:
        """What figures are compared with; of a year the year before is both."""
        return ("year_ago",) if self.quarter.previous == self.quarter.year_ago else ("previous", "year_ago")

    def declared(self, indicator: str) -> Indicator | None:
        """The declaration, or None where this installation doesn't have the indicator."""
        return self.inputs.figures.indicators.get(indicator)

    def decimals(self, indicator: str) -> int:
        """Digits printed after the point."""
        declared = self.declared(indicator)
        return declared.decimals if declared else 0

    def is_money(self, indicator: str) -> bool:
        """Whether the figure is an amount of money."""
        return is_money(self.declared(indicator))

    def observation(
        self, indicator: str, quarter: Quarter | None = None, town: str = "", breakdown: str = "", member: str = ""
    ) -> Observation | None:
        """The stored figure; the report's quarter unless another is given."""
        return self.inputs.figures.get(indicator, quarter or self.quarter, town, breakdown, member)

    def value(
        self, indicator: str, quarter: Quarter | None = None, town: str = "", breakdown: str = "", member: str = ""
    ) -> Fraction | None:
        """The exact value in the printed unit; None where unknown or not to be shown."""
        if self.declared(indicator) is None:
            return None
        return self.inputs.figures.value(indicator, quarter or self.quarter, town, breakdown, member)

    def is_suppressed(
        self, indicator: str, quarter: Quarter | None = None, town: str = "", breakdown: str = "", member: str = ""
    ) -> bool:
        """Whether the figure exists and is kept out of print because it could point at people."""
        return self.inputs.figures.is_suppressed(indicator, quarter or self.quarter, town, breakdown, member)

    def flags(
        self, indicator: str, quarter: Quarter | None = None, town: str = "", breakdown: str = "", member: str = ""
    ) -> str:
        """Letters of the figure's status; "" for an ordinary figure. What they mean: ``flag_word``."""
        return self.inputs.figures.flags(indicator, quarter or self.quarter, town, breakdown, member)

    def href(self, indicator: str, town: str = "", breakdown: str = "", member: str = "") -> str:
        """Where this quarter's figure is explained: the indicator's page, at the town's or the member's line."""
        page = self.inputs.figure_pages.get(indicator, "")
        if not page or (town and breakdown):
            return page
        return page + (f"#t-{town}" if town else f"#b-{breakdown}-{member}" if breakdown else "")

    def has(self, *indicators: str) -> bool:
        """Whether every one of ``indicators`` has a district figure this quarter."""
        return all(self.value(i) is not None for i in indicators)

    def members(self, indicator: str, breakdown: str) -> list[str]:
        """Members of a breakdown with a figure this quarter."""
        return (
            [] if self.declared(indicator) is None else self.inputs.figures.members(indicator, self.quarter, breakdown)
        )

    def base_quarter(self, indicator: str, against: Against) -> Quarter | None:
        """What a figure is compared with; a year-to-date figure has no previous quarter in January to March."""
        declared = self.declared(indicator)
        if against == "year_ago":
            return self.quarter.year_ago
        if declared is not None and declared.basis == "year_to_date" and self.quarter.number == 1:
            return None
        return self.quarter.previous

    def compare(
        self, indicator: str, against: Against, town: str = "", breakdown: str = "", member: str = ""
    ) -> Comparison | None:
        """This quarter against an earlier one; None where either has no figure."""
        declared, base_quarter = self.declared(indicator), self.base_quarter(indicator, against)
        if declared is None or base_quarter is None:
            return None
        now = self.value(indicator, None, town, breakdown, member)
        base = self.value(indicator, base_quarter, town, breakdown, member)
        if now is None or base is None or self._unrecorded(declared, base_quarter):
            return None
        return Comparison(now, base, declared.decimals, declared.is_rate, is_money(declared))

    def _unrecorded(self, declared: Indicator, quarter: Quarter) -> bool:
        """Whether nothing of what the indicator counts is on record in a quarter, in the whole district."""
        whole = self.observation(declared.entered_by, quarter) if self.declared(declared.entered_by) else None
        return whole is not None and whole.numerator == 0

    def series(
        self, indicator: str, town: str = "", breakdown: str = "", member: str = ""
    ) -> list[tuple[Quarter, Fraction | None]]:
        """Values over the report's history, oldest first."""
        return [(q, self.value(indicator, q, town, breakdown, member)) for q in self.history]

    def stored_series(
        self, indicator: str, breakdown: str = "", member: str = ""
    ) -> list[tuple[Quarter, Fraction | None]]:
        """The district's values of every stored quarter up to the report's, oldest first: the history that the report
        shows, and what is stored before it without a gap."""
        earlier = self.inputs.earlier
        before = []
        adjoins = bool(earlier.quarters and self.history) and earlier.quarters[-1].next == self.history[0]
        if adjoins and indicator in earlier.figures.indicators:
            before = [(q, earlier.figures.value(indicator, q, "", breakdown, member)) for q in earlier.quarters]
        return before + self.series(indicator, "", breakdown, member)

    def run(self, indicator: str, direction: str = "up") -> Run:
        """How many quarters in a row, up to this one, the district's figure moved in ``direction``, in all that is
        stored."""
        values = [v for _, v in self.stored_series(indicator)]
        decimals = self.decimals(indicator)
        count = 0
        for before, after in zip(reversed(values[:-1]), reversed(values), strict=False):
            if before is None or after is None or Comparison(after, before, decimals, True).direction != direction:
                break
            count += 1
        # The value before the run's first step; where there is none, the run may well be longer.
        reached = len(values) - count - 2
        return Run(count, bool(count) and (reached < 0 or values[reached] is None))

    def highest_since(self, indicator: str) -> list[Quarter]:
        """The same quarters of all years for which this one's figure is above every earlier one, oldest first; empty
        where it isn't, or where fewer than two earlier years are stored."""
        same = [
            (q, v) for q, v in self.stored_series(indicator) if q.number == self.quarter.number and q <= self.quarter
        ]
        known = list(takewhile(lambda pair: pair[1] is not None, reversed(same)))[::-1]
        values = [rounded(v, self.decimals(indicator)) for _, v in known if v is not None]
        return [q for q, _ in known] if len(known) > 2 and values[-1] > max(values[:-1]) else []

    def federation_towns(self, *, built: bool) -> list[str]:
        """Codes of the towns that have (or lack) a federation, in the order of towns.csv; empty where unknown."""
        codes = []
        for town in self.district.towns:
            observation = self.observation("F01", town=town.code) if self.declared("F01") else None
            if observation is not None and (observation.numerator > 0) == built:
                codes.append(town.code)
        return codes

    def falling_towns(self) -> list[str]:
        """Codes of the towns with fewer registered organizations than last quarter, the largest fall first."""
        falls: list[tuple[Comparison, str]] = []
        for town in self.district.towns:
            compared = self.compare("R01", "previous", town.code)
            if compared is not None and compared.direction == "down":
                falls.append((compared, town.code))
        return [code for _, code in sorted(falls, key=lambda f: (f[0].difference, f[1]))]
