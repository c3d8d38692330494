"""A value with its unit as running text and cards print it: 851家, 79万元; 851 organizations, CNY 790,000.

Chinese prints money in 万元. English has one notation in running text, titles, cards and alternative texts: "CNY 9.2
million" from a million yuan, whole yuan below ("CNY 813,000", rounded as the figure is). Tables and charts print
thousands, and their head says so, once a column.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from govreport.indicators.model import Indicator
from govreport.reports.claims import Claim
from govreport.reports.numbers import Number, printed_decimal, rounded, signed_number, table_number, text_number
from govreport.reports.stated import Stated, given_text
from govreport.reports.words import Words

_WAN = 10_000
_MILLION = 1_000_000
_THOUSANDS = 1
"""Digits by which the point moves from 万元 to thousands of yuan."""


@dataclass(frozen=True)
class Quantity:
    """A value as printed, and what a claim about it must know: the number, and in how many of which unit."""

    text: Stated
    """With its unit."""
    number: str
    """Without it, as on cards; of money in English with its sign."""
    unit: str
    """What a card prints beside the number; "" where nothing is left to say."""
    bare: Stated
    """As stated where the unit is known already: without it, unless two such numbers may differ in their units."""
    shown: Decimal
    per_unit: Decimal = Decimal(1)
    """How many of the printed unit make one of the indicator's."""

    def stating(self, *claims: Claim) -> Stated:
        """The text with the claims that it makes."""
        return Stated(self.text, *claims)


def is_money(indicator: Indicator | None) -> bool:
    """Whether the figure is an amount of money, printed in 万元."""
    return indicator is not None and indicator.kind in ("money", "money_average")


def quantity(words: Words, indicator: Indicator, value: Number) -> Quantity:
    """``value``, in the indicator's own unit, as ``words``' language prints it."""
    unit = unit_word(words, indicator)
    if is_money(indicator) and words.language == "en":
        return money(words, value, indicator.decimals)
    number, shown = text_number(value, indicator.decimals), printed_decimal(value, indicator.decimals)
    if unit == "%":
        return Quantity(Stated(f"{number}%"), number, "%", Stated(number), shown)
    unit = unit_word(words, indicator, one=number == "1")
    return Quantity(words("quantity", number=number, unit=unit), number, unit, Stated(number), shown)


def money(words: Words, value: Number, decimals: int) -> Quantity:
    """An amount in 万元 as English prints it in text."""
    exact = Fraction(value)
    yuan = int(rounded(exact, decimals) * _WAN)
    if abs(yuan) < _MILLION:
        # Rounded to thousands or hundreds, which the claim must say: Decimal("813E+3").
        shown = rounded(exact, decimals).scaleb(4) if yuan else Decimal(0)
        return _notation(words, table_number(yuan, 0), shown, Decimal(_WAN), million=False)
    # As exact as the figure is printed in 万元: what was revised there must not look unchanged here.
    million = Fraction(yuan, _MILLION)
    digits = next(d for d in range(decimals + 3) if rounded(million, d) == million)
    shown = rounded(million, digits)
    return _notation(words, table_number(million, digits), shown, Decimal(_WAN) / _MILLION, million=True)


def _notation(words: Words, number: str, shown: Decimal, per_unit: Decimal, *, million: bool) -> Quantity:
    text, alone = words("money", number=number, million=million), words("money_number", number=number)
    return Quantity(text, str(alone), str(words("money_million")) if million else "", text, shown, per_unit)


class InCell(NamedTuple):
    """A number as tables and charts print it, under a head that names its unit."""

    number: Decimal
    decimals: int
    per_unit: Decimal
    """How many of the printed unit make one of the indicator's."""

    @property
    def text(self) -> str:
        """With thousands separated and as many digits as its column has."""
        return table_number(self.number, self.decimals)

    @property
    def signed(self) -> str:
        """The same with its sign."""
        return signed_number(self.number, self.decimals)


def in_cell(words: Words, indicator: Indicator, value: Number, more: int = 0) -> InCell:
    """``value``, in the indicator's own unit, as ``words``' language prints it in cells; ``more`` digits than usual."""
    decimals = indicator.decimals + more
    if is_money(indicator) and words.language == "en":
        number = rounded(value, decimals).scaleb(_THOUSANDS)
        return InCell(number, max(decimals - _THOUSANDS, 0), Decimal(10) ** _THOUSANDS)
    return InCell(rounded(value, decimals), decimals, Decimal(1))


def unit_word(words: Words, indicator: Indicator, *, one: bool = False, stored: bool = False) -> str:
    """The word of an indicator's unit, as heads of columns print it; for ``one`` thing in the singular.

    ``stored``: the unit of the numbers as data, which no language changes.
    """
    unit = indicator.unit.in_language(words.language)
    if is_money(indicator):
        unit = unit if stored else words("money_unit", unit=unit)
    elif one:
        singular = dict(pair.split("/") for pair in words.list("singular"))
        unit = singular.get(unit, unit)
    return given_text("unit", unit) if any(c.isdigit() for c in unit) else unit
