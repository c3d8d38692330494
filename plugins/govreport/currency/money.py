"""A currency: its digits, its names, the units that its amounts are read and printed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from govreport.currency import units as spelt
from govreport.currency.declared import DECLARED, Declared
from govreport.errors import Message

CHINESE_LARGE = 10_000
ENGLISH_LARGE = 1_000
"""What the cells of tables and charts count amounts in, by language: 万, thousands."""
_MINUS = "\u2212"


class Exact(NamedTuple):
    """The unit in which amounts of one line print exactly."""

    word: str
    """It, as a column of units prints it."""
    factor: Fraction
    """What turns stored amounts into it."""
    digits: int


@dataclass(frozen=True)
class Currency:
    """One currency; two of one code are equal."""

    code: str
    digits: int
    """Digits of the smallest unit: 2, of yen 0, of Kuwaiti dinars 3."""
    name: Message
    """英镑, British pounds."""
    sign: str
    """What stands before an amount in English: "£", "CNY "."""
    plain: Message
    """One of it, as heads of columns name it: 元, yuan; 英镑, £."""
    many: str
    """English: many of it, in running text: pounds."""
    scale: int
    """How many make the unit that indicators of money are stated in: 1 where amounts are printed in single ones."""
    large: Message
    """The unit that large amounts are counted in: 万元, CNY 10,000; 千英镑, thousand pounds."""
    declared: Declared

    def __str__(self) -> str:
        return self.code

    def __hash__(self) -> int:
        return hash((self.code, self.scale))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Currency) and (other.code, other.scale) == (self.code, self.scale)

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return currency, (self.code, self.printable[self.scale])

    @property
    def printable(self) -> Mapping[int, str]:
        """How many make a unit that reports can print amounts in -> its name: 1 £, 1000 £ thousand."""
        named = {worth: name for name, worth in reversed([*self.units.items()])}
        return {scale: named[scale * self.minor] for scale in (1, self.declared.scale)}

    @property
    def stated_in(self) -> Message:
        """The unit that indicators of money are stated in."""
        return self.plain if self.scale == 1 else self.large

    @property
    def minor(self) -> int:
        """How many of the smallest unit make one: 100, 1, 1000."""
        return int(10**self.digits)

    @property
    def units(self) -> Mapping[str, int]:
        """Names of the units that files state -> how many of the smallest unit one of it is."""
        return _units(self.code)

    @property
    def base(self) -> str:
        """The name of the unit that is one of it: 元, £."""
        return next(name for name, worth in self.units.items() if worth == self.minor)

    def unit(self, text: str) -> str | None:
        """The unit that ``text`` spells, by its name; None where it is none of this currency's."""
        return text if text in self.units else _spellings(self.code).get(spelt.folded(text))

    @property
    def large_unit(self) -> str:
        """The name of the unit that is most often taken for ``base``: 万元, £ thousand."""
        least = 1_000 if self.declared.units else 1
        return next(name for name, worth in self.units.items() if worth > least * self.minor)

    @property
    def in_full(self) -> Message:
        """It, as a sentence says what is read: 人民币元, pounds."""
        zh = self.name.zh if self.name.zh.endswith(self.plain.zh) else f"{self.name.zh}{self.plain.zh}"
        return Message(zh, self.many)

    @property
    def unit_line(self) -> str:
        """How a file says above its header that amounts are in single ones, in an English sentence."""
        return f"单位：{self.base}" if self.declared.units else f"Unit: {self.base}"

    @property
    def examples(self) -> tuple[str, str]:
        """One amount written in two ways."""
        return self.declared.examples or (self.signed("3.5k"), self.signed("35,000"))

    @property
    def smallest(self) -> Message:
        """The smallest unit, as a sentence names it: 1分, a penny; KWD 0.001."""
        number = f"{self.decimal(1):f}"
        return self.declared.smallest or Message(f"{number}{self.plain.zh}", self.signed(number))

    @property
    def minor_name(self) -> Message:
        """Its smallest unit, as heads of columns name it: 分, fen; 便士, pence."""
        whole = None if self.digits else Message(self.plain.zh, self.many)
        return self.declared.minor_name or whole or Message("最小货币单位", "minor units")

    @property
    def signs(self) -> str:
        """The characters that stand for it beside a number in a workbook's formats, where they are no letters."""
        written = f"{self.sign.strip()}{self.declared.signs}"
        return "" if written.isalnum() else "".join(c for c in written if not c.isalnum())

    @property
    def unit_names(self) -> Message:
        """The units as a message lists them: those of one and more."""
        own = [name for name, worth in self.units.items() if worth >= self.minor]
        english = [name for name in own if self.declared.units or not name.endswith(self.plain.zh)]
        chinese = own if self.declared.units else [self.base, *(n for n in own if n not in english)]
        return Message("、".join(chinese), ", ".join(english))

    def large_in(self, language: str) -> tuple[str, int]:
        """What the cells of tables count amounts in, and how many of it that is: £; 万元; CNY thousand, £ thousand."""
        if self.scale == 1:
            return (self.sign.strip() if language == "en" else self.plain.zh), 1
        if language == "en":
            return f"{self.sign.strip()} thousand", ENGLISH_LARGE
        return f"万{self.plain.zh}", CHINESE_LARGE

    def decimal(self, amount: int) -> Decimal:
        """A stored amount as a number of whole ones, exactly."""
        return Decimal(amount).scaleb(-self.digits)

    def signed(self, number: str) -> str:
        """A printed number as English writes the amount: £951, −£951, CNY −951."""
        if self.sign[-1:].isspace():
            return f"{self.sign}{number}"
        lead = number[:1] if number[:1] in ("-", "+", _MINUS) else ""
        return f"{lead}{self.sign}{number[len(lead) :]}"

    def written(self, amount: int) -> Message:
        """A stored amount with all its digits: £1,234.50; 1,234.50元."""
        number = f"{self.decimal(amount):,.{self.digits}f}"
        zh = self.declared.written_zh
        return Message(zh.format(number=number) if zh else self.signed(number), self.signed(number))

    def exact(self, amounts: Iterable[int], *, language: str) -> Exact:
        """The unit in which amounts of one line print exactly; nothing is rounded.

        万 where at most two digits after the point hold every amount, else single ones (always in English, which
        doesn't count in ten thousands).
        """
        listed = [*amounts]
        if language != "en" and self.declared.exact_large:
            whole = self.minor * CHINESE_LARGE
            for digits in range(3):
                if all(amount * 10**digits % whole == 0 for amount in listed):
                    return Exact(f"万{self.plain.zh}", Fraction(1, whole), digits)
        digits = 0 if all(amount % self.minor == 0 for amount in listed) else self.digits
        word = self.sign.strip() if language == "en" else self.plain.zh
        return Exact(word, Fraction(1, self.minor), digits)

    def exactly(self, amount: int) -> Message:
        """A stored amount in the unit in which it prints exactly: 3万元, CNY 30,000; 30,000英镑, £30,000."""

        def number(of: Exact) -> str:
            return f"{Decimal(amount) * of.factor.numerator / of.factor.denominator:,.{of.digits}f}".replace(
                "-", _MINUS
            )

        zh, en = (self.exact([amount], language=language) for language in ("zh", "en"))
        return Message(f"{number(zh)}{zh.word}", self.signed(number(en)))


