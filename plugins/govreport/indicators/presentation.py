"""The only way from stored figures to anything that is shown: report, workbook, explanation, archive.

``present`` takes observations as stored and gives the figures that may be shown, each with its flags. Which cells small
counts would expose is worked out in disclosure/.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from govreport.canonical.codes import CodeList
from govreport.indicators.disclosure.hiding import Key, hidden_keys
from govreport.indicators.model import Figures, Indicator, Observation
from govreport.manifests.measurements import Revision
from govreport.quarter import Quarter

SUPPRESSED: Final = "Q"
"""SDMX CL_OBS_STATUS: missing value, suppressed."""
SMALL_BASE: Final = "U"
"""A rate on a denominator below its floor."""


class PresentedFigures(Figures):
    """Figures that may be shown. A hidden one isn't there (``get`` gives None) but its member is still listed."""

    def __init__(
        self,
        indicators: Mapping[str, Indicator],
        observations: Iterable[Observation],
        suppressed: Collection[Key] = (),
        statuses: Mapping[Key, str] | None = None,
    ) -> None:
        listed = list(observations)
        super().__init__(indicators, listed)
        self._hidden = frozenset(suppressed)
        self._splits = {(key[1], key[3]) for key in self._hidden}
        self._statuses = dict(statuses or {})
        for key in self._hidden:
            self._by_key.pop(key, None)

    @property
    def suppressed(self) -> frozenset[Key]:
        """Every figure that was hidden."""
        return self._hidden

    def is_suppressed(
        self, indicator: str, quarter: Quarter, town_code: str = "", breakdown: str = "", member: str = ""
    ) -> bool:
        """Whether a figure exists and may not be shown."""
        return (indicator, quarter, town_code, breakdown, member) in self._hidden

    def flags(
        self, indicator: str, quarter: Quarter, town_code: str = "", breakdown: str = "", member: str = ""
    ) -> str:
        """Letters of the figure's status, in alphabetical order; "" for an ordinary one."""
        key = (indicator, quarter, town_code, breakdown, member)
        if key in self._hidden:
            return SUPPRESSED
        letters = set(self._statuses.get(key, ""))
        observation, declared = self._by_key.get(key), self.indicators.get(indicator)
        if observation is not None and declared is not None and not observation.shown(declared):
            letters.add(SMALL_BASE)
        return "".join(sorted(letters - {"A"}))

    def may_show_revision(self, revision: Revision) -> bool:
        """Whether a revision can be printed: what was stated before must not give a hidden figure away either.

        Once any part of a breakdown is hidden, no earlier state of that breakdown is shown for the quarter.
        """
        return not revision.breakdown or (revision.quarter, revision.breakdown) not in self._splits


def present(
    observations: Iterable[Observation],
    indicators: Mapping[str, Indicator],
    codes: Mapping[str, CodeList],
    statuses: Mapping[Key, str] | None = None,
    hidden: Collection[Key] | None = None,
) -> PresentedFigures:
    """The figures that may be shown; ``statuses`` gives the letters that the vintages bring, by key.

    ``hidden`` are the keys that were decided to stay hidden, with all that readers were told before in mind; None where
    ``observations`` are all that they ever see. Nothing that is rendered may be made from ``observations`` directly.
    """
    listed = [o for o in observations if o.indicator in indicators]
    decided = hidden_keys(listed, indicators, codes) if hidden is None else hidden
    there = {(o.indicator, o.quarter, o.town_code, o.breakdown, o.member) for o in listed}
    return PresentedFigures(indicators, listed, there & frozenset(decided), statuses)
