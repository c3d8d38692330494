"""Amounts of money in every form they are written in extracts, as integer 分; tidy/header.py finds a column's unit."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, DecimalException

from govreport.tidy.values.cells import DATE, NUMBER, clean, hyphens, unmark
from govreport.tidy.values.problems import UnreadableError

FEN = {"分": 1, "角": 10, "元": 100, "百元": 10**4, "千元": 10**5, "万元": 10**6, "百万元": 10**8, "亿元": 10**10}
"""One of each unit, in 分."""
_LARGEST = 10**17  # 1,000万亿元; far above any amount here and safely below int64

_NUMBER = re.compile(r"(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?|\.\d+")
_WRITTEN = re.compile(rf"({_NUMBER.pattern})(百万|千万|[十百千万亿])?(元|圆|块)?[整正]?")
_MAGNITUDE = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8}
_NUMERALS = "零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟貳參陸萬億弍"
_CHINESE = re.compile(
    rf"([{_NUMERALS}]+)(元|圆)?(?:([零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖])角)?"
    r"(?:零?([一二三四五六七八九壹贰叁肆伍陆柒捌玖])分)?[整正]?"
)
_PLAIN = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟萬億两", "一二三四五六七八九十百千万亿二")
_CURRENCY = re.compile(r"^(?:人民币|RMB|CNY|¥|￥)+:?", re.IGNORECASE)
_NEGATIVE = re.compile(r"\((.+)\)|[-△▲负](.+)")


def _unreadable(zh: str = "不是可识别的金额", en: str = "is not an amount that can be read") -> UnreadableError:
    return UnreadableError("T-MONEY", zh, en)


def _fen(amount: Decimal, factor: int) -> int:
    try:
        exact = amount * factor
    except DecimalException:
        raise _unreadable("大得不可能", "is impossibly large") from None
    if exact != exact.to_integral_value():
        raise _unreadable("比1分还细", "is finer than one 分")
    if abs(exact) >= _LARGEST:
        raise _unreadable("大得不可能", "is impossibly large")
    return int(exact)


def _factor(unit: str | None) -> int:
    if unit is None:
        raise _unreadable("没有写明是元还是万元", "does not say whether it is in 元 or 万元")
    return FEN[unit]


def _whole(numeral: str) -> int:
    """A Chinese numeral's value, believed only where writing the value gives the numeral again.

    cn2an reads some numerals wrongly without a word (壹亿壹仟零壹拾壹 as 1) and 一万五, which means 15,000, as 10,005.
    """
    from cn2an import an2cn, cn2an  # slow to load, and few cells are Chinese numerals

    try:
        value = int(cn2an(numeral, "normal"))
    except KeyError:  # cn2an's own mistake on some numerals
        raise ValueError(numeral) from None
    plain = numeral.translate(_PLAIN)
    plain = (
        plain.removeprefix("一") if plain.startswith("一十") else plain
    )  # 壹拾伍万 is how 十五万 is written on cheques
    # an2cn leaves out the 零 that belongs between 亿 and 千.
    if an2cn(value, "low") not in (plain, plain.replace("亿零", "亿")):
        raise ValueError(numeral)
    return value


def _chinese(match: re.Match[str], unit: str | None) -> int:
    from cn2an import cn2an

    numeral, yuan, jiao, fen = match.groups()
    try:
        whole = _whole(numeral)
        small = sum(int(cn2an(d, "normal")) * f for d, f in ((jiao, 10), (fen, 1)) if d)
    except ValueError:
        raise _unreadable() from None
    if yuan or jiao or fen or set(numeral) & set("万萬亿億"):
        if small and not yuan:
            raise _unreadable()
        return _fen(Decimal(whole), FEN["元"]) + small
    if unit != "元":
        raise _unreadable("没有写明是元还是万元", "does not say whether it is in 元 or 万元")
    return _fen(Decimal(whole), FEN["元"])


def parse_money(cell: str, unit: str | None) -> int:
    """The amount a cell means, in 分. ``unit`` counts only where the cell itself states none.

    Raises UnreadableError (T-MONEY) for anything else, for amounts finer than 1 分 and where nothing states the unit.
    """
    marker, raw = unmark(cell)
    if marker == DATE:
        raise _unreadable("是日期，不是金额", "is a date, not an amount")
    if marker == NUMBER:
        try:
            return _fen(Decimal(raw), _factor(unit))
        except DecimalException:
            raise _unreadable() from None
    text = "".join(hyphens(unicodedata.normalize("NFKC", clean(raw))).split())
    text = _CURRENCY.sub("", text)
    sign = 1
    if negative := _NEGATIVE.fullmatch(text):
        sign, text = -1, _CURRENCY.sub("", negative[1] or negative[2])
    if match := _WRITTEN.fullmatch(text):
        digits, magnitude, yuan = match.groups()
        amount = Decimal(digits.replace(",", ""))
        if yuan or magnitude in {"万", "百万", "千万", "亿"}:
            return sign * _fen(amount * _MAGNITUDE.get(magnitude, 1), FEN["元"])
        if magnitude:  # 5千 in a column of 万元 could be either
            if unit != "元":
                raise _unreadable("没有写明是元还是万元", "does not say whether it is in 元 or 万元")
            amount *= _MAGNITUDE[magnitude]
        return sign * _fen(amount, _factor(unit))
    if match := _CHINESE.fullmatch(text):
        return sign * _chinese(match, unit)
    raise _unreadable()
