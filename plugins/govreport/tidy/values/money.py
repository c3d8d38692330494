"""Amounts of money in every form they are written in extracts, as integers of the currency's smallest unit;
tidy/units.py finds a column's unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from functools import cache
from typing import Literal

from govreport.currency import Currency, currency
from govreport.currency.marks import foreign
from govreport.currency.units import MAGNITUDES
from govreport.strict_json import LARGEST_EXPONENT
from govreport.tidy.values.cells import (
    BOOLEAN,
    DATE,
    FORMATTED,
    NUMBER,
    SERIAL_1904,
    shown_and_stored,
    unmark,
)
from govreport.tidy.values.numerals import NUMERALS, joined, scaled, whole_number
from govreport.tidy.values.problems import AMOUNT, UnreadableError

DecimalMark = Literal["point", "comma"]
_LARGEST = 10**17  # far above any amount here and safely below int64
_SHARE = re.compile(r"[%‰]|百分之|千分之|percent", re.IGNORECASE)
_NUMBER = r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+"
_OTHER_MARK = re.compile(r"-?(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+),[0-9]+")
"""An amount that only a decimal comma makes sense of: 1234,50; 1.234,50."""
_CHINESE_MAGNITUDES = {
    "十": 10, "百": 100, "千": 1000, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8,
}  # fmt: skip
_CHINESE = re.compile(
    rf"([{NUMERALS}]+)(元|圆)?(?:([零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖])角)?"
    r"(?:零?([一二三四五六七八九壹贰叁肆伍陆柒捌玖])分)?[整正]?"
)
_NEGATIVE = re.compile(r"\((.+)\)|[-△▲负](.+)")
_SWAPPED = str.maketrans(",.", ".,")


def _unreadable(zh: str = "不是可识别的金额", en: str = "is not an amount that can be read") -> UnreadableError:
    return UnreadableError(AMOUNT, zh, en)


def is_share(text: str) -> bool:
    """A per cent or per mille of something."""
    return bool(_SHARE.search(text))


@cache
def money_parser(code: str, decimal: DecimalMark = "point") -> MoneyParser:
    """The parser of amounts in a currency, whose decimals stand behind a point or a comma."""
    own = currency(code)
    signs = [own.declared.before, re.escape(own.code), *([re.escape(own.sign.strip())] if own.signs else [])]
    words = [own.declared.after or re.escape(own.plain.zh)]
    if not own.declared.units:
        words += [own.code, re.escape("".join(own.many.split())), *signs[2:]]
    magnitudes = dict(_CHINESE_MAGNITUDES)
    if not own.declared.units:
        magnitudes |= {name: int(worth) for name, worth in MAGNITUDES.items()}
    before, after = ("|".join(filter(None, listed)) for listed in (signs, words))
    named = "|".join(sorted(magnitudes, key=len, reverse=True))
    return MoneyParser(
        own,
        decimal,
        magnitudes,
        re.compile(rf"^(?:{before})+:?", re.IGNORECASE),
        re.compile(rf"({_NUMBER})({named})?({after})?[整正]?", re.IGNORECASE),
        after,
    )


def parse_money(cell: str, unit: str | None, code: str, decimal: DecimalMark = "point") -> int:
    """``MoneyParser.parse`` of a currency by its code."""
    return money_parser(code, decimal).parse(cell, unit)


@dataclass(frozen=True, eq=False)
class MoneyParser:
    """Reads the amounts of one currency."""

    currency: Currency
    decimal: DecimalMark
    _magnitudes: dict[str, int]
    _sign: re.Pattern[str]
    _written: re.Pattern[str]
    _word: str

    def parse(self, cell: str, unit: str | None) -> int:
        """The amount a cell means, in the smallest unit. ``unit`` counts only where the cell itself states none.

        Raises UnreadableError: T-UNIT where nothing states the unit, T-MONEY for anything else that is no sure amount,
        among it amounts finer than the smallest unit, in another currency, and digits that something parts.
        """
        try:
            return self._read(cell, unit)
        except UnreadableError as error:
            if error.problem.rule != AMOUNT:
                raise
            raise error.with_todo(self.todo) from None

    @property
    def todo(self) -> tuple[str, str]:
        """What to do about a cell that is no amount, zh and en."""
        one, large, smallest = self.currency.base, self._large, self.currency.smallest
        return (
            f"请写成数字并注明{one}或{large}，最细到{smallest.zh.removeprefix('1')}",
            f"write a number with its unit {one} or {large}, not finer than {smallest.en}",
        )

    def _read(self, cell: str, unit: str | None) -> int:
        marker, raw = unmark(cell)
        if marker == DATE:
            raise _unreadable("是日期，不是金额", "is a date, not an amount")
        if marker == BOOLEAN:
            raise _unreadable("是逻辑值，不是金额", "is a truth value, not an amount")
        if marker in (NUMBER, SERIAL_1904):
            return self._minor(_decimal(raw), self._factor(unit))
        if marker == FORMATTED:
            return self._formatted(*shown_and_stored(cell), unit)
        sign, text, marked = self._signed(raw)
        if match := self._written.fullmatch(text):
            digits, magnitude, own = match.groups()
            magnitude, amount = (magnitude or "").casefold(), Decimal(digits.replace(",", ""))
            times = self._magnitudes.get(magnitude, 1)
            if own or self._states_unit(magnitude) or (marked and unit is None):
                return sign * self._minor(amount, times * self.currency.minor)
            if magnitude:  # 5千 in a column of 万元 could be either
                if unit != self.currency.base:
                    raise self._no_unit()
                return sign * self._minor(amount, times * self.currency.minor)
            return sign * self._minor(amount, self._factor(unit))
        if self.currency.declared.numerals and (numeral := _CHINESE.fullmatch(text)):
            return sign * self._numeral(numeral, unit)
        raise self._no_amount(text)

    def names_unit(self, text: str) -> bool:
        """Whether a written amount has the currency beside it, so that nobody takes it for 10,000 times as much."""
        if re.search(self._word, text, re.IGNORECASE):
            return True
        return self.currency.declared.sign_is_unit and self._sign.match(text.strip(" -(")) is not None

    def _states_unit(self, magnitude: str) -> bool:
        """Whether a magnitude says by itself that the amount is in so many of the currency: 3万, 1.2m."""
        own = self.currency.declared
        return magnitude in own.magnitudes if own.units else magnitude not in ("", "十", "百")

    def _no_amount(self, text: str) -> UnreadableError:
        if self.decimal == "point" and _OTHER_MARK.fullmatch(text):
            return _unreadable(
                "像是用逗号作小数点，而来源定义没有写明（整份文件都如此时，请在 layout 中写 decimal: comma）",
                "seems to have a decimal comma, which the source definition doesn't state (where the whole file is "
                "written so, add decimal: comma to its layout)",
            )
        if self.decimal == "comma" and _OTHER_MARK.fullmatch(text):  # text has its marks exchanged
            return _unreadable(
                "像是用点作小数点，而来源定义写明 decimal: comma",
                "seems to have a decimal point, while the source definition states decimal: comma",
            )
        return _unreadable()

    def _no_unit(self) -> UnreadableError:
        one, large = self.currency.base, self._large
        return UnreadableError(
            "T-UNIT", f"没有写明是{one}还是{large}", f"does not say whether it is in {one} or {large}"
        )

    @property
    def _large(self) -> str:
        return self.currency.large_unit

    def _minor(self, amount: Decimal, factor: int) -> int:
        try:
            exact = scaled(amount, factor)
        except DecimalException:
            raise _unreadable("大得不可能", "is impossibly large") from None
        if abs(exact) >= _LARGEST:
            raise _unreadable("大得不可能", "is impossibly large")
        if exact != exact.to_integral_value():
            raise _unreadable(f"比{self.currency.smallest.zh}还细", f"is finer than {self.currency.smallest.en}")
        return int(exact)

    def _factor(self, unit: str | None) -> int:
        if unit is None:
            raise self._no_unit()
        return self.currency.units[unit]

    def _numeral(self, match: re.Match[str], unit: str | None) -> int:
        numeral, whole_word, jiao, fen = match.groups()
        try:
            whole = whole_number(numeral)
            small = sum(whole_number(d) * f for d, f in ((jiao, 10), (fen, 1)) if d)
        except ValueError:
            raise _unreadable() from None
        if whole_word or jiao or fen or set(numeral) & set("万萬亿億"):
            if small and not whole_word:
                raise _unreadable()
            return self._minor(Decimal(whole), self.currency.minor) + small
        if unit != self.currency.base:
            raise self._no_unit()
        return self._minor(Decimal(whole), self.currency.minor)

    def _signed(self, raw: str) -> tuple[int, str, bool]:
        """Sign and rest of a written amount, folded, with a decimal point and without the currency's sign; and whether
        that sign says that the amount is in single ones. Refuses other currencies."""
        text = joined(raw)
        if text is None:
            raise _unreadable(
                "中的数字被空格、换行或角标隔开，看不出是一个数还是几个数",
                "holds digits beside a space, a line break or a raised sign, so it may be one number or several",
            )
        bare = self._sign.sub("", text)
        if other := foreign(bare, self.currency.code):
            own = self.currency.plain
            raise _unreadable(f"写的是{other[0]}，不是{own.zh}", f"is in {other[1]}, not in {self.currency.many}")
        if is_share(bare):
            raise _unreadable("是百分比，不是金额", "is a per cent, not an amount")
        sign = 1
        rest = bare
        if negative := _NEGATIVE.fullmatch(bare):
            inner = negative[1] or negative[2]
            sign, rest = -1, self._sign.sub("", inner)
            marked = rest != inner or bare != text
        else:
            marked = bare != text
        if self.decimal == "comma":
            rest = rest.translate(_SWAPPED)
        return sign, rest, marked and self.currency.declared.sign_is_unit

    def _formatted(self, shown: str, stored: str, unit: str | None) -> int:
        """The amount of a number that its format shows in another magnitude.

        A person sees 3.0万元 where 30000 is stored: the amount is what is seen, at the precision of what is stored. So
        the stored number stands in that unit of ours in which it is the shown amount, up to the digits that are shown.
        """
        sign, text, marked = self._signed(shown)
        match = self._written.fullmatch(text)
        if match is None:
            raise _unreadable()
        worth = self.currency.units
        digits, magnitude, own = match.groups()
        magnitude = (magnitude or "").casefold()
        number, seen = _decimal(stored), sign * Decimal(digits.replace(",", ""))
        half = Decimal("0.5") / 10 ** len(digits.partition(".")[2])
        if marked and unit is None and not magnitude:
            own = self.currency.base
        if own or magnitude:
            stated = self._unit_of(magnitude)
            # 30000 in a column of 元 that is shown as 3.0万元 contradicts nothing
            same = unit in (None, stated) or (
                stated is not None and abs(number * worth[unit or ""] - seen * worth[stated]) <= half * worth[stated]
            )
            if stated is None or not same:
                raise _unreadable(
                    f"（所存的数为{stored}）写的单位与该列的单位{unit or ''}不符",
                    f"(stored as {stored}) shows another unit than the column's {unit or ''}".rstrip(),
                )
            if unit not in (None, stated):
                return self._minor(number, worth[unit or ""])
            unit = stated
        factor = self._factor(unit)
        kept_in = self.currency.declared.stored_in or worth
        fitting = {
            minor
            for minor in {worth[name] for name in kept_in} | {factor}
            if minor <= factor and abs(number * minor - seen * factor) <= half * factor
        }
        if number and len(fitting) != 1:
            raise _unreadable(
                f"是显示的样子，所存的数却是{stored}，看不出是多少",
                f"is what is shown while {stored} is stored, so the amount is not certain",
            )
        return self._minor(number, fitting.pop() if number else factor)

    def _unit_of(self, magnitude: str) -> str | None:
        """The unit of a shown magnitude, where the currency has one: 万元, £ thousand."""
        if self.currency.declared.units:
            name = f"{magnitude}{self.currency.base}"
            return name if name in self.currency.units else None
        return self.currency.unit(magnitude) if magnitude else self.currency.base


def _decimal(stored: str) -> Decimal:
    try:
        number = Decimal(stored)
    except DecimalException:
        raise _unreadable() from None
    # NaN and Infinity are words to Decimal; a number that is only an exponent becomes 0, or endless digits
    if not number.is_finite() or (number and abs(number.adjusted()) > LARGEST_EXPONENT):
        raise _unreadable()
    return number
