"""Characters and words that stand for numbers: which of them may be joined, and what a Chinese numeral is worth."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from govreport.strict_json import LARGEST_EXPONENT
from govreport.tidy.values.cells import clean, hyphens

LONGEST = 60
"""Characters of any amount, number or date; more is text of another kind, and is not looked at closely."""

_DIGITS_OF_A_DOUBLE = 15
NUMERALS = "零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟貳參陸萬億弍"
_PLAIN = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟萬億两〇", "一二三四五六七八九十百千万亿二零")
_PARTED = re.compile(
    r"[0-9.,]\s+[0-9.,]"
    rf"|[{NUMERALS}]\s+(?![百千佰仟]?[万萬]?[元圆]|[万萬亿億百千])[{NUMERALS}]"
)
"""Two numbers, or one that is broken: a space before a unit (3 万元) is no such break."""
_STANDS_FOR_NUMBER = re.compile(rf"[0-9{NUMERALS}]")
_RADICALS = range(0x2F00, 0x2FD6)
"""Kangxi radicals, which text copied out of a PDF holds instead of the characters that look the same."""
_CONTROL = re.compile(r"(?<=\S)[\x00-\x1f\x7f-\x9f\xad]+(?=\S)")


def is_raised(character: str) -> bool:
    """A raised, lowered, circled or bracketed number or a fraction: a footnote's sign beside a digit, not a digit."""
    if character.isascii() or character.isdecimal() or ord(character) in _RADICALS:
        return False
    if not unicodedata.decomposition(character).startswith("<"):
        return False
    return bool(_STANDS_FOR_NUMBER.search(unicodedata.normalize("NFKC", character)))


def holds_raised(text: str) -> bool:
    """Some character of ``text`` would pass for a digit once the text is folded, and isn't one."""
    return not text.isascii() and any(map(is_raised, text))


def folded(text: str) -> str | None:
    """The text of a number or date: full-width forms and dashes folded, any space made one plain space.

    None where folding would join what a person sees apart: digits with a space, a line break or a control character
    between them, a raised or circled digit.
    """
    spaced = " ".join(clean(_CONTROL.sub(" ", text)).split())
    if len(spaced) > LONGEST or holds_raised(spaced):
        return None
    return hyphens(unicodedata.normalize("NFKC", spaced))


def joined(text: str) -> str | None:
    """``folded`` without any space, for amounts and counts, which hold one number each."""
    whole = folded(text)
    if whole is None or _PARTED.search(whole):
        return None
    return "".join(whole.split())


def whole_number(numeral: str) -> int:
    """A Chinese numeral's value, believed only where writing the value gives the numeral again; else ValueError.

    cn2an reads some numerals wrongly without a word (壹亿壹仟零壹拾壹 as 1) and 一万五, which means 15,000, as 10,005.
    """
    if len(numeral) > LONGEST:
        raise ValueError("too long for a number")
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


def scaled(number: Decimal, factor: int) -> Decimal:
    """``number`` times ``factor``, without the noise of binary fractions: 0.30000000000000004 is 0.3, 0.125 stays.

    A double keeps 15 to 17 digits, so only a number written with 15 or more can be one's noise. A sum of many amounts
    is a few units of the 16th digit off, and some spreadsheets write 15 digits of it: hence 1e-14 of the amount. The
    bound of a thousandth keeps a real third decimal of a huge amount from passing for noise.
    """
    if number and abs(number.adjusted()) > LARGEST_EXPONENT:  # multiplied, it would become 0 in silence
        raise InvalidOperation
    exact = number * factor
    nearest = exact.to_integral_value()
    if exact == nearest or len(number.as_tuple().digits) < _DIGITS_OF_A_DOUBLE:
        return exact
    allowed = min(Decimal("1e-3"), max(Decimal("1e-6"), abs(exact) * Decimal("1e-14")))
    return nearest if abs(exact - nearest) <= allowed else exact
