"""A value with its unit as running text and cards print it: 851家, 79万元; 851 organizations, £790,000.

A district prints money in single ones (£22,226, everywhere and in every language) or in its currency's large unit. Then
Chinese prints it in 万. English has one notation in running text, titles, cards and alternative texts: millions from
one on ("CNY 9.2 million"), whole ones below ("CNY 813,000", rounded as the figure is); tables and charts thousands.
Their head names the unit, once a column. An amount that isn't zero never prints as 0: it gets the digits that it needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from govreport.currency import Currency
from govreport.indicators.model import Indicator
from govreport.reports.claims import Claim
from govreport.reports.numbers import Number, printed_decimal, rounded, signed_number, table_number, text_number
from govreport.reports.stated import Stated, given_text, joined
from govreport.reports.words import Words

_MILLION = 1_000_000


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
    """Whether the figure is an amount of money, printed in a large unit."""
    return indicator is not None and indicator.kind in ("money", "money_average")


def quantity(words: Words, indicator: Indicator, value: Number) -> Quantity:
    """``value``, in the indicator's own unit, as ``words``' language prints it."""
    unit, sign = unit_word(words, indicator), indicator.currency.sign
    if is_money(indicator):
        decimals = _enough(indicator, value, indicator.decimals)
        if words.language == "en":
            return money(words, indicator.currency, value, decimals)
        return _in_chinese(words, indicator, value, decimals)
    number, shown = text_number(value, indicator.decimals), printed_decimal(value, indicator.decimals)
    if unit == "%":
        return Quantity(Stated(f"{number}%"), number, "%", Stated(number), shown)
    unit = unit_word(words, indicator, one=number == "1")
    return Quantity(words("quantity", number=number, unit=unit, sign=sign), number, unit, Stated(number), shown)


def _enough(indicator: Indicator, value: Number, decimals: int) -> int:
    """Digits with which an amount that isn't zero doesn't print as 0: to single ones, else to the smallest unit."""
    own = indicator.currency
    single, smallest = (len(str(scale)) - 1 for scale in (own.scale, own.scale * own.minor))
    return next((d for d in (decimals, max(decimals, single)) if not value or rounded(value, d)), smallest)


def _in_chinese(words: Words, indicator: Indicator, value: Number, decimals: int) -> Quantity:
    """An amount as Chinese prints it in text: in single ones or in 万, whatever large unit the figure is stated in."""
    shift = _shift(words, indicator)
    decimals, moved = decimals - shift, Fraction(value) * Fraction(10) ** shift
    number, unit = text_number(moved, decimals), unit_word(words, indicator)
    shown = printed_decimal(moved, decimals)
    text = words("quantity", number=number, unit=unit, sign=indicator.currency.sign)
    return Quantity(text, number, unit, Stated(number), shown, Decimal(10) ** shift)


def _shift(words: Words, indicator: Indicator) -> int:
    """Digits by which the point moves from the unit of the figure to that of the language's tables."""
    _, large = indicator.currency.large_in(words.language)
    return len(str(indicator.currency.scale)) - len(str(large))


def money(words: Words, own: Currency, value: Number, decimals: int) -> Quantity:
    """An amount in the unit that figures of money are stated in as English prints it in text."""
    exact, scale = Fraction(value), own.scale
    digits = len(str(scale)) - 1
    amount = rounded(exact, decimals) * scale
    if scale == 1 or abs(amount) < _MILLION:
        # Rounded to thousands or hundreds, which the claim must say: Decimal("813E+3").
        shown = rounded(exact, decimals).scaleb(digits) if amount else Decimal(0)
        number = own.signed(table_number(amount, 0 if amount == int(amount) else own.digits))
        return _notation(words, number, shown, Decimal(scale), million=False)
    whole = int(amount)
    # As exact as the figure is printed in that unit: what was revised there must not look unchanged here.
    million = Fraction(whole, _MILLION)
    digits = next(d for d in range(8) if rounded(million, d) == million)
    shown = rounded(million, digits)
    number = own.signed(table_number(million, digits))
    return _notation(words, number, shown, Decimal(scale) / _MILLION, million=True)


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


def in_cell(words: Words, indicator: Indicator, value: Number, more: int = 0, *, nonzero: bool = False) -> InCell:
    """``value``, in the indicator's own unit, as ``words``' language prints it in cells; ``more`` digits than usual.

    ``nonzero``: as many digits as an amount needs that isn't zero; a difference that rounds to zero is none.
    """
    decimals = indicator.decimals + more
    if nonzero and is_money(indicator):
        decimals = _enough(indicator, value, decimals)
    if is_money(indicator) and (shift := _shift(words, indicator)):
        return InCell(rounded(value, decimals).scaleb(shift), max(decimals - shift, 0), Decimal(10) ** shift)
    return InCell(rounded(value, decimals), decimals, Decimal(1))


def with_unit(words: Words, number: Stated, unit: str, sign: str) -> Stated:
    """A number of a card or a table, as it is printed there, with its unit; none where nothing is stated."""
    if number == words("none") or not unit:
        return number
    return joined("", (number, unit)) if unit == "%" else words("quantity", number=number, unit=unit, sign=sign)


def unit_word(words: Words, indicator: Indicator, *, one: bool = False, stored: bool = False) -> str:
    """The word of an indicator's unit, as heads of columns print it; for ``one`` thing in the singular.

    ``stored``: the unit of the numbers as data, which no language changes.
    """
    unit = indicator.unit.in_language(words.language)
    if is_money(indicator):
        unit = unit if stored else words("money_unit", unit=indicator.currency.large_in(words.language)[0])
    elif one:
        singular = dict(pair.split("/") for pair in words.list("singular"))
        unit = singular.get(unit, unit)
    return given_text("unit", unit) if any(c.isdigit() for c in unit) else unit
