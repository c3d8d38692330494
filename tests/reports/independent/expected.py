"""What a sentence may print, worked out from the raw records: numbers, days, quarters, towns and words, as ``Item``s.

``About`` is what a derivation is given: the quarter, the town (of a town's brief) and the figures to derive from.
"""

from __future__ import annotations

import csv
import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from typing import Literal

import pandas as pd
import yaml

from tests.reports.independent import figures
from tests.reports.independent.columns import DISTRICT, PROJECT
from tests.reports.independent.days import quarter_end
from tests.reports.independent.figures import WAN

Kind = Literal["number", "day", "quarter", "town", "words", "name"]


@dataclass(frozen=True)
class Item:
    """Something that a sentence prints, in any of its ``forms``; where not ``required`` it may be left out."""

    kind: Kind
    forms: frozenset[str]
    required: bool = True
    what: str = ""


@dataclass(frozen=True)
class Expected:
    """All that a phrase may print; ``holds``: whether the records bear out that it is said at all."""

    items: tuple[Item, ...] = ()
    holds: bool = True
    why: str = ""
    beyond: str = ""
    """Why some of its numbers aren't in the raw records: the program's own counts. Other numbers are then let pass."""


def says(*parts: Item | Iterable[Item], holds: bool = True, why: str = "", beyond: str = "") -> Expected:
    """An expectation of items and lists of items."""
    flat = [i for p in parts for i in ([p] if isinstance(p, Item) else p)]
    return Expected(tuple(flat), holds, why, beyond)


def maybe(*parts: Item | Iterable[Item]) -> list[Item]:
    """The same, as what may be left out."""
    return [replace(i, required=False) for i in says(*parts).items]


def half_up(number: Fraction, digits: int) -> str:
    """Rounded once, half up, without a sign."""
    scaled = abs(number) * 10**digits
    whole = str((2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)).rjust(digits + 1, "0")
    return f"{whole[:-digits]}.{whole[-digits:]}" if digits else whole


def forms(number: Fraction, digits: int) -> frozenset[str]:
    """A number as text and tables print it: 920 or 920.0."""
    fixed = half_up(number, digits)
    found = {fixed}
    if number.denominator == 1:
        found.add(str(abs(number.numerator)))
    return frozenset(found)


def money_forms(wan: Fraction, digits: int) -> frozenset[str]:
    """An amount in 万元, in yuan or in millions of yuan; rounded as in 万元."""
    fixed = Fraction(half_up(wan, digits))
    yuan, million = fixed * 10_000, fixed / 100
    plain = {str(yuan.numerator)} if yuan.denominator == 1 else set()
    return forms(wan, digits) | plain | {half_up(million, digits + 2).rstrip("0").rstrip(".")}


@cache
def towns() -> dict[str, tuple[str, str, str]]:
    """Code -> names in zh until and since the name changed, and in en without Town or Subdistrict."""
    with (DISTRICT / "towns.csv").open(encoding="utf-8-sig") as lines:
        return {
            r["code"]: (r["former_short_name"] or r["short_name"], r["short_name"], r["en"].rsplit(" ", 1)[0])
            for r in csv.DictReader(lines)
        }


@cache
def code_words(list_name: str) -> dict[str, frozenset[str]]:
    """Code -> how it is printed in zh and en."""
    lists = yaml.safe_load((PROJECT / "include" / "reference" / "codes.yaml").read_text(encoding="utf-8"))
    return {str(c): frozenset({e["zh"], e["en"].lower()}) for c, e in lists[list_name].items()}


def ceiling(number: Fraction) -> int:
    """The next whole number."""
    return math.ceil(number)