def is_currency(code: object) -> bool:
    """Whether ISO 4217 knows ``code``."""
    return isinstance(code, str) and code in _codes()


@cache
def _codes() -> frozenset[str]:
    from babel.numbers import list_currencies  # here and below: few commands print money

    return frozenset(list_currencies())


@cache
def currency(code: str, printed_in: str = "") -> Currency:
    """The currency of an ISO 4217 code, printed in one of its two units or as it is without a statement; KeyError for
    what is none."""
    from babel.numbers import get_currency_name, get_currency_precision, get_currency_symbol

    if not is_currency(code):
        raise KeyError(code)
    declared = DECLARED.get(code, Declared())
    zh, english = (get_currency_name(code, count=2, locale=language) for language in ("zh_Hans", "en"))
    sign = declared.sign
    if sign is None:
        symbol = get_currency_symbol(code, locale="en")
        sign = f"{symbol} " if symbol.isalnum() else symbol
    plain = declared.plain or Message(zh, sign.strip())
    many = declared.many or english
    large = declared.large or Message(f"千{plain.zh}", f"thousand {many}")
    scale = declared.scale if declared.printed_large else 1
    own = Currency(code, get_currency_precision(code), Message(zh, english), sign, plain, many, scale, large, declared)
    if not printed_in:
        return own
    scale, rest = divmod(own.units[own.unit(printed_in) or ""], own.minor)
    if rest or scale not in own.printable:
        raise KeyError(printed_in)
    return replace(own, scale=scale)


@cache
def _units(code: str) -> Mapping[str, int]:
    own = currency(code)
    named = own.declared.units or spelt.names_of(own.sign.strip(), own.plain.zh)
    return {name: int(worth * own.minor) for name, worth in named.items()}


@cache
def _spellings(code: str) -> Mapping[str, str]:
    own = currency(code)
    if own.declared.units:
        named = {spelt.folded(name): name for name in own.units}
        return {spelt.folded(word): own.base for word in (code, own.name.en, own.many)} | named
    base = own.sign.strip()
    words = (code, own.name.en, own.many, own.many.removesuffix("s"), own.name.zh, own.plain.zh, f"{own.many}sterling")
    found: dict[str, str] = {}
    for spelling, name in spelt.spellings(base, words):
        found.setdefault(spelling, name)
    for name in own.units:  # 万英镑
        found.setdefault(spelt.folded(name), name)
    return found
