"""How a figure is printed: rounded once, half up, from the exact value.

Two styles. In tables every value of a column carries the same digits, so that points align. In running text and in
headline figures a value that is whole is printed without ".0": 920 means exactly 920, 920.0 means rounded to it. A
change is called up, flat or down by its rounded value, so words never contradict the number beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Literal

Direction = Literal["up", "flat", "down"]
Number = Fraction | Decimal | int

MINUS = "\u2212"
SMALLEST_BASE = 5
"""A relative change of a count is suppressed where its base is below this: 1 to 3 is not 增长200%."""
SMALLEST_MONEY = 1
"""The same of money, in the unit that it is stated in: 3.5万元 is no handful, and its change by nine tenths is one."""


def rounded(value: Number, decimals: int) -> Decimal:
    """``value`` with ``decimals`` digits, half up (away from zero), exactly: no float comes near it."""
    above, below = value.as_integer_ratio()  # whole numbers: a report asks this a hundred thousand times
    whole = (abs(above) * 10**decimals * 2 + below) // (below * 2)
    result = Decimal(whole).scaleb(-decimals)
    return -result if above < 0 and whole else result


def table_number(value: Number, decimals: int) -> str:
    """As in a table column: 1,234.0, −5.3."""
    return f"{rounded(value, decimals):,}".replace("-", MINUS)


def text_number(value: Number, decimals: int) -> str:
    """As in running text: a whole value without ".0"."""
    return table_number(value, 0 if Fraction(value).denominator == 1 else decimals)


def printed_decimal(value: Number, decimals: int) -> Decimal:
    """The number that ``text_number`` prints, for the claim that goes with it."""
    return rounded(value, 0 if Fraction(value).denominator == 1 else decimals)


def signed_number(value: Number, decimals: int) -> str:
    """With its sign: +12, −1.2, 0."""
    number = rounded(value, decimals)
    return ("+" if number > 0 else "") + table_number(value, decimals)


def signed_text(value: Number, decimals: int) -> str:
    """With its sign, as on cards: a whole value without ".0"."""
    return signed_number(value, 0 if Fraction(value).denominator == 1 else decimals)


@dataclass(frozen=True)
class Comparison:
    """One figure against an earlier one; ``base`` and ``now`` are exact, in the printed unit."""

    now: Fraction
    base: Fraction
    decimals: int
    is_rate: bool
    is_money: bool = False

    @cached_property
    def difference(self) -> Fraction:
        """Exact difference: in the unit, or in percentage points for a rate."""
        return self.now - self.base

    @cached_property
    def direction(self) -> Direction:
        """What the change is called, by the rounded difference."""
        number = rounded(self.difference, self.decimals)
        return "up" if number > 0 else "down" if number < 0 else "flat"

    @cached_property
    def relative(self) -> Fraction | None:
        """Change in per cent of the base; None for rates, for too small a base, and where nothing changed."""
        smallest = SMALLEST_MONEY if self.is_money else SMALLEST_BASE
        if self.is_rate or self.base < smallest or self.direction == "flat":
            return None
        return self.difference / self.base * 100

    @property
    def amount(self) -> str:
        """The size of the change without sign, as in running text: 12, 0.9."""
        return text_number(abs(self.difference), self.decimals)

    @property
    def percent(self) -> str:
        """The size of the relative change without sign: 1.5%; "" where it may not be given."""
        if self.relative is None or not rounded(self.relative, 1):
            return ""
        return f"{text_number(abs(self.relative), 1)}%"

    @property
    def signed_percent(self) -> str:
        """The relative change with its sign: +1.5%; "" where it may not be given."""
        if not self.percent:
            return ""
        return f"{signed_number(self.relative or 0, 1)}%"
