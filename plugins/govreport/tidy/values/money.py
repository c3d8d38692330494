"""Amounts of money in every form they are written in extracts, as integer 分; tidy/units.py finds a column's unit."""

from __future__ import annotations

import re
from decimal import Decimal, DecimalException

from govreport.tidy.values.cells import (
    BOOLEAN,
    DATE,
    FORMATTED,
    NUMBER,
    SERIAL_1904,
    shown_and_stored,
    unmark,
)
from govreport.tidy.values.currencies import foreign, is_share
from govreport.tidy.values.numerals import NUMERALS, joined, scaled, whole_number
from govreport.tidy.values.problems import UnreadableError

FEN = {"分": 1, "角": 10, "元": 100, "百元": 10**4, "千元": 10**5, "万元": 10**6, "百万元": 10**8, "亿元": 10**10}
"""One of each unit, in 分."""
_STORED_IN = ("元", "千元", "万元", "百万元", "亿元")
"""Units in which the number behind a format is kept."""
_LARGEST = 10**17  # 1,000万亿元; far above any amount here and safely below int64

_NUMBER = re.compile(r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+")
_WRITTEN = re.compile(rf"({_NUMBER.pattern})(百万|千万|[十百千万亿])?(元|圆|块)?[整正]?")
_MAGNITUDE = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8}
_CHINESE = re.compile(
    rf"([{NUMERALS}]+)(元|圆)?(?:([零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖])角)?"
    r"(?:零?([一二三四五六七八九壹贰叁肆伍陆柒捌玖])分)?[整正]?"
)
_CURRENCY = re.compile(r"^(?:人民币|RMB|CNY|¥|￥)+:?", re.IGNORECASE)
_NEGATIVE = re.compile(r"\((.+)\)|[-△▲负](.+)")


def _unreadable(zh: str = "不是可识别的金额", en: str = "is not an amount that can be read") -> UnreadableError:
    return UnreadableError("T-MONEY", zh, en)


def _no_unit() -> UnreadableError:
    return UnreadableError("T-UNIT", "没有写明是元还是万元", "does not say whether it is in 元 or 万元")


def _fen(amount: Decimal, factor: int) -> int:
    try:
        exact = scaled(amount, factor)
    except DecimalException:
        raise _unreadable("大得不可能", "is impossibly large") from None
    if abs(exact) >= _LARGEST:
        raise _unreadable("大得不可能", "is impossibly large")
    if exact != exact.to_integral_value():
        raise _unreadable("比1分还细", "is finer than one 分")
    return int(exact)


def _factor(unit: str | None) -> int:
    if unit is None:
        raise _no_unit()
    return FEN[unit]


def _chinese(match: re.Match[str], unit: str | None) -> int:
    numeral, yuan, jiao, fen = match.groups()
    try:
        whole = whole_number(numeral)
        small = sum(whole_number(d) * f for d, f in ((jiao, 10), (fen, 1)) if d)
    except ValueError:
        raise _unreadable() from None
    if yuan or jiao or fen or set(numeral) & set("万萬亿億"):
        if small and not yuan:
            raise _unreadable()
        return _fen(Decimal(whole), FEN["元"]) + small
    if unit != "元":
        raise _no_unit()
    return _fen(Decimal(whole), FEN["元"])


def parse_money(cell: str, unit: str | None) -> int:
    """The amount a cell means, in 分. ``unit`` counts only where the cell itself states none.

    Raises UnreadableError: T-UNIT where nothing states the unit, T-MONEY for anything else that is no sure amount,
    among it amounts finer than 1 分, in another currency, and digits that something parts.
    """
    marker, raw = unmark(cell)
    if marker == DATE:
        raise _unreadable("是日期，不是金额", "is a date, not an amount")
    if marker == BOOLEAN:
        raise _unreadable("是逻辑值，不是金额", "is a truth value, not an amount")
    if marker in (NUMBER, SERIAL_1904):
        return _fen(_decimal(raw), _factor(unit))
    if marker == FORMATTED:
        return _formatted(*shown_and_stored(cell), unit)
    sign, text = _signed(raw)
    if match := _WRITTEN.fullmatch(text):
        digits, magnitude, yuan = match.groups()
        amount = Decimal(digits.replace(",", ""))
        if yuan or magnitude in {"万", "百万", "千万", "亿"}:
            return sign * _fen(amount, _MAGNITUDE.get(magnitude, 1) * FEN["元"])
        if magnitude:  # 5千 in a column of 万元 could be either
            if unit != "元":
                raise _no_unit()
            return sign * _fen(amount, _MAGNITUDE[magnitude] * FEN["元"])
        return sign * _fen(amount, _factor(unit))
    if match := _CHINESE.fullmatch(text):
        return sign * _chinese(match, unit)
    raise _unreadable()


def _decimal(stored: str) -> Decimal:
    try:
        number = Decimal(stored)
    except DecimalException:
        raise _unreadable() from None
    if not number.is_finite():  # NaN and Infinity are words to Decimal
        raise _unreadable()
    return number


def _signed(raw: str) -> tuple[int, str]:
    """The sign and the rest of a written amount, folded and without a sign of the yuan; refuses other currencies."""
    text = joined(raw)
    if text is None:
        raise _unreadable(
            "中的数字被空格、换行或角标隔开，看不出是一个数还是几个数",
            "holds digits beside a space, a line break or a raised sign, so it may be one number or several",
        )
    text = _CURRENCY.sub("", text)
    if other := foreign(text):
        raise _unreadable(f"写的是{other[0]}，不是元", f"is in {other[1]}, not in 元")
    if is_share(text):
        raise _unreadable("是百分比，不是金额", "is a per cent, not an amount")
    if negative := _NEGATIVE.fullmatch(text):
        return -1, _CURRENCY.sub("", negative[1] or negative[2])
    return 1, text


def _formatted(shown: str, stored: str, unit: str | None) -> int:
    """The amount of a number that its format shows in another magnitude.

    A person sees 3.0万元 where 30000 is stored: the amount is what is seen, at the precision of what is stored. So the
    stored number stands in that unit of ours in which it is the shown amount, up to the digits that are shown.
    """
    sign, text = _signed(shown)
    match = _WRITTEN.fullmatch(text)
    if match is None:
        raise _unreadable()
    digits, magnitude, yuan = match.groups()
    number, seen = _decimal(stored), sign * Decimal(digits.replace(",", ""))
    half = Decimal("0.5") / 10 ** len(digits.partition(".")[2])
    if yuan or magnitude:
        stated = f"{magnitude or ''}元"
        # 30000 in a column of 元 that is shown as 3.0万元 contradicts nothing
        same = unit in (None, stated) or (
            stated in FEN and abs(number * FEN[unit or ""] - seen * FEN[stated]) <= half * FEN[stated]
        )
        if stated not in FEN or not same:
            raise _unreadable(
                f"（所存的数为{stored}）写的单位与该列的单位{unit or ''}不符",
                f"(stored as {stored}) shows another unit than the column's {unit or ''}".rstrip(),
            )
        if unit not in (None, stated):
            return _fen(number, FEN[unit or ""])
        unit = stated
    factor = _factor(unit)
    fitting = {
        fen
        for fen in {FEN[u] for u in _STORED_IN} | {factor}
        if fen <= factor and abs(number * fen - seen * factor) <= half * factor
    }
    if number and len(fitting) != 1:
        raise _unreadable(
            f"是显示的样子，所存的数却是{stored}，看不出是多少",
            f"is what is shown while {stored} is stored, so the amount is not certain",
        )
    return _fen(number, fitting.pop() if number else factor)
