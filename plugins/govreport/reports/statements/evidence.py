"""What claims are checked against: stored integers, the district's folder, counted rows, listed records.

Reads what is stored and computes with its own arithmetic; nothing here comes from the text or from the code that makes
sentences.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal

from govreport.district.folder import District
from govreport.indicators.model import Indicator
from govreport.quarter import Quarter
from govreport.reports.claims import Key, Part
from govreport.reports.numbers import rounded


@dataclass(frozen=True)
class EarlierMatter:
    """A matter of an earlier issue: every text of it, and its figures' exact values then, in their order."""

    texts: frozenset[str]
    exact: tuple[Fraction, ...]


@dataclass(frozen=True)
class Evidence:
    """Everything that is known when a quarter's documents are checked."""

    district: District
    quarter: Quarter
    release: date
    declared: Mapping[str, Indicator]
    stored: Mapping[Key, tuple[int, int | None]]
    """Numerator and denominator of every figure of the history that the documents show, and the district's figures of
    all quarters before it that are stored."""
    hidden: Collection[Key] = ()
    """Figures that may not be shown."""
    wording: Mapping[str, str] = field(default_factory=dict)
    """Language -> all words of its templates: a town called by one of them can't be told from it."""
    rows: Mapping[tuple[str, str, str], int] = field(default_factory=dict)
    """(read, used or aside; extract; town) -> different rows; "" for all."""
    listed: Mapping[str, int] = field(default_factory=dict)
    """Subject -> how many there are (ListedClaim)."""
    before: Mapping[Key, tuple[int, int | None]] = field(default_factory=dict)
    """Figures that this run states again, as they were stated last before it."""
    differences: Mapping[tuple[str, str, str], Fraction] = field(default_factory=dict)
    """(rule, item, side) -> what the comparison with what others state gives (DifferenceClaim)."""
    judged: Mapping[str, str] = field(default_factory=dict)
    """Subject -> how it stands beside the records (JudgedClaim)."""
    cases: Mapping[tuple[Key, str], str] = field(default_factory=dict)
    """(figure, what) -> what its records give (CaseClaim)."""
    earlier: Mapping[tuple[Quarter, str], EarlierMatter] = field(default_factory=dict)
    """(quarter of the last issue, rule) -> the matter as its stored model has it."""
    called: Mapping[str, Collection[str]] = field(default_factory=dict)
    """Indicator -> what it is called of a longer period, beside its own names."""
    matters: Mapping[str, Collection[Key]] = field(default_factory=dict)
    """Rule of each matter that the document in hand lists -> the figures that it is about (check.py)."""

    def names(self, indicator: str) -> set[str]:
        """All that an indicator may be called."""
        return {*self.declared[indicator].name, *self.called.get(indicator, ())}

    def exact(self, key: Key, part: Part = "value", vintage: str = "new") -> Fraction | None:
        """A figure in the indicator's printed unit, or a part of its fraction; None where there is none.

        ``vintage`` "old": as it was stated before this run.
        """
        stated = self.before if vintage == "old" else self.stored
        declared, found = self.declared.get(key.indicator), stated.get(key)
        if declared is None or found is None:
            return None
        numerator, denominator = found
        if part == "numerator":
            return Fraction(numerator) * (declared.scale if declared.numerator.is_money else 1)
        if part == "denominator":
            return None if denominator is None else Fraction(denominator)
        if part == "rest":
            return None if denominator is None else Fraction(denominator - numerator)
        if denominator is None:
            return numerator * declared.scale
        # No rate is printed on a denominator below its floor.
        floor = declared.denominator_floor if declared.is_rate and declared.floor_applies else 1
        return Fraction(numerator, denominator) * declared.scale if denominator >= floor else None

    def rounded(self, key: Key) -> Fraction | None:
        """A figure as tables print it."""
        value, declared = self.exact(key), self.declared.get(key.indicator)
        return None if value is None or declared is None else Fraction(rounded(value, declared.decimals))

    def direction(self, key: Key, base: Quarter) -> Literal["up", "flat", "down"] | None:
        """How a figure moved against ``base``, by the difference as printed; None where either isn't stored."""
        now, before, declared = self.exact(key), self.exact(key._replace(quarter=base)), self.declared[key.indicator]
        if now is None or before is None or self.is_unrecorded(key.indicator, base):
            return None
        difference = rounded(now - before, declared.decimals)
        return "up" if difference > 0 else "down" if difference < 0 else "flat"

    def is_unrecorded(self, indicator: str, quarter: Quarter) -> bool:
        """Whether a quarter's figure says that nothing was entered, rather than that nothing was done: no base."""
        entered_by = self.declared[indicator].entered_by
        whole = self.stored.get(Key(entered_by, quarter)) if entered_by in self.declared else None
        return whole is not None and whole[0] == 0

    def base(self, key: Key, against: str) -> Quarter | None:
        """The quarter that ``previous`` or ``year_ago`` means for a figure; year-to-date figures restart in January."""
        if against == "year_ago":
            return key.quarter.year_ago
        restarts = self.declared[key.indicator].basis == "year_to_date" and key.quarter.number == 1
        return None if restarts else key.quarter.previous

    def quarters(self, key: Key) -> list[Quarter]:
        """Every quarter in which the figure is stored, oldest first."""
        return sorted(k.quarter for k in self.stored if k._replace(quarter=key.quarter) == key)
