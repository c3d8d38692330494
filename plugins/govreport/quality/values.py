"""How a value stands in a sentence: dates in ISO form, money in 元 with both decimals, nothing as 空."""

from __future__ import annotations

from datetime import date
from typing import Any

EMPTY = "空"


def printed(kind: str, value: Any) -> str:
    """A canonical value of that kind (see canonical.py) as an operator reads it; exact, never rounded."""
    if value is None or value != value:  # NaN and NaT differ from themselves
        return ""
    if kind == "money":
        fen = int(value)
        return f"{'-' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02d}元"
    if kind == "bool":
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
