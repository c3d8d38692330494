"""Which currency a text names: those that aren't the district's are named and refused, never read as its own."""

from __future__ import annotations

import re
from functools import cache

from govreport.currency.declared import MARKS, UNITLESS

_ALL = re.compile("|".join(f"({mark})" for mark, *_ in (*UNITLESS, *MARKS)), re.IGNORECASE)
_MEANT = (*UNITLESS, *MARKS)
IN_TITLES = "|".join(f"(?:{mark})" for mark, *_ in MARKS)
"""What names a currency as the unit of a title's amounts, to be matched without regard to case."""
WITHOUT_UNIT = "|".join(f"(?:{mark})" for mark, *_ in UNITLESS)
"""What names one and not its unit: RMB, ¥."""
SIGNS = "[¥￥£€$₩₽฿₹₫₤]"
"""What stands before an amount, whatever the currency."""
_CODE = re.compile(r"(?<![A-Za-z])([A-Z]{3})(?![A-Za-z])")


def foreign(text: str, own: str) -> tuple[str, str] | None:
    """The other currency than ``own`` that a folded text names, zh and en."""
    if text.isascii() and "$" not in text and not any(map(str.isalpha, text)):
        return None  # nearly every amount
    for match in _ALL.finditer(text):
        _, meant, zh, en = _MEANT[(match.lastindex or 1) - 1]
        if own not in meant:
            return zh, en
    for match in _CODE.finditer(text) if any(map(str.isdigit, text)) else ():
        if (code := match[1]) != own and (names := _names(code)) is not None:
            return names
    return None


@cache
def _names(code: str) -> tuple[str, str] | None:
    """The names of a currency that MARKS lacks, by its code."""
    from govreport.currency.money import currency, is_currency

    return (currency(code).name.zh, currency(code).name.en) if is_currency(code) else None
