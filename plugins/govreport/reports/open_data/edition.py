"""One edition of a report's data: its figures by what they are about, and its code lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from pydantic import ValidationError

from govreport.reports.data_changes import EditionName, FigureKey
from govreport.reports.data_set import DataSet, TrendPoint
from govreport.reports.model import ReportModel

TOTAL = "_T"
"""SDMX's code for all members together: the breakdown and the member of a figure that isn't split."""
Key = tuple[str, str, str, str, str]
"""(indicator, quarter, area, breakdown, member), in the codes of ``figures.csv``."""
_NO_WORDS = dict.fromkeys(("name", "unit", "basis", "town", "breakdown", "member", "status"), "")
Cover = tuple[str, bool, bool]
"""(quarter, of a town, split): editions have some of these whole and others not at all."""


@dataclass(frozen=True)
class DataEdition:
    """What is compared, and what the files are written from."""

    quarter: str
    released: str
    lists: DataSet
    points: Sequence[TrendPoint]

    @property
    def name(self) -> EditionName:
        """How ``changes.json`` calls it."""
        return EditionName(quarter=self.quarter, version=self.lists.version, released=self.released)

    @cached_property
    def by_key(self) -> Mapping[Key, TrendPoint]:
        """Every figure, sorted by what it is about. Raises ValueError where two are about the same."""
        found = dict(sorted(((self.key(p), p) for p in self.points), key=lambda pair: pair[0]))
        if len(found) != len(self.points):
            raise ValueError(f"{len(self.points) - len(found)} figures bear the key of another one")
        return found

    @cached_property
    def covered(self) -> frozenset[Cover]:
        """Which figures the edition was asked for; one of them that it hasn't isn't stated."""
        return frozenset(map(cover, self.points))

    def key(self, p: TrendPoint) -> Key:
        """What a figure is about; the district stands under its own code."""
        district = self.lists.district.code if self.lists.district else ""
        return p.indicator, p.quarter, p.town_code or district, p.breakdown_code or TOTAL, p.member_code or TOTAL


def cover(p: TrendPoint) -> Cover:
    """To which part of an edition a figure belongs."""
    return p.quarter, bool(p.town_code), bool(p.breakdown_code)


def figure_key(key: Key) -> FigureKey:
    """The key as ``changes.json`` has it."""
    indicator, quarter, area, breakdown, member = key
    return FigureKey(indicator=indicator, quarter=quarter, area=area, breakdown=breakdown, member=member)


def edition_of(model: ReportModel) -> DataEdition:
    """The data of a view model, which may have none."""
    return DataEdition(
        model.quarter, model.date_iso, model.data_set, [*model.data, *_zeros(model.data_set, model.quarter)]
    )


def stored_edition(model: Mapping[str, Any]) -> DataEdition | None:
    """The data of a stored view model; None where the version of the product that wrote it kept none."""
    try:
        edition = data_edition(model)
    except (KeyError, ValidationError):
        return None
    return edition if edition.lists.district is not None and edition.lists.version else None


def data_edition(model: Mapping[str, Any]) -> DataEdition:
    """The data of a stored view model, whatever it has of them. Raises ValidationError where it can't be read."""
    lists = DataSet.model_validate(model.get("data_set", {}))
    points = [TrendPoint.model_validate(p) for p in model.get("data", ())]
    return DataEdition(model["quarter"], model["date_iso"], lists, [*points, *_zeros(lists, model["quarter"])])


def _zeros(lists: DataSet, quarter: str) -> Iterator[TrendPoint]:
    """The figures that are 0, as the others are kept; their words are in the code lists."""
    decimals = {i.code: i.decimals for i in lists.indicators}
    for zero in lists.zeros:
        digits = decimals[zero.indicator]
        yield TrendPoint(
            indicator=zero.indicator,
            quarter=quarter,
            town_code=zero.town_code,
            breakdown_code=zero.breakdown_code,
            member_code=zero.member_code,
            value=Decimal(0).scaleb(-digits) if zero.is_stated else None,
            decimals=digits,
            numerator=0,
            denominator=zero.denominator,
            letters=zero.letters,
            **_NO_WORDS,
        )
