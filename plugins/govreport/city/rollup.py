"""A city's figures of one quarter: the sum of what its districts have signed, and what is missing.

Only the vintage behind the report that was signed last counts. Does not belong here: whether an indicator can be added
(additivity.py), how it looks (page.py).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from govreport.canonical.folding import fold
from govreport.city.additivity import defined_otherwise, why_not
from govreport.context import Context
from govreport.district.dag_config import Model
from govreport.district.files import read_yaml
from govreport.district.folder import Bilingual, District
from govreport.district.given import Given
from govreport.district.mistakes import mistakes
from govreport.district.reading import load_district
from govreport.errors import ConfigError, Message
from govreport.indicators.catalogue import in_currency, in_place
from govreport.indicators.model import Indicator, Observation
from govreport.indicators.vintages.measuring import load_observations
from govreport.manifests.measurements import VintageRef
from govreport.quarter import Quarter
from govreport.settings import Settings

SUPPRESSED = Message("某区的基数太小未公布，全市数也不公布", "a district may not print it: too small a base")


class City(Model):
    """A city or province: its name and its districts' folders."""

    name: Bilingual
    publisher: Bilingual
    members: tuple[str, ...]


@dataclass(frozen=True)
class Member:
    """What a district contributes: nothing until it has signed."""

    district: District
    report_sha256: str = ""
    vintage: VintageRef | None = None
    figures: Mapping[str, Observation] | None = None
    definitions: Mapping[str, str] = field(default_factory=dict)
    """Indicator -> the hash of the definition that its figures were computed by."""


@dataclass(frozen=True)
class CityFigure:
    """One indicator for the city."""

    indicator: Indicator
    total: Observation | None
    """None where it isn't stated."""
    why_not: Message | None
    parts: Sequence[tuple[Member, Observation]]
    """The districts that state it."""
    partial: bool = False
    """Whether it could be added and some district that has signed doesn't state it: no figure of the city's, while
    those of the districts may be shown."""


@dataclass(frozen=True)
class Rollup:
    """A city's quarter."""

    city: City
    quarter: Quarter
    members: Sequence[Member]
    figures: Sequence[CityFigure]

    @property
    def signed(self) -> list[Member]:
        """Those whose report is signed."""
        return [m for m in self.members if m.vintage is not None]

    @property
    def missing(self) -> list[Member]:
        """Those whose isn't."""
        return [m for m in self.members if m.vintage is None]

    @property
    def fingerprint(self) -> str:
        """Over all that decides the figures."""
        inputs = [[m.district.id, m.report_sha256, m.vintage.id if m.vintage else ""] for m in self.members]
        text = json.dumps([self.city.model_dump(mode="json"), str(self.quarter), inputs], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def read_city(path: Path) -> City:
    """A city's file; raises ConfigError."""
    try:
        return TypeAdapter(City).validate_python(read_yaml(path))
    except ValidationError as error:
        raise mistakes(path, error, City)[0] from None


def roll_up(city: City, contexts: Sequence[Context], quarter: Quarter) -> Rollup:
    """Add up the districts in ``contexts``; raises ConfigError where the city has none or names one twice."""
    names = [context.district.id for context in contexts]
    if not names or len(set(names)) != len(names):
        raise ConfigError(
            f"{city.name.zh}的 members 为空或有重复，请改正。",
            f"{city.name.en}: members is empty or repeats a district.",
        )
    members = [_member(context) for context in contexts]
    registrars = [registrar for m in members for registrar in set(map(fold, m.district.registrars))]
    disjoint = len(set(registrars)) == len(registrars)
    currencies = {m.district.currency for m in members}
    catalogue = in_currency(min((m.district.money for m in members), key=lambda own: (own.code, -own.scale)))
    figures = [_figure(i, members, quarter, disjoint, one=len(currencies) == 1) for i in catalogue.values()]
    return Rollup(city, quarter, members, [f for f in figures if f.parts])


def members_of(settings: Settings, city: City, quarter: Quarter) -> list[Context]:
    """A context a member; raises ConfigError for one whose folder is wrong."""
    return [Context(settings, load_district(settings.districts_dir, name), quarter) for name in city.members]


def _member(context: Context) -> Member:
    report = context.ledger.last_signed(context.district.id, context.quarter, context.signers)
    vintage = context.vintages.of_report(report.sha256, context.quarter) if report is not None else None
    if report is None or vintage is None:
        return Member(context.district)
    observations = load_observations(context.vintages, [vintage])
    totals = {o.indicator: o for o in observations if not o.town_code and not o.breakdown}
    record = context.vintages.find(vintage.id)
    return Member(context.district, report.sha256, vintage, totals, record.definitions if record is not None else {})


def _figure(
    indicator: Indicator, members: Sequence[Member], quarter: Quarter, disjoint: bool, *, one: bool
) -> CityFigure:
    parts = [(m, m.figures[indicator.id]) for m in members if m.figures and indicator.id in m.figures]
    stated = [m.district.given for m, _ in parts]
    reason = defined_otherwise(indicator, stated, {m.definitions.get(indicator.id, "") for m, _ in parts})
    # Names and definitions say the number that the districts share; where they differ none is said.
    indicator = in_place(indicator, stated[0] if stated and reason is None else Given())
    reason = reason or why_not(indicator, registrars_disjoint=disjoint, one_currency=one)
    if reason is None and any(o.denominator and not o.shown(indicator) for _, o in parts):
        reason = SUPPRESSED  # the others could be taken away from the total
    if reason is not None or not parts:
        return CityFigure(indicator, None, reason, parts)
    silent = [m.district for m in members if m.vintage is not None and indicator.id not in (m.figures or {})]
    if silent:
        return CityFigure(indicator, None, _not_all(silent, len(parts)), parts, partial=True)
    denominators = [o.denominator for _, o in parts if o.denominator is not None]
    total = Observation(
        indicator.id, quarter, "", "", "",
        numerator=sum(o.numerator for _, o in parts),
        denominator=sum(denominators) if denominators else None,
    )  # fmt: skip
    return CityFigure(indicator, total, None, parts)


def _not_all(silent: Sequence[District], stating: int) -> Message:
    """Why a sum isn't the city's: what a district doesn't supply is unknown and no nought."""
    signed = len(silent) + stating
    return Message(
        f"{'、'.join(d.name.zh for d in silent)}没有这项数字（{signed}个区中{stating}个有），全市不作统计",
        f"not stated by {', '.join(d.name.en for d in silent)} ({stating} of {signed} districts state it), so "
        "there is none of the city",
    )