@dataclass(frozen=True)
class About:
    """A quarter's document, of a town where ``town`` isn't "", and the phrases of the text that is asked about."""

    quarter: str
    town: str = ""
    phrases: tuple[str, ...] = ()
    listed: int = 0
    """How many matters the document lists."""

    # --- single items -------------------------------------------------------------------------------------------

    def count(self, number: int, what: str = "") -> Item:
        """A plain number."""
        return Item("number", frozenset({str(abs(number))}), what=what)

    def percent(self, part: int, whole: int, what: str = "share") -> list[Item]:
        """A share in per cent."""
        return [Item("number", forms(Fraction(part * 100, whole), 1), what=what)] if whole else []

    def figure(self, indicator: str, quarter: str = "", town: str | None = None, member: str = "") -> list[Item]:
        """A figure as printed."""
        value = self.value(indicator, quarter, town, member)
        return [] if value is None else [self.amount(indicator, value, indicator)]

    def amount(self, indicator: str, value: Fraction, what: str = "") -> Item:
        """A value in an indicator's unit."""
        digits = figures.decimals(indicator)
        found = money_forms(value, digits) if indicator in WAN else forms(value, digits)
        return Item("number", found, what=what)

    def day(self, day: dt.date) -> Item:
        """A date."""
        return Item("day", frozenset({day.isoformat()[:10]}), what="day")

    @property
    def as_of(self) -> Item:
        """The quarter's last day."""
        return self.day(quarter_end(self.quarter).date())

    def of_quarter(self, quarter: str) -> Item:
        """A quarter by name."""
        return Item("quarter", frozenset({quarter}), what="quarter")

    def town_names(self, codes: Iterable[str]) -> list[Item]:
        """Towns by name."""
        return [Item("town", frozenset({code}), what=code) for code in codes]

    def words(self, list_name: str, codes: Iterable[str]) -> list[Item]:
        """Words of a code list."""
        return [Item("words", code_words(list_name)[code], what=code) for code in codes]

    # --- figures ------------------------------------------------------------------------------------------------

    def value(self, indicator: str, quarter: str = "", town: str | None = None, member: str = "") -> Fraction | None:
        """A figure's exact value, of the document's own town unless another is given."""
        return figures.value(indicator, self.quarter, quarter, self.town if town is None else town, member)

    def part(self, indicator: str, town: str | None = None) -> figures.Part:
        """A figure's fraction."""
        found = figures.part(indicator, self.quarter, "", self.town if town is None else town)
        assert found is not None, indicator
        return found

    def number(self, indicator: str, quarter: str = "", town: str | None = None, member: str = "") -> int:
        """The number that is counted (a rate's numerator); 0 where nothing is known."""
        found = figures.part(indicator, self.quarter, quarter, self.town if town is None else town, member)
        return found.number if found else 0

    def difference(self, indicator: str, against: str, town: str | None = None, member: str = "") -> Fraction | None:
        """How far a figure moved; None where there is nothing to compare with."""
        base = figures.base(indicator, self.quarter, against)
        now = self.value(indicator, "", town, member)
        before = self.value(indicator, base, town, member) if base else None
        return None if now is None or before is None else now - before

    def direction(self, indicator: str, against: str = "previous", town: str | None = None, member: str = "") -> str:
        """up, down, flat or "" by the rounded difference."""
        moved = self.difference(indicator, against, town, member)
        if moved is None:
            return ""
        if not Fraction(half_up(moved, figures.decimals(indicator))):
            return "flat"
        return "up" if moved > 0 else "down"

    def change(self, indicator: str, against: str, town: str | None = None, member: str = "") -> list[Item]:
        """A comparison: the direction with its amount, and the percentage from a base of five on (money: one)."""
        moved, way = self.difference(indicator, against, town, member), self.direction(indicator, against, town, member)
        if moved is None:
            return []
        if way == "flat":
            return [Item("words", frozenset({"持平", "unchanged"}), what=f"{indicator} {against}")]
        number = self.amount(indicator, moved, f"{indicator} against {against}")
        said = {"up": ("增加", "提高", "up ", "up CNY "), "down": ("减少", "下降", "down ", "down CNY ")}[way]
        found = [number, Item("words", frozenset(w + f for w in said for f in number.forms), what=f"{indicator} {way}")]
        before = self.value(indicator, figures.base(indicator, self.quarter, against), town, member)
        assert before is not None
        if not figures.is_rate(indicator) and before >= (1 if indicator in figures.WAN else 5):
            percent = moved / before * 100
            if Fraction(half_up(percent, 1)):
                found.append(Item("number", forms(percent, 1), what=f"{indicator} per cent against {against}"))
        return found

    def changes(self, indicator: str, town: str | None = None, member: str = "") -> list[Item]:
        """Both comparisons."""
        return [i for a in ("previous", "year_ago") for i in self.change(indicator, a, town, member)]

    def run(self, indicator: str, way: str = "up") -> tuple[int, bool]:
        """How many quarters in a row it moved so, over all that is stored; whether the run reaches the beginning."""
        quarters = figures.history(self.quarter)
        values = [self.value(indicator, q) for q in quarters]
        length = 0
        for before, after in zip(reversed(values[:-1]), reversed(values), strict=False):
            if before is None or after is None or (after > before) != (way == "up") or after == before:
                break
            length += 1
        return length, length == len(quarters) - 1


def day_of(stamp: pd.Timestamp) -> dt.date:
    """A pandas day as a date."""
    return stamp.date()
