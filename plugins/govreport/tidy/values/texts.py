"""Names, whole numbers, coded words and yes/no."""

from __future__ import annotations

import re
from decimal import Decimal, DecimalException
from difflib import get_close_matches

from govreport.canonical.codes import CodeList
from govreport.tidy.values.cells import BOOLEAN, DATE, clean, key, name, narrow, unmark
from govreport.tidy.values.numerals import holds_raised, joined, scaled, whole_number
from govreport.tidy.values.problems import UnreadableError

_INTEGER = re.compile(r"第?([-+]?[0-9]{1,9})(?:\.0+)?(?:年度?|[批期次笔]次?|分|人次?|个)?")
_CHINESE_INTEGER = re.compile(r"第?([零〇一二两三四五六七八九十百]{1,5})(?:[批期次笔]次?)?")


def parse_name(cell: str) -> str | None:
    """A name or an address: cleaned, brackets as its script has them, no spaces but between words of other scripts.

    Raises UnreadableError (T-TEXT) where a spreadsheet stored a date or a truth value.
    """
    marker, text = unmark(cell)
    if marker == DATE:
        raise UnreadableError("T-TEXT", "被表格软件存成了日期", "was made a date by a spreadsheet")
    if marker == BOOLEAN:
        raise UnreadableError("T-TEXT", "被表格软件存成了逻辑值", "was made a truth value by a spreadsheet")
    return name(text) or None


def parse_int(cell: str) -> int:
    """A whole number: 2019, 2019年, 2019.0, 第一批. Raises UnreadableError (T-INT)."""
    marker, raw = unmark(cell)
    if marker in (DATE, BOOLEAN):
        raise UnreadableError("T-INT", "不是整数", "is not a whole number")
    text = joined(raw)
    if text is None:
        raise UnreadableError(
            "T-INT",
            "中的数字被空格、换行或角标隔开，看不出是一个数还是几个数",
            "holds digits beside a space, a line break or a raised sign, so it may be one number or several",
        )
    if match := _INTEGER.fullmatch(text):
        return int(match[1])
    if match := _CHINESE_INTEGER.fullmatch(text):
        try:
            return whole_number(match[1])
        except ValueError:
            pass
    try:
        number = Decimal(text)
        if not number.is_finite():  # NaN and Infinity are words to Decimal
            raise UnreadableError("T-INT", "不是整数", "is not a whole number")
        settled = scaled(number, 1)
        whole = settled == settled.to_integral_value()
    except DecimalException:
        raise UnreadableError("T-INT", "不是整数", "is not a whole number") from None
    if whole and settled != number and abs(settled) < 10**9:  # the noise of a double, nothing else
        return int(settled)
    if whole:
        raise UnreadableError("T-INT", "不是整数", "is not a whole number")
    raise UnreadableError("T-INT", "带有小数", "is not whole")


def parse_code(cell: str, codes: CodeList) -> str:
    """The code of a word. Raises UnreadableError (T-CODE) with the nearest known word where the list lacks it."""
    word = clean(unmark(cell)[1])
    code = codes.find(word)
    if code is not None and not holds_raised(word):
        return code
    near = get_close_matches(key(word), codes.lookup, n=1, cutoff=0.7)
    raise UnreadableError(
        "T-CODE",
        f"不在代码表中（{'、'.join(c.zh for c in codes.codes.values())}）",
        f"is not in its code list ({', '.join(c.zh for c in codes.codes.values())})",
        codes.zh(codes.lookup[near[0]]) if near else None,
    )


def parse_bool(cell: str, codes: CodeList) -> bool:
    """是/否 and their spellings."""
    text = narrow(cell).upper()
    if text in {"TRUE", "FALSE"}:
        return text == "TRUE"
    return parse_code(cell, codes) == "yes"
