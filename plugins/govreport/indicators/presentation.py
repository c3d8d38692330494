"""The only way from stored figures to anything that is shown: report, workbook, explanation, archive.

``present`` takes observations as stored and gives the figures that may be shown, each with its flags. Which cells small
counts would expose is worked out in disclosure/.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from govreport.canonical.codes import CodeList
from govreport.indicators.disclosure.known import NOTHING_KNOWN, Disclosure
from govreport.indicators.disclosure.suppression import Place, Table, hidden
from govreport.indicators.model import Figures, Indicator, Observation
from govreport.manifests.measurements import Revision
from govreport.quarter import Quarter

Key = tuple[str, Quarter, str, str, str]
"""(indicator, quarter, town_code, breakdown, member) of an observation."""

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
    disclosure: Disclosure = NOTHING_KNOWN,
) -> PresentedFigures:
    """The figures that may be shown; ``statuses`` gives the letters that the vintages bring, by key.

    Pass every quarter that is shown together. Nothing that is rendered may be made from ``observations`` directly.
    """
    listed = [o for o in observations if o.indicator in indicators]
    return PresentedFigures(indicators, listed, suppressed_keys(listed, indicators, codes, disclosure), statuses)


def suppressed_keys(
    observations: Iterable[Observation],
    indicators: Mapping[str, Indicator],
    codes: Mapping[str, CodeList],
    disclosure: Disclosure = NOTHING_KNOWN,
) -> frozenset[Key]:
    """Keys of the observations that may not be shown."""
    found: set[Key] = set()
    split: dict[tuple[Quarter, str], dict[str, dict[Place, Observation]]] = {}
    sensitive: dict[str, frozenset[str]] = {}
    for o in observations:
        if not o.breakdown:
            continue
        if o.breakdown not in sensitive:
            declared = _sensitive_members(indicators, codes, o.breakdown)
            sensitive[o.breakdown] = declared | {m for by, m in disclosure.proxies if by == o.breakdown}
        if sensitive[o.breakdown]:
            of_quarter = split.setdefault((o.quarter, o.breakdown), {})
            of_quarter.setdefault(o.indicator, {})[o.town_code, o.member] = o
    for (quarter, breakdown), by_indicator in split.items():
        tables = [t for key, cells in by_indicator.items() for t in _tables(indicators[key], cells)]
        places = hidden(tables, sensitive[breakdown])
        found |= {
            (key, quarter, town, breakdown, member)
            for key, cells in by_indicator.items()
            for town, member in places & cells.keys()
        }
    return frozenset(found)


def _tables(indicator: Indicator, cells: Mapping[Place, Observation]) -> Iterator[Table]:
    yield Table({p: o.numerator for p, o in cells.items()}, is_count=not indicator.numerator.is_money)
    if indicator.denominator is not None and not indicator.share_of_total:
        known = {p: o.denominator for p, o in cells.items() if o.denominator is not None}
        yield Table(known, is_count=not indicator.denominator.is_money)


def _sensitive_members(
    indicators: Mapping[str, Indicator], codes: Mapping[str, CodeList], breakdown: str
) -> frozenset[str]:
    """Codes of a breakdown that are sensitive, by the lists of every indicator that has it."""
    names = {breakdown}
    for indicator in indicators.values():
        column = indicator.numerator.relation.c.get(breakdown) if breakdown in indicator.breakdowns else None
        name = getattr(column, "info", {}).get("codes")
        if name:
            names.add(name)
    return frozenset(c.code for n in names if n in codes for c in codes[n].codes.values() if c.sensitive)
