"""What an indicator, a measure and an observation are; docs/adding-an-indicator.md says how one is declared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import cache, cached_property
from typing import Any, Literal

from sqlalchemy import BindParameter, ClauseElement, Column, ColumnElement, FromClause, Table
from sqlalchemy.sql import visitors

from govreport.currency import Currency, currency
from govreport.currency.declared import EXAMPLE
from govreport.district.given import named_in
from govreport.errors import Message
from govreport.indicators.dates import read_parameters
from govreport.quarter import Quarter

Basis = Literal["stock", "flow", "year_to_date", "cumulative"]
Direction = Literal["more_is_better", "less_is_better", "neutral"]
Kind = Literal[
    "count", "money", "percent", "average", "money_average", "score", "density", "index", "unit_cost", "per_money"
]

BASIS: Mapping[Basis, Message] = {
    "stock": Message("期末时点", "end of quarter"),
    "flow": Message("本季发生", "during the quarter"),
    "year_to_date": Message("本年累计", "year to date"),
    "cumulative": Message("历年累计", "cumulative"),
}

_SCALE: Mapping[Kind, Fraction] = {
    "count": Fraction(1),
    "percent": Fraction(100),
    "average": Fraction(1),
    "score": Fraction(1),
    "density": Fraction(10_000),
    "index": Fraction(1),
}
_DECIMALS: Mapping[Kind, int] = {
    "count": 0,
    "percent": 1,
    "average": 1,
    "score": 1,
    "density": 2,
    "index": 2,
    "unit_cost": 0,
    "per_money": 1,
}
_EXACT_TO: Mapping[Kind, int] = {"money": 1_000, "money_average": 100}
"""Of how many of the currency amounts are printed whole, whatever unit they are counted in."""
MONEY = Message("{money}", "{money}")
"""The unit that the district prints amounts in; texts of declarations hold {money} for it, {large} for the one that its
currency counts large amounts in, and {one} for the currency itself."""


@cache  # many measures are of one relation, and each is looked through for several things
def _elements(part: ClauseElement) -> list[Any]:
    return list(visitors.iterate(part))


@dataclass(frozen=True)
class Measure:
    """One aggregate over one relation: what an indicator counts or sums, and over which records.

    ``where`` is the predicate that chooses the records, ``value`` what is summed (None: records are counted) and
    ``distinct`` what is counted once. The same ``where`` without the aggregate lists the records behind a figure.
    """

    relation: FromClause
    where: ColumnElement[bool]
    value: ColumnElement[Any] | None = None
    distinct: ColumnElement[Any] | None = None
    by_town: bool = True
    """False where the measure has no town (or the same value serves every town)."""
    records: FromClause | None = None
    """Where ``relation`` is itself an aggregate: the records it is made of (a relation with ``_row``), of which those
    count whose ``record_key`` is that of a chosen row of ``relation``."""
    record_key: str = ""
    name: str = field(default="", compare=False)
    """What the engine calls it, such as ``R01.numerator``: given by the catalogue, to every measure another one."""

    @cached_property
    def tables(self) -> frozenset[str]:
        """Names of the canonical and reference tables that it reads."""
        parts = (self.relation, self.where, self.value, self.distinct)
        found = (element for part in parts if part is not None for element in _elements(part))
        return frozenset(element.name for element in found if isinstance(element, Table))

    @cached_property
    def parameters(self) -> frozenset[str]:
        """What a district must state for it (district/parameters.py)."""
        parts = (self.relation, self.where, self.value, self.distinct)
        found = (element for part in parts if part is not None for element in _elements(part))
        return read_parameters(str(element.key) for element in found if isinstance(element, BindParameter))

    @cached_property
    def code_lists(self) -> frozenset[str]:
        """Names of the code lists by which it chooses its records."""
        parts = (self.where, self.value, self.distinct)
        return _code_lists(part for part in parts if part is not None)

    @property
    def is_money(self) -> bool:
        """Whether it sums amounts of money (canonical money columns are called so)."""
        return getattr(self.value, "name", "").endswith("_fen")


def _code_lists(parts: Iterable[ColumnElement[Any]]) -> frozenset[str]:
    named = (element for part in parts for element in visitors.iterate(part) if isinstance(element, ColumnElement))
    made_of = (base for element in named for base in element.base_columns)
    columns = (column for base in made_of for column in visitors.iterate(base) if isinstance(column, Column))
    return frozenset(str(column.info["codes"]) for column in columns if column.info.get("codes"))


@dataclass(frozen=True)
class Indicator:
    """One declaration; everything the product says about the indicator comes from here."""

    id: str
    name: Message
    unit: Message
    kind: Kind
    basis: Basis
    direction: Direction
    numerator: Measure
    formula: Message
    """The definition in one sentence, as the method annex prints it."""
    source: str
    """The rules or documents that define it, apart by ；: keys of district/laws.py, or a text of the product's own."""
    denominator: Measure | None = None
    breakdowns: tuple[str, ...] = ()
    """Columns of the numerator's relation by which it is also shown."""
    share_of_total: bool = False
    """True where a breakdown's denominator is the indicator's own total."""
    denominator_floor: int = 5
    """No rate is printed on a smaller denominator."""
    floor_applies: bool = True
    by_town: bool = True
    towns_add_up: bool = True
    """False where one thing may count in several towns (a meeting), so that the towns don't make the district."""
    valid_from: date | None = None
    """The day from which the definition is in force; no quarter that ends earlier is stated."""
    in_force_since: str = ""
    """The parameter that states ``valid_from``, where the place decides it."""
    caveat: Message | None = None
    entered_by: str = ""
    """Of what offices enter for a year, beside the register: the indicator whose numerator tells whether any of it is
    on record. Where the district's is 0, a year of which nothing was entered can't be told from one in which nothing
    was done, and no other year is compared with it."""
    theme: str = field(default="", compare=False)
    rests_on: frozenset[str] = field(default=frozenset(), compare=False)
    """Parameters that its texts named before they were filled in."""
    currency: Currency = field(default_factory=lambda: currency(EXAMPLE))
    """What its amounts are in; the catalogue of a currency sets it (``in_currency``)."""

    def in_currency(self, own: Currency) -> Indicator:
        """A declaration with the words and scales of the district's currency."""

        def filled(text: Message) -> Message:
            marks = zip(text, own.stated_in, own.large, strict=True)
            zh, en = (t.replace("{money}", unit).replace("{large}", large) for t, unit, large in marks)
            return Message(zh.replace("{one}", own.plain.zh), en.replace("{one}", own.sign.strip()))

        texts: dict[str, Any] = {"name": filled(self.name), "unit": filled(self.unit), "formula": filled(self.formula)}
        return replace(self, currency=own, **texts, caveat=filled(self.caveat) if self.caveat else None)

    @cached_property
    def tables(self) -> frozenset[str]:
        """Names of the canonical and reference tables that it reads; without one of them it can't be stated."""
        return self.numerator.tables | (self.denominator.tables if self.denominator else frozenset())

    @cached_property
    def parameters(self) -> frozenset[str]:
        """What a district must state for it to be stated: what its expressions read, and what its texts name."""
        read = self.numerator.parameters | (self.denominator.parameters if self.denominator else frozenset())
        named = named_in(self.name, self.formula, self.caveat)
        return self.rests_on | read | named | ({self.in_force_since} if self.in_force_since else frozenset())

    @cached_property
    def code_lists(self) -> frozenset[str]:
        """Names of the code lists by which its records are chosen and split."""
        split = _code_lists(self.numerator.relation.c[name] for name in self.breakdowns)
        chosen = self.denominator.code_lists if self.denominator else frozenset()
        return self.numerator.code_lists | chosen | split

    @property
    def numerator_adds_up(self) -> bool:
        """Whether the numerator is a count or an amount, so that parts of it can be added."""
        return self.kind not in ("score", "index", "density")

    @property
    def complete(self) -> tuple[str, ...]:
        """Breakdowns that every record has (their canonical column may not be empty): the members make the total."""
        columns = self.numerator.relation.c
        return tuple(b for b in self.breakdowns if not getattr(columns[b], "nullable", True))

    @property
    def scale(self) -> Fraction:
        """Factor from the stored integers to the printed unit (money is stored in the currency's smallest unit, and
        printed in the district's unit: 万元, pounds)."""
        own = self.currency
        if self.kind == "per_money":
            return Fraction(own.declared.scale * own.minor)
        if self.kind == "unit_cost":
            return Fraction(1, own.minor)
        return Fraction(1, own.scale * own.minor) if self.kind in _EXACT_TO else _SCALE[self.kind]

    @property
    def decimals(self) -> int:
        """Digits printed after the point."""
        if (exact_to := _EXACT_TO.get(self.kind)) is not None:
            return max(len(str(self.currency.scale // exact_to)) - 1, 0)
        return _DECIMALS[self.kind]

    @property
    def is_rate(self) -> bool:
        """Whether changes are given in percentage points."""
        return self.kind == "percent"


def named_measures(indicators: Iterable[Indicator]) -> dict[str, Measure]:
    """Name -> measure, each once however many of ``indicators`` share it. They must come from the catalogue."""
    measures: dict[str, Measure] = {}
    for indicator in indicators:
        for measure in (indicator.numerator, indicator.denominator):
            if measure is not None and measures.setdefault(measure.name, measure) is not measure:
                raise ValueError(f"two measures are called {measure.name!r}: take indicators from the catalogue")
    return measures


@dataclass(frozen=True)
class Observation:
    """One figure as stored: integers only, never rounded.

    ``town_code`` is "" for the district; ``breakdown`` and ``member`` are "" for the total. Money is in the currency's
    smallest unit. A ratio
    keeps numerator and denominator apart; a count has no denominator.
    """

    indicator: str
    quarter: Quarter
    town_code: str
    breakdown: str
    member: str
    numerator: int
    denominator: int | None = None

    def value(self, indicator: Indicator) -> Fraction | None:
        """The exact value in the printed unit; None where the denominator is zero."""
        if self.denominator is None:
            return self.numerator * indicator.scale
        if self.denominator == 0:
            return None
        return Fraction(self.numerator, self.denominator) * indicator.scale

    def shown(self, indicator: Indicator) -> bool:
        """Whether the value may be printed: there is one, and a rate stands on a large enough denominator."""
        if self.denominator is None:
            return True
        if self.denominator == 0:
            return False
        return not (indicator.floor_applies and indicator.is_rate and self.denominator < indicator.denominator_floor)


class Figures:
    """The observations a report may use, looked up by what they are about. Reads; never computes new figures."""

    def __init__(self, indicators: Mapping[str, Indicator], observations: list[Observation]) -> None:
        self.indicators = indicators
        self._by_key = {(o.indicator, o.quarter, o.town_code, o.breakdown, o.member): o for o in observations}
        self._members: dict[tuple[str, Quarter, str, str], list[str]] = {}
        for *split, member in sorted(self._by_key):
            if member:
                self._members.setdefault(tuple(split), []).append(member)  # type: ignore[arg-type]

    def get(
        self, indicator: str, quarter: Quarter, town_code: str = "", breakdown: str = "", member: str = ""
    ) -> Observation | None:
        """The observation, or None where no run has stated it."""
        return self._by_key.get((indicator, quarter, town_code, breakdown, member))

    def value(
        self, indicator: str, quarter: Quarter, town_code: str = "", breakdown: str = "", member: str = ""
    ) -> Fraction | None:
        """The exact value in the printed unit, or None where there is none or it may not be shown."""
        observation = self.get(indicator, quarter, town_code, breakdown, member)
        declared = self.indicators[indicator]
        return observation.value(declared) if observation is not None and observation.shown(declared) else None

    def members(self, indicator: str, quarter: Quarter, breakdown: str, town_code: str = "") -> list[str]:
        """Members of a breakdown that have an observation, sorted by code."""
        return list(self._members.get((indicator, quarter, town_code, breakdown), []))
