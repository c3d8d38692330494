"""How a value stands in a sentence: dates in ISO form, money with all its decimals, nothing as 空."""

from __future__ import annotations

from datetime import date
from typing import Any

from govreport.currency import Currency

EMPTY = "空"


def printed(kind: str, value: Any, own: Currency) -> str:
    """A canonical value of that kind (see canonical.py) as an operator reads it; exact, never rounded. ``own`` is the
    district's currency."""
    if value is None or value != value:  # NaN and NaT differ from themselves
        return ""
    if kind == "money":
        return own.written(int(value)).zh
    if kind == "bool":
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
