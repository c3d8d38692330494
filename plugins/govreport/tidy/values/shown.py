"""What a spreadsheet's cell shows beside the number that it stores: whether the two say the same."""

from __future__ import annotations

from decimal import Decimal, DecimalException

from govreport.tidy.values import texts
from govreport.tidy.values.cells import NUMBER
from govreport.tidy.values.problems import UnreadableError


def same_number(shown: str, stored: str) -> bool:
    """Whether what is shown is the stored number, grouped or not."""
    try:
        return Decimal(shown.replace(",", "")) == Decimal(stored) and not shown.startswith("0" * 2)
    except DecimalException:
        return False


def padded(shown: str, stored: str) -> bool:
    """0123456 of 123456: zeros that belong to an identifier, and say nothing of a number."""
    return shown.isascii() and shown.isdecimal() and shown[:1] == "0" and stored == (shown.lstrip("0") or "0")


def same_count(shown: str, stored: str) -> bool:
    """第2批 and 90分 of 2 and 90: the format only adds a word that a count may be written with."""
    try:
        return shown[-1:] not in "%‰" and texts.parse_int(shown) == texts.parse_int(NUMBER + stored)
    except UnreadableError:
        return False
